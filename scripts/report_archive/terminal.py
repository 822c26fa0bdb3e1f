"""What is said on the terminal, and how far things are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console

LONG_RUN = 50
"""Files from which on a progress bar is worth its lines."""

# No words between colons made into pictures: a file's name is shown as it is.
errors = Console(stderr=True, highlight=False, emoji=False)
output = Console(highlight=False, emoji=False)


def show_progress(things: Iterable[Any], total: int, name: str) -> Iterable[Any]:
    """The things one by one, with a bar and the time that is left on long runs."""
    if total < LONG_RUN or not errors.is_terminal:
        return things
    from rich.progress import track  # noqa: PLC0415 (0.03 s, and most runs have no bar)

    return track(things, description=name, total=total, console=errors)


def say(text: str, console: Console = output, style: str | None = None) -> None:
    """Print text as it is: no markup, no line breaks of our own."""
    console.print(text, style=style, markup=False, soft_wrap=True)
