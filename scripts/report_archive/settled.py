"""One file as it was settled: what every run asks of it, in a form that is quickly read back."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from report_archive.model import Post, Years
from report_archive.record import Filing

BETWEEN = "\0"
"""Stands between the cells of a row; a row with one in a cell is not remembered."""


class Settled(NamedTuple):
    """One file as a run settled it, and as the next one finds it where nothing has changed.

    A tuple of plain values, as they lie in the memory: there are as many as reports.
    """

    file: str
    """Path below reports/."""
    sha256: str
    """Digest of the file's bytes; empty for one that could not be read."""
    number: str
    """Its permanent number; empty for a file that was never readable."""
    cells: str
    """Its row in the catalogue as it is written: the cells with BETWEEN between them."""
    urgent: bool
    """Whether the row asks for a person."""
    likeness: str
    """What follows from another report with the same or nearly the same text."""
    precedence: str
    """Where it stands among reports with one text: the least is the original."""
    outcome: str
    """What became of the file: an Outcome."""
    decided: bool
    """A person knows of it and wants it held back."""
    told: int
    """How many things there are to tell of it."""
    troubles: str
    """These things as they are told: JSON, pairs of text and colour."""
    typed: bool
    """Whether people typed something about it into the catalogue."""
    inputs: str
    """All that the settled report depends on beside the file itself."""
    published: bool
    """Whether it is published."""
    title: str
    """Its title as shown."""
    year: int | None
    """The year reported on, or the last one of a term."""
    year_from: int | None
    """The first year of a term."""
    post: str | None
    """Canonical name of the post."""
    post_key: str | None
    """Key of the post."""
    unit: str | None
    """The unit, where it is known."""
    person: str | None
    """The person, where one is known."""
    topics: str
    """Keys of its topics, with blanks between."""
    kinds: str
    """The section kinds of its passages, with blanks between."""
    doubts: str
    """The fields that a person should look at, with blanks between."""
    composed: bool
    """Whether the title is ours."""

    @property
    def width(self) -> int:
        """How many cells its row has; more than there are columns where BETWEEN is in a cell."""
        return self.cells.count(BETWEEN) + 1

    @property
    def filing(self) -> Filing:
        """What the report is filed under."""
        return Filing(
            self.file,
            self.sha256,
            self.title,
            _years(self.year, self.year_from) if self.year else None,
            _post(self.post, self.post_key) if self.post and self.post_key else None,
            self.unit,
            self.person,
            _keys(self.topics),
            _keys(self.kinds),
            _keys(self.doubts),
            composed=bool(self.composed),
        )


# Few years, posts and sets of keys stand in many reports: each is made once.
@cache
def _years(last: int, first: int | None) -> Years:
    return Years(last, first)


@cache
def _post(name: str, key: str) -> Post:
    return Post(name, key)


@cache
def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())
