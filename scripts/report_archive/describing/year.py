"""年度: which year does the report speak of?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from report_archive.describing.dates import find_term, find_years, iso_date, without_quoted, year_of
from report_archive.describing.text import body_lines, lines_of, opening
from report_archive.model import Evidence, Finding, Line, Outline, Role, Years, copied
from report_archive.vocabulary import Vocabulary

WORK_REPORT = "政府工作报告"
# 自2016年担任…以来, 于2015年6月到…工作, 1998年参加工作: when something began.
PAST = re.compile(
    r"(?:(?:自|从|于)\s?[0-9０-９〇零一二三四五六七八九]{4}\s?年"
    r"|[0-9０-９〇零一二三四五六七八九]{4}\s?年(?:[0-9]{1,2}月)?[^，。]{0,4}(?:任命|担任|调任|当选|参加工作|建党|建国|入党))"
    r"(?!度)"
)
# 2021年县委办主任述职报告(定稿).txt, 2021/a.txt
NAME_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def describe_year(
    outline: Outline, file: str, kind: str | None, vocabulary: Vocabulary
) -> Finding[Years]:
    """The year reported on, by the strongest evidence there is.

    Title, head lines and opening state it; when two of them disagree the year is left open.
    Signature, body and file name only suggest it, and the answer comes out with a doubt.
    """
    stated = list(_stated(outline, kind, vocabulary))
    if stated:
        return _as_signed(_agreed(stated), outline, kind)
    return (
        (_from_signature(outline, vocabulary) if kind != WORK_REPORT else None)
        or _from_body(outline, kind, vocabulary)
        or _from_name(file)
        or Finding(None, None, "找不到年度")
    )


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


def _agreed(stated: list[Finding[Years]]) -> Finding[Years]:
    first = stated[0]
    for other in stated[1:]:
        if first.value and other.value and not _compatible(first.value, other.value):
            reason = f"题名等处说是{first.value.last}年，导语说是{other.value.last}年"
            return Finding(None, first.evidence, reason)
    return first


def _compatible(one: Years, other: Years) -> bool:
    return one.last == other.last or (one.first or one.last) <= other.last <= one.last


def _stated(outline: Outline, kind: str | None, vocabulary: Vocabulary) -> Iterator[Finding[Years]]:
    """What title, head and opening say, in this order."""
    for line in lines_of(outline.head, Role.TITLE):
        yield from _in_line(line, "题名")
    if kind == WORK_REPORT:
        dated = lines_of(outline.head, Role.SUBTITLE, Role.DATE, Role.OTHER, Role.POST)
        yield from (found for line in dated for found in _in_line(line, "会议日期"))
        return
    for line in lines_of(outline.head, Role.OTHER, Role.SUBTITLE, Role.POST):
        if "年度" in line.text:
            yield from _in_line(line, "题名下")
    found = list(_in_opening(outline, vocabulary))
    yield from found


def _in_opening(outline: Outline, vocabulary: Vocabulary) -> Iterator[Finding[Years]]:
    """What the opening says it reports on; failing that, the year it begins with."""
    lines = opening(outline)[:2]
    reported = re.compile(vocabulary.data["years"]["reported"])
    for line in lines:
        text = without_quoted(line.text)
        match = reported.search(text)
        year = year_of(match["year"]) if match else None
        term = find_term(text)
        if match and year and not (term and year in term[:2]):
            evidence = Evidence(line.number, match.group(), "导语写明报告的年份")
            yield Finding(Years(year), evidence)
            return
    length = int(vocabulary.data["years"]["opening_characters"])
    for line in lines:
        found = list(_in_line(Line(line.number, line.text[:length]), "导语开头"))
        if found:
            yield from found
            return


def _in_line(line: Line, place: str) -> Iterator[Finding[Years]]:
    """The year a line names: a term, else 某年度, else its first year."""
    text = without_quoted(line.text)
    term = find_term(text)
    if term:
        first, last, words = term
        yield Finding(Years(last, first), Evidence(line.number, words, f"{place}写明起止年份"))
        return
    years = find_years(PAST.sub(lambda match: " " * len(match.group()), text))
    if years:
        year, words = next((pair for pair in years if pair[1].endswith("度")), years[0])
        yield Finding(Years(year), Evidence(line.number, words, f"{place}写明年份"))


def _from_name(file: str) -> Finding[Years] | None:
    """The year in the file's name, or in the name of its folder."""
    for name in reversed(PurePosixPath(file).parts):
        match = NAME_YEAR.search(name)
        if match:
            evidence = Evidence(None, name, "文件名或文件夹名")
            return Finding(Years(int(match.group())), evidence, "文中没有写明年度，由文件名推断")
    return None


def _from_body(outline: Outline, kind: str | None, vocabulary: Vocabulary) -> Finding[Years] | None:
    """The year named most often in the body; for a work report, the latest in its headings."""
    lines = body_lines(outline)
    if kind == WORK_REPORT:
        lines = (Line(s.line, s.heading) for s in outline.sections if s.heading)
    earliest = int(vocabulary.data["years"]["earliest"])
    named = [
        (year, line.number, words)
        for line in lines
        for year, words in find_years(line.text)
        if year >= earliest
    ]
    if not named:
        return None
    counts = Counter(year for year, _, _ in named)
    year = max(counts, key=lambda y: (kind != WORK_REPORT and counts[y], y))
    rule = (
        "小标题里最晚的年份（当年安排）"
        if kind == WORK_REPORT
        else f"正文提到 {counts[year]} 次，最多"
    )
    number, words = next((number, words) for y, number, words in named if y == year)
    doubt = "题名和导语没有写明年度，由正文推断"
    return Finding(Years(year), Evidence(number, words, rule), doubt)


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
