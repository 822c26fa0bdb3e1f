"""The section kinds that a heading's words speak for."""

from __future__ import annotations

import pytest

from report_archive.vocabulary import Vocabulary

KINDS = {
    "年度工作任务完成情况": "duty",
    "主要目标任务完成情况": "duty",
    "主要目标任务": "plans",
    "明年重点工作": "plans",
    "下一步重点工作": "plans",
    "整改措施": "plans",
    "整改措施落实情况": "rectification",
    "存在问题整改情况": "rectification",
    "强化措施，狠抓安全生产": "duty",
    "改进服务，提升群众满意度": "duty",
    "改进工作作风": "integrity",
    "坚持正确办学方向": "duty",
    "以德立校，把准办学方向": "duty",
    "坚持问题导向，扎实推进各项工作": "duty",
    "解决群众急难愁盼问题": "duty",
    "聚焦突出问题，推动工作落实": "duty",
    "聚焦巡视反馈问题抓整改": "rectification",
    "工作中的问题": "problems",
    "守住耕地红线，保障粮食安全": "duty",
    "坚守安全底线，维护社会稳定": "duty",
    "筑牢防汛防线": "duty",
    "坚守底线": "integrity",
    "筑牢思想防线": "integrity",
    "廉租住房保障": "duty",
    "低廉药品保障": "duty",
    "高质量完成巡察任务": "duty",
    "抓好巡视整改任务": "rectification",
    "作风建设方面": "integrity",
    "履行党建工作职责情况": "party",
    "履行党风廉政建设责任情况": "integrity",
    "加强学习，提高履职能力": "study",
    "存在问题及措施": "problems plans",
    "问题与改进": "problems plans",
    "履行党建和廉政建设职责情况": "party integrity",
    "保清廉，落实管党治党责任": "party integrity",
}
"""Each heading with the kinds that a reader would give it."""


@pytest.mark.parametrize("heading", KINDS)
def test_a_heading_is_of_the_kind_that_a_reader_gives_it(
    heading: str, vocabulary: Vocabulary
) -> None:
    """A word inside a longer one of another kind says nothing: 问题 in 问题导向."""
    assert vocabulary.heading_kinds(heading) == tuple(KINDS[heading].split())


def test_a_draw_is_no_answer_below_a_section_whose_kind_is_known(vocabulary: Vocabulary) -> None:
    """At the top both kinds are given; below, the section above decides."""
    heading = "担当作为，廉洁自律"
    assert vocabulary.heading_kinds(heading) == ("duty", "integrity")
    assert vocabulary.heading_kinds(heading, below=True) == ()
