"""Reading a report: set like an official document, on screen and on paper; in real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import DESKTOP, MakeArchive, fill_archive, sample_files, silent
from page_text import source_text, squeezed
from paper import UNSURE, Mark, fold, line_text, read_paper
from report_archive.build import build_archive, convert_archive
from report_archive.length import reading_minutes
from report_archive.reading.file import read_file
from report_archive.record import Record
from report_archive.vocabulary import Vocabulary

PHONE = {"width": 390, "height": 844}
# Run-in headings, a composed title, the same post's years before and after.
REPORT = "archive/reports/000010.html"
PLAIN = "html[data-report-layout=plain]"

browser_test = pytest.mark.browser


# Where the metadata begin, and where each separator in them stands.
SEPARATORS = """meta => {
  const dots = [], range = document.createRange();
  const walker = document.createTreeWalker(meta, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (const found of walker.currentNode.data.matchAll(/·/g)) {
      range.setStart(walker.currentNode, found.index);
      range.setEnd(walker.currentNode, found.index + 1);
      dots.push(range.getBoundingClientRect().left);
    }
  }
  return [meta.getBoundingClientRect().left, dots];
}"""


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, archive: Path, server: str) -> str:
    """Where the site is: on a server, and in a folder."""
    return server if request.param == "http" else (archive / "site").as_uri()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; an error in any script fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


def style(page: Page, selector: str, name: str) -> str:
    value = page.locator(selector).first.evaluate(
        "(node, name) => getComputedStyle(node).getPropertyValue(name)", name
    )
    assert isinstance(value, str)
    return value


def pixels(page: Page, selector: str, name: str) -> float:
    return float(style(page, selector, name).removesuffix("px"))


def press(page: Page, value: str) -> None:
    page.locator(f".reading-button[data-value={value}]").click()


# --- Length, and what a page depends on ---------------------------------------------------------


@pytest.mark.parametrize(
    ("characters", "minutes"), [(0, 1), (80, 1), (700, 1), (800, 2), (1900, 4), (10_000, 20)]
)
def test_minutes_are_characters_by_500(characters: int, minutes: int) -> None:
    assert reading_minutes(characters) == minutes


def records_in(archive: Path) -> list[Record]:
    survey = convert_archive(archive, silent)
    return list(survey.records)


def pages_in(archive: Path) -> dict[str, str]:
    folder = archive / "docs" / "archive"
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.md")}


def test_a_page_says_its_length_as_its_year_does(make_archive: MakeArchive) -> None:
    archive = make_archive(sample_files())
    records = records_in(archive)
    pages = pages_in(archive)
    for record in records:
        characters = record.report.length
        said = f"{characters} 字，约读 {reading_minutes(characters)} 分钟"
        assert said in pages[f"reports/{record.number}.md"]
        years = record.report.year.value
        if years:
            year = pages[f"years/{years.last}.md"]
            row = next(line for line in year.splitlines() if f"/{record.number}.html" in line)
            assert f"<td>{characters}</td>" in row


def test_a_report_that_comes_in_changes_no_page_but_its_neighbours(
    make_archive: MakeArchive,
) -> None:
    """Of thirty reports or ten thousand: the pages of its year only link to the year."""
    archive = make_archive(sample_files())
    newest = next(r for r in records_in(archive) if r.number == "000010")
    after = pages_in(archive)
    (archive / "reports" / newest.report.source.file).unlink()
    records_in(archive)
    before = pages_in(archive)
    changed = {
        name for name in before if name.startswith("reports/") and before[name] != after[name]
    }
    assert changed == {"reports/000009.md", "reports/000011.md"}


# --- On screen ----------------------------------------------------------------------------------


@browser_test
@pytest.mark.parametrize("width", [320, 360, 440, 520, 768, 1280])
def test_no_line_of_facts_begins_with_its_separator(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server}/archive/reports/000003.html")
    left, dots = page.locator(".report-meta").evaluate(SEPARATORS)
    assert len(dots) > 10
    assert min(dots) > left + 20


def test_set_like_an_official_document(page: Page, server: str) -> None:
    """GB/T 9704-2012: 28 characters a line, 仿宋, 黑体, 楷体, two-character indents."""
    page.goto(f"{server}/archive/reports/000001.html")
    size = pixels(page, "#preamble", "font-size")
    assert pixels(page, "#preamble", "width") == pytest.approx(28 * size, abs=0.5)
    assert pixels(page, "#preamble", "line-height") == pytest.approx(size * 15 / 8, abs=0.5)
    assert pixels(page, "#title", "font-size") == pytest.approx(size * 22 / 16, abs=0.1)
    assert style(page, "#title", "text-align") == "center"
    for selector in ("#preamble", "#study", "#study_1", "#duty_1_1"):
        assert pixels(page, selector, "font-size") == size, selector
        assert pixels(page, selector, "text-indent") == pytest.approx(2 * size, abs=0.1), selector
    faces = {
        "#title": "Archive Biaosong",
        "#preamble": "FangSong",
        "#study": "SimHei",
        "#study_1": "KaiTi",
        "#duty_1_1": "FangSong",
    }
    assert {selector: first_face(page, selector) for selector in faces} == faces


def first_face(page: Page, selector: str) -> str:
    return style(page, selector, "font-family").split(",")[0].strip('"')


@browser_test
def test_levels_look_different_where_no_fonts_but_the_systems_are(page: Page, server: str) -> None:
    """Debian's fonts have no 楷体: its stand-in is a bold face, and none is smeared into one."""
    page.goto(f"{server}/archive/reports/000001.html")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]

    def face(selector: str) -> str:
        asked = {"nodeId": root, "selector": selector}
        node = session.send("DOM.querySelector", asked)["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        return str(max(fonts, key=lambda font: int(font["glyphCount"]))["postScriptName"])

    faces = {face(selector) for selector in ("#preamble", "#study", "#study_1")}
    assert len(faces) == 3


@browser_test
@pytest.mark.parametrize("number", ["000010", "000005"], ids=["second level", "first level"])
def test_a_run_in_heading_and_its_paragraph_are_one(page: Page, server: str, number: str) -> None:
    page.goto(f"{server}/archive/reports/{number}.html")
    heading = page.locator(".report-run-in").first.bounding_box()
    first_line = page.locator(".report-run-in + p").first.evaluate(
        "p => { const range = document.createRange(); range.selectNodeContents(p);"
        " const {left, top} = range.getClientRects()[0]; return [left, top]; }"
    )
    second_line = page.locator(".report-run-in + p").first.evaluate(
        "p => { const range = document.createRange(); range.selectNodeContents(p);"
        " const all = Array.from(range.getClientRects()), first = all[0];"
        " return all.find(r => r.top > first.bottom - 1).left - p.getBoundingClientRect().left; }"
    )
    assert heading
    assert first_line[0] == pytest.approx(heading["x"] + heading["width"], abs=1)
    # Fonts differ in their heights, so text boxes do a little, in one and the same line.
    assert first_line[1] == pytest.approx(heading["y"], abs=heading["height"] / 4)
    assert second_line == pytest.approx(0, abs=0.5)


@browser_test
def test_layout_and_size_are_remembered(page: Page, base: str) -> None:
    """On the next report and after a reload; and only the article changes."""
    page.goto(f"{base}/{REPORT}")
    header = pixels(page, ".md-header", "font-size")
    title = pixels(page, ".md-header__topic", "font-size")
    medium = pixels(page, "#preamble", "font-size")
    press(page, "large")
    large = pixels(page, "#preamble", "font-size")
    assert large > medium
    assert pixels(page, ".md-header", "font-size") == header
    assert pixels(page, ".md-header__topic", "font-size") == title
    press(page, "plain")
    assert first_face(page, "#preamble") == "PingFang SC"
    for address in (REPORT, "archive/reports/000001.html"):
        page.goto(f"{base}/{address}")
        expect(page.locator(PLAIN)).to_be_attached()
        pressed = page.locator(".reading-button[aria-pressed=true]")
        assert pressed.all_inner_texts() == ["朴素", "大"]
    press(page, "official")
    assert pixels(page, "#preamble", "font-size") == large
    press(page, "small")
    assert pixels(page, "#preamble", "font-size") < medium


@browser_test
@pytest.mark.parametrize(
    "harm",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('shut'); }});",
        "Storage.prototype.setItem = () => { throw new Error('full'); };",
        "Object.defineProperty(window, 'localStorage', {value: null});",
    ],
)
def test_where_nothing_can_be_remembered_it_holds_for_the_page(
    page: Page, server: str, harm: str
) -> None:
    """Private windows, full storage, file:// pages without any."""
    page.goto(f"{server}/{REPORT}")
    page.evaluate("() => {" + harm + "}")
    press(page, "plain")
    expect(page.locator(PLAIN)).to_be_attached()
    press(page, "official")
    expect(page.locator(PLAIN)).to_have_count(0)


@browser_test
def test_shut_storage_leaves_reports_as_they_are(context: BrowserContext, archive: Path) -> None:
    """Our scripts alone: the theme's own want storage (its errors are not ours to count)."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error.stack)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('shut'); }});"
    )
    page.goto((archive / "site" / REPORT).as_uri())
    expect(page.locator("html[data-report-layout=official]")).to_be_attached()
    press(page, "plain")
    expect(page.locator(PLAIN)).to_be_attached()
    assert [error for error in errors if "/reading/" in error] == []


@browser_test
@pytest.mark.parametrize("stored", ["", "[", "null", "7", '{"layout": "x", "size": 5}'])
def test_what_is_no_setting_of_ours_counts_as_none(page: Page, server: str, stored: str) -> None:
    page.goto(f"{server}/index.html")
    page.evaluate("text => localStorage.setItem('report-archive.reading', text)", stored)
    page.goto(f"{server}/{REPORT}")
    pressed = page.locator(".reading-button[aria-pressed=true]")
    assert pressed.all_inner_texts() == ["公文", "中"]


@browser_test
def test_without_scripts_there_is_the_report_and_no_dead_button(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/{REPORT}")
    assert page.locator("article button, .reading-controls").count() == 0
    column = page.locator("article").bounding_box()
    text = page.locator("#preamble").bounding_box()
    content = page.locator(".md-content").bounding_box()
    assert column
    assert text
    assert content
    assert text["width"] < content["width"]
    assert page.locator(".report-meta a[href='#study']").is_visible()
    assert page.locator(".report-meta a[rel=up]").is_visible()
    context.close()


@browser_test
def test_the_contents_stand_beside_the_text(page: Page, server: str) -> None:
    """The theme's list: our headings, a run-in one without the paragraph that follows it."""
    page.goto(f"{server}/{REPORT}")
    contents = page.locator(".md-nav--secondary")
    assert contents.is_visible()
    entries = [squeezed(text) for text in contents.locator("a").all_inner_texts()]
    headings = page.locator("article :is(h2, h3, h4, h5, h6)").all_inner_texts()
    assert entries == [squeezed(text) for text in headings]
    assert "(一)扎实开展党史学习教育。" in entries
    assert not page.locator(".reading-contents").is_visible()


@browser_test
def test_a_phone_has_the_contents_folded_above_the_text(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]  # a plain dict will do
    page = context.new_page()
    page.goto(f"{server}/{REPORT}")
    contents = page.locator(".reading-contents")
    assert contents.is_visible()
    contents.locator("summary").click()
    link = contents.locator("a[href='#duty_5']")
    expect(link).to_have_text("(五)项目攻坚取得突破。")
    link.click()
    expect(page.locator("#duty_5")).to_be_in_viewport()
    context.close()


@browser_test
def test_the_years_other_posts_are_listed_on_request(page: Page, base: str) -> None:
    page.goto(f"{base}/{REPORT}")
    page.locator(".reading-button--year").click()
    links = page.locator(".reading-year a")
    expect(links).to_have_count(6)
    targets = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert not [target for target in targets if target.endswith("000010.html")]
    # 县委… posts come first: they are of the same house.
    assert links.first.inner_text() == "县委组织部部长"
    for target in targets:
        page.goto(page.evaluate("target => new URL(target, location.href).href", target))
        assert page.locator(".report-meta a[href='../years/2021.html']").count() == 2


# As if the post of every report and the year of one were inferred.
GUESSING = """() => {
  const { search } = window.reportArchive;
  window.reportArchive.search = (asked) => search(asked).then((found) => {
    found.hits.forEach((hit, i) => { hit.doubts = i ? ['post'] : ['year', 'post', 'sections']; });
    return found;
  });
}"""


@browser_test
def test_the_years_other_posts_are_marked_where_they_are_inferred(page: Page, server: str) -> None:
    page.goto(f"{server}/{REPORT}")
    page.evaluate(GUESSING)
    page.locator(".reading-button--year").click()
    expect(page.locator(".reading-year a")).to_have_count(6)
    marks = page.locator(".reading-year a + .report-doubt, .reading-year span + .report-doubt")
    assert sorted(marks.all_inner_texts()) == ["年度待核对", *["待核对"] * 6]


@browser_test
def test_the_years_other_posts_have_no_two_links_alike(
    page: Page, make_archive: MakeArchive
) -> None:
    text = "2021年度述职报告\n县长　李砚{name}\n2021年，我修渠。\n一、学习\n{name}"
    files = {f"{name}.txt": text.format(name=name).encode() for name in "春夏秋"}
    archive = make_archive({**files, "水利.txt": YEARLY.format(year=2021).encode()})
    build_archive(archive, silent)
    pages = {p.name: p for p in (archive / "site" / "archive" / "reports").glob("*.html")}
    (water,) = (p for p in pages.values() if 'data-post="县水利局局长"' in p.read_text("utf-8"))
    others = sorted(name.removesuffix(".html") for name in pages if name != water.name)
    page.goto(water.as_uri())
    page.locator(".reading-button--year").click()
    links = page.locator(".reading-year a")
    expect(links).to_have_text([f"县长（件号 {number}）" for number in others])


@browser_test
def test_the_end_leads_to_the_years_before_and_after(page: Page, server: str) -> None:
    page.goto(f"{server}/{REPORT}")
    turn = page.locator("nav.reading-turn a")
    assert turn.all_inner_texts() == ["← 2020年度", "2022年度 →"]
    turn.last.click()
    expect(page).to_have_url(re.compile(r"/000011\.html$"))


# --- Copied and printed -------------------------------------------------------------------------


@pytest.fixture
def source_of(archive: Path, vocabulary: Vocabulary) -> Callable[[str], str]:
    """A function that gives the text of the file behind a number, without its white space."""

    def read(number: str) -> str:
        page = (archive / "docs/archive/reports" / f"{number}.md").read_text(encoding="utf-8")
        file = yaml.safe_load(page.split("\n---\n", 1)[0])["source"]
        return source_text(read_file(archive / "reports" / file, file, vocabulary))

    return read


@browser_test
@pytest.mark.parametrize("number", ["000001", "000010", "000021", "000005"])
@pytest.mark.parametrize("layout", ["official", "plain"])
def test_copying_gives_the_source(
    page: Page, server: str, source_of: Callable[[str], str], number: str, layout: str
) -> None:
    """What the clipboard holds after Ctrl+C: labels and buttons are no part of it."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page.goto(f"{server}/archive/reports/{number}.html")
    press(page, layout)
    page.evaluate(
        "() => { document.querySelectorAll('.report-aside').forEach(d => { d.open = true; });"
        " const range = reportArchive.passage.range(); getSelection().removeAllRanges();"
        " getSelection().addRange(range); }"
    )
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert squeezed(copied) == source_of(number)


def printed(page: Page) -> list[list[list[Mark]]]:
    return read_paper(page.pdf(prefer_css_page_size=True))


@browser_test
def test_on_paper_22_lines_of_28_characters(page: Page, server: str) -> None:
    """GB/T 9704-2012, 5.2: A4, 37 mm above, 28 mm left, 156 mm by 225 mm, in 16 pt."""
    page.goto(f"{server}/{REPORT}")
    press(page, "large")  # On screen; paper has its own size.
    pages = printed(page)
    body = pages[1][:-1]
    assert len(body) == 22
    steps = [b[0].baseline - a[0].baseline for a, b in pairwise(body)]
    assert all(step == pytest.approx(225 / 22, abs=0.3) for step in steps)
    lefts = [line[0].left for line in body]
    assert min(lefts) == pytest.approx(28, abs=0.5)
    assert max(lefts) == pytest.approx(28 + 2 * 156 / 28, abs=1)
    assert all(mark.left < 28 + 156 for line in body for mark in line)
    assert all(37 < line[0].baseline < 37 + 225 for line in body)
    assert all(mark.size == pytest.approx(16, abs=0.1) for line in body for mark in line)
    lines = [line for lines in pages for line in lines if line[0].left < 28.5]
    full = [line for line in lines if line[-1].left > 175 and all(m.text > "\u2e7f" for m in line)]
    assert full
    # One more where two punctuation marks share a place.
    assert {len(line) for line in full} <= {27, 28, 29}


@browser_test
def test_on_paper_pages_are_numbered_outside(page: Page, server: str) -> None:
    """7.5: between dashes, odd on the right, even on the left, a character from the edge."""
    page.goto(f"{server}/{REPORT}")
    pages = printed(page)
    assert len(pages) > 2
    for number, lines in enumerate(pages, 1):
        foot = lines[-1]
        assert line_text(foot) == f"—{number}—"
        assert foot[0].size == pytest.approx(14, abs=0.1)
        assert 37 + 225 + 7 < foot[0].baseline < 37 + 225 + 7 + 8
        character = 14 * 25.4 / 72
        if number % 2:
            assert foot[-1].left + character == pytest.approx(28 + 156 - character, abs=1)
        else:
            assert foot[0].left == pytest.approx(28 + character, abs=1)


@browser_test
def test_on_paper_there_is_the_report_and_nothing_else(
    page: Page, server: str, source_of: Callable[[str], str]
) -> None:
    page.goto(f"{server}/archive/reports/000001.html")
    lines = [line_text(line) for lines in printed(page) for line in lines[:-1]]
    expected = fold(source_of("000001"))
    shown = "".join(lines)
    assert len(shown) == len(expected)
    unlike = [pair for pair in zip(shown, expected, strict=True) if len({*pair, UNSURE}) > 2]
    assert unlike == []


ANNEXED = """当前位置：首页 > 政务公开
2021年度述职报告
县水利局局长　方砚秋
2021年，我抓好防汛。
一、坚持学习
全年集中学习十二次。
二、履职尽责
修渠九里。
一、坚持学习
全年集中学习十二次。
二、履职尽责
修渠九里。
附件：1. 2021年重点工作完成情况
1. 加固青溪水库，已完成。
2. 清淤山塘八口，已完成。
关闭窗口
"""
FOLDS = "details => details.map(one => one.textContent)"
OPEN = "details => details.map(one => one.open)"


@pytest.fixture(scope="module")
def annexed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a report with an annex, in a folder."""
    files = {"a.txt": ANNEXED.encode()}
    archive = fill_archive(tmp_path_factory.mktemp("annexed") / "archive", files)
    build_archive(archive, silent)
    return (archive / "site" / "archive" / "reports" / "000001.html").as_uri()


@browser_test
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
def test_an_annex_is_printed_open_or_not(
    browser: Browser, annexed: str, scripts: bool, is_open: bool
) -> None:
    """What came with the web page is not, nor what came twice."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(annexed)
    page.locator("details").evaluate_all("(all, open) => all.forEach(d => d.open = open)", is_open)
    lines = [line_text(line) for sheet in printed(page) for line in sheet]
    context.close()
    assert [line[:4] for line in lines if line.endswith(("情况", ",已完成。"))] == [
        "附件:1",
        "1.加固",
        "2.清淤",
    ]
    said = "".join(lines)
    assert said.count("全年集中学") == 1
    assert "当前位置" not in said
    assert "关闭窗" not in said
    assert "文后" not in said


@browser_test
def test_annexes_are_told_from_what_a_web_page_adds(page: Page, annexed: str) -> None:
    page.goto(annexed)
    annex = page.locator(".report-annex").evaluate_all(FOLDS)
    others = page.locator(".report-aside:not(.report-annex)").evaluate_all(FOLDS)
    assert [text[:3] for text in annex] == ["附件："]
    assert ["完成。" in text for text in others] == [False] * 3
    assert [text[:4] for text in others] == ["当前位置", "一、坚持", "关闭窗口"]


@browser_test
def test_annexes_are_open_while_an_older_browser_prints(page: Page, annexed: str) -> None:
    page.goto(annexed)
    annex = page.locator(".report-annex")
    for before in (False, True):
        annex.evaluate("(annex, open) => { annex.open = open; }", before)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert annex.evaluate_all(OPEN) == [True]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert annex.evaluate_all(OPEN) == [before]


@browser_test
def test_printed_plainly_it_takes_less_paper(page: Page, server: str) -> None:
    page.goto(f"{server}/{REPORT}")
    official = printed(page)
    press(page, "plain")
    plain = printed(page)
    assert len(plain) < len(official)
    assert [line_text(lines[-1]) for lines in plain] == [str(i + 1) for i in range(len(plain))]
    assert min(mark.left for line in plain[0] for mark in line) == pytest.approx(18, abs=0.5)


YEARLY = """{year}年度述职报告
县水利局局长　方砚秋
{year}年，我抓好防汛。
一、坚持学习
{year}年集中学习十二次。
"""
RIGHT = 210 - 18
"""Where the text of a page that is no report's ends, in mm."""


@browser_test
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("first", [2005, 1988])
def test_on_paper_the_home_page_has_all_years(
    browser: Browser, make_archive: MakeArchive, first: int, scripts: bool
) -> None:
    """As many as a table has; and those that are folded on the screen."""
    years = range(first, 2025)
    archive = make_archive({f"{y}.txt": YEARLY.format(year=y).encode() for y in years})
    build_archive(archive, silent)
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto((archive / "site" / "index.html").as_uri())
    lines = [line for sheet in printed(page) for line in sheet]
    context.close()
    heads = [line for line in lines if re.fullmatch(r"(职务)?(\d{4}){2,}", line_text(line))]
    shown = "".join(line_text(line).removeprefix("职务") for line in reversed(heads))
    assert shown == "".join(map(str, years))
    counts = [line for line in lines if re.fullmatch(r"县.{5,}1{7,20}", line_text(line))]
    assert len(counts) == len(heads)
    assert all(mark.left < RIGHT - 2 for line in (*heads, *counts) for mark in line)


@browser_test
def test_the_dark_scheme_prints_black_on_white(browser: Browser, server: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server}/{REPORT}")
    page.emulate_media(media="print", color_scheme="dark")
    for selector in ("#title", "#preamble", "#study", "#study_1", "p strong"):
        assert style(page, selector, "color") == "rgb(0, 0, 0)", selector
    context.close()
