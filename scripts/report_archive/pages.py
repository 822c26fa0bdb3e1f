"""Record → Markdown page: the metadata around a text (page_text.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from report_archive.check import evidence_of
from report_archive.front_matter import front_matter
from report_archive.groups import Neighbour, Neighbours
from report_archive.html_text import div, escape, link, span
from report_archive.length import length_text
from report_archive.markdown_text import heading
from report_archive.model import Evidence, Report, answers_of
from report_archive.page_text import PageText
from report_archive.record import Filing, Record
from report_archive.vocabulary import Vocabulary

FIELD_LABELS = {
    "publish": "发布",
    "kind": "类型",
    "year": "年度",
    "post": "职务",
    "unit": "单位",
    "person": "述职人",
    "signed_on": "日期",
    "sections": "栏目",
}
DOUBT = "待核对"
SEPARATOR = "\N{NO-BREAK SPACE}· "
"""Between facts: no line begins with it."""


def render_page(
    record: Record, text: PageText, neighbours: Neighbours, vocabulary: Vocabulary
) -> str:
    """One report as a Markdown page.

    Everything between the line of class `report-meta` and the end of the body is the source,
    character for character.

    Args:
        record: The report as people corrected it; it may be without text.
        text: Its text as the page shows it.
        neighbours: The same post's reports of the years before and after.
        vocabulary: What topics are called.
    """
    report = record.report
    parts = [
        _composed_title(report),
        _meta(record, text, neighbours, vocabulary),
        text.markdown,
        _evidence(report),
    ]
    return _front_matter(record, text) + "\n\n".join(filter(None, parts)) + "\n"


def _front_matter(record: Record, text: PageText) -> str:
    report = record.report
    data: dict[str, Any] = {
        # The theme puts titles into HTML as they are, so ours is HTML already.
        "title": escape(report.title.text),
        "number": record.number,
        **answers_of(report),
        "tags": list(_tags(report, text)),
        "sections": {section.anchor: section.heading for section in text.sections},
        "review": [field for field, _ in report.doubts if field != "publish"],
        "source": report.source.file,
        "sha256": report.source.sha256,
    }
    kept = {name: value for name, value in data.items() if value not in (None, [], {})}
    return front_matter(kept)


def _tags(report: Report, text: PageText) -> Iterator[str]:
    """Year, post and section kinds, each once, in this order."""
    if report.year.value:
        yield f"{report.year.value.last}年度"
    if report.post.value:
        yield report.post.value.name
    yield from text.kinds


def _composed_title(report: Report) -> str:
    if not report.title.composed:
        return ""
    mark = '<span class="report-composed">〔题名自拟〕</span>'
    return f"# {heading(report.title.text)}{mark} {{ #title }}"


def _meta(record: Record, text: PageText, neighbours: Neighbours, vocabulary: Vocabulary) -> str:
    """The lines of metadata above the text, each part linked to its index."""
    report = record.report
    sections = (link(f"#{section.anchor}", section.label) for section in text.sections)
    topics = (link(f"../topics/{t}.html", vocabulary.topic_labels[t]) for t in report.topics)
    lines = {"": _facts(record), "栏目：": sections, "主题：": topics}
    lines["本职务："] = _neighbour_links(neighbours)
    lines["同年："] = _same_year_link(record.filing)
    joined = {label: SEPARATOR.join(parts) for label, parts in lines.items()}
    # What 复制并注明出处 puts behind a quotation.
    data = {
        "number": record.number,
        "title": report.title.text,
        "year": record.filing.year_label,
        "post": record.filing.post_label,
    }
    guessed = tuple(_guessed(record.filing))
    if guessed:
        data["guessed"] = " ".join(guessed)
    return div("report-meta", (label + said for label, said in joined.items() if said), data)


def _guessed(filing: Filing) -> Iterator[str]:
    """What of title, year and post nobody has confirmed."""
    if filing.composed:
        yield "title"
    yield from (field for field in ("year", "post") if field in filing.doubts)


def _facts(record: Record) -> Iterator[str]:
    report, filing = record.report, record.filing
    year = link(f"../years/{filing.year_key}.html", filing.year_label)
    post = link(f"../posts/{filing.post_key}.html", filing.post_label)
    yield year + doubt("year", filing)
    yield post + doubt("post", filing)
    yield escape(report.kind.value or "类型不详")
    for field, found in (("unit", report.unit), ("person", report.person)):
        if found.value:
            yield escape(found.value) + doubt(field, filing)
    if report.signed_on.value:
        yield span("report-fact", f"{report.signed_on.value} 署")
    yield span("report-fact", f"件号 {record.number}")
    yield span("report-fact", length_text(report))
    data = link(f"../../data/reports/{record.number}.md.txt", "数据")
    yield f'<span class="report-fact">{data}</span>'


def doubt(field: str, filing: Filing) -> str:
    """The mark behind a field that nobody confirmed."""
    return span("report-doubt", DOUBT) if field in filing.doubts else ""


def named_doubt(field: str, filing: Filing) -> str:
    """The same where the field itself is not shown: 职务待核对."""
    return span("report-doubt", FIELD_LABELS[field] + DOUBT) if field in filing.doubts else ""


def _neighbour_links(neighbours: Neighbours) -> Iterator[str]:
    before, after = neighbours.before, neighbours.after
    if before:
        yield _turn(before, "prev", f"← {_year_of(before)}")
    if after:
        yield _turn(after, "next", f"{_year_of(after)} →")


def _turn(neighbour: Neighbour, rel: str, words: str) -> str:
    return f'<a href="{neighbour.number}.html" rel="{rel}">{words}</a>'


def _year_of(neighbour: Neighbour) -> str:
    """The year; the mark is part of the link, which a script repeats at the page's end."""
    return escape(neighbour.year) + (span("report-doubt", DOUBT) if neighbour.inferred else "")


def _same_year_link(filing: Filing) -> Iterator[str]:
    """To the year's page, no list: a report that comes in must not change a whole year's pages."""
    if filing.year:
        year = filing.year_key
        yield link(f"../years/{year}.html", f"{year}年度其他职务", "up")


def _evidence(report: Report) -> str:
    """识别依据, folded: why each field says what it says, and what is in doubt."""
    lines = [_evidence_line(field, evidence) for field, evidence in evidence_of(report)]
    # Whether to publish is the clerk's affair, and may name other files.
    lines += [
        f"{FIELD_LABELS[field]}{DOUBT}：{escape(reason)}"
        for field, reason in report.doubts
        if field != "publish"
    ]
    lines.append(f"原文件：{escape(report.source.file)}（{report.source.encoding}）")
    return (
        '<details class="report-evidence"><summary>识别依据</summary><p>'
        + "<br>\n".join(lines)
        + "</p></details>"
    )


def _evidence_line(field: str, evidence: Evidence) -> str:
    place = f"第 {evidence.line} 行" if evidence.line else ""
    return f"{FIELD_LABELS[field]}：{place}“{escape(evidence.text)}”，{escape(evidence.rule)}"
