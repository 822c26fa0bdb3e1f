"""The whole flow, top to bottom."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from report_archive.catalogue.columns import FILE_NAME
from report_archive.facts import facts_of
from report_archive.folders import REPORTS
from report_archive.looking_through import look_through_all
from report_archive.making import is_changed
from report_archive.memory import DAMAGED, Memory
from report_archive.memory_file import FOLDER
from report_archive.model import Examination
from report_archive.outputs import digest
from report_archive.outset import Outset, Wanted, look_around
from report_archive.planning import PAGES, plan_archive, plan_edition, record_keys
from report_archive.progress import Progress
from report_archive.publishing import make_packs_ahead, publish
from report_archive.recalling import BUILD, state_of_outputs
from report_archive.record import Record
from report_archive.run import MAKER, Run
from report_archive.shelving import DamagedError
from report_archive.site_facts import EPOCH, SiteError
from report_archive.storing import TEMPORARY, write_bytes
from report_archive.survey import Survey, SurveyError, continued, reports_of, survey_archive
from report_archive.system_errors import reason_of
from report_archive.user_error import UserError
from report_archive.workers import WorkerError, Workers, bench_at, workers_at

LOCK = ".report-archive.lock"
# MkDocs says "WARNING -  Doc file …" and "ERROR   -  …".
MKDOCS_COMPLAINT = re.compile(r"^(WARNING|ERROR)\b.*$", re.MULTILINE)


class BuildError(UserError):
    """Nothing could be built; the message is for the clerk."""


def check_archive(archive: Path, progress: Progress) -> Survey:
    """Look at every file and write nothing.

    Raises:
        BuildError: There is no reports/ folder, or it can't be read.
        CatalogueError: reports/catalog.csv can't be read.
        VocabularyError: reports/vocabulary.yml can't be used.
    """
    # All is read: a single process, got ready, would be of no use.
    with _at_work(archive, Workers(bench_at(archive))) as workers:
        return survey_archive(workers, progress)


def convert_archive(archive: Path, progress: Progress, workers: Workers | None = None) -> Survey:
    """Reports → Markdown pages, index pages, search index and catalogue.

    Args:
        archive: The archive folder.
        progress: Shows how far things are.
        workers: Its processes, where they have been started.

    Raises:
        BuildError: Another run is at work, or there is nothing to build.
        CatalogueError: reports/catalog.csv can't be read.
        VocabularyError: reports/vocabulary.yml can't be used.
    """
    return _run(archive, progress, workers, Wanted(site=False))


def build_archive(archive: Path, progress: Progress, workers: Workers | None = None) -> Survey:
    """The same, and site/ as MkDocs builds it.

    Raises:
        BuildError: As above, or MkDocs failed.
        SiteCheckError: The site holds what it must not.
    """
    return _run(archive, progress, workers, Wanted(site=True))


def _run(archive: Path, progress: Progress, workers: Workers | None, wanted: Wanted) -> Survey:
    """Run once; a second time, and all anew, if what is remembered turns out to be damaged."""
    first: list[Survey] = []
    with only_run(archive):
        try:
            return _run_once(archive, progress, workers, wanted, first)
        except DamagedError:
            (archive / FOLDER / DAMAGED).touch()
        try:
            return _run_once(archive, progress, None, wanted, first)
        except DamagedError as error:
            (archive / FOLDER / DAMAGED).touch()
            raise BuildError(
                f"{archive / FOLDER}：程序刚记下的东西读不回来（{error}），磁盘可能有毛病。"
                "请检查磁盘，或把档案换个地方再运行；报告和目录没有受影响。"
            ) from error


def _run_once(
    archive: Path,
    progress: Progress,
    workers: Workers | None,
    wanted: Wanted,
    surveys: list[Survey],
) -> Survey:
    """One try.

    Args:
        archive: The archive folder.
        progress: Shows how far things are.
        workers: Its processes, where they have been started.
        wanted: What the run is for.
        surveys: Those of the tries before it; its own is added.
    """
    with _at_work(archive, workers) as team, _memory(archive) as memory:
        reports_of(archive)
        run = Run(archive, team, memory, progress, wanted, _look_ahead(team, memory, wanted))
        survey, records = _convert(run, surveys)
        if wanted.site and not run.makes_site:
            memory.unnote(MAKER)
            memory.commit()
            run_mkdocs(archive)
            look_through_all(run, survey, records)
            memory.note(BUILD, state_of_outputs(archive, BUILD))
            memory.commit()
        return survey


def _look_ahead(workers: Workers, memory: Memory, wanted: Wanted) -> Iterator[Outset]:
    """Begin to look around."""
    soon = wanted.site and workers.running and not memory.is_new
    return workers.aside(look_around, [replace(wanted, soon=soon)])


def _convert(run: Run, surveys: list[Survey]) -> tuple[Survey, Sequence[Record]]:
    archive, memory = run.archive, run.memory
    facts = facts_of(archive)
    memory.renew(facts)
    with run.watch.measure("survey"):
        survey = survey_archive(run.workers, run.progress, memory, run.get_ready)
    survey = continued(survey, surveys)
    surveys.append(survey)
    if survey.vanished and not survey.settled:
        raise BuildError(
            f"{archive / REPORTS}：报告文件都不在了，目录登记着 {len(survey.vanished)} 份。"
            "请检查文件夹或网络盘是否接好；没有改动任何东西。"
        )
    edition = plan_edition(survey.records, digest(*facts.values()))
    make_packs_ahead(run, survey, edition)
    # What goes wrong from here on is told once what must leave the site is gone.
    memory.try_to_commit()
    # Numbers first: a run killed in between has given them away for good.
    try:
        _write_catalogue(archive / REPORTS / FILE_NAME, survey)
    except BuildError as error:
        run.failures.append(error)
    publish(run, survey, edition)
    if not edition.records:
        raise BuildError(_nothing(archive, survey.examinations))
    run.watch.write(archive / FOLDER)
    return survey, edition.records


def is_behind(archive: Path, progress: Progress) -> bool:
    """Whether docs/ says something else than reports, catalogue and words now do; writes nothing.

    Some 0.1 ms a report that has not changed.

    Raises:
        BuildError, CatalogueError, VocabularyError: As for `convert_archive`.
    """
    try:
        with _at_work(archive) as team, _memory(archive) as memory:
            run = Run(archive, team, memory, progress, Wanted(site=False), iter(()))
            facts = facts_of(archive)
            memory.renew(facts)
            survey = survey_archive(team, progress, memory)
            edition = plan_edition(survey.records, digest(*facts.values()))
            keys = record_keys(edition.records, survey, edition.facts)
            units = [*edition.packs, *plan_archive(survey, edition.records, keys, edition.facts)]
            gone = {name for name in run.known if name.startswith(PAGES)}
            return bool(gone - {u.name for u in units}) or any(is_changed(run, u) for u in units)
    except DamagedError:
        return True


def run_mkdocs(archive: Path) -> None:
    """Build site/ from docs/ with MkDocs' own command; silent when all is well.

    Raises:
        BuildError: MkDocs failed or complained.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--clean"]
    environment = {**os.environ, "PYTHONUTF8": "1", **EPOCH}
    done = subprocess.run(
        command, cwd=archive, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    complaints = MKDOCS_COMPLAINT.findall(done.stderr)
    if done.returncode or complaints:
        raise BuildError(_unbuilt(done.stderr.strip() or done.stdout.strip()))


def _unbuilt(detail: str) -> str:
    return f"MkDocs 没有建成网站，请把下面的话告诉管理员：\n{detail}"


def _write_catalogue(path: Path, survey: Survey) -> None:
    if survey.catalogue.is_empty:
        return
    try:
        for left in path.parent.glob(f"{TEMPORARY}*"):
            left.unlink()
        write_bytes(path, survey.catalogue.data, durable=True)
    except OSError as error:
        raise BuildError(
            f"{path}：写不进去（{reason_of(error)}）。请关闭正在打开它的 Excel 或 WPS 后再运行；"
            "有报告要撤下的，网站要等运行成功才完整。"
        ) from error


@contextmanager
def only_run(archive: Path) -> Iterator[None]:
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


@contextmanager
def _at_work(archive: Path, workers: Workers | None = None) -> Iterator[Workers]:
    """The processes of a run; what goes wrong with them is the clerk's to know."""
    try:
        with closing(workers) if workers else workers_at(archive) as team:
            yield team
    except (SurveyError, WorkerError) as error:
        raise BuildError(str(error)) from error
    except SiteError as error:
        raise BuildError(_unbuilt(str(error))) from error


@contextmanager
def _memory(archive: Path) -> Iterator[Memory]:
    memory = None
    try:
        memory = Memory(archive)
        yield memory
    except sqlite3.OperationalError as error:
        raise BuildError(
            f"{archive / FOLDER}：读写不了（{error}）。请检查磁盘空间和权限后再运行；"
            "要撤下的报告可能还在网站上，运行成功以后才会没有。"
        ) from error
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from error
    finally:
        if memory:
            memory.close()


def _nothing(archive: Path, examinations: Sequence[Examination]) -> str:
    if not examinations:
        return f"{archive / REPORTS}：里面还没有报告。请把报告文件放进去再运行。"
    reasons = "\n".join(
        f"{item.file}：{problem.reason}。{problem.remedy}。"
        for item in examinations
        for problem in (*item.withheld, *item.problems)
    )
    return f"{archive / REPORTS}：{len(examinations)} 个文件没有一个能公开。\n{reasons}"
