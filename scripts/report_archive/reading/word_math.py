"""An equation of a Word document (m:oMath) on one line: 1/2, x^2, √(a+b)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from report_archive.reading.word_xml import M, W

# 12, x, 32.5%, 产值: what needs no brackets beside a stroke or a root.
SIMPLE = re.compile(r"[\w.%]*")
NOT_THERE = (W + "del", W + "moveFrom", W + "rPr")


def equation_text(element: Element) -> str:
    """What an equation, or a part of one, says."""
    if element.tag == M + "t":
        return element.text or ""
    if element.tag in SHAPES:
        return SHAPES[element.tag](element)
    return "".join(equation_text(child) for child in element if child.tag not in NOT_THERE)


def _part(element: Element, name: str) -> str:
    part = element.find(M + name)
    return "" if part is None else equation_text(part)


def _grouped(text: str) -> str:
    return text if SIMPLE.fullmatch(text) else f"({text})"


def _sign(element: Element, properties: str, name: str, default: str) -> str:
    sign = element.find(f"{M}{properties}/{M}{name}")
    return default if sign is None else sign.get(M + "val", "")


def _fraction(element: Element) -> str:
    return f"{_grouped(_part(element, 'num'))}/{_grouped(_part(element, 'den'))}"


def _power(element: Element) -> str:
    return f"{_part(element, 'e')}^{_grouped(_part(element, 'sup'))}"


def _root(element: Element) -> str:
    return f"{_part(element, 'deg')}√{_grouped(_part(element, 'e'))}"


def _brackets(element: Element) -> str:
    between = _sign(element, "dPr", "sepChr", "|")
    inside = between.join(equation_text(part) for part in element.findall(M + "e"))
    return _sign(element, "dPr", "begChr", "(") + inside + _sign(element, "dPr", "endChr", ")")


def _sum(element: Element) -> str:
    ends = (("_", _part(element, "sub")), ("^", _part(element, "sup")))
    written = "".join(mark + _grouped(end) for mark, end in ends if end)
    return f"{_sign(element, 'naryPr', 'chr', '∫')}{written} {_part(element, 'e')}"


SHAPES: Mapping[str, Callable[[Element], str]] = {
    M + "f": _fraction,
    M + "sSup": _power,
    M + "rad": _root,
    M + "d": _brackets,
    M + "nary": _sum,
}
"""Where what stands over, under or around something must not run into it: ½ is not 12."""
