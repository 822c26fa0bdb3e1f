"""Passages of reports that are held back, found in whatever form they got into a file.

A fingerprint is twelve Han characters in a row within one line of a report that is held back,
everything else left out. A file is searched the same way: only its Han characters count, so markup,
escapes, blanks and punctuation between them hide nothing, in a page, a pack of the index or a table
alike. A passage that also stands in a published report is none (public_words.py). Identity and
card numbers and the like, ASCII throughout, are looked for as they stand.

Cost: one pass over a file with numpy, some 0.2 ms for a page of 30 KB that quotes hundreds of
passages, less for others; a report that is held back costs 8 bytes and one sort for each of its
characters.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from report_archive.distinct import distinct_first
from report_archive.row_hashes import Hashes, Units, doubled, joined

LENGTH = 12
"""Han characters of a fingerprint."""
FACTOR = 0x9E3779B97F4A7C15
"""An odd multiplier near 2^64 over the golden ratio: spreads well (TAOCP 3, 6.4)."""
HAN = (0x3400, 0x9FFF)
"""Code units that count, first and last: CJK ideographs and extension A."""
SIEVE_BITS = (16, 26)
"""Least and greatest size of the sieve, as powers of two."""
SPARSE = 4
"""The sieve has 2^SPARSE places for a fingerprint: one lookup in 16 is in vain, and it is small."""
# 610102199001011234, abc_def@example.cn; years and amounts are shorter
TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z][0-9A-Za-z._@-]{13,}")
# Tags inside a line: a passage goes across them.
INLINE = re.compile(r"</?(?:strong|em|b|i|mark|wbr)\b[^<>]*>")
# What a passage doesn't go across: all other markup, quotes, line ends.
BOUNDARY = re.compile(r"[<>\"\n]|\\+[n\"]")

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Fingerprints:
    """The fingerprints of all reports that are held back."""

    hashes: Hashes
    """Hash of each, sorted, without repetition."""
    owners: NDArray[np.int32]
    """Which of `files` each comes from."""
    tokens: tuple[tuple[bytes, int], ...]
    """ASCII passages, each with the place of its hash."""
    files: tuple[str, ...]
    """Paths of the reports below reports/."""

    @cached_property
    def sieve(self) -> NDArray[np.bool_]:
        """By the upper bits of a hash: whether any fingerprint has these."""
        return _sieve(self.hashes)

    @property
    def shift(self) -> np.uint64:
        """Bits of a hash below those that the sieve looks at."""
        return np.uint64(64 - (len(self.sieve).bit_length() - 1))


@dataclass(frozen=True)
class Passage:
    """A passage of a report that is held back, found in a file."""

    words: str
    """Its Han characters, or the ASCII passage."""
    file: str
    """The report's path below reports/."""


def take_fingerprints(reports: Iterable[tuple[str, Iterable[str]]]) -> Fingerprints:
    """The fingerprints of reports: pairs of path and lines."""
    files: list[str] = []
    found: list[Hashes] = []
    tokens: set[bytes] = set()
    for file, lines in reports:
        files.append(file)
        words = {token.encode() for line in lines for token in TOKEN.findall(line)}
        grams = [hash_grams(han_units(line)) for line in lines if not _is_short(line)]
        found.append(np.concatenate([_hash_tokens(sorted(words)), *grams]))
        tokens |= words
    owners = np.repeat(np.arange(len(files), dtype=np.int32), [len(part) for part in found])
    hashes, firsts = distinct_first(np.concatenate([*found, _hash_tokens([])]))
    ordered = sorted(tokens)
    places = np.searchsorted(hashes, _hash_tokens(ordered)).tolist()
    told = tuple(zip(ordered, places, strict=True))
    return Fingerprints(hashes, owners[firsts], told, tuple(files))


def _hash_tokens(tokens: Sequence[bytes]) -> Hashes:
    digests = (hashlib.blake2b(token, digest_size=8).digest() for token in tokens)
    return np.frombuffer(b"".join(digests), dtype="<u8")


def _is_short(line: str) -> bool:
    return len(line) < LENGTH


def _sieve(hashes: Hashes) -> NDArray[np.bool_]:
    least, greatest = SIEVE_BITS
    bits = min(greatest, max(least, len(hashes).bit_length() + SPARSE))
    sieve = np.zeros(1 << bits, dtype=np.bool_)
    sieve[hashes >> np.uint64(64 - bits)] = True
    return sieve


def han_units(text: str) -> Units:
    """The Han characters of a text as code units, all else left out."""
    units = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
    first, last = HAN
    # Unsigned: what is below the range wraps round and is too great as well.
    return units[(units - np.uint16(first)) <= np.uint16(last - first)]


def hash_grams(units: Units) -> Hashes:
    """A hash of every twelve characters in a row, put together from 8 and 4."""
    if len(units) < LENGTH:
        return np.zeros(0, np.uint64)
    *_, four, eight = doubled(units, FACTOR)
    return joined(eight, four, 8, FACTOR)


def find_in_bytes(data: bytes, prints: Fingerprints) -> Places:
    """Which fingerprints stand in a file's bytes, by their places among all; some twice."""
    tokens = [place for token, place in prints.tokens if token in data]
    if not len(prints.hashes) or data.isascii():
        return np.array(tokens, dtype=np.intp)
    return _with(tokens, _hits(han_units(data.decode("utf-8", "ignore")), prints)[1])


def find_in_lines(lines: Iterable[str], prints: Fingerprints) -> Places:
    """The same for a report, given its lines."""
    text = "\n".join(lines)
    tokens = [place for token, place in prints.tokens if token.decode() in text]
    return _with(tokens, _hits(han_units(text), prints)[1])


def only(prints: Fingerprints, places: Places) -> Fingerprints:
    """Some of the fingerprints."""
    moved = {place: new for new, place in enumerate(places.tolist())}
    tokens = tuple((token, moved[place]) for token, place in prints.tokens if place in moved)
    return Fingerprints(prints.hashes[places], prints.owners[places], tokens, prints.files)


def find_passages(data: bytes, prints: Fingerprints) -> Iterator[Passage]:
    """One passage of every report that is held back and quoted in a file's bytes."""
    for token, place in prints.tokens:
        if token in data:
            yield Passage(token.decode(), prints.files[prints.owners[place]])
    text = data.decode("utf-8", "ignore")
    units = han_units(text)
    hits, which = _hits(units, prints)
    if not len(hits):
        return
    stretches = _stretches(text)
    seen: set[int] = set()
    for place, owner in zip(hits.tolist(), prints.owners[which].tolist(), strict=True):
        words = _text(units[place : place + LENGTH])
        # Within one stretch, that is: entries of a list that stand side by side are no passage.
        if owner not in seen and words in stretches:
            seen.add(owner)
            yield Passage(words, prints.files[owner])


def _stretches(text: str) -> str:
    """The Han characters of a file, a line for each stretch between two pieces of markup."""
    stretches = BOUNDARY.split(INLINE.sub("", text))
    return "\n".join(_text(han_units(stretch)) for stretch in stretches if not _is_short(stretch))


def _text(units: Units) -> str:
    return units.tobytes().decode("utf-16-le")


def _with(tokens: Sequence[int], places: Places) -> Places:
    return np.concatenate((places, np.array(tokens, dtype=np.intp))) if tokens else places


def _hits(units: Units, prints: Fingerprints) -> tuple[Places, Places]:
    """Where in a row of characters fingerprints stand, and which."""
    hashes = hash_grams(units)
    places = np.flatnonzero(prints.sieve[hashes >> prints.shift])
    if not len(places) or not len(prints.hashes):
        return places[:0], places[:0]
    candidates = hashes[places]
    found = np.minimum(np.searchsorted(prints.hashes, candidates), len(prints.hashes) - 1)
    equal: NDArray[np.bool_] = prints.hashes[found] == candidates
    return places[equal], found[equal]
