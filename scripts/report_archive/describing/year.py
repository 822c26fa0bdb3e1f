"""年度: which year does the report speak of?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from report_archive.describing.dates import iso_date
from report_archive.describing.named_years import (
    NamedYear,
    is_announced,
    is_begun_with,
    is_elsewhere,
    is_taken_up,
    name_years,
)
from report_archive.describing.text import body_lines, lines_of, opening
from report_archive.model import Evidence, Finding, Line, Outline, Role, Years, copied
from report_archive.parsing.head_and_tail import joined_title
from report_archive.vocabulary import Vocabulary
from report_archive.words import compile_pattern

WORK_REPORT = "政府工作报告"
FROM_BODY = "题名和导语没有写明年度，由正文推断"
# 2021年县委办主任述职报告(定稿).txt, 2021/a.txt
NAME_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def describe_year(
    outline: Outline, file: str, kind: str | None, vocabulary: Vocabulary
) -> Finding[Years]:
    """The year reported on, by the strongest evidence there is.

    Title, head lines and opening state it; when two of them disagree the year is left open.
    Signature, body and file name only suggest it, and the answer comes out with a doubt.
    """
    stated = tuple(_in_head(outline, kind, vocabulary))
    if kind != WORK_REPORT:
        known = stated[0].value if stated else None
        stated += tuple(_in_opening(outline, known, vocabulary))
    if stated:
        return _as_signed(_agreed(stated), outline, kind)
    if kind == WORK_REPORT:
        suggested = _from_headings(outline)
    else:
        suggested = _from_signature(outline, vocabulary) or _from_body(outline, vocabulary)
    return suggested or _from_name(file) or Finding(None, None, "找不到年度")


def _as_signed(found: Finding[Years], outline: Outline, kind: str | None) -> Finding[Years]:
    """A report is signed in its year or the next; when the text says otherwise, a person looks."""
    dates = lines_of(outline.tail, Role.DATE, Role.SIGNATURE) + lines_of(outline.head, Role.DATE)
    signed = next((iso_date(line.text) for line in dates if iso_date(line.text)), None)
    if found.value is None or signed is None or kind == WORK_REPORT:
        return found
    if int(signed[:4]) - found.value.last in (0, 1):
        return found
    reason = f"写明的是{found.value.last}年，落款却是{signed}"
    return copied(found, doubt=reason)


def _agreed(stated: Sequence[Finding[Years]]) -> Finding[Years]:
    """The first of the findings that is in no doubt; no year where two of them disagree."""
    first = stated[0]
    for other in stated[1:]:
        if first.value and other.value and not _compatible(first.value, other.value):
            reason = f"题名等处说是{first.value.last}年，导语说是{other.value.last}年"
            return Finding(None, first.evidence, reason)
    return next((found for found in stated if found.doubt is None), first)


def _compatible(one: Years, other: Years) -> bool:
    return one.last == other.last or (one.first or one.last) <= other.last <= one.last


def _in_head(
    outline: Outline, kind: str | None, vocabulary: Vocabulary
) -> Iterator[Finding[Years]]:
    """What the title says, then the lines around it."""
    for line in lines_of(outline.head, Role.TITLE):
        yield from _in_line(line, "题名", vocabulary)
    if kind == WORK_REPORT:
        dated = lines_of(outline.head, Role.SUBTITLE, Role.DATE, Role.OTHER, Role.POST)
        yield from (found for line in dated for found in _in_line(line, "会议日期", vocabulary))
        return
    for line in lines_of(outline.head, Role.OTHER, Role.SUBTITLE, Role.POST):
        if "年度" in line.text:
            yield from _in_line(line, "题名下", vocabulary)


def _in_line(line: Line, place: str, vocabulary: Vocabulary) -> Iterator[Finding[Years]]:
    """The year that a line of the head names; that of a date only where there is no other."""
    named = _possible(line, vocabulary)
    chosen = [year for year in named if not year.is_day] or named[:1]
    if chosen:
        term = any(year.years.first for year in chosen)
        yield _choose(chosen, line, f"{place}写明{'起止' if term else ''}年份")


def _in_opening(
    outline: Outline, known: Years | None, vocabulary: Vocabulary
) -> Iterator[Finding[Years]]:
    """What the opening says it reports on; failing that, the year that it sets out with.

    Where the year is `known`, another year beside it in the opening says nothing against it.
    """
    lines = opening(outline)[:2]
    for line in lines:
        announced = [y for y in _reportable(line, vocabulary) if is_announced(y, vocabulary)]
        if announced:
            confirmed = [y for y in announced if known and _compatible(known, y.years)]
            yield _choose(confirmed or announced, line, "导语写明报告的年份")
            return
    named = [year.years for line in lines for year in _possible(line, vocabulary)]
    if known and any(_compatible(known, years) for years in named):
        return
    for line in lines:
        begun = [y for y in _begun(line, outline, vocabulary) if not _since(y, known)]
        if begun:
            rivals = [y for y in _reportable(line, vocabulary) if is_taken_up(y, vocabulary)]
            yield _choose((*rivals, *begun), line, "导语开头写明年份")
            return


def _begun(line: Line, outline: Outline, vocabulary: Vocabulary) -> Iterator[NamedYear]:
    """The years with which sentences of the opening set out, and the term of a report on one."""
    length = int(vocabulary.data["years"]["opening_characters"])
    title = joined_title(outline.head)
    term = compile_pattern(vocabulary.data["years"]["term"])
    for year in _reportable(copied(line, text=line.text[:length]), vocabulary):
        if year.years.first:
            if term.search(f"{title}{year.before}{year.after}"):
                yield year
        elif is_begun_with(year, vocabulary):
            yield year


def _since(year: NamedYear, known: Years | None) -> bool:
    """Whether it is when something began that lasted into the known year: 2018年以来."""
    return known is not None and year.years.last < known.last and year.after.startswith("以来")


def _reportable(line: Line, vocabulary: Vocabulary) -> list[NamedYear]:
    """The years and terms of a line that are part of no date."""
    return [year for year in _possible(line, vocabulary) if not year.is_day]


def _possible(line: Line, vocabulary: Vocabulary) -> list[NamedYear]:
    """The years of a line that belong to no other matter."""
    return [year for year in name_years(line.text) if not is_elsewhere(year, vocabulary)]


def _choose(named: Sequence[NamedYear], line: Line, rule: str) -> Finding[Years]:
    """A term, else the last year; in doubt where others do not fit it."""
    chosen = next((year for year in named if year.years.first), named[-1])
    evidence = Evidence(line.number, chosen.words, rule)
    for other in named:
        if not _compatible(other.years, chosen.years) and not _compatible(
            chosen.years, other.years
        ):
            doubt = f"既写了{other.years.text}年，又写了{chosen.years.text}年"
            return Finding(chosen.years, evidence, doubt)
    return Finding(chosen.years, evidence)


def _from_name(file: str) -> Finding[Years] | None:
    """The year in the file's name, or in the name of its folder."""
    for name in reversed(PurePosixPath(file).parts):
        match = NAME_YEAR.search(name)
        if match:
            evidence = Evidence(None, name, "文件名或文件夹名")
            return Finding(Years(int(match.group())), evidence, "文中没有写明年度，由文件名推断")
    return None


def _from_headings(outline: Outline) -> Finding[Years] | None:
    """The latest year in the headings of a work report."""
    named = [
        (year.years.last, section.line, year.words)
        for section in outline.sections
        for year in name_years(section.heading or "")
    ]
    if not named:
        return None
    year, number, words = max(named, key=lambda found: found[0])
    evidence = Evidence(number, words, "小标题里最晚的年份（当年安排）")
    return Finding(Years(year), evidence, FROM_BODY)


def _from_body(outline: Outline, vocabulary: Vocabulary) -> Finding[Years] | None:
    """The year named most often in the body; none where several are named once each."""
    earliest = int(vocabulary.data["years"]["earliest"])
    named = [
        (year.years.last, line.number, year.words)
        for line in body_lines(outline)
        for year in _possible(line, vocabulary)
        if year.years.last >= earliest
    ]
    counts = Counter(year for year, _, _ in named)
    year = max(counts, key=lambda y: (counts[y], y), default=0)
    if not counts or (counts[year] == 1 and len(counts) > 1):
        return None
    number, words = next((number, words) for y, number, words in named if y == year)
    evidence = Evidence(number, words, f"正文提到 {counts[year]} 次，最多")
    return Finding(Years(year), evidence, FROM_BODY)


def _from_signature(outline: Outline, vocabulary: Vocabulary) -> Finding[Years] | None:
    months = int(vocabulary.data["years"]["signed_early_months"])
    for line in (*lines_of(outline.tail, Role.DATE), *lines_of(outline.head, Role.DATE)):
        date = iso_date(line.text)
        if date is None:
            continue
        year, month = int(date[:4]), int(date[5:7])
        early = month <= months
        rule = f"落款在{month}月，报告的应是{'上一' if early else '当'}年"
        evidence = Evidence(line.number, line.text, rule)
        return Finding(Years(year - early), evidence, "文中没有写明年度，由落款日期推断")
    return None
