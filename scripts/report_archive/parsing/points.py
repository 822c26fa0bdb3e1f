"""一是…二是…, 首先…其次…: the points of a section, and where each begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from report_archive.parsing.ordinals import HAN, number_of
from report_archive.vocabulary import Vocabulary

LEAD_IN = "：:"


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
    opens: bool
    """It opens the paragraph."""
    led_in: bool
    """It follows a lead-in that ends with a colon."""


def find_points(text: str, vocabulary: Vocabulary) -> tuple[Point, ...]:
    """Every marker of a point in a paragraph, in order."""
    pattern, words = _markers(vocabulary)
    return tuple(_point(match, text, words) for match in pattern.finditer(text))


def count_points(paragraphs: Iterable[str], vocabulary: Vocabulary) -> int:
    """How many points stand directly in a section.

    A series counts when its first point opens a paragraph or follows a colon; one that starts
    elsewhere belongs to its paragraph's sentence, not to the section. One point is no series.
    """
    counts: dict[str, list[int]] = {}
    for text in paragraphs:
        for point in find_points(text, vocabulary):
            series = counts.setdefault(point.family, [])
            continues = bool(series) and point.number == series[-1] + 1
            final = bool(series) and point.number > 90  # noqa: PLR2004 (最后, whatever its place)
            if point.opens or point.led_in or continues or final:
                series.append(point.number)
    return sum(len(series) for series in counts.values() if len(series) > 1)


@lru_cache(maxsize=4)
def _marker_pattern(particles: str, words: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(words)
    return re.compile(
        rf"(?:^|(?<=[。；：！？;:!?\s]))(?:(?P<n>[{HAN}]{{1,2}})(?P<particle>[{particles}])|(?P<word>{listed})[，,]?)"
    )


def _markers(vocabulary: Vocabulary) -> tuple[re.Pattern[str], dict[str, int]]:
    points = vocabulary.data["points"]
    words: dict[str, int] = points["words"]
    return _marker_pattern("".join(points["han_particles"]), tuple(words)), words


def _point(match: re.Match[str], text: str, words: dict[str, int]) -> Point:
    word = match["word"]
    return Point(
        match.start(),
        match.end(),
        "首先" if word else match["particle"],
        words[word] if word else number_of(match["n"]),
        match.start() == 0,
        match.start() > 0 and text[match.start() - 1] in LEAD_IN,
    )
