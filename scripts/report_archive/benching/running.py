"""The whole bench, top to bottom."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from report_archive.benching.editing import ANEW, edits
from report_archive.benching.filling import GENERATED, Composer, composer_of, new_archive
from report_archive.benching.history import commit, flatten, keep, last, machine
from report_archive.benching.layout import measure_layout
from report_archive.benching.measuring import OURS, Cost, measure, memory_kind
from report_archive.benching.peers import extrapolate, folder_size, measure_peers
from report_archive.benching.querying import OURS as OUR_SEARCH
from report_archive.benching.querying import TERMS, measure_search, published
from report_archive.benching.table import render
from report_archive.build import BuildError
from report_archive.outputs import DOCS, SITE
from report_archive.survey import REPORTS

FEWEST = 10
"""Reports that the edits need."""
CURVE = (2_000, 20_000)
"""Sizes at which the cost of a report is compared."""
TIMINGS = Path(".report-archive", "timings.json")
"""Where a build says how long each of its parts took."""
MARK = ".bench-mark"
# 0-17 is a pack, t000017 a text; the rest is loaded before the first search.
KINDS = re.compile(r"(?P<packs>\d+-\d+)|(?P<texts>t\d+)|(?P<rows>\d+-packs|\d+-rows|table)")
STOCK = "mkdocs+search+jieba"

Figures = dict[str, float]
Result = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What is to be measured."""

    reports: int
    """How many reports."""
    output: Path
    """The folder of the results."""
    peers: bool = True
    """Whether other programs are measured as well."""
    peer_reports: int | None = None
    """Reports that a peer is given at most; None for all."""
    terms: int = TERMS
    """Words that are searched for against the clock."""
    curve: tuple[int, ...] = ()
    """Sizes at which the cost of a report is compared; none by default."""


def run_bench(plan: Plan, say: Say) -> Result:
    """Measure everything, print it as a table, write it down.

    Args:
        plan: What to measure.
        say: Shows a line: what is being measured, then the table.

    Raises:
        BuildError: Too few reports, or a command failed.
    """
    if plan.reports < FEWEST:
        raise BuildError(f"--reports 至少要 {FEWEST}，不是 {plan.reports}。")
    source, composer = composer_of(os.environ.get("REPORT_CORPUS"))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        result = _measured(plan, source, composer, Path(name), say)
    before = last(plan.output, plan.reports, source)
    keep(plan.output, result)
    say(render(result, before))
    return result


def _measured(plan: Plan, source: str, composer: Composer, space: Path, say: Say) -> Result:
    result: Result = {
        "reports": plan.reports,
        "source": source,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "memory": memory_kind(),
        "machine": machine(),
    }
    archive = space / "archive"
    say(f"{plan.reports} reports from {source}")
    new_archive(archive, plan.reports, composer)
    runs = result["runs"] = dict(_from_nothing(archive, space, say))
    result["phases"] = phases(archive)
    result["sizes"] = sizes(archive)
    texts = published(archive)
    say("search")
    result["search"] = measure_search(archive / SITE, OUR_SEARCH, texts, plan.terms)
    say("layout")
    result["layout"] = measure_layout(archive / SITE)
    result["peers"] = {}
    if plan.peers:
        most = plan.peer_reports or plan.reports
        for peer, figures in measure_peers(archive, space, most, texts):
            say(f"{peer}: {figures['wall s']:.1f} s")
            result["peers"][peer] = figures
    runs.update(_incremental(archive, plan.reports, composer, say))
    compare_peers(result["peers"], plan.reports, runs["build"]["wall s"], runs[ANEW]["wall s"])
    result["curve"] = dict(_curve(plan, composer, space, say))
    return result


def _from_nothing(archive: Path, space: Path, say: Say) -> Iterator[tuple[str, Figures]]:
    """`convert` in a copy, then `build`."""
    copy = space / "converted"
    shutil.copytree(archive, copy)
    for command, folder in (("convert", copy), ("build", archive)):
        figures = run_ours(command, folder)
        say(f"{command}: {figures['wall s']:.1f} s")
        yield command, figures
        shutil.rmtree(copy, ignore_errors=True)


def _incremental(
    archive: Path, count: int, composer: Composer, say: Say
) -> Iterator[tuple[str, Figures]]:
    for name, edit in edits(archive, count, composer):
        edit()
        figures = run_ours("build", archive)
        say(f"{name}: {figures['wall s']:.1f} s")
        yield name, figures


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


def compare_peers(peers: dict[str, Figures], reports: int, ours: float, anew: float) -> None:
    """Give each peer its ratios to our own runs; stock MkDocs one size more, all reports.

    Args:
        peers: The peers' figures.
        reports: How many reports our own runs had; peers may have had fewer.
        ours: Seconds from nothing, reading the reports included.
        anew: Seconds from reports that are read, as peers begin with Markdown.
    """
    curve = [
        (figures["reports"], figures["wall s"])
        for name, figures in peers.items()
        if name.startswith(STOCK)
    ]
    if len(curve) > 1 and curve[-1][0] < reports:
        wall, exponent = extrapolate(curve, reports)
        peers[f"{STOCK} {reports} reckoned"] = {
            "reports": reports,
            "wall s": wall,
            "growth": exponent,
        }
    for figures in peers.values():
        share = figures["reports"] / reports
        figures["× ours"] = figures["wall s"] / (ours * share)
        figures["× anew"] = figures["wall s"] / (anew * share)


def _curve(plan: Plan, composer: Composer, space: Path, say: Say) -> Iterator[tuple[str, Figures]]:
    """The cost of a report at each size, in ms."""
    for count in plan.curve:
        archive = space / f"curve-{count}"
        new_archive(archive, count, composer)
        figures = run_ours("build", archive)
        per_report = {
            "wall ms": figures["wall s"] * 1e3 / count,
            "cpu ms": figures["cpu s"] * 1e3 / count,
            "peak MB": figures["peak MB"],
        }
        say(f"{count}: {per_report['wall ms']:.2f} ms a report")
        yield str(count), per_report
        shutil.rmtree(archive)
