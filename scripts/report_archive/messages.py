"""What people see on the terminal: tables, troubles, a progress bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from report_archive.catalogue.columns import CHECKED, FIELDS, FILE_NAME
from report_archive.catalogue.rows import Row
from report_archive.describing.report import year_text
from report_archive.model import Examination, Outcome, Problem
from report_archive.pages import FIELD_LABELS

LONG_RUN = 50
"""Files from which on a progress bar is worth its lines."""
OUTCOME_LABELS = {
    Outcome.OK: "[green]正常[/]",
    Outcome.REVIEW: "[yellow]待核对[/]",
    Outcome.BLOCKED: "[red]不公开[/]",
    Outcome.FAILED: "[red]未读成[/]",
}

URGENCY = (Outcome.FAILED, Outcome.BLOCKED, Outcome.REVIEW, Outcome.OK)

errors = Console(stderr=True, highlight=False)
output = Console(highlight=False)


def show_progress(files: Iterable[str], total: int) -> Iterable[str]:
    """The files one by one, with a progress bar on long runs."""
    if total < LONG_RUN or not errors.is_terminal:
        return files
    return track(files, description="读取报告", total=total, console=errors)


def outcome_table(examinations: Sequence[Examination]) -> Table:
    """One line a file: outcome, year, post, title."""
    table = Table("结果", header_style="bold", box=None)
    for name in ("文件", "年度", "职务", "题名"):
        table.add_column(name, overflow="fold")
    for item in examinations:
        report = item.report
        if report is None:
            table.add_row(OUTCOME_LABELS[item.outcome], Text(item.file), "", "", "")
            continue
        year = year_text(report.year.value) if report.year.value else "？"
        post = report.post.value.name if report.post.value else "？"
        title = report.title.text + ("〔自拟〕" if report.title.composed else "")
        table.add_row(OUTCOME_LABELS[item.outcome], Text(item.file), year, Text(post), Text(title))
    return table


def print_troubles(examinations: Sequence[Examination], console: Console) -> None:
    """What needs a person, first what failed, then what is held back, the doubts, the notices."""
    ordered = sorted(examinations, key=lambda item: (URGENCY.index(item.outcome), item.file))
    for item in ordered:
        for problem in item.withheld:
            say(_problem_text(item, problem), console, "dim" if item.decided else "red")
        for field, reason in item.report.doubts if item.report and not item.withheld else ():
            say(_doubt_text(item, field, reason), console, "yellow")
        for problem in item.problems:
            say(_problem_text(item, problem), console, "dim" if item.report else "red")


def print_vanished(rows: Sequence[Row]) -> None:
    """Which reports have lost their files since the last run."""
    for row in rows:
        say(
            f"件号 {row.number} {row.file}：文件不在了，网页已撤下；放回来就恢复。",
            errors,
            "yellow",
        )


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


def summary(examinations: Sequence[Examination]) -> str:
    """One line: how many of each outcome."""
    counts = [
        f"{OUTCOME_LABELS[outcome]} {count}"
        for outcome in Outcome
        if (count := sum(1 for item in examinations if item.outcome is outcome))
    ]
    return f"共 {len(examinations)} 个文件：" + "，".join(counts)


def say(text: str, console: Console = output, style: str | None = None) -> None:
    """Print text as it is: no markup, no line breaks of our own."""
    console.print(text, style=style, markup=False, soft_wrap=True)
