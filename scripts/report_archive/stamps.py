"""Size and time of files: what tells that one is as it was, without reading it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SETTLED = 2_000_000_000
"""Nanoseconds after which a file's time can be trusted: FAT keeps it in steps of 2 s."""


class Stamp(NamedTuple):
    """What tells that a file is the one known, without reading it.

    A tuple: there are 80,000 in a run of 10,000 reports, and tuples are made in half of the time.
    """

    size: int
    """Bytes."""
    mtime: int
    """Time of the last change, in nanoseconds."""


class Trace(NamedTuple):
    """The same for a file that people put there; whatever copied it may have kept its time."""

    size: int
    """Bytes; -1 for one that can't be looked at."""
    mtime: int
    """Time of the last change, in nanoseconds; -1 for one too recent to be trusted."""
    ctime: int
    """When it took its place, in nanoseconds: under Linux its last change of whatever kind, under
    Windows its creation."""


def lines_of(archive: Path, paths: Iterable[str]) -> list[str]:
    """A line for each of some files below the archive; none for those that are not there."""
    found = ((path, stamp_of(f"{archive}{os.sep}{path}")) for path in paths)
    return [line_of(path, *stamp) for path, stamp in found if stamp]


def text_of(lines: Iterable[str]) -> str:
    """Lines as one text, each with its end."""
    return "".join(f"{line}\n" for line in lines)


def stamp_of(path: str) -> Stamp | None:
    """Size and time of a file; None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 (60,000 files a run: no Path for each)
    except OSError:
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def trace_of(path: str) -> Trace:
    """What tells that a file is the one that was read."""
    try:
        status = os.stat(path)  # noqa: PTH116 (10,000 files a run: no Path for each)
    except OSError:
        return Trace(-1, -1, -1)
    # One just written may be written again within the same tick of the clock.
    recent = time.time_ns() - status.st_mtime_ns < SETTLED
    return Trace(status.st_size, -1 if recent else status.st_mtime_ns, status.st_ctime_ns)


def line_of(path: str, size: int, mtime: int) -> str:
    """What is remembered of one file, and what a digest takes of it."""
    return f"{path}\0{size}\0{mtime}"


def path_in(line: str) -> str:
    """The path that a line is of.

    Example:
        >>> path_in(line_of("docs/index.md", 12, 1700000000000000000))
        'docs/index.md'
    """
    return line.partition("\0")[0]


def digest_of_lines(lines: list[str]) -> str:
    """A digest of some files' lines, which are put in order; no path has a NUL in it."""
    lines.sort()
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()
