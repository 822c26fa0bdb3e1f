"""Records → index pages: years, posts, section kinds, topics, and the home page's figures."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from report_archive.check import section_characters
from report_archive.markdown_text import inline
from report_archive.model import Line, Record, Report, Section, walk_sections
from report_archive.pages import (
    UNKNOWN,
    Neighbours,
    post_key,
    post_label,
    section_ids,
    year_key,
    year_label,
)
from report_archive.vocabulary import Vocabulary

PAGE_ENTRIES = 200
"""Entries on one index page; a longer list goes on on the next."""
BEGINNING = 60
"""Characters of a section that its index shows."""
PASSAGE_BEGINNING = 24
"""Characters that stand for the heading of a passage without one."""
COVERAGE_YEARS = 40
"""Years in the home page's table before it leaves out the empty ones."""
COVERAGE_POSTS = 60
"""Posts in the home page's table; the rest stand on the index of posts."""


@dataclass(frozen=True)
class Group:
    """One category of an index: a year, a post, a section kind, a topic."""

    key: str
    """Name of its page."""
    label: str
    """What it is called."""
    records: tuple[Record, ...]
    """Its reports, in the order they are shown."""


@dataclass(frozen=True)
class Entry:
    """One row of a section-kind page."""

    record: Record
    """The report."""
    section: Section
    """The section in it, or its preamble as one."""
    anchor: str
    """Its anchor on the report's page."""


def render_indexes(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    """Every index page by its path below docs/archive/."""
    years, posts = group_years(records), group_posts(records, vocabulary)
    topics = _group_topics(records, vocabulary)
    pages: dict[str, str] = {"home.txt": _home(records, years, posts, vocabulary)}
    pages |= _group_pages("years", "年度", years, _year_rows)
    pages |= _group_pages("posts", "职务", posts, _post_rows)
    pages |= _group_pages("topics", "主题", topics, _topic_rows)
    pages |= _section_pages(records, vocabulary)
    return pages


def group_years(records: Iterable[Record]) -> tuple[Group, ...]:
    """The years, the latest first, the unknown one last; in each, by post."""
    groups = _grouped(records, lambda r: year_key(r.report), lambda r: post_label(r.report))
    ordered = sorted(groups, key=lambda key: (key != UNKNOWN, key), reverse=True)
    return tuple(Group(key, _year_name(key), groups[key]) for key in ordered)


def group_posts(records: Iterable[Record], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The posts in the vocabulary's order, then by name, the unknown one last; the latest first."""
    groups = _grouped(records, lambda r: post_key(r.report), _newest_first)
    rank = _post_ranks(vocabulary)
    names = {key: post_label(groups[key][0].report) for key in groups}
    ordered = sorted(
        groups, key=lambda key: (key == UNKNOWN, rank.get(_organ_part(key), len(rank)), names[key])
    )
    return tuple(Group(key, names[key], groups[key]) for key in ordered)


def neighbours_of(posts: Iterable[Group]) -> dict[str, Neighbours]:
    """For each number, the same post's reports of the years before and after."""
    found: dict[str, Neighbours] = {}
    for group in posts:
        dated = [r for r in reversed(group.records) if r.report.year.value and group.key != UNKNOWN]
        for place, record in enumerate(dated):
            before = dated[place - 1] if place else None
            after = dated[place + 1] if place + 1 < len(dated) else None
            found[record.number] = Neighbours(before, after)
    return found


def _grouped(
    records: Iterable[Record],
    key: Callable[[Record], str],
    order: Callable[[Record], object],
) -> dict[str, tuple[Record, ...]]:
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return {
        name: tuple(sorted(members, key=lambda r: (order(r), r.number)))
        for name, members in groups.items()
    }


def _newest_first(record: Record) -> int:
    years = record.report.year.value
    return -years.last if years else 0


def _year_name(key: str) -> str:
    return "年度待核对" if key == UNKNOWN else f"{key}年度"


def _post_ranks(vocabulary: Vocabulary) -> dict[str, int]:
    """Place of each post or organ in the vocabulary, by its key with the area filled in."""
    keys = [entry["key"] for name in ("posts", "organs") for entry in vocabulary.data[name]]
    areas = [area["key"] for area in vocabulary.data["areas"]]
    return {key.replace("{area}", area): i for i, key in enumerate(keys) for area in areas}


def _organ_part(key: str) -> str:
    """The organ's part of a post key: `xiancaizhengju` in `xiancaizhengju-juzhang`."""
    return key if "-" not in key else key.rsplit("-", 1)[0]


def _group_topics(records: Sequence[Record], vocabulary: Vocabulary) -> tuple[Group, ...]:
    ordered = sorted(records, key=lambda r: (_newest_first(r), post_label(r.report), r.number))
    groups = (
        Group(t.key, t.label, tuple(r for r in ordered if t.key in r.report.topics))
        for t in vocabulary.topics
    )
    return tuple(group for group in groups if group.records)


def _group_pages(
    folder: str,
    name: str,
    groups: Sequence[Group],
    rows: Callable[[Sequence[Record]], Iterator[str]],
) -> dict[str, str]:
    """The index of a category and the page of each of its groups."""
    pages = {f"{folder}/index.md": _category_index(name, groups)}
    for group in groups:
        pages |= _paged(
            folder, group.key, group.label, list(rows(group.records)), len(group.records)
        )
    return pages


def _category_index(name: str, groups: Sequence[Group]) -> str:
    lines = [f"| {name} | 份数 | 起止年度 |", "| --- | ---: | --- |"]
    lines += [
        _row(f"[{inline(group.label)}]({group.key}.md)", len(group.records), _span(group.records))
        for group in groups
    ]
    return _page(f"按{name}", [f"# 按{name}查阅", f"共 {len(groups)} 项。", "\n".join(lines)])


def _span(records: Iterable[Record]) -> str:
    years = sorted(r.report.year.value.last for r in records if r.report.year.value)
    if not years:
        return ""
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}—{years[-1]}"


def _paged(folder: str, key: str, label: str, rows: list[str], total: int) -> dict[str, str]:
    """A table cut into pages of `PAGE_ENTRIES` rows; the first two rows are its head."""
    head, body = rows[:2], rows[2:]
    chunks = [body[i : i + PAGE_ENTRIES] for i in range(0, len(body), PAGE_ENTRIES)] or [[]]
    names = [key if i == 0 else f"{key}-p{i + 1}" for i in range(len(chunks))]
    pages = {}
    for place, chunk in enumerate(chunks):
        title = label if place == 0 else f"{label}（第 {place + 1} 页）"
        parts = [
            f"# {inline(title)}",
            f"共 {total} 份。",
            "\n".join([*head, *chunk]),
            _pager(names, place),
        ]
        pages[f"{folder}/{names[place]}.md"] = _page(title, parts)
    return pages


def _pager(names: Sequence[str], place: int) -> str:
    if len(names) == 1:
        return ""
    links = (
        f"**{i + 1}**" if i == place else f"[{i + 1}]({name}.md)" for i, name in enumerate(names)
    )
    return "第 " + " · ".join(links) + " 页"


def _page(title: str, parts: Iterable[str]) -> str:
    hidden = "hide:\n- navigation\n- toc\n"
    return (
        f"---\ntitle: {html.escape(title)}\n{hidden}---\n\n"
        + "\n\n".join(filter(None, parts))
        + "\n"
    )


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _report_link(record: Record) -> str:
    mark = "〔题名自拟〕" if record.report.title.composed else ""
    return f"[{inline(record.report.title.text)}](../reports/{record.number}.md){mark}"


def _year_rows(records: Sequence[Record]) -> Iterator[str]:
    yield "| 职务 | 题名 | 述职人 | 字数 |"
    yield "| --- | --- | --- | ---: |"
    for record in records:
        report = record.report
        post = f"[{inline(post_label(report))}](../posts/{post_key(report)}.md)"
        yield _row(
            post + _doubt("post", report), _report_link(record), _person(report), _length(report)
        )


def _post_rows(records: Sequence[Record]) -> Iterator[str]:
    yield "| 年度 | 题名 | 述职人 | 部分 | 字数 |"
    yield "| --- | --- | --- | --- | ---: |"
    for record in records:
        report = record.report
        year = f"[{year_label(report)}](../years/{year_key(report)}.md){_doubt('year', report)}"
        link = _report_link(record)
        yield _row(year, link, _person(report), _contents(record), _length(report))


def _topic_rows(records: Sequence[Record]) -> Iterator[str]:
    yield "| 年度 | 职务 | 题名 |"
    yield "| --- | --- | --- |"
    for record in records:
        report = record.report
        yield _row(year_label(report), inline(post_label(report)), _report_link(record))


def _doubt(field: str, report: Report) -> str:
    doubtful = any(name == field for name, _ in report.doubts)
    return '<span class="report-doubt">待核对</span>' if doubtful else ""


def _person(report: Report) -> str:
    return inline(report.person.value or "")


def _length(report: Report) -> int:
    """Characters of the report's body."""
    preamble = sum(len(line.text) for line in report.outline.preamble)
    headings = sum(len(s.heading or "") for s in walk_sections(report.outline.sections))
    return preamble + headings + sum(map(section_characters, report.outline.sections))


def _contents(record: Record) -> str:
    """The top-level headings, each linked: what a reader compares from year to year."""
    sections = record.report.outline.sections
    ids = section_ids(sections)
    page = f"../reports/{record.number}.md"
    return "<br>".join(f"[{inline(_caption(s))}]({page}#{ids[id(s)]})" for s in sections)


def _caption(section: Section) -> str:
    """Ordinal and heading; for an unheaded passage, how it begins."""
    return (section.ordinal or "") + (section.heading or _beginning(section, PASSAGE_BEGINNING))


def _beginning(section: Section, length: int) -> str:
    """The first characters under a heading, wherever they stand below it."""
    texts = (p.text for s in walk_sections((section,)) for p in s.paragraphs)
    text = next(texts, "")
    return text if len(text) <= length else text[:length] + "…"


def _section_pages(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    ordered = sorted(records, key=lambda r: (_newest_first(r), post_label(r.report), r.number))
    entries: dict[str, list[Entry]] = {kind.key: [] for kind in vocabulary.section_kinds}
    for record in ordered:
        for entry in _entries(record):
            for kind in entry.section.kinds:
                entries.setdefault(kind, []).append(entry)
    labels = vocabulary.section_labels
    used = {kind: found for kind, found in entries.items() if found}
    lines = ["| 栏目 | 处数 | 起止年度 |", "| --- | ---: | --- |"]
    lines += [
        _row(f"[{labels[kind]}]({kind}.md)", len(found), _span(entry.record for entry in found))
        for kind, found in used.items()
    ]
    pages = {"sections/index.md": _page("按栏目", ["# 按栏目查阅", "\n".join(lines)])}
    for kind, found in used.items():
        rows = list(_section_rows(found))
        reports = len({e.record.number for e in found})
        pages |= _paged("sections", kind, labels[kind], rows, reports)
    return pages


def _entries(record: Record) -> Iterator[Entry]:
    """The preamble, the top-level sections, and those below that serve another kind."""
    outline = record.report.outline
    ids = section_ids(outline.sections)
    if outline.preamble:
        yield Entry(record, _as_section(outline.preamble), "preamble")
    for section in outline.sections:
        yield from _own_entries(record, section, (), ids)


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


def _own_entries(
    record: Record, section: Section, above: tuple[str, ...], ids: Mapping[int, str]
) -> Iterator[Entry]:
    if section.kinds != above:
        yield Entry(record, section, ids[id(section)])
    for child in section.children:
        yield from _own_entries(record, child, section.kinds, ids)


def _section_rows(entries: Iterable[Entry]) -> Iterator[str]:
    yield "| 年度 | 职务 | 小标题与开头 |"
    yield "| --- | --- | --- |"
    for entry in entries:
        report = entry.record.report
        target = f"../reports/{entry.record.number}.md#{entry.anchor}"
        begins = inline(_beginning(entry.section, BEGINNING)) if entry.section.heading else ""
        small = f"<br><small>{begins}</small>" if begins else ""
        link = f"[{inline(_caption(entry.section))}]({target}){small}"
        yield _row(year_label(report), inline(post_label(report)), link)


def _home(
    records: Sequence[Record],
    years: Sequence[Group],
    posts: Sequence[Group],
    vocabulary: Vocabulary,
) -> str:
    """What the home page shows of the archive, as Markdown to be taken in by docs/index.md."""
    known = [group for group in years if group.key != UNKNOWN]
    named = [group for group in posts if group.key != UNKNOWN]
    doubtful = sum(1 for record in records if record.report.doubts)
    figures = [f"**{len(records)}** 份报告", f"**{len(known)}** 个年度", f"**{len(named)}** 个职务"]
    figures += [f"{doubtful} 份有待核对"] if doubtful else []
    parts = [
        " · ".join(figures) + "\n{: .archive-figures }",
        "## 年度 × 职务 { #coverage }",
        "格中数字是份数，点开即看；“缺”是该职务前后年度都有、唯独这一年没有的。",
        _coverage(known, named),
        "## 从这里进入 { #ways }",
        "按年度：" + _links("years", years),
        "按职务：" + _links("posts", posts[:COVERAGE_POSTS]),
        "按栏目：" + _section_ways(records, vocabulary),
    ]
    return "\n\n".join(parts) + "\n"


def _links(folder: str, groups: Iterable[Group]) -> str:
    links = (
        f"[{inline(g.label)}](archive/{folder}/{g.key}.md)（{len(g.records)}）" for g in groups
    )
    return "　".join(links)


def _section_ways(records: Sequence[Record], vocabulary: Vocabulary) -> str:
    used = {k for r in records for s in r.report.outline.sections for k in s.kinds}
    kinds = (kind for kind in vocabulary.section_kinds if kind.key in used)
    return "　".join(f"[{kind.label}](archive/sections/{kind.key}.md)" for kind in kinds)


def _coverage(years: Sequence[Group], posts: Sequence[Group]) -> str:
    """Year by post: how many reports there are, and where one is missing."""
    columns = _coverage_years([int(group.key) for group in years])
    paged = {group.key for group in years}
    heads = (f"[{y}](archive/years/{y}.md)" if str(y) in paged else str(y) for y in columns)
    lines = ["| 职务 | " + " | ".join(heads) + " |", "| --- |" + " :-: |" * len(columns)]
    lines += [
        f"| [{inline(post.label)}](archive/posts/{post.key}.md) | "
        + " | ".join(_coverage_cells(post, columns))
        + " |"
        for post in posts[:COVERAGE_POSTS]
    ]
    rest = len(posts) - COVERAGE_POSTS
    more = [f"\n另有 {rest} 个职务，见[职务索引](archive/posts/index.md)。"] if rest > 0 else []
    return "\n".join([*lines, *more])


def _coverage_years(known: Sequence[int]) -> Sequence[int]:
    """Every year from the first to the last; only those with reports when that is too many."""
    first, last = min(known, default=0), max(known, default=-1)
    return range(first, last + 1) if last - first < COVERAGE_YEARS else sorted(known)


def _coverage_cells(post: Group, years: Iterable[int]) -> Iterator[str]:
    by_year: dict[int, list[Record]] = {}
    for record in post.records:
        if record.report.year.value:
            by_year.setdefault(record.report.year.value.last, []).append(record)
    first, last = min(by_year, default=0), max(by_year, default=0)
    for year in years:
        found = by_year.get(year, [])
        if len(found) == 1:
            yield f"[1](archive/reports/{found[0].number}.md)"
        elif found:
            yield f"[{len(found)}](archive/posts/{post.key}.md)"
        else:
            yield "缺" if first < year < last else "–"
