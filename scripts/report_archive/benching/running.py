"""The whole bench, top to bottom."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from report_archive.benching.clearing import put_aside
from report_archive.benching.editing import ANEW, edits
from report_archive.benching.filling import Composer, composer_of, new_archive
from report_archive.benching.history import commit, keep, last, machine
from report_archive.benching.layout import measure_layout
from report_archive.benching.measuring import memory_kind
from report_archive.benching.ours import Figures, phases, run_ours, sizes
from report_archive.benching.peers import extrapolate, measure_peers
from report_archive.benching.querying import OURS as OUR_SEARCH
from report_archive.benching.querying import TERMS, measure_search, published
from report_archive.benching.rounds import measure_rounds
from report_archive.benching.table import render
from report_archive.build import BuildError
from report_archive.folders import SITE

FEWEST = 10
"""Reports that the edits need."""
CURVE = (2_000, 20_000)
"""Sizes at which the cost of a report is compared."""
STOCK = "mkdocs+search+jieba"

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
    rounds: int = 0
    """How often ourselves and the fastest peer are measured in turn."""


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
    result["rounds"] = dict(_rounds(plan, composer, space, say))
    result["curve"] = dict(_curve(plan, composer, space, say))
    return result


def _from_nothing(archive: Path, space: Path, say: Say) -> Iterator[tuple[str, Figures]]:
    """`convert` in a copy, then `build`."""
    copy = space / "converted"
    shutil.copytree(archive, copy)
    yield "convert", _told("convert", "convert", copy, say)
    put_aside(copy, space)
    yield "build", _told("build", "build", archive, say)


def _told(name: str, command: str, archive: Path, say: Say) -> Figures:
    figures = run_ours(command, archive)
    say(f"{name}: {figures['wall s']:.1f} s")
    return figures


def _incremental(
    archive: Path, count: int, composer: Composer, say: Say
) -> Iterator[tuple[str, Figures]]:
    for name, edit in edits(archive, count, composer):
        edit()
        yield name, _told(name, "build", archive, say)


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


def _rounds(plan: Plan, composer: Composer, space: Path, say: Say) -> Iterator[tuple[str, Figures]]:
    for name, figures in measure_rounds(plan.rounds, plan.reports, composer, space):
        say(f"{name}: " + ", ".join(f"{key} {value:.1f}" for key, value in figures.items()))
        yield name, figures


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
        put_aside(archive, space)
