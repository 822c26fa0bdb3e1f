"""The outcome of every file as JSON (contract 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from report_archive.model import Evidence, Examination, Report, Section, walk_sections
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
            "characters": _preamble_length(report),
        },
        "sections": [_section_json(section) for section in report.outline.sections],
        "evidence": dict(_evidence_json(report)),
        "review": [{"field": field, "reason": reason} for field, reason in report.doubts],
    }


def _preamble_length(report: Report) -> int:
    """Characters of the preamble: what is in no section."""
    sections = report.outline.sections
    headings = sum(len(section.heading or "") for section in walk_sections(sections))
    return report.length - headings - sum(section.length for section in sections)


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "level": section.level,
        "ordinal": section.ordinal,
        "heading": section.heading,
        "kind": section.kind,
        "kinds": list(section.kinds),
        "line": section.line,
        "characters": section.length,
        "items": section.items,
        "run_in": section.run_in,
        "children": [_section_json(child) for child in section.children],
    }


def _evidence_json(report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    for field, evidence in evidence_of(report):
        yield field, {"line": evidence.line, "text": evidence.text, "rule": evidence.rule}


def evidence_of(report: Report) -> Iterator[tuple[str, Evidence]]:
    """The evidence behind each field that has some: field and evidence."""
    for field in ("kind", "year", "post", "unit", "person", "signed_on"):
        evidence = getattr(report, field).evidence
        if evidence is not None:
            yield field, evidence
