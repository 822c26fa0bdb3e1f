"""`serve`: what changes in the archive shows in the open page."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import fill_archive, silent
from report_archive.build import build_archive
from report_archive.serving import SCRIPT, News, changes, serving

REPORT = (
    "2021年度述职报告\n县水利局局长　方砚秋\n2021年，我认真履行职责。\n一、履职尽责\n修水渠{}里。\n"
)
PATIENCE = 60_000
"""Milliseconds that a busy machine may take."""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return fill_archive(tmp_path / "archive", {"a.txt": REPORT.format(3).encode()})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


@pytest.fixture
def base(archive: Path) -> Iterator[str]:
    """A server that builds when something changes, as the command does."""
    build_archive(archive, silent)
    news, stop = News(), threading.Event()

    def watch() -> None:
        for _ in changes(archive, stop):
            build_archive(archive, silent)
            news.publish()

    watcher = threading.Thread(target=watch)
    watcher.start()
    with serving(archive, 0, news) as port:
        yield f"http://127.0.0.1:{port}"
    stop.set()
    watcher.join()


@pytest.mark.browser
def test_an_open_page_follows_reports_catalogue_and_pages(
    page: Page, archive: Path, base: str
) -> None:
    page.goto(f"{base}/archive/reports/000001.html")
    expect(page.locator("article")).to_contain_text("修水渠3里")
    (archive / "reports" / "a.txt").write_text(REPORT.format(88), encoding="utf-8")
    expect(page.locator("article")).to_contain_text("修水渠88里", timeout=PATIENCE)
    catalogue = archive / "reports" / "catalog.csv"
    text = catalogue.read_text(encoding="utf-8-sig").replace("方砚秋", "方砚冬", 1)
    catalogue.write_text(text, encoding="utf-8-sig")
    expect(page.locator(".report-meta")).to_contain_text("方砚冬", timeout=PATIENCE)


@pytest.mark.browser
def test_the_files_of_the_site_know_nothing_of_the_server(
    page: Page, archive: Path, base: str
) -> None:
    page.goto(f"{base}/index.html")
    assert page.locator(f'script[src="{SCRIPT}"]').count() == 1
    files = (path for path in (archive / "site").rglob("*.html"))
    assert not [path for path in files if SCRIPT in path.read_text(encoding="utf-8")]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_server_that_is_told_to_end_ends_in_good_order(tmp_path: Path, name: str) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": b"2021"})
    command = [sys.executable, "-X", "utf8", "-m", "report_archive", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--archive", str(archive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as served:
        assert served.stdout
        next(line for line in served.stdout if "按 Ctrl+C 结束" in line)
        served.send_signal(getattr(signal, name))
        _, said = served.communicate()
    assert served.returncode == 0
    assert "Traceback" not in said
