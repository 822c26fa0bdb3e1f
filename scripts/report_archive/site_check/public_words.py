"""Words of reports that are held back which published reports say as well.

A paragraph may stand in many reports. One published report that has it shows that it is public,
and is remembered: going through the texts of 10,000 reports takes two seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from report_archive.outputs import digest
from report_archive.record import Filing, Record
from report_archive.site_check.fingerprints import Fingerprints, Places, find_in_lines, only
from report_archive.site_check.site_file import Inspector, Rules, Seen, forbidden_by
from report_archive.workers import Bench

Witnesses: TypeAlias = Mapping[int, str]
"""By the hash of a fingerprint a published report that has it: its `witness`."""
PIECE = 100
"""Reports that are gone through at a time: 20 ms of work."""
FEW = 1_000
"""Reports, the likeliest first, that are gone through before processes are started: 300 of 10,000
said all that one of them had in common with others, in 0.15 s; a process takes 0.7 to start."""
NUMBER = re.compile(r"\d{6}")


def find_public(
    inspector: Inspector, records: Sequence[Record], seen: Seen, known: Witnesses
) -> Witnesses:
    """What is known now to be public: for each fingerprint a published report that has it.

    Some 0.2 ms a report that has to be gone through: those whose files quote, which mostly say it
    themselves, then all others, until nothing is left to be found.

    Args:
        inspector: Who looks through the site.
        records: The published reports; they may be without text.
        seen: What is quoted, and where.
        known: What earlier runs found.
    """
    published = _published(records, known)
    held = np.isin(np.array(list(known), dtype=np.uint64), inspector.prints.hashes)
    still = (pair for pair, is_held in zip(known.items(), held.tolist(), strict=True) if is_held)
    found = {number: said for number, said in still if said in published}
    left = unsaid(inspector.prints, seen.quoted, found)
    order = _most_likely_first(records, seen.suspects) if len(left) else []
    for some, much in ((order[:FEW], False), (order[FEW:], len(order) > 2 * FEW)):
        left = _go_through(inspector, some, left, found, much=much)
    return found


def _published(records: Sequence[Record], known: Witnesses) -> set[str]:
    """Those witnesses that are published with the words that they were published with."""
    numbered = {record.number: record for record in records}
    said = set(known.values())
    asked = (numbered.get(one.partition(" ")[0]) for one in said)
    return said.intersection(witness(record) for record in asked if record)


def unsaid(prints: Fingerprints, places: Places, public: Witnesses) -> Places:
    """Those of some fingerprints that are not public."""
    said = np.array(list(public), dtype=np.uint64)
    rest: Places = places[~np.isin(prints.hashes[places], said)]
    return rest


def witness(record: Record) -> str:
    """What tells a published report from itself with other words; its number stands in front."""
    filing = record.filing
    return f"{record.number} {digest(filing.sha256, *typed_words(filing))}"


def typed_words(filing: Filing) -> tuple[str, ...]:
    """What people may have typed about a published report, all of which may stand in the site."""
    post = filing.post.name if filing.post else None
    typed = (filing.title, post, filing.unit, filing.person, filing.file)
    return tuple(filter(None, typed))


def _most_likely_first(records: Sequence[Record], suspects: Sequence[str]) -> list[Record]:
    numbers = {number for name in suspects for number in NUMBER.findall(name)}
    return sorted(records, key=lambda record: record.number not in numbers)


def _go_through(
    inspector: Inspector,
    records: Sequence[Record],
    left: Places,
    found: dict[int, str],
    *,
    much: bool,
) -> Places:
    """Find who says what is left; adds to `found`, and gives back what is left then."""
    if not len(left):
        return left
    hashes = inspector.prints.hashes
    texts = [(r.filing.file, typed_words(r.filing), witness(r)) for r in records]
    pieces = ((inspector.rules, left, texts[i : i + PIECE]) for i in range(0, len(texts), PIECE))
    for said in inspector.workers.map(_said, pieces, much=much):
        for report, places in said:
            found.update(dict.fromkeys(hashes[places].tolist(), report))
            left = np.setdiff1d(left, places)
        if not len(left):
            break
    return left


def _said(
    bench: Bench, piece: tuple[Rules, Places, Sequence[tuple[str, tuple[str, ...], str]]]
) -> list[tuple[str, Places]]:
    """What is left that some reports say; each is told of one of them."""
    rules, left, texts = piece
    prints = forbidden_by(bench, rules).prints
    said: list[tuple[str, Places]] = []
    for file, typed, report in texts:
        lines = (*typed, *bench.texts.lines(file))
        places = left[find_in_lines(lines, only(prints, left))]
        if len(places):
            said.append((report, places))
            left = np.setdiff1d(left, places)
    return said
