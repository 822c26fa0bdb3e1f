"""Units onto the disk: docs/ and site/ brought up to date, what must go first, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from report_archive.memory import Memory, Output
from report_archive.model import Record
from report_archive.outputs import (
    DOCS,
    SITE,
    Order,
    Unit,
    digest,
    every_file,
    is_intact,
    key_of,
    outdated,
    paths_of,
    stamps_of,
    write_units,
)
from report_archive.planning import ARCHIVE, DATA, plan_table
from report_archive.progress import Progress
from report_archive.site import Site
from report_archive.site_check.site import check_site
from report_archive.storing import announce, listed, retain, write_bytes
from report_archive.survey import Survey
from report_archive.timing import Stopwatch
from report_archive.withdrawing import withdraw
from report_archive.workers import Workers

GENERATED = (f"{DOCS}/{ARCHIVE}", f"{DOCS}/{DATA}")
"""Folders that this program writes."""
PIECE = 16
"""Units that a process is given at a time."""
FEW = 100
"""Units that are written without starting processes: half a second of work."""
LARGE = 2_000
"""Units of an archive in which a segment of the search index is full, or nearly so."""
SEARCH = "search/"
"""How the names of units of the search index begin."""
COMMITTED = 2_000
"""Units after which what was written is remembered, so that a killed run need not start anew."""
THEME = "theme"
"""Under this name it is remembered which files of site/ are the theme's own."""
CHECK = "check"
"""Under this name it is remembered that every file of site/ was looked through."""


@dataclass(frozen=True)
class Run:
    """One run at an archive."""

    archive: Path
    """The archive folder."""
    workers: Workers
    """The processes that do the work."""
    memory: Memory
    """What earlier runs found out."""
    progress: Progress
    """Shows how far things are."""
    site: Site | None
    """The site to be built; None when docs/ is all that is wanted, or MkDocs is to build it."""
    watch: Stopwatch = field(default_factory=Stopwatch)
    """How long the parts take."""


def publish(run: Run, units: Sequence[Unit], survey: Survey, records: Sequence[Record]) -> None:
    """Bring docs/ and site/ up to date.

    Raises:
        OSError: Something can't be written.
        SiteCheckError: The site holds what it must not.
        SiteError: MkDocs can't build a page.
    """
    memory, known = run.memory, run.memory.outputs()
    shell = digest(*run.site.key()) if run.site else None
    # What is written from now on is unchecked, however this run ends.
    memory.drop([CHECK])
    memory.commit()
    before = [f"{f.name}/{name}" for f in _generated(run.archive) for name in listed(f)]
    withdraw(run.archive, units, known, before)
    _announce(run.archive, [unit.name for unit in units if unit.name not in known])
    with run.watch.measure("write"):
        made = _make(run, units, known, shell)
        if units:
            table = plan_table(run.archive, survey, records)
            made |= _make(run, [table], known, shell)
            units = [*units, table]
    kept = {unit.name for unit in units}
    current = {name: output for name, output in (known | made).items() if name in kept}
    memory.drop(known.keys() - current.keys() - {CHECK, THEME})
    _retain(run.archive, current.values())
    if run.site:
        with run.watch.measure("finish"):
            theme = _lay_theme(run, run.site, shell or "", known.get(THEME))
            written = _finish_site(run, run.site, [*current.values(), theme])
        with run.watch.measure("check"):
            written |= paths_of((*made.values(), theme), SITE)
            _check(run, survey, records, written, known.get(CHECK))
    memory.commit()


def check_all(run: Run, survey: Survey, records: Sequence[Record]) -> None:
    """Look through a site that MkDocs' own command built.

    Raises:
        SiteCheckError: The site holds what it must not.
    """
    check_site(run.workers, survey.examinations, records, sorted(every_file(run.archive / SITE)))


def _generated(archive: Path) -> list[Path]:
    return [archive / folder for folder in GENERATED]


def _announce(archive: Path, new: Sequence[str]) -> None:
    """List the pages of new reports before they exist."""
    reports = [name for name in new if name.startswith("reports/")]
    for folder, end in zip(_generated(archive), (".md", ".md.txt"), strict=True):
        if new or folder.exists():
            announce(folder, (name + end for name in reports))


def _make(
    run: Run, units: Sequence[Unit], known: Mapping[str, Output], shell: str | None
) -> dict[str, Output]:
    """Make what is out of date, on all cores, and remember it."""
    todo = list(outdated(run.archive, units, known, shell))
    made: dict[str, Output] = {}
    for count, (name, output) in enumerate(
        run.progress(_results(run, todo, shell, len(known) > LARGE), len(todo), "生成网页"), 1
    ):
        run.memory.wrote(name, output)
        made[name] = output
        for part, seconds in output.seconds.items():
            run.watch.add(part, seconds)
        if count % COMMITTED == 0:
            run.memory.commit()
    return made


def _results(
    run: Run, todo: Sequence[Unit], shell: str | None, large: bool
) -> Iterator[tuple[str, Output]]:
    orders = (
        [Order(u.name, key_of(u, shell), u.task(), run.site is not None) for u in piece]
        for piece in _pieces(todo)
    )
    # A whole segment of the search index takes longer than starting processes does.
    segments = sum(unit.name.startswith(SEARCH) for unit in todo) if large else 0
    for pairs in run.workers.map(write_units, orders, much=segments > 1 or len(todo) > FEW):
        yield from pairs


def _pieces(units: Sequence[Unit]) -> Iterator[Sequence[Unit]]:
    """Units in handfuls; a segment of the search index is a handful by itself."""
    small = [unit for unit in units if not unit.name.startswith(SEARCH)]
    yield from ([unit] for unit in units if unit.name.startswith(SEARCH))
    yield from (small[i : i + PIECE] for i in range(0, len(small), PIECE))


def _retain(archive: Path, outputs: Iterable[Output]) -> None:
    """Let nothing stay in docs/ that no unit of this run stands for."""
    names = paths_of(outputs, DOCS)
    for folder in filter(Path.exists, _generated(archive)):
        prefix = f"{folder.name}/"
        retain(folder, {n.removeprefix(prefix) for n in names if n.startswith(prefix)})


def _finish_site(run: Run, site: Site, outputs: Iterable[Output]) -> set[str]:
    """Hand-written pages and files; and nothing stays that is not of this run.

    Returns:
        What was written, by its path below site/.
    """
    names = paths_of(outputs, SITE)
    pages = [name.removesuffix(".html") + ".md" for name in names if name.endswith(".html")]
    folder = run.archive / SITE
    files = {
        built.path: built.data for built in (*site.templates(sorted(pages)), *site.hand_written())
    }
    statics = site.statics().items()
    files |= {name: source.read_bytes() for name, source in statics if name not in files}
    written = {name for name, data in files.items() if write_bytes(folder / name, data)}
    for name in sorted(set(every_file(folder)) - names - files.keys()):
        (folder / name).unlink()
    return written


def _lay_theme(run: Run, site: Site, shell: str, before: Output | None) -> Output:
    """The theme's own files, copied unless they lie there as they were copied."""
    key = digest(shell, *sorted(site.statics()))
    if before and before.key == key and is_intact(run.archive, before):
        return before
    folder, files = run.archive / SITE, site.theme_files()
    for name, source in files.items():
        write_bytes(folder / name, source.read_bytes())
    output = Output(key, stamps_of(run.archive, (f"{SITE}/{name}" for name in files)))
    run.memory.wrote(THEME, output)
    return output


def _check(
    run: Run, survey: Survey, records: Sequence[Record], written: set[str], before: Output | None
) -> None:
    """Look through what was written; through all where other reports are held back than before."""
    held = sorted(i.report.source.sha256 for i in survey.examinations if i.report and i.withheld)
    key = digest(*held)
    if before is None or before.key != key:
        written = set(every_file(run.archive / SITE))
    run.memory.commit()
    check_site(run.workers, survey.examinations, records, sorted(written))
    run.memory.wrote(CHECK, Output(key, {}))
