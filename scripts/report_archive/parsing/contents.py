"""目录: a contents page repeats the headings before the report begins."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from report_archive.model import Line
from report_archive.parsing.ordinals import BEGINNING, read_ordinal

FEWEST = 2
"""A contents page has at least so many lines with ordinals."""
LONGEST = 80
"""Characters of the longest line on a contents page, leaders included."""
LOOKED_AT = 50
"""Later lines with the same beginning that are looked at: a report has no more headings alike."""
PREFIX = 4
"""Characters by which a heading is looked up before it is compared."""

# ……………3, ......... 6, ·····12, or a bare page number at the end.
LEADER = re.compile(r"[\s.．…·。・\-—_]*[0-9０-９]{0,3}$")
# 目　录
NAME = re.compile(r"^目\s*[录錄次]$")


def find_contents(lines: Sequence[Line]) -> frozenset[int]:
    """Places of the lines of a contents page; empty where there is none.

    A contents page is a run of short lines with ordinals, each of which opens a later line.
    """
    # Only what begins like an ordinal can stand there, or be the line that it names.
    likely = ((place, line.text) for place, line in enumerate(lines) if BEGINNING.match(line.text))
    squeezed = {place: "".join(text.split()) for place, text in likely}
    starts: dict[str, list[int]] = {}
    for place, text in squeezed.items():
        starts.setdefault(text[:PREFIX], []).append(place)
    first = next((p for p in squeezed if _repeated(p, lines, squeezed, starts)), len(lines))
    end = first
    while end in squeezed and _repeated(end, lines, squeezed, starts):
        end += 1
    run = range(first, end)
    if sum(1 for place in run if read_ordinal(lines[place].text)) < FEWEST:
        return frozenset()
    named = {first - 1} if first and NAME.match(lines[first - 1].text) else set()
    return frozenset(run) | named


def _key(text: str) -> str:
    """A contents line without its leader and page number, and without blanks."""
    return "".join(LEADER.sub("", text).split()) if len(text) <= LONGEST else ""


def _repeated(
    place: int,
    lines: Sequence[Line],
    squeezed: Mapping[int, str],
    starts: Mapping[str, Sequence[int]],
) -> bool:
    """Whether a line with an ordinal opens another line further down."""
    key = _key(lines[place].text)
    if len(key) < PREFIX:
        return False
    alike = starts.get(key[:PREFIX], ())
    later = alike[bisect_right(alike, place) :][:LOOKED_AT]
    again = any(squeezed[p].startswith(key) for p in later)
    return again and read_ordinal(squeezed[place]) is not None
