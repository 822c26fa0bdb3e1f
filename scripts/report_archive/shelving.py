"""Reports as bytes: what is kept of a file, in a form that is quickly read back.

Everything here can be made anew from reports/: whatever is wrong with it, it is thrown away.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from report_archive.examining import Reading, Text
from report_archive.model import (
    Evidence,
    Examination,
    Finding,
    Hit,
    Line,
    Outline,
    Post,
    Problem,
    Report,
    Section,
    Source,
    Title,
    Years,
    copied,
)
from report_archive.page_text import PageSection, PageText
from report_archive.passages import Passage
from report_archive.search.indexing import Indexed

READ_WRONGLY = (ValueError, TypeError, LookupError, AttributeError, EOFError)
"""What comes of bytes that are not what was written."""
NO_TEXT = "decode to UTF-8"
"""What SQLite's module says, without a class of its own, of bytes that should be a text."""
SUM = 4
"""Bytes of the checksum in front of what is put away."""
# Modules whose classes a memory may hold; a file that asks for others was tampered with.
OWN = "report_archive."
KEPT = (
    *(Indexed, Examination, Report, Source, Outline, Section, Line, Problem, Hit),
    *(Title, Finding, Evidence, Years, Post, PageText, PageSection),
)
"""The classes that an examination and a text are made of."""
NUMBERS = 0x5000
"""The first of the numbers by which they are named; nobody else uses any."""
FIELDS = frozenset(field.name for field in fields(Outline))
AT_HAND = ("kinds", "passage_kinds", "problems", "head", "tail")
"""What every run asks of an outline; without the text there is nothing in head and tail."""


@dataclass(frozen=True)
class Packed:
    """What is to be kept of one file, as it is handed from process to process."""

    file: str
    """Path below reports/."""
    examination: bytes
    """What became of it, without its text; sealed, as all below."""
    marks: tuple[str, str, int | None, int | None, bytes]
    """Digests of its bytes and of its text, first and last year, shingles."""
    indexed: bytes
    """What the search index needs."""
    page: bytes
    """Its text as its page shows it."""
    shown: bytes
    """Content of its text file, UTF-8."""
    body: bytes
    """N(body) in UTF-16-LE."""

    def unpacked(self) -> Examination:
        """What became of the file."""
        found: Examination = unpickled(unsealed(self.examination))
        return found


class Shelved(Outline):
    """An outline that is unpacked when somebody looks into it: in most runs few are.

    It takes half of the time of reading back what is known of a report.
    """

    def __init__(self, outline: Outline, *, whole: bool) -> None:
        """Pack an outline, or its passages alone; what every run asks for stays at hand."""
        kept = {field: getattr(outline, field) for field in FIELDS} if whole else {}
        packed = _pickled({**kept, "passages": outline.passages})
        vars(self).update({name: getattr(outline, name) for name in AT_HAND}, packed=packed)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The parts that index pages list, in reading order."""
        found: tuple[Passage, ...] = self._unpacked("passages")
        return found

    def __getattr__(self, name: str) -> Any:
        """Unpack it, once; only fields that are not there yet come here."""
        if name not in FIELDS:
            raise AttributeError(name)
        return self._unpacked(name)

    def _unpacked(self, name: str) -> Any:
        if "packed" in vars(self):
            with noticing_damage():
                vars(self).update(unpickled(vars(self).pop("packed")))
        if name not in vars(self):
            raise AttributeError(name)
        return vars(self)[name]


def pack(reading: Reading, text: Text, *, whole: bool) -> Packed:
    """Make a reading and its text ready to be kept.

    Args:
        reading: What is to be at hand.
        text: What is to be put away.
        whole: Whether to have the outline of every section at hand, or no more than what index
            pages list.
    """
    examination, report, sample = reading.examination, reading.report, reading.sample
    shelved = copied(report, outline=Shelved(report.outline, whole=whole))
    years = (sample.years.first, sample.years.last) if sample.years else (None, None)
    return Packed(
        examination.file,
        sealed(_pickled(copied(examination, report=shelved))),
        (reading.sha256, sample.digest, *years, sample.shingles),
        sealed(_pickled(text.indexed)),
        sealed(_pickled(text.page)),
        sealed(text.shown.encode("utf-8", "surrogatepass")),
        sealed(text.body),
    )


class DamagedError(Exception):
    """A memory can't be read; the next run throws it away."""


@contextmanager
def noticing_damage() -> Iterator[None]:
    """What can't be read is damaged, unless the system would not let us read it.

    Raises:
        DamagedError: It can't be read.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if NO_TEXT not in str(error):
            raise
        raise DamagedError(str(error)) from error
    except (sqlite3.DatabaseError, pickle.UnpicklingError, *READ_WRONGLY) as error:
        raise DamagedError(str(error)) from error


def sealed(data: bytes) -> bytes:
    """Bytes behind their checksum: what a disk changes shall not become part of a page."""
    return zlib.crc32(data).to_bytes(SUM) + data


def unsealed(data: bytes) -> bytes:
    """The bytes that were sealed; some 5 us for a text.

    Raises:
        DamagedError: They are not what they were.
    """
    kept = data[SUM:]
    if zlib.crc32(kept).to_bytes(SUM) != data[:SUM]:
        raise DamagedError("checksum")
    return kept


def _taken_apart(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """How a thing is put away: its class and what it is made of.

    Left to itself pickle asks every thing for its state: twice as slow, there and back.
    """
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda thing: (kind, values(thing))


# A class named by a number is looked up once in a process, not once in every reading.
for number, kept in enumerate((Shelved, Passage, *KEPT), NUMBERS):
    copyreg.add_extension(kept.__module__, kept.__qualname__, number)
    if is_dataclass(kept) and kept is not Shelved:
        copyreg.pickle(kept, _taken_apart(kept))


def _pickled(thing: Any) -> bytes:
    return pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)


class _Loader(pickle.Unpickler):
    """Makes nothing but what this program puts away itself."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of the model.

        Raises:
            UnpicklingError: Anything else is asked for.
        """
        if not module.startswith(OWN) or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name}")
        found = super().find_class(module, name)
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def unpickled(data: bytes) -> Any:
    """What was put away.

    Raises:
        UnpicklingError: It holds other things; whatever else comes of bytes that are damaged.
    """
    return _Loader(io.BytesIO(data)).load()
