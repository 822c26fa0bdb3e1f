"""Index pages as values: what each says besides its reports, and the Markdown made of it.

A page's text is a function of one of these values and of its members, nothing else: where both
are equal, so are the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, TypeVar

from report_archive.front_matter import front_matter
from report_archive.home import Home, render_home
from report_archive.html_text import escape, link, table
from report_archive.listing import CATEGORIES
from report_archive.markdown_text import heading
from report_archive.record import Record

INDEX = "index"
"""Name of a category's own page; no key is called so."""
HOME = ".home.txt"
"""What docs/index.md takes in."""
Facts = TypeVar("Facts")
Link: TypeAlias = tuple[str, str]
"""Name of a page in the same folder, and the words on the link to it; no name, no link."""


@dataclass(frozen=True)
class IndexPage:
    """A page that can be rendered, with all that its bytes depend on."""

    path: str
    """Its place below docs/archive/."""
    members: tuple[Record, ...]
    """The reports whose data stand on it."""
    depends: tuple[str, ...]
    """Everything else that its bytes depend on."""
    render: Callable[[], str]
    """Makes its text."""


@dataclass(frozen=True)
class Sheet:
    """Reports in a list, or the part of a long list that one page holds."""

    folder: str
    """Folder of its category."""
    key: str
    """Year, post, section kind or topic."""
    name: str
    """Name of the list's first page."""
    title: str
    """What the list is called."""
    count: int
    """Entries in the whole list."""
    place: int
    """Which page of the list it is, from 0."""
    pages: int
    """Pages of the list."""
    trail: tuple[Link, ...]
    """The years next to it, and the way up."""


@dataclass(frozen=True)
class Overview:
    """The years of a list that is too long for one page."""

    folder: str
    """Folder of its category."""
    name: str
    """Its name."""
    title: str
    """What the list is called."""
    count: int
    """Entries in all."""
    years: tuple[tuple[str, str, int], ...]
    """Name of the page of each year, its label, its entries."""


@dataclass(frozen=True)
class Contents:
    """A category's own page, or a part of it: what there is in it, and how much of each."""

    folder: str
    """Folder of its category."""
    count: int
    """What the category has in all."""
    rows: tuple[tuple[str, str, int, str], ...]
    """Key, label, entries and span of years."""
    place: int
    """Which page it is, from 0."""
    ranges: tuple[str, ...]
    """What each of the pages begins and ends with."""


def plan_home(home: Home) -> IndexPage:
    """The home page's part."""
    return _plan(HOME, render_home, home)


def plan_sheet(sheet: Sheet, members: tuple[Record, ...]) -> IndexPage:
    """A page that lists reports."""
    name = page_name(sheet.name, sheet.place)
    return IndexPage(
        f"{sheet.folder}/{name}.md", members, (repr(sheet),), partial(_sheet, sheet, members)
    )


def plan_overview(overview: Overview) -> IndexPage:
    """The page that a long list begins with."""
    return _plan(f"{overview.folder}/{overview.name}.md", _overview, overview)


def plan_contents(contents: Contents) -> IndexPage:
    """A category's own page."""
    name = page_name(INDEX, contents.place)
    return _plan(f"{contents.folder}/{name}.md", _contents, contents)


def page_name(key: str, place: int = 0, year: str = "") -> str:
    """Name of a page. Keys have no underscore, so that no name is another key's.

    Example:
        >>> page_name("duty"), page_name("duty", 1), page_name("duty", 1, "2021")
        ('duty', 'duty_p2', 'duty_2021_p2')
    """
    return key + (f"_{year}" if year else "") + (f"_p{place + 1}" if place else "")


def _plan(path: str, render: Callable[[Facts], str], facts: Facts) -> IndexPage:
    return IndexPage(path, (), (repr(facts),), partial(render, facts))


def _sheet(sheet: Sheet, members: tuple[Record, ...]) -> str:
    category = CATEGORIES[sheet.folder]
    title = sheet.title if sheet.place == 0 else f"{sheet.title}（第 {sheet.place + 1} 页）"
    places = _pager(str(place + 1) for place in range(sheet.pages))
    pager = _links("第", places(sheet.name, sheet.place), "页") if sheet.pages > 1 else ""
    parts = [
        f"共 {sheet.count} {category.unit}。",
        _links("", sheet.trail, ""),
        pager,
        category.render(members, sheet.key),
        pager,
    ]
    return _page(title, parts)


def _overview(overview: Overview) -> str:
    category = CATEGORIES[overview.folder]
    years = "\n".join(
        f"<li>{link(f'{name}.html', label)}（{count}）</li>"
        for name, label, count in overview.years
    )
    summary = f"共 {overview.count} {category.unit}，按年度分列。"
    return _page(overview.title, [summary, f'<ul class="archive-years">\n{years}\n</ul>'])


def _contents(contents: Contents) -> str:
    category = CATEGORIES[contents.folder]
    rows = (
        (link(f"{key}.html", label), str(count), span) for key, label, count, span in contents.rows
    )
    listed = table((category.name, f"{category.unit}数", "起止年度"), rows)
    places = _pager(contents.ranges)
    pager = _links("", places(INDEX, contents.place), "") if len(contents.ranges) > 1 else ""
    parts = [
        f"共 {contents.count} 项。",
        pager,
        f'<div class="archive-index">{listed}</div>',
    ]
    return _page(f"按{category.name}查阅", parts)


def _pager(words: Iterable[str]) -> Callable[[str, int], Sequence[Link]]:
    """Links to all pages of a list but the one that is open."""
    labels = tuple(words)

    def links(name: str, place: int) -> Sequence[Link]:
        return [(page_name(name, i) if i != place else "", words) for i, words in enumerate(labels)]

    return links


def _links(before: str, links: Iterable[Link], after: str) -> str:
    """A line of links; the one that leads nowhere is where the reader is."""
    shown = [
        link(f"{name}.html", words) if name else f"<strong>{escape(words)}</strong>"
        for name, words in links
    ]
    if not shown:
        return ""
    joined = " ".join(filter(None, (before, " · ".join(shown), after)))
    return f'<p class="archive-pager">{joined}</p>'


def _page(title: str, parts: Iterable[str]) -> str:
    front = front_matter({"title": escape(title), "hide": ["navigation", "toc"]})
    return "\n\n".join(filter(None, [front + f"# {heading(title)} {{ #top }}", *parts])) + "\n"
