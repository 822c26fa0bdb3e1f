"""Closing passages without a heading, such as 回顾一年来的工作… or 个人存在的不足：…."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from report_archive.model import Line, Section, copied, unheaded
from report_archive.parsing.points import count_points
from report_archive.vocabulary import Vocabulary
from report_archive.words import Closing


def split_closings(sections: tuple[Section, ...], vocabulary: Vocabulary) -> tuple[Section, ...]:
    """Make the closing passages at the end of the last section sections of their own.

    Only paragraphs after the first of the last section's last part are looked at, and only
    those whose kind is not already the section's.
    """
    if not sections:
        return sections
    *before, last = sections
    kinds = vocabulary.heading_kinds(last.heading or "")
    paragraphs = _last_leaf(last).paragraphs
    starts = list(_closing_starts(paragraphs, set(kinds), vocabulary))
    if not starts:
        return sections
    kept = paragraphs[: starts[0][0]]
    ends = [place for place, _ in starts[1:]] + [len(paragraphs)]
    passages = (
        _passage(paragraphs[place:end], closing, vocabulary)
        for (place, closing), end in zip(starts, ends, strict=True)
    )
    return (*before, _trim_last_leaf(last, kept, vocabulary), *passages)


def _closing_starts(
    paragraphs: Sequence[Line], known: set[str], vocabulary: Vocabulary
) -> Iterable[tuple[int, Closing]]:
    for place, paragraph in enumerate(paragraphs):
        closing = _closing_of(paragraph.text, vocabulary)
        if place and closing and not set(closing.kinds) <= known:
            known = set(closing.kinds)
            yield place, closing


def _closing_of(text: str, vocabulary: Vocabulary) -> Closing | None:
    for closing in vocabulary.closings:
        if closing.starts.match(text) and (not closing.contains or closing.contains.search(text)):
            return closing
    return None


def _passage(paragraphs: Sequence[Line], closing: Closing, vocabulary: Vocabulary) -> Section:
    text = "".join(paragraph.text for paragraph in paragraphs)
    also = closing.also_contains is not None and closing.also_contains.search(text)
    further = (closing.also_kind,) if also and closing.also_kind else ()
    items = count_points((p.text for p in paragraphs), vocabulary)
    return unheaded(tuple(paragraphs), (*closing.kinds, *further), items=items)


def _last_leaf(section: Section) -> Section:
    return _last_leaf(section.children[-1]) if section.children else section


def _trim_last_leaf(section: Section, kept: tuple[Line, ...], vocabulary: Vocabulary) -> Section:
    if not section.children:
        items = count_points((p.text for p in kept), vocabulary)
        return copied(section, paragraphs=kept, items=items)
    *before, last = section.children
    return copied(section, children=(*before, _trim_last_leaf(last, kept, vocabulary)))
