"""The outcome of every file, and the same as JSON (contract 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from report_archive.describing.report import describe_report
from report_archive.model import Evidence, Examination, Problem, Report, Section
from report_archive.parsing.outline import parse_report
from report_archive.reading.file import UnreadableError, read_file
from report_archive.screening import screen_report
from report_archive.vocabulary import Vocabulary

# A file that failed has every key of the contract, with nothing behind it.
NOTHING_KNOWN: Mapping[str, Any] = {
    "kind": None,
    "title": None,
    "title_composed": False,
    "year": None,
    "post": None,
    "unit": None,
    "person": None,
    "signed_on": None,
    "topics": [],
    "preamble": {"line": None, "characters": 0},
    "sections": [],
    "evidence": {},
    "review": [],
}


def examine_file(folder: Path, file: str, vocabulary: Vocabulary) -> Examination:
    """Read, parse and describe one file; a file that can't be read is an outcome, not an error."""
    shown = file.encode("utf-8", "backslashreplace").decode()
    if shown != file:
        problem = Problem(None, "文件名的编码不对", "请给文件改名")
        return Examination(shown, None, (problem,))
    try:
        source = read_file(folder / file, file, vocabulary)
    except UnreadableError as unreadable:
        return Examination(file, None, (unreadable.problem,))
    outline = parse_report(source, vocabulary)
    report = describe_report(source, outline, vocabulary)
    problems = (*source.problems, *outline.problems)
    return Examination(file, report, problems, screen_report(report, vocabulary))


def examinations_json(
    examinations: Sequence[Examination], numbers: Mapping[str, str], vocabulary: Vocabulary
) -> dict[str, Any]:
    """The object that `check --json` prints; `numbers` gives each file's permanent number."""
    return {
        "files": [
            examination_json(item, numbers.get(item.file), vocabulary) for item in examinations
        ]
    }


def examination_json(
    item: Examination, number: str | None, vocabulary: Vocabulary
) -> dict[str, Any]:
    """One element of `files` in the object above."""
    problems = [
        {"line": p.line, "reason": p.reason, "remedy": p.remedy}
        for p in (*item.withheld, *item.problems)
    ]
    head = {"file": item.file, "outcome": item.outcome.value}
    known = NOTHING_KNOWN if item.report is None else _report_json(item.report, vocabulary)
    encoding = item.report.source.encoding if item.report else None
    return {**head, "encoding": encoding, "number": number, **known, "problems": problems}


def _report_json(report: Report, vocabulary: Vocabulary) -> dict[str, Any]:
    years = report.year.value
    term = {"year_from": years.first} if years and years.first else {}
    return {
        "kind": report.kind.value,
        "title": report.title.text,
        "title_composed": report.title.composed,
        "year": years.last if years else None,
        **term,
        "post": report.post.value.name if report.post.value else None,
        "unit": report.unit.value,
        "person": report.person.value,
        "signed_on": report.signed_on.value,
        "topics": [vocabulary.topic_labels[key] for key in report.topics],
        "preamble": {
            "line": report.outline.preamble[0].number if report.outline.preamble else None,
            "characters": sum(len(line.text) for line in report.outline.preamble),
        },
        "sections": [_section_json(section) for section in report.outline.sections],
        "evidence": dict(_evidence_json(report)),
        "review": [{"field": field, "reason": reason} for field, reason in report.doubts],
    }


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "level": section.level,
        "ordinal": section.ordinal,
        "heading": section.heading,
        "kind": section.kind,
        "kinds": list(section.kinds),
        "line": section.line,
        "characters": section_characters(section),
        "items": section.items,
        "run_in": section.run_in,
        "children": [_section_json(child) for child in section.children],
    }


def section_characters(section: Section) -> int:
    """Characters in a section's paragraphs and in those of the sections below it."""
    own = sum(len(paragraph.text) for paragraph in section.paragraphs)
    return own + sum(section_characters(child) for child in section.children)


def _evidence_json(report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    for field, evidence in evidence_of(report):
        yield field, {"line": evidence.line, "text": evidence.text, "rule": evidence.rule}


def evidence_of(report: Report) -> Iterator[tuple[str, Evidence]]:
    """The evidence behind each field that has some: field and evidence."""
    for field in ("kind", "year", "post", "unit", "person", "signed_on"):
        evidence = getattr(report, field).evidence
        if evidence is not None:
            yield field, evidence
