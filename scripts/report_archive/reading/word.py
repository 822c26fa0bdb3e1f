"""Word documents (.docx, ECMA-376) → text, one paragraph a line, automatic ordinals included."""

from __future__ import annotations

import io
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DOCUMENT = "word/document.xml"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"
FOOTNOTES = ("word/footnotes.xml", "word/endnotes.xml")
PARTS = (DOCUMENT, NUMBERING, STYLES, *FOOTNOTES)
PART_BYTES = 20_000_000
"""An XML part larger than this is no report but a bomb."""

UNKNOWN_GLYPH = "〓"
UNSHOWN = ("Cc", "Cn", "Co", "Cs")
# F0B7
HEX = re.compile(r"[0-9A-Fa-f]{1,4}")
# -3, 12
WHOLE = re.compile(r"-?[0-9]{1,6}")
CELL_GAP = "　"
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
            parts = {name: _part(archive, name) for name in PARTS}
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        LookupError,
        struct.error,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise NotWordError("压缩包已损坏或有密码") from error
    except (ParseError, DefusedXmlException) as error:
        raise NotWordError("内部格式已损坏") from error
    document = parts[DOCUMENT]
    if document is None:
        raise NotWordError("缺少正文")
    numbers = Numbering(parts[NUMBERING], parts[STYLES])
    try:
        return "\n".join(
            line for name in (DOCUMENT, *FOOTNOTES) for line in _lines(parts[name], numbers)
        )
    except RecursionError as error:
        raise NotWordError("内部嵌套太深，不像是 Word 存的") from error


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

    def __init__(self, part: Element | None, styles: Element | None) -> None:
        """Take the definitions of word/numbering.xml and word/styles.xml; None: there is none."""
        self._styles = _style_numbers(styles) if styles is not None else {}
        self._starts = _start_overrides(part) if part is not None else {}
        self._levels = _numbering_levels(part) if part is not None else {}
        self._counts: dict[tuple[str, int], int] = {}

    def label(self, paragraph: Element) -> str:
        """The number that Word shows before this paragraph; empty when it has none."""
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"), "")
        list_id, depth = self._styles.get(style, ("", "0"))
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            list_id = _value(properties.find(W + "numId"), list_id)
            depth = _value(properties.find(W + "ilvl"), depth)
        return self._next(list_id, _whole(depth))

    def _next(self, list_id: str, depth: int) -> str:
        levels = self._levels.get(list_id, {})
        if depth not in levels:
            return ""
        if levels[depth].form == "bullet":
            return "•"
        start = self._starts.get((list_id, depth), levels[depth].start)
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
            _whole(level.get(W + "ilvl", "0")): Level(
                _whole(_value(level.find(W + "start"), "1"), 1),
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


def _start_overrides(part: Element) -> dict[tuple[str, int], int]:
    """Where single lists start otherwise than their definition says."""
    return {
        (entry.get(W + "numId", ""), _whole(change.get(W + "ilvl", "0"))): _whole(
            _value(start, "1"), 1
        )
        for entry in part.iter(W + "num")
        for change in entry.iter(W + "lvlOverride")
        if (start := change.find(W + "startOverride")) is not None
    }


def _style_numbers(part: Element) -> dict[str, tuple[str, str]]:
    """List and depth of each style that has any, its own or its base's: {"1": ("1", "0")}."""
    styles = {style.get(W + "styleId", ""): style for style in part.iter(W + "style")}
    found: dict[str, tuple[str, str]] = {}
    for name in styles:
        list_id = depth = ""
        seen: set[str] = set()
        at = name
        while at in styles and at not in seen:
            seen.add(at)
            properties = styles[at].find(f"{W}pPr/{W}numPr")
            if properties is not None:
                list_id = list_id or _value(properties.find(W + "numId"), "")
                depth = depth or _value(properties.find(W + "ilvl"), "")
            at = _value(styles[at].find(W + "basedOn"), "")
        if list_id:
            found[name] = (list_id, depth or "0")
    return found


def _value(element: Element | None, default: str) -> str:
    return default if element is None else element.get(W + "val", default)


def _lines(root: Element | None, numbers: Numbering) -> Iterator[str]:
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
            yield from _lines(box, numbers)


def _blocks(element: Element) -> Iterator[Element]:
    """Paragraphs and table rows in order, wherever content controls put them."""
    for child in element:
        if child.tag in (W + "p", W + "tr"):
            yield child
        elif child.tag not in SKIPPED:
            yield from _blocks(child)


def _row(row: Element, numbers: Numbering) -> str:
    """A table row on one line, its cells a full-width blank apart."""
    cells = (" ".join(_lines(cell, numbers)) for cell in row if cell.tag not in SKIPPED)
    return CELL_GAP.join(cell for cell in cells if cell.strip())


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
            yield _symbol(child.get(W + "char", ""))
        elif child.tag not in SKIPPED:
            yield from _text(child, boxes)


def _symbol(code: str) -> str:
    """The character of a w:sym; for one that only its font knows, 〓 as typesetters put it."""
    if not HEX.fullmatch(code):
        return UNKNOWN_GLYPH
    character = chr(int(code, 16))
    return UNKNOWN_GLYPH if unicodedata.category(character) in UNSHOWN else character


def _whole(text: str, default: int = 0) -> int:
    return int(text) if WHOLE.fullmatch(text) else default


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
