"""Word documents (.docx, ECMA-376) → text, one paragraph a line, automatic ordinals included."""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from report_archive.model import Problem
from report_archive.reading.content import EMPTY, Content
from report_archive.reading.word_numbers import Numbering
from report_archive.reading.word_styles import hiding_styles
from report_archive.reading.word_text import WordReader
from report_archive.reading.word_xml import RELATIONSHIP, W, transitional

DOCUMENT = "word/document.xml"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"
FOOTNOTES = ("word/footnotes.xml", "word/endnotes.xml")
PARTS = (DOCUMENT, NUMBERING, STYLES, *FOOTNOTES)
LINKS = "word/_rels/document.xml.rels"
"""What says under which names other parts are found."""
# word/header1.xml, word/footer2.xml: the names that Word and WPS give.
MARGIN = re.compile(r"word/(header|footer)[^/]*\.xml")
MARGIN_TYPES = ("/header", "/footer")
PART_BYTES = 20_000_000
"""An XML part larger than this is no report but a bomb."""


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


def read_word(data: bytes) -> Content:
    """What a document holds.

    Its text is body, tables and text boxes in order, then foot- and endnotes. Deleted revisions
    are left out, automatic numbers are written out as Word shows them.

    Raises:
        NotWordError: The archive or one of its parts is damaged.
    """
    parts = _parts_of(data)
    document = parts[DOCUMENT]
    if document is None or document.tag != W + "document":
        raise NotWordError("缺少正文，或正文的格式不认识")
    styles = parts[STYLES]
    hiding = hiding_styles(styles)
    reader = WordReader(Numbering(parts[NUMBERING], styles), hiding)
    around = WordReader(Numbering(None, None), hiding)
    margins = (part for name, part in parts.items() if name not in PARTS)
    try:
        text = _joined((parts[name] for name in (DOCUMENT, *FOOTNOTES)), reader)
        aside = _joined(margins, around)
    except RecursionError as error:
        raise NotWordError("内部嵌套太深，不像是 Word 存的") from error
    problems, doubts = tuple(_problems(reader)), tuple(_doubts(reader))
    return Content(text, "docx", aside, problems, doubts, _void(reader))


def _problems(reader: WordReader) -> Iterator[Problem]:
    """What was left out and reports mostly do without: photographs, seals."""
    if reader.pictures:
        yield Problem(
            None,
            f"文中有 {reader.pictures} 张图片（或图表、嵌入的对象），没有收入",
            "图里若有要查的文字，请在文档里录入后再存；没有就不必处理",
        )


def _doubts(reader: WordReader) -> Iterator[str]:
    """What was left out and a person should look at."""
    if reader.inserted:
        yield (
            f"文中有 {reader.inserted} 处办公系统插入的文档（altChunk），没有读出，现在内容不全"
            "（请用 Word 打开，另存为 .docx 再放入）"
        )
    if reader.hidden:
        yield (
            f"原文有 {reader.hidden} 个字设成了“隐藏”，没有收入"
            "（要收入，请在 Word 里取消隐藏后再存）"
        )


def _void(reader: WordReader) -> Problem:
    """Why a document has no text."""
    if reader.inserted:
        reason = "Word 文档里只有办公系统插入的文档（altChunk），没有读出"
        return Problem(None, reason, "请用 Word 打开，另存为 .docx 再放入")
    if reader.pictures:
        remedy = "请用原始的文档；没有的话，把文字录入或识别出来，存为 .txt 并通读一遍"
        return Problem(None, "Word 文档里只有图片，没有文字", remedy)
    if reader.hidden:
        return Problem(None, "Word 文档的文字都设成了“隐藏”", "请在 Word 里取消隐藏后再存")
    return EMPTY


def _parts_of(data: bytes) -> dict[str, Element | None]:
    """The parts that are read, None for those that are not there; headers and footers last."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_names(archive)
            return {name: _part(archive, name) for name in (*PARTS, *_margins(archive))}
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


def _check_names(archive: zipfile.ZipFile) -> None:
    """Open every part once: one whose name is damaged in the list would count as none.

    Raises:
        BadZipFile: A part's own name is not the one in the archive's list.
    """
    for info in archive.infolist():
        archive.open(info).close()


def _joined(parts: Iterable[Element | None], reader: WordReader) -> str:
    return "\n".join(line for part in parts if part is not None for line in reader.lines(part))


def _margins(archive: zipfile.ZipFile) -> list[str]:
    """The parts with headers and footers, also those that no page shows now.

    Raises:
        ValueError: They are a bomb.
    """
    links = _part(archive, LINKS)
    linked = {
        posixpath.normpath(posixpath.join("/word", link.get("Target", ""))).lstrip("/")
        for link in (links.iter(RELATIONSHIP) if links is not None else ())
        if link.get("Type", "").endswith(MARGIN_TYPES)
    }
    names = sorted(n for n in set(archive.namelist()) if n in linked or MARGIN.fullmatch(n))
    if sum(archive.getinfo(name).file_size for name in names) > PART_BYTES:
        raise ValueError(names[0])
    return names


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > PART_BYTES:
        raise ValueError(name)
    return transitional(fromstring(archive.read(info)))
