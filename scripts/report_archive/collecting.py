"""How seldom Python looks for cycles of objects."""

from __future__ import annotations

import atexit
import gc

RARELY = (1_000_000, 20, 100)
"""Objects made before Python looks for cycles, and how seldom it looks at the older ones.

What is remembered of 10,000 reports is made without a look: each would take 0.07 s.
"""


def collect_rarely() -> None:
    """Have this process look for cycles rarely: ours are trees, and looking takes half of the time.

    When it ends it looks for none, which Python does once more: 0.1 s. Nor is anything set back
    before, after which Python would look at all that was made: 0.3 s.
    """
    gc.set_threshold(*RARELY)
    atexit.register(gc.freeze)
