"""Hashes of so many characters in a row, for every place of a text at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.uint16]
Hashes = NDArray[np.uint64]


def doubled(units: Units, factor: int) -> tuple[Hashes, Hashes, Hashes, Hashes]:
    """A polynomial, modulo 2^64, of every 1, 2, 4 and 8 characters in a row.

    Args:
        units: The text's code units.
        factor: What the polynomials are of: an odd number that spreads well.
    """
    one = units.astype(np.uint64)
    two = joined(one, one, 1, factor)
    four = joined(two, two, 2, factor)
    return one, two, four, joined(four, four, 4, factor)


def joined(left: Hashes, right: Hashes, offset: int, factor: int) -> Hashes:
    """Hashes of passages from those of their two parts, the second so many characters on."""
    rest = right[offset:]
    return left[: len(rest)] + rest * np.uint64(pow(factor, offset, 1 << 64))
