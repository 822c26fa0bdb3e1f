"""What is known of a site before MkDocs is loaded, which takes 0.15 s."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# MkDocs stamps the sitemap with the day of the build; a fixed day gives the same bytes.
EPOCH = {"SOURCE_DATE_EPOCH": "946684800"}
INHERIT = "INHERIT"
"""What stands in a mkdocs.yml that rests on another file."""
GENERATED = ("archive/", "data/")
"""Folders of docs/ that this program writes."""


class SiteError(Exception):
    """MkDocs can't build this; the message is its own."""


@dataclass(frozen=True)
class Built:
    """One file of site/."""

    path: str
    """Below site/, with forward slashes."""
    data: bytes
    """What shall be in it."""
    own: bytes | None = None
    """What of it does not stand around other pages as well; None where that is not known."""


def hand_written_files(docs: Path) -> Iterator[str]:
    """Every file below docs/ that is not generated, by its path with forward slashes."""
    for place, folders, names in os.walk(docs, followlinks=True):
        base = Path(place).relative_to(docs).as_posix()
        prefix = "" if base == "." else f"{base}/"
        folders[:] = [f for f in folders if f"{prefix}{f}/" not in GENERATED]
        yield from (prefix + name for name in names)


def is_generated(name: str) -> bool:
    """Whether a file below docs/ is this program's."""
    return name.startswith(GENERATED)
