"""Ctrl-C at any moment ends a run with one sentence, whichever of its processes hears it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
SAID = "已中断。再运行一次即可继续。\n"
# Somebody presses Ctrl-C while the command's own modules are loaded.
LOADING = """
import os, signal, sys
from report_archive.cli import main

class Finder:
    def find_spec(name, path, target=None):
        if name == "report_archive.recalling":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder)
sys.exit(main(["build"]))
"""
# The terminal tells every process of its group, and the other one is just starting.
STARTING = """
import os, signal, sys

if any("spawn_main" in argument for argument in sys.orig_argv):
    os.killpg(0, signal.SIGINT)
"""
WAITING = """
import pathlib, sys
from report_archive.workers import Bench, Workers

folder = pathlib.Path(sys.argv[1])
workers = Workers(Bench(folder, folder / "vocabulary.yml"), 2)
try:
    workers.prepare(1)
    while True:
        pass
except KeyboardInterrupt:
    workers.close()
    print("ended")
"""


def started(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A script in a group of processes of its own."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, *arguments],
        capture_output=True,
        encoding="utf-8",
        start_new_session=True,
        check=False,
    )


def test_ctrl_c_is_answered_while_the_command_is_still_loading() -> None:
    done = started(LOADING)
    assert (done.returncode, done.stderr) == (1, SAID)


def test_a_process_that_is_just_starting_says_nothing_of_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(STARTING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    done = started(WAITING, str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
