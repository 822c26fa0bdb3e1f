"""What is derived of finished sections: their anchors and their lengths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from report_archive.model import Line, Outline, Section, copied, walk_sections


def measure_sections(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The same sections with anchor and length.

    Anchors depend on the kinds of the sections alone, so text added elsewhere changes none.
    """
    seen: Counter[str] = Counter()
    measured = []
    for section in sections:
        seen[section.kind] += 1
        count = seen[section.kind]
        measured.append(_measure(section, section.kind + (f"-{count}" if count > 1 else "")))
    return tuple(measured)


def _measure(section: Section, name: str) -> Section:
    bare = not section.heading and not section.paragraphs
    children = tuple(
        _measure(child, name if bare and place == 1 else f"{name}_{place}")
        for place, child in enumerate(section.children, 1)
    )
    length = characters(section.paragraphs) + sum(child.length for child in children)
    return copied(section, children=children, anchor=name, length=length)


def measure_outline(outline: Outline) -> int:
    """Characters of preamble, headings and paragraphs of an outline whose sections are measured."""
    headings = sum(len(section.heading or "") for section in walk_sections(outline.sections))
    below = sum(section.length for section in outline.sections)
    return characters(outline.preamble) + headings + below


def characters(lines: Iterable[Line]) -> int:
    """Characters of some lines."""
    return sum(len(line.text) for line in lines)
