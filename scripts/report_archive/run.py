"""One run at an archive: what it works with, and what the runs before it left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from report_archive.memory import Memory, Output
from report_archive.outputs import digest
from report_archive.progress import Progress
from report_archive.timing import Stopwatch
from report_archive.workers import Workers

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
    watch: Stopwatch = field(default_factory=Stopwatch)
    """How long the parts take."""

    @cached_property
    def known(self) -> Mapping[str, Output]:
        """What every unit wrote when it was last at work, before this run."""
        return self.memory.outputs()

    @cached_property
    def shell(self) -> str | None:
        """Digest of what every page of site/ depends on; None when only docs/ is written."""
        return digest(*self.site.key()) if self.site else None
