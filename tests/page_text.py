"""A report's page, and what a built one shows of its source, furniture set aside."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from report_archive.groups import Neighbours
from report_archive.model import Report, Source
from report_archive.page_text import render_text
from report_archive.pages import render_page
from report_archive.record import Record
from report_archive.vocabulary import Vocabulary

# <span id="plans-2"></span>: a further anchor, with nothing else about it.
ANCHOR = re.compile(r"\[\('id', '[a-z]+(-\d+)?'\)\]")
VOID = {"br", "hr", "img", "input", "meta", "link", "wbr"}


ALONE = Neighbours(None, None)
"""A report that is its post's only one."""


def page_of(report: Report, vocabulary: Vocabulary) -> str:
    """The Markdown page of the first report of an archive."""
    text = render_text(report.outline, vocabulary)
    return render_page(Record("000001", report), text, ALONE, vocabulary)


class ReportText(HTMLParser):
    """Gathers the text between the metadata and the evidence, and the elements that hold it."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.elements: set[str] = set()
        self._open: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class") or ""
        if "report-evidence" in classes:
            self._inside = False
        is_anchor = tag == "span" and ANCHOR.fullmatch(str(attrs))
        if self._inside and not is_anchor:
            self.elements.add(tag)
        if tag not in VOID:
            self._open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        name, classes = self._open.pop()
        assert name == tag, f"<{name}> closed by </{tag}>"
        if "report-meta" in classes:
            self._inside = True

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text.append(data)


def read_page(html: str) -> ReportText:
    """Parse one page."""
    parser = ReportText()
    parser.feed(html)
    parser.close()
    return parser


def squeezed(text: str) -> str:
    """The text without its white space."""
    return "".join(text.split())


def source_text(source: Source) -> str:
    """All text of a source, without its white space."""
    return squeezed("".join(line.text for line in source.lines))
