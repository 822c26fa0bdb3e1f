"""Small pieces of HTML, written as it will stand on the page.

Links and tables are HTML in the Markdown, not Markdown: for 1,000 reports Python-Markdown needs
13 s with links as Markdown and 9 s with these. The builders read every tag three times, so an entry
has few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

__all__ = ["definitions", "div", "escape", "link", "span", "table"]


def link(target: str, text: str) -> str:
    """A link; the text is escaped.

    Example:
        >>> link("a.html", "<甲>")
        '<a href="a.html">&lt;甲&gt;</a>'
    """
    return f'<a href="{escape(target)}">{escape(text)}</a>'


def span(name: str, text: str) -> str:
    """Text with a class of its own."""
    return f'<span class="{name}">{escape(text)}</span>'


def div(name: str, lines: Iterable[str], data: Mapping[str, str]) -> str:
    """Lines of HTML in a block with a class and data attributes; empty lines are left out."""
    attributes = "".join(f' data-{key}="{escape(value)}"' for key, value in data.items())
    return f'<div class="{name}"{attributes}>' + "<br>".join(filter(None, lines)) + "</div>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; heads and cells are HTML already. One row a line, so that changes show in a diff."""
    head = "<thead><tr>" + "".join(f"<th>{cell}</th>" for cell in heads) + "</tr></thead>"
    body = "\n".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table>{head}<tbody>\n{body}\n</tbody></table>"


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of terms, each with what is said of it; both are HTML already."""
    items = "\n".join(f"<dt>{term}</dt><dd>{said}</dd>" for term, said in pairs)
    return f"<dl>\n{items}\n</dl>"
