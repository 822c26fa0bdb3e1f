"""What a clerk does to an archive between two runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from report_archive.benching.clearing import put_aside
from report_archive.benching.filling import Composer, write_reports
from report_archive.catalogue.columns import FIELDS, FILE, FILE_NAME, NO
from report_archive.facts import LOCAL_WORDS
from report_archive.folders import GENERATED, REPORTS, SITE

ANEW = "all written anew"
"""All pages, indexes and the search, of reports that were read before."""
WORDS = "topics:\n  - {key: bench, label: 测试主题, keywords: [高标准农田]}\n"


def edits(
    archive: Path, count: int, composer: Composer
) -> Iterator[tuple[str, Callable[[], None]]]:
    """The edits in order, each with its name; none meets a report that another one touched."""
    paths = [archive / REPORTS / composer(n).path for n in _spread(count)]
    yield "nothing changed", lambda: None
    yield ANEW, lambda: forget_pages(archive)
    yield "one added", lambda: write_reports(archive, composer, [count + 1])
    yield "one corrected", lambda: _correct(paths[0])
    yield "one renamed", lambda: _rename(paths[1])
    yield "one deleted", paths[2].unlink
    yield "one cell (year)", lambda: set_cells(archive, paths[3], {"year": "2031"})
    yield "one cell (title)", lambda: set_cells(archive, paths[4], {"title": "改过的题名"})
    yield "one withheld", lambda: set_cells(archive, paths[5], {"publish": NO})
    yield "one word", lambda: _add_word(archive)


def forget_pages(archive: Path) -> None:
    """What is left is known of every report, as Markdown is to a program that begins with it."""
    for folder in (*GENERATED, SITE):
        put_aside(archive / folder, archive.parent)


def _spread(count: int) -> list[int]:
    """Six numbers from all over the archive."""
    return [1 + place * (count - 1) // 6 for place in range(1, 7)]


def _correct(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("。", "，此处已更正。", 1), encoding="utf-8", newline="\n")


def _rename(path: Path) -> None:
    path.rename(path.with_stem(f"{path.stem}（定稿）"))


def _add_word(archive: Path) -> None:
    (archive / REPORTS / LOCAL_WORDS).write_text(WORDS, encoding="utf-8")


def set_cells(archive: Path, report: Path, cells: Mapping[str, str]) -> None:
    """Change cells of a report's row and save all, as a spreadsheet does."""
    catalogue = archive / REPORTS / FILE_NAME
    rows = list(csv.reader(io.StringIO(catalogue.read_text(encoding="utf-8-sig"))))
    head = rows[0]
    file = report.relative_to(archive / REPORTS).as_posix()
    row = next(row for row in rows if row[head.index(FILE)] == file)
    for field, text in cells.items():
        row[head.index(FIELDS[field])] = text
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    catalogue.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
