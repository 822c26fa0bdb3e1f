"""The texts that a memory holds, for reading in any process of the run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from report_archive.memory_file import FILE, FOLDER, connect
from report_archive.page_text import PageText
from report_archive.search.delivering import lines_in
from report_archive.search.indexing import Indexed
from report_archive.shelving import noticing_damage, unpickled, unsealed


class ForeignTextError(Exception):
    """Something that may hold one report's words alone has asked for another's: our mistake."""


class Texts:
    """The texts of one archive."""

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
