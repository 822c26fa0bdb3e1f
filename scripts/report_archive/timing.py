"""How long the parts of a run took, for `bench` and whoever wonders."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from report_archive.storing import write_bytes

NAME = "timings.json"


class Stopwatch:
    """Seconds by the name of the part."""

    def __init__(self) -> None:
        """Begin with the run."""
        self._began = time.perf_counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Add what passes inside, in wall-clock seconds."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] += time.perf_counter() - began

    def add(self, name: str, seconds: float) -> None:
        """Add what was measured elsewhere, such as the CPU seconds of other processes."""
        self._seconds[name] += seconds

    def write(self, folder: Path) -> None:
        """Put the figures into a file."""
        found = {**self._seconds, "total": time.perf_counter() - self._began}
        text = json.dumps({name: round(seconds, 3) for name, seconds in found.items()}, indent=1)
        write_bytes(folder / NAME, text.encode())
