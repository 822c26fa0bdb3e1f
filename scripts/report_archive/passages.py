"""The parts of a report that index pages list, with what the pages say of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from report_archive.model import Line, Section

PREAMBLE = "preamble"
"""Section kind and anchor of the paragraphs before the first section."""
BEGINNING = 60
"""Characters of a section that its index shows."""
PASSAGE_BEGINNING = 24
"""Characters that stand for the heading of a passage without one."""
CAPTION = 60
"""Characters of a heading that an index shows; run-in ones can be whole sentences."""


class Passage(NamedTuple):
    """The preamble, a top-level section, or one that serves another kind than the one above it."""

    kinds: tuple[str, ...]
    """Keys of the section kinds that it serves."""
    anchor: str
    """Its anchor on the report's page."""
    caption: str
    """Ordinal and heading; for an unheaded passage, how it begins."""
    beginning: str
    """How it begins; empty where the caption says so."""
    top: bool
    """Whether it is a top-level section."""


def list_passages(preamble: Sequence[Line], sections: Iterable[Section]) -> Iterator[Passage]:
    """The passages of a report in reading order.

    Args:
        preamble: The paragraphs before the first section.
        sections: The top-level sections.
    """
    if preamble:
        caption = _cut(preamble[0].text, PASSAGE_BEGINNING)
        yield Passage((PREAMBLE,), PREAMBLE, caption, "", top=False)
    for section in sections:
        yield _passage(section, top=True)
        yield from _below(section)


def _below(section: Section) -> Iterator[Passage]:
    for child in section.children:
        if child.kinds and child.kinds != section.kinds:
            yield _passage(child, top=False)
        yield from _below(child)


def _passage(section: Section, *, top: bool) -> Passage:
    heading = _cut(section.heading, CAPTION) if section.heading else ""
    caption = (section.ordinal or "") + (heading or _beginning(section, PASSAGE_BEGINNING))
    beginning = _beginning(section, BEGINNING) if section.heading else ""
    return Passage(section.kinds, section.anchor, caption, beginning, top)


def _beginning(section: Section, length: int) -> str:
    """The first characters under a heading, wherever they stand below it."""
    return _cut(next(_texts(section), ""), length)


def _texts(section: Section) -> Iterator[str]:
    yield from (paragraph.text for paragraph in section.paragraphs)
    for child in section.children:
        yield from _texts(child)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"
