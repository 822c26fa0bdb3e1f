"""Records in order: by year, by post, by topic, and who stands next to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from report_archive.describing.report import year_text
from report_archive.model import Record, Report
from report_archive.vocabulary import Vocabulary

UNKNOWN = "unknown"
"""Name of the page for reports whose year or post nobody knows yet."""

Order: TypeAlias = Callable[[Record], tuple[int, str, str]]


@dataclass(frozen=True)
class Group:
    """One category of an index: a year, a post, a topic."""

    key: str
    """Name of its page."""
    label: str
    """What it is called."""
    records: tuple[Record, ...]
    """Its reports, in the order they are shown."""


@dataclass(frozen=True)
class Neighbours:
    """The same post's reports before and after."""

    before: Record | None
    """The one of the year before, or the nearest earlier one."""
    after: Record | None
    """The one of the year after, or the nearest later one."""


def year_key(report: Report) -> str:
    """Name of the report's year page."""
    return str(report.year.value.last) if report.year.value else UNKNOWN


def post_key(report: Report) -> str:
    """Name of the report's post page."""
    return report.post.value.key if report.post.value else UNKNOWN


def year_label(report: Report) -> str:
    """The year as shown: 2021年度, 2017—2021年度, 年度不详."""
    return f"{year_text(report.year.value)}年度" if report.year.value else "年度不详"


def post_label(report: Report) -> str:
    """The post as shown."""
    return report.post.value.name if report.post.value else "职务不详"


def by_post(record: Record) -> tuple[int, str, str]:
    """Order inside a year."""
    return 0, post_label(record.report), record.number


def newest_first(record: Record) -> tuple[int, str, str]:
    """Order inside a post, a topic, a section kind."""
    years = record.report.year.value
    return -years.last if years else 0, post_label(record.report), record.number


def group_years(records: Iterable[Record]) -> tuple[Group, ...]:
    """The years, the latest first, the unknown one last."""
    groups = _grouped(records, lambda record: year_key(record.report), by_post)
    ordered = sorted(groups, key=lambda key: (key != UNKNOWN, key), reverse=True)
    labels = {key: "年度不详" if key == UNKNOWN else f"{key}年度" for key in groups}
    return tuple(Group(key, labels[key], groups[key]) for key in ordered)


def group_posts(records: Iterable[Record], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The posts in the vocabulary's order, then by name, the unknown one last."""
    groups = _grouped(records, lambda record: post_key(record.report), newest_first)
    rank = _post_ranks(vocabulary)
    names = {key: post_label(groups[key][0].report) for key in groups}
    ordered = sorted(groups, key=lambda key: (key == UNKNOWN, _rank_of(key, rank), names[key], key))
    return tuple(Group(key, names[key], groups[key]) for key in ordered)


def group_topics(records: Sequence[Record], vocabulary: Vocabulary) -> tuple[Group, ...]:
    """The topics that any report deals with, in the vocabulary's order."""
    found: dict[str, list[Record]] = {topic.key: [] for topic in vocabulary.topics}
    for record in sorted(records, key=newest_first):
        for key in record.report.topics:
            found[key].append(record)
    labels = vocabulary.topic_labels
    return tuple(Group(key, labels[key], tuple(rs)) for key, rs in found.items() if rs)


def neighbours_of(posts: Iterable[Group]) -> dict[str, Neighbours]:
    """For each number, the same post's reports of the years before and after."""
    found: dict[str, Neighbours] = {}
    for group in posts:
        known = group.records if group.key != UNKNOWN else ()
        dated = [record for record in reversed(known) if record.report.year.value]
        for place, record in enumerate(dated):
            before = dated[place - 1] if place else None
            after = dated[place + 1] if place + 1 < len(dated) else None
            found[record.number] = Neighbours(before, after)
    return found


def span_of(records: Iterable[Record]) -> str:
    """The first and the last year of some reports: 2017—2022."""
    years = [record.report.year.value.last for record in records if record.report.year.value]
    if not years:
        return ""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}—{last}"


def _grouped(
    records: Iterable[Record], key: Callable[[Record], str], order: Order
) -> dict[str, tuple[Record, ...]]:
    groups: dict[str, list[Record]] = {}
    for record in sorted(records, key=order):
        groups.setdefault(key(record), []).append(record)
    return {name: tuple(members) for name, members in groups.items()}


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
