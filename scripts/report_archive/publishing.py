"""Units onto the disk: docs/ and site/ brought up to date, what must go first, and checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from report_archive.completing import THEME, Own, Theme, begin_own, begin_theme, complete
from report_archive.folders import ARCHIVE, DOCS, GENERATED, SITE
from report_archive.listed import Listed
from report_archive.looking_through import (
    CHECK,
    NOT_LOOKED_AT,
    Kept,
    Written,
    begin_kept,
    look_through,
)
from report_archive.making import NOTHING, Begun, begin, finish, is_changed, outdated
from report_archive.memory import Output
from report_archive.memory_file import remembered
from report_archive.outputs import Made, Unit, lines_below, paths_of
from report_archive.planning import (
    Edition,
    get_table_ready,
    list_records,
    make_ahead,
    plan_archive,
    plan_data,
    plan_table,
    record_keys,
)
from report_archive.power_cut import POURED, doubtful_in, note_of
from report_archive.recalling import BUILD, CONVERT
from report_archive.record import Record
from report_archive.run import MAKER, OWN, Run
from report_archive.signals import undisturbed
from report_archive.site_check.site import rules_of
from report_archive.site_check.site_file import Inspector, Rules, together
from report_archive.site_settings import read_settings
from report_archive.stamps import digest_of_lines, lines_of, path_in
from report_archive.storing import announce, listed, retain, sweep
from report_archive.survey import Survey
from report_archive.withdrawing import gone_files, take_away, withdraw, withdraw_packs


@dataclass(frozen=True)
class Work:
    """What is to stand in docs/ and site/, and what was done for it."""

    units: Sequence[Unit]
    """All units."""
    made: Sequence[Made]
    """What was made of them."""
    inspector: Inspector | None
    """Who looks through site/; None when only docs/ is written."""
    theme: Iterator[Theme]
    """The theme's files; nothing when only docs/ is written."""
    kept: Kept
    """What was looked at once more meanwhile."""


@dataclass(frozen=True)
class Started:
    """What is in the making before the pages are."""

    rules: Rules | None
    """What no file of site/ may hold; None when only docs/ is written."""
    theme: Iterator[Theme]
    """The theme's files; nothing when only docs/ is written."""
    heavy: Begun
    """What takes long: packs of the search index."""


def make_packs_ahead(run: Run, survey: Survey, edition: Edition) -> None:
    """Have another process, if it is one alone, make packs that are out of date.

    It writes nothing before they are ordered: the catalogue is written first, and what must go
    goes. 0.5 s of an edit.
    """
    changed = [unit for unit in edition.packs if is_changed(run, unit)]
    if len(changed) == 1 and not run.failing:
        run.workers.ahead(make_ahead, (changed[0].task(), survey.bodies))


def publish(run: Run, survey: Survey, edition: Edition) -> None:
    """Bring docs/ and site/ up to date.

    Args:
        run: This run.
        survey: What was read and settled.
        edition: What is to be published.

    Raises:
        OSError: Something can't be written.
        BuildError, DatabaseError: Something went wrong earlier in this run.
        SiteCheckError: The site holds what it must not.
        SiteError: MkDocs can't build a page.
    """
    try:
        _publish(run, survey, edition)
    except BaseException:
        with undisturbed():
            withdraw_packs(run)
        raise


def _publish(run: Run, survey: Survey, edition: Edition) -> None:
    known = run.known
    gone = _gone_pages(run, [record.number for record in edition.records])
    before = {unit.name for unit in edition.packs if _is_there(run.archive, unit)}
    if not gone:
        run.tell_failure()
    # What is written from now on is unchecked, however this run ends.
    run.memory.drop([CHECK])
    run.memory.unnote(BUILD if run.wanted.site else CONVERT)
    run.memory.try_to_commit()
    work = _write(run, survey, edition, gone)
    names = {unit.name for unit in work.units}
    written = {unit.name: unit.output for unit in work.made}
    current = {name: output for name, output in {**known, **written}.items() if name in names}
    run.memory.drop(known.keys() - current.keys() - {CHECK, THEME})
    _note_poured(run, written.keys() & before)
    own = begin_own(run, current.values()) if work.inspector else iter(())
    lines = lines_below(current.values(), DOCS)
    files = set(map(path_in, lines))
    _retain(run.archive, files)
    lines += lines_of(run.archive, run.in_docs - files)
    if work.inspector:
        run.memory.note(MAKER, OWN)
        lines += _finish_site(run, work, own, current, edition.records)
        run.workers.release()
    run.memory.note(BUILD if run.makes_site else CONVERT, digest_of_lines(lines))
    run.memory.commit()


def _is_there(archive: Path, packs: Unit) -> bool:
    """Whether packs of a segment lie there already, whoever made them."""
    return (archive / DOCS / ARCHIVE / f"{packs.name}.js").exists()


def _note_poured(run: Run, units: Collection[str]) -> None:
    """Remember whose files were written over old ones."""
    before = remembered(run.archive, POURED)
    if units or doubtful_in(before):
        run.memory.note(POURED, note_of(units, before))


def _write(run: Run, survey: Survey, edition: Edition, gone: Collection[str]) -> Work:
    """Make every unit that is out of date; first of all files go that must."""
    records, packs = edition.records, edition.packs
    if gone:
        take_away(run, gone)
    _begin_pages(run, [record.number for record in records])
    if not gone:
        run.tell_failure()
    changed = [unit for unit in packs if is_changed(run, unit)]
    if gone:
        run.superseded.update(unit.name for unit in changed)
    # Packs are in the making while the rest is planned.
    soon = changed and not run.failing and (run.owns_site or not gone)
    started = _start_soon(run, survey, changed) if soon else None
    with run.watch.measure("plan"):
        keys = record_keys(records, survey, edition.facts)
        listing = _listing(run, survey, records, keys)
        data = plan_data(listing, keys, read_settings(run.archive)) if records else ()
        light = plan_archive(survey, records, keys, edition.facts) if records else ()
        units = [*packs, *data, *light]
    if gone:
        withdraw(run, units, started.heavy.names if started else ())
    started = started or _start(run, survey, ())
    todo = [unit for unit in outdated(run, units) if unit.name not in started.heavy.names]
    kept = iter([NOT_LOOKED_AT])
    if gone and started.rules:
        names = started.heavy.names.union(unit.name for unit in todo)
        kept = begin_kept(run, started.rules, (u for u in units if u.name not in names))
    with run.watch.measure("write"):
        made = finish(run, started.heavy, todo, started.rules, partial(_look_ahead, run))
        if records:
            units.append(plan_table(run.archive, survey, records))
            made += finish(run, NOTHING, outdated(run, units[-1:]), started.rules)
    inspector = Inspector(run.workers, started.rules) if started.rules else None
    return Work(units, made, inspector, started.theme, next(kept))


def _listing(
    run: Run, survey: Survey, records: Sequence[Record], keys: Mapping[str, str]
) -> Callable[[], Sequence[Listed]]:
    """What gives reports as tables list them, once: it is remembered, too."""

    @cache
    def listing() -> Sequence[Listed]:
        known = run.memory.listed()
        found = tuple(list_records(records, keys, known, survey.vocabulary))
        new = (item for item in found if known.get(item.number) is not item)
        run.memory.keep_listed(new, known.keys() - keys.keys())
        return found

    return listing


def _start_soon(run: Run, survey: Survey, packs: Sequence[Unit]) -> Started | None:
    """Start, unless something is wrong: then there is another try.

    Nothing that could fail may stand between knowing that something must go and having it gone.
    """
    try:
        return _start(run, survey, packs)
    except Exception:
        return None


def _start(run: Run, survey: Survey, packs: Sequence[Unit]) -> Started:
    """Lay the theme and make packs, in other processes if there are any."""
    rules = rules_of(run.archive, survey.settled) if run.makes_site else None
    theme = begin_theme(run, rules) if rules else iter(())
    return Started(rules, theme, begin(run, packs, rules))


def _look_ahead(run: Run) -> None:
    """Find out what will be asked for in the end: 0.3 s."""
    run.look_ahead()
    get_table_ready()


def _finish_site(
    run: Run,
    work: Work,
    own: Iterator[Own],
    current: Mapping[str, Output],
    records: Sequence[Record],
) -> list[str]:
    """Complete site/ and look through it; gives the lines of all that lies there."""
    assert work.inspector  # noqa: S101 (there is one where there is a site)
    with run.watch.measure("finish"):
        theme, put = next(work.theme), next(own)
        whole = complete(run, current.values(), theme, put)
    written = Written(
        theme.laid.union(paths_of((unit.output for unit in work.made), SITE), work.kept.files),
        together((theme.seen, work.kept.seen, *(unit.seen for unit in work.made))),
        whole.fresh,
        whole.files,
        frozenset(paths_of((current[unit.name] for unit in work.units if unit.source), SITE)),
    )
    look_through(run, work.inspector, records, written)
    return [*lines_below([*current.values(), theme.output], SITE), *put.lines]


def _gone_pages(run: Run, numbers: Sequence[str]) -> set[str]:
    """Files of docs/ that belong to reports which are no longer published."""
    folders = (run.archive / folder for folder in GENERATED)
    before = [f"{folder.name}/{name}" for folder in folders for name in listed(folder)]
    return gone_files(numbers, run.known, before)


def _begin_pages(run: Run, numbers: Sequence[str]) -> None:
    """List the pages of new reports before they are made; what goes wrong is told later."""
    folders = [run.archive / folder for folder in GENERATED]
    new = [number for number in numbers if f"reports/{number}" not in run.known]
    if run.failing:
        return
    try:
        for folder, end in zip(folders, (".md", ".md.txt"), strict=True):
            # The last run of whatever command ended well: there is nothing half-written.
            if CHECK not in run.known:
                sweep(folder)
            announce(folder, (f"reports/{number}{end}" for number in new))
    except OSError as error:
        run.failures.append(error)


def _retain(archive: Path, files: Iterable[str]) -> None:
    """Let nothing stay in docs/ that no unit of this run stands for.

    Args:
        archive: The archive folder.
        files: What units stand for, by paths below it.
    """
    for name in GENERATED:
        if (archive / name).exists():
            below = f"{name}/"
            retain(archive / name, {f[len(below) :] for f in files if f.startswith(below)})
