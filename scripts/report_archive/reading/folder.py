"""Which files below reports/ are reports."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from report_archive.vocabulary import Vocabulary


def list_files(folder: Path, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every file below the folder that may be a report, as sorted paths with forward slashes.

    Linked folders are followed, each folder once.

    Left out: the catalogue, the vocabulary, hidden files and the lock files of Word and WPS.

    Raises:
        OSError: A folder can't be read; its reports must not be taken for gone.
    """
    ignored = _ignorer(vocabulary)
    found: list[str] = []
    seen: set[tuple[int, int]] = set()
    start = len(os.fspath(folder)) + 1
    for place, folders, names in os.walk(folder, onerror=_refuse, followlinks=True):
        status = os.stat(place)  # noqa: PTH116 (2,000 folders a run: no Path for each)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = [name for name in folders if not ignored(name)]
        below = place[start:].replace(os.sep, "/")
        prefix = f"{below}/" if below else ""
        found += [prefix + name for name in names if not ignored(name)]
    return tuple(sorted(found))


def holds_more(folder: Path, count: int) -> bool:
    """Whether more files than so many are below a folder, reports or not; stops once it knows."""
    found = 0
    for _, _, names in os.walk(folder):
        found += len(names)
        if found > count:
            return True
    return False


def _refuse(error: OSError) -> None:
    raise error


def _ignorer(vocabulary: Vocabulary) -> Callable[[str], bool]:
    """Tells which names are no reports'."""
    prefixes = tuple(vocabulary.data["ignored_prefixes"])
    names = frozenset(vocabulary.data["ignored_files"])
    return lambda name: name in names or name.startswith(prefixes)
