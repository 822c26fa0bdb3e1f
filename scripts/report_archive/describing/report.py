"""Outline → Report: ask every question once and gather the doubts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from report_archive.describing.people import describe_person, describe_signed_on, describe_unit
from report_archive.describing.post import describe_post
from report_archive.describing.report_kind import describe_kind
from report_archive.describing.section_kind import describe_sections, look_ahead
from report_archive.describing.topics import describe_topics
from report_archive.describing.year import describe_year
from report_archive.model import Finding, Outline, Post, Report, Source, Title, Years
from report_archive.parsing.head_and_tail import joined_title
from report_archive.vocabulary import Vocabulary

UNKNOWN_KIND = "{year}年度{post}报告"


def describe_report(source: Source, outline: Outline, vocabulary: Vocabulary) -> Report:
    """Everything known about one report."""
    outline = replace(outline, sections=describe_sections(outline.sections, vocabulary))
    kind = describe_kind(outline, vocabulary)
    year = describe_year(outline, source.file, kind.value, vocabulary)
    post = describe_post(outline, source.file, vocabulary)
    outline = _look_ahead(outline, kind.value, year.value, vocabulary)
    return Report(
        source=source,
        outline=outline,
        title=compose_title(outline, year.value, post.value, kind.value, vocabulary),
        kind=kind,
        year=year,
        post=post,
        unit=describe_unit(outline),
        person=describe_person(outline),
        signed_on=describe_signed_on(outline),
        topics=describe_topics(outline, vocabulary),
        doubts=tuple(_doubts(outline, {"kind": kind, "year": year, "post": post})),
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
    text = form.format(year=year_text(year) if year else "", post=post.name if post else "")
    return Title(text.removeprefix("年度").removeprefix("年"), composed=True)


def year_text(years: Years) -> str:
    """`2021`, or `2017—2021` for a term."""
    return f"{years.first}—{years.last}" if years.first else str(years.last)


def _doubts(outline: Outline, findings: dict[str, Finding[Any]]) -> Iterator[tuple[str, str]]:
    for field, finding in findings.items():
        if finding.doubt:
            yield field, finding.doubt
    if not outline.sections:
        yield "sections", "没有认出小标题，全文作为一个部分"
    for section in outline.sections:
        if section.kinds == ("other",):
            yield "sections", f"第 {section.line} 行的“{section.heading}”看不出属于哪个栏目"
