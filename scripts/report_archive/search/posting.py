"""Where each bigram of a text stands: sorted positions, delta-coded in variable-length bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from report_archive.distinct import heads_of

CHUNK = 1 << 18
"""Numbers coded at a time: few enough to stay in the processor's cache."""
WORTH_TRYING = 4 * CHUNK
"""Code units from which on the quicker way of sorting is found out."""
TRIAL = 1 << 16
"""Code units with which it is found out."""
SPREAD = 2654435761
"""Knuth's multiplier for 32 bits (TAOCP 3, 6.4): spreads numbers in a row."""
Sort: TypeAlias = Callable[[NDArray[np.uint16]], NDArray[np.uint64]]
BITS = 7
LOW = np.uint8(127)
WIDEST = 5
"""Bytes that a 32-bit number takes at most."""


@dataclass(frozen=True)
class Postings:
    """All bigrams in the order of their keys, with their bytes end to end."""

    keys: NDArray[np.uint32]
    """First character's code unit in the upper, the second's in the lower 16 bits."""
    sizes: NDArray[np.int64]
    """Bytes of each bigram's positions."""
    data: NDArray[np.uint8]
    """Positions as differences, each list beginning anew, in LEB128."""


def post(units: NDArray[np.uint16]) -> Postings:
    """The positions of every bigram; none begins with U+0000.

    Ten bytes of memory a code unit, and for a while as many again.
    """
    pairs = _sorted_pairs(units).view("<u4")
    places, keys = pairs[0::2], pairs[1::2]
    heads = heads_of(keys)
    deltas = np.diff(places, prepend=np.uint32(0))
    deltas[heads] = places[heads]
    keys = keys[heads]
    del pairs, places
    data, sizes = variable_length(deltas)
    return Postings(keys, sums_from(sizes, heads), data)


def variable_length(numbers: NDArray[np.uint32]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The numbers in LEB128 (seven bits a byte, the lowest first) end to end; bytes of each."""
    chunks = [_coded(numbers[start : start + CHUNK]) for start in range(0, len(numbers), CHUNK)]
    if not chunks:
        return np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.uint8)
    return np.concatenate([c[0] for c in chunks]), np.concatenate([c[1] for c in chunks])


def sums_from(sizes: NDArray[np.integer[Any]], heads: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of the sizes from each head to the next."""
    if not len(heads):
        return np.empty(0, dtype=np.int64)
    return np.add.reduceat(sizes, heads, dtype=np.int64)


def _sorted_pairs(units: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """Key and position of every bigram in one number, in order."""
    whole = len(units) < WORTH_TRYING or is_quicker_whole()
    pairs = (sort_whole if whole else sort_by_chunks)(units)
    return pairs[np.searchsorted(pairs, np.uint64(1 << 48)) :]


def sort_whole(units: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """Key and position of every bigram, sorted at once.

    0.25 s for 8 million with AVX2; slow with AVX-512 on processors that store compressed
    vectors slowly (Zen 4).
    """
    firsts, seconds = units[:-1], units[1:]
    pairs = np.empty(len(firsts), dtype="<u8")
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        _join(part, firsts[start : start + CHUNK], seconds[start : start + CHUNK])
        part |= np.arange(start, start + len(part), dtype=np.uint64)
    pairs.sort()
    return pairs


def sort_by_chunks(units: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """The same by radix sort of chunks, which are merged.

    0.6 s for 8 million; on a Zen 4 half of what sorting at once takes.
    """
    firsts, seconds = units[:-1], units[1:]
    pairs = np.empty(len(firsts), dtype="<u8")
    for start in range(0, len(pairs), CHUNK):
        part = slice(start, start + CHUNK)
        order = np.argsort(seconds[part], kind="stable")
        order = order[np.argsort(firsts[part][order], kind="stable")]
        _join(pairs[part], firsts[part][order], seconds[part][order])
        pairs[part] |= (order + start).astype(np.uint64)
    pairs.sort(kind="stable")
    return pairs


@cache
def is_quicker_whole() -> bool:
    """Whether this processor sorts quicker at once than by chunks.

    Found out in 0.01 s; what comes of it is the same either way.
    """
    units = (np.arange(TRIAL, dtype=np.uint32) * np.uint32(SPREAD) >> np.uint32(16)).astype("<u2")
    whole, chunks = (
        min(_seconds(sort, units) for _ in range(2)) for sort in (sort_whole, sort_by_chunks)
    )
    return whole < chunks


def _seconds(sort: Sort, units: NDArray[np.uint16]) -> float:
    began = time.perf_counter()
    sort(units)
    return time.perf_counter() - began


def _join(
    pairs: NDArray[np.uint64], firsts: NDArray[np.uint16], seconds: NDArray[np.uint16]
) -> None:
    """Put keys into the upper halves of some numbers."""
    pairs[:] = firsts
    pairs <<= np.uint64(16)
    pairs |= seconds
    pairs <<= np.uint64(32)


def _coded(numbers: NDArray[np.uint32]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    sizes = np.ones(len(numbers), dtype=np.uint8)
    for size in range(1, WIDEST):
        sizes += numbers >= np.uint32(1 << (BITS * size))
    ends = np.cumsum(sizes, dtype=np.int64)
    starts = ends - sizes
    out = np.empty(int(ends[-1]), dtype=np.uint8)
    chosen = np.arange(len(numbers))
    for place in range(WIDEST):
        pieces = (numbers[chosen] >> np.uint32(BITS * place)).astype(np.uint8) & LOW
        more = sizes[chosen] > place + 1
        out[starts[chosen] + place] = pieces | (more.view(np.uint8) << np.uint8(BITS))
        chosen = chosen[more]
    return out, sizes
