"""What earlier runs found out, so that what has not changed is neither read nor written again.

Everything here can be made anew from reports/: whatever is wrong with it, it is thrown away.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from report_archive.duplicates import Sample
from report_archive.folders import DOCS
from report_archive.listed import Listed
from report_archive.memory_file import FILE, FOLDER, OUTPUTS, connect
from report_archive.memory_rows import Rows, table_of
from report_archive.model import Examination, Years
from report_archive.settled import Settled
from report_archive.shelving import Packed, noticing_damage, unpickled, unsealed
from report_archive.stamps import Trace

DAMAGED = "damaged"
"""A file that tells the next run to throw the two away."""


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
    ctime: int
    """When it took its place (`Trace`)."""
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

    def is_at(self, trace: Trace) -> bool:
        """Whether it is the file with this trace; one too recent to be trusted proves nothing."""
        return self[1:4] == trace and trace.mtime >= 0

    @property
    def sample(self) -> Sample:
        """For finding duplicates."""
        years = Years(self.last, self.first) if self.last else None
        return Sample(self.file, self.digest, self.shingles, years)


Remembered = TypeVar("Remembered", Known, Settled, Listed)
TABLES = f"""
-- {Known._fields} {Settled._fields}
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS texts (
    file TEXT PRIMARY KEY, examination BLOB, indexed BLOB, page BLOB, shown BLOB, body BLOB);
{table_of("readings")}
{table_of("settled")}
"""
OUTPUT_TABLES = f"""
-- {[field.name for field in fields(Output)]} {Listed._fields}
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text TEXT);
{table_of("outputs")}
{table_of("listed")}
{table_of("public")}
"""


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
        try:
            self._outputs = _opened(folder / OUTPUTS, OUTPUT_TABLES)
        except sqlite3.DatabaseError:
            self._connection.close()
            raise
        self._readings, self._settled = (Rows(self._connection, n) for n in ("readings", "settled"))
        self._written, self._listed, self._public = (
            Rows(self._outputs, name) for name in ("outputs", "listed", "public")
        )
        self.failure: sqlite3.DatabaseError | None = None
        """Why nothing more is kept: the disk is full, mostly.

        `commit` raises it. Until then the run goes on: what must leave the site can be taken out
        of it all the same.
        """

    def close(self) -> None:
        """Let go of the files; what was not committed is forgotten."""
        self._connection.close()
        self._outputs.close()

    def commit(self) -> None:
        """Keep what was learnt so far.

        The outputs first: what rests on other facts is gone from them before those are kept.

        Raises:
            DatabaseError: This, or something before it, could not be kept.
        """
        self.try_to_commit()
        if self.failure:
            raise self.failure

    def try_to_commit(self) -> None:
        """The same; what goes wrong is told by the next `commit`."""
        for rows in (self._written, self._listed, self._public):
            self._try(rows.save)
        self._try(self._outputs.commit)
        for rows in (self._readings, self._settled):
            self._try(rows.save)
        self._try(self._connection.commit)

    def renew(self, facts: Mapping[str, str]) -> None:
        """Forget every reading unless it rests on the same facts."""
        with noticing_damage():
            rows = self._connection.execute("SELECT name, value FROM facts").fetchall()
        if dict(rows) == dict(facts):
            return
        for known in (self._readings, self._settled, self._public):
            self._try(known.clear)
        for table in ("texts", "facts"):
            self._change(f"DELETE FROM {table}")  # noqa: S608 (two fixed names)
        self._change("INSERT INTO facts VALUES (?, ?)", facts.items())

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
        # What could not be forgotten rests on other facts.
        return {} if self.failure else _named(self._readings, Known)

    def examination(self, file: str) -> Examination:
        """What became of one file when it was read; its report is without text.

        Raises:
            DamagedError: It can't be read.
        """
        with noticing_damage():
            query = "SELECT examination FROM texts WHERE file = ?"
            ((data,),) = self._connection.execute(query, (file,)).fetchall()
            found: Examination = unpickled(unsealed(data))
        return found

    def learn(self, known: Known, packed: Packed) -> None:
        """Keep what was read of a file."""
        self._readings.put([tuple(known)])
        kept = (packed.examination, packed.indexed, packed.page, packed.shown, packed.body)
        statement = "INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?, ?)"
        self._change(statement, [(packed.file, *kept)])

    def restamp(self, known: Known) -> None:
        """A file was touched but holds what it held."""
        self._readings.put([tuple(known)])

    def forget(self, files: Iterable[str]) -> None:
        """Drop the readings of files that are gone or can't be read any more."""
        gone = list(files)
        self._readings.drop(gone)
        self._settled.drop(gone)
        self._change("DELETE FROM texts WHERE file = ?", ((file,) for file in gone))

    def settled(self) -> dict[str, Settled]:
        """Every file as it was last settled, where that lasts.

        Raises:
            DamagedError: They can't be read.
        """
        return {} if self.failure else _named(self._settled, Settled)

    def settle(self, files: Iterable[str], settled: Iterable[Settled]) -> None:
        """Remember how some files were settled, and no more how they were before."""
        rows = list(map(tuple, settled))
        self._settled.drop({*files}.difference(row[0] for row in rows))
        self._settled.put(rows)

    def outputs(self) -> dict[str, Output]:
        """What every unit wrote when it was last at work.

        Raises:
            DamagedError: It can't be read.
        """
        return _outputs_of(self._written)

    def wrote(self, unit: str, output: Output) -> None:
        """Remember what a unit wrote."""
        self._written.put([(unit, output.key, output.docs, output.site)])

    def listed(self) -> dict[str, Listed]:
        """Each report as the tables list it, by its number.

        Raises:
            DamagedError: They can't be read.
        """
        return _named(self._listed, Listed)

    def keep_listed(self, listed: Iterable[Listed], gone: Iterable[str]) -> None:
        """Remember how the tables list some reports, and forget others."""
        self._listed.drop(gone)
        self._listed.put(map(tuple, listed))

    def public(self) -> dict[int, str]:
        """Hashes of what is held back and public, each with who says it.

        Raises:
            DamagedError: They can't be read.
        """
        return dict(self._public)

    def keep_public(self, public: Mapping[int, str]) -> None:
        """Remember these instead of those that were known."""
        before = self.public()
        self._public.drop(before.keys() - public.keys())
        self._public.put(pair for pair in public.items() if before.get(pair[0]) != pair[1])

    def drop(self, units: Iterable[str]) -> None:
        """Forget units that are no more."""
        self._written.drop(units)

    def unnote(self, name: str) -> None:
        """Take a note away."""
        self._change_output("DELETE FROM notes WHERE name = ?", [(name,)])

    def note(self, name: str, text: str) -> None:
        """Note something for the next run, which `remembered` reads by itself.

        In which state a command leaves the archive, who made site/, what was written over.
        """
        self._change_output("INSERT OR REPLACE INTO notes VALUES (?, ?)", [(name, text)])

    def _change(self, statement: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Change the memory of the reports once for each row."""
        self._try(partial(self._connection.executemany, statement, rows))

    def _change_output(self, statement: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Change the memory of what was written."""
        self._try(partial(self._outputs.executemany, statement, rows))

    def _try(self, change: Callable[[], object]) -> None:
        """Change something; once that has failed nothing more is tried."""
        if self.failure:
            return
        try:
            change()
        except sqlite3.DatabaseError as error:
            self.failure = error
            # Other processes of the run can't read while a change is half-way.
            for connection in (self._outputs, self._connection):
                with suppress(sqlite3.DatabaseError):
                    connection.rollback()


def read_outputs(archive: Path) -> dict[str, Output]:
    """What every unit wrote, for reading in any process of the run.

    Raises:
        DamagedError: It can't be read.
    """
    with closing(connect(archive / FOLDER / OUTPUTS)) as connection:
        return _outputs_of(Rows(connection, "outputs"))


def _outputs_of(rows: Rows) -> dict[str, Output]:
    with noticing_damage():
        return {unit: Output(key, docs, site) for unit, key, docs, site in rows}


def _named(rows: Rows, kind: type[Remembered]) -> dict[str, Remembered]:
    """Rows by their names."""
    with noticing_damage():
        return {row[0]: kind._make(row) for row in rows}


def _opened(path: Path, tables: str) -> sqlite3.Connection:
    """A file with its tables; one that is damaged or has others is thrown away and begun anew."""
    edition = zlib.adler32(tables.encode()) & 0x7FFF_FFFF
    if path.is_file() and _edition_of(path) != edition:
        _discard(path)
    connection = connect(path)
    try:
        # One that has them already is not written: on a full disk it can still be read.
        connection.executescript(tables)
        if _edition_in(connection) != edition:
            connection.execute(f"PRAGMA user_version = {edition}")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _discard(path: Path) -> None:
    """Remove a file, and its journal: that would be played back into the next file."""
    Path(f"{path}-journal").unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _edition_of(path: Path) -> int | None:
    """Which tables a file says it has; None for one that is no database."""
    try:
        with closing(connect(path)) as connection:
            return _edition_in(connection)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return None


def _edition_in(connection: sqlite3.Connection) -> int:
    ((found,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(found)
