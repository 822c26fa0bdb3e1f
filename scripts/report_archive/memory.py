"""What earlier runs found out, so that what has not changed is neither read nor written again.

Everything here can be made anew from reports/: whatever is wrong with it, it is thrown away.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

from report_archive.duplicates import Sample
from report_archive.examining import Reading, Text
from report_archive.folders import DOCS
from report_archive.memory_file import FILE, FOLDER, OUTPUTS, connect
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
from report_archive.search.delivering import lines_in
from report_archive.search.indexing import Indexed
from report_archive.stamps import Stamp

DAMAGED = "damaged"
"""A file that tells the next run to throw the two away."""
READ_WRONGLY = (ValueError, TypeError, LookupError, AttributeError, EOFError)
"""What comes of bytes that are not what was written."""
WRAP, SIGNED = 1 << 64, (1 << 63) - 1
"""SQLite's integers have a sign, our hashes have none."""
TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS readings (
    file TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, reading BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (
    file TEXT PRIMARY KEY, indexed BLOB, page BLOB, shown BLOB, body BLOB);
"""
OUTPUT_TABLE = """
CREATE TABLE IF NOT EXISTS outputs (
    unit TEXT PRIMARY KEY, key TEXT, docs TEXT, site TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS public (hash INTEGER PRIMARY KEY, witness TEXT);
"""
# Modules whose classes a memory may hold; a file that asks for others was tampered with.
OWN = "report_archive."
KEPT = (
    *(Sample, Indexed, Examination, Report, Source, Outline, Section, Line, Problem, Hit),
    *(Title, Finding, Evidence, Years, Post, PageText, PageSection),
)
"""The classes that a reading and its text are made of."""
NUMBERS = 0x5000
"""The first of the numbers by which they are named; nobody else uses any."""
FIELDS = frozenset(field.name for field in fields(Outline))
AT_HAND = ("kinds", "passage_kinds", "problems", "head", "tail")
"""What every run asks of an outline; without the text there is nothing in head and tail."""


@dataclass(frozen=True)
class Output:
    """What one unit of work wrote."""

    key: str
    """Digest of all that it was made of."""
    docs: str = ""
    """Its files below docs/: for each a line with path, size and time (stamps.text_of).

    As text: a run has 80,000 such lines for 10,000 reports and looks into few of them.
    """
    site: str = ""
    """The same for its files below site/."""

    def below(self, folder: str) -> str:
        """The lines of its files below one of the two folders."""
        return self.docs if folder == DOCS else self.site


@dataclass(frozen=True)
class Packed:
    """What is to be kept of one file, as it is handed from process to process."""

    file: str
    """Path below reports/."""
    reading: bytes
    """The reading."""
    indexed: bytes
    """What the search index needs."""
    page: bytes
    """Its text as its page shows it."""
    shown: bytes
    """Content of its text file, UTF-8."""
    body: bytes
    """N(body) in UTF-16-LE."""

    def unpacked(self) -> Reading:
        """The reading itself."""
        found: Reading = _unpickled(self.reading)
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
            with _noticing_damage():
                vars(self).update(_unpickled(vars(self).pop("packed")))
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
    examination, report = reading.examination, reading.report
    shelved = copied(report, outline=Shelved(report.outline, whole=whole))
    light = copied(reading, examination=copied(examination, report=shelved))
    return Packed(
        examination.file,
        _pickled(light),
        _pickled(text.indexed),
        _pickled(text.page),
        text.shown.encode("utf-8", "surrogatepass"),
        text.body,
    )


class DamagedError(Exception):
    """A memory can't be read; the next run throws it away."""


class Memory:
    """The memory of one archive."""

    def __init__(self, archive: Path) -> None:
        """Open it; one that is damaged is thrown away."""
        folder = archive / FOLDER
        folder.mkdir(exist_ok=True)
        if (folder / DAMAGED).exists():
            for name in (FILE, OUTPUTS, DAMAGED):
                _discard(folder / name)
        self._connection = _opened(folder / FILE, TABLES)
        self._outputs = _opened(folder / OUTPUTS, OUTPUT_TABLE)

    def close(self) -> None:
        """Let go of the files; what was not committed is forgotten."""
        self._connection.close()
        self._outputs.close()

    def commit(self) -> None:
        """Keep what was learnt so far.

        The outputs first: what rests on other facts is gone from them before those are kept.
        """
        self._outputs.commit()
        self._connection.commit()

    def renew(self, facts: Mapping[str, str]) -> None:
        """Forget every reading unless it rests on the same facts."""
        with _noticing_damage():
            rows = self._connection.execute("SELECT name, value FROM facts").fetchall()
        if dict(rows) == dict(facts):
            return
        for table in ("readings", "texts", "facts"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 (three fixed names)
        self._outputs.execute("DELETE FROM public")
        self._connection.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())

    @property
    def is_new(self) -> bool:
        """Whether nothing is remembered of any report.

        Raises:
            DamagedError: It can't be read.
        """
        with _noticing_damage():
            return not self._connection.execute("SELECT 1 FROM readings LIMIT 1").fetchall()

    def readings(self) -> list[tuple[str, Stamp, Reading]]:
        """Every file known, with its stamp.

        Raises:
            DamagedError: They can't be read.
        """
        with _noticing_damage():
            rows = self._connection.execute("SELECT file, size, mtime, reading FROM readings")
            return [(file, Stamp(size, at), _unpickled(data)) for file, size, at, data in rows]

    def learn(self, stamp: Stamp, packed: Packed) -> Reading:
        """Keep a reading and give it back."""
        row = (packed.file, stamp.size, stamp.mtime, packed.reading)
        self._connection.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", row)
        heavy = (packed.file, packed.indexed, packed.page, packed.shown, packed.body)
        self._connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?)", heavy)
        return packed.unpacked()

    def restamp(self, file: str, stamp: Stamp) -> None:
        """A file was touched but holds what it held."""
        row = (stamp.size, stamp.mtime, file)
        self._connection.execute("UPDATE readings SET size = ?, mtime = ? WHERE file = ?", row)

    def forget(self, files: Iterable[str]) -> None:
        """Drop the readings of files that are gone or can't be read any more."""
        for file in files:
            self._connection.execute("DELETE FROM readings WHERE file = ?", (file,))
            self._connection.execute("DELETE FROM texts WHERE file = ?", (file,))

    def outputs(self) -> dict[str, Output]:
        """What every unit wrote when it was last at work.

        Raises:
            DamagedError: It can't be read.
        """
        return _outputs_in(self._outputs)

    def wrote(self, unit: str, output: Output) -> None:
        """Remember what a unit wrote."""
        row = (unit, output.key, output.docs, output.site)
        self._outputs.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", row)

    def public(self) -> dict[int, str]:
        """Hashes of what is held back and public, each with who says it.

        Raises:
            DamagedError: They can't be read.
        """
        with _noticing_damage():
            rows = self._outputs.execute("SELECT hash, witness FROM public").fetchall()
        return {number % WRAP: witness for number, witness in rows}

    def keep_public(self, public: Mapping[int, str]) -> None:
        """Remember these instead of those that were known."""
        self._outputs.execute("DELETE FROM public")
        rows = ((number - WRAP * (number > SIGNED), said) for number, said in public.items())
        self._outputs.executemany("INSERT INTO public VALUES (?, ?)", rows)

    def drop(self, units: Iterable[str]) -> None:
        """Forget units that are no more."""
        self._outputs.executemany("DELETE FROM outputs WHERE unit = ?", [(u,) for u in units])


def read_outputs(archive: Path) -> dict[str, Output]:
    """What every unit wrote, for reading in any process of the run.

    Raises:
        DamagedError: It can't be read.
    """
    with closing(connect(archive / FOLDER / OUTPUTS)) as connection:
        return _outputs_in(connection)


def _outputs_in(connection: sqlite3.Connection) -> dict[str, Output]:
    with _noticing_damage():
        rows = connection.execute("SELECT unit, key, docs, site FROM outputs")
        return {unit: Output(key, docs, site) for unit, key, docs, site in rows}


class ForeignTextError(Exception):
    """Something that may hold one report's words alone has asked for another's: our mistake."""


class Texts:
    """The texts that a memory holds, for reading in any process of the run."""

    def __init__(self, archive: Path) -> None:
        """Open the memory beside the run that writes it."""
        self._connection = connect(archive / FOLDER / FILE)
        self._only: str | None = None

    @contextmanager
    def only(self, file: str) -> Iterator[None]:
        """Give out the text of one file and of no other.

        Raises:
            ForeignTextError: Another one was asked for.
        """
        self._only = file
        try:
            yield
        finally:
            self._only = None

    def page(self, file: str) -> PageText:
        """The text of a file as its page shows it."""
        with _noticing_damage():
            found: PageText = _unpickled(self._cell("page", file))
        return found

    def shown(self, file: str) -> str:
        """The text of a file as the search shows it: content of its text file."""
        with _noticing_damage():
            return self._cell("shown", file).decode("utf-8", "surrogatepass")

    def lines(self, file: str) -> list[str]:
        """The lines of a file that have text."""
        shown = self.shown(file)
        with _noticing_damage():
            return lines_in(shown)

    def indexed(self, file: str) -> Indexed:
        """What the search index needs of a file beside its body."""
        with _noticing_damage():
            found: Indexed = _unpickled(self._cell("indexed", file))
        return found

    def body(self, file: str) -> bytes:
        """N(body) of a file in UTF-16-LE."""
        with _noticing_damage():
            return self._cell("body", file)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _cell(self, column: str, file: str) -> bytes:
        if self._only not in (None, file):
            raise ForeignTextError(f"{self._only}: {file}")
        query = f"SELECT {column} FROM texts WHERE file = ?"  # noqa: S608 (one of four fixed names)
        # All rows are fetched: a query with rows left would keep the run from writing.
        ((cell,),) = self._connection.execute(query, (file,)).fetchall()
        found: bytes = cell
        return found


def _opened(path: Path, tables: str) -> sqlite3.Connection:
    """A file with its tables; one that is damaged or has others is thrown away and begun anew."""
    edition = zlib.adler32(tables.encode()) & 0x7FFF_FFFF
    if path.is_file() and _edition_of(path) != edition:
        _discard(path)
    connection = connect(path)
    connection.executescript(f"{tables}PRAGMA user_version = {edition};")
    return connection


def _discard(path: Path) -> None:
    """Remove a file, and its journal: that would be played back into the next file."""
    Path(f"{path}-journal").unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _edition_of(path: Path) -> int | None:
    """Which tables a file says it has; None for one that is no database."""
    try:
        with closing(connect(path)) as connection:
            ((found,),) = connection.execute("PRAGMA user_version").fetchall()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return None
    return int(found)


@contextmanager
def _noticing_damage() -> Iterator[None]:
    """What can't be read is damaged, unless the system would not let us read it."""
    try:
        yield
    except sqlite3.OperationalError:
        raise
    except (sqlite3.DatabaseError, pickle.UnpicklingError, *READ_WRONGLY) as error:
        raise DamagedError(str(error)) from error


def _taken_apart(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """How a thing is put away: its class and what it is made of.

    Left to itself pickle asks every thing for its state: twice as slow, there and back.
    """
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda thing: (kind, values(thing))


# A class named by a number is looked up once in a process, not once in every reading.
for number, kept in enumerate((Shelved, Passage, Reading, *KEPT), NUMBERS):
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


def _unpickled(data: bytes) -> Any:
    return _Loader(io.BytesIO(data)).load()
