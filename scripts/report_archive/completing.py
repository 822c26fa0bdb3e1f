"""site/ completed: hand-written pages, the theme's files, nothing else; and looked through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from report_archive.memory import Output, Stamp
from report_archive.model import Record
from report_archive.outputs import SITE, digest, every_file, is_intact, paths_of, stamps_of
from report_archive.run import Run
from report_archive.site import Site
from report_archive.site_check.site import check_site
from report_archive.storing import TEMPORARY, write_bytes
from report_archive.survey import Survey

THEME = "theme"
"""Under this name it is remembered which files of site/ are the theme's own."""
CODE = (".js", ".css", ".map")
"""Ends of names of files that run or dress pages."""
CHECK = "check"
"""Under this name it is remembered that every file of site/ was looked through."""


def complete(
    run: Run, site: Site, outputs: Sequence[Output], made: Iterable[Output]
) -> tuple[dict[str, Stamp], set[str]]:
    """Put in what no unit stands for, and take out what nothing stands for.

    Args:
        run: This run.
        site: The site.
        outputs: What all units of this run wrote, now or earlier.
        made: What those wrote that were at work in this run.

    Returns:
        The stamps of the hand-written pages and the theme's files; and what is to be looked
        through, by its path below site/.
    """
    with run.watch.measure("finish"):
        theme = _lay_theme(run, site)
        own, written = _finish(run, site, [*outputs, theme])
    laid = () if theme is run.known.get(THEME) else (theme,)
    # What people wrote may quote what was said publicly until now; scripts and styles are looked
    # through only where they changed.
    texts = {name for name in paths_of([Output("", own)], SITE) if not name.endswith(CODE)}
    looked_at = paths_of((*made, *laid), SITE) | written | texts
    return {**own, **theme.files}, looked_at


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


def look_through(run: Run, survey: Survey, records: Sequence[Record], written: set[str]) -> None:
    """Look through what was written; through all where other reports are held back than before.

    Raises:
        SiteCheckError: The site holds what it must not.
    """
    held = sorted(i.report.source.sha256 for i in survey.examinations if i.report and i.withheld)
    key, before = digest(*held), run.known.get(CHECK)
    if before is None or before.key != key:
        written = set(every_file(run.archive / SITE))
    run.memory.commit()
    with run.watch.measure("check"):
        check_site(run.workers, survey.examinations, records, sorted(written))
    run.memory.wrote(CHECK, Output(key, {}))


def look_through_all(run: Run, survey: Survey, records: Sequence[Record]) -> None:
    """Look through a site that MkDocs' own command built.

    Raises:
        SiteCheckError: The site holds what it must not.
    """
    check_site(run.workers, survey.examinations, records, sorted(every_file(run.archive / SITE)))
