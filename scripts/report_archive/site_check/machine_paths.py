"""Absolute paths of the machine that builds, in the forms in which they get into files."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from pathlib import Path, PurePath
from urllib.parse import quote

LEAST_PARTS = 2
"""Folders in a path from which on it says something; /srv alone stands anywhere."""
BELOW = ("docs", "site", "reports")
"""What follows a path that is too short by itself."""


def machine_paths(archive: Path) -> tuple[PurePath, ...]:
    """Paths that no file may mention: the archive, the program, its Python, the user's folder."""
    package = Path(__file__).resolve().parents[2]
    paths = [archive.resolve(), package, Path(sys.prefix)]
    with contextlib.suppress(RuntimeError):  # a user without a home folder
        paths.append(Path.home())
    return tuple(paths)


def path_marks(paths: Iterable[PurePath], written: bytes = b"") -> tuple[bytes, ...]:
    r"""The bytes that betray a path, in every form.

    Args:
        paths: The paths.
        written: What people wrote into hand-written pages; an example there is no betrayal.

    Example:
        >>> from pathlib import PureWindowsPath
        >>> b"C:\\\\a b\\\\c" in path_marks([PureWindowsPath("C:/a b/c")])  # in JSON
        True
    """
    marks = {mark for path in paths for form in _long_enough(path) for mark in _forms(form)}
    return tuple(sorted(mark for mark in marks if mark not in written))


def _long_enough(path: PurePath) -> Iterator[PurePath]:
    if len(path.parts) - 1 >= LEAST_PARTS:
        yield path
    elif len(path.parts) > 1:
        yield from (path / name for name in BELOW)


def _forms(path: PurePath) -> Iterator[bytes]:
    """As written, with forward slashes, in JSON, in a file address, escaped in a page."""
    for text in {str(path), path.as_posix()}:
        in_json = {json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
        for form in {text, *in_json, escape(text), quote(text, safe="/:")}:
            yield form.encode("utf-8", "surrogateescape")


def find_path(data: bytes, marks: tuple[bytes, ...]) -> str | None:
    """The first path in a file that is followed by the end of a name; None without one."""
    match = _pattern(marks).search(data) if marks else None
    return match["path"].decode("utf-8", "replace") if match else None


@lru_cache(maxsize=4)
def _pattern(marks: tuple[bytes, ...]) -> re.Pattern[bytes]:
    """All paths at once: most begin alike, with a character that is rare in texts."""
    return re.compile(rb"(?P<path>" + b"|".join(map(re.escape, marks)) + rb")(?![\w-])")
