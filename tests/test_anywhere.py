"""The same site/ works wherever it is put: no server, any server, any address."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect

from conftest import MakeArchive, fill_archive, sample_files, silent
from report_archive.build import build_archive, convert_archive
from report_archive.vocabulary import KEY_LENGTH
from report_archive.vocabulary_file import VocabularyError
from site_servers import Manner, serve_site
from test_browser import PAGES

pytestmark = pytest.mark.browser

SUB_PATH = "/files/档案 (1)/2026"
# Types that every server knows; scripts, pictures and the rest are unknown to this one.
PLAIN = frozenset({".html", ".css"})
MANNERS = {
    "root": Manner(),
    "sub-path": Manner(prefix=SUB_PATH),
    "case-insensitive": Manner(folds=True),
    "unknown types as text": Manner(known=PLAIN),
}
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.I)
PATH_LENGTH = 200
QUERY = "学习"
# The theme's own search, which nothing may start.
WORKER = "/javascripts/workers/"
# What the theme's style makes of the header.
STICKY = "e => getComputedStyle(e).position"


def failure_of(request: Request) -> list[str]:
    """Its address, unless it was only given up because the page had moved on."""
    return [] if request.failure == "net::ERR_ABORTED" else [request.url]


@contextmanager
def opened(browser: Browser, *, scripts: bool = True) -> Iterator[tuple[Page, list[str]]]:
    """A page, and what went wrong on it so far."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    troubles: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400 or WORKER in response.url:
            troubles.append(f"{response.status} {response.url}")

    page.on("response", note)
    page.on("requestfailed", lambda request: troubles.extend(failure_of(request)))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page, troubles
    context.close()


def place_of(site: Path, where: str) -> AbstractContextManager[str]:
    """The address of a site on file:// or on a server of some manner."""
    return nullcontext(site.as_uri()) if where == "file" else serve_site(site, MANNERS[where])


def visit_every_kind(page: Page, base: str, *, capitals: bool) -> None:
    """Every kind of page: it has its style, its heading, and its scripts have run."""
    for name in PAGES:
        if name == "404.html":
            continue
        page.goto(f"{base}/{name.upper() if capitals else name}")
        expect(page.locator("h1").first).to_be_visible()
        expect(page.locator(".search-box__input")).to_have_count(1)
        assert page.locator(".md-header").evaluate(STICKY) == "sticky"
        # A folder as a link would show its list of files on file://.
        links = page.eval_on_selector_all("a[href]", "links => links.map(a => a.pathname)")
        assert [link for link in links if link.endswith("/")] == []


def search_and_read(page: Page, home: str) -> None:
    """From the box on a page to the hits, and on to a passage in a report."""
    page.goto(home)
    page.locator(".search-box__input").fill(QUERY)
    page.locator(".search-box__input").press("Enter")
    page.locator("#search-hits > li").first.wait_for()
    assert re.search(r"[1-9]", page.locator(".search-status").inner_text())
    page.locator("#search-hits a").first.click()
    page.locator("mark.report-hit").first.wait_for()
    expect(page.locator(".report-hits__place")).to_contain_text("第 1/")


@pytest.mark.parametrize("where", ["file", *MANNERS])
def test_the_site_works(browser: Browser, archive: Path, where: str) -> None:
    """Every kind of page, and the search from the box to the marked passage."""
    capitals = where == "case-insensitive"
    with place_of(archive / "site", where) as base, opened(browser) as (page, troubles):
        visit_every_kind(page, base, capitals=capitals)
        search_and_read(page, f"{base}/{'INDEX.HTML' if capitals else 'index.html'}")
        page.goto(f"{base}/search.html?q={QUERY}&year=2021")
        page.locator("#search-hits > li").first.wait_for()
        assert troubles == []


def test_an_administrators_site_url_breaks_nothing(browser: Browser, tmp_path: Path) -> None:
    """With `site_url` set the same site/ still works elsewhere than at that address."""
    folder = fill_archive(tmp_path / "archive", sample_files())
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    address = "https://oa.example/files/2026/"
    settings.write_text(text.replace('site_url: ""', f"site_url: {address}"), encoding="utf-8")
    build_archive(folder, silent)
    sitemap = (folder / "site" / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>{address}archive/reports/000001.html</loc>" in sitemap
    assert "lastmod" not in sitemap, "the day of building says nothing of a report"
    for where in ("file", "sub-path"):
        with place_of(folder / "site", where) as base, opened(browser) as (page, troubles):
            search_and_read(page, f"{base}/index.html")
            assert page.locator(".md-header").evaluate(STICKY) == "sticky"
            assert troubles == []


@pytest.mark.parametrize("where", ["root", "sub-path"])
@pytest.mark.parametrize(
    "missing", ["typo.html", "archive/typo.html", "archive/reports/999999.html", "a/b/c/d.html"]
)
def test_a_missing_page_leads_back(
    browser: Browser, archive: Path, where: str, missing: str
) -> None:
    """The server answers with 404.html at the address asked for, however deep."""
    with place_of(archive / "site", where) as base, opened(browser) as (page, _):
        answer = page.goto(f"{base}/{missing}")
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("h1")).to_have_text("没有这一页")
        page.get_by_role("link", name="检索").click()
        expect(page.locator("#search-text")).to_be_visible()
        assert page.url.startswith(page.evaluate("a => new URL(a).href", f"{base}/search.html"))


def test_a_missing_page_leads_to_its_own_site(
    browser: Browser, archive: Path, tmp_path: Path
) -> None:
    """An archive inside another one's folder: back to the inner one."""
    shutil.copytree(archive / "site", tmp_path / "site")
    shutil.copytree(archive / "site", tmp_path / "site" / "2026")
    with serve_site(tmp_path / "site") as base, opened(browser) as (page, _):
        page.goto(f"{base}/2026/archive/reports/999999.html")
        page.get_by_role("link", name="首页").click()
        page.wait_for_url(f"{base}/2026/index.html")


def test_a_missing_page_without_scripts_says_what_to_do(browser: Browser, archive: Path) -> None:
    with serve_site(archive / "site") as base, opened(browser, scripts=False) as (page, _):
        page.goto(f"{base}/typo.html")
        expect(page.get_by_text("回到本网站的首页")).to_be_visible()
        expect(page.locator(".lost-links")).to_be_hidden()


def test_scripts_that_a_server_forbids_are_said(browser: Browser, archive: Path) -> None:
    """Scripts as text/plain and nosniff: pages are read all the same, the search says why not."""
    manner = Manner(known=PLAIN, headers={"X-Content-Type-Options": "nosniff"})
    with serve_site(archive / "site", manner) as base, opened(browser) as (page, _):
        page.goto(f"{base}/search.html")
        assert page.locator(".search-asleep").is_hidden()
        expect(page.get_by_text("检索没有启动")).to_be_visible()
        assert "text/javascript" in page.locator(".search-asleep").inner_text()
        page.get_by_role("link", name="按年度").first.click()
        page.get_by_role("link", name="2021", exact=False).first.click()
        page.locator("article a[href*='reports/']").first.click()
        expect(page.locator("#title")).to_be_visible()


def test_names_of_files_suit_every_system(archive: Path) -> None:
    """ASCII, short, none that Windows keeps to itself, none that differ by case alone."""
    site = archive / "site"
    names = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*"))]
    assert len(names) > 100
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name), name
        assert len(name) < PATH_LENGTH, name
        for part in name.split("/"):
            assert not RESERVED.fullmatch(part), name
            assert not part.endswith((".", " ")), name
    assert len({name.casefold() for name in names}) == len(names)


def test_the_longest_keys_make_short_names(make_archive: MakeArchive) -> None:
    """An area, an organ and an office, each with a key as long as may be."""
    long = {name: (name * KEY_LENGTH)[:KEY_LENGTH] for name in ("a", "b", "c")}
    organ = f"{{key: '{{area}}{long['b'][6:]}', name: '{{area}}茶叶局', heads: [总茶师]}}"
    words = (
        f"areas:\n  - {{key: {long['a']}, name: 盟, rank: 2, scope: [全盟]}}\n"
        f"organs:\n  - {organ}\n"
        f"roles:\n  heads: {{总茶师: {long['c']}}}\n"
    )
    report = "2021年度述职报告\n盟茶叶局总茶师　方砚秋\n一、坚持学习\n集中学习12次。\n"
    archive = make_archive({"a.txt": report.encode(), "vocabulary.yml": words.encode()})
    convert_archive(archive, silent)
    pages = sorted((archive / "docs/archive/posts").glob("*aaa*bbb*ccc*.md"))
    assert len(pages) == 1
    assert len(f"archive/posts/{pages[0].stem}_2021_p99.html") < PATH_LENGTH


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("a" * (KEY_LENGTH + 1), "太长"),
        ("con", "保留的名称"),
        ("com1", "保留的名称"),
        ("index", "保留的名称"),
        ("unknown", "保留的名称"),
        ("Tea", "只能用"),
        ("茶", "只能用"),
    ],
)
def test_a_key_that_can_be_no_name_is_refused(
    make_archive: MakeArchive, key: str, said: str
) -> None:
    words = f"topics:\n  - {{key: {key}, label: 茶产业, keywords: [毛尖]}}\n"
    archive = make_archive({"vocabulary.yml": words.encode()})
    with pytest.raises(VocabularyError, match=said) as error:
        convert_archive(archive, silent)
    assert key in str(error.value)
    assert "vocabulary.yml" in str(error.value)
    words = f"roles:\n  heads: {{总茶师: {key}}}\n"
    (archive / "reports" / "vocabulary.yml").write_text(words, encoding="utf-8")
    with pytest.raises(VocabularyError, match=said):
        convert_archive(archive, silent)


def test_a_newer_build_behind_a_cache_is_noticed_and_asked_for(
    browser: Browser, archive: Path, tmp_path: Path
) -> None:
    """A cache keeps the old table while the packs are new: the search asks past the cache."""
    old = archive / "site"
    new = fill_archive(tmp_path / "newer", sample_files())
    extra = "2021年度述职报告\n县财政局局长　方砚秋\n一、坚持学习\n学习墨尾花茶新学问。\n"
    (new / "reports" / "zz.txt").write_text(extra, encoding="utf-8")
    build_archive(new, silent)
    asked: list[str] = []
    with serve_site(new / "site", asked=asked) as base, opened(browser) as (page, _):
        kept = (old / "archive/search/table.js").read_bytes()
        page.route(
            lambda url: url.endswith("/table.js"),
            lambda route: route.fulfill(body=kept, content_type="text/javascript"),
        )
        page.goto(f"{base}/search.html?q=墨尾花茶")
        expect(page.locator("#search-hits > li")).to_have_count(1)
        assert any(re.search(r"/table\.js\?v=\d+$", path) for path in asked)
