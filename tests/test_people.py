"""Who signed: a name begins with a surname, and is nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import fill_archive, silent
from expectations import SECTIONS, described
from report_archive.build import convert_archive
from report_archive.vocabulary import Vocabulary

NO_NAMES = [
    "修改稿",
    "送审稿",
    "财务科",
    "供销社",
    "教研室",
    "财政所",
    "水利站",
    "安全科",
    "农村股",
    "双槐一中",
    "请予评议",
    "谢谢大家",
    "安排",
    "关于",
]


def person_of(head: str, vocabulary: Vocabulary) -> tuple[str | None, bool]:
    """The person, and whether there is a doubt."""
    report = described(f"2021年度述职报告\n{head}\n一年来，努力工作。", vocabulary)
    return report.person.value, "person" in dict(report.doubts)


@pytest.mark.parametrize("line", NO_NAMES)
def test_an_organ_a_draft_or_a_phrase_is_no_name(line: str, vocabulary: Vocabulary) -> None:
    assert person_of(line, vocabulary) == (None, False)
    signed = f"2021年度述职报告\n一年来，努力工作。\n{SECTIONS}\n{line}\n2022年1月5日"
    assert described(signed, vocabulary).person.value is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("池映月", "池映月"),
        ("欧阳映月", "欧阳映月"),
        ("李××", "李××"),
        ("池　映　月", "池映月"),
        ("县林业局　池映月", "池映月"),
        ("县林业局局长　池映月　2022年1月", "池映月"),
        ("县林业局局长：池映月", "池映月"),
        ("述职人：池映月（签名）", "池映月"),
        ("主持人：县委书记　王五\n县林业局局长　池映月", "池映月"),
    ],
)
def test_a_name_with_its_surname_is_the_person(
    head: str, name: str, vocabulary: Vocabulary
) -> None:
    assert person_of(head, vocabulary) == (name, False)


@pytest.mark.parametrize("line", ["主持人：县委书记　王五", "呈：县委组织部部长　赵六"])
def test_a_line_labelled_as_another_s_names_no_writer(line: str, vocabulary: Vocabulary) -> None:
    assert person_of(line, vocabulary) == (None, False)


def test_without_surname_a_name_behind_a_post_is_a_doubt(vocabulary: Vocabulary) -> None:
    assert person_of("县林业局局长　丽娜扎", vocabulary) == ("丽娜扎", True)
    assert person_of("丽娜扎", vocabulary) == (None, False)


def test_a_page_says_that_a_name_is_in_doubt(tmp_path: Path) -> None:
    text = f"2021年度述职报告\n县林业局局长　丽娜扎\n一年来，努力工作。\n{SECTIONS}\n"
    folder = fill_archive(tmp_path / "archive", {"a.txt": text.encode()})
    convert_archive(folder, silent)
    for page in ("reports/000001.md", "years/2021.md"):
        written = (folder / "docs" / "archive" / page).read_text("utf-8")
        assert '丽娜扎<span class="report-doubt">待核对</span>' in written


def test_two_names_are_a_doubt(vocabulary: Vocabulary) -> None:
    assert person_of("县林业局局长　池映月　水沁兰", vocabulary) == (None, True)
