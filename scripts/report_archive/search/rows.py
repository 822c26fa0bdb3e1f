"""A segment's rows, in columns: what the browser knows of each report from the first."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from report_archive.search.delivering import checksum, compact, deliver, path_of
from report_archive.search.indexing import Part

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Entry:
    """One report's row."""

    number: str
    """Its permanent number."""
    title: str
    """Its title as shown."""
    year: int
    """The year, or the last of a term; 0 while unknown."""
    post_key: str
    """Key of its post."""
    topics: tuple[str, ...]
    """Keys of its topics."""
    length: int
    """Code units of N(body)."""
    parts: tuple[Part, ...]
    """The body's parts in order."""
    text_sum: int
    """Checksum of its text."""
    guessed: int
    """What of it is guessed: the sum of COMPOSED, YEAR and POST (record.py) as they apply."""


def render_rows(segment: int, entries: Sequence[Entry]) -> tuple[str, str]:
    """The rows of one segment: path below docs/archive/, and content.

    Args:
        segment: Which segment.
        entries: Its reports in the order of their numbers.
    """
    name = f"{segment}-rows"
    text = compact(_columns(entries))
    return path_of(name), deliver(name, text, checksum(text))


def _columns(entries: Sequence[Entry]) -> dict[str, Any]:
    """Columns of plain numbers; what repeats stands once in a list beside them."""
    parts = [part for entry in entries for part in entry.parts]
    posts, post_list = _numbered([entry.post_key for entry in entries])
    topics, topic_list = _numbered([entry.topics for entry in entries])
    topic_keys = sorted({key for keys in topic_list for key in keys})
    marks, mark_list = _numbered([(anchor, kinds) for _, _, anchor, kinds, _ in parts])
    headings, heading_list = _numbered([heading for *_, heading in parts])
    return {
        "numbers": [int(entry.number) for entry in entries],
        "titles": [entry.title for entry in entries],
        "years": [entry.year for entry in entries],
        "posts": posts,
        "topics": topics,
        "lengths": [entry.length for entry in entries],
        "guesses": [entry.guessed for entry in entries],
        "sums": [entry.text_sum for entry in entries],
        "parts": [len(entry.parts) for entry in entries],
        "starts": [start for start, *_ in parts],
        "heads": [length for _, length, *_ in parts],
        "marks": marks,
        "headings": headings,
        "postList": post_list,
        "topicKeys": topic_keys,
        "topicList": [[topic_keys.index(key) for key in keys] for keys in topic_list],
        "markList": mark_list,
        "headingList": heading_list,
    }


def _numbered(values: Sequence[T]) -> tuple[list[int], list[T]]:
    """For each value its place in a list of the different ones; that list."""
    places: dict[T, int] = {}
    return [places.setdefault(value, len(places)) for value in values], list(places)
