"""The entries of the vocabulary, each kind with its type and how it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

# (?#line)^内部资料$, (?#digits 18)[1-9][0-9]{16}: comments that say where a pattern can't match.
LINE_HINT, DIGITS_HINT = "(?#line)", re.compile(r"\(\?#digits (\d+)\)")


@dataclass(frozen=True)
class SectionKind:
    """栏目."""

    key: str
    """Key in URLs and JSON, such as `duty`."""
    label: str
    """Chinese label."""
    keywords: tuple[str, ...]
    """Words of headings that speak for it."""
    weak: tuple[str, ...]
    """Words that speak for it only where no keyword of any kind is found."""


@dataclass(frozen=True)
class HeadingPhrase:
    """What words of a heading mean together: 目标任务完成情况 is no plan, 问题导向 no problem."""

    kind: str
    """The section kind it speaks for."""
    pattern: re.Pattern[str]
    """What it looks like; the words inside don't count for other kinds."""
    weak: bool
    """Whether it speaks only where no keyword of any kind is found."""


@dataclass(frozen=True)
class Topic:
    """主题."""

    key: str
    """ASCII name of its page."""
    label: str
    """Chinese label."""
    keywords: tuple[str, ...]
    """Words of the text that speak for it."""


@dataclass(frozen=True)
class ComingYear:
    """In the work report of 2026 “2026年重点工作” is a plan, not work done.

    In a duty report on 2025 it is, too: there the coming year is the next one.
    """

    before: str
    """The section kind that the heading's other words speak for."""
    after: str
    """The section kind it is."""
    unless: re.Pattern[str]
    """Words that say it looks back all the same."""
    years: int
    """How many years after the report's own the coming one is."""


@dataclass(frozen=True)
class ReportKind:
    """类型: duty report or government work report."""

    label: str
    """Chinese label."""
    composed: str
    """The title to compose where the text has none, with `{year}` and `{post}` open."""
    title: re.Pattern[str]
    """Words of its titles."""
    opening: tuple[re.Pattern[str], ...]
    """Phrases of its preambles."""
    first_person: re.Pattern[str] | None
    """How the writer speaks of himself in the preamble."""
    sections: frozenset[str]
    """Section kinds that, with the first person, mark this kind of report."""
    body: re.Pattern[str] | None
    """How paragraphs of its body begin, where nothing else tells."""
    coming_year: ComingYear | None
    """What the report's own year in a heading means; None where it means nothing."""
    unless_title: re.Pattern[str] | None
    """Titles of other reports that speak like it."""


@dataclass(frozen=True)
class Closing:
    """How a closing passage without a heading begins."""

    starts: re.Pattern[str]
    """Its first words."""
    contains: re.Pattern[str] | None
    """What it must also say."""
    kinds: tuple[str, ...]
    """The section kinds it serves."""
    also_kind: str | None
    """A further kind, when `also_contains` is found in it."""
    also_contains: re.Pattern[str] | None
    """What it says when it serves the further kind too."""


@dataclass(frozen=True)
class Inference:
    """A post that nobody states but the work described implies."""

    post: str
    """The post implied, with `{area}` open."""
    stated: str | None
    """A lesser post that the text states."""
    clues: tuple[str, ...]
    """Patterns, with `{area}` open, that speak for it."""
    at_least: int
    """How many clues must be found."""
    reason: str
    """Why, in Chinese."""


@dataclass(frozen=True)
class ScreeningRule:
    """What must not be published without a person's word."""

    label: str
    """Chinese name of what it finds."""
    block: bool
    """Whether the report is held back; else it is published and asked about."""
    where: str
    """`any`, or `edges`: head, tail and file name only."""
    check: str
    """Name of a further check of what the pattern found; empty for none."""
    hide: bool
    """Whether messages hide the middle of what was found."""
    pattern: re.Pattern[str]
    """What it looks for, in text after NFKC."""
    digits: int = 0
    """Digits in a row, blanks and strokes between them aside, without which it finds nothing."""
    line: bool = False
    """Whether it finds nothing but at the beginning of a line."""


def read_section_kind(entry: Mapping[str, Any]) -> SectionKind:
    """An entry of `section_kinds`."""
    weak = tuple(entry.get("weak", ()))
    return SectionKind(entry["key"], entry["label"], tuple(entry["keywords"]), weak)


def read_heading_phrase(entry: Mapping[str, Any]) -> HeadingPhrase:
    """An entry of `heading_phrases`."""
    weak = bool(entry.get("weak", False))
    return HeadingPhrase(entry["kind"], compile_pattern(entry["pattern"]), weak)


def read_topic(entry: Mapping[str, Any]) -> Topic:
    """An entry of `topics`."""
    return Topic(entry["key"], entry["label"], tuple(entry["keywords"]))


def read_inference(entry: Mapping[str, Any]) -> Inference:
    """An entry of `post_inferences`."""
    clues = tuple(entry.get("clues", ()))
    least = int(entry.get("at_least", 1))
    return Inference(entry["post"], entry.get("stated"), clues, least, entry["reason"])


def read_screening_rule(entry: Mapping[str, Any], *, ours: bool) -> ScreeningRule:
    """An entry of `screening`; its pattern runs over a whole text, line by line.

    Args:
        entry: The entry.
        ours: Its pattern is a built-in one: what it says of itself holds.
    """
    pattern = entry["pattern"]
    digits = DIGITS_HINT.search(pattern) if ours else None
    return ScreeningRule(
        entry["label"],
        entry["action"] == "block",
        entry.get("where", "any"),
        entry.get("check", ""),
        bool(entry.get("hide", False)),
        re.compile(pattern, re.MULTILINE),
        int(digits[1]) if digits else 0,
        ours and LINE_HINT in pattern,
    )


def read_report_kind(entry: Mapping[str, Any]) -> ReportKind:
    """An entry of `report_kinds`."""
    first_person = entry.get("first_person")
    return ReportKind(
        entry["label"],
        entry["composed"],
        any_of(entry["title"]),
        tuple(compile_pattern(pattern) for pattern in entry["opening"]),
        compile_pattern(first_person) if first_person else None,
        frozenset(entry.get("sections", ())),
        compile_pattern(entry["body"]) if "body" in entry else None,
        _coming_year(entry["coming_year"]) if "coming_year" in entry else None,
        compile_pattern(entry["unless_title"]) if "unless_title" in entry else None,
    )


def _coming_year(entry: Mapping[str, Any]) -> ComingYear:
    unless = compile_pattern(entry["unless"])
    return ComingYear(entry["from"], entry["to"], unless, int(entry.get("years", 0)))


def read_closing(entry: Mapping[str, Any]) -> Closing:
    """An entry of `closings`."""
    also = entry.get("also", {})
    contains = entry.get("contains")
    return Closing(
        compile_pattern(entry["starts"]),
        compile_pattern(contains) if contains else None,
        tuple(entry["kinds"]),
        also.get("kind"),
        compile_pattern(also["contains"]) if also else None,
    )


def any_of(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern that matches any of the words, the longest first."""
    return compile_pattern(
        "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
    )


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern of the vocabulary, compiled once."""
    return re.compile(pattern)
