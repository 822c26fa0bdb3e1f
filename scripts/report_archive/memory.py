"""What earlier runs found out, so that what has not changed is neither read nor written again.

Everything here can be made anew from reports/: whatever is wrong with it, it is thrown away.
"""

from __future__ import annotations

import json
import marshal
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from report_archive.duplicates import Sample
from report_archive.folders import DOCS
from report_archive.listed import Listed
from report_archive.memory_file import FILE, FOLDER, OUTPUTS, connect
from report_archive.model import Examination, Years
from report_archive.page_text import PageText
from report_archive.search.delivering import lines_in
from report_archive.search.indexing import Indexed
from report_archive.settled import Settled
from report_archive.shelving import (
    DamagedError,
    Packed,
    noticing_damage,
    unpickled,
    unsealed,
)

DAMAGED = "damaged"
"""A file that tells the next run to throw the two away."""
Remembered = TypeVar("Remembered", "Known", Settled, Listed)
WRAP, SIGNED = 1 << 64, (1 << 63) - 1
"""SQLite's integers have a sign, our hashes have none."""
TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS readings (
    file TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, sha256 TEXT,
    digest TEXT, first INTEGER, last INTEGER, shingles BLOB, sum INTEGER, examination BLOB
    ) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (
    file TEXT PRIMARY KEY, indexed BLOB, page BLOB, shown BLOB, body BLOB);
"""
SETTLED_TABLE = (
    f"CREATE TABLE IF NOT EXISTS settled ({', '.join(Settled._fields)}, sum, PRIMARY KEY (file));"
)
OUTPUT_TABLE = """
CREATE TABLE IF NOT EXISTS outputs (
    unit TEXT PRIMARY KEY, key TEXT, docs TEXT, site TEXT, sum INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS listed (
    number TEXT PRIMARY KEY, key TEXT, csv TEXT, json TEXT, filled INTEGER, sum INTEGER);
CREATE TABLE IF NOT EXISTS public (hash INTEGER PRIMARY KEY, witness TEXT);
"""


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


class Known(NamedTuple):
    """What tells of a file, without a look into it, that it is known, and what it is like.

    A tuple of plain values: there are as many as reports.
    """

    file: str
    """Path below reports/."""
    size: int
    """Bytes."""
    mtime: int
    """Time of the last change, in nanoseconds; -1 for one too recent to be trusted."""
    sha256: str
    """Digest of the file's bytes, in hexadecimal."""
    digest: str
    """Digest of its text without blanks."""
    first: int | None
    """The first year of its term."""
    last: int | None
    """The year reported on, or the last one of its term."""
    shingles: bytes
    """The sampled shingles' hashes."""

    @property
    def sample(self) -> Sample:
        """For finding duplicates."""
        years = Years(self.last, self.first) if self.last else None
        return Sample(self.file, self.digest, self.shingles, years)


class Memory:
    """The memory of one archive."""

    def __init__(self, archive: Path) -> None:
        """Open it; one that is damaged is thrown away."""
        folder = archive / FOLDER
        folder.mkdir(exist_ok=True)
        if (folder / DAMAGED).exists():
            for name in (FILE, OUTPUTS, DAMAGED):
                _discard(folder / name)
        self._connection = _opened(folder / FILE, TABLES + SETTLED_TABLE)
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
        with noticing_damage():
            rows = self._connection.execute("SELECT name, value FROM facts").fetchall()
        if dict(rows) == dict(facts):
            return
        for table in ("readings", "texts", "settled", "facts"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 (four fixed names)
        self._outputs.execute("DELETE FROM public")
        self._connection.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())

    @property
    def is_new(self) -> bool:
        """Whether nothing is remembered of any report.

        Raises:
            DamagedError: It can't be read.
        """
        with noticing_damage():
            return not self._connection.execute("SELECT 1 FROM readings LIMIT 1").fetchall()

    def known(self) -> dict[str, Known]:
        """Every file known.

        Raises:
            DamagedError: They can't be read.
        """
        return _by_name(self._connection, "readings", Known)

    def examination(self, file: str) -> Examination:
        """What became of one file when it was read; its report is without text.

        Raises:
            DamagedError: It can't be read.
        """
        with noticing_damage():
            query = "SELECT examination FROM readings WHERE file = ?"
            ((data,),) = self._connection.execute(query, (file,)).fetchall()
            found: Examination = unpickled(unsealed(data))
        return found

    def learn(self, known: Known, packed: Packed) -> None:
        """Keep what was read of a file."""
        row = (*_summed(known), packed.examination)
        self._connection.execute(_insert("readings", len(row)), row)
        heavy = (packed.file, packed.indexed, packed.page, packed.shown, packed.body)
        self._connection.execute(_insert("texts", len(heavy)), heavy)

    def restamp(self, known: Known) -> None:
        """A file was touched but holds what it held."""
        row = (known.size, known.mtime, _summed(known)[-1], known.file)
        query = "UPDATE readings SET size = ?, mtime = ?, sum = ? WHERE file = ?"
        self._connection.execute(query, row)

    def forget(self, files: Iterable[str]) -> None:
        """Drop the readings of files that are gone or can't be read any more."""
        for file in files:
            self._connection.execute("DELETE FROM readings WHERE file = ?", (file,))
            self._connection.execute("DELETE FROM texts WHERE file = ?", (file,))
            self._connection.execute("DELETE FROM settled WHERE file = ?", (file,))

    def settled(self) -> dict[str, Settled]:
        """Every file as it was last settled, where that lasts.

        Raises:
            DamagedError: They can't be read.
        """
        return _by_name(self._connection, "settled", Settled)

    def settle(self, files: Iterable[str], settled: Iterable[Settled]) -> None:
        """Remember how some files were settled, and no more how they were before."""
        rows = ((file,) for file in files)
        self._connection.executemany("DELETE FROM settled WHERE file = ?", rows)
        statement = _insert("settled", len(Settled._fields) + 1)
        self._connection.executemany(statement, map(_summed, settled))

    def outputs(self) -> dict[str, Output]:
        """What every unit wrote when it was last at work.

        Raises:
            DamagedError: It can't be read.
        """
        return _outputs_in(self._outputs)

    def wrote(self, unit: str, output: Output) -> None:
        """Remember what a unit wrote."""
        row = _summed((unit, output.key, output.docs, output.site))
        self._outputs.execute(_insert("outputs", len(row)), row)

    def listed(self) -> dict[str, Listed]:
        """Each report as the tables list it, by its number.

        Raises:
            DamagedError: They can't be read.
        """
        return _by_name(self._outputs, "listed", Listed)

    def keep_listed(self, listed: Iterable[Listed], gone: Iterable[str]) -> None:
        """Remember how the tables list some reports, and forget others."""
        statement = _insert("listed", len(Listed._fields) + 1)
        self._outputs.executemany(statement, map(_summed, listed))
        rows = ((number,) for number in gone)
        self._outputs.executemany("DELETE FROM listed WHERE number = ?", rows)

    def public(self) -> dict[int, str]:
        """Hashes of what is held back and public, each with who says it.

        Raises:
            DamagedError: They can't be read.
        """
        with noticing_damage():
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
    with noticing_damage():
        rows = connection.execute("SELECT unit, key, docs, site, sum FROM outputs").fetchall()
    return {unit: Output(key, docs, site) for unit, key, docs, site in _sound(rows, "outputs")}


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
        with noticing_damage():
            found: PageText = unpickled(self._cell("page", file))
        return found

    def shown(self, file: str) -> str:
        """The text of a file as the search shows it: content of its text file."""
        with noticing_damage():
            return self._cell("shown", file).decode("utf-8", "surrogatepass")

    def lines(self, file: str) -> list[str]:
        """The lines of a file that have text."""
        shown = self.shown(file)
        with noticing_damage():
            return lines_in(shown)

    def indexed(self, files: Sequence[str]) -> list[Indexed]:
        """What the search index needs of some files beside their bodies, in their order."""
        with noticing_damage():
            return list(map(unpickled, self._cells("indexed", files)))

    def bodies(self, files: Sequence[str]) -> list[bytes]:
        """N(body) of some files in UTF-16-LE, in their order."""
        with noticing_damage():
            return self._cells("body", files)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _cell(self, column: str, file: str) -> bytes:
        self._check(file)
        query = f"SELECT {column} FROM texts WHERE file = ?"  # noqa: S608 (one of four fixed names)
        # All rows are fetched: a query with rows left would keep the run from writing.
        ((cell,),) = self._connection.execute(query, (file,)).fetchall()
        return unsealed(cell)

    def _cells(self, column: str, files: Sequence[str]) -> list[bytes]:
        """One column of many files, in a third of the time."""
        for file in files:
            self._check(file)
        query = (
            f"SELECT file, {column} FROM texts "  # noqa: S608 (one of four fixed names)
            "WHERE file IN (SELECT value FROM json_each(?))"
        )
        found = dict(self._connection.execute(query, (json.dumps(files),)).fetchall())
        return [unsealed(found[file]) for file in files]

    def _check(self, file: str) -> None:
        if self._only not in (None, file):
            raise ForeignTextError(f"{self._only}: {file}")


def _by_name(
    connection: sqlite3.Connection, table: str, kind: type[Remembered]
) -> dict[str, Remembered]:
    """Rows as tuples of plain values, by the first of these; some 4 us a row.

    Raises:
        DamagedError: They can't be read, or a row is not what was put there.
    """
    query = f"SELECT {', '.join(kind._fields)}, sum FROM {table}"  # noqa: S608 (fixed names)
    with noticing_damage():
        rows = connection.execute(query).fetchall()
    return {row[0]: kind._make(row) for row in _sound(rows, table)}


def _sound(rows: Sequence[tuple[Any, ...]], table: str) -> list[tuple[Any, ...]]:
    """Rows without the checksums that they end with.

    Raises:
        DamagedError: One is not what was put there.
    """
    plain = list(map(itemgetter(slice(-1)), rows))
    if list(map(_sum_of, plain)) != list(map(itemgetter(-1), rows)):
        raise DamagedError(table)
    return plain


def _summed(row: Iterable[object]) -> tuple[object, ...]:
    """A row as SQLite gives it back, which knows no truth but numbers, and its checksum."""
    plain = tuple(int(value) if isinstance(value, bool) else value for value in row)
    return (*plain, _sum_of(plain))


def _sum_of(row: tuple[Any, ...]) -> int:
    """A row's checksum; some 3 us.

    Marshal's first form is the same in every Python, and a third of the work of any text.
    """
    return zlib.crc32(marshal.dumps(row, 0))


def _insert(table: str, columns: int) -> str:
    """The statement that puts a row into a table."""
    marks = ", ".join("?" * columns)
    return f"INSERT OR REPLACE INTO {table} VALUES ({marks})"  # noqa: S608 (fixed names)


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
