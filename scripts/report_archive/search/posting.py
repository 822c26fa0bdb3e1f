"""Where each bigram of a text stands: sorted positions, delta-coded in variable-length bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 18
"""Numbers coded at a time: few enough to stay in the processor's cache."""
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
    heads = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    heads = np.concatenate((np.zeros(min(len(keys), 1), dtype=np.int64), heads))
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
    firsts, seconds = units[:-1], units[1:]
    pairs = np.empty(len(firsts), dtype="<u8")
    for start in range(0, len(pairs), CHUNK):
        part = slice(start, start + CHUNK)
        pairs[part] = _sorted_chunk(firsts[part], seconds[part], start)
    # The sorted chunks are merged: twice as fast as sorting at once, which is slow with AVX-512
    # on processors that store compressed vectors slowly (Zen 4).
    pairs.sort(kind="stable")
    return pairs[np.searchsorted(pairs, np.uint64(1 << 48)) :]


def _sorted_chunk(
    firsts: NDArray[np.uint16], seconds: NDArray[np.uint16], start: int
) -> NDArray[np.uint64]:
    """The same for a stretch of the text, by radix sort of the second, then the first character."""
    order = np.argsort(seconds, kind="stable")
    order = order[np.argsort(firsts[order], kind="stable")]
    pairs = firsts[order].astype("<u8")
    pairs <<= np.uint64(16)
    pairs |= seconds[order]
    pairs <<= np.uint64(32)
    pairs |= (order + start).astype(np.uint64)
    return pairs


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
