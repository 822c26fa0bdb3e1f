"""The XML of Word documents (ECMA-376): names, and how values are read."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# -3, 12
WHOLE = re.compile(r"-?[0-9]{1,6}")


def value_of(element: Element | None, default: str) -> str:
    """The attribute `w:val` of an element."""
    return default if element is None else element.get(W + "val", default)


def is_on(element: Element) -> bool:
    """Whether a switch such as `w:vanish` is on: it is unless it says otherwise."""
    return element.get(W + "val", "true") not in ("0", "false", "off")


def whole(text: str, default: int = 0) -> int:
    """A whole number as it is written."""
    return int(text) if WHOLE.fullmatch(text) else default
