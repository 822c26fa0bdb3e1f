"""The parts of a Word document → lines: paragraphs, table rows, text boxes in order."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from report_archive.reading.word_numbers import Numbering
from report_archive.reading.word_symbols import symbol_of
from report_archive.reading.word_xml import MC, V, W

CELL_GAP = "　"
# What adds no text of its own, or text that is not part of the document any more.
SKIPPED = {
    W + "del",
    W + "moveFrom",
    W + "instrText",
    W + "delText",
    MC + "Fallback",
    W + "pPr",
    W + "rPr",
}


def lines_of(root: Element | None, numbers: Numbering) -> Iterator[str]:
    """The paragraphs in order; a text box inside one follows it."""
    if root is None:
        return
    for found in _blocks(root):
        if found.tag == W + "tr":
            yield _row(found, numbers)
            continue
        boxes: list[Element] = []
        text = "".join(_text(found, boxes))
        yield from (numbers.label(found) + text).split("\n")
        for box in boxes:
            yield from _box_lines(box, numbers)


def _box_lines(box: Element, numbers: Numbering) -> Iterator[str]:
    """A text box, or a word drawn as a picture (WordArt)."""
    if box.tag == V + "textpath":
        yield box.get("string", "")
    else:
        yield from lines_of(box, numbers)


def _blocks(element: Element) -> Iterator[Element]:
    """Paragraphs and table rows in order, wherever content controls put them."""
    for child in element:
        if child.tag in (W + "p", W + "tr"):
            yield child
        elif child.tag not in SKIPPED:
            yield from _blocks(child)


def _row(row: Element, numbers: Numbering) -> str:
    """A table row on one line, its cells a full-width blank apart."""
    cells = (" ".join(lines_of(cell, numbers)) for cell in row if cell.tag not in SKIPPED)
    return CELL_GAP.join(cell for cell in cells if cell.strip())


def _text(element: Element, boxes: list[Element]) -> Iterator[str]:
    for child in element:
        if child.tag in (W + "txbxContent", V + "textpath"):
            boxes.append(child)
        elif child.tag == W + "t":
            yield child.text or ""
        elif child.tag in (W + "br", W + "cr"):
            yield "\n"
        elif child.tag in (W + "tab", W + "ptab"):
            yield " "
        elif child.tag == W + "noBreakHyphen":
            yield "-"
        elif child.tag == W + "sym":
            yield symbol_of(child.get(W + "char", ""))
        elif child.tag not in SKIPPED:
            yield from _text(child, boxes)
