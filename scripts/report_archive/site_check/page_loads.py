"""What a page makes a browser fetch without being asked; a link that a reader clicks is no load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from report_archive.site_check import theme
from report_archive.site_check.origins import is_elsewhere
from report_archive.site_check.script_loads import script_loads
from report_archive.site_check.style_loads import style_loads

ADDRESSES = frozenset(
    (
        *("src", "href", "xlink:href", "action", "formaction", "data", "poster", "background"),
        *("manifest", "ping", "codebase", "classid", "archive", "icon", "lowsrc", "dynsrc"),
        *("longdesc", "cite", "profile"),
    )
)
"""Attributes that hold one address; every one is taken for a load but these:"""
LINKS = frozenset(
    {
        ("a", "href"),
        ("a", "xlink:href"),
        ("area", "href"),
        ("blockquote", "cite"),
        ("q", "cite"),
        ("del", "cite"),
        ("ins", "cite"),
        ("img", "longdesc"),
    }
)
LINK_RELATIONS = frozenset(
    (
        *("canonical", "alternate", "author", "help", "license", "next", "prev", "first", "last"),
        *("up", "index", "contents", "me", "bookmark", "search", "tag", "nofollow", "noopener"),
        *("noreferrer", "privacy-policy", "terms-of-service"),
    )
)
"""What `link` says without loading; any other word loads."""
CODE_TYPES = re.compile(r"(?:|module|importmap|(?:text|application)/(?:x-)?(?:java|ecma)script.*)")
# 0; url=https://a.cn
REFRESH = re.compile(r"[\s\d.]*[;,]?\s*(?:url\s*=\s*)?['\"]?(?P<address>[^'\"]*)", re.IGNORECASE)
CANDIDATE = re.compile(r"[^\s,]\S*")
# Every icon says so; nothing is fetched.
SVG = b'xmlns="http://www.w3.org/2000/svg"'
# Bytes without which a page, in lower case, loads nothing from elsewhere: an address has slashes,
# as such or as character references, or a scheme. Every search costs; there are ten thousand pages.
SIGNS = (
    *(b"//", b"http", b"file:", b"srcdoc"),
    *(b"mermaid", b'component="source"', b"component=source"),
)
ENTITY, SLASHES = b"&", (b"&#47", b"&#x2f", b"&sol")
# Elements that load nothing and may stand in every page, such as those that site_url brings along.
PLAIN = re.compile(
    rb'<link rel="(?:canonical|prev|next)" href="[^"<>]*">'
    rb'|<a href="[^"<>]*"(?: (?:class|target|rel|title)="[^"<>]*")*>'
)
# Small letters for capital ones; and bytes inside a Han character, half of a report's page, which
# no sign holds. The first byte of each stays: what it parts is not put together.
SMALL, INNER = bytes(range(256)).lower(), bytes(range(0x80, 0xC0))
# The theme writes \u3000 into a page; browsers take any other backslash in an address for a slash.
ESCAPED, BACKSLASH = b"\\u", b"\\"


def page_loads(data: bytes) -> list[str]:
    """What a page loads from elsewhere: each as tag, attribute and address.

    Example:
        >>> page_loads(b'<img src="//a.cn/x.png"><a href="https://b.cn">b</a>')
        ['<img src> //a.cn/x.png']
    """
    if not may_load(data):
        return []
    parser = _Loads()
    parser.feed(data.decode("utf-8", "replace"))
    parser.close()
    return parser.found


def may_load(data: bytes) -> bool:
    """Whether there is anything in a page, or a part of one, by which it could load; quick."""
    bare = data.replace(SVG, b"")
    small = bare.lower() if BACKSLASH in bare else bare.translate(SMALL, INNER)
    return _has_sign(small) and _has_sign(PLAIN.sub(b"", bare.lower()))


def _has_sign(small: bytes) -> bool:
    if any(sign in small for sign in SIGNS):
        return True
    # One character alone is found ten times as fast.
    if BACKSLASH in small and small.count(BACKSLASH) > small.count(ESCAPED):
        return True
    return ENTITY in small and any(slash in small for slash in SLASHES)


class _Loads(HTMLParser):
    """Goes through a page and notes what it loads from elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        tag = tag.rpartition(":")[2]  # XML: <h:img src="…"/>
        self._inside = tag if tag in ("script", "style") else ""
        if tag == "script" and not CODE_TYPES.fullmatch(attributes.get("type", "").lower()):
            self._inside = ""
        set_off = theme.sets_off(tag, attributes)
        self._note(tag, "", [set_off] if set_off else [])
        for name, value in attributes.items():
            self._note(tag, name, attribute_loads(tag, name, value, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._inside = ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (the base class's)
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self._note("script", "", script_loads(data.encode("utf-8", "replace")))
        elif self._inside == "style":
            self._note("style", "", style_loads(data))

    def handle_pi(self, data: str) -> None:
        """`<?xml-stylesheet href="…"?>` in an SVG file."""
        found = re.findall(r"href\s*=\s*[\"']([^\"']*)", data)
        self._note("?", "href", filter(is_elsewhere, found))

    def _note(
        self, tag: str, name: str, addresses: Iterator[str] | list[str] | filter[str]
    ) -> None:
        where = f"<{tag} {name}>" if name else f"<{tag}>"
        self.found += [f"{where} {address.strip()}" for address in addresses]


def attribute_loads(
    tag: str, name: str, value: str, attributes: Mapping[str, str]
) -> Iterator[str]:
    """Addresses elsewhere that an attribute loads."""
    if name == "style":
        yield from style_loads(value)
    elif name.startswith("on"):
        yield from script_loads(value.encode("utf-8", "replace"))
    elif name in ("srcset", "imagesrcset"):
        yield from (c for c in CANDIDATE.findall(value) if is_elsewhere(c))
    elif name == "srcdoc":
        yield from page_loads(value.encode("utf-8", "replace"))
    elif tag == "meta" and name == "content":
        yield from _refresh(value, attributes)
    elif name in ADDRESSES and not _is_link(tag, name, attributes):
        if is_elsewhere(value):
            yield value
        elif value.strip().lower().startswith("javascript:"):
            yield from script_loads(value.encode("utf-8", "replace"))


def _refresh(content: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """Where a page sends the reader on by itself."""
    if attributes.get("http-equiv", "").strip().lower() != "refresh":
        return
    match = REFRESH.match(content)
    if match and is_elsewhere(match["address"]):
        yield match["address"]


def _is_link(tag: str, name: str, attributes: Mapping[str, str]) -> bool:
    if tag == "link":
        words = attributes.get("rel", "").lower().split()
        return bool(words) and LINK_RELATIONS.issuperset(words)
    return (tag, name) in LINKS
