"""What is told of reports, runs and copies: tables, troubles, one line in the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rich.table import Table
from rich.text import Text

from report_archive.catalogue.rows import Row
from report_archive.file_names import printable
from report_archive.model import Examination, Outcome
from report_archive.recalling import Told
from report_archive.settled import Settled
from report_archive.survey import Survey
from report_archive.terminal import errors, say
from report_archive.verification import Verdict

MOST = 500
"""Lines that a build says of files; a terminal keeps few more."""
OUTCOME_LABELS = {
    Outcome.OK: "[green]正常[/]",
    Outcome.REVIEW: "[yellow]待核对[/]",
    Outcome.BLOCKED: "[red]不公开[/]",
    Outcome.FAILED: "[red]未读成[/]",
}

URGENCY = tuple(o.value for o in (Outcome.FAILED, Outcome.BLOCKED, Outcome.REVIEW, Outcome.OK))


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
        year = report.year.value.text if report.year.value else "？"
        post = report.post.value.name if report.post.value else "？"
        title = report.title.text + ("〔自拟〕" if report.title.composed else "")
        table.add_row(OUTCOME_LABELS[item.outcome], Text(item.file), year, Text(post), Text(title))
    return table


def troubles_of(settled: Iterable[Settled]) -> Iterator[tuple[str, str]]:
    """What needs a person, first what failed, then what is held back, the doubts, the notices.

    Returns:
        Texts, and in which colour they are to be said.
    """
    told = (item for item in settled if item.told)
    for item in sorted(told, key=lambda item: (URGENCY.index(item.outcome), item.file)):
        yield from map(tuple, json.loads(item.troubles))


def tell(survey: Survey, differing: Sequence[str] = ()) -> Told:
    """What a run tells the clerk: so many troubles as a terminal keeps, and how many are left.

    Args:
        survey: Every file's outcome.
        differing: Scripts and styles in the archive that are not this program's.
    """
    told = [(_differing_text(differing), "yellow")] if differing else []
    told += islice(troubles_of(survey.settled), MOST)
    rest = sum(item.told for item in survey.settled) - MOST
    if rest > 0:
        told.append((f"另有 {rest} 条，用 report-archive check 可全部看到。", "yellow"))
    gone = tuple(map(vanished_text, survey.vanished))
    return Told(told, summary(survey.settled), survey.unsettled, gone)


def _differing_text(names: Sequence[str]) -> str:
    """Scripts and styles of another version: with new search data they may not work."""
    more = f" 等 {len(names)} 个文件" if len(names) > 1 else ""
    return (
        f"{names[0]}{more}：与本程序的版本不同，检索和版式可能不正常。"
        "不是有意改的，就删掉这些文件再运行，程序会补上自己的；有意改的不必处理。"
    )


def vanished_text(row: Row) -> str:
    """A report that has lost its file since the last run."""
    return f"件号 {row.number} {row.file}：文件不在了，网页已撤下；放回来就恢复。"


def summary(settled: Sequence[Settled]) -> str:
    """One line: how many of each outcome."""
    found = Counter(item.outcome for item in settled)
    counts = [f"{OUTCOME_LABELS[o]} {found[o.value]}" for o in Outcome if found[o.value]]
    return f"共 {len(settled)} 个文件：" + "，".join(counts)


def print_verdict(verdict: Verdict) -> None:
    """What a check of a copy found, each file by its name."""
    for label, names in (
        ("缺少", verdict.missing),
        ("不符", [f"{printable(name)}（{reason}）" for name, reason in verdict.changed]),
        ("多余，应删除", verdict.extra),
    ):
        for name in names:
            say(f"{label}：{printable(name)}", errors, "red")
    say(verdict_text(verdict))


def verdict_text(verdict: Verdict) -> str:
    """One line: whether a copy is good."""
    what = f"版本 {verdict.edition}，核对了 {verdict.checked} 个文件"
    what += "（增量包，只含改动的文件）" if verdict.delta else ""
    if not verdict.good:
        said = f"缺少 {len(verdict.missing)} 个，不符 {len(verdict.changed)} 个"
        return f"{what}：{said}，多余 {len(verdict.extra)} 个。请重新拷贝或解压这些文件。"
    if verdict.extra:
        return (
            f"{what}：内容齐全无误；另有 {len(verdict.extra)} 个多余的文件，"
            "撤下的报告可能在内，请删除。"
        )
    return f"{what}：齐全无误，没有多余的文件。"
