"""A report as an entry of the archive, and what it is filed under."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from report_archive.model import Post, Report, Years

UNKNOWN = "unknown"
"""Name of the page for reports whose year or post nobody knows yet."""
COMPOSED, YEAR, POST = 1, 2, 4
"""What may be guessed: the title is ours; year or post are in doubt."""


class Filing(NamedTuple):
    """What a report is filed under: all that every run asks of every report.

    A tuple: there are as many as reports, and tuples are made in half of the time.
    """

    file: str
    """Path below reports/."""
    sha256: str
    """Digest of the file's bytes, in hexadecimal."""
    title: str
    """Its title as shown."""
    year: Years | None
    """The year reported on."""
    post: Post | None
    """The post reported on."""
    unit: str | None
    """The unit, where it is known."""
    person: str | None
    """The person, where one is known."""
    topics: tuple[str, ...]
    """Keys of its topics."""
    kinds: tuple[str, ...]
    """The section kinds of its passages, one for each passage and kind."""
    doubts: tuple[str, ...]
    """The fields that a person should look at, each once."""
    composed: bool
    """Whether the title is ours."""

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.doubts)

    @property
    def guessed(self) -> int:
        """What of it is guessed: the sum of COMPOSED, YEAR and POST as they apply."""
        flags = {COMPOSED: self.composed, YEAR: "year" in self.doubts, POST: "post" in self.doubts}
        return sum(flag for flag, applies in flags.items() if applies)

    @property
    def year_key(self) -> str:
        """Name of the year's page."""
        return str(self.year.last) if self.year else UNKNOWN

    @property
    def post_key(self) -> str:
        """Name of the post's page."""
        return self.post.key if self.post else UNKNOWN

    @property
    def year_label(self) -> str:
        """The year as shown: 2021年度, 2017—2021年度, 年度不详."""
        return f"{self.year.text}年度" if self.year else "年度不详"

    @property
    def post_label(self) -> str:
        """The post as shown."""
        return self.post.name if self.post else "职务不详"


@dataclass(frozen=True)
class Record:
    """A report with its permanent number: an entry of the archive."""

    number: str
    """件号: six digits, never reused."""
    report: Report
    """The report."""

    @cached_property
    def filing(self) -> Filing:
        """What the report is filed under."""
        report = self.report
        return Filing(
            report.source.file,
            report.source.sha256,
            report.title.text,
            report.year.value,
            report.post.value,
            report.unit.value,
            report.person.value,
            report.topics,
            report.outline.passage_kinds,
            tuple(dict.fromkeys(field for field, _ in report.doubts)),
            report.title.composed,
        )


class ShelvedRecord(Record):
    """A record whose report is fetched when somebody looks into it: in most runs few are."""

    def __init__(self, number: str, filing: Filing, fetch: Callable[[], Report]) -> None:
        """Keep at hand what every run asks for; the fetching happens once."""
        vars(self).update(number=number, filing=filing, fetch=fetch)

    def __getattr__(self, name: str) -> Any:
        """Fetch the report; only what is not there yet comes here."""
        if name != "report":
            raise AttributeError(name)
        report = vars(self)["report"] = self.fetch()
        del self.fetch
        return report

    def __reduce__(self) -> tuple[type[Record], tuple[str, Report]]:
        """For another process a plain record."""
        return Record, (self.number, self.report)
