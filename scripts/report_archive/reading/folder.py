"""Which files below reports/ are reports."""

from __future__ import annotations

import os
from pathlib import Path

from report_archive.vocabulary import Vocabulary


def list_files(folder: Path, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every file below the folder that may be a report, as sorted paths with forward slashes.

    Left out: the catalogue, the vocabulary, hidden files and the lock files of Word and WPS.
    """
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _ignored(name, vocabulary)]
        base = Path(place).relative_to(folder)
        found += [(base / name).as_posix() for name in names if not _ignored(name, vocabulary)]
    return tuple(sorted(found))


def _ignored(name: str, vocabulary: Vocabulary) -> bool:
    prefixes = tuple(vocabulary.data["ignored_prefixes"])
    return name in vocabulary.data["ignored_files"] or name.startswith(prefixes)
