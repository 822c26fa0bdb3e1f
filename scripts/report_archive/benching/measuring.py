"""What a command costs: time, and the memory of all its processes together."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from report_archive.build import BuildError

PAUSE = 0.5
"""Seconds between two looks at the memory; with 0.2 they made a build of 31 s 1.3 s longer."""
PROC = Path("/proc")
# Pss:               12345 kB
PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)
SHORT = 1.0
"""Seconds; in less than these the most may fall between two looks."""
SHOWN = 2_000
"""Characters of what a command that failed said."""
OURS = (sys.executable, "-m", "report_archive.cli")


@dataclass(frozen=True)
class Cost:
    """What one command took."""

    wall: float
    """Seconds by the clock."""
    cpu: float
    """Seconds of all processes, user and system."""
    peak: float
    """Most memory of all its processes at one time, in MB (10^6)."""


def memory_kind() -> str:
    """How the memory is taken here."""
    if (PROC / "self" / "smaps_rollup").exists():
        return f"PSS of all processes, every {PAUSE} s"
    return "largest resident set of one process"


def measure(
    command: Sequence[str], cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command as a session of its own.

    Raises:
        BuildError: It failed.
    """
    settings = {**os.environ, "PYTHONUTF8": "1", **(environment or {})}
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=settings, stdout=said, stderr=said, start_new_session=True
        )
        watch = Watch(process.pid)
        try:
            cpu, largest = _wait(process)
        except BaseException:
            _end(process)
            raise
        wall = time.perf_counter() - began
        peak = max(watch.stop(), largest if wall < SHORT else 0.0) or largest
        if process.returncode:
            said.seek(0)
            words = said.read().decode(errors="replace")[-SHOWN:]
            raise BuildError(f"{' '.join(command)}：返回 {process.returncode}。\n{words}")
    return Cost(wall, cpu, peak)


def _wait(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Wait for a process: its seconds with those of its children, and the largest one's MB."""
    if sys.platform == "win32":
        process.wait()
        return 0.0, 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a session that hears no Ctrl-C of ours, and all that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Watch:
    """Looks at the memory of a session's processes until told to stop."""

    def __init__(self, session: int) -> None:
        """Begin to look."""
        self._session = session
        self._peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The most memory seen, in MB; 0 where it can't be told."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.is_set():
            self._peak = max(self._peak, sum(map(_memory, _members(self._session))) / 1e6)
            self._over.wait(PAUSE)


def _members(session: int) -> Iterable[int]:
    """The processes of a session: those that it started and all of theirs."""
    for entry in PROC.glob("[0-9]*"):
        try:
            # 123 (a name) S ppid pgrp session …
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            yield int(entry.name)


def _memory(process: int) -> int:
    """Bytes of a process, its part of what it shares included; 0 when it has ended."""
    try:
        found = PSS.search((PROC / str(process) / "smaps_rollup").read_bytes())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
