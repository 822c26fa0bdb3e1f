"""The parts of a Word document → lines: paragraphs, table rows, text boxes in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from report_archive.reading.word_math import equation_text
from report_archive.reading.word_numbers import Numbering
from report_archive.reading.word_symbols import symbol_of
from report_archive.reading.word_xml import CHART, DIAGRAM, MC, PICTURE, M, V, W, is_on, value_of

CELL_GAP, EMPTY_CELL = "　", "＿"
"""What stands between cells; what holds the place of an empty one, as a blank to fill in does."""
FEWEST_COLUMNS = 3
"""In a table of two nothing can slip into a wrong column."""
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
CHARACTERS = {
    W + "br": "\n",
    W + "cr": "\n",
    W + "tab": " ",
    W + "ptab": " ",
    W + "noBreakHyphen": "-",
}
"""Elements that stand for a character."""
BOXES = (W + "txbxContent", V + "textpath")
"""Text boxes, and words drawn as pictures (WordArt)."""
PICTURES = (PICTURE, V + "imagedata", CHART, DIAGRAM)
"""Pictures, also those that stand for embedded objects; charts, diagrams (SmartArt)."""
INSERTED = W + "altChunk"
"""A document of another format that is no part of the text before Word has saved it once."""


@dataclass
class WordReader:
    """Reads the parts of one document, and counts what it leaves out."""

    numbers: Numbering
    """The automatic numbers."""
    hiding: Mapping[str, bool]
    """Styles that say whether their text is hidden."""
    hidden: int = 0
    """Characters so far that Word does not show."""
    pictures: int = 0
    """Pictures so far."""
    inserted: int = 0
    """Documents so far that were put in as a whole."""

    def lines(self, root: Element) -> Iterator[str]:
        """The paragraphs in order; a text box inside one follows it."""
        for block, has_columns in _blocks(root):
            if block.tag == INSERTED:
                self.inserted += 1
            elif block.tag == W + "tr":
                yield self._row(block, has_columns=has_columns)
            else:
                yield from self._paragraph(block)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        boxes: list[Element] = []
        style = value_of(paragraph.find(f"{W}pPr/{W}pStyle"), "")
        text = "".join(self._text(paragraph, boxes, hidden=self.hiding.get(style, False)))
        if text or not _is_unseen(paragraph):
            yield from (self.numbers.label(paragraph) + text).split("\n")
        for box in boxes:
            yield from self._box(box)

    def _box(self, box: Element) -> Iterator[str]:
        if box.tag == V + "textpath":
            yield box.get("string", "")
        else:
            yield from self.lines(box)

    def _row(self, row: Element, *, has_columns: bool) -> str:
        """A table row on one line, its cells a full-width blank apart.

        Where there are columns, an empty cell between two others keeps its place; a cell that
        goes on from the row above has none.
        """
        read = ((cell, " ".join(self.lines(cell))) for cell in _cells(row))
        texts = [text for cell, text in read if text.strip() or not _goes_on(cell)]
        while texts and not texts[-1].strip():
            texts.pop()
        filled = [text for text in texts if text.strip()]
        if has_columns and len(filled) > 1:
            filled = [text if text.strip() else EMPTY_CELL for text in texts]
        return CELL_GAP.join(filled)

    def _text(self, element: Element, boxes: list[Element], *, hidden: bool) -> Iterator[str]:
        for child in element:
            if child.tag == W + "t":
                yield child.text or ""
            elif child.tag in CHARACTERS:
                yield CHARACTERS[child.tag]
            elif child.tag == W + "sym":
                yield symbol_of(child.get(W + "char", ""), child.get(W + "font", ""))
            elif child.tag == M + "oMath":
                yield equation_text(child)
            elif child.tag in BOXES:
                boxes.append(child)
            elif child.tag in PICTURES:
                self.pictures += 1
            elif child.tag == W + "r" and self._is_hidden(child, hidden=hidden):
                self.hidden += sum(len((t.text or "").strip()) for t in child.iter(W + "t"))
            elif child.tag not in SKIPPED:
                yield from self._text(child, boxes, hidden=hidden)

    def _is_hidden(self, run: Element, *, hidden: bool) -> bool:
        """What the run says of itself, else its style, else its paragraph's."""
        mark = run.find(f"{W}rPr/{W}vanish")
        if mark is not None:
            return is_on(mark)
        style = value_of(run.find(f"{W}rPr/{W}rStyle"), "")
        return self.hiding.get(style, hidden)


def _blocks(element: Element, *, has_columns: bool = False) -> Iterator[tuple[Element, bool]]:
    """Paragraphs, table rows, inserted documents in order, wherever content controls put them.

    Each comes with whether it stands in a table that has columns.
    """
    for child in element:
        if child.tag in (W + "p", W + "tr", INSERTED):
            yield child, has_columns
        elif child.tag == W + "tbl":
            yield from _blocks(child, has_columns=_has_columns(child))
        elif child.tag not in SKIPPED:
            yield from _blocks(child, has_columns=has_columns)


def _has_columns(table: Element) -> bool:
    """Whether some row has something in each cell; tables that only arrange text have none."""
    rows = (list(_cells(row)) for row in table if row.tag == W + "tr")
    return any(len(cells) >= FEWEST_COLUMNS and all(map(_is_filled, cells)) for cells in rows)


def _cells(row: Element) -> Iterator[Element]:
    """The cells of a row, wherever content controls put them."""
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag not in SKIPPED:
            yield from _cells(child)


def _is_filled(cell: Element) -> bool:
    return any((text.text or "").strip() for text in cell.iter(W + "t"))


def _goes_on(cell: Element) -> bool:
    """Whether a cell is the continuation of the one above or before it (merged cells)."""
    merges = (cell.find(f"{W}tcPr/{W}{name}") for name in ("vMerge", "hMerge"))
    return any(value_of(merge, "continue") != "restart" for merge in merges if merge is not None)


def _is_unseen(paragraph: Element) -> bool:
    """Whether a paragraph without text is not there at all, its number neither.

    Its end is hidden, or was deleted or moved away with changes tracked.
    """
    end = paragraph.find(f"{W}pPr/{W}rPr")
    if end is None:
        return False
    hidden = end.find(W + "vanish")
    gone = (end.find(W + name) for name in ("del", "moveFrom"))
    return (hidden is not None and is_on(hidden)) or any(mark is not None for mark in gone)
