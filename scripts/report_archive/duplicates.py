"""Reports that are there twice: the same text under two names, and drafts of one report."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from report_archive.distinct import distinct, distinct_counted, heads_of
from report_archive.model import Report, Years
from report_archive.row_hashes import doubled

SAMPLED = 16
"""One shingle in so many is looked at, chosen by its hash: some 270 of 4,400 characters."""
FEWEST = 20
"""Fewer sampled shingles, from some 300 characters, say nothing about likeness."""
ALIKE = 0.8
"""Share of common shingles from which on two reports are drafts of one."""
SAME, SAME_NEXT_YEAR = 0.1, 0.5
"""Share from which on a text is another one corrected: it is higher where the year is another one.

Of 62 real ones no two different reports share more than 0.08: two years of one office.
"""
COMMON = 12
"""Reports that a shingle brings together at most: one in more is a phrase of the trade."""
SKETCH = 32
"""The lowest hashes of a report, by which it meets others: a draft shares most of them."""
MEETINGS = 4
"""Two reports that meet at fewer of these are no drafts of one."""
TRIED = 3
"""Of those that a report meets, so many are compared shingle by shingle."""
HASH = 4
"""Bytes of a shingle's hash."""
WORD = 32
"""Bits for the place of a report."""
# Knuth's MMIX multiplier (TAOCP 2, 3.3.4): an odd number that spreads well modulo 2^64.
MULTIPLIER = 6364136223846793005


@dataclass(frozen=True)
class Sample:
    """What tells whether two reports have nearly the same text."""

    file: str
    """The report's file."""
    digest: str
    """SHA-256 of the text without blanks, in hexadecimal."""
    shingles: bytes
    """The sampled shingles' hashes in order, four bytes each."""
    years: Years | None
    """The year reported on."""


@dataclass(frozen=True)
class Twin:
    """Another report with the same or nearly the same text."""

    file: str
    """The other one's file."""
    share: float
    """How much of the smaller one stands in the larger one, from 0 to 1, by sampling."""
    identical: bool
    """Whether the two have the same text, blanks aside."""


def sample_report(report: Report) -> Sample:
    """A report's sample; some 0.1 ms."""
    text = "".join("".join(line.text.split()) for line in report.source.lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Sample(report.source.file, digest, _shingles(text).tobytes(), report.year.value)


def _shingles(text: str) -> NDArray[np.uint32]:
    """Hashes of the sampled shingles of a text, each once, in order.

    A shingle has eight characters: long enough that two reports share few by chance.
    """
    units = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
    *_, hashes = doubled(units, MULTIPLIER)
    # The low bits of a product know only the low bits of its factors: the high ones are used.
    mixed = ((hashes ^ (hashes >> np.uint64(29))) * np.uint64(MULTIPLIER)) >> np.uint64(28)
    chosen = mixed[mixed % np.uint64(SAMPLED) == 0] // np.uint64(SAMPLED)
    return distinct(chosen.astype(np.uint32))


def find_twins(samples: Sequence[Sample]) -> dict[str, Twin]:
    """For each file after the first of its like, the one that it repeats.

    Linear in the number of reports but for a sort. Some 0.05 ms a report.

    Args:
        samples: In the order of precedence: an earlier one is the original.
    """
    twins: dict[str, Twin] = {}
    originals: dict[str, str] = {}
    remaining: list[Sample] = []
    for sample in samples:
        first = originals.setdefault(sample.digest, sample.file)
        if first == sample.file:
            remaining.append(sample)
        else:
            twins[sample.file] = Twin(first, 1.0, identical=True)
    return twins | _near_twins(remaining)


def is_another(before: Sample, now: Sample) -> bool:
    """Whether a file holds another report than before, not the same one corrected.

    Of texts too short to tell it says no.
    """
    share = _share(before, now)
    return share is not None and share < (SAME if _same_year(before, now) else SAME_NEXT_YEAR)


def _near_twins(samples: Sequence[Sample]) -> dict[str, Twin]:
    twins: dict[str, Twin] = {}
    for place, others in _meetings(samples).items():
        best = _best(samples[place], [samples[other] for other in others])
        if best is not None:
            twins[samples[place].file] = best
    return twins


def _meetings(samples: Sequence[Sample]) -> dict[int, list[int]]:
    """For each report the earlier ones that it meets often enough, those met most often first."""
    lowest = [sample.shingles[: SKETCH * HASH] for sample in samples]
    sizes = [len(found) // HASH for found in lowest]
    owners = np.repeat(np.arange(len(lowest), dtype=np.int64), sizes)
    hashes = np.frombuffer(b"".join(lowest), dtype=np.uint32)
    pairs, counts = distinct_counted(_pairs(hashes, owners))
    pairs, counts = pairs[counts >= MEETINGS], counts[counts >= MEETINGS]
    places, others = pairs >> WORD, pairs & ((1 << WORD) - 1)
    order = np.lexsort((others, -counts, places))
    met: dict[int, list[int]] = {}
    for place, other in zip(places[order].tolist(), others[order].tolist(), strict=True):
        met.setdefault(place, []).append(other)
    return met


def _pairs(hashes: NDArray[np.uint32], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every two reports with a hash in common, once for each: the later one's place in front.

    Where many have a hash it brings together the first few.
    """
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    edges = np.append(heads_of(hashes), len(hashes))
    sizes = np.minimum(np.diff(edges), COMMON)
    pairs = [np.empty(0, np.int64)]
    for size in range(2, COMMON + 1):
        holders = owners[edges[:-1][sizes == size][:, None] + np.arange(size)]
        later, earlier = np.tril_indices(size, -1)
        pairs.append((holders[:, later] << WORD | holders[:, earlier]).ravel())
    return np.concatenate(pairs)


def _best(sample: Sample, others: Sequence[Sample]) -> Twin | None:
    """The one, among those met most often, that has nearly the same text."""
    for other in others[:TRIED]:
        share = _share(sample, other)
        if share is not None and share >= ALIKE and _same_year(sample, other):
            return Twin(other.file, share, identical=False)
    return None


def _share(one: Sample, other: Sample) -> float | None:
    """How much of the smaller one stands in the larger one; None where they are too short."""
    hashes, found = _hashes(one), _hashes(other)
    smaller = min(len(hashes), len(found))
    if smaller < FEWEST:
        return None
    return len(np.intersect1d(hashes, found, assume_unique=True)) / smaller


def _hashes(sample: Sample) -> NDArray[np.uint32]:
    return np.frombuffer(sample.shingles, dtype=np.uint32)


def _same_year(one: Sample, other: Sample) -> bool:
    """Whether they may be drafts of one report: not when they are plainly of two years."""
    return one.years is None or other.years is None or one.years == other.years
