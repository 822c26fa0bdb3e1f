"""The styles of a Word document: what they say of the paragraphs and runs that name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from report_archive.reading.word_xml import W, is_on, value_of


def lineages(part: Element) -> dict[str, tuple[Element, ...]]:
    """Each style of word/styles.xml by its id: itself, and those that it is based on."""
    styles = {style.get(W + "styleId", ""): style for style in part.iter(W + "style")}
    return {name: tuple(_lineage(name, styles)) for name in styles}


def _lineage(name: str, styles: Mapping[str, Element]) -> Iterator[Element]:
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        yield styles[name]
        name = value_of(styles[name].find(W + "basedOn"), "")


def hiding_styles(part: Element | None) -> dict[str, bool]:
    """Styles that say whether their text is hidden."""
    found: dict[str, bool] = {}
    for name, styles in lineages(part).items() if part is not None else ():
        marks = (style.find(f"{W}rPr/{W}vanish") for style in styles)
        mark = next((mark for mark in marks if mark is not None), None)
        if mark is not None:
            found[name] = is_on(mark)
    return found
