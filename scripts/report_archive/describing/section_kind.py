"""栏目: which kind of section is each?"""

from __future__ import annotations

from dataclasses import replace

from report_archive.model import Section
from report_archive.vocabulary import Vocabulary

UNKNOWN = ("other",)


def describe_sections(sections: tuple[Section, ...], vocabulary: Vocabulary) -> tuple[Section, ...]:
    """The same sections with their kinds, from the words of their headings."""
    return tuple(_describe(section, UNKNOWN, vocabulary) for section in sections)


def _describe(section: Section, inherited: tuple[str, ...], vocabulary: Vocabulary) -> Section:
    """A subsection whose heading says nothing serves what its parent serves."""
    kinds = section.kinds or vocabulary.heading_kinds(section.heading or "") or inherited
    children = tuple(_describe(child, kinds, vocabulary) for child in section.children)
    return replace(section, kinds=kinds, children=children)
