"""Addresses elsewhere that stand in a script as a value.

Whatever loads — fetch, import, WebSocket, new URL, an element's src — is given an address, and an
address of another origin is a literal that begins with a scheme and a host. Comments, patterns and
sentences that mention an address are none; nor are the names of XML namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A comment, a string, a template, or the next character that may begin one.
TOKEN = re.compile(
    r"(?P<comment>//[^\n\u2028\u2029]*|/\*.*?\*/)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
    r"|(?P<template>`(?:[^`\\]|\\.)*`)"
    r"|(?P<rest>[^\"'`/]+|.)",
    re.DOTALL,
)
# /[^/"]+\/x/gi, which stands where a value may begin.
PATTERN = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
BEFORE_PATTERN = re.compile(r"(?:^|[(,=:\[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of))\s*$")
# "\/" "\x2f" "\u002f": a slash; "\x3a", "\u003a": a colon.
ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
# https://a.cn, //a.cn, wss://${host}; not "//" alone
ADDRESS = re.compile(r"\s*(?:(?:https?|wss?|ftp)?:)?//[^/\s]", re.IGNORECASE)
# The rest of a scheme that was cut in two: "http" + "s://a.cn"
CUT = re.compile(r"(?:t?tps?|ps?|s|wss?|ss?):?//[^/\s]", re.IGNORECASE)
# <img src="https://…, url(//…: markup or style inside a literal
EMBEDDED = re.compile(
    r"(?:\b(?:src|srcset|href|action|data|poster)\s*=|url\()[\"'\s]*(?:https?:|wss?:)?//[^/\s]",
    re.IGNORECASE,
)
# Names that identify a language; nothing is ever fetched from them.
NAMESPACE = re.compile(
    r"https?://www\.w3\.org/(?:2000/svg|1999/x(?:html|link)|1998/Math/MathML"
    r"|2000/xmlns/|XML/1998/namespace)"
)
# A pack of the search index hands one JSON text over: data, no code.
DELIVERY = re.compile(
    rb"reportArchive\.deliver\(\"[\w-]+\",\d+,\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"\);\n"
)
# What must stand in the bytes of a script that has such an address: slashes, as such or written so.
SLASHES, WRITTEN = (b"//", b"\\/"), (b"\\x2", b"\\u002")


def script_loads(data: bytes) -> Iterator[str]:
    """Addresses elsewhere among the literals of a script.

    Example:
        >>> list(script_loads(b"fetch('https://a.cn/x'); // see https://b.cn"))
        ['https://a.cn/x']
        >>> list(script_loads(b"throw 'see https://b.cn'; x = /^https?:[/][/]a/"))
        []
    """
    if not _may_have_slashes(data) or DELIVERY.fullmatch(data):
        return
    for literal in literals(data.decode("utf-8", "replace")):
        if is_address(literal) and not NAMESPACE.fullmatch(literal):
            yield literal


def _may_have_slashes(data: bytes) -> bool:
    # One character alone is found ten times as fast.
    plain = b"/" in data and any(slashes in data for slashes in SLASHES)
    return plain or any(slash in data for slash in WRITTEN)


def is_address(literal: str) -> bool:
    """Whether a literal is an address elsewhere, a part of one, or markup that loads one."""
    return bool(ADDRESS.match(literal) or CUT.match(literal) or EMBEDDED.search(literal))


def literals(text: str) -> Iterator[str]:
    """The strings and templates of a script, unescaped."""
    place = 0
    before = ""
    while place < len(text):
        pattern = PATTERN.match(text, place) if text[place] == "/" else None
        if pattern and BEFORE_PATTERN.search(before):
            place, before = pattern.end(), "/"
            continue
        token = TOKEN.match(text, place)
        assert token is not None  # noqa: S101 (some character always matches)
        place = token.end()
        if token["string"] or token["template"]:
            yield ESCAPE.sub(_unescaped, token.group()[1:-1])
            before = '"'
        elif token["rest"]:
            before = (before + token["rest"])[-20:]
        elif before.endswith(":") and token.group().startswith("//"):
            # Inside a template within a template an address looks like a comment.
            yield token.group()


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else match[3]
