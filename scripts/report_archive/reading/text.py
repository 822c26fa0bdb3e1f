"""Text → lines: line ends, blanks and invisible characters normalised, nothing else changed."""

from __future__ import annotations

import re

from report_archive.model import Line

# Any of the ways to end a line; "\r\r\n" is one (a text file sent twice through a CRLF filter).
LINE_END = re.compile("\r+\n|\r|\n|\v|\f|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
# Invisible: C0 and C1 controls, soft hyphen, zero-width and directional marks, byte order mark.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff]"
)
# Every blank but the ideographic one becomes a plain space: U+00A0, U+2003, tab.
BLANK = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
# All of these but "\n"; most files have none, and one look takes a tenth of three substitutions.
ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064"
    "\u2066-\u206f\ufeff]"
)


def normalise(text: str) -> str:
    r"""The text with `\n` line ends, plain spaces, and no invisible characters.

    Example:
        >>> normalise("一、\u00a0学\u200b习\r\r\n二、")
        '一、 学习\n二、'
    """
    if not ODD.search(text):
        return text
    return BLANK.sub(" ", INVISIBLE.sub("", LINE_END.sub("\n", text)))


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines of normalised text that have something on them, numbered as they stand."""
    stripped = (line.strip() for line in text.split("\n"))
    return tuple(Line(number, line) for number, line in enumerate(stripped, 1) if line)
