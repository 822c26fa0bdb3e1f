"""The index as JavaScript files: one table, packs of postings, a text for each report.

Every file is a call that hands its content over; script tags load it from a web server and from
file:// alike. The table knows every file's checksum, so a damaged or stale one is noticed.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from report_archive.groups import post_key, post_label
from report_archive.model import Record
from report_archive.search.normalising import fold_exceptions, normalise, punctuation_class
from report_archive.search.posting import Postings, lists, post
from report_archive.search.streaming import SEPARATOR, Stream, stream_record
from report_archive.vocabulary import Vocabulary

PACK_BYTES = 15_000
"""Bytes of postings that a pack aims at: 20 KB once in base64."""
SPREAD = 2654435761
"""Knuth's multiplier: spreads neighbouring characters over the packs (TAOCP 3, 6.4)."""
WORD = 1 << 32


@dataclass(frozen=True)
class Layout:
    """Which pack holds which bigram."""

    shared: int
    """Number of packs for first characters that have few postings."""
    split: dict[int, int]
    """First characters with packs of their own, and how many."""


def render_search(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, str]:
    """All files of the search index by their path below docs/archive/."""
    records = sorted(records, key=lambda record: record.number)
    streams = [stream_record(record) for record in records]
    texts = (text for stream in streams for text in (stream.title, stream.body))
    postings = post("".join(text + SEPARATOR for text in texts))
    layout = _lay_out(postings)
    contents = dict(_packs(postings, layout))
    contents |= {f"t{record.number}": _json(_text(record)) for record in records}
    table = _table(streams, layout, vocabulary)
    table["sums"] = {name: checksum(text) for name, text in contents.items()}
    files = {f"search/{name}.js": _delivery(name, text) for name, text in contents.items()}
    return files | {"search/table.js": _delivery("table", _json(table))}


def checksum(text: str) -> int:
    """Adler-32 of the text in UTF-16, which JavaScript can reckon as well."""
    return zlib.adler32(text.encode("utf-16-le"))


def spread(code: int) -> int:
    """A number that tells little of the code it comes from; 16 bits."""
    return (code * SPREAD % WORD) >> 16


def pack_name(first: int, second: int, layout: Layout) -> str:
    """The pack that holds a bigram."""
    packs = layout.split.get(first)
    if packs is None:
        return f"s{spread(first) % layout.shared}"
    return f"b{first:x}-{spread(second) % packs}"


def _lay_out(postings: Postings) -> Layout:
    """Packs of about one size, so that a query reads little more than it needs."""
    sizes: dict[int, int] = {}
    lengths = (postings.starts[1:] - postings.starts[:-1]).tolist()
    for key, length in zip(postings.keys.tolist(), lengths, strict=True):
        sizes[key >> 16] = sizes.get(key >> 16, 0) + length
    split = {code: -(-size // PACK_BYTES) for code, size in sizes.items() if size > PACK_BYTES}
    rest = sum(size for code, size in sizes.items() if code not in split)
    return Layout(max(1, rest // PACK_BYTES), split)


def _packs(postings: Postings, layout: Layout) -> Iterator[tuple[str, str]]:
    packs: dict[str, dict[str, str]] = {}
    for key, data in lists(postings):
        name = pack_name(key >> 16, key & 0xFFFF, layout)
        packs.setdefault(name, {})[str(key)] = b64encode(data).decode()
    for name in sorted(packs):
        yield name, _json(packs[name])


def _table(streams: Sequence[Stream], layout: Layout, vocabulary: Vocabulary) -> dict[str, Any]:
    """What is known of every report, and how to read the rest."""
    posts = {post_key(s.record.report): post_label(s.record.report) for s in streams}
    return {
        "reports": [_row(stream) for stream in streams],
        "posts": dict(sorted(posts.items())),
        "sections": vocabulary.section_labels,
        "topics": vocabulary.topic_labels,
        "shared": layout.shared,
        "split": {str(code): packs for code, packs in sorted(layout.split.items())},
        "punctuation": punctuation_class(),
        "folding": fold_exceptions(),
    }


def _row(stream: Stream) -> list[Any]:
    """One report: number, title, year, post, topics, lengths, parts."""
    report = stream.record.report
    return [
        stream.record.number,
        report.title.text,
        report.year.value.last if report.year.value else 0,
        post_key(report),
        list(report.topics),
        _units(stream.title),
        _units(stream.body),
        [
            [
                _units(stream.body[: part.start]),
                _units(normalise(part.heading)),
                part.anchor,
                list(part.kinds),
                part.heading,
            ]
            for part in stream.parts
        ],
    ]


def _units(text: str) -> int:
    """Length in UTF-16 code units, as JavaScript counts."""
    return len(text.encode("utf-16-le")) // 2


def _text(record: Record) -> dict[str, Any]:
    """The body's pieces as the page shows them: physical line and text."""
    return {"lines": [[line.number, line.text] for line in record.report.source.lines]}


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _delivery(name: str, text: str) -> str:
    """A call that hands a JSON text over, with its checksum."""
    return f"reportArchive.deliver({_json(name)},{checksum(text)},{_json(text)});\n"
