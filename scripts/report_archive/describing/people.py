"""单位, 述职人, 日期: who signed, where, when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from report_archive.describing.dates import iso_date
from report_archive.describing.names import NAME, has_surname, looks_like_organ, names_in
from report_archive.describing.statements import is_of_another
from report_archive.describing.text import lines_of
from report_archive.model import Evidence, Finding, Line, Outline, Role
from report_archive.vocabulary import Vocabulary

# 述职人：方砚秋
SIGNED = re.compile(r"^(?:述职人|述职者|报告人|汇报人|姓名|签名|签字)[：:]\s*(?P<name>\S.*)$")
# 局长：方砚秋
LABEL_MARK = re.compile(r"[：:]")
# 清榆县财政局 in 清榆县财政局局长: a place, then an organ; 共青团清榆县委.
UNIT = re.compile(
    r"(?P<unit>(?:中共|共青团|政协)?[\u4e00-\u9fff]{2,6}?[省市县区旗州](?:[\u4e00-\u9fff]{0,16}?"
    r"(?:局|办公室|委员会|部|院|中心|公司|学校|中学|小学|医院|人民政府|镇党委|乡党委)|委|人大|政府|政协|纪委))"
    r"(?=\s|党|局长|主任|部长|书记|院长|主席|校长|挂职|副|代|原|[0-9０-９]|$)"
)
# （签名） behind a name.
BRACKET = re.compile(r"[（(][^（）()]*[）)]")
LABELLED, ON_POST_LINE = "写明述职人", "题名下的职务姓名行"
Place: TypeAlias = tuple[Line, list[str], str]
"""Where a person may be named: line, words that may be names, rule."""


def describe_person(outline: Outline, vocabulary: Vocabulary) -> Finding[str]:
    """The name on the post line or in the signature; None where nobody is named.

    A name begins with a surname. Behind a label or a post one without is taken too, in doubt.
    """
    for line, words, rule in _places(outline, vocabulary):
        evidence = Evidence(line.number, line.text, rule)
        names = names_in(words, vocabulary)
        known = [name for name in names if has_surname(name, vocabulary)]
        if len(known) > 1:
            return Finding(None, evidence, f"这一行有几个姓名：{'、'.join(known)}")
        surely = rule in (LABELLED, ON_POST_LINE)
        if known and (surely or not looks_like_organ(known[0], vocabulary)):
            return Finding(known[0], evidence)
        if names and surely:
            return Finding(names[0], evidence, f"“{names[0]}”看不出姓氏，不知是不是姓名")
    return Finding()


def _places(outline: Outline, vocabulary: Vocabulary) -> Iterator[Place]:
    """The lines that may name the writer, the surest first."""
    signatures = lines_of(outline.tail, Role.SIGNATURE)
    for line in (*lines_of(outline.head, Role.POST), *signatures):
        signed = SIGNED.match(line.text)
        if signed:
            yield line, BRACKET.sub("", signed["name"]).split(), LABELLED
    for line in lines_of(outline.head, Role.POST):
        if not is_of_another(line.text, vocabulary):
            yield line, LABEL_MARK.sub(" ", line.text).split()[1:], ON_POST_LINE
    for line in lines_of(outline.head, Role.OTHER):
        yield line, _behind_unit(line.text), "题名下单独一行"
    for line in signatures:
        if not is_of_another(line.text, vocabulary):
            yield line, _behind_unit(line.text), "落款署名"


def _behind_unit(text: str) -> list[str]:
    """The words behind the first; all where they are a name with blanks inside, or just one."""
    parts = text.split()
    joined = "".join(parts)
    return [joined] if NAME.match(joined) else parts[1:]


def describe_unit(outline: Outline) -> Finding[str]:
    """The unit, only where head or signature names it in full, with its place."""
    lines = (
        *lines_of(outline.head, Role.TITLE, Role.POST),
        *lines_of(outline.tail, Role.SIGNATURE),
    )
    for line in lines:
        match = UNIT.match(line.text)
        if match:
            return Finding(match["unit"], Evidence(line.number, line.text, "写明单位全称"))
    return Finding()


def describe_signed_on(outline: Outline) -> Finding[str]:
    """The date at the end, else the one under the title."""
    places = (
        (lines_of(outline.tail, Role.DATE, Role.SIGNATURE), "落款日期"),
        (lines_of(outline.head, Role.DATE, Role.SUBTITLE), "题名下的日期"),
    )
    for lines, rule in places:
        for line in lines:
            date = iso_date(line.text)
            if date:
                return Finding(date, Evidence(line.number, line.text, rule))
    return Finding()
