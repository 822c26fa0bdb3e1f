"""site/ completed: hand-written pages, the theme's files, nothing else; and looked through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from report_archive.folders import SITE
from report_archive.memory import Output
from report_archive.model import Record
from report_archive.outputs import Unit, digest, every_file, is_intact, paths_of
from report_archive.run import Run
from report_archive.site_check.site import Look, check_site, look_at_files, rules_of
from report_archive.site_check.site_file import (
    UNSEEN,
    Inspector,
    Rules,
    Seen,
    forbidden_by,
    look_at,
    together,
)
from report_archive.stamps import lines_of, text_of
from report_archive.storing import TEMPORARY, write_bytes
from report_archive.survey import Survey
from report_archive.workers import Bench

THEME = "theme"
"""Under this name it is remembered which files of site/ are the theme's own."""
CODE = (".js", ".css", ".map")
"""Ends of names of files that run or dress pages."""
CHECK = "check"
"""Under this name it is remembered that every file of site/ was looked through."""


@dataclass(frozen=True)
class Theme:
    """The theme's own files in site/."""

    output: Output
    """How they lie there."""
    laid: frozenset[str]
    """Those that were laid by this run and looked through, by their paths below site/."""
    seen: Seen
    """What was seen of them."""


@dataclass(frozen=True)
class Own:
    """What people wrote, in site/: pages, files, and pages that the theme itself has."""

    output: Output
    """How it lies there."""
    files: frozenset[str]
    """All of it, by its path below site/."""
    written: frozenset[str]
    """What of it this run wrote."""


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
    own: frozenset[str]
    """Files of published reports with their own words alone, by their paths below site/.

    No other report's text could be read while they were made.
    """


def begin_theme(run: Run, rules: Rules) -> Iterator[Theme]:
    """Copy the theme's own files, in another process if there is one, unless they lie there."""
    shell, before = run.shell, run.known.get(THEME)
    key = digest(shell.digest, *shell.statics) if shell else ""
    if before and before.key == key and is_intact(run.archive, before):
        return iter([Theme(before, frozenset(), UNSEEN)])
    return run.workers.map(_lay_theme, [(key, rules)], much=run.workers.running)


def _lay_theme(bench: Bench, piece: tuple[str, Rules]) -> Theme:
    key, rules = piece
    folder, forbidden = bench.archive / SITE, forbidden_by(bench, rules)
    files = {name: source.read_bytes() for name, source in bench.site.theme_files().items()}
    for name, data in files.items():
        write_bytes(folder / name, data)
    seen = together(look_at(name, data, forbidden) for name, data in files.items())
    laid = lines_of(bench.archive, (f"{SITE}/{name}" for name in files))
    return Theme(Output(key, site=text_of(laid)), frozenset(files), seen)


def begin_own(run: Run, outputs: Iterable[Output]) -> Iterator[Own]:
    """Put in hand-written pages and files, in another process if there is one.

    Args:
        run: This run; what its pages take in of docs/ is there.
        outputs: What all units of it wrote, now or earlier.
    """
    listed = run.shell and run.shell.lists_pages
    names = paths_of(outputs, SITE) if listed else set[str]()
    pages = sorted(f"{name[:-5]}.md" for name in names if name.endswith(".html"))
    return run.workers.map(_put_own, [pages], much=run.workers.running)


def _put_own(bench: Bench, pages: Sequence[str]) -> Own:
    site, folder = bench.site, bench.archive / SITE
    files = {built.path: built.data for built in (*site.templates(pages), *site.hand_written())}
    statics = site.statics().items()
    files |= {name: source.read_bytes() for name, source in statics if name not in files}
    written = frozenset(name for name, data in files.items() if write_bytes(folder / name, data))
    lines = lines_of(bench.archive, (f"{SITE}/{name}" for name in files))
    return Own(Output("", site=text_of(lines)), frozenset(files), written)


def complete(run: Run, outputs: Iterable[Output], theme: Theme, own: Own) -> frozenset[str]:
    """Take out what nothing stands for.

    Args:
        run: This run.
        outputs: What all units of it wrote, now or earlier.
        theme: The theme's files.
        own: Hand-written pages and files.

    Returns:
        Those of them that are still to be looked through, by their paths below site/.
    """
    if theme.laid:
        run.memory.wrote(THEME, theme.output)
    folder = run.archive / SITE
    # A killed run's half of a page at the top: files with a dot there are nobody's otherwise.
    left = (path.name for path in folder.glob(f"{TEMPORARY}*"))
    names = paths_of([*outputs, theme.output], SITE)
    for name in sorted({*every_file(folder), *left} - names - own.files):
        (folder / name).unlink()
    # What people wrote may quote what was said publicly until now; scripts and styles are looked
    # through only where they changed.
    return own.written.union(name for name in own.files if not name.endswith(CODE))


def look_at_kept(run: Run, rules: Rules, units: Iterable[Unit]) -> Kept:
    """Look once more at what stays as it is, for what is to be held back now.

    Other processes make the search index meanwhile.

    Args:
        run: This run.
        rules: What no file of site/ may hold.
        units: Those that are up to date.
    """
    key, before = _check_key(rules), run.known.get(CHECK)
    if before is None or not _is_known(before.key, key):
        return NOT_LOOKED_AT
    quoting = (run.known[unit.name] for unit in units if unit.source is None)
    names, forbidden = paths_of(quoting, SITE), forbidden_by(run.workers.bench, rules)
    try:
        seen = look_at_files(run.archive / SITE, sorted(names), forbidden, again=True)
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
        others = set(every_file(run.archive / SITE)) - written.looked - written.fresh
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
    inspector = Inspector(run.workers, rules_of(run.archive, survey.examinations))
    _check(run, inspector, records, Look(sorted(every_file(run.archive / SITE))))


def _check(run: Run, inspector: Inspector, records: Sequence[Record], look: Look) -> None:
    public = check_site(inspector, records, look, run.memory.public)
    if public is not None:
        run.memory.keep_public(public)
