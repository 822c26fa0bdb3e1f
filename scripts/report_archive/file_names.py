"""File names that every system takes: Windows, Linux, a USB stick's FAT."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 199
"""Characters of a path below site/: Windows stops at 260 for the whole path."""
# Windows: CON, nul.txt, COM1, LPT¹.html are devices whatever follows the dot.
DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE
)
# Windows refuses these; control characters break lists and screens everywhere.
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]')
# What file managers leave behind; no part of any archive.
LITTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store"})


def name_problem(name: str) -> str | None:
    r"""Why some system would not take a path, in Chinese; None when all do.

    Example:
        >>> name_problem("a/aux.html"), name_problem("a/b.html")
        ('“aux.html”是 Windows 的保留名', None)
    """
    if len(name) > LONGEST:
        return f"路径有 {len(name)} 个字符，Windows 上可能放不下（最多 {LONGEST}）"
    for part in name.split("/"):
        if FORBIDDEN.search(part):
            return f"“{printable(part)}”里有 Windows 不允许的字符，或编码不对"
        if part in ("", ".", "..") or part[-1] in " .":
            return f"“{printable(part)}”以点或空格结尾，Windows 不允许"
        if DEVICE.fullmatch(part):
            return f"“{part}”是 Windows 的保留名"
    return None


def clashes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of paths, or of folders on the way, that are one on a system that ignores case.

    Example:
        >>> list(clashes(["a/X.html", "a/x.html", "A/y.html"]))
        [('a/X.html', 'a/x.html'), ('a', 'A')]
    """
    seen: dict[str, str] = {}
    for name in names:
        for path in (*_folders(name), name):
            before = seen.setdefault(same_name(path), path)
            if before != path:
                yield before, path


def _folders(name: str) -> Iterator[str]:
    place = name.find("/")
    while place >= 0:
        yield name[:place]
        place = name.find("/", place + 1)


def same_name(name: str) -> str:
    """What Windows and macOS take for the same name: case and composition aside."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def is_litter(name: str) -> bool:
    """Whether a file manager put the file there (Thumbs.db, .DS_Store, ._x)."""
    last = name.rpartition("/")[2].lower()
    return last in LITTER or last.startswith("._")


def printable(name: str) -> str:
    r"""The name on one line, with what can't be shown written as \x0a.

    Example:
        >>> printable("甲\n乙")
        '甲\\x0a乙'
    """
    return FORBIDDEN.sub(_shown, name)


def _shown(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    return character if character.isprintable() else f"\\x{code:02x}"
