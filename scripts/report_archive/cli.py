"""The command as it is started.

Every process of a run imports this module again and needs nothing else of the terminal's.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: `commands.main`."""
    from report_archive import commands  # noqa: PLC0415 (0.15 s in each process of a run)

    return commands.main(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
