"""The files that a memory lies in, and the one question that is asked before it is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = ".report-archive"
FILE, OUTPUTS = "memory.sqlite", "outputs.sqlite"
"""Two files: while one is written, other processes read the other."""
PATIENCE = 60
"""Seconds to wait for another process of the same run."""


def remembered(archive: Path, name: str) -> str | None:
    """What a run noted under a name; None where there is no note, or none that can be read."""
    path = archive / FOLDER / OUTPUTS
    if not path.is_file():
        return None
    try:
        with closing(connect(path)) as connection:
            query = "SELECT text FROM notes WHERE name = ?"
            rows = connection.execute(query, (name,)).fetchall()
    except sqlite3.DatabaseError:
        return None
    return str(rows[0][0]) if rows else None


def connect(path: Path) -> sqlite3.Connection:
    """Open a file for reading and writing."""
    # A rollback journal, not a write-ahead log: that one does not work on network shares.
    connection = sqlite3.connect(path, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
