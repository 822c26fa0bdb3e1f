"""Which post a report is of: that of its writer, now, at the level that it has."""

from __future__ import annotations

import pytest

from expectations import described
from report_archive.vocabulary import Vocabulary


def post_of(text: str, vocabulary: Vocabulary) -> tuple[str | None, str | None]:
    """The post, and the doubt about it."""
    post = described(f"2021年度述职报告\n{text}", vocabulary).post
    return post.value.name if post.value else None, post.doubt


def post_on_line(words: str, vocabulary: Vocabulary) -> str | None:
    return post_of(f"{words}　池映月\n一年来，全县上下努力，县委坚强领导。", vocabulary)[0]


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("石桥镇党委委员、人武部部长", "石桥镇人武部部长"),
        ("石桥镇党委副书记、政法委书记", "石桥镇政法委书记"),
        ("石桥镇党委委员、组织部部长", "石桥镇组织部部长"),
        ("石桥镇党委委员、纪委书记", "石桥镇纪委书记"),
        ("榆东街道党工委委员、人武部部长", "榆东街道人武部部长"),
        ("石桥镇党委委员、县供销社主任", "县供销社主任"),
        ("县人民法院党组成员、执行局局长", "县人民法院执行局局长"),
        ("县人大常委会党组成员、办公室主任", "县人大常委会办公室主任"),
        ("县人大常委会党组成员、法工委主任", "县人大常委会法工委主任"),
        ("县公安局党委委员、交警大队大队长", "县公安局交警大队大队长"),
    ],
)
def test_an_organ_without_place_belongs_to_the_one_before_it(
    words: str, post: str, vocabulary: Vocabulary
) -> None:
    assert post_on_line(words, vocabulary) == post


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("县委常委、人武部政委", "县人武部政委"),
        ("县委常委、纪委书记、监委主任", "县纪委书记"),
        ("县委常委、政法委书记", "县委政法委书记"),
        ("县政府党组成员、财政局局长", "县财政局局长"),
    ],
)
def test_beside_a_county_s_committee_it_is_the_county_s(
    words: str, post: str, vocabulary: Vocabulary
) -> None:
    assert post_on_line(words, vocabulary) == post


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("县公安局党委书记、局长", "县公安局局长"),
        ("榆河水务有限责任公司党委书记、董事长", "榆河水务有限责任公司董事长"),
        ("石桥镇党委书记、镇长", "石桥镇党委书记"),
        ("县公安局党委书记、副局长", "县公安局党委书记"),
    ],
)
def test_secretary_and_head_of_a_unit_are_one_post(
    words: str, post: str, vocabulary: Vocabulary
) -> None:
    assert post_on_line(words, vocabulary) == post


def test_the_present_post_goes_before_a_former_one(vocabulary: Vocabulary) -> None:
    words = "原县水利局局长、现县林业局局长"
    assert post_on_line(words, vocabulary) == "县林业局局长"


@pytest.mark.parametrize(
    ("body", "sure"),
    [
        ("全县上下努力，县委坚强领导，市委关心。", True),
        ("全市上下努力，市委坚强领导，县级财力薄弱，县级配套不足。", False),
    ],
)
def test_a_level_that_is_not_written_is_a_doubt_where_the_text_speaks_of_two(
    body: str, *, sure: bool, vocabulary: Vocabulary
) -> None:
    post, doubt = post_of(f"财政局局长　池映月\n{body}", vocabulary)
    assert (post, doubt is None) == ("县财政局局长", sure)
    assert post_of(f"县财政局局长　池映月\n{body}", vocabulary)[1] is None


@pytest.mark.parametrize(
    "opening",
    [
        "2021年7月起，因年龄原因我不再担任县林业局局长。",
        "本人曾任县林业局局长，现为县水利局干部。",
        "经组织研究，拟任县林业局局长，尚在公示。",
        "县委任命王大有任县林业局局长以来，我积极配合。",
        "县委常委陈长水担任县乡村振兴局局长期间，我分管造林。",
        "我协助王大有同志担任县林业局局长的工作。",
        "作为包联的柳坪镇党委书记，王大有同志帮助我。",
        "作为联系我镇的县委书记，他帮助我。",
        "作为县林业局局长，王大有同志帮助我。",
    ],
)
def test_a_post_of_another_or_of_another_time_is_not_the_writer_s(
    opening: str, vocabulary: Vocabulary
) -> None:
    assert post_of(opening, vocabulary)[0] is None


@pytest.mark.parametrize(
    "opening",
    [
        "本人曾任县水利局局长，现任县林业局局长。",
        "我叫池映月，现任县林业局局长。",
        "在县委坚强领导下，忠诚履行县林业局局长职责。",
        "根据组织安排，我由县水利局副局长任县林业局局长。",
        "2021年，我作为县林业局局长，在以先进同志为榜样的学习中成长。",
        "我兼任县河长办主任，现任县林业局局长。",
    ],
)
def test_the_writer_s_own_post_is_stated(opening: str, vocabulary: Vocabulary) -> None:
    assert post_of(opening, vocabulary) == ("县林业局局长", None)


@pytest.mark.parametrize(
    "text",
    [
        "本人先后担任县水利局副局长、县林业局局长。",
        "我兼任县河长办主任。",
        "一年来，努力工作。\n一、履职尽责\n作为河长制办公室主任，我巡河20次。",
    ],
)
def test_a_post_beside_others_is_a_doubt(text: str, vocabulary: Vocabulary) -> None:
    post, doubt = post_of(text, vocabulary)
    assert post is not None
    assert doubt is not None


def test_an_office_for_mutual_aid_is_a_post_all_the_same(vocabulary: Vocabulary) -> None:
    opening = "作为县对口支援办公室主任，我认真工作。"
    assert post_of(opening, vocabulary) == ("县对口支援办公室主任", None)


@pytest.mark.parametrize("line", ["主持人：县委书记　王五", "呈：县委组织部部长　赵六"])
def test_a_line_labelled_as_another_s_gives_no_post(line: str, vocabulary: Vocabulary) -> None:
    assert post_of(f"{line}\n一年来，努力工作。", vocabulary)[0] is None
    stated = f"述职人：县林业局局长　池映月\n{line}\n一年来，努力工作。"
    assert post_of(stated, vocabulary)[0] == "县林业局局长"


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("双槐县住房和城乡建设局局长", "县住房和城乡建设局局长"),
        ("双槐县城乡规划局局长", "县城乡规划局局长"),
        ("双槐县乡镇企业局局长", "县乡镇企业局局长"),
        ("双槐县村镇建设管理站站长", "县村镇建设管理站站长"),
        ("双槐县石桥镇党委书记", "石桥镇党委书记"),
        ("双槐县古城乡党委书记", "古城乡党委书记"),
        ("双槐县榆东街道办事处主任", "榆东街道办事处主任"),
        ("槐安市双槐县石桥镇党委书记", "石桥镇党委书记"),
        ("槐安市双槐县林业局局长", "县林业局局长"),
        ("槐安市开发区管委会主任", "市开发区管委会主任"),
        ("槐安市城市管理局局长", "市城市管理局局长"),
    ],
)
def test_of_a_county_only_its_level_stays_and_before_a_township_nothing(
    words: str, post: str, vocabulary: Vocabulary
) -> None:
    assert post_on_line(words, vocabulary) == post


@pytest.mark.parametrize(
    ("words", "post"),
    [
        ("双槐县副县长（挂职）", "挂职副县长"),
        ("县委常委、副县长(挂职)", "挂职副县长"),
        ("县林业局副局长（挂职）", "县林业局挂职副局长"),
        ("县林业局局长（代）", "县林业局代局长"),
        ("县林业局局长（代理）", "县林业局代局长"),
        ("县林业局局长（兼）", "县林业局局长"),
        ("县林业局局长（正科级）、县林长办主任", "县林业局局长"),
    ],
)
def test_what_a_bracket_says_of_a_post_belongs_to_it(
    words: str, post: str, vocabulary: Vocabulary
) -> None:
    assert post_on_line(words, vocabulary) == post


@pytest.mark.parametrize("begins", ["我是", "本人任", "我现任"])
def test_what_a_first_line_says_before_the_post_is_no_part_of_it(
    begins: str, vocabulary: Vocabulary
) -> None:
    """Without a title the first line is read like a post line."""
    found = described(f"{begins}双槐乡乡长，主要做了以下工作：\n一、学习\n好。", vocabulary)
    assert found.post.value is not None
    assert found.post.value.name == "双槐乡乡长"
