"""What stands for a title and is none, and titles of reports of other kinds."""

from __future__ import annotations

import pytest

from expectations import described
from report_archive.vocabulary import Vocabulary

COMPOSED = "2021年度县林业局局长述职报告"


@pytest.mark.parametrize(
    "line",
    [
        "池映月",
        "县林业局　池映月",
        "县林业局",
        "2021年度",
        "修改稿",
        "现将本人2021年工作情况报告如下：",
    ],
)
def test_a_name_a_unit_a_year_or_a_sentence_is_no_title(line: str, vocabulary: Vocabulary) -> None:
    report = described(f"{line}\n2021年，我任县林业局局长。", vocabulary)
    assert (report.title.text, report.title.composed) == (COMPOSED, True)


@pytest.mark.parametrize("line", ["我的述职", "守青山　护绿水", "县林业局局长工作汇报"])
def test_any_other_line_alone_is_the_title(line: str, vocabulary: Vocabulary) -> None:
    report = described(f"{line}\n2021年，我任县林业局局长。", vocabulary)
    assert (report.title.text, report.title.composed) == ("".join(line.split()), False)


def test_a_name_in_the_title_s_place_is_the_person(vocabulary: Vocabulary) -> None:
    report = described("县林业局　池映月\n2021年，我任县林业局局长。", vocabulary)
    assert report.person.value == "池映月"


@pytest.mark.parametrize(
    "text",
    [
        "双槐县2021年度环境状况的报告\n我代表县人民政府，向县人大常委会报告环境状况。",
        "关于2021年度财政决算的报告\n我代表县人民政府，向大会报告财政决算。",
        "我代表县人民政府，向县人大常委会报告旅游工作。",
    ],
)
def test_the_government_s_report_on_one_matter_is_no_work_report(
    text: str, vocabulary: Vocabulary
) -> None:
    report = described(f"{text}\n一、主要做法\n全县努力。", vocabulary)
    assert report.kind.value is None


def test_a_report_to_the_congress_is_a_work_report(vocabulary: Vocabulary) -> None:
    text = "我代表县人民政府，向大会报告工作，请予审议。\n一、去年工作回顾\n全县努力。"
    assert described(text, vocabulary).kind.value == "政府工作报告"
