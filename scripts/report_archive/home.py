"""What the home page shows of the archive; docs/index.md takes it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from report_archive.groups import UNKNOWN, Group
from report_archive.html_text import link, table
from report_archive.model import Record
from report_archive.vocabulary import Vocabulary

COVERAGE_YEARS = 40
"""Years in the table before it leaves out the empty ones."""
COVERAGE_POSTS = 60
"""Posts in the table; the rest stand on the index of posts."""
ROOT = "archive"
"""From the home page to docs/archive/."""


def render_home(
    records: Sequence[Record],
    years: Sequence[Group],
    posts: Sequence[Group],
    vocabulary: Vocabulary,
) -> str:
    """Figures, the coverage table, and the ways in, as Markdown."""
    known = [group for group in years if group.key != UNKNOWN]
    named = [group for group in posts if group.key != UNKNOWN]
    parts = [
        _figures(records, len(known), len(named)),
        "## 年度 × 职务 { #coverage }",
        "格中数字是份数，点开即看；“缺”是该职务前后年度都有、唯独这一年没有的。",
        _coverage(known, named),
        _rest_of(named),
        "## 从这里进入 { #ways }",
        _ways("按年度", (_way("years", group) for group in years)),
        _ways("按职务", (_way("posts", group) for group in posts[:COVERAGE_POSTS])),
        _ways("按栏目", _section_ways(records, vocabulary)),
        _ways("按主题", _topic_ways(records, vocabulary)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _figures(records: Sequence[Record], years: int, posts: int) -> str:
    doubtful = sum(1 for record in records if record.report.doubts)
    figures = [
        f"<strong>{len(records)}</strong> 份报告",
        f"<strong>{years}</strong> 个年度",
        f"<strong>{posts}</strong> 个职务",
    ]
    figures += [f"{doubtful} 份有待核对"] if doubtful else []
    return '<p class="archive-figures">' + " · ".join(figures) + "</p>"


def _coverage(years: Sequence[Group], posts: Sequence[Group]) -> str:
    """Year by post: how many reports there are, and where one is missing."""
    columns = _coverage_years([int(group.key) for group in years])
    paged = {group.key for group in years}
    heads = ["职务"] + [
        link(f"{ROOT}/years/{year}.html", str(year)) if str(year) in paged else str(year)
        for year in columns
    ]
    rows = (
        (link(f"{ROOT}/posts/{post.key}.html", post.label), *_coverage_cells(post, columns))
        for post in posts[:COVERAGE_POSTS]
    )
    return f'<div class="archive-coverage">{table(heads, rows)}</div>'


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
            yield link(f"{ROOT}/reports/{found[0].number}.html", "1")
        elif found:
            yield link(f"{ROOT}/posts/{post.key}.html", str(len(found)))
        else:
            yield "缺" if first < year < last else ""


def _rest_of(posts: Sequence[Group]) -> str:
    rest = len(posts) - COVERAGE_POSTS
    return f"另有 {rest} 个职务，见[职务索引]({ROOT}/posts/index.md)。" if rest > 0 else ""


def _way(folder: str, group: Group) -> str:
    return f"{link(f'{ROOT}/{folder}/{group.key}.html', group.label)}（{len(group.records)}）"


def _section_ways(records: Sequence[Record], vocabulary: Vocabulary) -> Iterator[str]:
    used = {kind for r in records for s in r.report.outline.sections for kind in s.kinds}
    for kind in vocabulary.section_kinds:
        if kind.key in used:
            yield link(f"{ROOT}/sections/{kind.key}.html", kind.label)


def _topic_ways(records: Sequence[Record], vocabulary: Vocabulary) -> Iterator[str]:
    used = {topic for record in records for topic in record.report.topics}
    for topic in vocabulary.topics:
        if topic.key in used:
            yield link(f"{ROOT}/topics/{topic.key}.html", topic.label)


def _ways(label: str, links: Iterable[str]) -> str:
    return f"<p>{label}：" + "　".join(links) + "</p>"
