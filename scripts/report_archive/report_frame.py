"""What the theme puts around every report, rendered once; only the report's own parts are put in.

The theme's templates take 2 ms a page and give the same around every report but for the title, the
first anchor, the contents and the text. So they are rendered once, with marks in these places. The
first page of each process is rendered by the templates as well: where the two differ, an
administrator's settings have it otherwise, and the templates do it all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import jinja2
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc

from report_archive.report_html import ReportHtml

TITLE, SKIP, CONTENTS, TEXT = "title", "skip", "contents", "text"
# Private use characters: no template and no setting has them.
MARK = re.compile("\ue0f0(?P<slot>[a-z]+)\ue0f1")
CONTENTS_TEMPLATE, LANGUAGE = "partials/toc.html", "partials/language.html"
# title: "2021年度…" as front_matter.py writes it
FRONT = re.compile(r"---\ntitle: (?P<title>\"[^\n]*\")\n(?:[^\n]+\n)*?---\n\n")
HEADING = "<h1"
"""The theme puts a heading of its own over a text that has none."""


def mark(slot: str) -> str:
    """What stands for a report's own part while the frame is rendered."""
    return f"\ue0f0{slot}\ue0f1"


class Templates(Protocol):
    """What a frame needs of a site."""

    @property
    def environment(self) -> jinja2.Environment:
        """The theme's templates."""

    def context(self, page: Any) -> Mapping[str, Any]:
        """The variables of a page."""

    def blank_page(self) -> Any:
        """A page beside the reports, with nothing in it."""


class ReportFrame:
    """The theme around a report."""

    def __init__(self, site: Templates) -> None:
        """Render nothing yet."""
        self._site = site

    def fill(self, markdown: str, made: ReportHtml) -> str | None:
        """A report's page; None where the frame has no place for something in it.

        Args:
            markdown: The page's Markdown with its front matter.
            made: The same as HTML.
        """
        front = FRONT.match(markdown)
        if front is None or not made.toc or HEADING not in made.content:
            return None
        contents = get_toc(made.toc)
        values = {
            TITLE: json.loads(front["title"]),
            SKIP: made.toc[0]["id"],
            CONTENTS: self._contents(contents),
            TEXT: made.content,
        }
        return "".join(
            part if place % 2 == 0 else values[part] for place, part in enumerate(self._parts)
        )

    @cached_property
    def _parts(self) -> Sequence[str]:
        """The frame: what stays, and between it the names of what is put in."""
        page = self._page(TableOfContents([AnchorLink("", mark(SKIP), 1)]))
        base = self._site.environment
        loader = jinja2.ChoiceLoader(
            [jinja2.DictLoader({CONTENTS_TEMPLATE: mark(CONTENTS)}), base.loader or _nothing()]
        )
        template = base.overlay(loader=loader, cache_size=400).get_template("main.html")
        rendered = template.render(self._site.context(page))
        return MARK.split(rendered.replace(HEADING + mark(TEXT), mark(TEXT)))

    def _contents(self, toc: TableOfContents) -> str:
        """The list of a page's headings, as the theme makes it."""
        self._page_of_contents.toc = toc
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
        page = self._site.blank_page()
        page.meta, page.toc = {"title": mark(TITLE)}, toc
        page.content = HEADING + mark(TEXT)
        return page


def _nothing() -> jinja2.BaseLoader:
    return jinja2.DictLoader({})
