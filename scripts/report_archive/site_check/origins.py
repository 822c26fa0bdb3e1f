"""Which addresses lead to another origin."""

from __future__ import annotations

import re

# What browsers drop from an address before they read it.
DROPPED = re.compile(r"[\t\r\n]|^[\x00-\x20]+|[\x00-\x20]+$")
SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):")
HARMLESS = frozenset({"data", "blob", "about", "mailto", "tel", "javascript"})
"""Schemes that ask no server; what `javascript:` runs is looked at as a script."""


def is_elsewhere(address: str) -> bool:
    r"""Whether an address, as a browser reads it, leaves the site.

    Example:
        >>> is_elsewhere("../a.html"), is_elsewhere("//a.cn/x"), is_elsewhere("\\\\a\\b")
        (False, True, True)
        >>> is_elsewhere("https:a.cn"), is_elsewhere("data:image/png;base64,AA"), is_elsewhere("/a")
        (True, False, False)
    """
    cleaned = DROPPED.sub("", address).replace("\\", "/")
    scheme = SCHEME.match(cleaned)
    if scheme:
        return scheme["scheme"].lower() not in HARMLESS
    return cleaned.startswith("//")
