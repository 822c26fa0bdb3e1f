"""The archive as one row of characters: titles and bodies, with marks where sections begin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from report_archive.model import Record, Report, Section, walk_sections
from report_archive.pages import section_ids
from report_archive.search.normalising import BREAK, normalise

SEPARATOR = "\0"
"""Between titles and bodies: no phrase goes across."""


@dataclass(frozen=True)
class Part:
    """A stretch of a body that belongs to one section."""

    start: int
    """Offset of its first character in N(body)."""
    section: Section | None
    """The section; None for what stands before, between or after sections."""
    anchor: str
    """Its anchor on the page; empty for the title."""
    kinds: tuple[str, ...]
    """Section kinds; `preamble` for the preamble, none for head and tail."""

    @property
    def heading(self) -> str:
        """Ordinal and heading of its section; empty where it has none."""
        section = self.section
        return (section.ordinal or "") + section.heading if section and section.heading else ""


@dataclass(frozen=True)
class Stream:
    """One report as it is searched."""

    record: Record
    """The report."""
    title: str
    """N(title)."""
    body: str
    """N(body)."""
    parts: tuple[Part, ...]
    """The body's parts in order."""


@dataclass(frozen=True)
class Piece:
    """A piece of a body in reading order."""

    line: int
    """Its physical line; pieces of one line have no break between them."""
    text: str
    """As written."""
    part: Part | None
    """The part that it opens; None when it goes on."""


def stream_record(record: Record) -> Stream:
    """Normalise one report and find where its sections begin."""
    body: list[str] = []
    parts: list[Part] = []
    length = 0
    line = 0
    for piece in _pieces(record.report):
        text = normalise(piece.text)
        if line and piece.line != line:
            text = BREAK + text.lstrip(BREAK)
        if length and body[-1].endswith(BREAK):
            text = text.lstrip(BREAK)
        line = piece.line
        if piece.part is not None:
            skipped = 1 if text.startswith(BREAK) else 0
            part = piece.part
            parts.append(Part(length + skipped, part.section, part.anchor, part.kinds))
        if text:
            body.append(text)
            length += len(text)
    ends = "" if body and body[-1].endswith(BREAK) else BREAK
    title = normalise(record.report.title.text)
    return Stream(record, title, "".join(body) + ends, tuple(parts))


def _pieces(report: Report) -> Iterator[Piece]:
    outline = report.outline
    ids = section_ids(outline.sections)
    for number, matter in enumerate(outline.head):
        opens = Part(0, None, "title", ()) if number == 0 else None
        yield Piece(matter.line.number, matter.line.text, opens)
    for number, paragraph in enumerate(outline.preamble):
        opens = Part(0, None, "preamble", ("preamble",)) if number == 0 else None
        yield Piece(paragraph.number, paragraph.text, opens)
    yield from _section_pieces(walk_sections(outline.sections), ids)
    for number, matter in enumerate(outline.tail):
        opens = Part(0, None, "", ()) if number == 0 else None
        yield Piece(matter.line.number, matter.line.text, opens)


def _section_pieces(sections: Iterable[Section], ids: Mapping[int, str]) -> Iterator[Piece]:
    for section in sections:
        opens: Part | None = Part(0, section, ids[id(section)], section.kinds)
        if section.heading:
            heading = section.lead + (section.ordinal or "") + section.heading
            yield Piece(section.line, heading, opens)
            opens = None
        for paragraph in section.paragraphs:
            yield Piece(paragraph.number, paragraph.text, opens)
            opens = None
