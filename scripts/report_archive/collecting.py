"""How seldom Python looks for cycles of objects."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (1_000_000, 20, 100)
"""Objects made before Python looks for cycles, and how seldom it looks at the older ones.

What is remembered of 10,000 reports is made without a look: each would take 0.07 s.
"""


def end_quickly() -> None:
    """Have this process look for no cycles when it ends, which Python does once more: 0.1 s."""
    atexit.register(gc.freeze)


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Look for cycles rarely: ours are trees, and looking through them takes half of the time."""
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
