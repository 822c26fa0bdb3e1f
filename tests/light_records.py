"""Reports made directly as values, without text: what an archive of any size has in memory."""

from __future__ import annotations

import random
from collections.abc import Sequence

from report_archive.describing.measures import measure_sections
from report_archive.model import (
    BEGINNING,
    Evidence,
    Finding,
    Line,
    Outline,
    Post,
    Report,
    Section,
    Source,
    Title,
    Years,
)
from report_archive.record import Record
from report_archive.vocabulary import Vocabulary

SECTIONS = 8
BEGINS = (
    "一年来，坚持把学习摆在首位，全年参加集中学习十二次，撰写心得体会六篇，"
    "联系分管工作开展专题调研四次，形成报告三份，提出建议十一条并逐项落实。"
)
HEADINGS = (
    "坚持学习，不断加强自身建设",
    "围绕中心、服务大局，认真履行岗位职责",
    "推动重点项目建设提速增效",
    "抓实基层党建，带好干部队伍",
    "严守纪律规矩，始终保持清正廉洁的政治本色",
    "巡察反馈意见整改落实情况",
    "存在的主要问题和不足",
    "下一步努力方向和改进措施",
)
KINDS = ("study", "duty", "duty", "party", "integrity", "rectification", "problems", "plans")
ORGANS = ("财政局", "教育局", "水利局", "审计局", "民政局", "司法局", "商务局", "林业局", "信访局")
ROLES = ("局长", "副局长", "党组书记", "纪检组长", "办公室主任")


def light_records(
    reports: int, posts: int, years: int, vocabulary: Vocabulary, *, seed: int = 1
) -> list[Record]:
    """As many records, spread over posts and years, the last year being 2023."""
    chance = random.Random(seed)  # noqa: S311 (the same reports every time)
    offices = light_posts(posts)
    topics = [topic.key for topic in vocabulary.topics]
    return [
        Record(
            f"{number + 1:06}",
            light_report(
                offices[number % posts],
                2023 - number // posts % years,
                sorted(chance.sample(topics, 5), key=topics.index),
                chance,
            ),
        )
        for number in range(reports)
    ]


def light_posts(posts: int) -> list[Post]:
    """Posts of a county's and its townships' offices, each under another name."""
    places = ["县", *(f"{a}{b}镇" for a in "双清柳石东白黄青红" for b in "槐坪溪桥河岭山塘")]
    names = [f"{place}{organ}{role}" for place in places for role in ROLES for organ in ORGANS]
    return [Post(name, f"post-{place:08x}") for place, name in enumerate(names[:posts])]


def light_report(
    post: Post | None,
    year: int | None,
    topics: Sequence[str],
    chance: random.Random,
    *,
    sections: int = SECTIONS,
) -> Report:
    """One report without text."""
    name = post.name if post else "职务不详"
    return Report(
        source=Source("a.txt", "utf-8", "", ()),
        outline=Outline((), (Line(3, BEGINS[:BEGINNING]),), light_sections(sections, chance), ()),
        title=Title(f"{year or ''}年度{name}述职述廉报告", composed=chance.random() < 0.1),
        kind=Finding("述职报告"),
        year=Finding(Years(year) if year else None, Evidence(1, "2021年", "题名写明")),
        post=Finding(post),
        unit=Finding(None),
        person=Finding(chance.choice(("方砚秋", "乔问舟", "陆知远", None))),
        signed_on=Finding(None),
        topics=tuple(topics),
        doubts=(("year", "推断"),) if chance.random() < 0.2 else (),
        length=chance.randrange(2000, 6000),
    )


def light_sections(count: int, chance: random.Random) -> tuple[Section, ...]:
    """Sections with anchors, of kinds as they mostly follow one another."""
    places = [place % len(KINDS) for place in range(count)]
    begin = chance.randrange(20)
    return measure_sections(
        Section(
            level=1,
            lead="",
            ordinal=f"{'一二三四五六七八'[place]}、",
            heading=HEADINGS[place],
            run_in=False,
            line=5 + place,
            paragraphs=(Line(6 + place, (BEGINS[begin:] + BEGINS[:begin])[:BEGINNING]),),
            items=0,
            kinds=(KINDS[place],),
        )
        for place in places
    )
