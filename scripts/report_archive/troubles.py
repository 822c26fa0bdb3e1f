"""What is to be told of one file: why it is held back, its doubts, what was noticed."""

from __future__ import annotations

from collections.abc import Iterator

from report_archive.catalogue.columns import CHECKED, FIELDS, FILE_NAME
from report_archive.model import Examination, Problem
from report_archive.pages import FIELD_LABELS


def troubles_of(item: Examination) -> Iterator[tuple[str, str]]:
    """What there is to say of one file, and in which colour."""
    for problem in item.withheld:
        yield _problem_text(item, problem), "dim" if item.decided else "red"
    for field, reason in item.report.doubts if item.report and not item.withheld else ():
        yield _doubt_text(item, field, reason), "yellow"
    for problem in item.problems:
        yield _problem_text(item, problem), "dim" if item.report else "red"


def _problem_text(item: Examination, problem: Problem) -> str:
    place = f"第 {problem.line} 行：" if problem.line else ""
    return f"{item.file}：{place}{problem.reason}。{problem.remedy}。"


def _doubt_text(item: Examination, field: str, reason: str) -> str:
    """A doubt with what to type where."""
    if field == "publish":
        remedy = f"不公开就在 {FILE_NAME} 的“发布”栏写“否”"
    elif field in FIELDS:
        remedy = f"请在 {FILE_NAME} 的“{FIELDS[field]}”栏填写"
    else:
        remedy = "关键词加在 reports/vocabulary.yml 里"
    said = f"{item.file}：{FIELD_LABELS[field]}待核对，{reason}。"
    return f"{said}{remedy}；无误就在“待核对”栏写“{CHECKED}”。"
