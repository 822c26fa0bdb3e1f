"""One row a file: its number, what people decided, what the machine read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from operator import attrgetter
from pathlib import Path

from report_archive.catalogue.columns import (
    CHANGED,
    CHECKED,
    DIGEST,
    FIELDS,
    FILE,
    FILE_NAME,
    MACHINE,
    MACHINES,
    MISSING,
    NOTE,
    NUMBER,
    PEOPLES,
    REVIEW,
    SEPARATOR,
    STATE,
    UNREAD,
)
from report_archive.catalogue.losses import mended
from report_archive.catalogue.table import (
    CatalogueError,
    Table,
    inert_cells,
    read_table,
    record_of,
    render_table,
)
from report_archive.settled import BETWEEN, Settled

DIGITS = 6
NAMES = {column: name for name, column in FIELDS.items()}
"""Fields by the names of their columns."""
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Row:
    """One row of the catalogue."""

    number: str
    """件号: six digits; empty for a file that was never readable."""
    file: str
    """Path below reports/ at which the file was last seen."""
    sha256: str
    """Digest of the file's bytes when it was last seen; empty when it could not be read."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """What stands in the cells that a person may change, by field."""
    machine: Mapping[str, str] = field(default_factory=dict)
    """What the machine read last time, by field."""
    changed: frozenset[str] = frozenset()
    """Fields that a person changed in an earlier run."""
    checked: bool = False
    """A person looked at the doubts and found all well."""
    state: str = ""
    """状态, as shown."""
    review: str = ""
    """待核对, as shown."""
    note: str = ""
    """备注: the clerk's own words."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Cells of columns that the clerk added."""
    present: bool = True
    """Whether the file is there."""


@dataclass(frozen=True)
class Catalogue:
    """All rows, and what else the file holds."""

    rows: tuple[Row, ...] = ()
    """The rows that somebody must look into."""
    kept: tuple[Settled, ...] = ()
    """The rows that stand as a run wrote them, or as this one will."""
    extra_columns: tuple[str, ...] = ()
    """Columns that the clerk added, in their order."""
    last_number: int = 0
    """The last number ever given."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in their order."""
        return (*PEOPLES, *self.extra_columns, *MACHINES, DIGEST)

    @cached_property
    def data(self) -> bytes:
        """The catalogue as a file; rows that need a person come first, then by number."""
        rows = [(not r.review, r.number, r.file, cells_of(r, self.columns)) for r in self.rows]
        kept = ((not s.urgent, s.number, s.file, s.cells.split(BETWEEN)) for s in self.kept)
        rows += kept
        ordered = sorted(rows, key=lambda row: (row[0], row[1] or "~", row[2]))
        numbered = sum(1 for _, number, _, _ in rows if number)
        return render_table(self.columns, (row[3] for row in ordered), numbered, self.last_number)

    @property
    def is_empty(self) -> bool:
        """Whether there is no row."""
        return not (self.rows or self.kept)


def read_catalogue(folder: Path, known: Collection[Settled] = ()) -> Catalogue:
    """The catalogue of a reports/ folder; an empty one where there is none yet.

    Args:
        folder: The folder.
        known: Files as the last run settled them; rows that stand as they were written are kept.

    Raises:
        CatalogueError: The file is there but is no sound catalogue.
    """
    path = folder / FILE_NAME
    table = read_table(path)
    if table is None:
        return Catalogue()
    extra = tuple(c for c in table.columns if c not in {*PEOPLES, *MACHINES, DIGEST})
    table = mended(table, Catalogue(extra_columns=extra).columns, known)
    in_place = table.columns == Catalogue(extra_columns=extra).columns
    written = {item.cells: item for item in known} if in_place else {}
    found = _told_apart(table, extra, path, written)
    clashing = _clashing(found)
    if clashing:
        rest = {cells: item for cells, item in written.items() if cells not in clashing}
        found = _told_apart(table, extra, path, rest)
    _check_unique(found.rows, table, path)
    _check_numbers(found, known, path)
    return found


def _told_apart(
    table: Table, extra: tuple[str, ...], path: Path, written: Mapping[str, Settled]
) -> Catalogue:
    """The rows that stand as they were written, and those that somebody changed."""
    kept: list[Settled] = []
    rows: list[Row] = []
    for cells, line in zip(table.rows, table.lines, strict=True):
        known = written.get(BETWEEN.join(cells)) if len(cells) == len(table.columns) else None
        if known:
            kept.append(known)
        else:
            rows.append(_row(record_of(cells, table.columns), line, extra, path))
    numbers = [*(row.number for row in rows), *(item.number for item in kept)]
    last = max((int(number) for number in numbers if number), default=0)
    return Catalogue(tuple(rows), tuple(kept), extra, max(last, table.last_number))


def _clashing(found: Catalogue) -> set[str]:
    """The rows that stand as they were written and share number or file with others, as cells."""
    rows = (*found.rows, *found.kept)
    numbers, files = (Counter(map(attrgetter(name), rows)) for name in ("number", "file"))
    return {s.cells for s in found.kept if numbers[s.number] > 1 or files[s.file] > 1}


def row_of(settled: Settled, catalogue: Catalogue) -> Row:
    """The row of a file as it was settled."""
    columns = catalogue.columns
    record = record_of(settled.cells.split(BETWEEN), columns)
    return _row(record, 0, catalogue.extra_columns, Path(FILE_NAME))


def cells_of(row: Row, columns: Sequence[str]) -> list[str]:
    """The cells of a row as they are written."""
    return inert_cells(_record(row), columns)


def is_lasting(row: Row) -> bool:
    """Whether the row as it is written says all that is known of it.

    That a person checked a report is forgotten where doubts remain.
    """
    return not row.checked or row.review == CHECKED


def is_written(path: Path, catalogue: Catalogue) -> bool:
    """Whether a catalogue stands in its file as a run wrote it; an empty one has no file."""
    if not path.is_file():
        return catalogue.is_empty
    return path.read_bytes() == catalogue.data


def _row(record: Mapping[str, str], line: int, extra: Sequence[str], path: Path) -> Row:
    number, file = record[NUMBER], record[FILE]
    if not file or (number and not number.isdecimal()):
        raise CatalogueError(
            f"{path}：第 {line} 行的{NUMBER}或{FILE}不对（“{number}”“{file}”）。"
            "请改回六位数字和文件路径；不知道原来是什么就用备份替换。"
        )
    digest = record.get(DIGEST, "")
    if number and not SHA256.fullmatch(digest):
        raise CatalogueError(
            f"{path}：第 {line} 行的{DIGEST}不完整（“{digest}”），可能没有存完整。"
            "请重新保存一次，或用备份替换后再运行。"
        )
    changed = record.get(CHANGED, "").split(SEPARATOR)
    review = record.get(REVIEW, "")
    return Row(
        # A spreadsheet drops leading zeros: 000012 comes back as 12.
        number=f"{int(number):0{DIGITS}}" if number else "",
        file=file,
        sha256=digest,
        cells=_chosen(record, FIELDS.values(), FIELDS),
        machine=_chosen(record, MACHINE.values(), MACHINE),
        changed=frozenset(NAMES[column] for column in changed if column in NAMES),
        # While a file is away the cell says other things; 已改 remembers.
        checked=review.startswith(CHECKED)
        or (CHECKED in changed and record.get(STATE, "") in (MISSING, UNREAD)),
        review=review,
        state=record.get(STATE, ""),
        note=record.get(NOTE, ""),
        present=record.get(STATE, "") != MISSING,
        extra=_chosen(record, extra, extra),
    )


def _chosen(cells: Mapping[str, str], keys: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Some cells under other names; one that is not there is empty."""
    return dict(zip(names, map(cells.get, keys, repeat("")), strict=True))


def _record(row: Row) -> dict[str, str]:
    changed = [column for name, column in FIELDS.items() if name in row.changed]
    remembered = row.checked and (row.review == CHECKED or row.state in (MISSING, UNREAD))
    return {
        NUMBER: row.number,
        FILE: row.file,
        **_chosen(row.cells, FIELDS, FIELDS.values()),
        STATE: row.state,
        REVIEW: row.review,
        NOTE: row.note,
        **row.extra,
        CHANGED: SEPARATOR.join([*changed, *([CHECKED] if remembered else [])]),
        **_chosen(row.machine, MACHINE, MACHINE.values()),
        DIGEST: row.sha256,
    }


def _check_unique(rows: Sequence[Row], table: Table, path: Path) -> None:
    for name, values in (
        (NUMBER, [row.number for row in rows if row.number]),
        # A report that is gone may have left its name to another.
        (FILE, [row.file for row in rows if row.present]),
    ):
        repeated = sorted(value for value, count in Counter(values).items() if count > 1)
        if repeated:
            lines = [
                str(line)
                for cells, line in zip(table.rows, table.lines, strict=True)
                if record_of(cells, table.columns)[name].lstrip("0")
                in {value.lstrip("0") for value in repeated}
            ]
            raise CatalogueError(
                f"{path}：第 {SEPARATOR.join(lines)} 行的{name}重复（{SEPARATOR.join(repeated)}）。"
                "每个文件只能有一行，请删去多余的行。"
            )


def _check_numbers(found: Catalogue, known: Iterable[Settled], path: Path) -> None:
    """Whether each report's number still stands beside its digest, as they were written.

    It doesn't where somebody changed a number, or sorted some of the columns without the others:
    every report would go by another one's number and decisions.
    """
    beside = {(row.number, row.sha256) for row in found.rows}
    asked = {digest for _, digest in beside}
    beside |= {(item.number, item.sha256) for item in found.kept if item.sha256 in asked}
    given: dict[str, set[str]] = {}
    for item in (item for item in known if item.sha256 in asked):
        given.setdefault(item.sha256, set()).add(item.number)
    lost = {s: min(n) for s, n in given.items() if not any((one, s) in beside for one in n)}
    moved = [row for row in found.rows if row.sha256 in lost]
    if moved:
        row, several = moved[0], f"，这样的共 {len(moved)} 行" if len(moved) > 1 else ""
        raise CatalogueError(
            f"{path}：“{row.file}”那一行的件号是 {row.number}，"
            f"{DIGEST}却是件号 {lost[row.sha256]} 的{several}。多半是只选了几栏来排序，或改了件号；"
            "请撤消（排序要选中整张表），或用备份替换后再运行。没有改动任何东西。"
        )
