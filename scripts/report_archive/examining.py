"""One file's way through reading, parsing, describing and screening, and what is kept of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from report_archive.describing.report import describe_report
from report_archive.duplicates import Sample, sample_report
from report_archive.model import Examination, Report, copied, without_text
from report_archive.page_text import PageText, render_text
from report_archive.parsing.outline import parse_report
from report_archive.reading.file import UnreadableError, read_bytes, understand
from report_archive.screening import screen_aside, screen_report
from report_archive.search.indexing import Indexed, index_report
from report_archive.vocabulary import Vocabulary


@dataclass(frozen=True)
class Reading:
    """What is kept at hand of a file that could be read: a few KB."""

    examination: Examination
    """What became of it; its report is without text."""
    sample: Sample
    """For finding duplicates."""

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes."""
        return self.report.source.sha256

    @property
    def report(self) -> Report:
        """The report, without text."""
        assert self.examination.report is not None  # noqa: S101 (a reading is of a readable file)
        return self.examination.report


@dataclass(frozen=True)
class Text:
    """What is put away of a file that could be read: all of it."""

    indexed: Indexed
    """For the search index; without its body and its text."""
    page: PageText
    """As its page shows it."""
    shown: str
    """As the search shows it: content of the report's text file, JSON."""
    body: bytes
    """N(body) in UTF-16-LE, for the search index."""


@dataclass(frozen=True)
class Finding:
    """What looking at one file gave."""

    file: str
    """Path below reports/, in a form that can be shown."""
    failed: Examination | None = None
    """Why it could not be read."""
    reading: Reading | None = None
    """What was read; None also where its bytes are those that were known."""
    text: Text | None = None
    """Its text, where there is a reading."""


def examine_file(folder: Path, file: str, vocabulary: Vocabulary) -> Examination:
    """Read, parse, describe and screen one file; one that can't be read is an outcome, no error."""
    try:
        return examine_bytes(_bytes_of(folder, file, vocabulary), file, vocabulary)
    except UnreadableError as unreadable:
        return Examination(_shown(file), None, (unreadable.problem,))


def examine_bytes(data: bytes, file: str, vocabulary: Vocabulary) -> Examination:
    """The same for bytes.

    Raises:
        UnreadableError: They are no text.
    """
    source = understand(data, file, vocabulary.limit("file_bytes"))
    outline = parse_report(source, vocabulary)
    report = describe_report(source, outline, vocabulary)
    problems = (*source.problems, *outline.problems)
    hits = (*screen_report(report, vocabulary), *screen_aside(source.aside, vocabulary))
    return Examination(file, report, problems, hits)


def look_at(folder: Path, file: str, vocabulary: Vocabulary, known: str = "") -> Finding:
    """Examine one file unless its bytes have the digest that is known of it."""
    try:
        data = _bytes_of(folder, file, vocabulary)
        if known and hashlib.sha256(data).hexdigest() == known:
            return Finding(file)
        examination = examine_bytes(data, file, vocabulary)
    except UnreadableError as unreadable:
        return Finding(file, Examination(_shown(file), None, (unreadable.problem,)))
    report = examination.report
    assert report is not None  # noqa: S101 (what can't be read raises)
    indexed = index_report(report)
    reading = Reading(copied(examination, report=without_text(report)), sample_report(report))
    page = render_text(report.outline, vocabulary)
    text = Text(copied(indexed, body=b"", text=""), page, indexed.text, indexed.body)
    return Finding(file, None, reading, text)


def _bytes_of(folder: Path, file: str, vocabulary: Vocabulary) -> bytes:
    if _shown(file) != file:
        raise UnreadableError("文件名的编码不对", "请给文件改名")
    return read_bytes(folder / file, vocabulary.limit("file_bytes"))


def _shown(file: str) -> str:
    """A path that can be printed, whatever bytes it is made of."""
    return file.encode("utf-8", "backslashreplace").decode()
