"""Folders out of the way of what is measured next."""

from __future__ import annotations

from itertools import count
from pathlib import Path

ASIDE = "aside"
"""Where they wait, beside the archive, until the bench is over."""


def put_aside(folder: Path, space: Path) -> None:
    """Take a folder out of the way without deleting what is in it.

    For five minutes after files are deleted ext4 gives none of their inodes to a new one and goes
    over all of them each time: 75,000 deleted files made the next build 10 to 15 s longer.

    Args:
        folder: The folder.
        space: Another one on the same disk, which is deleted in the end.

    Raises:
        OSError: It can't be moved.
    """
    aside = space / ASIDE
    aside.mkdir(exist_ok=True)
    folder.rename(next(place for n in count() if not (place := aside / str(n)).exists()))
