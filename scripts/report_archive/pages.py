"""Record → Markdown page: the source text as it stands, with its metadata around it."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from report_archive.check import evidence_of
from report_archive.describing.report import year_text
from report_archive.markdown_text import block, block_start, heading, inline
from report_archive.model import Line, Matter, Outline, Record, Report, Role, Section
from report_archive.parsing.points import find_points
from report_archive.vocabulary import Vocabulary

UNKNOWN = "unknown"
FIELD_LABELS = {
    "kind": "类型",
    "year": "年度",
    "post": "职务",
    "unit": "单位",
    "person": "述职人",
    "signed_on": "日期",
    "sections": "栏目",
}
DEEPEST_HEADING = 6


@dataclass(frozen=True)
class Neighbours:
    """The same post's reports before and after."""

    before: Record | None
    """The one of the year before, or the nearest earlier one."""
    after: Record | None
    """The one of the year after, or the nearest later one."""


def render_page(record: Record, neighbours: Neighbours, vocabulary: Vocabulary) -> str:
    """One report as a Markdown page.

    Everything between the line of class `report-meta` and the end of the body is the source,
    character for character.
    """
    report = record.report
    ids = section_ids(report.outline.sections)
    parts = [
        _composed_title(report),
        _meta(record, neighbours, vocabulary),
        *_matter(report.outline.head),
        *_preamble(report.outline, vocabulary),
        *(part for s in report.outline.sections for part in _section(s, ids, vocabulary)),
        *_matter(report.outline.tail),
        _evidence(report),
    ]
    return _front_matter(record, ids, vocabulary) + "\n\n".join(filter(None, parts)) + "\n"


def section_ids(sections: tuple[Section, ...]) -> dict[int, str]:
    """Anchor of every section by its object identity: `duty`, `duty-2`, and `duty_1` below it.

    They depend on the kinds of the sections alone, so text added elsewhere changes none.
    """
    seen: Counter[str] = Counter()
    ids: dict[int, str] = {}
    for section in sections:
        seen[section.kind] += 1
        count = seen[section.kind]
        _name(section, section.kind + (f"-{count}" if count > 1 else ""), ids)
    return ids


def _name(section: Section, name: str, ids: dict[int, str]) -> None:
    ids[id(section)] = name
    for place, child in enumerate(section.children, 1):
        _name(child, f"{name}_{place}", ids)


def year_key(report: Report) -> str:
    """Name of the report's year page."""
    return str(report.year.value.last) if report.year.value else UNKNOWN


def post_key(report: Report) -> str:
    """Name of the report's post page."""
    return report.post.value.key if report.post.value else UNKNOWN


def year_label(report: Report) -> str:
    """The year as shown: 2021年度, 2017—2021年度, 年度待核对."""
    return f"{year_text(report.year.value)}年度" if report.year.value else "年度待核对"


def post_label(report: Report) -> str:
    """The post as shown."""
    return report.post.value.name if report.post.value else "职务待核对"


def section_label(section: Section, vocabulary: Vocabulary) -> str:
    """The labels of all kinds that a section serves."""
    return "、".join(vocabulary.section_labels.get(kind, kind) for kind in section.kinds)


def _front_matter(record: Record, ids: Mapping[int, str], vocabulary: Vocabulary) -> str:
    report = record.report
    years = report.year.value
    data: dict[str, Any] = {
        # The theme puts titles into HTML as they are, so ours is HTML already.
        "title": html.escape(report.title.text),
        "number": record.number,
        "kind": report.kind.value,
        "year": years.last if years else None,
        "year_from": years.first if years else None,
        "post": report.post.value.name if report.post.value else None,
        "unit": report.unit.value,
        "person": report.person.value,
        "signed_on": report.signed_on.value,
        "tags": list(_tags(report, vocabulary)),
        "sections": [
            {"id": ids[id(s)], "kinds": list(s.kinds), "ordinal": s.ordinal, "heading": s.heading}
            for s in report.outline.sections
        ],
        "review": [field for field, _ in report.doubts],
        "source": report.source.file,
        "sha256": report.source.sha256,
    }
    kept = {name: value for name, value in data.items() if value not in (None, [])}
    return f"---\n{_dump(kept)}---\n\n"


def _dump(data: Mapping[str, Any]) -> str:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(
        data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100_000, indent=2
    )
    return text


def _tags(report: Report, vocabulary: Vocabulary) -> Iterator[str]:
    """Year, post and section kinds, each once, in this order."""
    if report.year.value:
        yield f"{report.year.value.last}年度"
    if report.post.value:
        yield report.post.value.name
    kinds = dict.fromkeys(kind for s in report.outline.sections for kind in s.kinds)
    yield from (vocabulary.section_labels.get(kind, kind) for kind in kinds)


def _composed_title(report: Report) -> str:
    if not report.title.composed:
        return ""
    mark = '<span class="report-composed">〔题名自拟〕</span>'
    return f"# {heading(report.title.text)}{mark} {{ #title }}"


def _meta(record: Record, neighbours: Neighbours, vocabulary: Vocabulary) -> str:
    """The lines of metadata above the text, each part linked to its index."""
    report = record.report
    lines = {
        "": _facts(record),
        "栏目：": _section_links(report, vocabulary),
        "主题：": _topic_links(report, vocabulary),
        "本职务：": _neighbour_links(neighbours),
    }
    joined = {label: " · ".join(parts) for label, parts in lines.items()}
    shown = [label + text for label, text in joined.items() if text]
    return "<br>\n".join(shown) + "\n{: .report-meta }"


def _facts(record: Record) -> Iterator[str]:
    report = record.report
    doubtful = {field for field, _ in report.doubts}
    yield f"[{year_label(report)}](../years/{year_key(report)}.md){_mark('year', doubtful)}"
    yield f"[{inline(post_label(report))}](../posts/{post_key(report)}.md){_mark('post', doubtful)}"
    yield report.kind.value or "类型待核对"
    yield from (inline(str(f.value)) for f in (report.unit, report.person) if f.value)
    if report.signed_on.value:
        yield f"{report.signed_on.value} 署"
    yield f"件号 {record.number}"


def _mark(field: str, doubtful: set[str]) -> str:
    return '<span class="report-doubt">待核对</span>' if field in doubtful else ""


def _section_links(report: Report, vocabulary: Vocabulary) -> Iterator[str]:
    ids = section_ids(report.outline.sections)
    for section in report.outline.sections:
        yield f"[{section_label(section, vocabulary)}](#{ids[id(section)]})"


def _topic_links(report: Report, vocabulary: Vocabulary) -> Iterator[str]:
    for key in report.topics:
        yield f"[{vocabulary.topic_labels[key]}](../topics/{key}.md)"


def _neighbour_links(neighbours: Neighbours) -> Iterator[str]:
    if neighbours.before:
        yield f"[← {year_label(neighbours.before.report)}]({neighbours.before.number}.md)"
    if neighbours.after:
        yield f"[{year_label(neighbours.after.report)} →]({neighbours.after.number}.md)"


def _matter(matters: tuple[Matter, ...]) -> Iterator[str]:
    """Head or tail lines; a run of title lines is one heading."""
    title = [matter.line.text for matter in matters if matter.role is Role.TITLE]
    for matter in matters:
        if matter.role is not Role.TITLE:
            yield f"{block(matter.line.text)}\n{{: .report-{matter.role.value} }}"
        elif title:
            yield f"# {'<br>'.join(map(heading, title))} {{ #title }}"
            title = []


def _preamble(outline: Outline, vocabulary: Vocabulary) -> Iterator[str]:
    for place, line in enumerate(outline.preamble):
        yield _paragraph(line, vocabulary) + ("" if place else "\n{: #preamble }")


def _section(section: Section, ids: Mapping[int, str], vocabulary: Vocabulary) -> Iterator[str]:
    label = section_label(section, vocabulary)
    name = ids[id(section)]
    paragraphs = [_paragraph(line, vocabulary) for line in section.paragraphs]
    if section.heading is None:
        paragraphs[0] += f'\n{{: #{name} .report-closing data-label="{label}" }}'
    else:
        signs = "#" * min(section.level + 1, DEEPEST_HEADING)
        text = heading(section.lead + (section.ordinal or "") + section.heading)
        tag = f' data-label="{label}"' if section.level == 1 else ""
        run_in = " .report-run-in" if section.run_in else ""
        yield f"{signs} {text} {{ #{name}{run_in}{tag} }}"
    yield from paragraphs
    for child in section.children:
        yield from _section(child, ids, vocabulary)


def _paragraph(line: Line, vocabulary: Vocabulary) -> str:
    """A paragraph with its 一是, 首先 set off."""
    parts: list[str] = []
    place = 0
    for point in find_points(line.text, vocabulary):
        parts.append(inline(line.text[place : point.start]))
        parts.append(f"**{inline(line.text[point.start : point.end])}**")
        place = point.end
    parts.append(inline(line.text[place:]))
    text = "".join(parts)
    return text if text.startswith("**") else block_start(text)


def _evidence(report: Report) -> str:
    """识别依据, folded: why each field says what it says, and what is in doubt."""
    rows = "".join(
        f"<tr><th>{FIELD_LABELS[field]}</th><td>{_line_text(evidence.line)}</td>"
        f"<td>{html.escape(evidence.text)}</td><td>{html.escape(evidence.rule)}</td></tr>"
        for field, evidence in evidence_of(report)
    )
    doubts = "".join(
        f"<li>{FIELD_LABELS[field]}：{html.escape(reason)}</li>" for field, reason in report.doubts
    )
    return (
        '<details class="report-evidence"><summary>识别依据</summary>'
        "<table><thead><tr><th>项目</th><th>行</th><th>原文</th><th>依据</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        + (f"<p>待核对：</p><ul>{doubts}</ul>" if doubts else "")
        + f"<p>原文件：{html.escape(report.source.file)}（{report.source.encoding}）</p>"
        "</details>"
    )


def _line_text(line: int | None) -> str:
    return f"第 {line} 行" if line else ""
