"""The formats of automatic numbers in Word documents: 3 → 三, 丙, 叁, ③, III."""

from __future__ import annotations

from collections.abc import Callable, Mapping

HAN_DIGITS = "〇一二三四五六七八九"
HAN_UNITS = "十百千"
LEGAL_DIGITS, LEGAL_UNITS = "零壹贰叁肆伍陆柒捌玖", "拾佰仟"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
CYCLE = 60
"""Pairs of a stem and a branch: 甲子 to 癸亥."""
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
MOST_ROMAN = 3999
LETTERS = 26
MOST_LETTERS = 780
"""Word repeats a letter thirty times at most."""
TEENS = range(10, 20)
HUNDRED, TEN_THOUSAND = 100, 10_000


def format_number(number: int, form: str) -> str:
    """A number in a format (ECMA-376 part 1, 17.18.59), as Word shows it.

    In digits where the format does not go so far, and for formats that Chinese documents
    do not have.

    Example:
        >>> [format_number(3, form) for form in ("ideographTraditional", "upperRoman", "none")]
        ['丙', 'III', '']
    """
    if form in ("bullet", "none"):
        return ""
    written = FORMS[form](number) if form in FORMS and number >= 0 else ""
    return written or str(number)


def han_number(number: int) -> str:
    """A number below a hundred in Han numerals, a greater one in Han digits.

    Example:
        >>> [han_number(n) for n in (3, 10, 12, 20, 35, 101)]
        ['三', '十', '十二', '二十', '三十五', '一〇一']
    """
    return _counted(number) if 0 < number < HUNDRED else _digits(number)


def _digits(number: int) -> str:
    return "".join(HAN_DIGITS[int(digit)] for digit in str(number))


def _counted(number: int) -> str:
    text = _with_units(number, HAN_DIGITS, HAN_UNITS)
    return text[1:] if number in TEENS else text


def _legal(number: int) -> str:
    return _with_units(number, LEGAL_DIGITS, LEGAL_UNITS)


def _legal_traditional(number: int) -> str:
    return _with_units(number, LEGAL_TRADITIONAL, LEGAL_UNITS)


def _with_units(number: int, digits: str, units: str) -> str:
    """A number with the units of its digits: 壹佰零壹; nothing from ten thousand on."""
    if number >= TEN_THOUSAND:
        return ""
    text, gap = "", ""
    for power, unit in ((3, units[2]), (2, units[1]), (1, units[0]), (0, "")):
        digit = number // 10**power % 10
        if digit:
            text += gap + digits[digit] + unit
        gap = digits[0] if text and not digit else ""
    return text


def _roman(number: int) -> str:
    if number > MOST_ROMAN:
        return ""
    text = ""
    for value, letters in ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letter(number: int) -> str:
    """A to Z, then AA to ZZ."""
    if not 1 <= number <= MOST_LETTERS:
        return ""
    times, place = divmod(number - 1, LETTERS)
    return chr(ord("A") + place) * (times + 1)


def _stem_and_branch(number: int) -> str:
    if not 1 <= number <= CYCLE:
        return ""
    return STEMS[(number - 1) % len(STEMS)] + BRANCHES[(number - 1) % len(BRANCHES)]


def _one_of(series: str) -> Callable[[int], str]:
    """A format that has a character for each of its numbers, from 1."""
    return lambda number: series[number - 1] if 1 <= number <= len(series) else ""


def _block(first: str, count: int) -> str:
    """Characters that follow each other in Unicode."""
    return "".join(chr(ord(first) + n) for n in range(count))


FORMS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": han_number,
    "taiwaneseCounting": han_number,
    "japaneseCounting": han_number,
    "chineseCountingThousand": _counted,
    "taiwaneseCountingThousand": _counted,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "ideographTraditional": _one_of(STEMS),
    "ideographZodiac": _one_of(BRANCHES),
    "ideographZodiacTraditional": _stem_and_branch,
    "ideographEnclosedCircle": _one_of(_block("㊀", 10)),
    "decimalEnclosedCircle": _one_of(_block("①", 20)),
    "decimalEnclosedCircleChinese": _one_of(_block("①", 20)),
    "decimalEnclosedParen": _one_of(_block("⑴", 20)),
    "decimalEnclosedFullstop": _one_of(_block("⒈", 20)),
    "decimalFullWidth": lambda number: str(number).translate(FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(FULL_WIDTH),
    "decimalZero": lambda number: f"{number:02}",
    "numberInDash": lambda number: f"- {number} -",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
}
