"""The packages that are installed beside this program."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress

from report_archive.stamps import digest_of_lines, line_of, stamp_of

KINDS = (".dist-info", ".egg-info", ".egg-link")
"""How the name ends under which something is written of a package: mkdocs-1.6.1.dist-info."""
FILES = ("METADATA", "PKG-INFO")
"""Where its version stands."""


def state_of_packages() -> str:
    """A digest of names, sizes and times of what is written of every package.

    Another version has another. To ask for the versions themselves loads a parser of letters and
    takes 0.04 s.
    """
    notes = list(_notes())
    files = [f"{note}{os.sep}{name}" for note in notes for name in FILES]
    found = ((path, stamp_of(path)) for path in (*notes, *files))
    return digest_of_lines([line_of(path, *stamp) for path, stamp in found if stamp])


def _notes() -> Iterator[str]:
    """Files and folders in which something is written of a package."""
    for place in (entry or os.curdir for entry in sys.path):
        with suppress(OSError):  # no folder: a library in a zip file, a place that is not there
            names = os.listdir(place)  # noqa: PTH208 (names are all that is wanted)
            yield from (f"{place}{os.sep}{name}" for name in names if name.endswith(KINDS))
