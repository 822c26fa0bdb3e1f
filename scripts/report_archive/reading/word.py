"""Word documents (.docx, ECMA-376) → text, one paragraph a line, automatic ordinals included."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from report_archive.reading.word_numbers import Numbering
from report_archive.reading.word_text import lines_of

DOCUMENT = "word/document.xml"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"
FOOTNOTES = ("word/footnotes.xml", "word/endnotes.xml")
PARTS = (DOCUMENT, NUMBERING, STYLES, *FOOTNOTES)
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
            line for name in (DOCUMENT, *FOOTNOTES) for line in lines_of(parts[name], numbers)
        )
    except RecursionError as error:
        raise NotWordError("内部嵌套太深，不像是 Word 存的") from error


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > PART_BYTES:
        raise ValueError(name)
    element: Element = fromstring(archive.read(info))
    return element
