"""A wheelhouse for tests, made once a run with what the package index gives, and a clean Python."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from filelock import FileLock

from offline.folder import PROJECT, make_wheelhouse
from offline.targets import TARGETS, WINDOWS, Target

WINDOWS_TARGETS = tuple(target for target in TARGETS if target.platform == WINDOWS)


def this_machine() -> Target:
    """The target that this interpreter is, or a skip."""
    name = f"linux-{platform.machine()}-cp{sys.version_info[0]}{sys.version_info[1]}"
    found = [target for target in TARGETS if target.name == name]
    if not found:
        pytest.skip(f"the wheelhouse is not for {name}")
    return found[0]


@pytest.fixture(scope="session")
def wheelhouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheels for every Windows target and this interpreter; the folder has an awkward name.

    Made once for all processes that run tests: it takes a minute.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "D 盘 (1)" / "wheelhouse"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(shared / "wheelhouse.lock"):
        if not folder.exists():
            make_wheelhouse(PROJECT, folder, [*WINDOWS_TARGETS, this_machine()])
    return folder


def clean_venv(folder: Path) -> Path:
    """A Python with nothing but pip; the folder of its commands."""
    venv.EnvBuilder(with_pip=True, symlinks=True).create(folder)
    return folder / "bin"


def offline_environment(commands: Path, home: Path) -> dict[str, str]:
    """The environment of a machine without a package index or a network."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.pathsep.join((str(commands), "/usr/bin", "/bin")),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }


def run(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a command that must succeed; what it printed."""
    done = subprocess.run(
        arguments,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{arguments}:\n{done.stdout}"
    return done.stdout
