"""The theme's list of a page's headings, put together from pieces that the theme itself rendered.

The theme's template includes another one for every heading, which takes 0.2 ms a report. What it
writes between two headings follows from how deep they stand, so every such piece is rendered once.
A theme of which that is not true renders its lists itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

Token: TypeAlias = Mapping[str, Any]
"""A heading as Python-Markdown tells it: level, id, name, children."""
Render: TypeAlias = Callable[[Sequence[Token]], str]
"""The theme's template."""

# Private use characters, as in page_frame.py; of the heading at depth 2 the id, then its name.
PLACE = re.compile("\ue0f2([in])(\\d+|next)\ue0f3")
# What a template may write in another way where it is no text but an attribute: <b>, &amp;, "a"
DELICATE = re.compile(r"[<>&\"']")
END, NEXT = 0, "next"
"""The depth of what comes before the first heading and after the last; the one after a line."""


class ContentsFrame:
    """The pieces of a theme's list of headings."""

    def __init__(self, render: Render) -> None:
        """Render nothing yet."""
        self._render = render
        self._between: dict[tuple[int, int], Sequence[str]] = {}

    def fill(self, toc: Sequence[Token]) -> str | None:
        """The list of a page's headings; None where the theme has to make it.

        Args:
            toc: The page's headings, nested.
        """
        try:
            return self._filled(toc) if self._holds else None
        except (ValueError, IndexError):  # the theme tells nothing of a heading
            return None

    @cached_property
    def _holds(self) -> bool:
        """Whether a list put together is what the theme makes of it."""
        return self._filled(TRIAL) == self._render(TRIAL)

    def _filled(self, toc: Sequence[Token]) -> str | None:
        if len(toc) != 1 or toc[0]["level"] != 1:
            return None
        found = list(_flattened(toc[0]["children"], 1))
        if any(map(_is_delicate, found)):
            return None
        pieces: list[str] = []
        edge = (END, {"name": ""})
        for (depth, heading), (deeper, following) in pairwise([edge, *found, edge]):
            pieces.append(heading["name"].join(self._way(depth, deeper)))
            if deeper != END:
                pieces += (following["id"], self._inside, following["name"])
        return "".join(pieces)

    @cached_property
    def _inside(self) -> str:
        """What stands between a heading's id and its name."""
        return PLACE.split(self._render(_trial(1, END)))[3]

    def _way(self, depth: int, deeper: int) -> Sequence[str]:
        """What stands between the name of a heading and the next one's id.

        In several pieces where the name is told again in between.
        """
        key = (depth, deeper)
        if key not in self._between:
            parts = PLACE.split(self._render(_trial(depth, deeper)))
            marks = list(zip(parts[1::3], parts[2::3], strict=True))
            start = marks.index(("n", str(depth))) + 1 if depth else 0
            ends = [place for place, mark in enumerate(marks) if mark == ("i", NEXT)]
            end = ends[0] if ends else len(marks)
            self._between[key] = parts[::3][start : end + 1]
        return self._between[key]


def _flattened(tokens: Sequence[Token], depth: int) -> Iterator[tuple[int, Token]]:
    for token in tokens:
        yield depth, token
        yield from _flattened(token["children"], depth + 1)


def _is_delicate(found: tuple[int, Token]) -> bool:
    name = found[1]["name"]
    return bool(DELICATE.search(name)) or name != " ".join(name.split())


def _trial(depth: int, deeper: int) -> Sequence[Token]:
    """Headings one below the other down to a depth, and the one that comes next."""
    top = _token("", "", 1)
    line = [top]
    for place in range(1, depth + 1):
        line.append(_token(*_marks(place), place + 1))
        line[-2]["children"].append(line[-1])
    if deeper != END:
        line[deeper - 1]["children"].append(_token(*_marks(NEXT), deeper + 1))
    return [top]


def _marks(place: int | str) -> tuple[str, str]:
    return f"\ue0f2i{place}\ue0f3", f"\ue0f2n{place}\ue0f3"


def _token(anchor: str, name: str, level: int, *children: Token) -> dict[str, Any]:
    return {"id": anchor, "name": name, "level": level, "children": list(children)}


def _tree(*shape: Any, level: int = 2) -> Iterator[dict[str, Any]]:
    """Headings for a trial: each tuple holds what stands below one."""
    for place, below in enumerate(shape):
        name = f"{level}-{place}"
        yield _token(f"a{name}", f"甲{name}", level, *_tree(*below, level=level + 1))


TRIAL: Sequence[Token] = [
    _token("a", "甲", 1, *_tree((), ((), ((), ((),)), ()), (), ((((), ()),), ()), ((), ()), ()))
]
"""Headings of all depths that a report has, going down, on and up by one and by several."""
