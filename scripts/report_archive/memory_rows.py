"""Rows of a memory with a checksum each: what a disk changes is damage, not a fact."""

from __future__ import annotations

import marshal
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from report_archive.shelving import DamagedError, noticing_damage

Remembered = TypeVar("Remembered", bound=NamedTuple)


def by_name(
    connection: sqlite3.Connection, table: str, kind: type[Remembered]
) -> dict[str, Remembered]:
    """Rows as tuples of plain values, by the first of these; some 4 us a row.

    Raises:
        DamagedError: They can't be read, or a row is not what was put there.
    """
    query = f"SELECT {', '.join(kind._fields)}, sum FROM {table}"  # noqa: S608 (fixed names)
    with noticing_damage():
        rows = connection.execute(query).fetchall()
    return {row[0]: kind._make(row) for row in sound(rows, table)}


def sound(rows: Sequence[tuple[Any, ...]], table: str) -> list[tuple[Any, ...]]:
    """Rows without the checksums that they end with.

    Raises:
        DamagedError: One is not what was put there.
    """
    plain = list(map(itemgetter(slice(-1)), rows))
    if list(map(_sum_of, plain)) != list(map(itemgetter(-1), rows)):
        raise DamagedError(table)
    return plain


def summed(row: Iterable[object]) -> tuple[object, ...]:
    """A row as SQLite gives it back, which knows no truth but numbers, and its checksum."""
    plain = tuple(int(value) if isinstance(value, bool) else value for value in row)
    return (*plain, _sum_of(plain))


def _sum_of(row: tuple[Any, ...]) -> int:
    """A row's checksum; some 3 us.

    Marshal's first form is the same in every Python, and a third of the work of any text.
    """
    return zlib.crc32(marshal.dumps(row, 0))


def insertion(table: str, columns: int) -> str:
    """The statement that puts a row into a table."""
    marks = ", ".join("?" * columns)
    return f"INSERT OR REPLACE INTO {table} VALUES ({marks})"  # noqa: S608 (fixed names)
