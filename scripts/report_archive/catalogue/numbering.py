"""Which file goes with which row: what keeps its number, and what gets a new one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from report_archive.catalogue.columns import NO, YES, publish_of
from report_archive.catalogue.rows import DIGITS, Catalogue, Row
from report_archive.model import changed_to


@dataclass(frozen=True)
class Continuity:
    """What the texts say of files whose names or bytes changed."""

    successors: Mapping[str, str]
    """Files that have nearly the text of one that is gone, and which that is."""
    strangers: Collection[str]
    """Files that hold another report than before under the same name."""


NOTHING_SAID = Continuity({}, ())


def assign_numbers(
    catalogue: Catalogue,
    digests: Mapping[str, str],
    unreadable: Collection[str] = (),
    continuity: Continuity = NOTHING_SAID,
) -> Catalogue:
    """Bring the rows in line with the files that are there; new reports get new numbers.

    A file keeps its row by its content (renamed), else by its path (corrected), unless it holds
    another report now, else because it has nearly the text of one that is gone (both at once).
    Rows of files that are gone stay, and their numbers stay taken.

    Args:
        catalogue: The catalogue so far.
        digests: Digest of every readable report by its path below reports/.
        unreadable: Files that are there but failed; their rows keep number and decisions.
        continuity: What the texts say.
    """
    there = {*digests, *unreadable}
    given = _match(catalogue.rows, digests, unreadable, continuity)
    last = catalogue.last_number
    rows: list[Row] = []
    for file in sorted(there):
        row, digest = given.get(file) or Row("", file, ""), digests.get(file, "")
        if digest and not row.number:
            last += 1
            row = replace(row, number=f"{last:0{DIGITS}}")
        rows.append(_seen(row, file, digest))
    taken = {id(row) for row in given.values()}
    idle = (row for row in catalogue.rows if id(row) not in taken and row.number)
    gone = (replace(row, present=False) for row in idle)
    ordered = sorted((*rows, *gone), key=lambda row: (row.number or "~", row.file))
    return replace(catalogue, rows=tuple(ordered), last_number=last)


def _match(
    rows: Sequence[Row],
    digests: Mapping[str, str],
    unreadable: Collection[str],
    continuity: Continuity,
) -> dict[str, Row]:
    """Which file goes with which row.

    First those the same in name and content, then those that kept their content under another
    name, then those that kept their name with another content, then those that kept neither.
    """
    given = {row.file: row for row in rows if row.sha256 and digests.get(row.file) == row.sha256}
    left = [row for row in rows if given.get(row.file) is not row]
    by_content: dict[str, list[Row]] = {}
    for row in sorted(left, key=lambda row: row.number, reverse=True):
        by_content.setdefault(row.sha256, []).append(row)
    for file in sorted(digests.keys() - given.keys()):
        same = by_content.get(digests[file], [])
        named = [row for row in same if PurePosixPath(row.file).name == PurePosixPath(file).name]
        if same:
            row = named[-1] if named else same[-1]
            same.remove(row)
            given[file] = row
    taken = {id(row) for row in given.values()}
    idle = [row for row in rows if id(row) not in taken]
    by_file = {row.file: row for row in sorted(idle, key=lambda row: row.present)}
    strangers = {f for f in continuity.strangers if f in by_file and not _is_refused(by_file[f])}
    nameless = ({*digests, *unreadable} - given.keys() - strangers) & by_file.keys()
    given |= {file: by_file[file] for file in nameless}
    left_over = by_file.keys() - nameless - {*digests, *unreadable}
    return given | {
        file: by_file[before]
        for file, before in continuity.successors.items()
        if file not in given and before in left_over
    }


def _is_refused(row: Row) -> bool:
    """Whether a person wants nothing published under this name."""
    typed = "publish" in row.changed or row.machine.get("publish") != NO
    return typed and publish_of(row.cells.get("publish", "")) == NO


def _seen(row: Row, file: str, digest: str) -> Row:
    """The row of a file that is there; what a person checked in another text is unchecked."""
    row = changed_to(row, file=file, present=True)
    if digest in ("", row.sha256):
        return row
    cells, changed = dict(row.cells), row.changed
    if publish_of(cells.get("publish", "")) == YES:
        # A release is for the text that the person saw.
        cells["publish"] = row.machine.get("publish", "")
        changed -= {"publish"}
    return replace(row, sha256=digest, checked=False, cells=cells, changed=changed)
