"""Where in a report to look for an answer, the strongest evidence first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from report_archive.model import Line, Matter, Outline, Role, walk_sections

# 「…。」: up to the end of a sentence.
SENTENCE = re.compile(r"[^。！？]*[。！？]?")


def lines_of(head_or_tail: Iterable[Matter], *roles: Role) -> tuple[Line, ...]:
    """The lines of the given roles, in order."""
    return tuple(matter.line for matter in head_or_tail if matter.role in roles)


def opening(outline: Outline) -> tuple[Line, ...]:
    """The preamble; where there is none, the first paragraph of the first section."""
    if outline.preamble:
        return outline.preamble
    return next((s.paragraphs[:1] for s in walk_sections(outline.sections) if s.paragraphs), ())


def body_lines(outline: Outline) -> Iterator[Line]:
    """Every line of the body in order: preamble, headings, paragraphs."""
    yield from outline.preamble
    for section in walk_sections(outline.sections):
        if section.heading:
            yield Line(section.line, section.heading)
        yield from section.paragraphs


def excerpt(text: str, start: int, end: int, margin: int = 12) -> str:
    """The words found with a little of what stands around them."""
    return text[max(0, start - margin) : end + margin]
