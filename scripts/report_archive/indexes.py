"""Records → index pages: years, posts, section kinds, topics.

A list that fits stands on one page. A longer one is split by year, so that a report added to a
year leaves the pages of the other years as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from report_archive.groups import Group, Groups, group_records, span_of, split_years
from report_archive.home import home_of
from report_archive.index_pages import (
    INDEX,
    Contents,
    IndexPage,
    Link,
    Overview,
    Sheet,
    page_name,
    plan_contents,
    plan_home,
    plan_overview,
    plan_sheet,
)
from report_archive.listing import POSTS, SECTIONS, TOPICS, YEARS, Category
from report_archive.record import Record
from report_archive.vocabulary import Vocabulary

T = TypeVar("T")

PAGE_BYTES = 150_000
"""About how much HTML the list on one page may take; with a page's frame, half of 300 KB is left
for reports whose titles and headings are longer than most."""
ROW_BYTES = 120
"""About how much a row of a category's own page takes."""


def render_indexes(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    """Every index page by its path below docs/archive/."""
    groups = group_records(records, vocabulary)
    return {page.path: page.render() for page in plan_indexes(groups)}


def plan_indexes(groups: Groups, *, room: int = PAGE_BYTES) -> Iterator[IndexPage]:
    """Every index page with what it depends on; nothing is rendered yet.

    Args:
        groups: The reports under every heading.
        room: Bytes that the list on one page may take, about.
    """
    yield plan_home(home_of(groups))
    yield from _plan_years(groups.years, room)
    for category, found in (
        (POSTS, groups.posts),
        (SECTIONS, groups.sections),
        (TOPICS, groups.topics),
    ):
        yield from _plan_contents(category, found, room)
        for group in found:
            yield from _plan_group(category, group, room)


def _plan_contents(category: Category, groups: Sequence[Group], room: int) -> Iterator[IndexPage]:
    rows = [(g.key, g.label, len(g.records), span_of(g.records)) for g in groups]
    parts = cut(rows, lambda _: ROW_BYTES, room)
    ranges = tuple(f"{part[0][1]}—{part[-1][1]}" for part in parts if part)
    for place, part in enumerate(parts):
        yield plan_contents(Contents(category.folder, len(rows), part, place, ranges))


def _plan_years(years: Sequence[Group], room: int) -> Iterator[IndexPage]:
    yield from _plan_contents(YEARS, years, room)
    names = [group.key for group in years]
    for place, group in enumerate(years):
        trail = _trail(years, names, place, (INDEX, "全部年度"))
        yield from _plan_list(YEARS, group, group.key, trail, room)


def _plan_group(category: Category, group: Group, room: int) -> Iterator[IndexPage]:
    """One page where the list fits on it, else an overview and the pages of each year."""
    years = split_years(group) if _overflows(category, group, room) else ()
    if len(years) < 2:  # noqa: PLR2004 (nothing to choose from)
        yield from _plan_list(category, group, group.key, (), room)
        return
    names = [page_name(group.key, year=year.key) for year in years]
    rows = tuple((name, y.label, len(y.records)) for name, y in zip(names, years, strict=True))
    yield plan_overview(Overview(category.folder, group.key, group.label, len(group.records), rows))
    for place, year in enumerate(years):
        part = Group(group.key, f"{group.label} · {year.label}", year.records)
        trail = _trail(years, names, place, (group.key, "全部年度"))
        yield from _plan_list(category, part, names[place], trail, room)


def _plan_list(
    category: Category, group: Group, name: str, trail: tuple[Link, ...], room: int
) -> Iterator[IndexPage]:
    """A list on as many pages as it needs: `name`, `name_p2`, …."""
    fits = not _overflows(category, group, room)
    parts = [group.records] if fits else cut(group.records, lambda r: category.size_of([r]), room)
    for place, part in enumerate(parts):
        sheet = Sheet(
            folder=category.folder,
            key=group.key,
            name=name,
            title=group.label,
            count=len(group.records),
            place=place,
            pages=len(parts),
            trail=trail,
        )
        yield plan_sheet(sheet, _once_each(part))


def _trail(years: Sequence[Group], names: Sequence[str], place: int, up: Link) -> tuple[Link, ...]:
    """The year before, the way up, the year after; the years come newest first."""
    before = [(names[i], f"← {years[i].label}") for i in (place + 1,) if i < len(years)]
    after = [(names[i], f"{years[i].label} →") for i in (place - 1,) if i >= 0]
    return (*before, up, *after)


def _overflows(category: Category, group: Group, room: int) -> bool:
    return category.size_of(group.records) > room


def cut(items: Sequence[T], size: Callable[[T], int], room: int) -> list[tuple[T, ...]]:
    """The items in parts that have room on a page; the same item in a row is never parted.

    Example:
        >>> cut("abbbcd", lambda _: 1, 2)
        [('a', 'b', 'b', 'b'), ('c', 'd')]
    """
    parts, start, filled = [], 0, 0
    for place, item in enumerate(items):
        needed = size(item)
        if filled and filled + needed > room and item is not items[place - 1]:
            parts.append(tuple(items[start:place]))
            start, filled = place, 0
        filled += needed
    return [*parts, tuple(items[start:])]


def _once_each(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records without repetitions, which come in a row."""
    return tuple(r for place, r in enumerate(records) if not place or r is not records[place - 1])
