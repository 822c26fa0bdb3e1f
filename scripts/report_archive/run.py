"""One run at an archive: what it works with, and what the runs before it left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from report_archive.folders import DOCS, SITE
from report_archive.memory import Memory, Output
from report_archive.outputs import digest, lines_below
from report_archive.progress import Progress
from report_archive.stamps import path_in
from report_archive.standing import Standing, look_at_outputs
from report_archive.timing import Stopwatch
from report_archive.workers import Bench, WorkerError, Workers

if TYPE_CHECKING:
    from report_archive.site import Site


@dataclass(frozen=True)
class Run:
    """One run at an archive."""

    archive: Path
    """The archive folder."""
    workers: Workers
    """The processes that do the work."""
    memory: Memory
    """What earlier runs found out."""
    progress: Progress
    """Shows how far things are."""
    site: Site | None
    """The site to be built; None when docs/ is all that is wanted, or MkDocs is to build it."""
    looking: Iterator[Standing]
    """Gives what stands as it was left; another process may be looking."""
    watch: Stopwatch = field(default_factory=Stopwatch)
    """How long the parts take."""
    removed: set[str] = field(default_factory=set)
    """Files that this run has taken away, by their paths below the archive."""
    failures: list[OSError] = field(default_factory=list)
    """Why some of them could not be removed; told once all others have been."""

    @cached_property
    def known(self) -> Mapping[str, Output]:
        """What every unit wrote when it was last at work, before this run."""
        return self.memory.outputs()

    @cached_property
    def shell(self) -> str | None:
        """Digest of what every page of site/ depends on; None when only docs/ is written."""
        return digest(*self.site.key()) if self.site else None

    @cached_property
    def standing(self) -> Standing:
        """Which units were not as they had been left when this run began."""
        try:
            return next(self.looking)
        except WorkerError:
            # What must go must go, whatever becomes of the rest of the run.
            return look_at_outputs(self.workers.bench)

    def stands(self, unit: str, output: Output) -> bool:
        """Whether every file of a unit lies there as it was written, site/ aside if none is."""
        broken = self.standing.broken if self.site else self.standing.broken_docs
        if unit in broken:
            return False
        files = map(path_in, lines_below([output], DOCS, SITE)) if self.removed else ()
        return self.removed.isdisjoint(files)

    def get_ready(self) -> None:
        """Have the other processes load what pages are made with, which takes each 0.4 s."""
        if self.site:
            self.workers.everywhere(load_site)


def load_site(bench: Bench) -> None:
    """Load the theme and the hand-written pages, unless that has been done."""
    bench.site.load()
