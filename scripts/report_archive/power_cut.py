"""What a power cut may have undone of files that were written over old ones.

Size and time of such a file may be on the disk before its content is: it would pass for the one
that was written. Nobody knows when the power failed; when the system was started tells that it may
have.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

LASTING = 120
"""Seconds after which the system has put on the disk what was written; Linux waits 35 at most."""


def doubtful_in(note: str) -> frozenset[str]:
    """Of the units in a note those that may have been undone: the system was started since.

    Args:
        note: As `note_of` made it; empty where there is none.
    """
    written, *units = note.split() or ["inf"]
    # A clock that stands still while the system sleeps: it seems to have started later, at worst.
    started = time.time() - time.monotonic()
    return frozenset(units) if started > float(written) else frozenset()


def note_of(units: Iterable[str], before: str) -> str:
    """A note of units whose files were written over old ones now, and of those just before.

    Example:
        >>> note_of(["search/3-packs"], "").split()[1:]
        ['search/3-packs']
    """
    written, *others = before.split() or ["0"]
    now = time.time()
    recent = others if now - float(written) < LASTING else []
    return " ".join([str(now), *sorted({*units, *recent})])
