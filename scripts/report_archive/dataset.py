"""data/: the published metadata as CSV and JSON, and each report's Markdown, for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from report_archive.catalogue.table import STARTS, inert
from report_archive.front_matter import front_matter
from report_archive.html_text import link
from report_archive.listed import Listed
from report_archive.markdown_text import inline
from report_archive.model import Report, answers_of
from report_archive.pages import FIELD_LABELS
from report_archive.record import Record
from report_archive.site_settings import SiteSettings
from report_archive.vocabulary import Vocabulary

CSV, JSON, DESCRIPTION = "reports.csv", "reports.json", "index.md"
BOM = "\ufeff"
"""Excel and WPS take a CSV for UTF-8 when it begins with this."""
# Excel in Chinese takes these for =, +, -, @ as well.
WIDE_STARTS = frozenset("＝＋－＠")
ENCODER = json.JSONEncoder(ensure_ascii=False)
EMPTY: tuple[Any, ...] = (None, [], "", False)
"""What a field holds that has nothing in it."""
UNLICENSED = "没有写明；转用前请询问档案的管理人"

Entry: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A field of the published metadata."""

    key: str
    """Its name in the JSON."""
    column: str
    """Its column in the CSV."""
    meaning: str
    """What it says, in Chinese."""


FIELDS = (
    Field("number", "件号", "六位数字，永久不变，不会给别的报告"),
    Field("title", "题名", "报告的题名，写成一行"),
    Field("title_composed", "题名自拟", "“是”表示原文没有题名，是按年度和职务拟的"),
    Field("kind", "类型", "报告的类型，如述职报告"),
    Field("year", "年度", "报告所述的年度；任期报告是最后一年"),
    Field("year_from", "起始年度", "任期报告的第一年；只述一年的没有"),
    Field("post", "职务", "报告所述的职务"),
    Field("unit", "单位", "原文写明的单位"),
    Field("person", "述职人", "原文写明的姓名"),
    Field("signed_on", "日期", "落款日期，如 2022-01-08；没有写日的如 2022-01"),
    Field("sections", "栏目", "报告里有的栏目"),
    Field("topics", "主题", "报告多次提到的主题"),
    Field("characters", "字数", "正文字数，含标点"),
    Field("review", "待核对", "没有写明、由程序推断而未经人核对的项目"),
    Field("source", "原文件", "原文件在报告文件夹里的名称"),
    Field("page", "网页", "报告页，相对于网站首页的地址"),
    Field("markdown", "原文", "报告的 Markdown 文件，相对于网站首页的地址"),
)


def markdown_name(number: str) -> str:
    """A report's Markdown below docs/data/; `.txt`, so that no builder makes a page of it.

    Example:
        >>> markdown_name("000012")
        'reports/000012.md.txt'
    """
    return f"reports/{number}.md.txt"


def describe_entry(record: Record, vocabulary: Vocabulary) -> Entry:
    """One report's metadata, every field of `FIELDS` by its key; None or empty when unknown."""
    report = record.report
    return {
        "number": record.number,
        "title": report.title.text,
        "title_composed": report.title.composed,
        **answers_of(report),
        "sections": [vocabulary.section_labels.get(kind, kind) for kind in report.outline.kinds],
        "topics": [vocabulary.topic_labels[key] for key in report.topics],
        "characters": report.length,
        "review": _reviewed(report),
        "source": report.source.file,
        "page": f"archive/reports/{record.number}.html",
        "markdown": f"data/{markdown_name(record.number)}",
    }


def _reviewed(report: Report) -> list[str]:
    """Columns that nobody confirmed; whether to publish is the clerk's affair."""
    fields = dict.fromkeys(field for field, _ in report.doubts if field != "publish")
    return [FIELD_LABELS.get(field, field) for field in fields]


def list_entry(key: str, entry: Entry) -> Listed:
    """One report as the tables list it; some 0.03 ms.

    Args:
        key: Digest of all that its metadata are made of.
        entry: Its metadata.
    """
    filled = sum(1 << i for i, field in enumerate(FIELDS) if entry[field.key] not in EMPTY)
    cells = (_inert(_cell(entry[field.key])) for field in FIELDS)
    return Listed(entry["number"], key, _csv_line(cells), _dumped(entry), filled)


def render_tables(listed: Sequence[Listed], settings: SiteSettings) -> dict[str, str]:
    """What lists all reports: CSV and JSON."""
    return {CSV: render_csv(listed), JSON: render_json(listed, settings)}


def render_csv(listed: Iterable[Listed]) -> str:
    """The table for Excel and WPS: byte order mark, CRLF, no live formulas."""
    head = _csv_line(field.column for field in FIELDS)
    return BOM + head + "".join(item.csv for item in listed)


def _csv_line(cells: Iterable[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _inert(cell: str) -> str:
    start = cell[:1]
    if start in WIDE_STARTS:
        return "'" + cell
    return inert(cell) if start in STARTS else cell


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def render_json(listed: Sequence[Listed], settings: SiteSettings) -> str:
    """One object, one report a line, so that changes show in a comparison."""
    head = {
        "name": settings.name,
        "licence": settings.licence,
        "count": len(listed),
        "fields": {field.key: field.meaning for field in FIELDS},
    }
    rows = ",\n".join(item.json for item in listed)
    return f'{_dumped(head)[:-1]}, "reports": [\n{rows}\n]}}\n'


def _dumped(value: Any) -> str:
    return ENCODER.encode(value)


def render_description(listed: Sequence[Listed], settings: SiteSettings) -> str:
    """The page that says what the files are, in Markdown."""
    masks = Counter(item.filled for item in listed)
    counts = [sum(n for mask, n in masks.items() if mask >> i & 1) for i in range(len(FIELDS))]
    rows = (
        f"| {field.column} | `{field.key}` | {field.meaning} | {count} |"
        for field, count in zip(FIELDS, counts, strict=True)
    )
    parts = [
        "# 数据 { #data }",
        f"“{inline(settings.name)}”已公开的 {len(listed)} 份报告，供其他程序使用。",
        f"- {link(CSV, CSV)}：目录，用 Excel 或 WPS 打开（UTF-8，开头有字节顺序标记）；"
        "以 `=`、`+`、`-`、`@` 开头的内容前加了一个 `'`，防止被当作公式。\n"
        f"- {link(JSON, JSON)}：同样的内容，供程序读取（UTF-8）。\n"
        "- `reports/件号.md.txt`：每份报告的 Markdown，UTF-8，开头是题录，与报告页的内容相同；"
        "地址见“原文”一栏，报告页上也有链接。",
        f"使用条件：{inline(settings.licence or UNLICENSED)}。",
        "## 各栏的意思 { #fields }",
        "| CSV 的栏 | JSON 的名称 | 意思 | 有内容的份数 |\n| --- | --- | --- | --- |\n"
        + "\n".join(rows),
    ]
    return front_matter({"title": "数据"}) + "\n\n".join(parts) + "\n"
