"""What a power cut may have undone of files that were written over old ones.

Size and time of such a file may be on the disk before its content is: it would pass for the one
that was written. Nobody knows when the power failed; that the system was started anew tells that
it may have.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

POURED = "poured"
"""Under this name it is remembered which units' files were written over old ones, and when."""
LASTING = 120
"""Seconds after which the system has put on the disk what was written; Linux waits 35 at most."""
BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Where Linux says which start of the system this is."""
TOLERANCE = 60
"""Seconds by which clocks may drift apart without a start of the system between."""


def doubtful_in(note: str | None) -> frozenset[str]:
    """Of the units in a note those that may have been undone.

    Args:
        note: As `note_of` made it; None where there is none.
    """
    boot, _, *units = (note or "- -").split()
    return frozenset() if _is_this(boot) else frozenset(units)


def note_of(units: Iterable[str], before: str | None) -> str:
    """A note of units whose files were written over old ones now, and of those just before.

    Args:
        units: Their names.
        before: The note of the runs before this one.
    """
    _, written, *others = (before or "- 0").split()
    recent = others if abs(time.time() - float(written)) < LASTING else []
    return " ".join([_boot(), str(time.time()), *sorted({*units, *recent})])


def _boot() -> str:
    """Which start of the system this is."""
    try:
        return BOOT.read_text(encoding="ascii").strip()
    except OSError:
        # A clock that stands still while the system sleeps: it seems to have started later.
        return str(time.time() - time.monotonic())


def _is_this(boot: str) -> bool:
    """Whether a start of the system is the last one."""
    now = _boot()
    try:
        return abs(float(boot) - float(now)) < TOLERANCE
    except ValueError:
        return boot == now
