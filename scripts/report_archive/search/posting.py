"""Where each bigram stands: sorted positions, delta-coded in variable-length bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BITS = 7
LONGEST = 5
"""Bytes that a 32-bit number takes at most."""


@dataclass(frozen=True)
class Postings:
    """All bigrams in the order of their keys, with their bytes end to end."""

    keys: NDArray[np.uint32]
    """First character's code unit in the upper, the second's in the lower 16 bits."""
    starts: NDArray[np.int64]
    """Offset of each bigram's bytes, and the total at the end."""
    data: bytes
    """Positions as differences, seven bits a byte, the lowest first (LEB128)."""


def post(text: str) -> Postings:
    """The positions of every bigram in a text; none begins with U+0000.

    Positions count UTF-16 code units, as JavaScript does. Sorting takes most of the time: some
    12 s and 1.5 GB for 47 million characters.
    """
    units = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
    keys = (units[:-1].astype(np.uint32) << 16) | units[1:]
    places = np.flatnonzero(units[:-1]).astype(np.uint32)
    keys = keys[places]
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    del order
    firsts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    deltas = np.diff(places, prepend=np.uint32(0))
    deltas[firsts] = places[firsts]
    data, ends = _variable_length(deltas)
    starts = np.concatenate((ends[firsts], [len(data)]))
    return Postings(keys[firsts], starts.astype(np.int64), data)


def lists(postings: Postings) -> Iterator[tuple[int, bytes]]:
    """Each bigram's key and bytes, in the order of the keys."""
    edges = postings.starts.tolist()
    for place, key in enumerate(postings.keys.tolist()):
        yield key, postings.data[edges[place] : edges[place + 1]]


def _variable_length(numbers: NDArray[np.uint32]) -> tuple[bytes, NDArray[np.int64]]:
    """The numbers' bytes end to end, and where each begins."""
    sizes = np.ones(len(numbers), dtype=np.uint8)
    for size in range(1, LONGEST):
        sizes += numbers >= np.uint32(1 << (BITS * size))
    ends = np.cumsum(sizes, dtype=np.int64)
    starts = ends - sizes
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for place in range(LONGEST):
        chosen = sizes > place
        piece = (numbers[chosen] >> np.uint32(BITS * place)) & np.uint32(127)
        more = (sizes[chosen] > place + 1).astype(np.uint32) << np.uint32(BITS)
        out[starts[chosen] + place] = (piece | more).astype(np.uint8)
    return out.tobytes(), starts
