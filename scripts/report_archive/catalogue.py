"""目录: reports/catalog.csv gives every report its permanent number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

FILE_NAME = "catalog.csv"
# The clerk's spreadsheet shows these; the first two must be there to read the file back.
NUMBER, FILE, DIGEST, STATE = "件号", "文件", "校验码", "状态"
COLUMNS = (NUMBER, FILE, DIGEST, STATE)
PRESENT, MISSING = "在册", "缺失"
DIGITS = 6


class CatalogueError(Exception):
    """The catalogue can't be read as one; the message is for the clerk."""


@dataclass(frozen=True)
class Row:
    """One row of the catalogue: a report, whether its file is still there or not."""

    number: str
    """件号: six digits."""
    file: str
    """Path below reports/ at which the report was last seen."""
    sha256: str
    """Digest of the file's bytes when it was last seen."""
    present: bool
    """Whether the file is there."""


def read_catalogue(folder: Path) -> tuple[Row, ...]:
    """The rows of `reports/catalog.csv`; none where there is no such file yet.

    Raises:
        CatalogueError: The file is there but is no catalogue; nothing may be overwritten then.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(
            f"{path}：读不出来（{error}）。请关闭正在打开它的程序，另存为 CSV UTF-8 后再试。"
        ) from error
    table = csv.DictReader(io.StringIO(text, newline=""))
    names = table.fieldnames or ()
    if NUMBER not in names or FILE not in names:
        raise CatalogueError(
            f"{path}：第 1 行应有“{NUMBER}”“{FILE}”两栏。请恢复表头，或用备份替换后再试。"
        )
    rows = tuple(_row(record, line, path) for line, record in enumerate(table, 2))
    _check_unique(rows, path)
    return rows


def assign_numbers(
    rows: Iterable[Row], digests: Mapping[str, str], unreadable: Collection[str] = ()
) -> tuple[Row, ...]:
    """Bring the rows in line with the files that are there; new reports get new numbers.

    A file keeps its number by its path (corrected), else by its content when the file that had
    it is gone (renamed). Numbers of files that are gone stay taken.

    Args:
        rows: The catalogue so far.
        digests: Digest of every readable report by its path below reports/.
        unreadable: Files that are there but failed; their rows stay as they are.
    """
    kept = {row.file: row for row in rows}
    numbered = {
        file: replace(kept[file], sha256=digest, present=True)
        for file, digest in digests.items()
        if file in kept
    }
    there = {*digests, *unreadable}
    absent = {row.sha256: row for row in kept.values() if row.file not in there}
    last = max((int(row.number) for row in kept.values()), default=0)
    for file in sorted(set(digests) - set(numbered)):
        renamed = absent.pop(digests[file], None)
        if renamed is None:
            last += 1
            renamed = Row(f"{last:0{DIGITS}}", file, "", present=True)
        else:
            del kept[renamed.file]
        numbered[file] = replace(renamed, file=file, sha256=digests[file], present=True)
    others = (row for row in kept.values() if row.file not in numbered)
    idle = (replace(row, present=row.file in there) for row in others)
    return tuple(sorted((*numbered.values(), *idle), key=lambda row: row.number))


def render_catalogue(rows: Iterable[Row]) -> bytes:
    """The rows as Excel and WPS open them: UTF-8 with a byte order mark, CRLF."""
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in rows:
        state = PRESENT if row.present else MISSING
        table.writerow((row.number, row.file, row.sha256, state))
    return out.getvalue().encode("utf-8-sig")


def _row(record: Mapping[str, str | None], line: int, path: Path) -> Row:
    number, file = (record.get(NUMBER) or "").strip(), record.get(FILE) or ""
    if not number.isdecimal() or not file:
        raise CatalogueError(
            f"{path}：第 {line} 行的{NUMBER}或{FILE}不对（“{number}”“{file}”）。"
            "请改成六位数字和文件路径；不知道原来是什么就用备份替换。"
        )
    # A spreadsheet drops leading zeros: 000012 comes back as 12.
    return Row(number.zfill(DIGITS), file, record.get(DIGEST) or "", record.get(STATE) != MISSING)


def _check_unique(rows: tuple[Row, ...], path: Path) -> None:
    for name, values in ((NUMBER, [r.number for r in rows]), (FILE, [r.file for r in rows])):
        repeated = sorted({value for value, count in Counter(values).items() if count > 1})
        if repeated:
            raise CatalogueError(
                f"{path}：{name}重复：{'、'.join(repeated)}。每份报告只能有一行，请删去多余的行。"
            )
