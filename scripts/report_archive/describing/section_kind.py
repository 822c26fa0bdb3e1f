"""栏目: which kind of section is each?"""

from __future__ import annotations

import unicodedata
from collections import Counter

from report_archive.model import Section, copied
from report_archive.vocabulary import Vocabulary
from report_archive.words import ComingYear

UNKNOWN = ("other",)


def describe_sections(sections: tuple[Section, ...], vocabulary: Vocabulary) -> tuple[Section, ...]:
    """The same sections with their kinds, from the words of their headings."""
    return tuple(_describe(section, UNKNOWN, vocabulary) for section in sections)


def look_ahead(sections: tuple[Section, ...], year: int, coming: ComingYear) -> tuple[Section, ...]:
    """The same sections; those whose heading names the coming year look ahead."""
    return tuple(
        _turned(section, coming)
        if section.kind == coming.before
        and str(year + coming.years) in unicodedata.normalize("NFKC", section.heading or "")
        and not coming.unless.search(section.heading or "")
        else section
        for section in sections
    )


def _turned(section: Section, coming: ComingYear) -> Section:
    """A section that looks ahead, and what inherited its kind below it."""
    kinds = (coming.after,) if section.kind == coming.before else section.kinds
    children = tuple(_turned(child, coming) for child in section.children)
    return copied(section, kinds=kinds, children=children)


def _describe(section: Section, inherited: tuple[str, ...], vocabulary: Vocabulary) -> Section:
    """A subsection serves what its parent serves, unless its heading says much else."""
    below = inherited != UNKNOWN
    said = vocabulary.heading_kinds(section.heading or "", below=below)
    kinds = section.kinds or said or _of_children(section, vocabulary) or inherited
    children = tuple(_describe(child, kinds, vocabulary) for child in section.children)
    return copied(section, kinds=kinds, children=children)


def _of_children(section: Section, vocabulary: Vocabulary) -> tuple[str, ...]:
    """For a section whose heading is lost: what most of those below it serve."""
    if section.heading:
        return ()
    found = (vocabulary.heading_kinds(child.heading or "") for child in section.children)
    counts = Counter(kinds for kinds in found if kinds)
    return counts.most_common(1)[0][0] if counts else ()
