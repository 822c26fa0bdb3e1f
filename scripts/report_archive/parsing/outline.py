"""Source → Outline: where sections begin, how they nest, what belongs to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from report_archive.model import Line, Matter, Outline, Problem, Role, Section, Source
from report_archive.parsing.closings import split_closings
from report_archive.parsing.head_and_tail import find_doubtful_end, split_head, split_tail
from report_archive.parsing.headings import find_headings, split_heading
from report_archive.parsing.ordinals import Ordinal, Style
from report_archive.parsing.points import count_points
from report_archive.parsing.repeats import find_repeat, find_restarts
from report_archive.parsing.unfolding import unfold_lines
from report_archive.vocabulary import Vocabulary


@dataclass
class Draft:
    """A section while its paragraphs are still being gathered."""

    line: Line
    ordinal: Ordinal
    inner: bool = False
    paragraphs: list[Line] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)

    @property
    def rank(self) -> tuple[int, bool]:
        """What stands above what: the style, and inside one style the outer series."""
        return self.ordinal.style, self.inner


def parse_report(source: Source, vocabulary: Vocabulary) -> Outline:
    """Cut a source into head, preamble, sections and tail; every character is in one of them."""
    lines = unfold_lines(source.lines)
    head = split_head(lines, vocabulary)
    rest = lines[len(head) :]
    tail = split_tail(rest, vocabulary)
    body = rest[: len(rest) - len(tail)]
    headings = find_headings(body, vocabulary)
    once = find_repeat(body, headings)
    body, again = body[:once], body[once:]
    headings = {place: ordinal for place, ordinal in headings.items() if place < once}
    first = min(headings, default=len(body))
    roots = _adopt_orphans(_nest(body, headings))
    sections = tuple(_finish(draft, 1, vocabulary) for draft in roots)
    return Outline(
        head=head,
        preamble=body[:first],
        sections=split_closings(sections, vocabulary),
        tail=(*(Matter(Role.REPEAT, line) for line in again), *tail),
        problems=(
            *_continuity_problems(roots),
            *_repeat_problems(again),
            *find_doubtful_end(tail, vocabulary),
        ),
    )


def _nest(body: Sequence[Line], headings: Mapping[int, Ordinal]) -> list[Draft]:
    """Hang each heading below the nearest one before it whose ordinal stands above its own."""
    roots: list[Draft] = []
    path: list[Draft] = []
    inner = find_restarts(headings)
    for place, line in enumerate(body):
        ordinal = headings.get(place)
        if ordinal is None:
            if path:
                path[-1].paragraphs.append(line)
            continue
        draft = Draft(line, ordinal, place in inner)
        while path and path[-1].rank >= draft.rank:
            path.pop()
        (path[-1].children if path else roots).append(draft)
        path.append(draft)
    return roots


def _adopt_orphans(roots: list[Draft]) -> list[Draft]:
    """（一）… before 二、: the lost 一、 gets a place, without words, above what hung below it."""
    first_han = next((i for i, root in enumerate(roots) if root.ordinal.style is Style.HAN), 0)
    orphans = roots[:first_han]
    if not orphans or roots[first_han].ordinal.number == 1:
        return roots
    if any(orphan.ordinal.style <= Style.HAN for orphan in orphans):
        return roots
    lost = Draft(orphans[0].line, Ordinal(Style.HAN, 1, "", "", ""), children=orphans)
    return [lost, *roots[first_han:]]


def _finish(draft: Draft, level: int, vocabulary: Vocabulary) -> Section:
    heading, remainder = split_heading(draft.ordinal.rest)
    number = draft.line.number
    run_on = (Line(number, remainder),) if remainder else ()
    paragraphs = (*run_on, *draft.paragraphs)
    return Section(
        level=level,
        lead=draft.ordinal.lead,
        ordinal=draft.ordinal.text or None,
        heading=heading or None,
        run_in=bool(remainder),
        line=number,
        paragraphs=paragraphs,
        items=count_points((p.text for p in paragraphs), vocabulary),
        children=tuple(_finish(child, level + 1, vocabulary) for child in draft.children),
    )


def _repeat_problems(again: Sequence[Line]) -> list[Problem]:
    reason = "从这里起，正文又从头出现一遍，与前文大体相同，收在文后"
    return [Problem(line.number, reason, "请对照原件，多余的可删去") for line in again[:1]]


def _continuity_problems(drafts: Sequence[Draft]) -> list[Problem]:
    """Ordinals that are missing, repeated or restarted among siblings, at every level."""
    problems: list[Problem] = []
    last: dict[Style, Ordinal] = {}
    for draft in drafts:
        ordinal = draft.ordinal
        before = last.get(ordinal.style)
        expected = (before.number if before else 0) + 1
        if not ordinal.text and ordinal.style is Style.HAN:
            problems.append(_lost_problem(draft))
        elif ordinal.style is not Style.UNNUMBERED and ordinal.number != expected:
            problems.append(_continuity_problem(draft, before))
        last[ordinal.style] = ordinal
        problems += _continuity_problems(draft.children)
    return problems


def _lost_problem(draft: Draft) -> Problem:
    reason = "这里之前缺了“一、”的小标题，下面的部分归在它名下"
    return Problem(draft.line.number, reason, "请对照原件补上；原文如此则不必处理")


def _continuity_problem(draft: Draft, before: Ordinal | None) -> Problem:
    text, number = draft.ordinal.text, draft.ordinal.number
    if before is None:
        reason = f"序号从“{text}”开始，前面没有第一个"
    elif number == before.number:
        reason = f"序号“{text}”重复"
    elif number < before.number:
        reason = f"序号在“{before.text}”之后又从“{text}”开始"
    else:
        reason = f"序号从“{before.text}”跳到“{text}”"
    return Problem(draft.line.number, reason, "请对照原件看是否缺了内容；原文如此则不必处理")
