"""N(s): what counts as the same when searching (contract 5).

NFKC and case folding; no white space; nothing invisible that reading takes out of every text; no
punctuation, except that sentence ends stay as breaks and `.`, `%`, `-` next to a digit stay.
docs/assets/search/text.js does the same, with the tables that `punctuation_class`,
`invisible_class` and `fold_exceptions` give.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from report_archive.reading.text import INVISIBLE

BREAK = "\n"
"""One sentence end or line end; several in a row are one."""
SENTENCE_ENDS = "。!?;"
"""What ends a sentence, after NFKC."""
KEPT_BY_DIGITS = ".%-"
"""Punctuation that stays next to a digit: 98.6 is not 986."""

BREAKS = re.compile(r"\n+")
# Letters that NFC composes with what stands before them: vowels and finals of Hangul, vowels of
# Kirat Rai.
SECOND = re.compile("[\u1161-\u1175\u11a8-\u11c2\U00016d67\U00016d68]")
# What takes two code units.
BEYOND = re.compile("[\U00010000-\U0010ffff]")
PLANE = 0x10000
"""Code units there are."""
# Latin, general punctuation, symbols, CJK punctuation, Han, full-width forms: nothing in these
# joins with what stands before it, so each character can be folded by itself (UAX 15).
PLAIN = (
    (0x0A, 0x100),
    (0x2000, 0x2070),
    (0x2100, 0x27C0),
    (0x3000, 0x302A),
    (0x3400, 0xA000),
    (0xFF01, 0xFF5F),
)
"""Ranges of characters that are folded by a table."""


@dataclass(frozen=True)
class Normalised:
    """N of a text, and where marked places of the text went."""

    units: NDArray[np.uint16]
    """N(text) in UTF-16 code units."""
    places: tuple[int, ...]
    """Offset in `units` of what stands at or after each marked place."""


def normalise(text: str) -> str:
    r"""N(text).

    Example:
        >>> normalise("乡村，振兴 ＡＢ９８.６％！好。\n")
        '乡村振兴ab98.6%\n好\n'
    """
    return BREAKS.sub(BREAK, _dropped().sub("", _fold(text)))


def normalise_marked(text: str, marks: Sequence[int]) -> Normalised:
    """N(text) with marked places, some ten times as fast as `normalise` on a whole report.

    Args:
        text: The text.
        marks: Offsets in the text, in characters, in any order.
    """
    units = _table().take(_units(text))
    moved = tuple(marks)
    if not units.all():
        units, moved = _fold_marked(text, marks)
    kept = _kept_places(units)
    return Normalised(units[kept], tuple(np.searchsorted(kept, moved).tolist()))


@cache
def punctuation_class() -> str:
    r"""The inside of a character class of all punctuation but breaks and `.%-`, as \u escapes.

    Of the basic plane alone, as the table of code units has it; for the rest see `rare_class`.
    """
    kept = {*SENTENCE_ENDS, *KEPT_BY_DIGITS}
    codes = [
        code
        for code in range(PLANE)
        if unicodedata.category(chr(code)).startswith("P") and chr(code) not in kept
    ]
    return _class_of(codes)


@cache
def rare_class() -> str:
    r"""The same of punctuation beyond the basic plane, as \u{…} escapes."""
    return _class_of(list(_rare()), "\\u{{{:x}}}")


@cache
def invisible_class() -> str:
    r"""The same of all that reading takes out of every text, so that queries go without it too."""
    return _class_of([code for code in range(PLANE) if INVISIBLE.match(chr(code))])


@cache
def fold_exceptions() -> dict[str, str]:
    """Lower-case characters that case folding changes: ß, ς and some two hundred more."""
    # Scripts with cases all stand below this, the last being Adlam.
    every = map(chr, range(0x80, 0x20000))
    return {c: c.casefold() for c in every if c == c.lower() != c.casefold()}


def _class_of(codes: Sequence[int], form: str = "\\u{:04x}") -> str:
    runs = [list(run) for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "".join(f"{form.format(run[0][1])}-{form.format(run[-1][1])}" for run in runs)


@cache
def _rare() -> dict[int, None]:
    """Punctuation beyond the basic plane, as `str.translate` takes it."""
    codes = range(PLANE, 2 * PLANE)
    return {c: None for c in codes if unicodedata.category(chr(c)).startswith("P")}


@cache
def _dropped() -> re.Pattern[str]:
    kept = re.escape(KEPT_BY_DIGITS)
    return re.compile(rf"(?<![0-9])[{kept}](?![0-9])|[{punctuation_class()}]|[^\S\n]")


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold()
    for end in SENTENCE_ENDS:
        folded = folded.replace(end, BREAK)
    return folded.translate(_rare()) if BEYOND.search(folded) else folded


def _fold_marked(text: str, marks: Sequence[int]) -> tuple[NDArray[np.uint16], tuple[int, ...]]:
    """The text folded between its marks, and where the marks went."""
    edges = sorted({0, len(text), *(_beyond_joining(text, mark) for mark in marks)})
    pieces = [_units(_fold(text[start:end])) for start, end in pairwise(edges)]
    moved = dict(zip(edges, accumulate(map(len, pieces), initial=0), strict=True))
    places = tuple(moved[_beyond_joining(text, mark)] for mark in marks)
    return np.concatenate(pieces) if pieces else _units(""), places


def _beyond_joining(text: str, place: int) -> int:
    """The first place that does not tear a character from what may join with it."""
    while place < len(text) and _joins(text[place]):
        place += 1
    return place


def _joins(character: str) -> bool:
    """Whether NFKC may compose a character with what stands before it, or it is nothing.

    Composed are combining marks, some letters, and what is compatible with one of these, such as
    U+FF9E or U+314F (UAX 15).
    """
    if INVISIBLE.match(character):
        return True
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first).startswith("M") or bool(SECOND.match(first))


def _kept_places(units: NDArray[np.uint16]) -> NDArray[np.int64]:
    """Which code units of a folded text stay."""
    kinds = _kinds().take(units)
    doubtful = np.flatnonzero(kinds == _BY_DIGIT)
    digits = _digit(units, doubtful - 1) | _digit(units, doubtful + 1)
    kinds[doubtful[digits]] = _KEEP
    kept: NDArray[np.int64] = np.flatnonzero(kinds & _KEEP)
    breaks: NDArray[np.bool_] = units[kept] == ord(BREAK)
    breaks[1:] &= breaks[:-1]
    breaks[:1] = False
    return kept[~breaks]


def _digit(units: NDArray[np.uint16], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    near = units.take(places, mode="clip")
    return (near >= ord("0")) & (near <= ord("9"))


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le"), dtype="<u2")


@cache
def _table() -> NDArray[np.uint16]:
    """What each plain character folds to; 0 for those that `_fold` must see in their context."""
    table = np.zeros(PLANE, dtype=np.uint16)
    for code in (code for start, end in PLAIN for code in range(start, end)):
        folded = _fold(chr(code))
        if len(folded) == 1 and ord(folded) < PLANE:
            table[code] = ord(folded)
    return table


_KEEP, _BY_DIGIT = 1, 2


@cache
def _kinds() -> NDArray[np.uint8]:
    """Whether each code unit stays, goes, or stays next to a digit."""
    kinds = np.full(PLANE, _KEEP, dtype=np.uint8)
    kinds[[match.start() for match in _dropped().finditer("".join(map(chr, range(PLANE))))]] = 0
    kinds[[ord(character) for character in KEPT_BY_DIGITS]] = _BY_DIGIT
    return kinds
