"""Text → Markdown that shows exactly that text, whatever it contains."""

from __future__ import annotations

import re

# CommonMark 2.4: any ASCII punctuation may be escaped; Python-Markdown honours these.
BACKSLASHED = "\\`*_{}[]"
# Not in Python-Markdown's list of escapes, or live in extensions a site may switch on.
ENTITIES = {character: f"&#{ord(character)};" for character in "~^$|="}
ENTITIES |= {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
LIVE = re.compile("[" + re.escape(BACKSLASHED + "".join(ENTITIES)) + "]")
# :smile:, https://, www.a.cn, a@b.cn: for sites that switch on emoji or automatic links.
LINKED = re.compile(r":(?=//|[\w+-]+:)|(?<=www)\.|@", re.IGNORECASE)
# What opens a block at the start of a line: "# ", "- ", "1. ", "!!! note", "??? note", "/// html".
ORDERED = re.compile(r"(?P<number>\d+)(?P<mark>[.)])")
BLOCK_BACKSLASHED = "#-+!"
BLOCK_ENTITIES = {character: f"&#{ord(character)};" for character in ":?/%@\"'"}


def inline(text: str) -> str:
    r"""Neutralise every character that Markdown or HTML would act on inside a line.

    Example:
        >>> inline("**增收*3*5%<b>")
        '\\*\\*增收\\*3\\*5%&lt;b&gt;'
    """
    escaped = LIVE.sub(_neutral, text)
    # Chinese text has none of the three; looking for one character is quick.
    linked = ":" in escaped or "@" in escaped or "." in escaped
    return LINKED.sub(_entity, escaped) if linked else escaped


def block(text: str) -> str:
    r"""`inline`, and the start of the line neutralised against headings, lists and the like.

    Example:
        >>> block("1. 学习"), block("# 号泵站")
        ('1\\. 学习', '\\# 号泵站')
    """
    return block_start(inline(text))


def block_start(markdown: str) -> str:
    """Neutralise only the start of a line that is Markdown already."""
    ordered = ORDERED.match(markdown)
    if ordered:
        return f"{ordered['number']}\\{markdown[ordered.end('number') :]}"
    first = markdown[:1]
    if first and first in BLOCK_BACKSLASHED:
        return "\\" + markdown
    entity = BLOCK_ENTITIES.get(first)
    return entity + markdown[1:] if entity else markdown


def heading(text: str) -> str:
    """`inline`, and every number sign: closing ones would be cut off a heading."""
    return inline(text).replace("#", "\\#").replace("&\\#", "&#")


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"


def _neutral(match: re.Match[str]) -> str:
    character = match.group()
    return ENTITIES.get(character) or "\\" + character
