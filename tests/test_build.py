"""The whole way: a folder of reports becomes docs/archive and site/."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from filelock import FileLock

from conftest import PROJECT, MakeArchive, fill_archive, sample_files
from page_text import read_page, source_text, squeezed
from report_archive.build import LOCK, BuildError, build_archive, convert_archive
from report_archive.catalogue.rows import read_catalogue
from report_archive.cli import main
from report_archive.reading.file import read_file
from report_archive.vocabulary import Vocabulary

REPORT = """2021年度述职报告
县财政局局长　方砚秋
2021年，我认真履行职责。
一、坚持学习
集中学习12次。
"""


def silent(files: Any, _total: int, _name: str) -> Any:
    return files


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own archive, built."""
    archive = fill_archive(tmp_path_factory.mktemp("samples") / "archive", sample_files())
    build_archive(archive, silent)
    return archive


def test_the_samples_cover_what_they_should(samples: Path) -> None:
    """24 or more reports, 6 or more years, 10 or more posts, GBK and UTF-16 among them."""
    fronts = [front_matter(p) for p in (samples / "docs/archive/reports").glob("*.md")]
    assert len(fronts) >= 24
    assert len({front["year"] for front in fronts}) >= 6
    assert len({front["post"] for front in fronts}) >= 10


def front_matter(page: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(page.read_text(encoding="utf-8").split("\n---\n")[0])
    return data


def test_two_builds_give_the_same_bytes(samples: Path, tmp_path: Path) -> None:
    again = fill_archive(tmp_path / "elsewhere", sample_files())
    build_archive(again, silent)
    assert tree(again / "site") == tree(samples / "site")
    assert tree(again / "docs" / "archive") == tree(samples / "docs" / "archive")
    assert tree(again / "reports") == tree(samples / "reports")


def test_the_order_of_the_file_system_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders listed forwards or backwards give the same pages and the same new numbers."""
    real = os.scandir

    def turned(path: Any = ".") -> Any:
        return _Entries(sorted(real(path), key=lambda entry: entry.name, reverse=reverse))

    first = fill_archive(tmp_path / "first", without_catalogue())
    second = fill_archive(tmp_path / "second", without_catalogue())
    monkeypatch.setattr(os, "scandir", turned)
    for archive, reverse in ((first, False), (second, True)):  # noqa: B007 (read by `turned`)
        convert_archive(archive, silent)
    assert tree(first / "docs" / "archive") == tree(second / "docs" / "archive")


class _Entries:
    """What os.scandir returns: an iterator that can be closed."""

    def __init__(self, entries: list[Any]) -> None:
        self._entries = iter(entries)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> _Entries:
        return self

    def __next__(self) -> Any:
        return next(self._entries)

    def close(self) -> None:
        self._entries = iter(())


def without_catalogue() -> dict[str, bytes]:
    return {name: data for name, data in sample_files().items() if name != "catalog.csv"}


def test_a_run_without_changes_writes_nothing(samples: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in (samples / "docs/archive").rglob("*") if p.is_file()}
    convert_archive(samples, silent)
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_every_page_shows_its_source(samples: Path, vocabulary: Vocabulary) -> None:
    for row in read_catalogue(samples / "reports").rows:
        page = samples / "site" / "archive" / "reports" / f"{row.number}.html"
        shown = squeezed("".join(read_page(page.read_text(encoding="utf-8")).text))
        path = samples / "reports" / row.file
        assert shown == source_text(read_file(path, row.file, vocabulary)), row.file


def test_one_broken_file_is_named_and_the_rest_is_built(make_archive: MakeArchive) -> None:
    files = {**sample_files(), "坏/乱码.txt": b"\xff\xfe\xfd\x00\x01broken", "坏/空.txt": b""}
    archive = make_archive(files)
    conversion = build_archive(archive, silent)
    failed = {item.file: item.problems for item in conversion.examinations if not item.report}
    assert set(failed) == {"坏/乱码.txt", "坏/空.txt"}
    assert all(problem.reason and problem.remedy for (problem,) in failed.values())
    pages = list((archive / "site" / "archive" / "reports").glob("*.html"))
    assert len(pages) == len(without_catalogue())


def test_a_withdrawn_report_takes_its_page_along(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": REPORT.encode(), "b.txt": REPORT.replace("12", "13").encode()})
    convert_archive(archive, silent)
    (archive / "docs/archive/by-hand.md").write_text("别人的", encoding="utf-8")
    (archive / "reports" / "b.txt").unlink()
    convert_archive(archive, silent)
    assert not (archive / "docs/archive/reports/000002.md").exists()
    assert (archive / "docs/archive/by-hand.md").exists()
    assert [row.present for row in read_catalogue(archive / "reports").rows] == [True, False]


def test_nothing_to_build_is_said_and_nothing_is_written(make_archive: MakeArchive) -> None:
    archive = make_archive({})
    with pytest.raises(BuildError, match="还没有报告"):
        convert_archive(archive, silent)
    assert not (archive / "docs" / "archive").exists()


def test_a_second_run_at_the_same_time_is_refused(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": REPORT.encode()})
    with FileLock(archive / LOCK), pytest.raises(BuildError, match="另一个"):
        convert_archive(archive, silent)
    convert_archive(archive, silent)


def test_section_anchors_stay_when_text_is_added_elsewhere(make_archive: MakeArchive) -> None:
    longer = REPORT.replace("2021年，我", "2021年是难忘的一年。\n我") + "二、廉洁自律\n无违纪。\n"
    archive = make_archive({"a.txt": REPORT.encode(), "b.txt": longer.encode()})
    convert_archive(archive, silent)
    ids = [
        re.findall(r"\{ #([\w-]+)", (archive / f"docs/archive/reports/{n}.md").read_text("utf-8"))
        for n in ("000001", "000002")
    ]
    assert ids == [["title", "study"], ["title", "study", "integrity"]]


def test_local_words_extend_the_vocabulary(make_archive: MakeArchive) -> None:
    words = "topics:\n- {key: cha, label: 茶产业, keywords: [毛尖]}\n"
    text = REPORT + "毛尖毛尖毛尖。\n"
    archive = make_archive({"a.txt": text.encode(), "vocabulary.yml": words.encode()})
    convert_archive(archive, silent)
    assert "茶产业" in (archive / "docs/archive/topics/index.md").read_text(encoding="utf-8")


def run_mkdocs(archive: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *options],
        cwd=archive,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_mkdocs_in_strict_mode_has_nothing_to_say(samples: Path, tmp_path: Path) -> None:
    done = run_mkdocs(samples, "--quiet", "--site-dir", str(tmp_path / "site"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_zensical_builds_the_same_pages(samples: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(samples, archive, ignore=shutil.ignore_patterns("site"))
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--clean"],
        cwd=archive,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours = {name for name in tree(samples / "site") if name.endswith(".html")}
    theirs = {name for name in tree(archive / "site") if name.endswith(".html")}
    assert ours <= theirs
    for name in sorted(name for name in ours if name.startswith("archive/reports/")):
        one, other = (
            read_page((a / "site" / name).read_text(encoding="utf-8")) for a in (samples, archive)
        )
        assert squeezed("".join(one.text)) == squeezed("".join(other.text)), name
    home = (archive / "site" / "index.html").read_text(encoding="utf-8")
    assert "archive/reports/000001.html" in home


def test_a_page_is_light(samples: Path) -> None:
    """Under 40 KB of HTML besides the report's text."""
    for path in (samples / "site" / "archive" / "reports").glob("*.html"):
        html = path.read_text(encoding="utf-8")
        text = "".join(read_page(html).text)
        assert len(html.encode()) - len(text.encode()) < 40_000, path.name


def test_the_catalogue_of_the_samples_is_up_to_date(samples: Path) -> None:
    """Building the project's own archive changes nothing that is under version control."""
    committed = (PROJECT / "reports" / "catalog.csv").read_bytes()
    assert (samples / "reports" / "catalog.csv").read_bytes() == committed


def test_scripts_of_another_version_are_named_and_missing_ones_put_back(
    make_archive: MakeArchive, capsys: pytest.CaptureFixture[str]
) -> None:
    """An archive made by an earlier version keeps its scripts, which may not know today's index."""
    archive = make_archive({"a.txt": "2021年度述职报告\n一、学习\n学习12次。\n".encode()})
    engine = archive / "docs/assets/search/engine.js"
    engine.write_text("old", encoding="utf-8")
    (archive / "overrides/404.html").unlink()
    assert main(["build", "--archive", str(archive)]) == 0
    assert "docs/assets/search/engine.js：与本程序的版本不同" in capsys.readouterr().err
    assert (archive / "overrides/404.html").read_bytes() == (
        PROJECT / "overrides/404.html"
    ).read_bytes()
    engine.unlink()
    assert main(["build", "--archive", str(archive)]) == 0
    assert "与本程序的版本不同" not in capsys.readouterr().err
    assert engine.read_bytes() == (PROJECT / "docs/assets/search/engine.js").read_bytes()
