"""Searching as a reader does: page, header box, highlights, quoting; in real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from conftest import MakeArchive, silent
from report_archive.build import build_archive

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
COUNT = re.compile(r"^(\d+) 份报告符合")


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, archive: Path, server: str) -> str:
    """Where the site is: on a server, and in a folder."""
    return server if request.param == "http" else (archive / "site").as_uri()


def total(page: Page) -> int:
    """How many reports the page says match."""
    status = page.locator(".search-status")
    expect(status).to_have_text(COUNT)
    match = COUNT.match(status.inner_text())
    assert match
    return int(match[1])


def chip(page: Page, facet: str) -> Locator:
    return page.locator(f".search-chip[data-facet={facet}]").first


def test_typing_finds_and_marks(page: Page, base: str) -> None:
    page.goto(f"{base}/search.html")
    expect(page.locator("#search-text")).to_be_focused()
    expect(page.locator(".search-status")).to_have_text(re.compile("^全部 29 份报告"))
    page.locator("#search-text").fill("督查")
    assert total(page) > 0
    marks = page.locator(".search-hits mark")
    expect(marks.first).to_have_text("督查")
    assert set(marks.all_inner_texts()) == {"督查"}


@pytest.mark.parametrize("query", ["%00", "%01%1F", "，", "%E2%80%8B"])
def test_what_asks_for_nothing_is_no_match_of_all(page: Page, server: str, query: str) -> None:
    page.goto(f"{server}/search.html?q={query}")
    expect(page.locator(".search-hit").first).to_be_visible()
    expect(page.locator(".search-status")).to_have_text("全部 29 份报告")


def test_a_chip_gives_what_it_says_and_back_takes_it_away(page: Page, base: str) -> None:
    page.goto(f"{base}/search.html?q=学习")
    before = total(page)
    year = chip(page, "year")
    count = int(year.locator(".search-chip__count").inner_text())
    year.click()
    expect(page).to_have_url(re.compile(r"[?&]year=\d{4}"))
    expect(page.locator(".search-status")).to_have_text(re.compile(f"^{count} 份报告符合"))
    page.go_back()
    expect(page.locator(".search-status")).to_have_text(re.compile(f"^{before} 份报告符合"))


def test_filters_alone_browse_the_archive(page: Page, base: str) -> None:
    page.goto(f"{base}/search.html?post=xianwei-bangongshi-zhuren&sort=oldest")
    expect(page.locator(".search-hit")).to_have_count(6)
    years = [text[:4] for text in page.locator(".search-hit__facts").all_inner_texts()]
    assert years == ["2017", "2018", "2019", "2020", "2021", "2022"]


def test_scrolling_loads_more_until_all_are_there(page: Page, base: str) -> None:
    page.goto(f"{base}/search.html")
    hits = page.locator(".search-hit")
    expect(hits).not_to_have_count(0)
    more = page.locator(".search-more")
    while more.is_visible():
        seen = hits.count()
        more.scroll_into_view_if_needed()
        expect(hits.nth(seen)).to_be_attached()
    expect(hits).to_have_count(29)


def test_nothing_found_offers_what_would_match(page: Page, base: str) -> None:
    page.goto(f"{base}/search.html?q=督查 夸克胶子")
    expect(page.locator(".search-nothing")).to_be_visible()
    offer = page.locator(".search-offers button", has_text="只找 督查")
    expected = re.search(r"(\d+) 份", offer.inner_text())
    offer.click()
    assert expected
    assert total(page) == int(expected[1])


def test_what_is_offered_is_read_as_the_search_reads_it(page: Page, server: str) -> None:
    """A word with quotes in it is one word there too."""
    page.goto(f"{server}/search.html?q=“学”习 夸克胶子")
    offers = page.locator(".search-offers button")
    expect(offers.first).to_be_visible()
    assert [re.sub(r" \d+ 份$", "", text) for text in offers.all_inner_texts()] == ["只找 “学”习"]


def test_keys_alone_will_do(page: Page, base: str) -> None:
    """/ to the box, arrows through the hits, Enter opens one, Escape clears."""
    page.goto(f"{base}/search.html?q=茶园")
    assert total(page) > 1
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#search-text")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search-hit__link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"reports/\d{6}\.html\?highlight="))
    page.go_back()
    page.locator("#search-text").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#search-text")).to_have_value("")


@pytest.mark.parametrize("name", ["index.html", "manual.html", "archive/reports/000001.html"])
def test_the_header_box_leads_to_the_search_page(page: Page, base: str, name: str) -> None:
    page.goto(f"{base}/{name}")
    page.keyboard.press("/")
    expect(page.locator(".search-box__input")).to_be_focused()
    page.keyboard.type("茶园 合作社")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\.html\?q="))
    expect(page.locator("#search-text")).to_have_value("茶园 合作社")


def test_a_hit_opens_marked_at_its_section_and_clears(page: Page, base: str) -> None:
    plain = f"{base}/archive/reports/000010.html"
    page.goto(plain)
    before = page.locator("article").text_content()
    page.goto(f"{plain}?highlight=学习#party")
    marks = page.locator("mark.report-hit")
    expect(marks.first).to_have_text("学习")
    current = page.locator(".report-hit--current").first
    expect(current).to_be_in_viewport()
    after_section = "mark => document.querySelector('#party').compareDocumentPosition(mark) & 4"
    assert current.evaluate(after_section)
    place = page.locator(".report-hits__place")
    said = place.inner_text()
    page.locator(".report-hits button", has_text="下一处").click()
    expect(place).not_to_have_text(said)
    page.locator(".report-hits button", has_text="清除").click()
    expect(marks).to_have_count(0)
    assert "highlight" not in page.url
    assert page.locator("article").text_content() == before


SOURCES = {
    "000001": "《2017年度述职报告》（2017年度，县委办公室主任，件号 000001）",
    "000004": "2021年度县政府办公室主任述职报告（题名自拟）"
    "（2021年度，县政府办公室主任，件号 000004）",
    "000005": "《个人述职报告》（2022年度，县委书记（待核对），件号 000005）",
}
"""What is guessed is called so."""


@pytest.mark.parametrize("number", SOURCES)
def test_a_quotation_carries_its_source(page: Page, base: str, number: str) -> None:
    """Where there is no clipboard to write to, as over plain http, copying works all the same."""
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true});"
        "document.addEventListener('copy', () => { const a = document.activeElement;"
        " window.copied = a && 'value' in a ? a.value : String(getSelection()); }, true);"
    )
    page.goto(f"{base}/archive/reports/{number}.html")
    page.locator("#preamble").evaluate("p => getSelection().selectAllChildren(p)")
    button = page.locator(".report-cite")
    expect(button).to_be_visible()
    button.click()
    expect(button).to_have_text("已复制")
    copied = page.evaluate("window.copied")
    assert copied.startswith(page.locator("#preamble").inner_text())
    assert copied.split("\n")[-1].startswith(SOURCES[number])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("2017年度述职报告", ["2017年度述职报告", "2017年度 · 县委办公室主任 · 件号 000001"]),
        (
            "2021年度县政府办公室主任述职报告",
            [
                "2021年度县政府办公室主任述职报告〔题名自拟〕",
                "2021年度 · 县政府办公室主任 · 件号 000004",
            ],
        ),
        ("个人述职报告", ["个人述职报告", "2022年度 · 县委书记待核对 · 件号 000005"]),
    ],
)
def test_a_hit_says_what_is_guessed(page: Page, server: str, query: str, said: list[str]) -> None:
    page.goto(f"{server}/search.html?q={query}")
    hit = page.locator(".search-hit", has_text=said[1][-6:])
    title = hit.locator(".search-hit__title").inner_text()
    facts = hit.locator(".search-hit__facts").inner_text()
    assert [title, re.sub(r" · \d+ 处$", "", facts)] == said


COUNTED = """某年某月××××××某日，现将2021年度县财政局局长述职报告报告如下。
一、学习
坚持问题导向学习学习学习，哈哈哈哈哈，难题导向问题导向。问题
导向，题导
二、履职
向前看问题问题导向，98.6%完成，ｶﾞｶﾞｶﾞ。
县财政局局长　方砚秋
2021年12月"""
# A query, and in how many places of that report something of it stands.
PLACES = {
    "××": 3,
    "×××××": 1,
    "问题|题导向": 6,
    "学习学习": 1,
    "学习 习学": 2,
    "哈哈": 2,
    "哈哈哈 哈哈": 1,
    "2021年度县财政局局长报告": 1,
    "县财政局局长": 3,
    "述职报告|报告": 3,
    "导向": 5,
    "题导。二": 1,
    "导。": 1,
    "报告。某年": 0,
    "。某年": 0,
    "2021年12月。": 1,
    "ガガ": 1,
    "题": 7,
}


def test_results_count_what_the_page_marks(page: Page, make_archive: MakeArchive) -> None:
    """Of each term the leftmost that do not overlap; what overlaps of several terms is one.

    The report's title is composed: it counts too.
    """
    archive = make_archive({"a.txt": COUNTED.encode()})
    build_archive(archive, silent)
    report = (archive / "site" / "archive" / "reports" / "000001.html").as_uri()
    for query, expected in PLACES.items():
        page.goto(f"{report}?highlight={query}")
        place = page.locator(".report-hits__place")
        expect(place).to_have_text(f"第 1/{expected} 处" if expected else "本报告中没有")
        hits = page.evaluate("text => reportArchive.search({text}).then(r => r.hits)", query)
        assert [hit["count"] for hit in hits] == ([expected] if expected else []), query


def test_a_missing_pack_is_said_and_no_count_is_shown(page: Page, server: str) -> None:
    page.route(re.compile(r"/archive/search/\d+-\d+\.js(\?|$)"), lambda route: route.abort())
    page.goto(f"{server}/search.html?q=督查")
    expect(page.locator(".search-problem")).to_contain_text("缺少检索数据文件")
    expect(page.locator(".search-hit")).to_have_count(0)
    expect(page.locator(".search-status")).to_have_text("")
    page.unroute_all()
    page.locator(".search-problem button").click()
    assert total(page) > 0


def test_what_is_typed_never_becomes_markup(page: Page, server: str) -> None:
    page.goto(f"{server}/search.html?q=<img src=x onerror=alert(1)>")
    expect(page.locator(".search-nothing, .search-hit").first).to_be_visible()
    assert page.locator("#archive-search img").count() == 0


def test_a_phone_has_room_for_it(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]  # a plain dict will do
    page = context.new_page()
    page.goto(f"{server}/search.html?q=学习")
    expect(page.locator(".search-hit").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto(f"{server}/index.html")
    page.locator(".search-box__open").click()
    expect(page.locator(".search-box__input")).to_be_focused()
    context.close()
