"""For everybody: axe-core on every kind of page, and every function by keyboard alone."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import DESKTOP

pytestmark = pytest.mark.browser

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
PHONE = {"width": 390, "height": 844}
# Every kind of page, and what says that its scripts have done their work.
PAGES = {
    "index.html": ".search-box",
    "search.html": ".search-hit",
    "search.html?q=学习&year=2021": ".search-hit mark",
    "search.html?q=督查 夸克胶子": ".search-offers button",
    "manual.html": ".search-box",
    "404.html": ".lost-links a",
    "archive/years/index.html": ".search-box",
    "archive/years/2021.html": ".search-box",
    "archive/posts/xianwei-bangongshi-zhuren.html": ".search-box",
    "archive/sections/problems.html": ".search-box",
    "archive/topics/xiangcun-zhenxing.html": ".search-box",
    "archive/reports/000001.html": ".reading-controls",
    "archive/reports/000005.html": ".report-doubt",
    "archive/reports/000010.html?highlight=学习": "mark.report-hit",
}
REPORT = "archive/reports/000010.html"
# Where the keyboard is: its name, whether it can be seen, and by what.
FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const shown = node.matches('.md-option') ? node.nextElementSibling : node;
  const box = shown.getBoundingClientRect();
  const ring = (item) => {
    const style = getComputedStyle(item);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
      || style.boxShadow !== 'none';
  };
  const field = node.closest('.search-form, .search-box__field');
  return {
    what: node.outerHTML.slice(0, 120),
    name: (node.getAttribute('aria-label') || node.title || node.textContent).trim(),
    seen: box.width > 0 && box.height > 0 && getComputedStyle(shown).visibility === 'visible'
      && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    ringed: ring(shown) || Boolean(node.matches('input') && field && ring(field)),
  };
}"""


# --- axe-core -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    browser: Browser, server: str, scheme: Any, size: dict[str, int]
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]  # a plain dict will do
    page = context.new_page()
    found = {}
    for name, ready in PAGES.items():
        page.goto(f"{server}/{name}")
        page.locator(ready).first.wait_for(state="attached")
        found[name] = serious(page)
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical: rule, elements."""
    page.evaluate(AXE)
    # The tabs fade away when a page opens at a passage; half faded they are no colour of ours.
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished)).catch(() => 0)")
    violations = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
    )
    return [
        f"{fault['id']}: {[node['target'] for node in fault['nodes']][:5]}"
        for fault in violations
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("state", ["plain", "large", "year"])
def test_axe_finds_nothing_in_what_the_reader_changes(page: Page, server: str, state: str) -> None:
    page.goto(f"{server}/{REPORT}")
    if state == "year":
        page.locator(".reading-button--year").click()
        page.locator(".reading-year a").first.wait_for()
    else:
        page.locator(f".reading-button[data-value={state}]").click()
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    assert serious(page) == []


def test_axe_would_find_something(page: Page, server: str) -> None:
    """The check itself: grey on grey, and a picture that says nothing."""
    page.goto(f"{server}/index.html")
    page.evaluate(
        "() => { const p = document.createElement('p'); p.textContent = '看不清';"
        " p.style.color = '#ccc'; p.style.background = '#ddd'; const i = new Image();"
        " i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; p.append(i);"
        " document.querySelector('article').append(p); }"
    )
    faults = " ".join(serious(page))
    assert "color-contrast" in faults
    assert "image-alt" in faults


# --- By keyboard --------------------------------------------------------------------------------


def walk(page: Page, most: int = 200) -> list[dict[str, Any]]:
    """Every stop of the Tab key from the top of the page until it leaves the page."""
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            return stops
        stops.append(stop)
    pytest.fail(f"no end after {most} stops: {stops[-1]}")


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until an element has the focus."""
    target = page.locator(selector).first
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"the Tab key never reaches {selector}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("name", ["index.html", "search.html?q=茶园", REPORT])
def test_every_stop_of_the_tab_key_is_seen_and_named(
    page: Page, server: str, name: str, size: Any
) -> None:
    page.set_viewport_size(size)
    page.goto(f"{server}/{name}")
    page.locator(PAGES.get(name, ".search-box")).first.wait_for(state="attached")
    page.evaluate("document.activeElement.blur()")
    stops = walk(page)
    assert len(stops) > 8
    assert [stop["what"] for stop in stops if not stop["seen"]] == []
    assert [stop["what"] for stop in stops if not stop["ringed"]] == []
    assert [stop["what"] for stop in stops if not stop["name"]] == []


@pytest.mark.parametrize("name", ["index.html", "manual.html", REPORT])
def test_the_first_stop_skips_to_the_content(page: Page, server: str, name: str) -> None:
    page.goto(f"{server}/{name}")
    page.keyboard.press("Tab")
    link = page.locator(".md-skip")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")


def test_the_scheme_changes_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/{REPORT}")
    tab_to(page, ".md-option")
    page.keyboard.press("Enter")
    expect(page.locator("body[data-md-color-scheme=slate]")).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.locator("body[data-md-color-scheme=default]")).to_be_attached()


def test_the_menu_of_a_narrow_window_opens_and_closes_by_keyboard(page: Page, server: str) -> None:
    """A desktop at 400 % is as narrow as a phone."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict will do
    page.goto(f"{server}/{REPORT}")
    menu = page.locator(".archive-menu")
    tab_to(page, ".archive-menu")
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    first = page.locator(".md-sidebar--primary a[href]").first
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Space")
    expect(first).to_be_focused()
    tab_to(page, ".md-sidebar--primary a[href$='manual.html']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/manual\.html$"))


def test_filters_and_what_is_folded_by_keyboard(page: Page, server: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict will do
    page.goto(f"{server}/search.html?q=学习")
    expect(page.locator(".search-status")).to_have_text(re.compile(r"^\d+ 份报告符合"))
    tab_to(page, ".search-filters summary")
    page.keyboard.press("Enter")
    tab_to(page, ".search-chip[data-facet=year]")
    chip = page.locator(".search-chip[data-facet=year]").first
    year = chip.get_attribute("data-value")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(f"year={year}"))
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(chip).to_be_focused()
    tab_to(page, ".search-chosen")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("year="))


def test_suggestions_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/search.html?q=督查 夸克胶子")
    expect(page.locator(".search-offers button").first).to_be_visible()
    tab_to(page, ".search-offers button")
    page.keyboard.press("Enter")
    expect(page.locator(".search-hit").first).to_be_visible()


def test_the_readers_controls_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/{REPORT}")
    tab_to(page, ".reading-button--year")
    page.keyboard.press("Enter")
    expect(page.locator(".reading-year a").first).to_be_visible()
    tab_to(page, ".reading-button[data-value=plain]")
    page.keyboard.press("Space")
    expect(page.locator("html[data-report-layout=plain]")).to_be_attached()
    tab_to(page, ".reading-button[data-value=large]")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-report-size=large]")).to_be_attached()
    tab_to(page, ".report-evidence summary")
    page.keyboard.press("Enter")
    expect(page.locator(".report-evidence p")).to_be_visible()


def test_the_contents_of_a_narrow_window_by_keyboard(page: Page, server: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict will do
    page.goto(f"{server}/{REPORT}")
    tab_to(page, ".reading-contents summary")
    page.keyboard.press("Enter")
    tab_to(page, ".reading-contents a[href='#party']")
    page.keyboard.press("Enter")
    expect(page.locator("#party")).to_be_in_viewport()


def test_copying_with_the_source_by_keyboard(page: Page, server: str) -> None:
    """Select all, Tab, Enter; and the next Tab goes on."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page.goto(f"{server}/{REPORT}")
    page.keyboard.press("Control+a")
    button = page.locator(".report-cite")
    expect(button).to_be_visible()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(button).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "2021年度县委办公室主任述职报告（题名自拟）（2021年度，" in copied
    page.keyboard.press("Tab")
    expect(button).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(button).not_to_be_focused()


def test_marks_are_walked_and_cleared_by_keyboard(page: Page, server: str) -> None:
    page.goto(f"{server}/{REPORT}?highlight=学习")
    place = page.locator(".report-hits__place")
    expect(place).to_have_text(re.compile("^第 1/"))
    tab_to(page, ".report-hits button:has-text('下一处')")
    page.keyboard.press("Enter")
    expect(place).to_have_text(re.compile("^第 2/"))
    tab_to(page, ".report-hits button:has-text('清除')")
    page.keyboard.press("Enter")
    expect(page.locator("mark.report-hit")).to_have_count(0)
