"""A segment's packs: neighbouring bigrams with their positions, and the list of the packs.

A pack is the number of its bigrams, the differences of their keys, the lengths of their lists in
bytes, and the lists themselves; every number in LEB128, the whole in base64. The segment's bodies
stand in the order of their numbers, a U+0000 behind each, and positions count from the first.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from report_archive.search.delivering import checksum, compact, deliver, deliver_plain, path_of
from report_archive.search.posting import Postings, post, sums_from, variable_length

PACK_BYTES = 13_500
"""Bytes that a pack aims at: 18 KB once in base64.

Four packs for five reports of 4,400 characters; twice as many would halve what a query reads.
"""
SEPARATOR = b"\0\0"
"""Behind each body: no phrase goes across."""
HEADER = 3
"""Bytes that a bigram takes beside its positions, about."""


def render_packs(
    segment: int, bodies: Iterable[bytes], pack_bytes: int = PACK_BYTES
) -> Iterator[tuple[str, str]]:
    """The packs of one segment and their list, by their paths below docs/archive/.

    Args:
        segment: Which segment.
        bodies: N(body) in UTF-16-LE of its reports, in the order of their numbers.
        pack_bytes: Bytes that a pack aims at.
    """
    postings = post(_joined(bodies))
    starts = cut(postings, pack_bytes)
    sums = []
    for place, pack in enumerate(_packs(postings, starts)):
        text = b64encode(pack).decode("ascii")
        sums.append(checksum(text))
        name = f"{segment}-{place}"
        yield path_of(name), deliver_plain(name, text, sums[-1])
    name = f"{segment}-packs"
    text = compact({"keys": _words(postings.keys[starts]), "sums": _words(sums)})
    yield path_of(name), deliver(name, text, checksum(text))


def cut(postings: Postings, pack_bytes: int) -> NDArray[np.int64]:
    """Where each pack begins among the bigrams: full, but never over the size without need."""
    edges = np.concatenate(([0], np.cumsum(postings.sizes + HEADER)))
    starts = [0] if len(postings.keys) else []
    while starts:
        full = edges[starts[-1]] + pack_bytes
        end = max(int(np.searchsorted(edges, full, side="right")) - 1, starts[-1] + 1)
        if end >= len(postings.keys):
            break
        starts.append(end)
    return np.array(starts, dtype=np.int64)


def _joined(bodies: Iterable[bytes]) -> NDArray[np.uint16]:
    joined = bytearray()
    for body in bodies:
        joined += body
        joined += SEPARATOR
    return np.frombuffer(joined, dtype="<u2")


def _packs(postings: Postings, starts: NDArray[np.int64]) -> Iterator[bytes]:
    """The bytes of each pack."""
    counts = np.diff(starts, append=len(postings.keys))
    deltas = np.diff(postings.keys, prepend=np.uint32(0))
    deltas[starts] = 0
    count_data, count_sizes = variable_length(counts.astype(np.uint32))
    key_data, key_sizes = variable_length(deltas)
    size_data, size_sizes = variable_length(postings.sizes.astype(np.uint32))
    columns = [
        _sliced(count_data, count_sizes),
        _sliced(key_data, sums_from(key_sizes, starts)),
        _sliced(size_data, sums_from(size_sizes, starts)),
        _sliced(postings.data, sums_from(postings.sizes, starts)),
    ]
    yield from map(b"".join, zip(*columns, strict=True))


def _sliced(data: NDArray[np.uint8], lengths: NDArray[np.integer[Any]]) -> Iterator[bytes]:
    """Pieces of these lengths, one after the other."""
    edges = [0, *np.cumsum(lengths, dtype=np.int64).tolist()]
    return (data[start:end].tobytes() for start, end in pairwise(edges))


def _words(numbers: Sequence[int] | NDArray[np.uint32]) -> str:
    """Numbers of 32 bits, the lowest byte first, in base64."""
    return b64encode(np.asarray(numbers, dtype="<u4").tobytes()).decode("ascii")
