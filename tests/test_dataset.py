"""data/: what other programs read is what the pages say, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from conftest import MakeArchive, assert_gone, fill_archive, sample_files, silent
from report_archive.build import BuildError, build_archive, convert_archive
from report_archive.dataset import (
    FIELDS,
    list_entry,
    render_csv,
    render_description,
    render_json,
)
from report_archive.listed import Listed
from report_archive.site_settings import SiteSettings

REPORT = (
    "2021年度述职报告\n县财政局局长　方砚秋\n2021年，我认真履行职责。\n一、坚持学习\n学习12次。\n"
)
OTHER = REPORT.replace("2021", "2020").replace("学习12次", "读书若干本，一字一句都有笔记")
SETTINGS = SiteSettings("甲县档案", None)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own archive, built."""
    archive = fill_archive(tmp_path_factory.mktemp("data") / "archive", sample_files())
    build_archive(archive, silent)
    return archive


def entry(**known: Any) -> dict[str, Any]:
    return {field.key: None for field in FIELDS} | known


def listed(**known: Any) -> Listed:
    return list_entry("", entry(**known))


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_and_json_say_the_same_of_every_report(samples: Path) -> None:
    data = samples / "site/data"
    raw = (data / "reports.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = read_csv(raw.decode("utf-8-sig"))
    told = json.loads((data / "reports.json").read_text("utf-8"))
    assert told["count"] == len(told["reports"]) == len(rows) == 28
    assert set(told["fields"]) == {field.key for field in FIELDS}
    for row, report in zip(rows, told["reports"], strict=True):
        assert list(row) == [field.column for field in FIELDS]
        assert row["件号"] == report["number"]
        assert row["年度"] == str(report["year"] or "")
        assert row["栏目"] == "、".join(report["sections"])
        for place in (report["page"], report["markdown"]):
            assert (samples / "site" / place).is_file()


def test_the_metadata_agrees_with_the_pages(samples: Path) -> None:
    told = json.loads((samples / "site/data/reports.json").read_text("utf-8"))
    for report in told["reports"]:
        page = samples / "docs/archive/reports" / f"{report['number']}.md"
        front = yaml.safe_load(page.read_text("utf-8").split("\n---\n")[0])
        for field in ("number", "kind", "year", "post", "unit", "person", "signed_on", "source"):
            assert report[field] == front.get(field), (page.name, field)


def test_each_report_has_its_markdown_unchanged_and_linked(samples: Path) -> None:
    pages = sorted((samples / "docs/archive/reports").glob("*.md"))
    for page in pages:
        name = f"{page.stem}.md.txt"
        assert (samples / "site/data/reports" / name).read_bytes() == page.read_bytes()
        html = (samples / "site/archive/reports" / f"{page.stem}.html").read_text("utf-8")
        assert f'href="../../data/reports/{name}"' in html
    assert len(list((samples / "site/data/reports").iterdir())) == len(pages)


def test_zensical_copies_the_data_and_makes_no_pages_of_it(samples: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(samples, archive, ignore=shutil.ignore_patterns("site"))
    subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean"],
        cwd=archive,
        capture_output=True,
        check=True,
    )
    ours = sorted(p.relative_to(samples) for p in (samples / "site/data").rglob("*.*"))
    theirs = sorted(p.relative_to(archive) for p in (archive / "site/data").rglob("*.*"))
    assert ours == theirs
    for path in ours:
        if path.suffix != ".html":
            assert (archive / path).read_bytes() == (samples / path).read_bytes(), path


@pytest.mark.browser
def test_home_leads_to_the_data_and_a_report_to_its_markdown(
    samples: Path, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto((samples / "site/index.html").as_uri())
    page.get_by_role("link", name="数据（CSV、JSON、Markdown）").click()
    assert page.locator("h1").inner_text() == "数据"
    assert page.locator("table").get_by_role("row").count() == len(FIELDS) + 1
    page.goto((samples / "site/archive/reports/000001.html").as_uri())
    page.locator(".report-meta").get_by_role("link", name="数据").click()
    assert "2017年度述职报告" in page.locator("body").inner_text()
    page.close()


def test_no_cell_is_run_as_a_formula() -> None:
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "－", '=HYPERLINK("x")', "平常"]
    rows = read_csv(render_csv([listed(title=title) for title in titles])[1:])
    assert [row["题名"] for row in rows] == [f"'{title}" for title in titles[:-1]] + ["平常"]


def test_cells_with_commas_quotes_and_line_ends_come_back() -> None:
    title = '甲,"乙"\n丙'
    text = render_csv([listed(title=title, sections=["一", "二"], title_composed=True)])
    (row,) = read_csv(text[1:])
    assert (row["题名"], row["栏目"], row["题名自拟"]) == (title, "一、二", "是")
    assert "\r\n" in text


def test_the_json_is_one_object_with_one_report_a_line() -> None:
    text = render_json([listed(number="000001"), listed(number="000002")], SETTINGS)
    assert [report["number"] for report in json.loads(text)["reports"]] == ["000001", "000002"]
    assert len(text.splitlines()) == 4
    assert json.loads(render_json([], SETTINGS))["reports"] == []


def test_the_description_has_counts_and_the_licence() -> None:
    entries = [listed(number="000001", year=2021), listed(number="000002", unit="甲局")]
    page = render_description(entries, SiteSettings("<b>*甲*", "仅供[内部](x)参考"))
    assert "2 份报告" in page
    assert "| 年度 | `year` |" in page
    assert page.count("| 1 |") == 2
    assert "仅供\\[内部\\](x)参考" in page
    assert "<b>" not in page
    assert "没有写明" in render_description(entries, SETTINGS)


def test_the_licence_comes_from_the_settings(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": REPORT.encode()})
    settings = archive / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text + "copyright: <b>清榆县</b>档案馆\n", encoding="utf-8")
    convert_archive(archive, silent)
    assert "使用条件：清榆县档案馆。" in (archive / "docs/data/index.md").read_text("utf-8")
    told = json.loads((archive / "docs/data/reports.json").read_text("utf-8"))
    assert told["licence"] == "清榆县档案馆"


def remove(archive: Path) -> None:
    (archive / "reports/b.txt").unlink()


def block(archive: Path) -> None:
    (archive / "reports/b.txt").write_text("机密★一年\n" + OTHER, encoding="utf-8")


@pytest.mark.parametrize("change", [remove, block])
def test_a_withdrawn_report_leaves_no_data_whatever_else_fails(
    make_archive: MakeArchive, change: Any
) -> None:
    archive = make_archive({"a.txt": REPORT.encode(), "b.txt": OTHER.encode()})
    build_archive(archive, silent)
    assert (archive / "site/data/reports/000002.md.txt").is_file()
    change(archive)

    # A folder where a page should be: the run fails at the first step after withdrawing.
    obstacle = archive / "docs/archive/reports/000001.md"
    obstacle.unlink()
    obstacle.mkdir()
    with pytest.raises(OSError, match=r"000001\.md"):
        build_archive(archive, silent)
    for place in ("site", "docs"):
        found = (archive / place / "data").rglob("*")
        left = {path.name: path.read_bytes() for path in found if path.is_file()}
        # The page of the year before named the one that is gone, so it may be away as well.
        assert set(left) - {".generated"} <= {"000001.md.txt"}
        assert not [name for name, data in left.items() if "一字一句都有笔记".encode() in data]
    obstacle.rmdir()
    build_archive(archive, silent)
    assert [p.name for p in (archive / "site/data/reports").iterdir()] == ["000001.md.txt"]
    assert json.loads((archive / "site/data/reports.json").read_text("utf-8"))["count"] == 1


def test_a_page_that_cannot_be_removed_keeps_nothing_else(make_archive: MakeArchive) -> None:
    """Open in another program on Windows, say: it is named once all the rest has gone."""
    archive = make_archive({"a.txt": REPORT.encode(), "b.txt": OTHER.encode()})
    build_archive(archive, silent)
    block(archive)
    held = archive / "site/archive/reports/000002.html"
    held.unlink()
    held.mkdir()
    with pytest.raises(OSError, match=r"000002\.html"):
        build_archive(archive, silent)
    assert_gone(archive, "一字一句都有笔记")
    held.rmdir()
    build_archive(archive, silent)
    assert not held.exists()


def test_with_the_last_report_gone_no_data_is_left(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": REPORT.encode()})
    build_archive(archive, silent)
    (archive / "reports/a.txt").write_text("机密★一年\n" + REPORT, encoding="utf-8")
    with pytest.raises(BuildError):
        build_archive(archive, silent)
    left = [p.name for p in (archive / "site/data").rglob("*") if p.is_file()]
    left += [p.name for p in (archive / "docs/data").rglob("*") if p.is_file()]
    assert left == [".generated"]


def test_a_lost_list_of_generated_data_forgets_no_report(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": REPORT.encode(), "b.txt": OTHER.encode()})
    convert_archive(archive, silent)
    (archive / "docs/data/.generated").unlink()
    (archive / "reports/b.txt").unlink()
    convert_archive(archive, silent)
    names = [p.name for p in (archive / "docs/data/reports").iterdir()]
    assert names == ["000001.md.txt"]
