"""Survey → units: what is to stand in docs/, and what each piece of it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from report_archive.dataset import (
    DESCRIPTION,
    describe_entry,
    list_entry,
    markdown_name,
    render_description,
    render_tables,
)
from report_archive.folders import ARCHIVE, DATA, DOCS
from report_archive.groups import (
    Groups,
    Neighbours,
    group_records,
    neighbours_of,
)
from report_archive.index_pages import IndexPage
from report_archive.indexes import plan_indexes
from report_archive.listed import Listed
from report_archive.model import Outline, copied
from report_archive.outputs import Files, Ready, Task, Unit, digest
from report_archive.pages import render_page
from report_archive.record import Filing, Record
from report_archive.search.delivering import checksum, path_of, render_text, sum_in
from report_archive.search.normalising import (
    fold_exceptions,
    invisible_class,
    punctuation_class,
    rare_class,
)
from report_archive.search.packing import render_packs
from report_archive.search.rendering import entry_of, render_table, segment_of
from report_archive.search.rows import render_rows
from report_archive.site_settings import SiteSettings
from report_archive.survey import Survey
from report_archive.vocabulary import Vocabulary
from report_archive.workers import Bench

ALONE = Neighbours(None, None)
NO_TEXT = Outline((), (), (), ())
PAGES = "reports/"
"""How the names of the units that make reports' pages begin."""
PACKS = "-packs"
"""How the names of the heaviest units end."""
HEAD = 80
"""Characters of a file of the search index that hold its checksum."""


@dataclass(frozen=True)
class ReportTask:
    """One report's page."""

    record: Record
    """The report as people corrected it, without text."""
    neighbours: Neighbours
    """The same post's reports of the years before and after."""

    def render(self, bench: Bench) -> Files:
        """The page, its copy for other programs, and the text as the search shows it."""
        number, file = self.record.number, self.record.report.source.file
        text, shown = bench.texts.page(file), bench.texts.shown(file)
        page = render_page(self.record, text, self.neighbours, bench.vocabulary)
        yield f"{ARCHIVE}/reports/{number}.md", page
        yield f"{DATA}/{markdown_name(number)}", page
        yield f"{ARCHIVE}/{path_of(f't{number}')}", render_text(number, shown, checksum(shown))


@dataclass(frozen=True)
class PacksTask:
    """The packs of one segment of the search index."""

    segment: int
    """Which segment."""
    key: str
    """Digest of all that they are made of."""
    reports: tuple[tuple[str, str], ...]
    """Number and file of its reports, in the order of their numbers."""

    def render(self, bench: Bench) -> Files:
        """The packs and their list."""
        made: Files | None = bench.ahead.pop(self.key, None)
        return self.made(bench, {}) if made is None else made

    def made(self, bench: Bench, bodies: Mapping[str, bytes]) -> Files:
        """The same, made here and now.

        Args:
            bench: Where the texts are.
            bodies: N(body) in UTF-16-LE of files that are not remembered yet.
        """
        files = [file for _, file in self.reports]
        known = iter(bench.texts.bodies([file for file in files if file not in bodies]))
        texts = (bodies[file] if file in bodies else next(known) for file in files)
        return ((f"{ARCHIVE}/{n}", t) for n, t in render_packs(self.segment, texts))


def make_ahead(bench: Bench, piece: tuple[Task, Mapping[str, bytes]]) -> None:
    """Make packs that will be ordered; some 1.2 s."""
    task, bodies = piece
    if isinstance(task, PacksTask):
        bench.ahead.clear()
        bench.ahead[task.key] = list(task.made(bench, bodies))


@dataclass(frozen=True)
class RowsTask:
    """The rows of one segment of the search index."""

    segment: int
    """Which segment."""
    reports: tuple[tuple[str, Filing], ...]
    """Number and filing of its reports, in the order of their numbers."""

    def render(self, bench: Bench) -> Files:
        """The rows."""
        indexed = bench.texts.indexed([filing.file for _, filing in self.reports])
        pairs = zip(self.reports, indexed, strict=True)
        entries = [entry_of(number, filing, found) for (number, filing), found in pairs]
        name, text = render_rows(self.segment, entries)
        yield f"{ARCHIVE}/{name}", text


@dataclass(frozen=True)
class Edition:
    """What is to be published."""

    records: Sequence[Record]
    """The reports, in the order of their numbers."""
    facts: str
    """Digest of what everything depends on: the program and its words."""
    packs: Sequence[Unit]
    """The packs of the search index."""


def plan_edition(records: Sequence[Record], facts: str) -> Edition:
    """What is to be published.

    Args:
        records: The published reports in the order of their numbers.
        facts: Digest of what everything depends on: the program and its words.
    """
    return Edition(records, facts, list(plan_packs(records, facts)))


def name_of_packs(segment: int | str) -> str:
    """The name of the unit that makes a segment's packs."""
    return f"search/{segment}{PACKS}"


def plan_packs(records: Sequence[Record], facts: str) -> Iterator[Unit]:
    """The packs of the search index, which follow from numbers and texts alone.

    Args:
        records: The published reports in the order of their numbers.
        facts: Digest of what everything depends on: the program and its words.
    """
    for segment, members in _segments(records):
        files = tuple((r.number, r.filing.file) for r in members)
        texts = (f"{r.number} {r.filing.sha256}" for r in members)
        key = digest(facts, *texts)
        task = partial(PacksTask, segment, key, files)
        yield Unit(name_of_packs(segment), key, task, pages=False, heavy=True)


def plan_data(
    listed: Callable[[], Sequence[Listed]], keys: Mapping[str, str], settings: SiteSettings
) -> tuple[Unit, Unit]:
    """What lists all reports for other programs, and the page that describes it.

    Args:
        listed: Gives the published reports as tables list them, in the order of their numbers.
        keys: Their `record_keys`.
        settings: The site's name and licence.
    """

    def tables() -> Ready:
        made = render_tables(listed(), settings)
        return Ready(tuple((f"{DATA}/{name}", text) for name, text in made.items()))

    def describe() -> Ready:
        page = render_description(listed(), settings)
        return Ready(((f"{DATA}/{DESCRIPTION}", page),))

    key = digest(repr(settings), *keys.values())
    return Unit("data/tables", key, tables, pages=False), Unit("data/index", key, describe)


def list_records(
    records: Iterable[Record],
    keys: Mapping[str, str],
    known: Mapping[str, Listed],
    vocabulary: Vocabulary,
) -> Iterator[Listed]:
    """Reports as tables list them; what is known of those that have not changed is taken.

    Args:
        records: The published reports.
        keys: Their `record_keys`.
        known: What earlier runs listed, by number.
        vocabulary: The words.
    """
    for record in records:
        before, key = known.get(record.number), keys[record.number]
        if before and before.key == key:
            yield before
        else:
            yield list_entry(key, describe_entry(record, vocabulary))


def plan_archive(
    survey: Survey, records: Sequence[Record], keys: Mapping[str, str], facts: str
) -> Iterator[Unit]:
    """Every unit of a run but `plan_packs`, `plan_data` and `plan_table`.

    Args:
        survey: What was read and settled.
        records: The published reports in the order of their numbers.
        keys: Their `record_keys`.
        facts: Digest of what everything depends on: the program and its words.
    """
    for segment, members in _segments(records):
        key = digest(facts, *(keys[r.number] for r in members))
        task = partial(_rows_task, segment, members)
        yield Unit(f"search/{segment}-rows", key, task, pages=False)
    groups = group_records(records, survey.vocabulary)
    yield from _plan_reports(records, keys, survey, groups)
    for page in plan_indexes(groups):
        known = map(keys.__getitem__, map(attrgetter("number"), page.members))
        own = digest(facts, page.path, *page.depends, *known)
        yield Unit(f"index/{page.path}", own, partial(_index_task, page))


def plan_table(archive: Path, survey: Survey, records: Sequence[Record]) -> Unit:
    """The table of the search index; it names the files of every segment as they are now."""
    folder = archive / DOCS / ARCHIVE
    segments = {
        segment: (_sum(folder, f"{segment}{PACKS}"), _sum(folder, f"{segment}-rows"))
        for segment in sorted({segment_of(record.number) for record in records})
    }
    posts = {r.filing.post_key: r.filing.post_label for r in records}
    name, text = render_table(segments, posts, survey.vocabulary)
    files = Ready(((f"{ARCHIVE}/{name}", text),))
    return Unit("search/table", digest(text), lambda: files, pages=False)


def get_table_ready() -> None:
    """Find out what `plan_table` asks of every character there is, once: 0.08 s."""
    punctuation_class()
    rare_class()
    invisible_class()
    fold_exceptions()


def _sum(folder: Path, name: str) -> int:
    with (folder / path_of(name)).open(encoding="utf-8") as file:
        return sum_in(file.read(HEAD))


def _segments(records: Iterable[Record]) -> Iterator[tuple[int, tuple[Record, ...]]]:
    for segment, members in groupby(records, key=lambda record: segment_of(record.number)):
        yield segment, tuple(members)


def _rows_task(segment: int, records: Iterable[Record]) -> RowsTask:
    return RowsTask(segment, tuple((record.number, record.filing) for record in records))


def record_keys(records: Iterable[Record], survey: Survey, facts: str) -> dict[str, str]:
    """For each number a digest of all that its settled report is made of."""
    filed, inputs = ((record.number, record.filing) for record in records), survey.inputs
    return {n: digest(facts, f.sha256, f.file, inputs[f.file]) for n, f in filed}


def _plan_reports(
    records: Sequence[Record], keys: Mapping[str, str], survey: Survey, groups: Groups
) -> Iterator[Unit]:
    typed = {item.file for item in survey.settled if item.typed}
    neighbours = neighbours_of(groups.posts)
    for record in records:
        beside = neighbours.get(record.number, ALONE)
        both = (beside.before, beside.after)
        shown = (f"{n.number} {n.year} {n.inferred}" if n else "" for n in both)
        key = digest(keys[record.number], *shown)
        task, file = partial(_report_task, record, beside), record.filing.file
        source = None if file in typed else file
        yield Unit(f"{PAGES}{record.number}", key, task, source)


def _report_task(record: Record, neighbours: Neighbours) -> ReportTask:
    return ReportTask(_bare(record), neighbours)


def _bare(record: Record) -> Record:
    """A record without its sections: for a process that has them at hand, or needs none."""
    return Record(record.number, copied(record.report, outline=NO_TEXT))


def _index_task(page: IndexPage) -> Ready:
    return Ready(((f"{ARCHIVE}/{page.path}", page.render()),))
