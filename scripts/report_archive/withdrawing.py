"""What must leave site/ before anything else, because it shows a report that is held back now."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from report_archive.dataset import markdown_name
from report_archive.folders import ARCHIVE, DATA, DOCS, SITE
from report_archive.memory import Output
from report_archive.outputs import Unit, every_file, key_of, lines_below, page_of
from report_archive.planning import name_of_packs
from report_archive.run import Run
from report_archive.search.delivering import path_of
from report_archive.stamps import path_in
from report_archive.storing import MANIFEST, TEMPORARY

REPORT_UNITS = "reports/"
QUOTING = ("reports", "years", "posts", "sections", "topics", "search")
"""Folders of the generated site whose files quote reports."""
PACKED = f"{ARCHIVE}/search"
"""Folder of the packs, and of nothing else that is written at the same time."""
# docs/archive/search/3-17.js, site/archive/search/3-packs.js
OF_PACKS = re.compile(rf"/{PACKED}/(?P<segment>\d+)-(?:\d+|packs)\.js$")
HOME, HOME_FIGURES = "index.html", ".home.txt"
"""The home page counts reports and names posts."""


def gone_files(
    numbers: Iterable[str], known: Mapping[str, Output], before: Iterable[str]
) -> set[str]:
    """Files below docs/ that belong to reports which are no longer published.

    Args:
        numbers: Those of the published reports.
        known: What earlier runs wrote.
        before: Every file below docs/ that the last run listed.
    """
    names = {f"{REPORT_UNITS}{number}" for number in numbers}
    dropped = {name for name in known if _is_report(name) and name not in names}
    kept = {name for unit in names for name in _files_of(unit)}
    folders = (f"{ARCHIVE}/reports/", f"{DATA}/reports/")
    listed = {name for name in before if name.startswith(folders)}
    return {name for unit in dropped for name in _files_of(unit)} | (listed - kept)


def withdraw_packs(run: Run) -> None:
    """Take away the packs of the search index that were to be written anew, and have not been.

    What was left half-written beside them goes as well. Other processes end first: they may be at
    it.

    Raises:
        OSError: Something can't be removed; all the rest is.
    """
    if not run.superseded:
        return
    run.workers.close()
    quoting = chain(_quoting(run.archive, SITE), _quoting(run.archive, DOCS))
    stale = {path for path in quoting if _is_in_the_making(path, run.superseded)}
    told = len(run.failures)
    _remove(run, stale - run.renewed)
    for error in run.failures[told:]:
        raise error


def withdraw(run: Run, units: Iterable[Unit], begun: Collection[str]) -> None:
    """Take out of site/ and docs/ all that may quote reports whose pages are to go.

    Whether this run ends well or not, nothing of a report that is held back stays readable. What
    stays is what an earlier run wrote, as it wrote it, of what this run would make it of; a run
    that was interrupted may have left other files, of which nothing is remembered.

    Args:
        run: This run.
        units: What it is to write.
        begun: Names of those that are in the making, over what they wrote before.

    Raises:
        OSError: Something can't be removed, here or earlier in this run; all the rest is.
        BuildError, DatabaseError: Something else went wrong earlier in this run.
    """
    try:
        stay, made = _staying(run, units), run.makes_site
    except Exception as error:  # whatever keeps us from knowing what stands, all of it goes
        run.failures.append(error)
        stay, made, begun = set(), False, ()
    places = _quoting(run.archive, SITE)
    if not run.owns_site:
        # MkDocs' own command made it; who knows what its plugins quote and where.
        places = (f"{SITE}/{name}" for name in every_file(run.archive / SITE))
    for paths, names in ((places, begun if made else ()), (_quoting(run.archive, DOCS), begun)):
        found = {path for path in paths if not _is_in_the_making(path, names)}
        _remove(run, found - stay)
    run.tell_failure()


def _staying(run: Run, units: Iterable[Unit]) -> set[str]:
    """Files that an earlier run wrote and this one would write the same, by their paths."""
    touched = run.standing.touched
    outputs = ((unit, run.known.get(unit.name)) for unit in units if unit.name not in touched)
    kept = (o for unit, o in outputs if o and o.key.startswith(key_of(unit, None)))
    return set(map(path_in, lines_below(kept, DOCS, SITE)))


def take_away(run: Run, names: Collection[str]) -> None:
    """Remove files of docs/ and what they are in site/, the home page with them.

    What can't be removed is told by `withdraw`.
    """
    pages = {f"{SITE}/{name}" for name in {HOME, *map(page_of, names)}}
    _remove(run, pages.union(f"{DOCS}/{name}" for name in names))


def _remove(run: Run, paths: Collection[str]) -> None:
    """Remove files, the site's first; one that can't be removed keeps none of the others."""
    for path in sorted(paths, reverse=True):
        try:
            (run.archive / path).unlink(missing_ok=True)
        except OSError as error:
            run.failures.append(error)
    run.removed.update(paths)


def _packs_of(path: str) -> str | None:
    """The unit that a pack or a list of packs is of; None for other files."""
    match = OF_PACKS.search(path)
    return name_of_packs(match["segment"]) if match else None


def _is_in_the_making(path: str, begun: Collection[str]) -> bool:
    """Whether another process may be writing a file now: a pack, or what is to become one."""
    half_written = f"/{PACKED}/{TEMPORARY}" in path
    return bool(begun) and (half_written or _packs_of(path) in begun)


def _files_of(unit: str) -> tuple[str, str, str]:
    """The files below docs/ of one report."""
    number = unit.removeprefix(REPORT_UNITS)
    return (
        f"{ARCHIVE}/reports/{number}.md",
        f"{ARCHIVE}/{path_of(f't{number}')}",
        f"{DATA}/{markdown_name(number)}",
    )


def _quoting(archive: Path, top: str) -> Iterator[str]:
    """Every file in docs/ or in site/ that may quote a report, by its path below the archive."""
    folders = (*(f"{ARCHIVE}/{name}" for name in QUOTING), DATA, f"{DATA}/reports")
    for folder in folders:
        yield from (f"{top}/{folder}/{name}" for name in _names(archive / top / folder))
    if top == DOCS:
        yield f"{DOCS}/{ARCHIVE}/{HOME_FIGURES}"


def _names(folder: Path) -> Iterator[str]:
    """Files in a folder, but the list of what was generated, which quotes nobody."""
    if folder.is_dir():
        names = os.listdir(folder)  # noqa: PTH208 (80,000 names: no Path for each)
        yield from (name for name in names if "." in name and name != MANIFEST)


def _is_report(name: str) -> bool:
    return name.startswith(REPORT_UNITS)
