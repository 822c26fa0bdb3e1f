"""Records → index pages: years, posts, section kinds, topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from report_archive.check import section_characters
from report_archive.front_matter import front_matter
from report_archive.groups import (
    Group,
    group_posts,
    group_topics,
    group_years,
    newest_first,
    post_key,
    post_label,
    span_of,
    year_key,
    year_label,
)
from report_archive.home import render_home
from report_archive.html_text import definitions, escape, link, span, table
from report_archive.markdown_text import heading
from report_archive.model import Line, Record, Report, Section, walk_sections
from report_archive.pages import doubt, section_ids
from report_archive.vocabulary import Vocabulary

T = TypeVar("T")

PAGE_ENTRIES = 200
"""Entries on one index page; a longer list goes on on the next."""
BEGINNING = 60
"""Characters of a section that its index shows."""
PASSAGE_BEGINNING = 24
"""Characters that stand for the heading of a passage without one."""
ROOT = ".."
"""From an index page to docs/archive/."""


@dataclass(frozen=True)
class Entry:
    """One row of a section-kind page."""

    record: Record
    """The report."""
    section: Section
    """The section in it, or its preamble as one."""
    anchor: str
    """Its anchor on the report's page."""


@dataclass(frozen=True)
class Category:
    """One way into the archive."""

    folder: str
    """Folder of its pages."""
    name: str
    """What it is called."""
    render: Callable[[Sequence[Record]], str]
    """Some of its reports as HTML."""


def render_indexes(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    """Every index page by its path below docs/archive/."""
    years, posts = group_years(records), group_posts(records, vocabulary)
    topics = group_topics(records, vocabulary)
    pages = {".home.txt": render_home(records, years, posts, vocabulary)}
    for category, groups in ((YEARS, years), (POSTS, posts), (TOPICS, topics)):
        pages |= _category_pages(category, groups)
    return pages | _section_pages(records, vocabulary)


def _year_table(records: Sequence[Record]) -> str:
    rows = (
        (_post_link(r.report), _report_link(r), _person(r.report), str(_length(r.report)))
        for r in records
    )
    return _listed(table(("职务", "题名", "述职人", "字数"), rows))


def _listed(rows: str) -> str:
    """A table whose rows become blocks on a phone."""
    return f'<div class="archive-list">{rows}</div>'


def _post_table(records: Sequence[Record]) -> str:
    rows = (
        (
            _year_link(r.report),
            _report_link(r),
            _person(r.report),
            _contents(r),
            str(_length(r.report)),
        )
        for r in records
    )
    return _listed(table(("年度", "题名", "述职人", "部分", "字数"), rows))


def _topic_list(records: Sequence[Record]) -> str:
    """The posts under each year: who dealt with the topic when."""
    by_year: dict[str, list[str]] = {}
    for record in records:
        target = f"{ROOT}/reports/{record.number}.html"
        entry = link(target, post_label(record.report))
        by_year.setdefault(year_label(record.report), []).append(entry)
    return definitions((year, "　".join(links)) for year, links in by_year.items())


YEARS = Category("years", "年度", _year_table)
POSTS = Category("posts", "职务", _post_table)
TOPICS = Category("topics", "主题", _topic_list)


def _category_pages(category: Category, groups: Sequence[Group]) -> dict[str, str]:
    """The index of a category and the pages of each of its groups."""
    folder = category.folder
    rows = [
        (link(f"{g.key}.html", g.label), str(len(g.records)), span_of(g.records)) for g in groups
    ]
    pages = {f"{folder}/index.md": _category_index(category.name, "份数", rows)}
    for group in groups:
        summary = f"共 {len(group.records)} 份。"
        path = f"{folder}/{group.key}"
        pages |= _paged(path, group.label, summary, group.records, category.render)
    return pages


def _category_index(name: str, counted: str, rows: Sequence[Sequence[str]]) -> str:
    parts = [
        f"# 按{name}查阅 {{ #top }}",
        f"共 {len(rows)} 项。",
        table((name, counted, "起止年度"), rows),
    ]
    return _page(f"按{name}", parts)


def _paged(
    path: str, label: str, summary: str, items: Sequence[T], render: Callable[[Sequence[T]], str]
) -> dict[str, str]:
    """A list cut into pages of `PAGE_ENTRIES` items each: `path.md`, `path-p2.md`, …."""
    chunks = [items[i : i + PAGE_ENTRIES] for i in range(0, len(items), PAGE_ENTRIES)]
    names = [path if i == 0 else f"{path}-p{i + 1}" for i in range(len(chunks))]
    pages = {}
    for place, chunk in enumerate(chunks):
        title = label if place == 0 else f"{label}（第 {place + 1} 页）"
        pager = _pager([name.rpartition("/")[2] for name in names], place)
        parts = [f"# {heading(title)} {{ #top }}", summary, pager, render(chunk), pager]
        pages[f"{names[place]}.md"] = _page(title, parts)
    return pages


def _pager(names: Sequence[str], place: int) -> str:
    if len(names) == 1:
        return ""
    links = (
        f"<strong>{i + 1}</strong>" if i == place else link(f"{name}.html", str(i + 1))
        for i, name in enumerate(names)
    )
    return '<p class="archive-pager">第 ' + " · ".join(links) + " 页</p>"


def _page(title: str, parts: Iterable[str]) -> str:
    front = front_matter({"title": escape(title), "hide": ["navigation", "toc"]})
    return front + "\n\n".join(filter(None, parts)) + "\n"


def _report_link(record: Record) -> str:
    mark = span("report-composed", "〔题名自拟〕") if record.report.title.composed else ""
    return link(f"{ROOT}/reports/{record.number}.html", record.report.title.text) + mark


def _year_link(report: Report) -> str:
    return link(f"{ROOT}/years/{year_key(report)}.html", year_label(report)) + doubt("year", report)


def _post_link(report: Report) -> str:
    return link(f"{ROOT}/posts/{post_key(report)}.html", post_label(report)) + doubt("post", report)


def _person(report: Report) -> str:
    return escape(report.person.value or "")


def _length(report: Report) -> int:
    """Characters of the report's body."""
    preamble = sum(len(line.text) for line in report.outline.preamble)
    headings = sum(len(s.heading or "") for s in walk_sections(report.outline.sections))
    return preamble + headings + sum(map(section_characters, report.outline.sections))


def _contents(record: Record) -> str:
    """The top-level headings, each linked: what a reader compares from year to year."""
    sections = record.report.outline.sections
    ids = section_ids(sections)
    page = f"{ROOT}/reports/{record.number}.html"
    return "<br>".join(link(f"{page}#{ids[id(s)]}", _caption(s)) for s in sections)


def _caption(section: Section) -> str:
    """Ordinal and heading; for an unheaded passage, how it begins."""
    return (section.ordinal or "") + (section.heading or _beginning(section, PASSAGE_BEGINNING))


def _beginning(section: Section, length: int) -> str:
    """The first characters under a heading, wherever they stand below it."""
    texts = (p.text for s in walk_sections((section,)) for p in s.paragraphs)
    text = next(texts, "")
    return text if len(text) <= length else text[:length] + "…"


def _section_pages(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    labels = vocabulary.section_labels
    entries: dict[str, list[Entry]] = {key: [] for key in labels}
    for record in sorted(records, key=newest_first):
        for entry in _entries(record):
            for kind in entry.section.kinds:
                entries[kind].append(entry)
    used = {kind: found for kind, found in entries.items() if found}
    rows = [
        (link(f"{kind}.html", labels[kind]), str(len(found)), span_of(e.record for e in found))
        for kind, found in used.items()
    ]
    pages = {"sections/index.md": _category_index("栏目", "处数", rows)}
    for kind, found in used.items():
        summary = f"共 {len(found)} 处。"
        pages |= _paged(f"sections/{kind}", labels[kind], summary, found, _section_list)
    return pages


def _entries(record: Record) -> Iterator[Entry]:
    """The preamble, the top-level sections, and those below that serve another kind."""
    outline = record.report.outline
    ids = section_ids(outline.sections)
    if outline.preamble:
        yield Entry(record, _as_section(outline.preamble), "preamble")
    for section in outline.sections:
        for part, above in _with_parents(section, ()):
            if part.kinds != above:
                yield Entry(record, part, ids[id(part)])


def _with_parents(
    section: Section, above: tuple[str, ...]
) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """A section and all below it, each with the kinds of the one it stands under."""
    yield section, above
    for child in section.children:
        yield from _with_parents(child, section.kinds)


def _as_section(preamble: tuple[Line, ...]) -> Section:
    """The preamble in the form in which its index lists it."""
    return Section(
        level=1,
        lead="",
        ordinal=None,
        heading=None,
        run_in=False,
        line=preamble[0].number,
        paragraphs=preamble,
        items=0,
        kinds=("preamble",),
    )


def _section_list(entries: Sequence[Entry]) -> str:
    return definitions(map(_section_entry, entries))


def _section_entry(entry: Entry) -> tuple[str, str]:
    """Heading, linked to the section itself; year, post, and how it begins."""
    report = entry.record.report
    target = f"{ROOT}/reports/{entry.record.number}.html#{entry.anchor}"
    begins = _beginning(entry.section, BEGINNING) if entry.section.heading else ""
    said = f"{year_label(report)} · {post_label(report)}　{begins}"
    return link(target, _caption(entry.section)), escape(said.rstrip())
