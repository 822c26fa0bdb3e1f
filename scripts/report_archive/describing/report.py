"""Outline → Report: ask every question once and gather the doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from report_archive.describing.measures import measure_outline, measure_sections
from report_archive.describing.people import describe_person, describe_signed_on, describe_unit
from report_archive.describing.post import describe_post
from report_archive.describing.report_kind import describe_kind
from report_archive.describing.section_kind import describe_sections, look_ahead
from report_archive.describing.titles import true_title
from report_archive.describing.topics import describe_topics
from report_archive.describing.year import describe_year
from report_archive.model import Finding, Outline, Post, Report, Section, Source, Title, Years
from report_archive.parsing.head_and_tail import joined_title
from report_archive.vocabulary import Vocabulary

# What stands between the telling words of a heading.
FILLER = re.compile(
    r"[，、。；：！“”《》（）\s]|坚持|着力|切实|不断|努力|始终|全面|扎实|在|的|和|与|中|上|下"
)
WORD_LENGTHS = (2, 6)
QUOTED = 40
"""Characters of a heading that a message quotes."""
UNKNOWN_KIND = "{year}年度{post}报告"


def describe_report(source: Source, outline: Outline, vocabulary: Vocabulary) -> Report:
    """Everything known about one report."""
    outline = true_title(outline, vocabulary)
    outline = replace(outline, sections=describe_sections(outline.sections, vocabulary))
    kind = describe_kind(outline, vocabulary)
    year = describe_year(outline, source.file, kind.value, vocabulary)
    post = describe_post(outline, source.file, vocabulary)
    person = describe_person(outline, vocabulary)
    outline = _look_ahead(outline, kind.value, year.value, vocabulary)
    outline = replace(outline, sections=measure_sections(outline.sections))
    doubtful: dict[str, Finding[Any]] = {"kind": kind, "year": year, "post": post, "person": person}
    return Report(
        source=source,
        outline=outline,
        title=compose_title(outline, year.value, post.value, kind.value, vocabulary),
        kind=kind,
        year=year,
        post=post,
        unit=describe_unit(outline),
        person=person,
        signed_on=describe_signed_on(outline),
        topics=describe_topics(outline, vocabulary),
        doubts=(
            *_doubts(outline, doubtful, vocabulary),
            *(("publish", doubt) for doubt in source.doubts),
        ),
        length=measure_outline(outline),
    )


def _look_ahead(
    outline: Outline, kind: str | None, years: Years | None, vocabulary: Vocabulary
) -> Outline:
    changes = (k.coming_year for k in vocabulary.report_kinds if k.label == kind)
    change = next(changes, None)
    if change is None or years is None:
        return outline
    return replace(outline, sections=look_ahead(outline.sections, years.last, change))


def compose_title(
    outline: Outline,
    year: Years | None,
    post: Post | None,
    kind: str | None,
    vocabulary: Vocabulary,
) -> Title:
    """The title as found; failing that one composed of what is known, and marked so."""
    found = joined_title(outline.head)
    if found:
        return Title(found, composed=False)
    form = next((k.composed for k in vocabulary.report_kinds if k.label == kind), UNKNOWN_KIND)
    text = form.format(year=year.text if year else "", post=post.name if post else "")
    return Title(text.removeprefix("年度").removeprefix("年"), composed=True)


def _doubts(
    outline: Outline, findings: dict[str, Finding[Any]], vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    for field, finding in findings.items():
        if finding.doubt:
            yield field, finding.doubt
    if not outline.sections:
        yield "sections", "没有认出小标题，全文作为一个部分"
    for section in outline.sections:
        if section.kinds == ("other",):
            yield "sections", _unknown_section(section)
        elif len(section.kinds) > 1 and section.kinds not in vocabulary.joint_kinds:
            yield "sections", _drawn_section(section, vocabulary)


def _unknown_section(section: Section) -> str:
    """What nobody could tell of a heading, and the keyword that would settle it."""
    heading = (section.heading or "没有小标题的部分")[:QUOTED]
    word = suggest_keyword(heading)
    return f"第 {section.line} 行的“{heading}”看不出属于哪个栏目；给合适的栏目加上“{word}”就能认出"


def _drawn_section(section: Section, vocabulary: Vocabulary) -> str:
    """The kinds of which a heading's words say equally much, and what would settle it."""
    heading = (section.heading or "没有小标题的部分")[:QUOTED]
    kinds = "”和“".join(vocabulary.section_labels[kind] for kind in section.kinds)
    word = suggest_keyword(heading)
    return (
        f"第 {section.line} 行的“{heading}”分不清属于“{kinds}”中的哪个，都列上了；"
        f"给合适的栏目加上“{word}”就能分清"
    )


def suggest_keyword(heading: str) -> str:
    """The first telling words of a heading.

    Example:
        >>> suggest_keyword("坚持以德立身，在为民理财中守住一颗公心")
        '以德立身'
    """
    pieces = (piece for piece in FILLER.split(heading) if piece)
    return next(
        (piece for piece in pieces if WORD_LENGTHS[0] <= len(piece) <= WORD_LENGTHS[1]), heading[:4]
    )
