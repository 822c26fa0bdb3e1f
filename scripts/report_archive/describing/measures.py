"""What is derived of finished sections: their anchors and their lengths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

from report_archive.model import Line, Outline, Section, copied, walk_sections
from report_archive.passages import PREAMBLE


def measure_sections(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The same sections with anchors and length.

    Anchors depend on the kinds of the sections alone, so text added elsewhere changes none.
    Whatever kind a section serves, there is an anchor for it.
    """
    seen: Counter[str] = Counter()
    measured = []
    for section in sections:
        seen[section.kind] += 1
        measured.append(_measure(section, _numbered(section.kind, seen[section.kind])))
    named = seen.keys() | {PREAMBLE}
    further: Counter[str] = Counter()
    return tuple(_with_aliases(section, (), named, further) for section in measured)


def _with_aliases(
    section: Section, above: tuple[str, ...], named: Set[str], seen: Counter[str]
) -> Section:
    """The section with an anchor for each kind that has no other, and so what is below it.

    Args:
        section: A section with its own anchor.
        above: The kinds of the section above it, which it may have inherited.
        named: Kinds that have anchors.
        seen: How many further anchors each kind has by now.
    """
    is_new = section.kinds != above and not _is_bare(section)
    kinds = [kind for kind in section.kinds if kind not in named] if is_new else []
    seen.update(kinds)
    aliases = tuple(_numbered(kind, seen[kind]) for kind in kinds)
    inherited = section.kinds if is_new else above
    children = tuple(_with_aliases(c, inherited, named, seen) for c in section.children)
    return copied(section, children=children, aliases=aliases)


def _is_bare(section: Section) -> bool:
    """Whether nothing of its own stands on the page."""
    return not section.heading and not section.paragraphs


def _numbered(kind: str, count: int) -> str:
    return f"{kind}-{count}" if count > 1 else kind


def _measure(section: Section, name: str) -> Section:
    bare = _is_bare(section)
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
