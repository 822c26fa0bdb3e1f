"""What a file says in UTF-8, whatever it is in: people's own files may be in GBK or UTF-16."""

from __future__ import annotations

import codecs

from report_archive.site_facts import is_generated

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, UTF-32's first: it begins like UTF-16's."""


def readings(name: str, data: bytes) -> tuple[bytes, ...]:
    """A file's bytes as they can be taken for text, each in UTF-8.

    What is no UTF-8 may be GBK, or UTF-8 with a spoilt byte: both are looked at. Pages that this
    program makes are UTF-8, and what holds a zero byte is no text: neither is decoded.

    Args:
        name: The file's path below site/.
        data: What is in it.

    Example:
        >>> [reading.decode() for reading in readings("a.txt", "公文".encode("utf-16"))]
        ['公文']
    """
    if is_generated(name):
        return (data,)
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return (data.decode(encoding, "replace").encode(),)
    if b"\0" in data or is_utf8(data):
        return (data,)
    return (data, data.decode("gb18030", "replace").encode())


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are text in UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
