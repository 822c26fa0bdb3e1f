"""Files that hand their content over by a call, so that script tags can load them.

Whoever asks for a file knows its checksum, so a damaged or stale one is noticed.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from report_archive.model import Report

FOLDER = "search"
"""Folder of the index below docs/archive/."""
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
"""Made once: `json.dumps` makes one for every value."""


def compact(content: Any) -> str:
    """JSON without blanks."""
    return ENCODER.encode(content)


def checksum(text: str) -> int:
    """Adler-32 of the text in UTF-16, which JavaScript can reckon as well."""
    return zlib.adler32(text.encode("utf-16-le"))


def path_of(name: str) -> str:
    """Where a file of the index stands below docs/archive/."""
    return f"{FOLDER}/{name}.js"


def deliver(name: str, text: str, total: int) -> str:
    """A file that hands a text over with its checksum."""
    return f"reportArchive.deliver({compact(name)},{total},{compact(text)});\n"


def deliver_plain(name: str, text: str, total: int) -> str:
    """The same for a text with nothing to escape, such as base64; in a third of the time."""
    return f'reportArchive.deliver({compact(name)},{total},"{text}");\n'


def sum_in(file: str) -> int:
    """The checksum that a file says it has."""
    return int(file.split(",", 2)[1])


def text_of(report: Report) -> tuple[str, int]:
    """Content of a report's text file and its checksum."""
    text = compact({"lines": [[line.number, line.text] for line in report.source.lines]})
    return text, checksum(text)


def lines_in(text: str) -> list[str]:
    """The lines of a report, out of the content of its text file."""
    return [line for _, line in json.loads(text)["lines"]]


def render_text(number: str, text: str, text_sum: int) -> str:
    """The file with a report's text; `text` and `text_sum` as `text_of` made them."""
    return deliver(f"t{number}", text, text_sum)
