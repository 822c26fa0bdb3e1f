"""Small pieces of HTML, written as it will stand on the page.

Links and tables are HTML in the Markdown, not Markdown: for 1,000 reports Python-Markdown needs
13 s with links as Markdown and 9 s with these. The builders read every tag three times, so an entry
has few.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence


def escape(text: str) -> str:
    """Text as HTML. Most of ours has nothing to escape, and looking is faster than replacing.

    Example:
        >>> escape("<甲>"), escape("甲")
        ('&lt;甲&gt;', '甲')
    """
    live = "<" in text or "&" in text or ">" in text or '"' in text or "'" in text
    return html.escape(text) if live else text


def link(target: str, text: str, rel: str = "") -> str:
    """A link; the text is escaped.

    Args:
        target: Where it leads.
        text: What it says.
        rel: How the page it leads to stands to this one: `prev`, `next`, `up`.

    Example:
        >>> link("a.html", "<甲>")
        '<a href="a.html">&lt;甲&gt;</a>'
    """
    relation = f' rel="{rel}"' if rel else ""
    return f'<a href="{escape(target)}"{relation}>{escape(text)}</a>'


def way(page: str, text: str) -> str:
    """`link` to a page of ours, whose address has nothing to escape; in half the time."""
    return f'<a href="{page}">{escape(text)}</a>'


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
