"""Our own commands: what they cost, and how large what they leave is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from report_archive.benching.filling import GENERATED
from report_archive.benching.history import flatten
from report_archive.benching.measuring import OURS, Cost, measure
from report_archive.benching.peers import folder_size
from report_archive.folders import DOCS, REPORTS, SITE

TIMINGS = Path(".report-archive", "timings.json")
"""Where a build says how long each of its parts took."""
MARK = ".bench-mark"
# 0-17 is a pack, t000017 a text; the rest is loaded before the first search.
KINDS = re.compile(r"(?P<packs>\d+-\d+)|(?P<texts>t\d+)|(?P<rows>\d+-packs|\d+-rows|table)")

Figures = dict[str, float]


def run_ours(command: str, archive: Path) -> Figures:
    """One of our own commands: its cost, and how many files of docs/ and site/ it wrote."""
    mark = archive / MARK
    mark.touch()
    cost = measure([*OURS, command, "--archive", os.fspath(archive)])
    return {**_figures(cost), "written": _written_since(mark)}


def _figures(cost: Cost) -> Figures:
    return {"wall s": cost.wall, "cpu s": cost.cpu, "peak MB": cost.peak}


def _written_since(mark: Path) -> int:
    """Files below docs/ and site/ that are younger than the mark."""
    since = mark.stat().st_mtime_ns
    folders = (mark.parent / DOCS, mark.parent / SITE)
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return sum(1 for path in paths if path.stat().st_mtime_ns > since)


def phases(archive: Path) -> Figures:
    """What the build says of its own parts, in seconds; nothing where it says nothing."""
    try:
        found = json.loads((archive / TIMINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {f"{name} s": value for name, value in flatten(found)}


def sizes(archive: Path) -> Figures:
    """Megabytes of what goes in and of what comes out."""
    folders = {
        "reports MB": archive / REPORTS,
        "docs MB": archive / DOCS,
        "search MB": archive / GENERATED / "search",
        "site MB": archive / SITE,
    }
    files = sum(1 for path in (archive / SITE).rglob("*") if path.is_file())
    megabytes = {name: folder_size(folder) / 1e6 for name, folder in folders.items()}
    return {**megabytes, **_search_sizes(archive / GENERATED / "search"), "site files": files}


def _search_sizes(folder: Path) -> Figures:
    """Megabytes of the search index by what its files are for."""
    found = dict.fromkeys(("search packs MB", "search texts MB", "search rows MB"), 0.0)
    for path in folder.glob("*"):
        match = KINDS.match(path.stem)
        if match and match.lastgroup:
            found[f"search {match.lastgroup} MB"] += path.stat().st_size / 1e6
    return found
