"""Closing passages without a heading, under the last section's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations import examined
from report_archive.vocabulary import Vocabulary

BODY = """2022年度述职报告
县林业局局长　池映月
一、加强理论学习
学习。
二、认真履职尽责
完成。
三、廉洁自律情况
没有违纪。
{passage}
"""
PASSAGES = {
    "同时，我也清醒地认识到自身存在的不足：学得不深。": ["problems"],
    "当然，我也清醒地看到，工作中还存在一些不足，主要是调研少。": ["problems"],
    "在看到成绩的同时，我也清醒地认识到，造林质量还有差距。": ["problems"],
    "反思一年来的工作，还存在调研不深的问题。": ["problems"],
    "对照要求，我还存在差距。今后，我将多下林场。": ["problems", "plans"],
    "我的不足主要是：到林场少。": ["problems"],
    "努力方向：多下林场。": ["plans"],
    "2023年，我将多下林场。": ["plans"],
    "二〇二三年，我打算多下林场。": ["plans"],
    "展望新的一年，造林任务更重。": ["plans"],
    "在以后的工作中，我将多下林场。": ["plans"],
}
"""Each passage with the kinds it serves."""
NO_PASSAGES = (
    "同时，我深刻认识到廉洁是立身之本。",
    "2022年，我将廉洁自律放在首位。",
    "对照要求，我逐条作了报告。",
    "以后，他再没有来过。",
    "看到群众满意，我很高兴。",
)
"""What begins in a like manner and goes on with the section."""


def sections_of(passage: str, folder: Path, vocabulary: Vocabulary) -> list[dict[str, object]]:
    text = BODY.format(passage=passage)
    (folder / "述职报告.txt").write_text(text, encoding="utf-8")
    found: list[dict[str, object]] = examined(folder, "述职报告.txt", vocabulary)["sections"]
    return found


@pytest.mark.parametrize("passage", PASSAGES)
def test_a_passage_on_problems_or_plans_is_a_section(
    passage: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """It does not stand under 廉洁自律."""
    *_, last = sections_of(passage, tmp_path, vocabulary)
    assert (last["heading"], last["line"], last["kinds"]) == (None, 9, PASSAGES[passage])


@pytest.mark.parametrize("passage", NO_PASSAGES)
def test_a_passage_on_the_sections_own_subject_stays_there(
    passage: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """Words alike do not make it a closing."""
    *_, last = sections_of(passage, tmp_path, vocabulary)
    assert last["heading"] == "廉洁自律情况"
