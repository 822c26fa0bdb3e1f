"""What comes twice: a body scraped several times over, and a numbering that starts again inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from report_archive.model import Line
from report_archive.parsing.ordinals import Ordinal, Style

FEWEST = 2
"""So many headings must come again in the same words before a body is a repeat."""
SHARE = 0.9
"""Of the characters in the paragraphs of a repeat, so many were there before."""


def find_repeat(body: Sequence[Line], headings: Mapping[int, Ordinal]) -> int:
    """Where the body begins again in the same words; its length where it does not.

    A page scraped carelessly holds its text more than once, lead-in lines and all. Two half-years
    under the same headings are no repeat: a heading or much of the text was not there before.
    """
    places = list(headings)
    texts = [_squeezed(body[place]) for place in places]
    first = texts[:FEWEST]
    if len(set(first)) < FEWEST:
        return len(body)
    newest = max(_first_places(texts).values())
    for again in range(max(FEWEST, newest + 1), len(places)):
        if texts[again : again + FEWEST] == first:
            said_again = _says_again(body, headings, places[again])
            return _back(body, places[0], places[again]) if said_again else len(body)
    return len(body)


def _first_places(texts: Sequence[str]) -> dict[str, int]:
    """Where each text stands for the first time."""
    return {text: place for place, text in reversed(list(enumerate(texts)))}


def _says_again(body: Sequence[Line], headings: Mapping[int, Ordinal], again: int) -> bool:
    """Whether the paragraphs from `again` on are those before it, all but furniture."""
    known = {_squeezed(line) for line in body[:again]}
    paragraphs = [_squeezed(body[p]) for p in range(again, len(body)) if p not in headings]
    old = sum(len(text) for text in paragraphs if text in known)
    return old >= SHARE * sum(map(len, paragraphs))


def find_restarts(headings: Mapping[int, Ordinal]) -> frozenset[int]:
    """Places of headings of an inner series: 一、二、〔一、二、三、〕三、 with one style for both.

    A restart is inner only when the outer series goes on after it.
    """
    han = [(place, o.number) for place, o in headings.items() if o.style is Style.HAN]
    numbers = [number for _, number in han]
    inner: set[int] = set()
    outer = start = 0
    while start < len(han):
        number = han[start][1]
        length = _inner_length(numbers, start, outer) if number == 1 and outer else 0
        inner |= {place for place, _ in han[start : start + length]}
        outer = outer if length else number
        start += length or 1
    return frozenset(inner)


def _inner_length(numbers: Sequence[int], start: int, outer: int) -> int:
    """How many headings from `start` belong to an inner series; 0 when the outer never returns."""
    for place in range(start + 1, len(numbers)):
        if numbers[place] != numbers[place - 1] + 1:
            return place - start if numbers[place] == outer + 1 else 0
    return 0


def _back(body: Sequence[Line], first: int, again: int) -> int:
    """The repeat's beginning: as many lines before it as are the same before the first heading."""
    while first and _squeezed(body[first - 1]) == _squeezed(body[again - 1]):
        first -= 1
        again -= 1
    return again


def _squeezed(line: Line) -> str:
    return "".join(line.text.split())
