"""What of site/ is to be looked through: what was written, and what others may be quoted in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from report_archive.folders import SITE
from report_archive.memory import Output
from report_archive.outputs import Unit, digest, every_file, paths_of
from report_archive.record import Record
from report_archive.run import Run
from report_archive.site_check.site import Look, check_site, look_at_files, rules_of
from report_archive.site_check.site_file import UNSEEN, Inspector, Rules, Seen, forbidden_by
from report_archive.survey import Survey
from report_archive.workers import Bench

CHECK = "check"
"""Under this name it is remembered that every file of site/ was looked through."""


@dataclass(frozen=True)
class Kept:
    """What stays as it is and was looked at once more while others were at work."""

    files: frozenset[str]
    """The files, by their paths below site/."""
    seen: Seen
    """What was seen of them."""


NOT_LOOKED_AT = Kept(frozenset(), UNSEEN)
"""Nothing was."""


@dataclass(frozen=True)
class Written:
    """What this run wrote of site/, and what need not be looked at for others' words."""

    looked: frozenset[str]
    """Files that were looked through while they were made, by their paths below site/."""
    seen: Seen
    """What was seen of them."""
    fresh: frozenset[str]
    """What else was written, by its path below site/."""
    files: frozenset[str]
    """All files of site/."""
    own: frozenset[str]
    """Files of published reports with their own words alone, by their paths below site/.

    No other report's text could be read while they were made.
    """


def begin_kept(run: Run, rules: Rules, units: Iterable[Unit]) -> Iterator[Kept]:
    """Look once more at what stays as it is, for what is to be held back now.

    In another process if there is one: some 0.3 s of 10,000 reports.

    Args:
        run: This run.
        rules: What no file of site/ may hold.
        units: Those that are up to date.
    """
    key, before = _check_key(rules), run.known.get(CHECK)
    if before is None or before.key == key or not _is_known(before.key, key):
        return iter([NOT_LOOKED_AT])
    quoting = (run.known[unit.name] for unit in units if unit.source is None)
    return run.workers.aside(_look_at_kept, [(rules, sorted(paths_of(quoting, SITE)))])


def _look_at_kept(bench: Bench, piece: tuple[Rules, Sequence[str]]) -> Kept:
    rules, names = piece
    try:
        seen = look_at_files(bench.archive / SITE, names, forbidden_by(bench, rules), again=True)
    except OSError:  # looking through the whole meets it again, and tells it
        return NOT_LOOKED_AT
    return Kept(frozenset(names), seen)


def _check_key(rules: Rules) -> str:
    """Digest of what is held back, and of the paths that may stand in no file."""
    withheld = digest(*sorted(sha256 for _, sha256 in rules.withheld))
    return f"{withheld}|{digest(repr(rules.marks))}"


def _is_known(before: str, key: str) -> bool:
    """Whether every file has been looked through for the same paths.

    A run that was killed may have left what nobody has looked at; and where people no longer
    write a path by hand, no other file may hold it either.
    """
    return before.partition("|")[2] == key.partition("|")[2]


def look_through(
    run: Run, inspector: Inspector, records: Sequence[Record], written: Written
) -> None:
    """Look through what was written; where other reports are held back, through all that may quote.

    Args:
        run: This run.
        inspector: Who looks through it.
        records: The published reports.
        written: What was written.

    Raises:
        SiteCheckError: The site holds what it must not.
    """
    key, before = _check_key(inspector.rules), run.known.get(CHECK)
    others: set[str] = set()
    if before is None or before.key != key:
        others = set(written.files - written.looked - written.fresh)
    known = before is not None and _is_known(before.key, key)
    first, again = (set(), others.difference(written.own)) if known else (others, set())
    look = Look(sorted(first.union(written.fresh)), sorted(again), written.seen)
    run.memory.commit()
    with run.watch.measure("check"):
        _check(run, inspector, records, look)
    run.memory.wrote(CHECK, Output(key))


def look_through_all(run: Run, survey: Survey, records: Sequence[Record]) -> None:
    """Look through a site that MkDocs' own command built.

    Raises:
        SiteCheckError: The site holds what it must not.
    """
    inspector = Inspector(run.workers, rules_of(run.archive, survey.settled))
    _check(run, inspector, records, Look(sorted(every_file(run.archive / SITE))))


def _check(run: Run, inspector: Inspector, records: Sequence[Record], look: Look) -> None:
    public = check_site(inspector, records, look, run.memory.public)
    if public is not None:
        run.memory.keep_public(public)
