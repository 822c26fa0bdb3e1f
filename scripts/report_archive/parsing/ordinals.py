"""序号: recognising an ordinal at the start of a line (GB/T 9704-2012, 7.3.3, and real habits)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

HAN = "一二三四五六七八九十百零〇"
HAN_VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}

# A printed blank, or one that a scraper wrote out: "<U+00A0>".
BLANK = r"(?:\s|<U\+00A0>)"


class Style(IntEnum):
    """How an ordinal is written; a smaller one stands above a larger one."""

    CHAPTER = 0
    CLAUSE = 1
    UNNUMBERED = 2
    HAN = 3
    HAN_NTH = 4
    HAN_BRACKETS = 5
    ARABIC = 6
    ARABIC_BRACKETS = 7
    CIRCLED = 8


@dataclass(frozen=True)
class Ordinal:
    """序号 at the start of a line."""

    style: Style
    """How it is written."""
    number: int
    """Its number, from 1."""
    lead: str
    """What stands before it on the line, such as `###`; mostly empty."""
    text: str
    """As written, inner blanks included, outer ones not."""
    rest: str
    """The line after the ordinal and its blanks."""


# Each pattern with an example, in the order of precedence; its group is the number.
PATTERNS: tuple[tuple[Style, str], ...] = (
    (
        Style.CHAPTER,
        rf"第([{HAN}]{{1,4}}|[0-9０-９]{{1,3}})(?:章|部分)[、，：:]?",
    ),  # 第一章
    (Style.CLAUSE, rf"第([{HAN}]{{1,4}}|[0-9０-９]{{1,3}})节[、，：:]?"),  # 第二节
    (Style.HAN_NTH, rf"第([{HAN}]{{1,3}})\s?[、，,](?![0-9０-９])"),  # 第一，狠抓落实
    (Style.HAN, rf"([{HAN}]{{1,3}})\s?[、．.]"),  # 一、 一． 一 、
    (Style.HAN, rf"([{HAN}])[，,](?=[^，。]{{2,40}}$)"),  # 一，政治学习方面
    (Style.HAN_BRACKETS, rf"[（(]\s?([{HAN}]{{1,3}})\s?[）)][、.．]?"),  # （一） (一)
    (Style.HAN_BRACKETS, r"([㈠-㈩])[、.．]?"),  # ㈠
    (Style.ARABIC_BRACKETS, r"[（(]\s?([0-9０-９]{1,2})\s?[）)][、.．]?"),  # （1）
    (Style.ARABIC_BRACKETS, r"([⑴-⒇])[、.．]?"),  # ⑴
    (Style.CIRCLED, r"([①-⑳])[、.．]?"),  # ①
    (
        Style.ARABIC,
        r"([0-9０-９]{1,2})\s?(?:、|[．.](?![0-9０-９](?![0-9０-９]{3}\s?年)))",
    ),  # 1. １、 1.2024年
    (Style.ARABIC, r"([⒈-⒛])"),  # ⒈
)
LEAD = rf"(?P<lead>(?:#{{1,6}}(?=\s))?{BLANK}*+)"
# All of them at once: the first that matches, blanks behind it, and something on the line then.
ORDINAL = re.compile(
    rf"{LEAD}(?:{'|'.join(f'(?>{pattern})' for _, pattern in PATTERNS)})\s*+(?!\Z)"
)
FIRST_GROUP = 2
"""The first pattern's; the one before is the lead."""
# What such a line can begin with: 第, a Han digit, （, #, <U+00A0>, a digit, an enclosed number.
BEGINNING = re.compile(rf"[\s#<第{HAN}（(0-9０-９㈠-㈩⑴-⒇①-⑳⒈-⒛]")
ENCLOSED_FIRST = {"㈠": 0x3220, "⑴": 0x2474, "①": 0x2460, "⒈": 0x2488}
ENCLOSED_SPAN = 20

# 三、四季度; 一、二年级; 第一、二产业: two numbers in a row and what they count, no ordinal.
TWO_NUMBERS = re.compile(
    rf"第?(?P<first>[{HAN}])、第?(?P<second>[{HAN}])[级线季年类期楼号届等次月日产把成批轮]"
)
# 12、13日; 3、4月份
TWO_DIGITS = re.compile(r"(?P<first>[0-9０-９]{1,2})、(?P<second>[0-9０-９]{1,2})[日号月季]")


def read_ordinal(text: str) -> Ordinal | None:
    """The ordinal at the start of a line, or None.

    Example:
        >>> read_ordinal("（二）抓好学习。全年集中学习12次。").text
        '（二）'
        >>> read_ordinal("98.6%的任务") is read_ordinal("2021. 我县") is None
        True
    """
    if not BEGINNING.match(text):
        return None
    match = ORDINAL.match(text)
    if match is None or match.lastindex is None:
        return None
    style, _ = PATTERNS[match.lastindex - FIRST_GROUP]
    number = number_of(match[match.lastindex])
    ordinal = text[match.end("lead") : match.end()].strip()
    return Ordinal(style, number, match["lead"].strip(), ordinal, text[match.end() :])


def doubtful(text: str) -> bool:
    """Whether the line may open with two numbers in a row rather than with an ordinal.

    Example:
        >>> doubtful("三、四季度，收入回升"), doubtful("一、一年来的工作"), doubtful("二、三大攻坚")
        (True, False, False)
        >>> doubtful("第一、二产业稳步增长。"), doubtful("12、13日组织植树。")
        (True, True)
    """
    match = TWO_NUMBERS.match(text) or TWO_DIGITS.match(text)
    if match is None:
        return False
    return number_of(match["second"]) == number_of(match["first"]) + 1


def number_of(text: str) -> int:
    """The number that Arabic, Han or enclosed digits stand for.

    Example:
        >>> [number_of(n) for n in ("3", "１２", "十二", "二十", "㈢", "⑷")]
        [3, 12, 12, 20, 3, 4]
    """
    for first in ENCLOSED_FIRST.values():
        if first <= ord(text[0]) < first + ENCLOSED_SPAN:
            return ord(text[0]) - first + 1
    if text.isdecimal():
        return int(text)
    return _han_number(text)


def _han_number(text: str) -> int:
    total = 0
    digit = 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 * (total == 0) + HAN_VALUES[character]
    return total + digit
