"""Reports that are there twice: the same text under two names, and drafts of one report."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from report_archive.model import Report

SHINGLE = 8
"""Characters of a shingle: long enough that two reports share few by chance."""
# Shingles are sampled by their first character, one Han character in four by its code, and then
# by their hash: 4,400 characters leave about 270 of them.
FIRST = re.compile("[" + "".join(map(chr, range(0x4E01, 0x9FFF, 4))) + "]")
SAMPLED = 4
FEWEST = 20
"""Fewer sampled shingles, from some 300 characters, say nothing about likeness."""
ALIKE = 0.8
"""Share of common shingles from which on two reports are drafts of one."""
COMMON = 12
"""A shingle in more reports than this is a phrase of the trade and tells nothing."""


@dataclass(frozen=True)
class Twin:
    """Another report with the same or nearly the same text."""

    file: str
    """The other one's file."""
    share: float
    """How much of the smaller one stands in the larger one, from 0 to 1, by sampling."""
    identical: bool
    """Whether the two have the same text, blanks aside."""


def find_twins(reports: Sequence[Report]) -> dict[str, Twin]:
    """For each file after the first of its like, the one that it repeats.

    Linear in the number of reports: shingles are sampled by their value, and those that stand
    in many reports are passed over. About 1 ms a report.

    Args:
        reports: In the order of precedence: an earlier one is the original.
    """
    twins: dict[str, Twin] = {}
    originals: dict[str, str] = {}
    remaining: list[Report] = []
    for report in reports:
        digest = hashlib.sha256(_text(report).encode()).hexdigest()
        first = originals.setdefault(digest, report.source.file)
        if first == report.source.file:
            remaining.append(report)
        else:
            twins[report.source.file] = Twin(first, 1.0, identical=True)
    return twins | _near_twins(remaining)


def _near_twins(reports: Sequence[Report]) -> dict[str, Twin]:
    samples = [_sample(_text(report)) for report in reports]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    twins: dict[str, Twin] = {}
    for place, sample in enumerate(samples):
        best = _best(place, samples, reports, holders)
        if best is not None:
            twins[reports[place].source.file] = best
        for shingle in sample:
            if len(holders[shingle]) <= COMMON:
                holders[shingle].append(place)
    return twins


def _best(
    place: int,
    samples: Sequence[frozenset[str]],
    reports: Sequence[Report],
    holders: Mapping[str, Sequence[int]],
) -> Twin | None:
    counts = Counter(
        other
        for shingle in samples[place]
        if 0 < len(holders.get(shingle, ())) <= COMMON
        for other in holders[shingle]
    )
    for other, _ in counts.most_common(3):
        smaller = max(1, min(len(samples[place]), len(samples[other])))
        share = len(samples[place] & samples[other]) / smaller
        if smaller >= FEWEST and share >= ALIKE and _same_year(reports[place], reports[other]):
            return Twin(reports[other].source.file, share, identical=False)
    return None


def _same_year(one: Report, other: Report) -> bool:
    """Whether they may be drafts of one report: not when they are plainly of two years."""
    years = {report.year.value for report in (one, other) if report.year.value}
    return len(years) <= 1


def _text(report: Report) -> str:
    return "".join("".join(line.text.split()) for line in report.source.lines)


def _sample(text: str) -> frozenset[str]:
    """The sampled shingles of a text."""
    starts = (match.start() for match in FIRST.finditer(text))
    shingles = (text[start : start + SHINGLE] for start in starts)
    return frozenset(s for s in shingles if zlib.crc32(s.encode()) % SAMPLED == 0)
