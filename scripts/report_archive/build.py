"""The whole flow, top to bottom."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from report_archive.catalogue.columns import FILE_NAME
from report_archive.catalogue.rows import Catalogue, Row, read_catalogue, render_catalogue
from report_archive.check import examine_file
from report_archive.describing.report import describe_report
from report_archive.groups import Neighbours, group_posts, neighbours_of
from report_archive.indexes import render_indexes
from report_archive.model import Examination, Line, Outcome, Record, Source
from report_archive.pages import render_page
from report_archive.parsing.outline import parse_report
from report_archive.reading.folder import list_files
from report_archive.screening import screen_report
from report_archive.search.packing import render_search
from report_archive.settling import records_of, settle
from report_archive.storing import TEMPORARY, to_be_removed, write_bytes, write_folder
from report_archive.system_errors import reason_of
from report_archive.vocabulary import Vocabulary, VocabularyError, load_vocabulary

LOCK = ".report-archive.lock"
REPORTS, GENERATED, SITE = "reports", "docs/archive", "site"
QUOTING = ("years", "posts", "sections", "topics", "search")
"""Folders of the generated site whose files quote reports."""
# MkDocs says "WARNING -  Doc file …" and "ERROR   -  …".
MKDOCS_COMPLAINT = re.compile(r"^(WARNING|ERROR)\b.*$", re.MULTILINE)
# MkDocs stamps the sitemap with the day of the build; a fixed day gives the same bytes.
SAME_BYTES = {"SOURCE_DATE_EPOCH": "946684800"}

Progress = Callable[[Iterable[str], int], Iterable[str]]


class BuildError(Exception):
    """Nothing could be built; the message is for the clerk."""


@dataclass(frozen=True)
class Survey:
    """Every file of an archive with its outcome; nothing is written yet."""

    examinations: tuple[Examination, ...]
    """Every file, in the order of their paths."""
    catalogue: Catalogue
    """The catalogue as it is to be written."""
    vocabulary: Vocabulary
    """The words that were used."""
    known: int
    """The last number that had been given before this run."""
    vanished: tuple[Row, ...]
    """Rows whose files were there at the last run and are gone now."""

    @property
    def numbers(self) -> dict[str, str]:
        """The permanent number of each file that has had one before this run."""
        rows = (row for row in self.catalogue.rows if row.present and row.number)
        return {row.file: row.number for row in rows if int(row.number) <= self.known}

    @property
    def unsettled(self) -> int:
        """Files that need a person."""
        return sum(1 for i in self.examinations if i.outcome is not Outcome.OK and not i.decided)


def survey_archive(archive: Path, progress: Progress) -> Survey:
    """Read, parse, describe and screen every file, and put people's decisions onto them.

    Raises:
        BuildError: There is no reports/ folder.
        CatalogueError: reports/catalog.csv can't be read.
        VocabularyError: reports/vocabulary.yml can't be used.
    """
    folder = archive / REPORTS
    if not folder.is_dir():
        raise BuildError(f"{folder}：没有这个文件夹。请在档案文件夹里运行，或用 --archive 指明它。")
    vocabulary = load_vocabulary(folder / "vocabulary.yml")
    _try_out(vocabulary, folder / "vocabulary.yml")
    catalogue = read_catalogue(folder)
    try:
        files = list_files(folder, vocabulary)
    except OSError as error:
        raise BuildError(
            f"{error.filename}：这个文件夹读不了（{reason_of(error)}）。请检查权限；没有改动任何东西。"
        ) from error
    done = progress(files, len(files))
    examinations = tuple(examine_file(folder, file, vocabulary) for file in done)
    settled, written = settle(examinations, catalogue, vocabulary)
    here = {row.file for row in catalogue.rows if row.present}
    gone = tuple(row for row in written.rows if not row.present and row.file in here)
    return Survey(settled, written, vocabulary, catalogue.last_number, gone)


def _try_out(vocabulary: Vocabulary, local: Path) -> None:
    """Use every part of a vocabulary with local words once, so that a slip is named at once."""
    if not local.is_file():
        return
    source = Source("试.txt", "utf-8", "", (Line(1, "2021年度述职报告"), Line(2, "一、试一试")))
    try:
        outline = parse_report(source, vocabulary)
        screen_report(describe_report(source, outline, vocabulary), vocabulary)
    except Exception as error:  # whatever a wrong entry makes fail, the clerk must be told where
        raise VocabularyError(
            f"{local}：有一条写得不对（{error}）。请对照内置词表改正，或先移走此文件。"
        ) from error


def convert_archive(archive: Path, progress: Progress) -> Survey:
    """Reports → Markdown pages, index pages, search index and catalogue.

    Raises:
        BuildError: Another run is at work, or there is nothing to build.
        CatalogueError: reports/catalog.csv can't be read.
        VocabularyError: reports/vocabulary.yml can't be used.
    """
    with _only_run(archive):
        return _convert(archive, progress)


def build_archive(archive: Path, progress: Progress) -> Survey:
    """`convert_archive`, then MkDocs: reports/ → site/.

    Raises:
        BuildError: As above, or MkDocs failed.
    """
    with _only_run(archive):
        survey = _convert(archive, progress)
        run_mkdocs(archive)
        return survey


def _convert(archive: Path, progress: Progress) -> Survey:
    survey = survey_archive(archive, progress)
    if survey.vanished and not survey.examinations:
        raise BuildError(
            f"{archive / REPORTS}：报告文件都不在了，目录登记着 {len(survey.vanished)} 份。"
            "请检查文件夹或网络盘是否接好；没有改动任何东西。"
        )
    records = records_of(survey.examinations, survey.catalogue)
    files = render_archive(records, survey.vocabulary) if records else {}
    # Numbers first: a run killed in between has given them away for good.
    _write_catalogue(archive / REPORTS / FILE_NAME, survey)
    generated = archive / GENERATED
    withdraw(archive, to_be_removed(generated, files.keys()))
    write_folder(generated, files)
    if not records:
        raise BuildError(_nothing(archive, survey.examinations))
    return survey


def withdraw(archive: Path, removed: Sequence[str]) -> None:
    """Take pages that are to go out of site/, and all that may quote them, before anything else.

    Whether this run ends well or not, nothing of a report that is held back stays readable.
    """
    generated = archive / SITE / Path(GENERATED).name
    if not removed or not generated.is_dir():
        return
    for name in removed:
        page = Path(name)
        page = page.with_suffix(".html") if page.suffix == ".md" else page
        (generated / page).unlink(missing_ok=True)
    for folder in QUOTING:
        for page in (generated / folder).glob("*.*"):
            page.unlink()
    (archive / SITE / "index.html").unlink(missing_ok=True)


def render_archive(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    """Every generated page by its path below docs/archive/."""
    neighbours = neighbours_of(group_posts(records, vocabulary))
    alone = Neighbours(None, None)
    pages = {
        f"reports/{r.number}.md": render_page(r, neighbours.get(r.number, alone), vocabulary)
        for r in records
    }
    return pages | render_indexes(records, vocabulary) | render_search(records, vocabulary)


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


def _write_catalogue(path: Path, survey: Survey) -> None:
    if not survey.catalogue.rows:
        return
    try:
        for left in path.parent.glob(f"{TEMPORARY}*"):
            left.unlink()
        write_bytes(path, render_catalogue(survey.catalogue), durable=True)
    except OSError as error:
        raise BuildError(
            f"{path}：写不进去（{reason_of(error)}）。请关闭正在打开它的 Excel 或 WPS 后再运行。"
        ) from error


@contextmanager
def _only_run(archive: Path) -> Iterator[None]:
    """One run at a time; the system frees the lock when a run ends, however it does."""
    if not archive.is_dir():
        raise BuildError(f"{archive}：没有这个文件夹。")
    lock = FileLock(archive / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BuildError("另一个 report-archive 正在这个文件夹里运行，请等它结束再试。") from error
    try:
        yield
    finally:
        lock.release()


def _nothing(archive: Path, examinations: Sequence[Examination]) -> str:
    if not examinations:
        return f"{archive / REPORTS}：里面还没有报告。请把报告文件放进去再运行。"
    reasons = "\n".join(
        f"{item.file}：{problem.reason}。{problem.remedy}。"
        for item in examinations
        for problem in (*item.withheld, *item.problems)
    )
    return f"{archive / REPORTS}：{len(examinations)} 个文件没有一个能公开。\n{reasons}"
