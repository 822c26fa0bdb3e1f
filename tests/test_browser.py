"""What a reader's browser does with the site; in real Chromium, over http and from file://."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect

from conftest import DESKTOP
from page_text import source_text, squeezed
from report_archive.reading.file import read_file
from report_archive.vocabulary import Vocabulary

pytestmark = pytest.mark.browser

# One of every kind of page.
PAGES = (
    "index.html",
    "search.html",
    "manual.html",
    "servers.html",
    "404.html",
    "archive/reports/000001.html",
    "archive/years/index.html",
    "archive/years/2021.html",
    "archive/posts/index.html",
    "archive/posts/xianwei-bangongshi-zhuren.html",
    "archive/sections/index.html",
    "archive/sections/problems.html",
    "archive/topics/index.html",
    "archive/topics/xiangcun-zhenxing.html",
    "data/index.html",
)
ID = re.compile(r'<[^>]*\sid="([^"]*)"')
ANCHORED = re.compile(r'<a [^>]*href="((?:(?![a-z]+:)[^"#?])*)#([^"]+)"')
PHONE = {"width": 390, "height": 844}
# What lies between the metadata and the evidence, in the page itself.
BODY = """() => {
  const nodes = [];
  let node = document.querySelector('.report-meta').nextElementSibling;
  for (; !node.matches('.report-evidence'); node = node.nextElementSibling) nodes.push(node);
  return nodes;
}"""


def hostile_page(archive: Path) -> Path:
    pages = sorted((archive / "site/archive/reports").glob("*.html"))
    return pages[-1]


@pytest.mark.parametrize("origin", ["http", "file"])
def test_no_page_asks_anything_of_another_origin(
    page: Page, archive: Path, server: str, origin: str
) -> None:
    """Every kind of page, both ways: all requests go to the site itself and all succeed."""
    base = server if origin == "http" else (archive / "site").as_uri()
    asked: list[str] = []
    failed: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    # 404.html is a web server's affair: its links start at the root.
    pages = PAGES if origin == "http" else [name for name in PAGES if name != "404.html"]
    for name in (*pages, f"archive/reports/{hostile_page(archive).name}"):
        page.goto(f"{base}/{name}", wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith((base, "data:"))] == []
    assert failed == []


def test_a_hostile_report_shows_as_written(
    page: Page, archive: Path, server: str, vocabulary: Vocabulary
) -> None:
    """Nothing runs, nothing loads, no element appears, and the text is the source's."""
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(f"{server}/archive/reports/{hostile_page(archive).name}", wait_until="networkidle")
    assert page.evaluate("window.hit") is None
    assert dialogs == []
    assert "被改" not in page.title()
    body = page.evaluate_handle(BODY)
    elements = body.evaluate(
        "nodes => nodes.flatMap(n => [n, ...n.querySelectorAll('*')]).map(n => n.localName)"
    )
    assert set(elements) <= {"h1", "h2", "h3", "p", "strong", "details", "summary"}
    attributes = body.evaluate(
        "nodes => nodes.flatMap(n => [n, ...n.querySelectorAll('*')])"
        ".flatMap(n => [...n.attributes].map(a => a.name))"
    )
    assert set(attributes) <= {"id", "class", "data-label", "aria-label"}
    path = archive / "reports" / "zz" / "hostile <b>.txt"
    shown = body.evaluate("nodes => nodes.map(n => n.textContent).join('')")
    assert squeezed(shown) == source_text(read_file(path, "x", vocabulary))


def test_hostile_words_stay_words_wherever_they_are_repeated(
    page: Page, archive: Path, server: str
) -> None:
    """Table of contents, index pages, home page: headings and names are quoted there too."""
    names = ["index.html", *(f"archive/{p}" for p in ("years/2021.html", "sections/study.html"))]
    names += ["archive/sections/problems.html", "archive/posts/xiancaizhengju-juzhang.html"]
    names += [f"archive/reports/{hostile_page(archive).name}"]
    for name in names:
        page.goto(f"{server}/{name}", wait_until="networkidle")
        assert page.evaluate("window.hit") is None, name
        assert page.locator("img, iframe, article svg[onload]").count() == 0, name
        assert "HACK" not in page.title()
    toc = page.locator(".md-sidebar--secondary").inner_text()
    assert '<img src=x onerror="window.hit=2">坚持学习' in toc


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_needs_no_sideways_scrolling(browser: Browser, server: str, name: str) -> None:
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]  # a plain dict will do
    phone = context.new_page()
    phone.goto(f"{server}/{name}")
    width = phone.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= PHONE["width"]


def test_every_link_on_the_site_leads_somewhere(archive: Path, page: Page, server: str) -> None:
    """Links of every kind of page: the page is there, and so is the anchor."""
    site = archive / "site"
    for name in PAGES:
        page.goto(f"{server}/{name}")
        links = page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
        for link in {url for url in links if url.startswith(server)}:
            path, _, anchor = link.removeprefix(server + "/").partition("#")
            target = site / (path or "index.html")
            assert target.is_file(), f"{name}: {link}"
            if anchor and not anchor.startswith("__"):
                assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), f"{name}: {link}"


def test_every_anchor_on_the_site_is_there_once(archive: Path) -> None:
    """Of all pages, not one of each kind; and whatever leads to it."""
    site = archive / "site"
    ids = {path: ID.findall(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, found in ids.items():
        assert len(found) == len(set(found)), path
        for target, anchor in ANCHORED.findall(path.read_text(encoding="utf-8")):
            there = (path.parent / target).resolve() if target else path
            assert anchor in ids[there] or anchor.startswith("__"), f"{path}: {target}#{anchor}"


def test_a_search_by_section_alone_leads_to_the_section(
    page: Page, archive: Path, server: str
) -> None:
    """Of every kind, in every report that has one: also where it is the second in a heading."""
    page.goto(f"{server}/search.html?section=plans")
    page.locator(".search-hit__link").first.wait_for()
    for kind in page.evaluate("reportArchive.labels().then(labels => Object.keys(labels.section))"):
        found = page.evaluate(
            "section => reportArchive.search({section, limit: Infinity, excerpts: false})", kind
        )
        for hit in found["hits"]:
            text = (archive / "site" / hit["url"]).read_text(encoding="utf-8")
            assert kind in ID.findall(text), f"{hit['url']}#{kind}"
    link = page.locator(".search-hit__link").first
    link.click()
    section = page.locator("#plans")
    expect(section.locator("xpath=ancestor-or-self::*[@data-label]")).to_be_in_viewport()


def test_printed_a_report_is_the_report_alone(page: Page, server: str) -> None:
    """On paper: the text and its title; no navigation, no metadata, no evidence."""
    page.goto(f"{server}/archive/reports/000001.html")
    page.emulate_media(media="print")
    for furniture in (".md-header", ".md-tabs", ".report-meta", ".report-evidence", ".md-footer"):
        assert not page.locator(furniture).first.is_visible(), furniture
    assert page.locator("#title").is_visible()
    assert page.locator("#study").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_in_light_and_dark(browser: Browser, server: str, scheme: str) -> None:
    """The report's text against its background: contrast of at least 7 to 1 (WCAG AAA)."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    page = context.new_page()
    page.goto(f"{server}/archive/reports/000001.html")
    if scheme == "dark":
        page.locator("form[data-md-component=palette] label:visible").click()
    colours = page.evaluate(
        "() => ['color', 'background-color'].map((name, i) => getComputedStyle("
        "i ? document.body : document.querySelector('#preamble')).getPropertyValue(name))"
    )
    context.close()
    text, background = map(channels, colours)
    assert (luminance(text) < luminance(background)) == (scheme == "light")
    assert contrast(text, background) >= 7


def channels(colour: str) -> list[float]:
    """Red, green, blue from 0 to 1 and opacity of an `rgb()` or `rgba()` colour."""
    parts = [float(part) for part in re.findall(r"[\d.]+", colour)]
    return [part / 255 for part in parts[:3]] + (parts[3:] or [1.0])


def luminance(colour: list[float]) -> float:
    """Relative luminance (WCAG 2.1)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text: list[float], background: list[float]) -> float:
    """Contrast ratio of text, blended by its opacity, on a background."""
    blended = [t * text[3] + b * (1 - text[3]) for t, b in zip(text, background, strict=True)]
    darker, lighter = sorted((luminance(blended), luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)
