"""Rows of a memory that every run reads, all of them: many lie together in one piece.

A row that SQLite hands over by itself takes 20 us, one of a piece 3: 0.5 s of each run at an
archive of 10,000 reports.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Any, TypeAlias

from report_archive.shelving import noticing_damage, sealed, unsealed

FULL = 256
"""Rows of a piece: an edit writes one anew, some 300 KB."""
FORM = 2
"""Marshal's form that is quickest both ways; every Python since 2.5 reads it."""

Row: TypeAlias = tuple[Any, ...]
"""Plain values, of which the first is the row's name."""
Pieces: TypeAlias = dict[int, dict[str | int, Row]]


def table_of(name: str) -> str:
    """The statement that makes a table of pieces."""
    return f"CREATE TABLE IF NOT EXISTS {name} (piece INTEGER PRIMARY KEY, rows BLOB);"


class Rows:
    """The rows of one table; changes are kept when they are saved."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        """Nothing is read before it is asked for."""
        self._connection = connection
        self._table = table
        self._changed: set[int] = set()

    def __iter__(self) -> Iterator[Row]:
        """All rows.

        Raises:
            DamagedError: They can't be read, or are not what was put there.
        """
        return chain.from_iterable(piece.values() for piece in self._pieces.values())

    def put(self, rows: Iterable[Row]) -> None:
        """Add rows, each in the place of the one with its name; new ones go into the last piece."""
        last = next(reversed(self._pieces), 0)
        for row in rows:
            if len(self._pieces.setdefault(last, {})) >= FULL:
                last += 1
            place = self._places.setdefault(row[0], last)
            self._pieces.setdefault(place, {})[row[0]] = row
            self._changed.add(place)

    def drop(self, names: Iterable[str | int]) -> None:
        """Remove rows."""
        for name in names:
            place = self._places.pop(name, None)
            if place is not None:
                del self._pieces[place][name]
                self._changed.add(place)

    def clear(self) -> None:
        """Remove all rows; what is damaged need not be read for that."""
        self._connection.execute(f"DELETE FROM {self._table}")  # noqa: S608 (a fixed name)
        self._changed.clear()
        vars(self).update(_pieces={}, _places={})

    def save(self) -> None:
        """Write the pieces that have changed.

        Raises:
            DatabaseError: They can't be written.
        """
        statement = f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?)"  # noqa: S608 (the same)
        self._connection.executemany(statement, map(self._packed, sorted(self._changed)))
        self._changed.clear()

    def _packed(self, piece: int) -> tuple[int, bytes]:
        return piece, sealed(marshal.dumps(list(self._pieces[piece].values()), FORM))

    @cached_property
    def _pieces(self) -> Pieces:
        """All rows by their names, piece by piece."""
        query = f"SELECT piece, rows FROM {self._table} ORDER BY piece"  # noqa: S608 (the same)
        with noticing_damage():
            found = self._connection.execute(query).fetchall()
            return {
                piece: {row[0]: row for row in marshal.loads(unsealed(rows))}  # noqa: S302 (ours)
                for piece, rows in found
            }

    @cached_property
    def _places(self) -> dict[str | int, int]:
        """Which piece each row lies in."""
        return {name: place for place, piece in self._pieces.items() for name in piece}
