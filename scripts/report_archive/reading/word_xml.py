"""The XML of Word documents (ECMA-376): names, and how values are read."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
V = "{urn:schemas-microsoft-com:vml}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# {http://purl.oclc.org/ooxml/wordprocessingml/main}p
STRICT = re.compile(r"\{http://purl\.oclc\.org/ooxml/(?P<area>\w+)/(?P<rest>[^}]*\}.*)")
# -3, 12
WHOLE = re.compile(r"-?[0-9]{1,6}")


def transitional(root: Element) -> Element:
    """A part with the names that all programs write; those of Strict Open XML differ (part 1)."""
    if STRICT.match(root.tag):
        for element in root.iter():
            element.tag = _transitional(element.tag)
            names = {_transitional(name): value for name, value in element.attrib.items()}
            element.attrib = names
    return root


def _transitional(name: str) -> str:
    match = STRICT.fullmatch(name)
    if match is None:
        return name
    return f"{{http://schemas.openxmlformats.org/{match['area']}/2006/{match['rest']}"


def value_of(element: Element | None, default: str) -> str:
    """The attribute `w:val` of an element."""
    return default if element is None else element.get(W + "val", default)


def is_on(element: Element) -> bool:
    """Whether a switch such as `w:vanish` is on: it is unless it says otherwise."""
    return element.get(W + "val", "true") not in ("0", "false", "off")


def whole(text: str, default: int = 0) -> int:
    """A whole number as it is written."""
    return int(text) if WHOLE.fullmatch(text) else default
