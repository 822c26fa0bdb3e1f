"""What the home page shows of the archive; docs/index.md takes it in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from report_archive.groups import Group, Groups
from report_archive.html_text import link, table
from report_archive.record import UNKNOWN

COVERAGE_YEARS = 40
"""Years from the first to the last before the table leaves out those without reports."""
COVERAGE_POSTS = 60
"""Posts in the table; the rest stand on the index of posts."""
WIDTH = 20
"""Years in a table that needs no folding."""
BLOCK = 15
"""Years in each table where there are more."""
BLOCKS = 3
"""Tables at most; the years before stand on the index of years."""
ROOT = "archive"
"""From the home page to docs/archive/."""


@dataclass(frozen=True)
class Way:
    """A page to begin at."""

    key: str
    """Its name."""
    label: str
    """What it is called."""
    count: int
    """Its entries."""


@dataclass(frozen=True)
class Row:
    """A post in the coverage table."""

    key: str
    """Name of its page."""
    label: str
    """What it is called."""
    found: tuple[tuple[int, int, str], ...]
    """Each year with reports, how many, and the number where there is but one; in order."""


@dataclass(frozen=True)
class Home:
    """All that the home page says."""

    reports: int
    """Reports in the archive."""
    doubtful: int
    """Reports that a person should look at."""
    years: tuple[Way, ...]
    """The years, the latest first."""
    posts: int
    """Posts that are known."""
    rows: tuple[Row, ...]
    """The first of the posts, year by year."""
    some_posts: tuple[Way, ...]
    """The first of the posts."""
    sections: tuple[Way, ...]
    """The section kinds."""
    topics: tuple[Way, ...]
    """The topics."""


def home_of(groups: Groups) -> Home:
    """What the home page says of an archive."""
    named = [group for group in groups.posts if group.key != UNKNOWN]
    return Home(
        reports=len(groups.ordered),
        doubtful=sum(1 for record in groups.ordered if record.filing.doubtful),
        years=_ways_to(groups.years),
        posts=len(named),
        rows=tuple(Row(g.key, g.label, _found(g)) for g in named[:COVERAGE_POSTS]),
        some_posts=_ways_to(groups.posts[:COVERAGE_POSTS]),
        sections=_ways_to(groups.sections),
        topics=_ways_to(groups.topics),
    )


def render_home(home: Home) -> str:
    """Figures, the coverage table, and the ways in, as Markdown."""
    parts = [
        _figures(home),
        "## 年度 × 职务 { #coverage }",
        "格中数字是份数，点开即看；“缺”是该职务前后年度都有、唯独这一年没有的。",
        *_coverage(home),
        _rest_of(home),
        "## 从这里进入 { #ways }",
        _ways("按年度", (_counted_way("years", way) for way in home.years)),
        _ways("按职务", (_counted_way("posts", way) for way in home.some_posts)),
        _ways("按栏目", (_way("sections", way) for way in home.sections)),
        _ways("按主题", (_way("topics", way) for way in home.topics)),
        _ways("供其他程序使用", [link("data/index.html", "数据（CSV、JSON、Markdown）")]),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _ways_to(groups: Iterable[Group]) -> tuple[Way, ...]:
    return tuple(Way(group.key, group.label, len(group.records)) for group in groups)


def _found(post: Group) -> tuple[tuple[int, int, str], ...]:
    """Years and counts of a post's reports, and the numbers of those alone in their year."""
    by_year: dict[int, list[str]] = {}
    for record in post.records:
        if record.filing.year:
            by_year.setdefault(record.filing.year.last, []).append(record.number)
    return tuple(
        (year, len(found), found[0] if len(found) == 1 else "")
        for year, found in sorted(by_year.items())
    )


def _figures(home: Home) -> str:
    known = sum(1 for way in home.years if way.key != UNKNOWN)
    figures = [
        f"<strong>{home.reports}</strong> 份报告",
        f"<strong>{known}</strong> 个年度",
        f"<strong>{home.posts}</strong> 个职务",
    ]
    figures += [f"{home.doubtful} 份有待核对"] if home.doubtful else []
    return '<p class="archive-figures">' + " · ".join(figures) + "</p>"


def _coverage(home: Home) -> Iterator[str]:
    """The latest years, and the earlier ones folded, so that nobody has to lay them out."""
    known = sorted(int(way.key) for way in home.years if way.key != UNKNOWN)
    first, *earlier = year_blocks(known)
    yield _table(home.rows, first, known)
    for years in earlier:
        inside = [row for row in home.rows if any(y in years for y, _, _ in row.found)]
        if inside:
            yield (
                '<details class="archive-earlier">'
                f"<summary>更早的年度：{years[0]}—{years[-1]}</summary>"
                f"{_table(inside, years, known)}</details>"
            )

    if known and known[0] < (earlier[-1] if earlier else first)[0]:
        yield f"再早的年度见{link(f'{ROOT}/years/index.html', '年度索引')}。"


def year_blocks(known: Sequence[int]) -> list[Sequence[int]]:
    """The years of each table, the table of the latest first.

    Every year from the first to the last; only those with reports when that is too many.
    """
    first, last = min(known, default=0), max(known, default=-1)
    years: Sequence[int] = (
        range(first, last + 1) if last - first < COVERAGE_YEARS else sorted(known)
    )
    if len(years) <= WIDTH:
        return [years]
    ends = range(len(years), 0, -BLOCK)
    return [years[max(0, end - BLOCK) : end] for end in ends][:BLOCKS]


def _table(rows: Iterable[Row], years: Sequence[int], known: Sequence[int]) -> str:
    """Year by post: how many reports there are, and where one is missing."""
    paged = set(known)
    heads = ["职务"] + [
        link(f"{ROOT}/years/{year}.html", str(year)) if year in paged else str(year)
        for year in years
    ]
    cells = ((link(f"{ROOT}/posts/{row.key}.html", row.label), *_cells(row, years)) for row in rows)
    return f'<div class="archive-coverage">{table(heads, cells)}</div>'


def _cells(row: Row, years: Iterable[int]) -> Iterator[str]:
    by_year = {year: (count, number) for year, count, number in row.found}
    first, last = min(by_year, default=0), max(by_year, default=0)
    for year in years:
        count, number = by_year.get(year, (0, ""))
        if count == 1:
            yield link(f"{ROOT}/reports/{number}.html", "1")
        elif count:
            yield link(f"{ROOT}/posts/{row.key}.html", str(count))
        else:
            yield "缺" if first < year < last else ""


def _rest_of(home: Home) -> str:
    rest = home.posts - COVERAGE_POSTS
    index = link(f"{ROOT}/posts/index.html", "职务索引")
    return f"另有 {rest} 个职务，见{index}。" if rest > 0 else ""


def _counted_way(folder: str, way: Way) -> str:
    return f"{_way(folder, way)}（{way.count}）"


def _way(folder: str, way: Way) -> str:
    return link(f"{ROOT}/{folder}/{way.key}.html", way.label)


def _ways(label: str, links: Iterable[str]) -> str:
    shown = "\n".join(f'<span class="archive-ways__link">{way}</span>' for way in links)
    return (
        f'<div class="archive-ways"><span class="archive-ways__name">{label}</span>'
        f"<span>{shown}</span></div>"
    )
