"""One run at an archive: what it works with, and what the runs before it left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from report_archive.folders import GENERATED, SITE
from report_archive.memory import Memory, Output
from report_archive.memory_file import remembered
from report_archive.outputs import every_file
from report_archive.outset import Outset, Shell, Wanted, load_site, look_around
from report_archive.power_cut import POURED, doubtful_in
from report_archive.progress import Progress
from report_archive.standing import Standing
from report_archive.timing import Stopwatch
from report_archive.workers import WorkerError, Workers

MAKER, OWN = "maker", "own"
"""Under this name it is remembered that site/ holds what we wrote and nothing else."""


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
    wanted: Wanted
    """What it is for."""
    looking: Iterator[Outset]
    """Gives what must be known before anything is written; another process may be looking."""
    watch: Stopwatch = field(default_factory=Stopwatch)
    """How long the parts take."""
    removed: set[str] = field(default_factory=set)
    """Files that this run has taken away, by their paths below the archive."""
    superseded: set[str] = field(default_factory=set)
    """Packs of the search index that hold what must go until they are written anew, by their units'
    names."""
    renewed: set[str] = field(default_factory=set)
    """Those of their files that have been, by their paths below the archive."""
    failures: list[Exception] = field(default_factory=list)
    """What went wrong meanwhile; told once all that can be removed is."""

    @cached_property
    def known(self) -> Mapping[str, Output]:
        """What every unit wrote when it was last at work, before this run, as far as it is sure."""
        outputs = self.memory.outputs()
        for unit in doubtful_in(remembered(self.archive, POURED)):
            outputs.pop(unit, None)
        return outputs

    @cached_property
    def outset(self) -> Outset:
        """What was known when this run began."""
        try:
            return next(self.looking)
        except (WorkerError, StopIteration):
            # What must go must go, whatever becomes of the rest of the run; who asks again after
            # the other process failed is told why.
            return look_around(self.workers.bench, replace(self.wanted, soon=False))

    @cached_property
    def in_docs(self) -> frozenset[str]:
        """What lay in the generated folders when this was asked first, by paths in the archive."""
        below = ((name, every_file(self.archive / name, hidden=True)) for name in GENERATED)
        return frozenset(f"{folder}/{name}" for folder, names in below for name in names)

    @cached_property
    def in_site(self) -> frozenset[str]:
        """What lay in site/ when this was asked first, by paths below it."""
        return frozenset(every_file(self.archive / SITE))

    def look_ahead(self) -> None:
        """Find out, while other processes are at work, what will be asked for in the end."""
        self.in_docs  # noqa: B018 (it is remembered)
        if self.makes_site:
            self.in_site  # noqa: B018 (the same)

    @property
    def standing(self) -> Standing:
        """Which units were not as they had been left when this run began."""
        return self.outset.standing

    @property
    def makes_site(self) -> bool:
        """Whether it makes the pages of site/ itself, or leaves them to MkDocs' own command."""
        return self.wanted.site and not self.outset.foreign

    @property
    def shell(self) -> Shell | None:
        """What stands around the pages of site/; None when only docs/ is written.

        Raises:
            SiteError: MkDocs can't make sense of mkdocs.yml or of a hand-written page.
            OSError: The same.
        """
        if self.outset.trouble:
            raise self.outset.trouble
        return self.outset.shell

    @property
    def shell_digest(self) -> str | None:
        """Digest of the shell; None when only docs/ is written."""
        return self.shell.digest if self.shell else None

    def stands(self, unit: str) -> bool:
        """Whether every file of a unit lies there as it was written, site/ aside if none is.

        What this run has taken away is of units that are no more, that are made of something else
        now, or that were touched.
        """
        broken = self.standing.broken if self.makes_site else self.standing.broken_docs
        return unit not in broken and not (self.removed and unit in self.standing.touched)

    @cached_property
    def owns_site(self) -> bool:
        """Whether site/, as it was found, holds what we wrote; else MkDocs' own command made it."""
        return remembered(self.archive, MAKER) == OWN

    @property
    def failing(self) -> bool:
        """Whether something went wrong that is still to be told."""
        return bool(self.failures or self.memory.failure)

    def tell_failure(self) -> None:
        """Tell what went wrong first, if anything did.

        Raises:
            OSError: Something can't be removed or written.
            BuildError: The catalogue can't be written.
            DatabaseError: What was found out can't be kept.
        """
        for failure in (*self.failures, self.memory.failure):
            if failure:
                raise failure

    def get_ready(self) -> None:
        """Have the other processes load what pages are made with, which takes each 0.4 s."""
        if self.makes_site:
            self.workers.everywhere(load_site)
