"""What the theme puts around our own pages, rendered once; only a page's own parts are put in.

The theme's templates take 2 ms a page and give the same around every report but for the title, the
first anchor, the contents and the text; and so around every index page. So they are rendered once,
with marks in these places. The first page of each folder is rendered by the templates as well, once
a process: where the two differ, an administrator's settings have it otherwise, and the templates do
it all. An administrator's own templates do it all in any case (site.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, cast

import jinja2
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc

from report_archive.contents_frame import ContentsFrame, Token
from report_archive.report_html import ReportHtml

TITLE, SKIP, CONTENTS, TEXT = "title", "skip", "contents", "text"
# Private use characters: no template and no setting has them.
MARK = re.compile("\ue0f0(?P<slot>[a-z]+)\ue0f1")
CONTENTS_TEMPLATE, LANGUAGE = "partials/toc.html", "partials/language.html"
# title: "2021年度…" and hide: ["toc"], as front_matter.py writes them
FRONT = re.compile(
    r"---\ntitle: (?P<title>\"[^\n]*\")\n(?:hide: (?P<hide>\[.*\])\n)?(?:[^\n]+\n)*?---\n\n"
)
EDGE = 16
"""Characters of a frame that are shown with what was put in."""
HEADING = "<h1"
"""The theme puts a heading of its own over a text that has none."""


def mark(slot: str) -> str:
    """What stands for a report's own part while the frame is rendered."""
    return f"\ue0f0{slot}\ue0f1"


MARKED = {CONTENTS_TEMPLATE: mark(CONTENTS)}
"""Templates of the theme that frames leave out."""


class Templates(Protocol):
    """What a frame needs of a site."""

    @property
    def environment(self) -> jinja2.Environment:
        """The theme's templates."""

    @property
    def marked(self) -> jinja2.Environment:
        """The same with `MARKED` in place of some."""

    def context(self, page: Any) -> Mapping[str, Any]:
        """The variables of a page."""

    def blank_page(self, folder: str) -> Any:
        """A page in a folder of docs/, with nothing in it."""


@dataclass(frozen=True)
class Filled:
    """A page put into a frame."""

    html: str
    """All of it."""
    own: tuple[str, ...]
    """What was put in, each with a little of the frame on both sides."""


class PageFrame:
    """The theme around the pages of one kind."""

    def __init__(self, site: Templates, folder: str, hidden: Sequence[str] = ()) -> None:
        """Render nothing yet.

        Args:
            site: The site that the pages belong to.
            folder: Where they stand below docs/: links lead there from there.
            hidden: What they tell the theme to leave out.
        """
        self._site, self._folder = site, folder
        self._hidden = list(hidden)
        self.holds: bool | None = None
        """Whether it gives what the templates give; None until a page was compared."""

    def fill(self, markdown: str, made: ReportHtml) -> Filled | None:
        """A page; None where the frame has no place for something in it.

        Args:
            markdown: The page's Markdown with its front matter.
            made: The same as HTML.
        """
        front = FRONT.match(markdown)
        if front is None or not made.toc or HEADING not in made.content:
            return None
        if json.loads(front["hide"] or "[]") != self._hidden:
            return None
        values = {
            TITLE: json.loads(front["title"]),
            SKIP: made.toc[0]["id"],
            CONTENTS: self._list_of(made.toc) if CONTENTS in self._parts else "",
            TEXT: made.content,
        }
        parts = [values[part] if place % 2 else part for place, part in enumerate(self._parts)]
        return Filled("".join(parts), tuple(_own(parts)))

    @cached_property
    def _parts(self) -> Sequence[str]:
        """What stays, and between it the names of what is put in."""
        page = self._page(TableOfContents([AnchorLink("", mark(SKIP), 1)]))
        template = self._site.marked.get_template("main.html")
        rendered = template.render(self._site.context(page))
        return MARK.split(rendered.replace(HEADING + mark(TEXT), mark(TEXT)))

    def _list_of(self, toc: Sequence[Token]) -> str:
        return self._contents.fill(toc) or self.listed(toc)

    @cached_property
    def _contents(self) -> ContentsFrame:
        return ContentsFrame(self.listed)

    def listed(self, toc: Sequence[Token]) -> str:
        """The list of a page's headings, as the theme makes it."""
        self._page_of_contents.toc = get_toc(cast(Any, toc))
        return self._contents_template.render(self._contents_context)

    @cached_property
    def _page_of_contents(self) -> Any:
        return self._page(TableOfContents([]))

    @cached_property
    def _contents_template(self) -> jinja2.Template:
        return self._site.environment.get_template(CONTENTS_TEMPLATE)

    @cached_property
    def _contents_context(self) -> Mapping[str, Any]:
        context = dict(self._site.context(self._page_of_contents))
        language = self._site.environment.get_template(LANGUAGE)
        return {**context, "lang": language.make_module(context)}

    def _page(self, toc: TableOfContents) -> Any:
        page = self._site.blank_page(self._folder)
        page.meta, page.toc = {"title": mark(TITLE), "hide": self._hidden}, toc
        page.content = HEADING + mark(TEXT)
        return page


def _own(parts: Sequence[str]) -> Iterator[str]:
    for place in range(1, len(parts), 2):
        yield parts[place - 1][-EDGE:] + parts[place] + parts[place + 1][:EDGE]
