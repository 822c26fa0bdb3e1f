"""site/ completed: hand-written pages, the theme's files, nothing else; and looked through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from report_archive.memory import Output, Stamp
from report_archive.model import Record
from report_archive.outputs import SITE, Made, digest, every_file, is_intact, paths_of, stamps_of
from report_archive.run import Run
from report_archive.site_check.site import Look, check_site, rules_of
from report_archive.site_check.site_file import Inspector, together
from report_archive.storing import TEMPORARY, write_bytes
from report_archive.survey import Survey

if TYPE_CHECKING:
    from report_archive.site import Site

THEME = "theme"
"""Under this name it is remembered which files of site/ are the theme's own."""
CODE = (".js", ".css", ".map")
"""Ends of names of files that run or dress pages."""
CHECK = "check"
"""Under this name it is remembered that every file of site/ was looked through."""


def complete(run: Run, site: Site, outputs: Sequence[Output]) -> tuple[dict[str, Stamp], set[str]]:
    """Put in what no unit stands for, and take out what nothing stands for.

    Args:
        run: This run.
        site: The site.
        outputs: What all units of this run wrote, now or earlier.

    Returns:
        The stamps of the hand-written pages and the theme's files; and those of them that are to
        be looked through, by their paths below site/.
    """
    with run.watch.measure("finish"):
        theme = _lay_theme(run, site)
        own, written = _finish(run, site, [*outputs, theme])
    laid = () if theme is run.known.get(THEME) else (theme,)
    # What people wrote may quote what was said publicly until now; scripts and styles are looked
    # through only where they changed.
    texts = {name for name in paths_of([Output("", own)], SITE) if not name.endswith(CODE)}
    return {**own, **theme.files}, paths_of(laid, SITE) | written | texts


def _finish(run: Run, site: Site, outputs: Iterable[Output]) -> tuple[dict[str, Stamp], set[str]]:
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
    # A killed run's half of a page at the top: files with a dot there are nobody's otherwise.
    left = (path.name for path in folder.glob(f"{TEMPORARY}*"))
    for name in sorted({*every_file(folder), *left} - names - files.keys()):
        (folder / name).unlink()
    return stamps_of(run.archive, (f"{SITE}/{name}" for name in files)), written


def _lay_theme(run: Run, site: Site) -> Output:
    """The theme's own files, copied unless they lie there as they were copied."""
    before = run.known.get(THEME)
    key = digest(run.shell or "", *sorted(site.statics()))
    if before and before.key == key and is_intact(run.archive, before):
        return before
    folder, files = run.archive / SITE, site.theme_files()
    for name, source in files.items():
        write_bytes(folder / name, source.read_bytes())
    output = Output(key, stamps_of(run.archive, (f"{SITE}/{name}" for name in files)))
    run.memory.wrote(THEME, output)
    return output


def look_through(
    run: Run,
    inspector: Inspector,
    records: Sequence[Record],
    made: Sequence[Made],
    fresh: Collection[str],
) -> None:
    """Look through what was written; through all where other reports are held back than before.

    Args:
        run: This run.
        inspector: Who looks through it.
        records: The published reports.
        made: What units made; it was looked at meanwhile.
        fresh: What else was written, by its path below site/.

    Raises:
        SiteCheckError: The site holds what it must not.
    """
    rules, before = inspector.rules, run.known.get(CHECK)
    marks = digest(repr(rules.marks))
    key = f"{digest(*sorted(sha256 for _, sha256 in rules.withheld))}|{marks}"
    others: set[str] = set()
    if before is None or before.key != key:
        seen = paths_of((unit.output for unit in made), SITE)
        others = set(every_file(run.archive / SITE)) - seen - set(fresh)
    # A run that was killed may have left what nobody has looked at; and where people no longer
    # write a path by hand, no other file may hold it either.
    known = before is not None and before.key.endswith(f"|{marks}")
    first = set() if known else others
    look = Look(
        sorted(first.union(fresh)), sorted(others - first), together(unit.seen for unit in made)
    )
    run.memory.commit()
    with run.watch.measure("check"):
        _check(run, inspector, records, look)
    run.memory.wrote(CHECK, Output(key, {}))


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
