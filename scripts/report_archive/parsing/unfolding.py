"""A report that lost its line breaks: one physical line → the lines it must have had."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from report_archive.model import Line
from report_archive.parsing.ordinals import HAN, Style, doubtful, number_of

SHARE = 0.5
"""A line with more than this share of all characters holds more than a paragraph."""
MAY_BE_LOST = 1
"""Ordinals that may be missing between two that follow each other."""
FEWEST_DIGITS = 3
"""A line with fewer of 1、2、3、 is a paragraph."""
FEWEST_ORDINALS = 2
"""A line with fewer ordinals in sequence is a paragraph."""

# Where a line break may have been lost: blanks in a row, but not those after an ordinal.
GAP = re.compile(r"(?<![、．\s])\s{2,}")
# An ordinal after the end of a sentence, a colon or a blank: 。二、 ：（一）
INNER_ORDINAL = re.compile(
    rf"(?:^|(?<=[。！？；：”\s]))(?:(?P<han>[{HAN}]{{1,3}})\s?[、．]|[（(](?P<brackets>[{HAN}]{{1,3}})[）)])"
)
# 1、造林。完成2万亩。2、防火。没有火灾。: an ordinal that opens the line or follows a sentence.
INNER_DIGIT = re.compile(r"(?:^|(?<=[。！？]))\s*(?P<number>[0-9０-９]{1,2})[、.．](?![0-9０-９])")
# 2021年度述职报告　2021年，我…: a title before the first blank.
TITLE = re.compile(r"^\S{2,30}报告\s+(?=\S)")
# 市长　应勇 各位代表：
SALUTATION = re.compile(r"\s(?=各位(?:代表|领导|同志|委员)[^。]{0,10}[：:])")
DIGIT = "0-9０-９〇零一二三四五六七八九"
# 。特此报告。述职人：方砚秋2021年1月8日
TAIL = re.compile(
    r"(?<=[。！])\s*(?=特此报告|以上报告|述职人[：:]|报告人[：:])"
    rf"|(?<!\s)\s*+(?=[{DIGIT}]{{4}}\s?年\s?[{DIGIT}十]{{1,3}}\s?月\s?[{DIGIT}十]{{1,3}}\s?日\s*$)"
)


def unfold_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The same text in lines; those made out of one physical line share its number.

    A line that holds most of the text is cut at all that a line can begin with, any other one
    only at 1、2、3、 in sequence from its beginning.
    """
    total = sum(len(line.text) for line in lines)
    unfolded: list[Line] = []
    for line in lines:
        long = len(line.text) > SHARE * total
        cuts = (_all_cuts(line.text) if long else set()) or _digit_cuts(line.text)
        pieces = _cut(line.text, cuts)
        unfolded += [Line(line.number, piece) for piece in pieces] if cuts else [line]
    return tuple(unfolded)


def _cut(text: str, cuts: Iterable[int]) -> Iterator[str]:
    edges = [0, *sorted({*cuts} - {0, len(text)}), len(text)]
    pieces = (text[a:b].strip() for a, b in pairwise(edges))
    yield from (piece for piece in pieces if piece)


def _all_cuts(text: str) -> set[int]:
    """Where lines of a report on one line must have begun; empty for a mere paragraph."""
    cuts = _ordinal_cuts(text)
    if len(cuts) < FEWEST_ORDINALS:
        return set()
    for pattern in (GAP, TITLE, SALUTATION, TAIL):
        cuts |= {match.end() for match in pattern.finditer(text)}
    return cuts


def _digit_cuts(text: str) -> set[int]:
    """Where 1、 at the beginning goes on with 2、 and 3、 behind sentences; empty elsewhere."""
    cuts: list[int] = []
    for match in INNER_DIGIT.finditer(text) if text[0].isdecimal() else ():
        if number_of(match["number"]) == len(cuts) + 1:
            cuts.append(match.start())
    return set(cuts) if len(cuts) >= FEWEST_DIGITS and not cuts[0] else set()


def _ordinal_cuts(text: str) -> set[int]:
    """Where ordinals stand that follow each other: 一、…二、…, （一）…（二）…."""
    cuts: set[int] = set()
    last = {Style.HAN: 0, Style.HAN_BRACKETS: 0}
    for match in INNER_ORDINAL.finditer(text):
        style = Style.HAN if match["han"] else Style.HAN_BRACKETS
        number = number_of(match["han"] or match["brackets"])
        goes_on = last[style] < number <= last[style] + 1 + MAY_BE_LOST
        if (number == 1 or goes_on) and not doubtful(text[match.start() :]):
            last[style] = number
            cuts.add(match.start())
    return cuts
