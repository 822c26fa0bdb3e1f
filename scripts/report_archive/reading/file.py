"""One file → Source, whatever it turns out to be."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from report_archive.catalogue.columns import DIGEST, FILE, NUMBER
from report_archive.model import Problem, Source
from report_archive.reading.content import EMPTY, Content
from report_archive.reading.encoding import NotTextError, decode, garbled
from report_archive.reading.text import normalise, split_lines
from report_archive.reading.word import NotWordError, is_word, read_word
from report_archive.system_errors import reason_of
from report_archive.vocabulary import Vocabulary

# How files begin that are no text whatever their name says, and what the clerk can do.
SIGNATURES = (
    (
        b"\xd0\xcf\x11\xe0",
        "是旧版 Word 或 WPS 文档（.doc、.wps）",
        "请用 Word 或 WPS 打开，另存为 .docx",
    ),
    (b"{\\rtf", "是 RTF 文档", "请用 Word 或 WPS 打开，另存为 .docx"),
    (b"%PDF", "是 PDF", "请用原始的 Word 文档；没有的话，打开 PDF 复制文字，存为 .txt 并通读一遍"),
    (
        b"PK\x03\x04",
        "是压缩文件或不支持的文档",
        "若是压缩包，请解压后把里面的报告放进来；若是表格、演示文稿，请复制文字存为 .txt",
    ),
    (b"\x89PNG", "是图片", "请录入或识别成文字，存为 .txt 并通读一遍"),
    (b"\xff\xd8\xff", "是图片", "请录入或识别成文字，存为 .txt 并通读一遍"),
)
SHUT = "读不出来"
"""How the reason begins where the system does not hand a file over: held open, not permitted."""
# catalog.xlsx, 2018/catalog (1).et
WORKBOOK = re.compile(r"(?:.*/)?catalog[^/]*\.(?:xls[xmb]?|et|ods)", re.IGNORECASE)
HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")
BEFORE_MARKUP = b"\xef\xbb\xbf\r\n\t "
"""What may stand before the first character that tells what a file is."""
# From: <Saved by OA>\nSubject: =?utf-8?B?5ZGK?=\n =?utf-8?B?5ZGK?=\nMIME-Version: 1.0: fields
# of RFC 5322, and the one that only mail and web archives (MHTML) have.
MIME_HEAD = re.compile(
    rb"(?:From [^\n]*\n)?(?:[a-z][a-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    rb"(?:MIME-Version|Content-Type|Content-Transfer-Encoding|Received|Message-ID):",
    re.I,
)
MIME_HEAD_BYTES = 20_000
"""No head is longer."""


class UnreadableError(Exception):
    """A file that gives no Source; carries the problem to report."""

    def __init__(self, reason: str, remedy: str) -> None:
        """Keep reason and remedy, both in Chinese."""
        super().__init__(reason)
        self.problem = Problem(None, reason, remedy)


def read_file(path: Path, file: str, vocabulary: Vocabulary) -> Source:
    """Read one report.

    Args:
        path: Where it lies.
        file: Its path below reports/, with forward slashes.
        vocabulary: For the size limit.

    Raises:
        UnreadableError: The file can't be read, is empty, too large, not text, or garbled.
    """
    limit = vocabulary.limit("file_bytes")
    return understand(read_bytes(path, limit), file, limit)


def understand(data: bytes, file: str, limit: int) -> Source:
    """The bytes of one report as a Source.

    Args:
        data: All of the file.
        file: Its path below reports/, with forward slashes.
        limit: Characters that it may unpack to.

    Raises:
        UnreadableError: The bytes are empty, not text, or garbled.
    """
    if WORKBOOK.fullmatch(file):
        raise UnreadableError(
            "是目录存成的工作簿，不是报告；在里面改的不算数",
            "请打开它，另存为 CSV（catalog.csv），再把它移出 reports 文件夹",
        )
    content = _content_of(data)
    text = content.text
    # A Word document of a few kilobytes may unpack to any length.
    _check_size(len(text) + len(content.aside), limit)
    if _is_register(text):
        raise UnreadableError(
            "像是目录（catalog.csv）的副本，不是报告", "请把它移出 reports 文件夹"
        )
    reason = garbled(text)
    if reason:
        raise UnreadableError(reason, "请找出原来的文件重新放入；不要用乱码的这一份")
    lines = split_lines(normalise(text))
    if not lines:
        raise UnreadableError(content.void.reason, content.void.remedy)
    aside = dict.fromkeys(line.text for line in split_lines(normalise(content.aside)))
    return Source(
        file,
        content.encoding,
        hashlib.sha256(data).hexdigest(),
        lines,
        content.problems,
        tuple(aside),
        content.doubts,
    )


def _is_register(text: str) -> bool:
    """Whether a text is a copy of the catalogue: it names every file and person."""
    first = text.partition("\n")[0]
    return all(column in first for column in (NUMBER, FILE, DIGEST))


def read_bytes(path: Path, limit: int) -> bytes:
    """All of a file.

    Raises:
        UnreadableError: It can't be read, is no plain file, or is larger than `limit` bytes.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 (10,000 files a run)
        if not stat.S_ISREG(status.st_mode):
            # Opening a named pipe waits until somebody writes into it.
            raise UnreadableError("不是普通文件（是管道、设备之类）", "请把它移走")
        _check_size(status.st_size, limit)
        with open(path, "rb") as file:  # noqa: PTH123 (as above)
            return file.read()
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableError(
            f"{SHUT}（{reason}）", "请检查文件是否被占用、有无读取权限"
        ) from error


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise UnreadableError(
            f"文件太大（{size / 1e6:.1f} MB，上限 {limit / 1e6:.1f} MB）",
            "请确认是不是报告；确实需要时在 reports/vocabulary.yml 里调高 limits.file_bytes",
        )


def _content_of(data: bytes) -> Content:
    if not data.strip():
        raise UnreadableError(EMPTY.reason, EMPTY.remedy)
    if is_word(data):
        try:
            return read_word(data)
        except NotWordError as error:
            raise UnreadableError(
                f"Word 文档打不开（{error}）", "请用 Word 或 WPS 打开后另存一份"
            ) from error
    for start, reason, remedy in SIGNATURES:
        if data.startswith(start):
            raise UnreadableError(reason, remedy)
    if data[:200].lstrip(BEFORE_MARKUP).lower().startswith(HTML_STARTS):
        raise UnreadableError("是网页（HTML）文件", "请用浏览器打开，复制正文，存为 .txt")
    if MIME_HEAD.match(data[:MIME_HEAD_BYTES].lstrip(BEFORE_MARKUP)):
        raise UnreadableError(
            "是单个文件网页（MHTML，有的办公系统存成 .doc）或邮件（.eml）",
            "网页请用 Word 或 WPS 打开，另存为 .docx；邮件请取出附件，或复制正文存为 .txt",
        )
    try:
        return Content(*decode(data))
    except NotTextError as error:
        remedy = "若是文档，请用能打开它的程序另存为 .docx 或 UTF-8 的 .txt；若不是报告，请移走"
        raise UnreadableError(str(error), remedy) from error
