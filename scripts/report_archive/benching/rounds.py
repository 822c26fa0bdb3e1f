"""Ourselves and the fastest peer in turn: a machine's speed changes within minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from report_archive.benching.editing import forget_pages
from report_archive.benching.filling import GENERATED, Composer, new_archive
from report_archive.benching.ours import Figures, run_ours
from report_archive.benching.peers import measure_hugo
from report_archive.folders import REPORTS

BOTH = "hugo+pagefind"
"""The fastest peer: Markdown to pages and an index of their words."""
PEER = "peer s"
"""The column of its seconds."""


def measure_rounds(
    rounds: int, count: int, composer: Composer, space: Path
) -> Iterator[tuple[str, Figures]]:
    """Each round's seconds: from nothing, the peer on the same Markdown, all written anew.

    Args:
        rounds: How many.
        count: Reports of the archive, a new one each time.
        composer: What makes them.
        space: A folder for all that is written.
    """
    for number in range(1, rounds + 1):
        archive = space / f"round-{number}"
        new_archive(archive, count, composer)
        built = run_ours("build", archive)["wall s"]
        pages = sorted((archive / GENERATED / REPORTS).glob("*.md"))
        peer = {f"hugo{rest}": figures["wall s"] for rest, figures in measure_hugo(pages, space)}
        forget_pages(archive)
        figures = {"build s": built, "anew s": run_ours("build", archive)["wall s"]}
        if BOTH in peer:
            figures |= {PEER: peer[BOTH]}
        yield f"round {number}", figures


def shares(rounds: Mapping[str, Mapping[str, float]]) -> Figures:
    """The median over all rounds of our seconds by the peer's; nothing where there is no peer.

    Example:
        >>> shares({"round 1": {"build s": 6.0, "anew s": 3.0, "peer s": 4.0}})
        {'build s': 1.5, 'anew s': 0.75}
    """
    found = [figures for figures in rounds.values() if PEER in figures]
    if not found:
        return {}
    return {
        name: median(figures[name] / figures[PEER] for figures in found)
        for name in ("build s", "anew s")
    }
