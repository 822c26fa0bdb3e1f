"""Every file of an archive with its outcome: what changed is read, the rest is remembered."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from report_archive.catalogue.rows import Catalogue, Row, read_catalogue
from report_archive.describing.report import describe_report
from report_archive.examining import Finding, Reading, look_at
from report_archive.facts import LOCAL_WORDS
from report_archive.folders import REPORTS
from report_archive.memory import Memory, Packed, pack
from report_archive.model import Examination, Line, Outcome, Source
from report_archive.parsing.outline import parse_report
from report_archive.progress import Progress
from report_archive.reading.folder import list_files
from report_archive.screening import screen_report
from report_archive.settling import settle
from report_archive.stamps import SETTLED, Stamp
from report_archive.system_errors import reason_of
from report_archive.vocabulary import Vocabulary, VocabularyError
from report_archive.workers import Bench, Workers

FEW = 100
"""Files that are looked at without starting processes: half a second of work."""
PIECE = 16
"""Files that a process is given at a time: 0.1 s of work."""
LARGE = 2_000
"""Files of an archive in which a segment of the search index is full, or nearly so."""


class SurveyError(Exception):
    """The reports can't be looked at; the message is for the clerk."""


@dataclass(frozen=True)
class Survey:
    """Every file of an archive with its outcome; nothing is written yet."""

    examinations: tuple[Examination, ...]
    """Every file, in the order of their paths; reports are without text."""
    readings: Mapping[str, Reading]
    """What was read of every readable file."""
    catalogue: Catalogue
    """The catalogue as it is to be written."""
    inputs: Mapping[str, str]
    """For each readable file all that its settled report depends on beside the file itself."""
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


def survey_archive(
    workers: Workers,
    progress: Progress,
    memory: Memory | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Survey:
    """Read, parse, describe and screen every file, and put people's decisions onto them.

    What the memory knows of an unchanged file is taken from there; without one all are read.

    Args:
        workers: The processes that read.
        progress: Shows how far things are.
        memory: What earlier runs found out.
        meanwhile: Called once many files have been read and before they are settled, which takes
            this process 0.7 s for 10,000 reports and leaves the others idle.

    Raises:
        SurveyError: There is no reports/ folder, or it can't be read.
        CatalogueError: reports/catalog.csv can't be read.
        VocabularyError: reports/vocabulary.yml can't be used.
    """
    folder = reports_of(workers.bench.archive)
    vocabulary = workers.bench.vocabulary
    _try_out(vocabulary, folder / LOCAL_WORDS)
    catalogue = read_catalogue(folder)
    try:
        files = list_files(folder, vocabulary)
    except OSError as error:
        raise SurveyError(
            f"{error.filename}：这个文件夹读不了（{reason_of(error)}）。请检查权限；没有改动任何东西。"
        ) from error
    readings, failed, much = _look(files, workers, progress, memory)
    if much and meanwhile:
        meanwhile()
    examinations = [failed.get(file) or readings[file].examination for file in files]
    samples = {file: reading.sample for file, reading in readings.items()}
    settlement = settle(examinations, samples, catalogue, vocabulary)
    here = {row.file for row in catalogue.rows if row.present}
    written = settlement.catalogue
    gone = tuple(row for row in written.rows if not row.present and row.file in here)
    return Survey(
        settlement.examinations,
        readings,
        written,
        settlement.inputs,
        vocabulary,
        catalogue.last_number,
        gone,
    )


def reports_of(archive: Path) -> Path:
    """The folder of the raw reports.

    Raises:
        SurveyError: There is none.
    """
    folder = archive / REPORTS
    if not folder.is_dir():
        raise SurveyError(f"{folder}：没有这个文件夹。请在档案文件夹里运行，或用 --archive 指明。")
    return folder


def _look(
    files: Sequence[str], workers: Workers, progress: Progress, memory: Memory | None
) -> tuple[dict[str, Reading], dict[str, Examination], bool]:
    """The readings of all files that can be read, what became of the others; if many were read."""
    folder = workers.bench.archive / REPORTS
    known = {file: (stamp, reading) for file, stamp, reading in memory.readings()} if memory else {}
    stamps = {file: _stamp(f"{folder}{os.sep}{file}") for file in files}
    readings = {f: known[f][1] for f in files if f in known and _trusted(known[f][0], stamps[f])}
    changed = [(f, known[f][1].sha256 if f in known else "") for f in files if f not in readings]
    failed: dict[str, Examination] = {}
    pieces = [changed[i : i + PIECE] for i in range(0, len(changed), PIECE)]
    much = len(changed) > FEW
    look = partial(_look_at_some, whole=memory is None)
    found = (f for piece in workers.map(look, pieces, much=much) for f in piece)
    for finding in progress(found, len(changed), "读取报告"):
        file = finding.file
        if finding.failed:
            failed[file] = finding.failed
            continue
        readings[file] = _kept(finding, known, stamps[file], memory)
    if memory:
        memory.forget(known.keys() - readings.keys())
    return readings, failed, much


@dataclass(frozen=True)
class Found:
    """What a process found out about one file."""

    file: str
    """Path below reports/, in a form that can be shown."""
    failed: Examination | None
    """Why it could not be read."""
    packed: Packed | None
    """What was read; None where it failed or holds what was known."""


def _look_at_some(bench: Bench, files: Sequence[tuple[str, str]], *, whole: bool) -> list[Found]:
    folder = bench.archive / REPORTS
    found = (look_at(folder, file, bench.vocabulary, known) for file, known in files)
    return [Found(f.file, f.failed, _packed(f, whole=whole)) for f in found]


def _packed(finding: Finding, *, whole: bool) -> Packed | None:
    if not (finding.reading and finding.text):
        return None
    return pack(finding.reading, finding.text, whole=whole)


def _kept(
    found: Found, known: Mapping[str, tuple[Stamp, Reading]], stamp: Stamp, memory: Memory | None
) -> Reading:
    """The reading of a file, remembered."""
    if found.packed:
        return memory.learn(stamp, found.packed) if memory else found.packed.unpacked()
    if memory:
        memory.restamp(found.file, stamp)
    return known[found.file][1]


def _trusted(known: Stamp, found: Stamp) -> bool:
    """Whether a file is the one known; a stamp that was too new to be trusted proves nothing."""
    return known == found and found.mtime >= 0


def _stamp(path: str) -> Stamp:
    """A file's stamp; one just written may be written again within the same tick of the clock."""
    try:
        status = os.stat(path)  # noqa: PTH116 (10,000 files a run: no Path for each)
    except OSError:
        return Stamp(-1, -1)
    recent = time.time_ns() - status.st_mtime_ns < SETTLED
    return Stamp(status.st_size, -1 if recent else status.st_mtime_ns)


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
