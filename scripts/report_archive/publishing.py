"""Units onto the disk: docs/ and site/ brought up to date, what must go first, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from report_archive.memory import Memory, Output, Stamp
from report_archive.model import Record
from report_archive.outputs import (
    DOCS,
    SITE,
    Order,
    Unit,
    digest,
    digest_of,
    every_file,
    is_intact,
    key_of,
    outdated,
    paths_of,
    stamps_of,
    write_units,
)
from report_archive.planning import ARCHIVE, DATA, plan_archive, plan_packs, plan_table
from report_archive.progress import Progress
from report_archive.site import Site
from report_archive.site_check.site import check_site
from report_archive.site_settings import read_settings
from report_archive.storing import MANIFEST, announce, listed, retain, write_bytes
from report_archive.survey import LARGE, Survey
from report_archive.timing import Stopwatch
from report_archive.withdrawing import gone_files, withdraw
from report_archive.workers import Workers

GENERATED = (f"{DOCS}/{ARCHIVE}", f"{DOCS}/{DATA}")
"""Folders that this program writes."""
PIECE = 16
"""Units that a process is given at a time."""
FEW = 100
"""Units that are written without starting processes: half a second of work."""
COMMITTED = 2_000
"""Units after which what was written is remembered, so that a killed run need not start anew."""
THEME = "theme"
"""Under this name it is remembered which files of site/ are the theme's own."""
BUILD, CONVERT = "build", "convert"
"""The command that writes site/, and the one that writes docs/ alone."""
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


def publish(run: Run, survey: Survey, records: Sequence[Record], facts: str) -> None:
    """Bring docs/ and site/ up to date.

    Args:
        run: This run.
        survey: What was read and settled.
        records: The published reports in the order of their numbers.
        facts: Digest of what everything depends on: the program and its words.

    Raises:
        OSError: Something can't be written.
        SiteCheckError: The site holds what it must not.
        SiteError: MkDocs can't build a page.
    """
    memory, known = run.memory, run.memory.outputs()
    shell = digest(*run.site.key()) if run.site else None
    # What is written from now on is unchecked, however this run ends.
    state = state_name(BUILD if run.site else CONVERT)
    memory.drop([CHECK, state])
    memory.commit()
    before = [f"{f.name}/{name}" for f in _generated(run.archive) for name in listed(f)]
    numbers = [record.number for record in records]
    gone = gone_files(numbers, known, before)
    _announce(run.archive, [number for number in numbers if f"reports/{number}" not in known])
    packs = list(plan_packs(records, facts))
    much = len(records) > LARGE
    # Packs are in the making while the rest is planned, unless something must go before.
    heavy = _begun(run, packs, known, shell, much=much) if not gone else None
    with run.watch.measure("plan"):
        settings = read_settings(run.archive)
        light = list(plan_archive(survey, records, facts, settings)) if records else []
    units = [*packs, *light]
    withdraw(run.archive, units, known, gone)
    with run.watch.measure("write"):
        heavy = heavy or _begun(run, packs, known, shell, much=much)
        made = _finished(run, heavy, light, known, shell)
        if units:
            table = plan_table(run.archive, survey, records)
            made |= _finished(run, NOTHING, [table], known, shell)
            units = [*units, table]
    kept = {unit.name for unit in units}
    current = {name: output for name, output in (known | made).items() if name in kept}
    memory.drop(known.keys() - current.keys() - {CHECK, THEME, *map(state_name, (BUILD, CONVERT))})
    _retain(run.archive, current.values())
    stamps = _stamps_below(DOCS, current.values()) | stamps_of(run.archive, _manifests(run.archive))
    if run.site:
        with run.watch.measure("finish"):
            theme = _lay_theme(run, run.site, shell or "", known.get(THEME))
            own, written = _finish_site(run, run.site, [*current.values(), theme])
        with run.watch.measure("check"):
            laid = () if theme is known.get(THEME) else (theme,)
            written |= paths_of((*made.values(), *laid), SITE)
            _check(run, survey, records, written, known.get(CHECK))
        stamps |= own | _stamps_below(SITE, (*current.values(), theme))
    memory.wrote(state, Output(digest_of(stamps), {}))
    memory.commit()


def _stamps_below(folder: str, outputs: Iterable[Output]) -> dict[str, Stamp]:
    """What units wrote below docs/ or site/."""
    prefix = f"{folder}/"
    files = (file for output in outputs for file in output.files.items())
    return {path: stamp for path, stamp in files if path.startswith(prefix)}


def _manifests(archive: Path) -> Iterator[str]:
    return (f"{folder}/{MANIFEST}" for folder in GENERATED if (archive / folder).is_dir())


def state_name(command: str) -> str:
    """The name under which it is remembered what lay in docs/ and site/ when a command ended."""
    return f"state after {command}"


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
    for folder, end in zip(_generated(archive), (".md", ".md.txt"), strict=True):
        if new or folder.exists():
            announce(folder, (f"reports/{number}{end}" for number in new))


@dataclass(frozen=True)
class Begun:
    """Units that are in the making."""

    results: Iterator[tuple[str, Output]]
    """What comes of them."""
    count: int
    """How many there are."""


NOTHING = Begun(iter(()), 0)


def _begun(
    run: Run, units: Iterable[Unit], known: Mapping[str, Output], shell: str | None, *, much: bool
) -> Begun:
    """Packs that are out of date, handed to other processes where they take long."""
    todo = list(outdated(run.archive, units, known, shell))
    return Begun(_written(run, ([unit] for unit in todo), shell, much=much), len(todo))


def _finished(
    run: Run,
    heavy: Begun,
    units: Sequence[Unit],
    known: Mapping[str, Output],
    shell: str | None,
) -> dict[str, Output]:
    """Make what else is out of date, on all cores, and remember it and what was begun."""
    todo = list(outdated(run.archive, units, known, shell))
    pieces = (todo[i : i + PIECE] for i in range(0, len(todo), PIECE))
    light = _written(run, pieces, shell, much=len(todo) > FEW)
    total = heavy.count + len(todo)
    made: dict[str, Output] = {}
    results = run.progress(chain(light, heavy.results), total, "生成网页")
    for count, (name, output) in enumerate(results, 1):
        run.memory.wrote(name, output)
        made[name] = output
        for part, seconds in output.seconds.items():
            run.watch.add(part, seconds)
        if count % COMMITTED == 0:
            run.memory.commit()
    return made


def _written(
    run: Run, pieces: Iterable[Sequence[Unit]], shell: str | None, *, much: bool
) -> Iterator[tuple[str, Output]]:
    orders = (
        [Order(u.name, key_of(u, shell), u.task(), run.site is not None) for u in piece]
        for piece in pieces
    )
    return chain.from_iterable(run.workers.map(write_units, orders, much=much))


def _retain(archive: Path, outputs: Iterable[Output]) -> None:
    """Let nothing stay in docs/ that no unit of this run stands for."""
    names = paths_of(outputs, DOCS)
    for folder in filter(Path.exists, _generated(archive)):
        prefix = f"{folder.name}/"
        retain(folder, {n.removeprefix(prefix) for n in names if n.startswith(prefix)})


def _finish_site(
    run: Run, site: Site, outputs: Iterable[Output]
) -> tuple[dict[str, Stamp], set[str]]:
    """Hand-written pages and files; and nothing stays that is not of this run.

    Returns:
        Their stamps; and those that were written, by their paths below site/.
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
    return stamps_of(run.archive, (f"{SITE}/{name}" for name in files)), written


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
