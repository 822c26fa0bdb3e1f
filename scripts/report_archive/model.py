"""The types that travel from step to step; all frozen, none knows the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from report_archive.passages import Passage, list_passages

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
Frozen = TypeVar("Frozen", bound="DataclassInstance")

IN_NAME, IN_MARGINS = "文件名里", "页眉页脚里"
"""Where something may stand that is in no line of a text."""
BEGINNING = 64
"""Characters of a part's first line that are kept when its text is put away."""


class Outcome(StrEnum):
    """What became of one file."""

    OK = "ok"
    REVIEW = "review"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True)
class Problem:
    """Something wrong with a file, for a person to read."""

    line: int | None
    """Line in the source, from 1; None when it concerns the whole file."""
    reason: str
    """What is wrong, in Chinese."""
    remedy: str
    """What to do about it, in Chinese."""


@dataclass(frozen=True)
class Line:
    """One line of a source with something on it."""

    number: int
    """Physical line number, from 1."""
    text: str
    """The line without its outer blanks; never empty."""


@dataclass(frozen=True)
class Source:
    """One file as read: its text, and what it was before it was text."""

    file: str
    """Path below reports/, with forward slashes."""
    encoding: str
    """Name of the encoding it was read in, such as `utf-8` or `gb18030`."""
    sha256: str
    """Digest of the file's bytes, in hexadecimal."""
    lines: tuple[Line, ...]
    """The lines that have text, in order."""
    problems: tuple[Problem, ...] = ()
    """What reading noticed and could live with."""
    aside: tuple[str, ...] = ()
    """What stands around the text on its pages, in headers and footers; screened, never shown."""
    doubts: tuple[str, ...] = ()
    """What a person should look at before the text stands in public, in Chinese."""


class Role(StrEnum):
    """What a line before or after the body is for."""

    FURNITURE = "furniture"
    TITLE = "title"
    SUBTITLE = "subtitle"
    POST = "post"
    DATE = "date"
    SALUTATION = "salutation"
    CONTENTS = "contents"
    FORMULA = "formula"
    SIGNATURE = "signature"
    NOTE = "note"
    REPEAT = "repeat"
    OTHER = "other"


@dataclass(frozen=True)
class Matter:
    """A line of the head or the tail."""

    role: Role
    """What the line is for."""
    line: Line
    """The line itself."""


@dataclass(frozen=True)
class Section:
    """部分: a heading, what stands under it, and the sections below it."""

    level: int
    """Depth in the outline, from 1."""
    lead: str
    """What stands before the ordinal on its line, such as `###`; mostly empty."""
    ordinal: str | None
    """The ordinal as written, such as `一、`; None for an unheaded closing passage."""
    heading: str | None
    """The heading as written, without its ordinal; a run-in one keeps its full stop."""
    run_in: bool
    """The heading's line runs on into its paragraph."""
    line: int
    """Physical line number where the section begins."""
    paragraphs: tuple[Line, ...]
    """The paragraphs directly under the heading; the first may share its line."""
    items: int
    """一是, 二是 points directly in the section."""
    children: tuple[Section, ...] = ()
    """The sections one level deeper."""
    kinds: tuple[str, ...] = ()
    """Keys of the section kinds it serves, the chief one first; empty before describing."""
    anchor: str = ""
    """Its anchor on the report's page: `duty`, `duty-2`, `duty_1` below it; set by describing."""
    length: int = 0
    """Characters in its paragraphs and in those of the sections below it; set by describing."""
    aliases: tuple[str, ...] = ()
    """Further anchors there, for kinds that are no top-level section's chief one; set likewise."""

    @property
    def kind(self) -> str:
        """The chief section kind."""
        return self.kinds[0] if self.kinds else "other"


@dataclass(frozen=True)
class Outline:
    """A source cut into its parts, in reading order, with nothing left out."""

    head: tuple[Matter, ...]
    """Lines before the body: title, post and name, date, salutation."""
    preamble: tuple[Line, ...]
    """导语: the paragraphs before the first section."""
    sections: tuple[Section, ...]
    """The top-level sections."""
    tail: tuple[Matter, ...]
    """Lines after the body: closing formula, signature, date, notes."""
    problems: tuple[Problem, ...] = ()
    """Ordinals that are missing or repeated."""

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The section kinds of the top-level sections, each once, in reading order."""
        return tuple(dict.fromkeys(kind for section in self.sections for kind in section.kinds))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The parts that index pages list, in reading order."""
        return tuple(list_passages(self.preamble, self.sections))

    @cached_property
    def passage_kinds(self) -> tuple[str, ...]:
        """The section kinds of the passages, one for each passage and kind."""
        return tuple(kind for passage in self.passages for kind in passage.kinds)


@dataclass(frozen=True)
class Evidence:
    """Where an answer comes from."""

    line: int | None
    """Line in the source, from 1."""
    text: str
    """The words it rests on, as written."""
    rule: str
    """Why these words mean that, in Chinese."""


@dataclass(frozen=True)
class Finding(Generic[T]):
    """One answer about a report: a value with its evidence, or a doubt."""

    value: T | None = None
    """The answer; None when there is none."""
    evidence: Evidence | None = None
    """What the answer rests on."""
    doubt: str | None = None
    """Why a person should look, in Chinese; None when the text states the answer."""


@dataclass(frozen=True)
class Years:
    """年度: the year reported on, or a term of several."""

    last: int
    """The year, or the last year of the term."""
    first: int | None = None
    """The first year of the term; None for a single year."""

    @property
    def text(self) -> str:
        """`2021`, or `2017—2021` for a term."""
        return f"{self.first}—{self.last}" if self.first else str(self.last)


@dataclass(frozen=True)
class Post:
    """职务: one post under its canonical name."""

    name: str
    """Canonical name, such as 县财政局局长."""
    key: str
    """ASCII name of its page."""


@dataclass(frozen=True)
class Title:
    """题名, as found or as composed."""

    text: str
    """The title on one line, letter-spacing removed."""
    composed: bool
    """True when the source has no title and this one was put together."""


@dataclass(frozen=True)
class Report:
    """述职报告: a source with everything known about it."""

    source: Source
    """The file it was read from."""
    outline: Outline
    """Its text in parts; sections carry their kinds."""
    title: Title
    """Its title."""
    kind: Finding[str]
    """Label of the kind of report."""
    year: Finding[Years]
    """The year reported on."""
    post: Finding[Post]
    """The post reported on."""
    unit: Finding[str]
    """The unit, where the text names it in full."""
    person: Finding[str]
    """The person, where head or signature names one."""
    signed_on: Finding[str]
    """ISO date of the signature; `2022-01` where no day is given."""
    topics: tuple[str, ...]
    """Keys of the topics it deals with, in the vocabulary's order."""
    doubts: tuple[tuple[str, str], ...]
    """What a person should look at: pairs of field and reason."""
    length: int = 0
    """Characters of preamble, headings and paragraphs."""


@dataclass(frozen=True)
class Hit:
    """Something in a report that should perhaps not be published."""

    label: str
    """What it is, in Chinese: 密级标志, 身份证号."""
    block: bool
    """Whether it holds the report back until a person releases it."""
    line: int | None
    """Line in the source; None for the file's name."""
    words: str
    """What was found; of a number the middle is hidden."""
    place: str = IN_NAME
    """Where it is where it is in no line, in Chinese."""


@dataclass(frozen=True)
class Examination:
    """One file's way through reading, parsing, describing and screening."""

    file: str
    """Path below reports/."""
    report: Report | None
    """The report; None when the file failed."""
    problems: tuple[Problem, ...]
    """Everything noticed on the way."""
    hits: tuple[Hit, ...] = ()
    """What screening found."""
    withheld: tuple[Problem, ...] = ()
    """Why the report is not published; empty when it is."""
    decided: bool = False
    """A person knows of it and wants it held back: nothing is left to do."""

    @property
    def published(self) -> Report | None:
        """The report, unless it failed or is held back."""
        return None if self.withheld else self.report

    @property
    def outcome(self) -> Outcome:
        """What became of the file."""
        if self.report is None:
            return Outcome.FAILED
        if self.withheld:
            return Outcome.BLOCKED
        return Outcome.REVIEW if self.report.doubts else Outcome.OK


def answers_of(report: Report) -> dict[str, str | int | None]:
    """What is known about a report, by field; None where nothing is."""
    years, post = report.year.value, report.post.value
    return {
        "kind": report.kind.value,
        "year": years.last if years else None,
        "year_from": years.first if years else None,
        "post": post.name if post else None,
        "unit": report.unit.value,
        "person": report.person.value,
        "signed_on": report.signed_on.value,
    }


def unheaded(paragraphs: tuple[Line, ...], kinds: tuple[str, ...], *, items: int) -> Section:
    """A section at the top level that has neither ordinal nor heading."""
    return Section(
        level=1,
        lead="",
        ordinal=None,
        heading=None,
        run_in=False,
        line=paragraphs[0].number,
        paragraphs=paragraphs,
        items=items,
        kinds=kinds,
    )


def changed_to(thing: Frozen, **values: Any) -> Frozen:
    """The thing with other values in some fields; itself where it has them already.

    Most reports of a run are as the run before left them, and copying takes ten times as long
    as comparing.
    """
    if all(getattr(thing, name) == value for name, value in values.items()):
        return thing
    return copied(thing, **values)


def copied(thing: Frozen, **values: Any) -> Frozen:
    """A copy with other values in some fields: `dataclasses.replace` in a fifth of the time.

    Not for an outline, which would keep what it derived from the old values.
    """
    copy = object.__new__(type(thing))
    vars(copy).update(vars(thing), **values)
    return copy


def walk_sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Every section in reading order, parents before their children."""
    for section in sections:
        yield section
        yield from walk_sections(section.children)


def section_texts(section: Section) -> Iterator[str]:
    """The text of one section in reading order, heading first."""
    yield section.lead + (section.ordinal or "") + (section.heading or "")
    yield from (paragraph.text for paragraph in section.paragraphs)
    for child in section.children:
        yield from section_texts(child)


def outline_texts(outline: Outline) -> Iterator[str]:
    """All text of an outline in reading order: the source again, line ends aside."""
    yield from (matter.line.text for matter in outline.head)
    yield from (paragraph.text for paragraph in outline.preamble)
    for section in outline.sections:
        yield from section_texts(section)
    yield from (matter.line.text for matter in outline.tail)


def without_text(report: Report) -> Report:
    """The report with nothing of its text but headings and how each part begins.

    It is what the indexes and the catalogue need: some 4 KB in memory a report.
    """
    outline = report.outline
    sections = tuple(_beginning_only(section) for section in outline.sections)
    bare = Outline((), _first(outline.preamble), sections, ())
    return copied(report, source=copied(report.source, lines=(), aside=()), outline=bare)


def _beginning_only(section: Section) -> Section:
    children = tuple(_beginning_only(child) for child in section.children)
    return copied(section, paragraphs=_first(section.paragraphs), children=children)


def _first(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(Line(line.number, line.text[:BEGINNING]) for line in lines[:1])
