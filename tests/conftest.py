"""What every test may use: the vocabulary, an archive to build, a browser."""

from __future__ import annotations

import csv
import functools
import http.server
import io
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from report_archive.build import build_archive
from report_archive.serving import QuietHandler
from report_archive.vocabulary import Vocabulary, load_vocabulary

pytest_plugins = ["wheelhouses"]
PROJECT = Path(__file__).parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Chromium's own traffic (updates, safe browsing) off; root in a container needs no sandbox.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A property takes as long as it takes; a busy machine is no reason to fail.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

DESKTOP = {"width": 1280, "height": 900}
CatalogueRows = list[dict[str, str]]
MakeArchive = Callable[[dict[str, bytes]], Path]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The built-in vocabulary."""
    return load_vocabulary()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real reports, where there is one."""
    place = os.environ.get("REPORT_CORPUS")
    if not place or not Path(place).is_dir():
        pytest.skip("REPORT_CORPUS names no folder of real reports")
    return Path(place)


@pytest.fixture
def make_archive(tmp_path: Path) -> MakeArchive:
    """A function that makes an archive folder with the given files below reports/."""

    def make(files: dict[str, bytes]) -> Path:
        return fill_archive(tmp_path / "archive", files)

    return make


def fill_archive(folder: Path, files: dict[str, bytes]) -> Path:
    """An archive folder with this project's mkdocs.yml, docs/ and overrides/ and some reports."""
    folder.mkdir(parents=True)
    shutil.copyfile(PROJECT / "mkdocs.yml", folder / "mkdocs.yml")
    shutil.copytree(PROJECT / "overrides", folder / "overrides")
    ignored = shutil.ignore_patterns("archive", "data")
    shutil.copytree(PROJECT / "docs", folder / "docs", ignore=ignored)
    (folder / "reports").mkdir()
    for name, data in files.items():
        path = folder / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def sample_files() -> dict[str, bytes]:
    """The project's own sample reports: path below reports/ → bytes."""
    folder = PROJECT / "reports"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples and a hostile report, built, in a folder with an awkward name."""
    folder = tmp_path_factory.mktemp("browser") / "档案 (1)"
    hostile = (Path(__file__).parent / "hostile" / "hostile.txt").read_bytes()
    files = {**sample_files(), "zz/hostile <b>.txt": hostile}
    build_archive(fill_archive(folder, files), silent)
    return folder


@pytest.fixture(scope="session")
def server(archive: Path) -> Iterator[str]:
    """That archive's site on a loopback port."""
    with serving(archive / "site") as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A folder on a loopback port."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


def silent(files: Iterable[str], _total: int, _name: str) -> Iterable[str]:
    """No progress bar."""
    return files


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the test is skipped, or fails where REQUIRE_BROWSER is set."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("REQUIRE_BROWSER is set, but there is no Chromium")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; an error in any script fails the test."""
    context = browser.new_context(viewport=DESKTOP)  # type: ignore[arg-type]  # a plain dict will do
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def edit_catalogue(
    archive: Path, edit: Callable[[CatalogueRows], object], encoding: str = "utf-8-sig"
) -> None:
    """The catalogue changed in a spreadsheet and saved."""
    path = archive / "reports" / "catalog.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    edit(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding, "replace"))


def set_cell(file: str, column: str, text: str) -> Callable[[CatalogueRows], object]:
    """For `edit_catalogue`: one cell of a file's row."""
    return lambda rows: [row.update({column: text}) for row in rows if row["文件"] == file]


def assert_gone(archive: Path, words: str) -> None:
    """Nothing that was made of the reports has some words."""
    for path in (path for top in ("docs", "site") for path in (archive / top).rglob("*")):
        if path.is_file():
            assert words not in path.read_text(encoding="utf-8", errors="ignore"), path
