"""What people decided in the catalogue, put onto what the machine read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from report_archive.catalogue.columns import FIELDS, FILE_NAME, publish_of
from report_archive.catalogue.rows import Row
from report_archive.describing.dates import find_term, iso_date, year_of
from report_archive.describing.joint_title import TOWNSHIP, read_title
from report_archive.describing.lexicon import lexicon_of, post_named
from report_archive.describing.report import compose_title
from report_archive.model import Evidence, Finding, Post, Problem, Report, Title, Years
from report_archive.vocabulary import Vocabulary

RULE = "目录里由人填写"
# How people say that there is none.
NONE_WORDS = ("无", "-", "—", "/", "／", "没有")
NOTHING = object()
"""What a cell stands for that says there is none."""
OUTSIDE = ("title", "classification", "publish")
"""Fields that are no findings of a report."""


def corrections_of(row: Row) -> dict[str, str]:
    """The cells that a person decided: changed now, or changed before and not emptied since.

    A cell counts as changed when it says something else than the machine's, blanks and ways of
    writing a date aside (a spreadsheet makes 2022/1/8 out of 2022-01-08).
    """
    found: dict[str, str] = {}
    if row.cells == row.machine and not row.changed:
        return found
    for field in FIELDS:
        cell, machine = row.cells.get(field, ""), row.machine.get(field, "")
        if cell and (field in row.changed or not same_cell(field, cell, machine)):
            found[field] = cell
    return found


def correct_report(
    report: Report, corrections: Mapping[str, str], row: Row, vocabulary: Vocabulary
) -> Report:
    """The report as people want it; corrected fields are in doubt no more."""
    if not (corrections or row.checked or report.title.composed):
        return report
    cells = machine_cells(report)
    changes: dict[str, Any] = {}
    unclear: list[tuple[str, str]] = []
    for field, text in corrections.items():
        if field in OUTSIDE:
            continue
        value = _value(field, text, vocabulary)
        if value is None:
            unclear.append((field, f"目录里填的“{text}”看不懂"))
        elif text == cells[field]:
            changes[field] = replace(getattr(report, field), doubt=None)
        else:
            known = None if value is NOTHING else value
            changes[field] = Finding(known, Evidence(None, text, RULE))
    corrected = replace(report, **changes)
    kept = () if row.checked else (d for d in report.doubts if d[0] not in corrections)
    title = _title(corrected, corrections, vocabulary)
    return replace(corrected, title=title, doubts=(*kept, *unclear))


def correction_problems(
    corrections: Mapping[str, str], vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Corrections that can't be understood, or that name what the vocabulary does not know."""
    for field, text in corrections.items():
        column = FIELDS[field]
        if field == "publish" and publish_of(text) is None:
            remedy = f"请在 {FILE_NAME} 的“{column}”栏写“是”或“否”，在此之前不公开"
            yield Problem(None, f"目录里“{column}”栏的“{text}”看不懂", remedy)
        elif field in ("post", "kind") and not _known(field, text, vocabulary):
            remedy = "没有写错就不必处理；想让它有固定的网址和次序，可加进 reports/vocabulary.yml"
            yield Problem(None, f"目录里“{column}”栏的“{text}”不在词表里，已照写", remedy)


def machine_cells(report: Report) -> dict[str, str]:
    """What the machine read, as it stands in the cells."""
    return {
        "title": report.title.text,
        "year": report.year.value.text if report.year.value else "",
        "post": report.post.value.name if report.post.value else "",
        "unit": report.unit.value or "",
        "person": report.person.value or "",
        "signed_on": report.signed_on.value or "",
        "kind": report.kind.value or "",
    }


def same_cell(field: str, cell: str, machine: str) -> bool:
    """Whether a cell says what the machine's says, whatever a spreadsheet made of dates."""
    if field == "signed_on" and machine:
        return cell == machine or iso_date(_dated(cell)) == machine
    return "".join(cell.split()) == "".join(machine.split())


def _dated(cell: str) -> str:
    """A date as a spreadsheet may write it: 2022/1/8 0:00, 2022-01."""
    return cell.split(" ", maxsplit=1)[0] + ("" if cell.count("/") + cell.count("-") > 1 else "-")


def _value(field: str, text: str, vocabulary: Vocabulary) -> Any:
    """The value that a cell stands for; None when it can't be understood."""
    if text in NONE_WORDS and field in ("unit", "person", "signed_on"):
        return NOTHING
    if field == "year":
        return _years(text)
    if field == "signed_on":
        return iso_date(_dated(text))
    if field == "post":
        return _post(text, vocabulary)
    if field == "publish":
        return publish_of(text)
    return text


def _years(text: str) -> Years | None:
    term = find_term(text if text.endswith("年") else text + "年")
    if term:
        return Years(term[1], term[0])
    year = year_of(text.removesuffix("度").removesuffix("年").strip())
    return Years(year) if year else None


def _post(text: str, vocabulary: Vocabulary) -> Post:
    """The post under its canonical name, as it would be read in a title; else as written."""
    read = read_title(text, "", vocabulary, membership=True)
    return read or post_named("".join(text.split()), vocabulary)


def _known(field: str, text: str, vocabulary: Vocabulary) -> bool:
    if field == "kind":
        return text in {kind.label for kind in vocabulary.report_kinds}
    lexicon = lexicon_of(vocabulary)
    post = _post(text, vocabulary)
    listed = not post.key.startswith("post-") or TOWNSHIP.match(post.name)
    return bool(listed) or any(post.name.startswith(organ) for organ in lexicon.organ_keys)


def _title(report: Report, corrections: Mapping[str, str], vocabulary: Vocabulary) -> Title:
    """A person's title; the found one; or one composed anew of the corrected year and post."""
    if "title" in corrections:
        return Title(corrections["title"], composed=False)
    if not report.title.composed:
        return report.title
    years, post, kind = report.year.value, report.post.value, report.kind.value
    return compose_title(report.outline, years, post, kind, vocabulary)
