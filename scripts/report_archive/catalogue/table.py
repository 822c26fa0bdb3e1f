"""Spreadsheet files ↔ records: encodings, separators, formulas, files cut off."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

from report_archive.catalogue.columns import CHANGED, DIGEST, FIELDS, FILE, MACHINE, NUMBER
from report_archive.reading.encoding import NotTextError, decode
from report_archive.system_errors import reason_of
from report_archive.user_error import UserError

# 校验码（共28行，到000028号）, whatever brackets and blanks a spreadsheet makes of it.
DIGEST_HEADING = re.compile(rf"{DIGEST}\D*(?P<rows>\d+)\s*行\D*(?P<last>\d+)\s*号")
SEPARATORS = ",;\t|，；"
LONGEST_CELL = 10_000_000
"""Characters of a cell that are read; the csv module stops at 131,072 unless told."""
# What a spreadsheet would run: =1+1, +1, -1, @SUM; a leading apostrophe makes it text.
FORMULA = re.compile(r"^'*[=+\-@\t\r]")
STARTS = frozenset("'=+-@\t\r")
"""What such a cell begins with: few do, and 10,000 reports have a quarter of a million cells."""


class CatalogueError(UserError):
    """The catalogue can't be read as one; the message is for the clerk, nothing is overwritten."""


@dataclass(frozen=True)
class Table:
    """The catalogue's rows as they stand in the file."""

    rows: tuple[Sequence[str], ...]
    """The cells of each row."""
    lines: tuple[int, ...]
    """Line of each row in the file, for messages."""
    columns: tuple[str, ...]
    """All columns in the file's order; the digest's is plain `校验码`."""
    last_number: int
    """The last number ever given, as the heading says."""
    encoding: str = "utf-8"
    """In which encoding it was saved."""


def read_table(path: Path) -> Table | None:
    """The records of a catalogue, as this program, Excel or WPS saved it; None without one.

    Raises:
        CatalogueError: The file is open elsewhere, cut off, or no catalogue.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogueError(
            f"{path}：读不出来（{reason_of(error)}）。请关闭打开着它的 Excel 或 WPS 后再运行。"
        ) from error
    try:
        text, encoding = decode(data)
    except NotTextError as error:
        raise CatalogueError(f"{path}：{error}。请用备份替换，或用 WPS 另存为 CSV。") from error
    return replace(parse_table(text, path), encoding=encoding)


def parse_table(text: str, path: Path) -> Table:
    """The records in a catalogue's text.

    Raises:
        CatalogueError: It is cut off or no catalogue.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise _cut_off(path, reader.line_num, "引号没有成对") from error
    heads = _heads(rows)
    if NUMBER not in heads or FILE not in heads or DIGEST not in heads:
        raise CatalogueError(
            f"{path}：第 1 行应有“{NUMBER}”“{FILE}”“{DIGEST}”等栏。"
            "请恢复表头，或用备份替换后再运行。"
        )
    needed = max(heads.index(column) for column in (NUMBER, FILE, DIGEST))
    filled = [(line, row) for line, row in zip(lines[1:], rows[1:], strict=True) if any(row)]
    for line, row in filled:
        if len(row) <= needed:
            raise _cut_off(path, line, f"只有 {len(row)} 栏，应有 {len(rows[0])} 栏")
    declared = DIGEST_HEADING.search(rows[0][heads.index(DIGEST)])
    if declared is None:
        raise _cut_off(path, 1, f"的“{DIGEST}（共…行，到…号）”不完整")
    numbered = sum(1 for _, row in filled if row[heads.index(NUMBER)].strip())
    _check_count(path, numbered, int(declared["rows"]))
    _check_machines(heads, path)
    lines_kept = tuple(line for line, _ in filled)
    return Table(tuple(row for _, row in filled), lines_kept, tuple(heads), int(declared["last"]))


def record_of(row: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """A row's cells by column; blanks at the ends and apostrophes against formulas are taken off.

    Blanks at the ends of a file's name are part of the name.
    """
    cells = [cell.strip() for cell in row]
    file = columns.index(FILE)
    cells[file] = row[file]
    plain = [unquoted(cell) for cell in cells] if "'" in "".join(cells) else cells
    return dict(zip(columns, plain, strict=False))


def render_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], numbered: int, last_number: int
) -> bytes:
    """Rows as Excel and WPS open them: UTF-8 with a byte order mark, CRLF.

    Args:
        columns: The columns.
        rows: The cells of each row, `inert`.
        numbered: How many of the rows have a number.
        last_number: The last number ever given.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    said = f"{DIGEST}（共{numbered}行，到{last_number:06}号）"
    table.writerow([said if column == DIGEST else column for column in columns])
    table.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """The cell as a spreadsheet shows it without running it.

    Example:
        >>> inert("=1+1"), inert("2021")
        ("'=1+1", '2021')
    """
    return "'" + cell if FORMULA.match(cell) else cell


def unquoted(cell: str) -> str:
    """The cell without the apostrophe of `inert`."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def inert_cells(record: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    """A record's cells as they are written."""
    cells = map(record.get, columns, repeat(""))
    return [inert(cell) if cell[:1] in STARTS else cell for cell in cells]


def _separator(text: str) -> str:
    """The separator of the heading line: the one that gives the most columns."""
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def _heads(rows: Sequence[Sequence[str]]) -> list[str]:
    """A name for every column: one without or with another's name is somebody's own and kept."""
    width = max(map(len, rows), default=0)
    cells = [*(rows[0] if rows else ()), *[""] * width][:width]
    heads: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = _head(cell) or f"栏{place}"
        heads.append(f"{name}（{place}）" if name in heads else name)
    return heads


def _head(cell: str) -> str:
    name = cell.strip().lstrip("\ufeff")
    return DIGEST if name.startswith(DIGEST) else name


def _check_machines(heads: Sequence[str], path: Path) -> None:
    """Whether what the machine read stands beside what people may change.

    Without it every cell would be taken for a person's decision.
    """
    beside = [column for field, column in MACHINE.items() if FIELDS[field] in heads]
    wanted = [column for column in (CHANGED, *beside) if beside and column not in heads]
    if wanted:
        raise CatalogueError(
            f"{path}：第 1 行少了“{'、'.join(wanted)}”。没有它们，程序分不清哪些是人填的；"
            "请撤消删除，或用备份替换后再运行。"
        )


def _check_count(path: Path, rows: int, declared: int) -> None:
    if rows < declared:
        raise CatalogueError(
            f"{path}：应有 {declared} 行，只有 {rows} 行，可能没有存完整，或删了行。"
            f"请用备份替换；确实不要的行，请把表头“{DIGEST}（共…行）”里的行数改成 {rows}。"
        )


def _cut_off(path: Path, line: int, what: str) -> CatalogueError:
    return CatalogueError(
        f"{path}：第 {line} 行{what}，可能没有存完整。请重新保存一次，或用备份替换后再运行。"
    )
