"""Records in order: by year, by post, by topic, and who stands next to whom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from report_archive.record import UNKNOWN, Filing, Record
from report_archive.vocabulary import Vocabulary


@dataclass(frozen=True)
class Group:
    """One heading of an index: a year, a post, a topic, a section kind."""

    key: str
    """Name of its page."""
    label: str
    """What it is called."""
    records: tuple[Record, ...]
    """Its reports, in the order they are shown."""


@dataclass(frozen=True)
class Groups:
    """All published reports under every heading."""

    ordered: Sequence[Record]
    """All of them, `in_order`."""
    years: Sequence[Group]
    """Under their years."""
    posts: Sequence[Group]
    """Under their posts."""
    sections: Sequence[Group]
    """Under the kinds of their sections."""
    topics: Sequence[Group]
    """Under their topics."""


@dataclass(frozen=True)
class Neighbour:
    """Another report, as far as a link to it goes."""

    number: str
    """Its number."""
    year: str
    """Its year as shown."""
    inferred: bool
    """Whether nobody confirmed that it is of this year and post."""


@dataclass(frozen=True)
class Neighbours:
    """The same post's reports before and after."""

    before: Neighbour | None
    """The one of the year before, or the nearest earlier one."""
    after: Neighbour | None
    """The one of the year after, or the nearest later one."""


def in_order(records: Iterable[Record], vocabulary: Vocabulary) -> list[Record]:
    """The newest year first; in it the posts in the vocabulary's order; then by number.

    What nobody knows yet comes last.
    """
    rank = _post_ranks(vocabulary)
    ranks: dict[str, int] = {UNKNOWN: len(rank) + 1}

    def place(record: Record) -> tuple[int, int, str, str]:
        key = record.filing.post_key
        if key not in ranks:
            ranks[key] = _rank_of(key, rank)
        return _year_place(record), ranks[key], record.filing.post_label, record.number

    return sorted(records, key=place)


def group_records(records: Iterable[Record], vocabulary: Vocabulary) -> Groups:
    """Put reports under every heading; they may come in any order and without text."""
    ordered = in_order(records, vocabulary)
    return Groups(
        ordered,
        group_years(ordered),
        group_posts(ordered, vocabulary),
        group_sections(ordered, vocabulary),
        group_topics(ordered, vocabulary),
    )


def group_years(ordered: Sequence[Record]) -> tuple[Group, ...]:
    """The years of reports `in_order`, the latest first, the unknown one last."""
    groups: list[Group] = []
    start = 0
    while start < len(ordered):
        place = _year_place(ordered[start])
        end = bisect_right(ordered, place, lo=start, key=_year_place)
        key, label = (str(-place), f"{-place}年度") if place else (UNKNOWN, "年度不详")
        groups.append(Group(key, label, tuple(ordered[start:end])))
        start = end
    return tuple(groups)


def group_posts(ordered: Iterable[Record], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The posts of reports `in_order`, in the vocabulary's order, then by name.

    The unknown one comes last.
    """
    groups = _grouped(ordered, attrgetter("post_key"))
    rank = _post_ranks(vocabulary)
    names = {key: groups[key][0].filing.post_label for key in groups}
    keys = sorted(groups, key=lambda key: (key == UNKNOWN, _rank_of(key, rank), names[key], key))
    return tuple(Group(key, names[key], groups[key]) for key in keys)


def group_topics(ordered: Iterable[Record], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The topics that reports `in_order` deal with, in the vocabulary's order."""
    found: dict[str, list[Record]] = {topic.key: [] for topic in vocabulary.topics}
    for record in ordered:
        for key in record.filing.topics:
            found[key].append(record)
    return _labelled(found, vocabulary.topic_labels)


def group_sections(ordered: Iterable[Record], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The section kinds of reports `in_order`; a report stands there once for each passage."""
    found: dict[str, list[Record]] = {kind.key: [] for kind in vocabulary.section_kinds}
    for record in ordered:
        for kind in record.filing.kinds:
            found[kind].append(record)
    return _labelled(found, vocabulary.section_labels)


def neighbours_of(posts: Iterable[Group]) -> dict[str, Neighbours]:
    """For each number, the same post's reports of the years before and after."""
    found: dict[str, Neighbours] = {}
    for group in posts:
        known = group.records if group.key != UNKNOWN else ()
        dated = [
            Neighbour(record.number, record.filing.year_label, _is_inferred(record.filing))
            for record in reversed(known)
            if record.filing.year
        ]
        for place, record in enumerate(dated):
            before = dated[place - 1] if place else None
            after = dated[place + 1] if place + 1 < len(dated) else None
            found[record.number] = Neighbours(before, after)
    return found


def _is_inferred(filing: Filing) -> bool:
    return "year" in filing.doubts or "post" in filing.doubts


def span_of(ordered: Sequence[Record]) -> str:
    """The first and the last year of reports `in_order`: 2017—2022."""
    newest = ordered[0].filing.year if ordered else None
    known = (record.filing.year for record in reversed(ordered))
    oldest = next(filter(None, known), None)
    if newest is None or oldest is None:
        return ""
    first, last = oldest.last, newest.last
    return str(first) if first == last else f"{first}—{last}"


def split_years(group: Group) -> tuple[Group, ...]:
    """The same reports year by year; the group's are `in_order`."""
    return group_years(group.records)


def _year_place(record: Record) -> int:
    """The newest year first, the unknown one last."""
    years = record.filing.year
    return -years.last if years else 0


def _grouped(
    records: Iterable[Record], key: Callable[[Filing], str]
) -> dict[str, tuple[Record, ...]]:
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(key(record.filing), []).append(record)
    return {name: tuple(members) for name, members in groups.items()}


def _labelled(found: Mapping[str, list[Record]], labels: Mapping[str, str]) -> tuple[Group, ...]:
    return tuple(Group(key, labels[key], tuple(rs)) for key, rs in found.items() if rs)


def _post_ranks(vocabulary: Vocabulary) -> dict[str, int]:
    """Place of each post or organ in the vocabulary, by its key with the area filled in."""
    keys = [entry["key"] for name in ("posts", "organs") for entry in vocabulary.data[name]]
    areas = [area["key"] for area in vocabulary.data["areas"]]
    return {key.replace("{area}", area): i for i, key in enumerate(keys) for area in areas}


def _rank_of(key: str, rank: dict[str, int]) -> int:
    """Place of a post: its own, else its organ's (`xiancaizhengju` of `xiancaizhengju-juzhang`)."""
    while key not in rank and "-" in key:
        key = key.rsplit("-", 1)[0]
    return rank.get(key, len(rank))
