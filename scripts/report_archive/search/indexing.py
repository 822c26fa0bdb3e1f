"""One report made ready for the index: what follows from its text alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from report_archive.model import Outline, Report, Section, walk_sections
from report_archive.search.delivering import text_of
from report_archive.search.normalising import BREAK, normalise_marked

Part: TypeAlias = tuple[int, int, str, tuple[str, ...], str]
"""A stretch of a body that belongs to one section: offset of its first character in N(body),
length of its heading there, anchor on the page, section kinds, heading as written."""


@dataclass(frozen=True)
class Indexed:
    """What the search index needs of one report, whatever its number and its catalogue row."""

    body: bytes
    """N(body), UTF-16-LE."""
    length: int
    """Code units of N(body)."""
    parts: tuple[Part, ...]
    """The body's parts in order."""
    text: str
    """Content of the report's text file, JSON."""
    text_sum: int
    """Its checksum."""


@dataclass(frozen=True)
class Piece:
    """A piece of a body in reading order."""

    line: int
    """Its physical line."""
    text: str
    """As written."""
    opens: tuple[str, tuple[str, ...], str] | None = None
    """Anchor, kinds and heading of the part that it opens; None when it goes on."""


def index_report(report: Report) -> Indexed:
    """Normalise one report and find where its sections begin."""
    lines = report.source.lines
    whole = "".join(line.text + BREAK for line in lines) or BREAK
    opened = list(_openings(report))
    marks = [mark for start, end, _ in opened for mark in (start, end)]
    found = normalise_marked(whole, marks)
    edges = zip(found.places[::2], found.places[1::2], opened, strict=True)
    first = int(found.units[0] == ord(BREAK))
    parts = tuple(
        (max(start, first), max(end - max(start, first), 0), anchor, kinds, heading)
        for start, end, (_, _, (anchor, kinds, heading)) in edges
    )
    text, text_sum = text_of(report)
    return Indexed(found.units.tobytes(), len(found.units), parts, text, text_sum)


def _openings(report: Report) -> Iterator[tuple[int, int, tuple[str, tuple[str, ...], str]]]:
    """Where the piece that opens each part begins, where its heading ends, and what it opens."""
    starts, place = {}, 0
    for line in report.source.lines:
        starts[line.number] = (place, line.text)
        place += len(line.text) + 1
    current = reached = 0
    for piece in _pieces(report.outline):
        reached = reached if piece.line == current else 0
        current = piece.line
        start, text = starts[current]
        if piece.opens is None and piece.text == text:
            continue
        begin, reached = find_words(text, piece.text, reached)
        if piece.opens:
            heading = piece.opens[2]
            yield start + begin, start + (reached if heading else begin), piece.opens


def find_words(text: str, words: str, start: int) -> tuple[int, int]:
    """Where words begin and end in a text from some place on, whatever blanks stand between.

    Example:
        >>> find_words("  1. 学习", "1.学习", 0)
        (2, 7)
    """
    found = text.find(words, start)
    if found >= 0:
        return found, found + len(words)
    place = begin = start + len(text[start:]) - len(text[start:].lstrip())
    for word in "".join(words.split()):
        while place < len(text) and text[place] != word:
            place += 1
        place += 1
    return begin, min(place, len(text))


def _pieces(outline: Outline) -> Iterator[Piece]:
    yield from _opening([(m.line.number, m.line.text) for m in outline.head], ("title", (), ""))
    preamble = [(paragraph.number, paragraph.text) for paragraph in outline.preamble]
    yield from _opening(preamble, ("preamble", ("preamble",), ""))
    for section in walk_sections(outline.sections):
        heading = (section.ordinal or "") + section.heading if section.heading else ""
        yield from _opening(_texts(section), (section.anchor, section.kinds, heading))
    yield from _opening([(m.line.number, m.line.text) for m in outline.tail], ("", (), ""))


def _opening(
    texts: Sequence[tuple[int, str]], opens: tuple[str, tuple[str, ...], str]
) -> Iterator[Piece]:
    """Pieces of one part; the first opens it."""
    for place, (line, text) in enumerate(texts):
        yield Piece(line, text, None if place else opens)


def _texts(section: Section) -> list[tuple[int, str]]:
    """Line and text of what stands directly in a section."""
    own = [(paragraph.number, paragraph.text) for paragraph in section.paragraphs]
    if not section.heading:
        return own
    return [(section.line, section.lead + (section.ordinal or "") + section.heading), *own]
