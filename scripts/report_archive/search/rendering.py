"""The whole index: segments of neighbouring numbers, and the table that names their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from report_archive.record import Filing, Record
from report_archive.search.delivering import (
    checksum,
    compact,
    deliver,
    path_of,
    render_text,
    sum_in,
)
from report_archive.search.indexing import Indexed, index_report
from report_archive.search.normalising import (
    fold_exceptions,
    invisible_class,
    punctuation_class,
    rare_class,
)
from report_archive.search.packing import render_packs
from report_archive.search.rows import Entry, render_rows
from report_archive.vocabulary import Vocabulary

SEGMENT = 2048
"""Numbers in a segment: 1 to 2048, 2049 to 4096 and so on."""


def segment_of(number: str, size: int = SEGMENT) -> int:
    """The segment that holds a report."""
    return (int(number) - 1) // size


def render_table(
    segments: Mapping[int, tuple[int, int]], posts: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[str, str]:
    """The table: path below docs/archive/, and content.

    Args:
        segments: Checksums of each segment's list of packs and of its rows.
        posts: Name of each post by its key.
        vocabulary: What section kinds and topics are called.
    """
    text = compact(
        {
            "segments": [[segment, *segments[segment]] for segment in sorted(segments)],
            "posts": dict(sorted(posts.items())),
            "sections": vocabulary.section_labels,
            "topics": vocabulary.topic_labels,
            "punctuation": punctuation_class(),
            "rare": rare_class(),
            "invisible": invisible_class(),
            "folding": fold_exceptions(),
        }
    )
    return path_of("table"), deliver("table", text, checksum(text))


def render_search(
    records: Sequence[Record], vocabulary: Vocabulary, size: int = SEGMENT
) -> dict[str, str]:
    """All files of the search index by their path below docs/archive/."""
    files: dict[str, str] = {}
    sums: dict[int, tuple[int, int]] = {}
    ordered = sorted(records, key=lambda record: int(record.number))
    for segment, members in groupby(ordered, key=lambda r: segment_of(r.number, size)):
        pairs = [(record, index_report(record.report)) for record in members]
        packs = dict(render_packs(segment, (indexed.body for _, indexed in pairs)))
        rows = render_rows(segment, [entry_of(r.number, r.filing, i) for r, i in pairs])
        sums[segment] = (sum_in(packs[path_of(f"{segment}-packs")]), sum_in(rows[1]))
        files |= {**packs, rows[0]: rows[1]}
        files |= {
            path_of(f"t{r.number}"): render_text(r.number, i.text, i.text_sum) for r, i in pairs
        }
    posts = {r.filing.post_key: r.filing.post_label for r in records}
    table = render_table(sums, posts, vocabulary)
    return files | {table[0]: table[1]}


def entry_of(number: str, filing: Filing, indexed: Indexed) -> Entry:
    """A report's row."""
    return Entry(
        number,
        filing.title,
        filing.year.last if filing.year else 0,
        filing.post_key,
        filing.topics,
        indexed.length,
        indexed.parts,
        indexed.text_sum,
        filing.guessed,
    )
