"""Characters that a spreadsheet could not save: Excel and WPS write ? for what GBK has not.

Nobody wanted 张䶮 to be 张?, so a cell that lost nothing else is read as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from report_archive.catalogue.columns import NUMBER
from report_archive.catalogue.table import Table
from report_archive.settled import BETWEEN, Settled

LOST = "?"
NARROW = ("gb18030", "big5")
"""Encodings, as they are told, of files that Excel and WPS save in the system's own one."""


def mended(table: Table, columns: Sequence[str], known: Iterable[Settled]) -> Table:
    """A catalogue with the characters that were lost when it was saved.

    Args:
        table: As it was read.
        columns: The order of the cells that are known.
        known: Files as the last run settled them.
    """
    if table.encoding not in NARROW or not any(LOST in cell for row in table.rows for cell in row):
        return table
    written = {
        int(item.number): dict(zip(columns, item.cells.split(BETWEEN), strict=True))
        for item in known
        if item.number and item.width == len(columns)
    }
    return replace(
        table, rows=tuple(_mended_row(row, table.columns, written) for row in table.rows)
    )


def _mended_row(
    row: Sequence[str], columns: Sequence[str], written: Mapping[int, Mapping[str, str]]
) -> Sequence[str]:
    number = row[columns.index(NUMBER)].strip()
    before = written.get(int(number), {}) if number.isdecimal() else {}
    cells = zip(columns, row, strict=False)
    return [
        before[column] if _is_left_of(cell, before.get(column, "")) else cell
        for column, cell in cells
    ]


def _is_left_of(cell: str, before: str) -> bool:
    """Whether a cell is what was left of another one.

    Example:
        >>> _is_left_of("张?", "张䶮"), _is_left_of("张?", "李䶮")
        (True, False)
    """
    return LOST in cell and cell in (_lossy(before, 1), _lossy(before, 2))


def _lossy(text: str, marks: int) -> str:
    """A text as GBK keeps it, with so many marks for a character beyond U+FFFF."""
    return "".join(c if _is_in_gbk(c) else LOST * (marks if c > "\uffff" else 1) for c in text)


def _is_in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
