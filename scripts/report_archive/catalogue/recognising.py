"""Rows that say what was written, though a spreadsheet has put it otherwise.

Excel and WPS write every row anew when one cell is changed: 12 for 000012, 2022/1/8 for 2022-01-08.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from report_archive.catalogue.corrections import corrections_of, same_cell
from report_archive.catalogue.rows import Catalogue, Row, row_of
from report_archive.settled import Settled


def recognise(catalogue: Catalogue, known: Mapping[str, Settled]) -> Catalogue:
    """The catalogue with rows kept that say what was written.

    Args:
        catalogue: As it was read.
        known: Each file as the last run settled it.
    """
    files = Counter([*(row.file for row in catalogue.rows), *(s.file for s in catalogue.kept)])
    width = len(catalogue.columns)
    kept, rows = list(catalogue.kept), list[Row]()
    for row in catalogue.rows:
        item = known.get(row.file) if files[row.file] == 1 else None
        if item and item.width == width and says_the_same(row, row_of(item, catalogue)):
            kept.append(item)
        else:
            rows.append(row)
    return replace(catalogue, rows=tuple(rows), kept=tuple(kept))


def says_the_same(row: Row, written: Row) -> bool:
    """Whether settling one of two rows of a file gives what settling the other one gives."""
    return (
        _identity(row) == _identity(written)
        and row.machine.get("publish") == written.machine.get("publish")
        and corrections_of(row) == corrections_of(written)
        and (not row.checked or is_unchanged(written.machine, row.machine))
    )


def is_unchanged(machine: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether the machine reads the same as when a row was written."""
    fields = (field for field in machine if field != "title")
    return all(same_cell(field, before.get(field, ""), machine[field]) for field in fields)


def _identity(row: Row) -> tuple[object, ...]:
    """What must be equal to the letter."""
    return row.number, row.file, row.sha256, row.present, row.checked, row.note, row.extra
