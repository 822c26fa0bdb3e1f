"""The command as it is started.

Every process of a run imports this module again and needs nothing else of the terminal's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

# NumPy starts a thread a core for matrices, which we have none of: 0.1 CPU s in each process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


INTERRUPTED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: `commands.main`; told to end, it says so, however early."""
    try:
        from report_archive import commands  # noqa: PLC0415 (0.15 s in each process of a run)

        return commands.main(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("已中断。再运行一次即可继续。\n")
        return INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(main())
