"""N(s): what counts as the same when searching (contract 5).

NFKC and case folding; no white space; no punctuation, except that sentence ends stay as breaks
and `.`, `%`, `-` next to a digit stay. docs/assets/search/text.js does the same, with the tables
that `tables` gives.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from itertools import groupby

BREAK = "\n"
"""One sentence end or line end; several in a row are one."""
SENTENCE_ENDS = "。!?;"
"""What ends a sentence, after NFKC."""
KEPT_BY_DIGITS = ".%-"
"""Punctuation that stays next to a digit: 98.6 is not 986."""

BREAKS = re.compile(r"\n+")


def normalise(text: str) -> str:
    r"""N(text).

    Example:
        >>> normalise("乡村，振兴 ＡＢ９８.６％！好。\n")
        '乡村振兴ab98.6%\n好\n'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    for end in SENTENCE_ENDS:
        folded = folded.replace(end, BREAK)
    return BREAKS.sub(BREAK, _dropped().sub("", folded))


@cache
def punctuation_class() -> str:
    r"""The inside of a character class of all punctuation but breaks and `.%-`, as \u escapes."""
    kept = {*SENTENCE_ENDS, *KEPT_BY_DIGITS}
    codes = [
        code
        for code in range(0x10000)
        if unicodedata.category(chr(code)).startswith("P") and chr(code) not in kept
    ]
    runs = [list(run) for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return "".join(f"\\u{run[0][1]:04x}-\\u{run[-1][1]:04x}" for run in runs)


@cache
def fold_exceptions() -> dict[str, str]:
    """Lower-case characters that case folding changes: ß, ς and some two hundred more."""
    every = map(chr, range(0x80, sys.maxunicode + 1))
    return {c: c.casefold() for c in every if c == c.lower() != c.casefold()}


@cache
def _dropped() -> re.Pattern[str]:
    kept = re.escape(KEPT_BY_DIGITS)
    return re.compile(rf"(?<![0-9])[{kept}](?![0-9])|[{punctuation_class()}]|[^\S\n]")
