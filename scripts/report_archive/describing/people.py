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
# 清榆县财政局 in 清榆县财政局局长: a place, then an organ.
UNIT = re.compile(
    r"(?P<unit>[\u4e00-\u9fff]{2,6}?[省市县区旗州](?:委|人大|政府|政协|纪委)?[\u4e00-\u9fff]{0,14}?"
    r"(?:局|办公室|委员会|部|院|中心|公司|学校|中学|小学|医院))"
    r"(?=\s|党|局长|主任|部长|书记|院长|主席|校长|[0-9０-９]|$)"
)
ROLE_WORD = re.compile(
    r"(书记|长|主任|主席|委员|常委|总理|局|办公室|部|委员会|办|委|政府|镇|乡|中心)$"
)


def describe_person(outline: Outline) -> Finding[str]:
    """The name on the post line or in the signature; None where nobody is named."""
    for line in lines_of(outline.tail, Role.SIGNATURE):
        signed = SIGNED.match(line.text)
        if signed and (name := _name(signed["name"].split()[0])):
            return Finding(name, Evidence(line.number, line.text, "落款署名"))
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
        yield line, line.text, "题名下单独一行"
    for line in lines_of(outline.tail, Role.SIGNATURE):
        parts = line.text.split()
        yield line, _joined_name(parts[1:] or parts), "落款署名"


def _joined_name(parts: list[str]) -> str:
    """The name at the end of a line; 龚 正 is one name."""
    if len(parts) > 1 and all(len(part) == 1 for part in parts[-2:]):
        return "".join(parts[-2:])
    return parts[-1]


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
    for matters, rule in ((outline.tail, "落款日期"), (outline.head, "题名下的日期")):
        for line in lines_of(matters, Role.DATE, Role.SUBTITLE):
            date = iso_date(line.text)
            if date:
                return Finding(date, Evidence(line.number, line.text, rule))
    return Finding()
