"""The years that a line names, and whether they can be the year reported on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from report_archive.describing.dates import SERIES, TERM, YEAR, without_quoted, year_of
from report_archive.model import Years
from report_archive.vocabulary import Vocabulary
from report_archive.words import compile_pattern

# 各位领导：, 一年来，我…。: what a sentence and a clause end with.
SENTENCE_END = re.compile(r"[。！？；：:]")
CLAUSE_END = re.compile(r"[，,。！？；：:]")
# 2021年3月, 2018年底; not 2021年1月至12月.
DAY = re.compile(
    r"^\s?(?:[0-9０-９一二三四五六七八九十元]{1,3}\s?月(?!\s?[—\-－~～至到](?!今))|[初底末])"
)


Span: TypeAlias = tuple[int, int, Years]
"""Where a year stands: beginning, end, the year."""


@dataclass(frozen=True)
class NamedYear:
    """A year, or a term of years, with the sentence around it."""

    years: Years
    """The year or the term."""
    words: str
    """The words that name it."""
    before: str
    """Its sentence up to it."""
    after: str
    """What follows it, up to the next year."""

    @property
    def clause(self) -> str:
        """The clause it stands in."""
        return f"{CLAUSE_END.split(self.before)[-1]}{self.words}{CLAUSE_END.split(self.after)[0]}"

    @property
    def is_day(self) -> bool:
        """Whether it is part of a date: 2021年3月, 2018年底."""
        return not self.years.first and bool(DAY.match(self.after))


@lru_cache(maxsize=64)  # the few lines of an opening are asked about several times
def name_years(text: str) -> tuple[NamedYear, ...]:
    """The years and terms of a line in order; those of quoted titles are left out."""
    plain = without_quoted(text)
    spans = _apart(_spans(plain))
    ends = [*(start for start, _, _ in spans[1:]), len(plain)]
    return tuple(
        NamedYear(years, plain[start:stop], SENTENCE_END.split(plain[:start])[-1], plain[stop:end])
        for (start, stop, years), end in zip(spans, ends, strict=False)  # no spans, one end
    )


def is_elsewhere(named: NamedYear, vocabulary: Vocabulary) -> bool:
    """Whether a year belongs to another matter: a birth, an appointment, a comparison, a plan.

    某年度 is always the year of some report.
    """
    if named.words.endswith("度"):
        return False
    return any(
        _pattern(name, vocabulary).search(text)
        for name, text in (("before_elsewhere", named.before), ("after_elsewhere", named.after))
    )


def is_announced(named: NamedYear, vocabulary: Vocabulary) -> bool:
    """Whether its clause says that this year is reported on: 现将2021年履职情况报告如下."""
    return bool(_pattern("reported", vocabulary).search(named.clause))


def is_begun_with(named: NamedYear, vocabulary: Vocabulary) -> bool:
    """Whether a sentence sets out with it: 2021年，…, 刚刚过去的2021年是…."""
    return all(
        _pattern(name, vocabulary).search(text)
        for name, text in (("before_begun", named.before), ("after_begun", named.after))
    )


def is_taken_up(named: NamedYear, vocabulary: Vocabulary) -> bool:
    """Whether a clause within a sentence sets out with it: 2021年是…，2022年更是…."""
    if CLAUSE_END.split(named.before)[-1]:
        return False
    return bool(_pattern("after_begun", vocabulary).search(named.after))


def _pattern(name: str, vocabulary: Vocabulary) -> re.Pattern[str]:
    return compile_pattern(vocabulary.data["years"][name])


def _apart(spans: Iterator[Span]) -> list[Span]:
    """The spans in order without those inside another."""
    apart: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _spans(text: str) -> Iterator[Span]:
    """Where terms and years stand; a year of a term is found alone as well."""
    for pattern in (TERM, SERIES):
        for match in pattern.finditer(text):
            first, last = year_of(match["first"]), year_of(match["last"])
            if first and last and first < last and (pattern is TERM or last == first + 1):
                yield match.start(), match.end(), Years(last, first)
    for match in YEAR.finditer(text):
        year = year_of(match["year"])
        if year:
            yield match.start(), match.end(), Years(year)
