"""Every file of an archive with its outcome: what changed is read, the rest is remembered."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter
from pathlib import Path

from report_archive.catalogue.columns import FILE_NAME
from report_archive.catalogue.recognising import recognise
from report_archive.catalogue.rows import Catalogue, Row, read_catalogue
from report_archive.catalogue.table import CatalogueError
from report_archive.describing.report import describe_report
from report_archive.duplicates import is_another
from report_archive.examining import Finding, look_at
from report_archive.facts import LOCAL_WORDS
from report_archive.folders import ARCHIVE, DOCS, REPORTS
from report_archive.memory import Known, Memory
from report_archive.model import Examination, Line, Outcome, Report, Source
from report_archive.parsing.outline import parse_report
from report_archive.progress import Progress
from report_archive.reading.folder import list_files
from report_archive.record import Record, ShelvedRecord
from report_archive.screening import screen_report
from report_archive.settled import Settled
from report_archive.settling import Files, settle
from report_archive.shelving import Packed, pack, unsealed
from report_archive.stamps import Trace, trace_of
from report_archive.storing import listed
from report_archive.system_errors import reason_of
from report_archive.vocabulary import Vocabulary
from report_archive.vocabulary_file import VocabularyError, refuse_look_alikes
from report_archive.workers import Bench, Workers

FEW = 100
"""Files that are looked at without starting processes: half a second of work."""
PAGES = "reports/"
"""How the paths of reports' pages begin in docs/archive."""
PIECE = 16
"""Files that a process is given at a time: 0.1 s of work."""


class SurveyError(Exception):
    """The reports can't be looked at; the message is for the clerk."""


@dataclass(frozen=True)
class Survey:
    """Every file of an archive with its outcome; nothing is written yet."""

    settled: tuple[Settled, ...]
    """Every file, in the order of their paths."""
    examine: Callable[[Settled], Examination]
    """Gives the whole outcome of a file, its report without text; not after the run."""
    catalogue: Catalogue
    """The catalogue as it is to be written."""
    vocabulary: Vocabulary
    """The words that were used."""
    known: int
    """The last number that had been given before this run."""
    vanished: tuple[Row, ...]
    """Rows whose files were there at the last run and are gone now."""
    bodies: Mapping[str, bytes]
    """N(body) in UTF-16-LE of files that were read in this run, unless there were many."""

    @cached_property
    def examinations(self) -> tuple[Examination, ...]:
        """The whole outcome of every file."""
        return tuple(map(self.examine, self.settled))

    @property
    def inputs(self) -> dict[str, str]:
        """For each file all that its settled report depends on beside the file itself."""
        return {item.file: item.inputs for item in self.settled}

    @property
    def numbers(self) -> dict[str, str]:
        """The permanent number of each file that has had one before this run."""
        numbered = (item for item in self.settled if item.number)
        return {item.file: item.number for item in numbered if int(item.number) <= self.known}

    @property
    def unsettled(self) -> int:
        """Files that need a person."""
        return sum(1 for i in self.settled if i.outcome != Outcome.OK and not i.decided)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The published reports with their numbers, in the numbers' order."""
        published = sorted((i for i in self.settled if i.published), key=attrgetter("number"))
        return tuple(
            ShelvedRecord(item.number, item.filing, partial(self._report_of, item))
            for item in published
        )

    def _report_of(self, item: Settled) -> Report:
        report = self.examine(item).report
        assert report is not None  # noqa: S101 (only readable files are published)
        return report


def survey_archive(
    workers: Workers,
    progress: Progress,
    memory: Memory | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Survey:
    """Read, parse, describe and screen every file, and put people's decisions onto them.

    Args:
        workers: The processes that read.
        progress: Shows how far things are.
        memory: What earlier runs found out of unchanged files; without one all are read.
        meanwhile: Called once many were read: settling leaves the other processes idle for 0.7 s.

    Raises:
        SurveyError: There is no reports/ folder, or it can't be read.
        CatalogueError: reports/catalog.csv can't be read.
        VocabularyError: reports/vocabulary.yml can't be used, or has another name.
    """
    folder = reports_of(workers.bench.archive)
    vocabulary = workers.bench.vocabulary
    _try_out(vocabulary, folder / LOCAL_WORDS)
    settled = memory.settled() if memory else {}
    catalogue = _read_catalogue(workers.bench.archive, settled.values())
    files, much = _look(_list(folder, vocabulary), workers, progress, memory)
    if much and meanwhile:
        meanwhile()
    catalogue = recognise(catalogue, {f: item for f, item in settled.items() if files.hold(item)})
    settlement = settle(files, catalogue, vocabulary)
    if memory:
        memory.settle(settlement.fresh, settlement.lasting)
    return Survey(
        settlement.settled,
        settlement.examine,
        settlement.catalogue,
        vocabulary,
        catalogue.last_number,
        _vanished(catalogue, settlement.catalogue),
        files.bodies,
    )


def continued(survey: Survey, before: Sequence[Survey]) -> Survey:
    """A survey after others of the same run: what was new in the first one is new still.

    That one may have written the catalogue.
    """
    if not before:
        return survey
    rows = {row.number: row for row in (*before[0].vanished, *survey.vanished)}
    return replace(survey, vanished=tuple(rows.values()), known=before[0].known)


def _list(folder: Path, vocabulary: Vocabulary) -> tuple[str, ...]:
    try:
        names = list_files(folder, vocabulary)
    except OSError as error:
        raise SurveyError(
            f"{error.filename}：这个文件夹读不了（{reason_of(error)}）。请检查权限；没有改动任何东西。"
        ) from error
    refuse_look_alikes(folder, names)
    return names


def _read_catalogue(archive: Path, settled: Collection[Settled]) -> Catalogue:
    """The catalogue; that it is gone while reports stand in docs/ is no beginning."""
    path = archive / REPORTS / FILE_NAME
    if not path.exists() and any(n.startswith(PAGES) for n in listed(archive / DOCS / ARCHIVE)):
        raise CatalogueError(
            f"{path}：不见了，可网站上有它登记的报告。件号和各人的决定都在里面，请从备份放回来；"
            f"另存成了别的格式的，请另存为 CSV，取名 {FILE_NAME}。"
            f"确要从头登记，先删掉 {DOCS}/{ARCHIVE} 文件夹。没有改动任何东西。"
        )
    return read_catalogue(path.parent, settled)


def _vanished(read: Catalogue, written: Catalogue) -> tuple[Row, ...]:
    """Rows whose files were there when the catalogue was written last, and are gone.

    By their numbers: another report may have taken the name of one that is gone.
    """
    here = {*(row.number for row in read.rows if row.present), *(s.number for s in read.kept)}
    return tuple(row for row in written.rows if not row.present and row.number in here)


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
) -> tuple[Files, bool]:
    """Look at all files: those that have changed, or that nobody knows, are read; if many were."""
    folder = workers.bench.archive / REPORTS
    before = memory.known() if memory else {}
    traces = {file: trace_of(f"{folder}{os.sep}{file}") for file in files}
    known = {f: before[f] for f in files if f in before and before[f].is_at(traces[f])}
    changed = [(f, before[f].sha256 if f in before else "") for f in files if f not in known]
    failed: dict[str, Examination] = {}
    fresh: dict[str, Examination] = {}
    bodies: dict[str, bytes] = {}
    much = len(changed) > FEW
    found = _read(changed, workers, whole=memory is None, much=much)
    for finding in progress(found, len(changed), "读取报告"):
        file = finding.file
        if finding.failed:
            failed[file] = finding.failed
            continue
        known[file] = _learnt(finding, before.get(file), traces[file], memory)
        if finding.packed:
            fresh[file] = finding.packed.unpacked()
            if not much:
                bodies[file] = unsealed(finding.packed.body)
    if memory:
        memory.forget(before.keys() - known.keys())
    # A file whose name can't be shown goes by another one, and can't be read.
    names = [failed[file].file if file in failed else file for file in files]
    unread = {item.file: item for item in failed.values()}
    gone = {file: known for file, known in before.items() if file not in traces}
    strangers = [f for f in fresh if f in before and is_another(before[f].sample, known[f].sample)]
    look_up = partial(_examine, fresh, memory)
    return Files(names, known, unread, gone, strangers, bodies, look_up), much


def _examine(fresh: Mapping[str, Examination], memory: Memory | None, file: str) -> Examination:
    """What became of a file that can be read."""
    found = fresh.get(file)
    if found is None:
        assert memory  # noqa: S101 (without one all are read)
        return memory.examination(file)
    return found


def _read(
    changed: Sequence[tuple[str, str]], workers: Workers, *, whole: bool, much: bool
) -> Iterator[Found]:
    pieces = [changed[i : i + PIECE] for i in range(0, len(changed), PIECE)]
    found = workers.map(partial(_look_at_some, whole=whole), pieces, much=much)
    return chain.from_iterable(found)


def _learnt(found: Found, before: Known | None, trace: Trace, memory: Memory | None) -> Known:
    """What is known of a file now; remembered."""
    if found.packed:
        known = Known._make((found.file, *trace, *found.packed.marks))
        if memory:
            memory.learn(known, found.packed)
        return known
    assert before  # noqa: S101 (what holds what was known was known)
    known = before._replace(**trace._asdict())
    if memory:
        memory.restamp(known)
    return known


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
