"""Which year a report says it reports on, and which years it names for other reasons."""

from __future__ import annotations

import pytest

from expectations import described
from report_archive.vocabulary import Vocabulary

OTHER_MATTERS = [
    "我叫池映月，1975年出生，1996年毕业于省林业学校。",
    "本人池映月，1986年4月生，现任县林业局局长。一年来，植树造林。",
    "2020年12月我任县林业局局长以来，植树造林。",
    "我2018年11月起主持县林业局工作。一年来，植树造林。",
    "我2017年从部队转业到县林业局工作。今年以来，植树造林。",
    "今年，造林面积比2020年增长8%。",
    "根据县委2016年第3号文件，我分管造林。",
    "2017年机构改革后，我任县林业局局长。今年以来，植树造林。",
    "2018年，我担任县林业局局长至今。",
    "2019年5月至今，我分管造林。",
    "围绕2035年远景目标，植树造林。",
    "现将本人2018年6月任现职以来的履职情况报告如下。",
    "2015年至2018年我任县水利局副局长。",
]
STATED = [
    "2021年，我植树造林。",
    "2021年度，我植树造林。",
    "2021年1月至12月，我植树造林。",
    "刚刚过去的2021年，我植树造林。",
    "2021年是“十四五”规划开局之年，我植树造林。",
    "2021年，是我任县林业局局长的第三年。",
    "本人2021年履职情况如下。",
    "时光荏苒，2021年已悄然离去。",
    "受委托，我向大会报告2021年以来的履职情况。",
    "按照2021年度考核安排，述职如下。",
    "2018年，我从部队转业。2021年，我植树造林。",
    "我1975年出生。2021年，我植树造林。",
]


def year_of(head: str, opening: str, vocabulary: Vocabulary) -> tuple[str | None, bool]:
    """The year, and whether it is in doubt."""
    years = described(f"{head}\n县林业局局长　池映月\n{opening}", vocabulary).year
    return years.value.text if years.value else None, years.doubt is not None


@pytest.mark.parametrize("opening", OTHER_MATTERS)
def test_a_year_of_another_matter_is_not_the_year(opening: str, vocabulary: Vocabulary) -> None:
    """Neither does it speak against the title's year."""
    assert year_of("述职报告", opening, vocabulary) == (None, True)
    assert year_of("2022年度述职报告", opening, vocabulary) == ("2022", False)


@pytest.mark.parametrize("opening", STATED)
def test_an_opening_states_the_year_that_it_reports_on(
    opening: str, vocabulary: Vocabulary
) -> None:
    assert year_of("述职报告", opening, vocabulary) == ("2021", False)
    assert year_of("2022年度述职报告", opening, vocabulary) == (None, True)


def test_the_time_since_a_year_may_last_into_a_later_one(vocabulary: Vocabulary) -> None:
    opening = "2021年以来，我植树造林。"
    assert year_of("述职报告", opening, vocabulary) == ("2021", False)
    assert year_of("2022年度述职报告", opening, vocabulary) == ("2022", False)


def test_a_year_named_in_passing_is_a_guess(vocabulary: Vocabulary) -> None:
    assert year_of("述职报告", "过去的一年，是2021年。", vocabulary) == ("2021", True)


def test_two_years_reported_on_are_a_doubt_unless_the_title_has_one(
    vocabulary: Vocabulary,
) -> None:
    opening = "2021年是不平凡的一年，2022年更是攻坚的一年。"
    assert year_of("述职报告", opening, vocabulary) == ("2021", True)
    assert year_of("2022年度述职报告", opening, vocabulary) == ("2022", False)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2021年、2022年述职报告", ("2021—2022", False)),
        ("关于2020年度民主生活会整改暨2021年度述职述廉报告", ("2021", True)),
        ("2021年工作总结暨2022年工作计划", ("2021", False)),
        ("2021年述职报告（2022年1月）", ("2021", False)),
    ],
)
def test_a_title_of_two_years(title: str, year: tuple[str, bool], vocabulary: Vocabulary) -> None:
    assert year_of(title, "一年来，我植树造林。", vocabulary) == year


def test_months_at_both_ends_make_a_term_where_the_report_is_on_one(
    vocabulary: Vocabulary,
) -> None:
    opening = "2019年3月至2022年3月，我任县林业局局长。"
    assert year_of("任期述职报告", opening, vocabulary) == ("2019—2022", False)
    assert year_of("述职报告", opening, vocabulary)[1]


def test_years_named_once_each_in_the_body_are_no_guess(vocabulary: Vocabulary) -> None:
    opening = "一年来，我植树造林。\n一、履职情况\n2009年的树成材了。2019年的树也成材了。"
    assert year_of("述职报告", opening, vocabulary) == (None, True)
