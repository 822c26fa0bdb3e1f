"""Our own pages' Markdown → HTML: what Python-Markdown makes, in a tenth of the time.

The pages that this program writes are made of headings, paragraphs, **points** and finished HTML.
Python-Markdown takes 3.9 ms for one of 4,400 characters, this 0.2 ms. Whatever is not plainly one
of the four is left to Python-Markdown, and tests/test_report_html.py holds the two against each
other, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, cast

from markdown.extensions.toc import nest_toc_tokens, strip_tags

# ## 一、学习 { #study data-label="政治学习" }
HEADING = re.compile(r"(?P<signs>#{1,6}) (?P<text>[^\n]+) \{ (?P<attributes>[^{}\n]+) \}")
# 2019年，……\n{: #preamble }
PARAGRAPH = re.compile(r"(?P<text>[^\n]+)(?:\n\{: ?(?P<attributes>[^{}\n]+) \})?")
# <div class="report-meta" data-number="000012">…</div>, <table>…</table>
FINISHED = re.compile(
    r"<(?P<tag>div|details|table|dl|p|ul)(?: class=\"(?:report|archive)-[a-z -]+\"[^>]*)?>"
    r"[^\0]*</(?P=tag)>"
)
# What opens something else than a paragraph: <p>, # a, - a, 1. a, > a
OPENING = re.compile(r"<(?!span )|[#>+-]|\d+[.)]")
# #study, .report-run-in, data-label="政治学习"
ATTRIBUTE = re.compile(
    r'#(?P<id>[a-z0-9_-]+)|\.(?P<name>[a-z-]+)|(?P<key>data-[a-z]+)="(?P<value>[^"&<>\\{}]*)"'
)
# What may stand in a line: \* and the like, **, the entities and tags that pages.py writes.
LIVE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]#+\-.!)])|(?P<strong>\*\*)"
    r"|(?P<kept>&(?:amp|lt|gt|quot|#\d+|#x27);|<br>"
    r"|</?span(?: class=\"report-[a-z]+\"| id=\"[a-z0-9-]+\")?>)"
)
# What a line of ours does not contain outside of these: fall back when it does.
FOREIGN = re.compile(r"[\\*&<>`_\[\]{}\x00-\x1f\x7f]")
# Before the text of a page: nothing at all, so that no block of it can be taken for another.
BLANK = "\n\n"


@dataclass(frozen=True)
class ReportHtml:
    """A report page's content."""

    content: str
    """HTML."""
    toc: list[Any]
    """Its headings, nested, as Python-Markdown's `toc_tokens`."""


def render_html(markdown: str) -> ReportHtml | None:
    """The HTML of a report page without its front matter; None for what pages.py never writes."""
    pieces: list[str] = []
    tokens: list[dict[str, Any]] = []
    for block in markdown.strip("\n").split(BLANK):
        if not block:
            continue
        made = _heading(block, tokens) or _finished(block) or _paragraph(block)
        if made is None:
            return None
        pieces.append(made)
    return ReportHtml("\n".join(pieces).strip(), list(nest_toc_tokens(cast(Any, tokens))))


def _heading(block: str, tokens: list[dict[str, Any]]) -> str | None:
    match = HEADING.fullmatch(block)
    attributes = _attributes(match["attributes"]) if match else None
    inner = _inline(match["text"]) if match else None
    if match is None or inner is None or attributes is None or "id" not in attributes:
        return None
    level = len(match["signs"])
    tokens.append(
        {
            "level": level,
            "id": attributes["id"],
            "name": strip_tags(inner),
            "html": inner,
            "data-toc-label": "",
        }
    )
    return f"<h{level}{_written(attributes)}>{inner}</h{level}>"


def _finished(block: str) -> str | None:
    return block + "\n" if FINISHED.fullmatch(block) else None


def _paragraph(block: str) -> str | None:
    # Most paragraphs are their own HTML.
    if not (FOREIGN.search(block) or OPENING.match(block)) and block == block.strip():
        return f"<p>{block}</p>"
    match = PARAGRAPH.fullmatch(block)
    if match is None or OPENING.match(match["text"]):
        return None
    attributes = _attributes(match["attributes"] or "")
    inner = _inline(match["text"])
    if inner is None or attributes is None:
        return None
    return f"<p{_written(attributes)}>{inner}</p>"


@lru_cache(maxsize=4_096)
def _attributes(text: str) -> Mapping[str, str] | None:
    """What stands between the braces; None when something else than we write does."""
    found: dict[str, str] = {}
    if ATTRIBUTE.sub("", text).strip():
        return None
    for match in ATTRIBUTE.finditer(text):
        if match["id"]:
            found["id"] = match["id"]
        elif match["name"]:
            found["class"] = " ".join(filter(None, (found.get("class"), match["name"])))
        else:
            found[match["key"]] = match["value"]
    return found


def _written(attributes: Mapping[str, str]) -> str:
    """Attributes in the order in which Python-Markdown writes them."""
    return "".join(f' {key}="{escape(value)}"' for key, value in sorted(attributes.items()))


def _inline(text: str) -> str | None:
    """A line's HTML; None when something in it is not ours."""
    pieces: list[str] = []
    place = opened = 0
    for match in LIVE.finditer(text):
        pieces.append(text[place : match.start()])
        place = match.end()
        if match["strong"]:
            opened = 1 - opened
            pieces.append("<strong>" if opened else "</strong>")
        else:
            pieces.append(match["kept"] or match["escaped"])
    pieces.append(text[place:])
    plain = pieces[::2]
    if opened or any(map(FOREIGN.search, plain)) or text != text.strip():
        return None
    return "".join(pieces)
