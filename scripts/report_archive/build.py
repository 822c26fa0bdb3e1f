"""The whole flow, top to bottom."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from report_archive.catalogue import (
    FILE_NAME,
    Row,
    assign_numbers,
    read_catalogue,
    render_catalogue,
)
from report_archive.check import examine_file
from report_archive.groups import Neighbours, group_posts, neighbours_of
from report_archive.indexes import render_indexes
from report_archive.model import Examination, Outcome, Record
from report_archive.pages import render_page
from report_archive.reading.folder import list_files
from report_archive.storing import write_bytes, write_folder
from report_archive.vocabulary import Vocabulary, load_vocabulary

LOCK = ".report-archive.lock"
REPORTS, GENERATED, SITE = "reports", "docs/archive", "site"
# MkDocs says "WARNING -  Doc file …" and "ERROR   -  …".
MKDOCS_COMPLAINT = re.compile(r"^(WARNING|ERROR)\b.*$", re.MULTILINE)
# MkDocs stamps the sitemap with the day of the build; a fixed day gives the same bytes.
SAME_BYTES = {"SOURCE_DATE_EPOCH": "946684800"}

Progress = Callable[[Iterable[str], int], Iterable[str]]


class BuildError(Exception):
    """Nothing could be built; the message is for the clerk."""


@dataclass(frozen=True)
class Conversion:
    """What a run of `convert` came to."""

    examinations: tuple[Examination, ...]
    """Every file with its outcome."""
    rows: tuple[Row, ...]
    """The catalogue after the run."""
    changed: int
    """Generated files written or removed."""

    @property
    def published(self) -> int:
        """Reports on the site."""
        return sum(1 for item in self.examinations if item.report)

    @property
    def unsettled(self) -> int:
        """Files that need a person."""
        return sum(1 for item in self.examinations if item.outcome is not Outcome.OK)


def examine_archive(
    archive: Path, progress: Progress
) -> tuple[tuple[Examination, ...], Vocabulary]:
    """Read, parse and describe every file; nothing is written.

    Raises:
        BuildError: There is no reports/ folder.
        VocabularyError: reports/vocabulary.yml can't be used.
    """
    folder = archive / REPORTS
    if not folder.is_dir():
        raise BuildError(f"{folder}：没有这个文件夹。请在档案文件夹里运行，或用 --archive 指明它。")
    vocabulary = load_vocabulary(folder / "vocabulary.yml")
    files = list_files(folder, vocabulary)
    done = progress(files, len(files))
    return tuple(examine_file(folder, file, vocabulary) for file in done), vocabulary


def convert_archive(archive: Path, progress: Progress) -> Conversion:
    """Reports → Markdown pages, index pages and catalogue.

    Raises:
        BuildError: Another run is at work, or there is nothing to build.
        CatalogueError: reports/catalog.csv can't be read.
        VocabularyError: reports/vocabulary.yml can't be used.
    """
    with _only_run(archive):
        rows = read_catalogue(archive / REPORTS)
        examinations, vocabulary = examine_archive(archive, progress)
        records, rows = number_reports(examinations, rows)
        if not records:
            raise BuildError(_nothing(archive, examinations))
        files = render_archive(records, vocabulary)
        # Numbers first: a run killed in between has given them away for good.
        catalogue = archive / REPORTS / FILE_NAME
        _write_catalogue(catalogue, render_catalogue(rows))
        return Conversion(examinations, rows, write_folder(archive / GENERATED, files))


def build_archive(archive: Path, progress: Progress) -> Conversion:
    """`convert_archive`, then MkDocs: reports/ → site/.

    Raises:
        BuildError: As above, or MkDocs failed.
    """
    conversion = convert_archive(archive, progress)
    run_mkdocs(archive)
    return conversion


def number_reports(
    examinations: Sequence[Examination], rows: Sequence[Row]
) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
    """Give every report its permanent number: the records in their order, and the catalogue."""
    reports = {item.file: item.report for item in examinations if item.report}
    digests = {file: report.source.sha256 for file, report in reports.items()}
    unreadable = [item.file for item in examinations if not item.report]
    rows = assign_numbers(rows, digests, unreadable)
    records = tuple(Record(row.number, reports[row.file]) for row in rows if row.file in reports)
    return records, rows


def render_archive(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    """Every generated page by its path below docs/archive/."""
    neighbours = neighbours_of(group_posts(records, vocabulary))
    alone = Neighbours(None, None)
    pages = {
        f"reports/{r.number}.md": render_page(r, neighbours.get(r.number, alone), vocabulary)
        for r in records
    }
    return pages | render_indexes(records, vocabulary)


def run_mkdocs(archive: Path) -> None:
    """Build site/ from docs/; silent when all is well.

    Raises:
        BuildError: MkDocs failed or complained.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--clean"]
    environment = {**os.environ, "PYTHONUTF8": "1", **SAME_BYTES}
    done = subprocess.run(
        command, cwd=archive, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    complaints = MKDOCS_COMPLAINT.findall(done.stderr)
    if done.returncode or complaints:
        detail = done.stderr.strip() or done.stdout.strip()
        raise BuildError(f"MkDocs 没有建成网站，请把下面的话告诉管理员：\n{detail}")


def _write_catalogue(path: Path, data: bytes) -> None:
    try:
        write_bytes(path, data, durable=True)
    except OSError as error:
        raise BuildError(
            f"{path}：写不进去（{error.strerror}）。请关闭正在打开它的 Excel 或 WPS 后再运行。"
        ) from error


def _only_run(archive: Path) -> FileLock:
    """A lock held by one run at a time; the system frees it when the run ends, however it does."""
    if not archive.is_dir():
        raise BuildError(f"{archive}：没有这个文件夹。")
    lock = FileLock(archive / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BuildError("另一个 report-archive 正在这个文件夹里运行，请等它结束再试。") from error
    return lock


def _nothing(archive: Path, examinations: Sequence[Examination]) -> str:
    if not examinations:
        return f"{archive / REPORTS}：里面还没有报告。请把报告文件放进去再运行。"
    return f"{archive / REPORTS}：{len(examinations)} 个文件没有一个能读。请看上面的原因。"
