"""Source → Outline: where sections begin, how they nest, what belongs to which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from report_archive.model import Line, Outline, Problem, Section, Source
from report_archive.parsing.closings import split_closings
from report_archive.parsing.head_and_tail import split_head, split_tail
from report_archive.parsing.ordinals import Ordinal, Style, doubtful, read_ordinal
from report_archive.parsing.points import count_points
from report_archive.vocabulary import Vocabulary

# The first sentence with its closing quotes: 「一、加强学习。」「“两个维护”！」
FIRST_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)》]*")


@dataclass(frozen=True)
class Heading:
    """A line of the body that opens a section."""

    line: Line
    """The whole line."""
    ordinal: Ordinal
    """Its ordinal."""


@dataclass
class Draft:
    """A section while its paragraphs are still being gathered."""

    heading: Heading
    paragraphs: list[Line] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)


def parse_report(source: Source, vocabulary: Vocabulary) -> Outline:
    """Cut a source into head, preamble, sections and tail; every character is in one of them."""
    head = split_head(source.lines, vocabulary)
    rest = source.lines[len(head) :]
    tail = split_tail(rest, vocabulary)
    body = rest[: len(rest) - len(tail)]
    headings = _find_headings(body, vocabulary)
    first = headings[0].line.number if headings else None
    preamble = tuple(line for line in body if first is None or line.number < first)
    roots = _nest(body[len(preamble) :], headings)
    sections = tuple(_finish(draft, 1, vocabulary) for draft in roots)
    return Outline(
        head=head,
        preamble=preamble,
        sections=split_closings(sections, vocabulary),
        tail=tail,
        problems=tuple(_continuity_problems(roots)),
    )


def _find_headings(body: Sequence[Line], vocabulary: Vocabulary) -> list[Heading]:
    limit = vocabulary.limit("heading_characters")
    found = [Heading(line, o) for line in body if (o := read_ordinal(line.text))]
    fitting = [heading for heading in found if _fits(heading.ordinal, limit)]
    return [h for i, h in enumerate(fitting) if not _false_friend(i, fitting)]


def _fits(ordinal: Ordinal, limit: int) -> bool:
    """Whether what follows the ordinal can be a heading: a short line, or a first sentence."""
    heading, remainder = split_heading(ordinal.rest)
    if remainder or heading.endswith(("。", "！", "？")):
        return True
    return len(heading) <= (limit if ordinal.style >= Style.ARABIC else 2 * limit)


def _false_friend(place: int, headings: Sequence[Heading]) -> bool:
    """三、四季度: no heading unless the sequence wants a 三、 and no better one follows."""
    heading = headings[place]
    if not doubtful(heading.line.text):
        return False
    number = heading.ordinal.number
    before = [h.ordinal.number for h in headings[:place] if h.ordinal.style is Style.HAN]
    after = [h for h in headings[place + 1 :] if h.ordinal.style is Style.HAN]
    better = any(h.ordinal.number == number and not doubtful(h.line.text) for h in after)
    return better or (before[-1] if before else 0) != number - 1


def split_heading(rest: str) -> tuple[str, str]:
    """The heading after an ordinal, and what runs on behind its first sentence.

    Example:
        >>> split_heading("抓好学习。全年集中学习12次。")
        ('抓好学习。', '全年集中学习12次。')
        >>> split_heading("存在问题")
        ('存在问题', '')
    """
    match = FIRST_SENTENCE.match(rest)
    if match is None:
        return rest, ""
    return match.group(), rest[match.end() :].strip()


def _nest(lines: Sequence[Line], headings: Sequence[Heading]) -> list[Draft]:
    """Hang each heading below the nearest one before it whose ordinal stands above its own."""
    by_line = {heading.line.number: heading for heading in headings}
    roots: list[Draft] = []
    path: list[Draft] = []
    for line in lines:
        heading = by_line.get(line.number)
        if heading is None:
            path[-1].paragraphs.append(line)
            continue
        while path and path[-1].heading.ordinal.style >= heading.ordinal.style:
            path.pop()
        draft = Draft(heading)
        (path[-1].children if path else roots).append(draft)
        path.append(draft)
    return roots


def _finish(draft: Draft, level: int, vocabulary: Vocabulary) -> Section:
    ordinal = draft.heading.ordinal
    heading, remainder = split_heading(ordinal.rest)
    number = draft.heading.line.number
    run_on = (Line(number, remainder),) if remainder else ()
    paragraphs = (*run_on, *draft.paragraphs)
    return Section(
        level=level,
        lead=ordinal.lead,
        ordinal=ordinal.text,
        heading=heading,
        run_in=bool(remainder),
        line=number,
        paragraphs=paragraphs,
        items=count_points((p.text for p in paragraphs), vocabulary),
        children=tuple(_finish(child, level + 1, vocabulary) for child in draft.children),
    )


def _continuity_problems(drafts: Sequence[Draft]) -> list[Problem]:
    """Ordinals that are missing, repeated or restarted among siblings, at every level."""
    problems: list[Problem] = []
    last: dict[Style, Ordinal] = {}
    for draft in drafts:
        ordinal = draft.heading.ordinal
        before = last.get(ordinal.style)
        if ordinal.number != (before.number if before else 0) + 1:
            problems.append(_continuity_problem(draft.heading, before))
        last[ordinal.style] = ordinal
        problems += _continuity_problems(draft.children)
    return problems


def _continuity_problem(heading: Heading, before: Ordinal | None) -> Problem:
    text = heading.ordinal.text
    if before is None:
        reason = f"序号从“{text}”开始，前面没有第一个"
    elif heading.ordinal.number == before.number:
        reason = f"序号“{text}”重复"
    elif heading.ordinal.number < before.number:
        reason = f"序号在“{before.text}”之后又从“{text}”开始"
    else:
        reason = f"序号从“{before.text}”跳到“{text}”"
    return Problem(heading.line.number, reason, "请对照原件看是否缺了内容；原文如此则不必处理")
