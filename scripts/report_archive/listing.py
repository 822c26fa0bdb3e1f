"""Reports → the rows in which an index page lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from report_archive.html_text import definitions, escape, span, table, way
from report_archive.pages import doubt, named_doubt
from report_archive.record import Filing, Record

ROOT = ".."
"""From an index page to docs/archive/."""
MARK = 50
"""About how many bytes of HTML the mark of a doubt takes."""


@dataclass(frozen=True)
class Category:
    """One way into the archive."""

    folder: str
    """Folder of its pages."""
    name: str
    """What it is called."""
    unit: str
    """What it counts: 份 (reports) or 处 (places in them)."""
    size: int
    """About how many bytes of HTML an entry takes, for what such reports mostly hold."""
    passage: int
    """About how many more each passage of its report takes, once for each of its kinds."""
    render: Callable[[Sequence[Record], str], str]
    """Some of its reports, under the heading with this key, as HTML."""

    def size_of(self, records: Sequence[Record]) -> int:
        """About how many bytes of HTML the entries of some reports take."""
        passages = sum(len(record.filing.kinds) for record in records) if self.passage else 0
        marks = sum(len(record.filing.doubts) for record in records)
        return self.size * len(records) + self.passage * passages + MARK * marks


def _year_table(records: Sequence[Record], _key: str) -> str:
    rows = (
        (
            _post_link(r),
            _report_link(r) + named_doubt("year", r.filing),
            _person(r),
            str(r.report.length),
        )
        for r in records
    )
    return _listed(table(("职务", "题名", "述职人", "字数"), rows))


def _post_table(records: Sequence[Record], _key: str) -> str:
    rows = (
        (
            _year_link(r),
            _report_link(r) + named_doubt("post", r.filing),
            _person(r),
            _contents(r),
            str(r.report.length),
        )
        for r in records
    )
    return _listed(table(("年度", "题名", "述职人", "部分", "字数"), rows))


def _topic_list(records: Sequence[Record], _key: str) -> str:
    """The posts under each year: who dealt with the topic when."""
    by_year: dict[str, list[Record]] = {}
    for record in records:
        by_year.setdefault(record.filing.year_label, []).append(record)
    return definitions(
        (year, "　".join(map(_topic_entry, members, distinct_posts(members))))
        for year, members in by_year.items()
    )


def _topic_entry(record: Record, words: str) -> str:
    filing = record.filing
    marks = doubt("post", filing) + named_doubt("year", filing)
    return way(_target(record), words) + marks


def distinct_posts(records: Sequence[Record]) -> Iterator[str]:
    """The posts of some reports; of those alike, with what tells them apart.

    That is the unit, failing that the person, failing that the number.
    """
    posts, units, persons = (
        Counter((r.filing.post_label, value(r.filing)) for r in records)
        for value in (lambda _: "", attrgetter("unit"), attrgetter("person"))
    )
    for record in records:
        filing, post = record.filing, record.filing.post_label
        if posts[post, ""] == 1:
            yield post
        elif filing.unit and units[post, filing.unit] == 1:
            yield f"{post}（{filing.unit}）"
        elif filing.person and persons[post, filing.person] == 1:
            yield f"{post}（{filing.person}）"
        else:
            yield f"{post}（件号 {record.number}）"


def _section_list(records: Sequence[Record], kind: str) -> str:
    return definitions(entry for record in records for entry in _section_entries(record, kind))


YEARS = Category("years", "年度", "份", 350, 0, _year_table)
POSTS = Category("posts", "职务", "份", 300, 110, _post_table)
SECTIONS = Category("sections", "栏目", "处", 400, 0, _section_list)
TOPICS = Category("topics", "主题", "份", 80, 0, _topic_list)
CATEGORIES = {category.folder: category for category in (YEARS, POSTS, SECTIONS, TOPICS)}


def _listed(rows: str) -> str:
    """A table whose rows become blocks on a phone."""
    return f'<div class="archive-list">{rows}</div>'


def _target(record: Record) -> str:
    return f"{ROOT}/reports/{record.number}.html"


def _report_link(record: Record) -> str:
    mark = span("report-composed", "〔题名自拟〕") if record.report.title.composed else ""
    return way(_target(record), record.report.title.text) + mark


def _year_link(record: Record) -> str:
    filing = record.filing
    page = way(f"{ROOT}/years/{filing.year_key}.html", filing.year_label)
    return page + doubt("year", filing)


def _post_link(record: Record) -> str:
    filing = record.filing
    page = way(f"{ROOT}/posts/{filing.post_key}.html", filing.post_label)
    return page + doubt("post", filing)


def _person(record: Record) -> str:
    name = escape(record.filing.person or "")
    return name + doubt("person", record.filing) if name else ""


def _contents(record: Record) -> str:
    """The top-level headings, each linked: what a reader compares from year to year."""
    page, passages = _target(record), record.report.outline.passages
    return "<br>".join(way(f"{page}#{p.anchor}", p.caption) for p in passages if p.top)


def _section_entries(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    """Heading, linked to the section itself; year, post, and how it begins."""
    page, source = _target(record), _source(record.filing)
    for passage in record.report.outline.passages:
        if kind in passage.kinds:
            said = f"{source}　{escape(passage.beginning)}" if passage.beginning else source
            yield way(f"{page}#{passage.anchor}", passage.caption), said


def _source(filing: Filing) -> str:
    """Which report a passage is from: year and post."""
    year = filing.year_label + doubt("year", filing)
    return f"{year} · {escape(filing.post_label)}{doubt('post', filing)}"
