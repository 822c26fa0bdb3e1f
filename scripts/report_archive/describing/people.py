"""单位, 述职人, 日期: who signed, where, when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from report_archive.describing.dates import iso_date
from report_archive.describing.text import lines_of
from report_archive.model import Evidence, Finding, Line, Outline, Role

# 方砚秋, 李××, 欧阳某某; two to four characters.
NAME = re.compile(r"^[\u4e00-\u9fff][\u4e00-\u9fff×xX某*]{1,3}$")
# 述职人：方砚秋
SIGNED = re.compile(r"^(?:述职人|报告人|汇报人|签名|签字)[：:]\s*(?P<name>\S.*)$")
# 清榆县财政局 in 清榆县财政局局长: a place, then an organ; 共青团清榆县委.
UNIT = re.compile(
    r"(?P<unit>(?:中共|共青团|政协)?[\u4e00-\u9fff]{2,6}?[省市县区旗州](?:[\u4e00-\u9fff]{0,16}?"
    r"(?:局|办公室|委员会|部|院|中心|公司|学校|中学|小学|医院|人民政府|镇党委|乡党委)|委|人大|政府|政协|纪委))"
    r"(?=\s|党|局长|主任|部长|书记|院长|主席|校长|挂职|副|代|原|[0-9０-９]|$)"
)
ROLE_WORD = re.compile(
    r"(书记|长|主任|主席|委员|常委|总理|局|办公室|部|委员会|办|委|政府|镇|乡|中心)$"
)


def describe_person(outline: Outline) -> Finding[str]:
    """The name on the post line or in the signature; None where nobody is named."""
    signatures = lines_of(outline.tail, Role.SIGNATURE)
    for line in (*lines_of(outline.head, Role.POST), *signatures):
        signed = SIGNED.match(line.text)
        if signed and (name := _name(_first_name(signed["name"].split()))):
            return Finding(name, Evidence(line.number, line.text, "写明述职人"))
    for line, text, rule in _name_lines(outline):
        name = _name(text)
        if name:
            return Finding(name, Evidence(line.number, line.text, rule))
    return Finding()


def _name_lines(outline: Outline) -> Iterator[tuple[Line, str, str]]:
    for line in lines_of(outline.head, Role.POST):
        parts = line.text.split()
        if len(parts) > 1:
            yield line, _joined_name(parts[1:]), "题名下的职务姓名行"
    for line in lines_of(outline.head, Role.OTHER):
        yield line, "".join(line.text.split()), "题名下单独一行"
    for line in lines_of(outline.tail, Role.SIGNATURE):
        parts = line.text.split()
        spaced = all(len(part) == 1 for part in parts)
        yield line, _joined_name(parts if spaced else parts[1:] or parts), "落款署名"


def _joined_name(parts: list[str]) -> str:
    """The name at the end of a line; 龚 正 and 陆 远 舟 are one name each."""
    single = len(parts)
    while single and len(parts[single - 1]) == 1:
        single -= 1
    return "".join(parts[single:]) if len(parts) - single > 1 else parts[-1]


def _first_name(parts: list[str]) -> str:
    """The name after 述职人：, whatever follows; 谷 问 川 is one name."""
    single = 0
    while single < len(parts) and len(parts[single]) == 1:
        single += 1
    return "".join(parts[:single]) if single > 1 else parts[0]


def _name(text: str) -> str | None:
    return text if NAME.match(text) and not ROLE_WORD.search(text) else None


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
