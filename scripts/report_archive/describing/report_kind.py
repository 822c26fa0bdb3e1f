"""类型: a duty report, a government work report, or something a person must name?"""

from __future__ import annotations

from report_archive.describing.text import body_lines, excerpt, lines_of, opening
from report_archive.model import Evidence, Finding, Outline, Role
from report_archive.parsing.head_and_tail import joined_title
from report_archive.vocabulary import Vocabulary
from report_archive.words import ReportKind


def describe_kind(outline: Outline, vocabulary: Vocabulary) -> Finding[str]:
    """The kind of report, from its title, its opening, or first person and sections together."""
    title = joined_title(outline.head)
    kinds = [k for k in vocabulary.report_kinds if not _is_another(k, title)]
    for attempt in (_from_title, _from_opening, _from_first_person, _from_body):
        for kind in kinds:
            evidence = attempt(outline, kind)
            if evidence:
                return Finding(kind.label, evidence)
    return Finding(None, None, "看不出是哪一类报告")


def _is_another(kind: ReportKind, title: str) -> bool:
    """Whether a title says that the report is of another kind: 环境状况的报告."""
    unless = kind.unless_title
    return bool(unless and unless.search(title) and not kind.title.search(title))


def _from_title(outline: Outline, kind: ReportKind) -> Evidence | None:
    for line in lines_of(outline.head, Role.TITLE):
        if kind.title.search("".join(line.text.split())):
            return Evidence(line.number, line.text, "题名写明")
    return None


def _from_opening(outline: Outline, kind: ReportKind) -> Evidence | None:
    for line in opening(outline):
        for pattern in kind.opening:
            match = pattern.search(line.text)
            if match:
                return Evidence(line.number, match.group(), "导语写明")
    return None


def _from_body(outline: Outline, kind: ReportKind) -> Evidence | None:
    if kind.body is None:
        return None
    for line in body_lines(outline):
        match = kind.body.search(line.text)
        if match:
            return Evidence(line.number, match.group(), "正文的称谓")
    return None


def _from_first_person(outline: Outline, kind: ReportKind) -> Evidence | None:
    if kind.first_person is None:
        return None
    if not kind.sections <= {section.kind for section in outline.sections}:
        return None
    for line in opening(outline):
        match = kind.first_person.search(line.text)
        if match:
            words = excerpt(line.text, match.start(), match.end())
            return Evidence(line.number, words, "以第一人称报告学习、履职、廉洁")
    return None
