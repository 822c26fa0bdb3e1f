"""Index pages and the home page: light, stable, and what each depends on."""

from __future__ import annotations

import csv
import io
import posixpath
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from conftest import fill_archive, sample_files, silent
from light_records import light_posts, light_records, light_report
from report_archive.build import convert_archive, run_mkdocs
from report_archive.catalogue.columns import CHECKED, FILE_NAME, REVIEW
from report_archive.groups import Groups, group_records, neighbours_of
from report_archive.home import BLOCK, BLOCKS, WIDTH, year_blocks
from report_archive.index_pages import HOME, IndexPage
from report_archive.indexes import cut, plan_indexes, render_indexes
from report_archive.model import Finding, Post, Report, Years
from report_archive.page_text import PageText
from report_archive.pages import render_page
from report_archive.record import Record
from report_archive.storing import OURS
from report_archive.vocabulary import Vocabulary, load_vocabulary
from report_archive.vocabulary_file import VocabularyError

PAGE_LIMIT = 300_000
"""Bytes of HTML."""
NODE_LIMIT = 12_000
"""Elements on a page, which Chromium lays out well within 200 ms: benching/layout.py."""
SMALL = 2_000
"""Room on a page that makes even a handful of reports overflow it."""
HREF = re.compile(r'href="([^"#]*)')
OFFICES = (*light_posts(4), None)
YEARS = (2019, 2020, 2021, 2022, None)
TOPICS = ("xiangcun-zhenxing", "jiaotong", "jiaoyu", "shuili-fangxun")


@cache
def words() -> Vocabulary:
    return load_vocabulary()


def grouped(records: Iterable[Record]) -> Groups:
    return group_records(records, words())


def rendered(pages: Iterable[IndexPage]) -> dict[str, str]:
    return {page.path: page.render() for page in pages}


# Laws.


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report of one of a few posts, years and topics."""
    return light_report(
        draw(st.sampled_from(OFFICES)),
        draw(st.sampled_from(YEARS)),
        sorted(draw(st.sets(st.sampled_from(TOPICS)))),
        random.Random(draw(st.integers(0, 3))),  # noqa: S311 (drawn, so that it shrinks)
        sections=draw(st.integers(0, 8)),
    )


archives = st.dictionaries(st.integers(1, 30).map("{:06}".format), reports(), max_size=30)


@given(before=archives, edits=archives, removed=st.sets(st.integers(1, 30)), room=st.integers(1, 9))
@settings(max_examples=300)
def test_equal_members_and_dependencies_mean_equal_bytes(
    before: dict[str, Report], edits: dict[str, Report], removed: set[int], room: int
) -> None:
    """Whatever is added, corrected or removed between two runs."""
    after = {n: r for n, r in (before | edits).items() if int(n) not in removed}
    old, new = (
        {page.path: page for page in plan_indexes(grouped(records), room=room * SMALL)}
        for records in (as_records(before), as_records(after))
    )
    for path in old.keys() & new.keys():
        a, b = old[path], new[path]
        if (a.members, a.depends) == (b.members, b.depends):
            assert a.render() == b.render(), path


def as_records(reports: dict[str, Report]) -> list[Record]:
    return [Record(number, report) for number, report in reports.items()]


@given(archive=archives, room=st.integers(1, 9))
def test_every_report_stands_where_it_belongs(archive: dict[str, Report], room: int) -> None:
    """Once on its year's, its post's and its topics' pages, and with every passage of a kind."""
    pages = rendered(plan_indexes(grouped(as_records(archive)), room=room * SMALL))
    listed = Counter(
        (category, number)
        for path, text in pages.items()
        for category in [path.partition("/")[0]]
        for number in re.findall(r'reports/(\d{6})\.html"', text)
        if path != HOME
    )
    for number, report in archive.items():
        assert listed["years", number] == listed["posts", number] == 1
        assert listed["topics", number] == len(report.topics)
    places = "".join(text for path, text in pages.items() if path.startswith("sections/"))
    for number, report in archive.items():
        anchors = re.findall(rf"reports/{number}\.html#([\w-]+)", places)
        assert sorted(anchors) == sorted(
            ["preamble", *(section.anchor for section in report.outline.sections)]
        )


@given(archive=archives, room=st.integers(1, 9))
def test_every_link_between_indexes_leads_somewhere(archive: dict[str, Report], room: int) -> None:
    pages = rendered(plan_indexes(grouped(as_records(archive)), room=room * SMALL))
    there = {path.removesuffix(".md") + ".html" for path in pages}
    for path, text in pages.items():
        folder = "" if path == HOME else posixpath.dirname(path)
        for href in set(HREF.findall(text)):
            target = href.removeprefix("archive/") if path == HOME else href
            full = posixpath.normpath(posixpath.join(folder, target))
            elsewhere = full.startswith("reports/") or (path == HOME and full == "data/index.html")
            assert full in there or elsewhere, (path, href)


@given(archive=archives, seed=st.integers(0, 9))
def test_the_order_of_the_records_changes_nothing(archive: dict[str, Report], seed: int) -> None:
    records = as_records(archive)
    shuffled = random.Random(seed).sample(records, len(records))  # noqa: S311 (drawn)
    assert render_indexes(records, words()) == render_indexes(shuffled, words())


@given(st.lists(st.integers(1, 30)), st.integers(1, 60))
def test_a_cut_list_is_the_list(sizes: list[int], room: int) -> None:
    items = [[size] for size in sizes]
    parts = cut(items, lambda item: item[0], room)
    assert [item for part in parts for item in part] == items
    assert all(sum(size for (size,) in part) <= room or len(part) == 1 for part in parts)


# Names.


def test_no_page_takes_the_name_of_another() -> None:
    """Keys that look like the pages of another key, all in lists that are split."""
    keys = ("x", "x-2021", "x-p2", "x-2021-p2", "x-unknown", "2021", "2021-p2", "p2", "index-p2")
    records = [
        Record(
            f"{place:06}",
            light_report(
                Post(f"职务{key}", key),
                year,
                ("jiaotong",),
                random.Random(place),  # noqa: S311 (the same every time)
            ),
        )
        for place, (key, year, _) in enumerate(
            (key, year, again) for key in keys for year in (2021, 2020, None) for again in range(4)
        )
    ]
    paths = [page.path for page in plan_indexes(grouped(records), room=SMALL)]
    assert len(paths) == len(set(paths)) == len({path.casefold() for path in paths})
    assert {"posts/x.md", "posts/x-2021.md", "posts/x_2021.md", "posts/x_2021_p2.md"} <= set(paths)
    assert [path for path in paths if not OURS.fullmatch(path)] == []
    assert max(map(len, paths)) < 60


@pytest.mark.parametrize(
    "local",
    [
        "topics: [{key: duty_2021, label: 甲}]",
        "topics: [{key: index, label: 甲}]",
        "posts: [{key: unknown, name: 甲}]",
        "posts: [{key: 'nu{area}', name: 甲}]\nareas: [{key: l, name: 里, rank: 1, scope: []}]",
        "roles: {heads: {里长: Li_Zhang}}",
    ],
)
def test_keys_that_would_be_other_pages_are_refused(tmp_path: Path, local: str) -> None:
    path = tmp_path / "vocabulary.yml"
    path.write_text(local, encoding="utf-8")
    with pytest.raises(VocabularyError, match="key"):
        load_vocabulary(path)


# Stability.


@pytest.fixture(scope="module")
def many() -> list[Record]:
    return light_records(1200, 20, 6, words())


ROOM = 12_000
"""Room that splits the lists of 1,200 reports."""
OVERVIEWS = r"\.home\.txt|\w+/index(_p\d+)?\.md|(sections|topics|posts)/[a-z0-9-]+\.md"


def changed(before: Sequence[Record], after: Sequence[Record]) -> set[str]:
    old, new = (rendered(plan_indexes(grouped(rs), room=ROOM)) for rs in (before, after))
    return {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


def about(year: int, report: Report) -> re.Pattern[str]:
    """The pages that one report of a year may change."""
    lists = [f"years/{year}", f"posts/{report.post.value.key if report.post.value else ''}_{year}"]
    lists += [f"topics/{topic}_{year}" for topic in report.topics]
    lists += [rf"sections/[a-z]+_{year}"]
    return re.compile(f"({'|'.join(lists)})(_p\\d+)?\\.md|{OVERVIEWS}")


def test_one_more_report_changes_the_pages_of_its_year_only(many: list[Record]) -> None:
    record = many[500]
    more = Record("009999", record.report)
    touched = changed(many, [*many, more])
    pattern = about(year_of(record), record.report)
    assert [path for path in touched if not pattern.fullmatch(path)] == []
    assert f"years/{year_of(record)}.md" in touched
    assert touched == changed([*many, more], many)


def test_a_corrected_title_changes_the_lists_that_show_it_only(many: list[Record]) -> None:
    """No count changes, so no overview does."""
    record = many[500]
    title = replace(record.report.title, text="改过的题名")
    after = [*many[:500], replace(record, report=replace(record.report, title=title)), *many[501:]]
    touched = changed(many, after)
    assert {path.partition("/")[0] for path in touched} == {"years", "posts"}
    assert len(touched) == 2


def test_a_corrected_year_changes_the_pages_of_two_years(many: list[Record]) -> None:
    record = many[500]
    years = [year_of(record), 2023 if year_of(record) != 2023 else 2022]
    moved = replace(record.report, year=Finding(Years(years[1])))
    touched = changed(many, [*many[:500], replace(record, report=moved), *many[501:]])
    patterns = [about(year, record.report) for year in years]
    assert [path for path in touched if not any(p.fullmatch(path) for p in patterns)] == []


def year_of(record: Record) -> int:
    assert record.report.year.value
    return record.report.year.value.last


# Doubts.

GUESSED = "2022/县主要领导述职.txt"
"""The sample whose post is inferred."""
STATED = """2021年度述职报告
县委书记　方砚秋
一、学习
全年集中学习十二次。
二、存在问题
调研不深。
"""
LISTS = ("posts/xianwei-shuji", "sections/problems", "topics/xinfang-wending", "years/2022")
MARKED = re.compile(r'<span class="report-doubt">(?P<field>职务|年度|)待核对</span>')


def marks_in(page: str) -> list[str]:
    """The fields named by the marks of a page, in order; empty for one that is shown itself."""
    return [match["field"] for match in MARKED.finditer(page)]


def in_doubt(report: Report, *fields: str) -> Record:
    return Record("000001", replace(report, doubts=tuple((field, "推断") for field in fields)))


@pytest.mark.parametrize(
    ("fields", "year", "post", "section", "topic"),
    [
        ((), [], [], [], []),
        (("post",), [""], ["职务"], [""], [""]),
        (("year",), ["年度"], [""], [""], ["年度"]),
        (("year", "post", "post"), ["", "年度"], ["", "职务"], ["", ""], ["", "年度"]),
        (("sections", "publish"), [], [], [], []),
    ],
)
def test_lists_mark_what_is_inferred(
    fields: tuple[str, ...],
    year: list[str],
    post: list[str],
    section: list[str],
    topic: list[str],
) -> None:
    """A field that the list does not show is named by its mark."""
    office, chance = light_posts(1)[0], random.Random(0)  # noqa: S311 (any will do)
    record = in_doubt(light_report(office, 2021, ("jiaotong",), chance), *fields)
    pages = render_indexes([record], words())
    assert marks_in(pages[f"posts/{office.key}.md"]) == post
    assert marks_in(pages["sections/study.md"]) == section
    assert marks_in(pages["topics/jiaotong.md"]) == topic
    assert marks_in(pages["years/2021.md"]) == year


def test_a_doubt_that_is_settled_leaves_every_list(tmp_path: Path) -> None:
    """The pages are made anew, though none of their reports has another text."""
    files = {"a.txt": sample_files()[GUESSED], "b.txt": STATED.encode()}
    archive = fill_archive(tmp_path / "archive", files)
    convert_archive(archive, silent)
    pages = [archive / "docs" / "archive" / f"{name}.md" for name in (*LISTS, "reports/000002")]
    assert [len(marks_in(page.read_text(encoding="utf-8"))) for page in pages] == [1] * len(pages)
    find_well(archive)
    convert_archive(archive, silent)
    assert not any(marks_in(page.read_text(encoding="utf-8")) for page in pages)


@pytest.mark.parametrize("field", ["year", "post"])
def test_the_way_to_an_inferred_year_is_marked(field: str) -> None:
    office, chance = light_posts(1)[0], random.Random(0)  # noqa: S311 (any will do)
    guessed, stated = (light_report(office, year, (), chance) for year in (2020, 2021))
    records = [in_doubt(guessed, field), Record("000002", replace(stated, doubts=()))]
    beside = neighbours_of(grouped(records).posts)
    shown = {
        record.number: render_page(record, PageText("", (), ()), beside[record.number], words())
        for record in records
    }
    mark = '<span class="report-doubt">待核对</span>'
    assert f'<a href="000001.html" rel="prev">← 2020年度{mark}</a>' in shown["000002"]
    assert '<a href="000002.html" rel="next">2021年度 →</a>' in shown["000001"]


def find_well(archive: Path) -> None:
    """Put 已核对 into the catalogue's first row."""
    catalogue = archive / "reports" / FILE_NAME
    rows = csv.reader(io.StringIO(catalogue.read_text(encoding="utf-8-sig")))
    head, row, *others = rows
    row[head.index(REVIEW)] = CHECKED
    out = io.StringIO()
    csv.writer(out).writerows([head, row, *others])
    catalogue.write_text(out.getvalue(), encoding="utf-8-sig")


def test_ten_thousand_guesses_leave_the_pages_light() -> None:
    records = [
        Record(r.number, in_doubt(r.report, "year", "post").report)
        for r in light_records(10_000, 300, 30, words())
    ]
    pages = rendered(plan_indexes(grouped(records)))
    assert max(len(text.encode()) for text in pages.values()) < PAGE_LIMIT * 2 // 3


# Links alike.


@pytest.mark.parametrize(
    ("reports", "links"),
    [
        ([(0, None, None), (1, None, None)], ["县财政局局长", "县教育局局长"]),
        ([(0, "甲", "方砚秋"), (0, "乙", "方砚秋")], ["县财政局局长（甲）", "县财政局局长（乙）"]),
        ([(0, "甲", "春"), (0, "甲", "夏")], ["县财政局局长（春）", "县财政局局长（夏）"]),
        ([(0, None, "春"), (0, "甲", None)], ["县财政局局长（春）", "县财政局局长（甲）"]),
        (
            [(0, "甲", "春"), (0, "甲", "春"), (0, None, None), (1, None, None)],
            [*(f"县财政局局长（件号 00000{n}）" for n in (1, 2, 3)), "县教育局局长"],
        ),
    ],
)
def test_a_topic_has_no_two_links_alike_in_a_year(
    reports: list[tuple[int, str | None, str | None]], links: list[str]
) -> None:
    """The unit tells them apart, failing that the person, failing that the number."""
    chance = random.Random(0)  # noqa: S311 (any will do)
    records = [
        Record(
            f"{number:06}",
            replace(
                light_report(light_posts(2)[office], 2021, ("jiaotong",), chance),
                unit=Finding(unit),
                person=Finding(person),
            ),
        )
        for number, (office, unit, person) in enumerate(reports, 1)
    ]
    page = render_indexes(records, words())["topics/jiaotong.md"]
    assert sorted(re.findall(r'reports/\d+\.html">([^<]*)</a>', page)) == sorted(links)


# Form.


def test_a_small_archive_has_one_page_a_list() -> None:
    pages = render_indexes(light_records(150, 12, 6, words()), words())
    assert [path for path in pages if "_" in path] == []
    assert "archive-pager" not in pages["sections/problems.md"]


def test_a_list_of_one_year_needs_no_overview() -> None:
    pages = render_indexes(light_records(900, 900, 1, words()), words())
    names = sorted(path for path in pages if path.startswith("sections/problems"))
    assert names == ["sections/problems.md", "sections/problems_p2.md", "sections/problems_p3.md"]


def test_pages_are_plain_html_within_their_frame(many: list[Record]) -> None:
    """No Markdown link, no style, no script: pages are built apart, under a strict policy."""
    for path, text in rendered(plan_indexes(grouped(many), room=ROOM)).items():
        assert not re.search(r"\]\(|\.md\b|<script| style=| on\w+=", text), path


def test_a_year_leads_to_the_next_ones(many: list[Record]) -> None:
    pages = rendered(plan_indexes(grouped(many), room=ROOM))
    text = pages["sections/problems_2021.md"]
    links = re.search(r'<p class="archive-pager">(.*?)</p>', text)
    assert links
    assert HREF.findall(links[1]) == ["problems_2020.html", "problems.html", "problems_2022.html"]
    assert 'href="problems_2021.html"' in pages["sections/problems.md"]


def test_inside_a_year_posts_come_in_the_order_of_the_vocabulary() -> None:
    keys = ["xianzhang", "xianwei-shuji", "xiancaizhengju-juzhang"]
    names = dict(zip(keys, ["县长", "县委书记", "县财政局局长"], strict=True))
    chance = random.Random(0)  # noqa: S311 (any will do)
    records = [
        Record(f"{place:06}", light_report(Post(names[key], key), 2021, (), chance))
        for place, key in enumerate(reversed(keys))
    ]
    page = render_indexes(records, words())["years/2021.md"]
    assert re.findall(r"posts/([a-z-]+)\.html", page) == [
        "xianwei-shuji",
        "xianzhang",
        "xiancaizhengju-juzhang",
    ]


@given(st.sets(st.integers(1950, 2100)))
def test_coverage_tables_hold_the_latest_years(years: set[int]) -> None:
    blocks = year_blocks(sorted(years))
    assert len(blocks) <= BLOCKS
    assert all(len(block) <= (WIDTH if len(blocks) == 1 else BLOCK) for block in blocks)
    assert not years or blocks[0][-1] == max(years)
    shown = [year for block in reversed(blocks) for year in block]
    assert shown == sorted(set(shown))
    assert len(shown) >= min(len(years), WIDTH)


# Weight.


@pytest.fixture(scope="module")
def county() -> list[IndexPage]:
    """Ten thousand reports, 300 posts, 30 years."""
    return list(plan_indexes(grouped(light_records(10_000, 300, 30, words()))))


HEAVIEST: dict[str, Callable[[str], bool]] = {
    "home": lambda path: path == HOME,
    "index": lambda path: path.endswith("/index.md"),
    "year": re.compile(r"years/\d+\.md").fullmatch,  # type: ignore[dict-item]  # truth is enough
    "post": re.compile(r"posts/post-\w+\.md").fullmatch,  # type: ignore[dict-item]
    "overview": re.compile(r"sections/[a-z]+\.md").fullmatch,  # type: ignore[dict-item]
    "sections of a year": re.compile(r"sections/[a-z]+_\w+\.md").fullmatch,  # type: ignore[dict-item]
    "topic": re.compile(r"topics/[a-z-]+(?<!index)\.md").fullmatch,  # type: ignore[dict-item]
}


def heaviest(pages: dict[str, str]) -> dict[str, str]:
    """The heaviest page of each kind."""
    return {
        name: max(filter(wanted, pages), key=lambda path: len(pages[path].encode()))
        for name, wanted in HEAVIEST.items()
    }


@pytest.fixture(scope="module")
def built(county: list[IndexPage], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The heaviest page of each kind and the category pages, as MkDocs builds them."""
    pages = rendered(county)
    assert max(len(text.encode()) for text in pages.values()) < PAGE_LIMIT * 2 // 3
    chosen = heaviest(pages)
    archive = fill_archive(tmp_path_factory.mktemp("county") / "archive", {})
    for path in {*chosen.values(), *(path for path in pages if path.endswith("/index.md"))}:
        place = archive / "docs" / "archive" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(pages[path], encoding="utf-8")
    run_mkdocs(archive)
    site = archive / "site"
    return {
        name: site / "index.html"
        if path == HOME
        else site / "archive" / Path(path).with_suffix(".html")
        for name, path in chosen.items()
    }


@pytest.mark.parametrize("kind", HEAVIEST)
def test_pages_stay_light_at_ten_thousand_reports(built: dict[str, Path], kind: str) -> None:
    assert built[kind].stat().st_size <= PAGE_LIMIT


@pytest.mark.browser
def test_a_browser_has_little_to_lay_out(built: dict[str, Path], browser: Browser) -> None:
    page = browser.new_page()
    for name, path in built.items():
        page.goto(path.as_uri())
        assert page.evaluate("document.querySelectorAll('*').length") <= NODE_LIMIT, name
    page.close()


def test_three_thousand_posts_have_indexes_of_bearable_size() -> None:
    """One report each: the index of posts is cut, and says where which post stands."""
    chance = random.Random(1)  # noqa: S311 (any will do)
    records = [
        Record(f"{place:06}", light_report(post, 2023, (), chance, sections=1))
        for place, post in enumerate(light_posts(3000))
    ]
    pages = render_indexes(records, words())
    parts = [pages[f"posts/index{part}.md"] for part in ("", "_p2", "_p3")]
    assert max(len(text.encode()) for text in pages.values()) < PAGE_LIMIT * 2 // 3
    assert sum(part.count("<tr><td>") for part in parts) == 3000
    assert all("index_p3.html" in part for part in parts[:2])


def test_a_wall_of_headings_gets_fewer_rows_a_page() -> None:
    """Reports of many sections weigh more on their post's page."""
    chance = random.Random(1)  # noqa: S311 (any will do)
    records = [
        Record(f"{place:06}", light_report(OFFICES[0], 2023, (), chance, sections=40))
        for place in range(200)
    ]
    pages = render_indexes(records, words())
    assert max(len(text.encode()) for text in pages.values()) < PAGE_LIMIT * 2 // 3
