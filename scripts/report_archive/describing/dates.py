"""Years and dates in the ways reports write them: 2021年, ２０２１年, 二〇二一年, 2021.12.28."""

from __future__ import annotations

import re
import unicodedata

from report_archive.parsing.ordinals import number_of

HAN_YEAR_DIGITS = str.maketrans("〇○Ｏ零一二三四五六七八九", "0000123456789")
DIGIT = "0-9０-９〇○零一二三四五六七八九"

# 2021年, 二〇二一年度, ２０２１ 年; not 2021年 in 12021年.
YEAR = re.compile(rf"(?<![{DIGIT}])(?P<year>[{DIGIT}]{{4}})\s?(?P<unit>年度?)")
# 2017—2021年, 2017年至2021年, (2019-2021), 2019年3月至2022年3月
TERM = re.compile(
    rf"(?<![{DIGIT}])(?P<first>[{DIGIT}]{{4}})\s?年?度?(?:[{DIGIT}十元]{{1,3}}月)?\s?[—\-－~～至到]{{1,2}}\s?"
    rf"(?P<last>[{DIGIT}]{{4}})\s?(?:年度?(?:[{DIGIT}十元]{{1,3}}月)?|(?=[）)]))"
)
# 2021年、2022年; 2021年度和2022年度
SERIES = re.compile(
    rf"(?<![{DIGIT}])(?P<first>[{DIGIT}]{{4}})\s?(?:年度?)?[、和及与](?P<last>[{DIGIT}]{{4}})\s?年度?"
)
# 《2018—2020年规划》
QUOTED = re.compile(r"《[^《》]*》")
# 2021年12月28日, 2021.12.28, 二〇二〇年一月十日, 2022年1月
DATE = re.compile(
    rf"(?<![{DIGIT}])(?P<year>[{DIGIT}]{{4}})\s*[年.．\-－/]\s*(?P<month>[{DIGIT}十元]{{1,3}})\s*[月.．\-－/]?"
    rf"\s*(?:(?P<day>[{DIGIT}十廿]{{1,3}})\s*[日号]?)?"
)


def year_of(digits: str) -> int | None:
    """The number behind four digits of any kind; None when they are no plausible year.

    Example:
        >>> year_of("二〇二一"), year_of("２０１９"), year_of("3000")
        (2021, 2019, None)
    """
    plain = unicodedata.normalize("NFKC", digits.translate(HAN_YEAR_DIGITS))
    if not plain.isdecimal():
        return None
    year = int(plain)
    return year if 1900 <= year <= 2100 else None  # noqa: PLR2004 (a report's century)


def without_quoted(text: str) -> str:
    """The text with the titles of other documents blanked out, at the same length.

    Example:
        >>> without_quoted("按《2018—2020年规划》，现将2021年")
        '按              ，现将2021年'
    """
    return QUOTED.sub(lambda match: " " * len(match.group()), text)


def find_term(text: str) -> tuple[int, int, str] | None:
    """The first span of years, such as 2017—2021年: first, last, words."""
    match = TERM.search(text)
    if match is None:
        return None
    first, last = year_of(match["first"]), year_of(match["last"])
    if first is None or last is None or not first < last:
        return None
    return first, last, match.group()


def iso_date(text: str) -> str | None:
    """The first date in a text in ISO form; `2022-01` where no day is given.

    Example:
        >>> iso_date("二〇二〇年一月十日"), iso_date("2018.12.29"), iso_date("２０２２年１月")
        ('2020-01-10', '2018-12-29', '2022-01')
    """
    match = DATE.search(text)
    year = year_of(match["year"]) if match else None
    if match is None or year is None:
        return None
    month = _small_number(match["month"])
    day = _small_number(match["day"]) if match["day"] else None
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):  # noqa: PLR2004
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def _small_number(text: str) -> int:
    return number_of(text.replace("廿", "二十").replace("○", "〇").replace("元", "一"))
