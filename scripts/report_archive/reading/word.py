"""Word documents (.docx, ECMA-376) → text, one paragraph a line, automatic ordinals included."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DOCUMENT = "word/document.xml"
NUMBERING = "word/numbering.xml"
FOOTNOTES = ("word/footnotes.xml", "word/endnotes.xml")
PART_BYTES = 50_000_000
"""An XML part larger than this is no report but a bomb."""

HAN_DIGITS = "〇一二三四五六七八九"
CIRCLED_FIRST = 0x2460
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


class NotWordError(Exception):
    """The archive is damaged or no Word document; the message is Chinese."""


def is_word(data: bytes) -> bool:
    """Whether the bytes are a zip archive that holds a Word document."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return DOCUMENT in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def read_word(data: bytes) -> str:
    """The document's text: body, tables and text boxes in order, then foot- and endnotes.

    Deleted revisions are left out, automatic numbers are written out as Word shows them.

    Raises:
        NotWordError: The archive or one of its parts is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: _part(archive, name) for name in (DOCUMENT, NUMBERING, *FOOTNOTES)}
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise NotWordError("压缩包已损坏或有密码") from error
    except (ParseError, DefusedXmlException) as error:
        raise NotWordError("内部格式已损坏") from error
    document = parts[DOCUMENT]
    if document is None:
        raise NotWordError("缺少正文")
    numbers = Numbering(parts[NUMBERING])
    lines = list(_lines(document, numbers))
    for name in FOOTNOTES:
        lines += _lines(parts[name], numbers) if parts[name] is not None else []
    return "\n".join(lines)


@dataclass(frozen=True)
class Level:
    """One level of a numbering."""

    start: int
    """First number."""
    form: str
    """Number format, such as `chineseCounting` (ECMA-376 part 1, 17.18.59)."""
    template: str
    """Text with %1 … %9 for the numbers of the levels."""


class Numbering:
    """The automatic numbers of one document, counted while its paragraphs go by."""

    def __init__(self, part: Element | None) -> None:
        """Take the definitions of word/numbering.xml; None when there is none."""
        self._levels = _numbering_levels(part) if part is not None else {}
        self._counts: dict[tuple[str, int], int] = {}

    def label(self, paragraph: Element) -> str:
        """The number that Word shows before this paragraph; empty when it has none."""
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is None:
            return ""
        depth = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
        return self._next(number.get(W + "val", ""), int(_value(depth, "0")))

    def _next(self, list_id: str, depth: int) -> str:
        levels = self._levels.get(list_id, {})
        if depth not in levels:
            return ""
        start = levels[depth].start
        self._counts[list_id, depth] = self._counts.get((list_id, depth), start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == list_id and key[1] > depth]:
            del self._counts[deeper]
        text = levels[depth].template
        for level, definition in levels.items():
            count = self._counts.get((list_id, level), definition.start)
            text = text.replace(f"%{level + 1}", _format_number(count, definition.form))
        return text


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > PART_BYTES:
        raise ValueError(name)
    element: Element = fromstring(archive.read(info))
    return element


def _numbering_levels(part: Element) -> dict[str, dict[int, Level]]:
    abstract = {
        entry.get(W + "abstractNumId", ""): {
            int(level.get(W + "ilvl", "0")): Level(
                int(_value(level.find(W + "start"), "1")),
                _value(level.find(W + "numFmt"), "decimal"),
                _value(level.find(W + "lvlText"), ""),
            )
            for level in entry.iter(W + "lvl")
        }
        for entry in part.iter(W + "abstractNum")
    }
    return {
        entry.get(W + "numId", ""): abstract.get(_value(entry.find(W + "abstractNumId"), ""), {})
        for entry in part.iter(W + "num")
    }


def _value(element: Element | None, default: str) -> str:
    return default if element is None else element.get(W + "val", default)


def _lines(root: Element | None, numbers: Numbering) -> Iterator[str]:
    """The paragraphs in order; a text box inside one follows it."""
    if root is None:
        return
    for paragraph in _paragraphs(root):
        boxes: list[Element] = []
        text = "".join(_text(paragraph, boxes))
        yield from (numbers.label(paragraph) + text).split("\n")
        for box in boxes:
            yield from _lines(box, numbers)


def _paragraphs(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == W + "p":
            yield child
        elif child.tag not in SKIPPED:
            yield from _paragraphs(child)


def _text(element: Element, boxes: list[Element]) -> Iterator[str]:
    for child in element:
        if child.tag == W + "txbxContent":
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
            yield chr(int(child.get(W + "char", "FFFC"), 16))
        elif child.tag not in SKIPPED:
            yield from _text(child, boxes)


def _format_number(number: int, form: str) -> str:
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
    ):
        return han_number(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:  # noqa: PLR2004
        return chr(CIRCLED_FIRST + number - 1)
    if form == "lowerLetter":
        return chr(ord("a") + (number - 1) % 26)
    if form == "upperLetter":
        return chr(ord("A") + (number - 1) % 26)
    return "" if form in ("bullet", "none") else str(number)


def han_number(number: int) -> str:
    """A number below a hundred in Han numerals.

    Example:
        >>> [han_number(n) for n in (3, 10, 12, 20, 35)]
        ['三', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    if number >= 100:  # noqa: PLR2004
        return "".join(HAN_DIGITS[int(digit)] for digit in str(number))
    head = "" if tens == 0 else ("十" if tens == 1 else HAN_DIGITS[tens] + "十")
    return head + (HAN_DIGITS[ones] if ones or not tens else "")
