"""一是…二是…, 首先…其次…: the points of a section, and where each begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from report_archive.parsing.ordinals import HAN, number_of
from report_archive.vocabulary import Vocabulary

LEAD_IN = "：:"
# Behind 第三, as in 第三，抓改革; not 第三产业.
PAUSE = r"(?=[，,、：:是要])"
LAST = 90
"""最后 has a number above this: it ends a series whatever its length."""
RECENT = 256
"""Paragraphs whose points are remembered: those of a report, counted first and then shown."""


@dataclass(frozen=True)
class Point:
    """One 一是 or 首先 in a paragraph."""

    start: int
    """Offset of its first character in the paragraph."""
    end: int
    """Offset after its marker."""
    family: str
    """Which series it belongs to: 是, 要, or the word list."""
    number: int
    """Its number in the series."""
    direct: bool
    """It opens the paragraph or follows a lead-in that ends with a colon."""


@dataclass
class Series:
    """A run of points while it is being counted."""

    last: int
    counted: bool
    length: int = 1


@lru_cache(maxsize=RECENT)
def find_points(text: str, vocabulary: Vocabulary) -> tuple[Point, ...]:
    """Every marker of a point in a paragraph, in order.

    After a mere comma a marker counts only when it goes on from the one before it: 一要…，二要….
    """
    hint, pattern, words = _markers(vocabulary)
    if not hint.search(text):
        return ()
    found: list[Point] = []
    last: dict[str, int] = {}
    for match in pattern.finditer(text):
        point = _point(match, text, words)
        after_comma = match.start() > 0 and text[match.start() - 1] in "，,"
        if not after_comma or last.get(point.family) == point.number - 1:
            found.append(point)
            last[point.family] = point.number
    return tuple(found)


def count_points(paragraphs: Iterable[str], vocabulary: Vocabulary) -> int:
    """How many points stand directly in a section.

    A series counts when its first point opens a paragraph or follows a colon; one that starts
    elsewhere belongs to its paragraph's sentence, not to the section. One point is no series.
    """
    done: list[Series] = []
    running: dict[str, Series] = {}
    for text in paragraphs:
        for point in find_points(text, vocabulary):
            series = running.get(point.family)
            if series and (point.number == series.last + 1 or point.number > LAST):
                series.last = point.number
                series.length += 1
            else:
                running[point.family] = Series(point.number, point.direct)
                done.append(running[point.family])
    return sum(series.length for series in done if series.counted and series.length > 1)


@lru_cache(maxsize=4)
def _markers(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """What a text with a marker holds somewhere, quickly seen; the markers; the words' numbers."""
    points = vocabulary.data["points"]
    words: dict[str, int] = points["words"]
    particles = "".join(points["han_particles"])
    han = rf"(?P<n>[{HAN}]{{1,2}})(?P<particle>[{particles}])"
    forms = (word + (PAUSE if word in points["pausing"] else "") for word in words)
    word = rf"(?P<word>{'|'.join(forms)})"
    marker = rf"(?:^|(?<=[。；：！？，;:!?,\s]))(?:{han}|{word}[，,]?)"
    hint = marker
    if all(len(word) > 1 and word.isalpha() for word in words):
        firsts, seconds = ("".join(word[place] for word in words) for place in (0, 1))
        hint = rf"[{HAN}{firsts}](?:[{HAN}]?[{particles}]|[{seconds}])"
    return re.compile(hint), re.compile(marker), words


def _point(match: re.Match[str], text: str, words: dict[str, int]) -> Point:
    word = match["word"]
    return Point(
        match.start(),
        match.end(),
        "首先" if word else match["particle"],
        words[word] if word else number_of(match["n"]),
        match.start() == 0 or text[match.start() - 1] in LEAD_IN,
    )
