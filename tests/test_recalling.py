"""A run with nothing to do says what the last one said; any change is noticed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import fill_archive
from report_archive.build import build_archive
from report_archive.cli import main
from report_archive.memory import Memory
from report_archive.power_cut import POURED, note_of
from report_archive.progress import Progress
from report_archive.recalling import inputs_of, recall
from report_archive.survey import Survey
from report_archive.workers import Workers

REPORT = "2021年度述职报告\n县水利局局长　方砚秋\n2021年，我认真履行职责。\n一、修渠\n修渠3里。\n"
# What a run with nothing to do has no use for; 0.4 s of imports.
HEAVY = (
    *("numpy", "mkdocs", "markdown", "jinja2", "yaml", "filelock", "defusedxml"),
    *("multiprocessing", "concurrent.futures", "http.server", "zipfile", "email", "rich.progress"),
    *("report_archive.build", "report_archive.memory", "report_archive.model"),
)
RUN_AND_LIST = """
import sys
from report_archive.cli import main
code = main(sys.argv[1:])
print("\\n".join(["modules", *sys.modules]))
raise SystemExit(code)
"""
OLD = 1_600_000_000_000_000_000
"""A time, in nanoseconds, that is long past: what is younger than 2 s is never trusted."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recalling") / "archive"
    archive = fill_archive(folder, {"a.txt": REPORT.encode(), "坏.txt": b"%PDF"})
    age(archive)
    assert main(["build", "--archive", str(archive)]) == 0
    return archive


def age(archive: Path) -> None:
    for path in archive.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(OLD, OLD))


def test_the_same_is_said_again_and_nothing_is_done(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recall(built, "build", inputs_of(built)) is not None
    began = time.time_ns()
    assert main(["build", "--archive", str(built)]) == 0
    said = capsys.readouterr()
    assert "坏.txt" in said.err
    assert "PDF" in said.err
    assert "共 2 个文件" in said.out
    files = [path for path in built.rglob("*") if path.is_file()]
    assert not [path for path in files if path.stat().st_mtime_ns >= began]


@pytest.mark.parametrize("command", ["build", "convert"])
def test_what_has_nothing_to_do_imports_nothing_that_does_it(built: Path, command: str) -> None:
    assert main([command, "--archive", str(built)]) == 0
    run = [sys.executable, "-c", RUN_AND_LIST, command, "--archive", str(built)]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", check=True)
    said, _, modules = done.stdout.partition("modules\n")
    assert "共 2 个文件" in said
    assert "report_archive.recalling" in modules.split()
    assert not {*HEAVY} & {*modules.split()}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_file_that_people_put_there_may_have_any_name(tmp_path: Path) -> None:
    """A line end in it does not make two files of it."""
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    (archive / "docs/assets/附\n件.txt").write_text("x", encoding="utf-8")
    age(archive)
    assert main(["build", "--archive", str(archive)]) == 0
    assert (archive / "site/assets/附\n件.txt").is_file()
    assert recall(archive, "build", inputs_of(archive)) is not None


def test_another_version_of_a_package_is_noticed(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = inputs_of(built)
    note = tmp_path / "mkdocs-1.7.0.dist-info" / "METADATA"
    note.parent.mkdir()
    note.write_text("Version: 1.7.0\n", encoding="utf-8")
    added = inputs_of(built)
    note.write_text("Version: 1.7.0.1\n", encoding="utf-8")
    assert len({before, added, inputs_of(built)}) == 3


WHERE_CHANGES_HAVE_TIMES = pytest.mark.skipif(
    sys.platform == "win32", reason="a file's creation is all that Windows knows"
)


def touch(path: str) -> Callable[[Path], None]:
    return lambda archive: os.utime(archive / path, ns=(OLD + 1, OLD + 1))


def replace(path: str) -> Callable[[Path], None]:
    """By another file of the same size, which was copied with its time."""

    def copy(archive: Path) -> None:
        other = archive / "other"
        other.write_bytes(b"x" * (archive / path).stat().st_size)
        os.utime(other, ns=(OLD, OLD))
        other.replace(archive / path)

    return copy


def add(path: str) -> Callable[[Path], None]:
    def write(archive: Path) -> None:
        (archive / path).write_text("新", encoding="utf-8")
        os.utime(archive / path, ns=(OLD, OLD))

    return write


def remove(path: str) -> Callable[[Path], None]:
    return lambda archive: (archive / path).unlink()


@pytest.mark.parametrize(
    "change",
    [
        touch("reports/a.txt"),
        touch("reports/catalog.csv"),
        touch("mkdocs.yml"),
        touch("overrides/404.html"),
        touch("docs/index.md"),
        touch("site/index.html"),
        pytest.param(replace("reports/a.txt"), marks=WHERE_CHANGES_HAVE_TIMES),
        add("reports/b.txt"),
        add("reports/vocabulary.yml"),
        add("docs/b.md"),
        add("site/b.html"),
        add("docs/archive/years/b.md"),
        remove("reports/a.txt"),
        remove("site/archive/reports/000001.html"),
        remove("docs/archive/search/table.js"),
    ],
)
def test_any_change_is_noticed(built: Path, change: Callable[[Path], None]) -> None:
    kept = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in built.rglob("*") if p.is_file()}
    assert recall(built, "build", inputs_of(built)) is not None
    change(built)
    assert recall(built, "build", inputs_of(built)) is None
    for path in [p for p in built.rglob("*") if p.is_file() and p not in kept]:
        path.unlink()
    for path, (data, stamp) in kept.items():
        path.write_bytes(data)
        os.utime(path, ns=(stamp, stamp))
    assert main(["build", "--archive", str(built)]) == 0
    assert recall(built, "build", inputs_of(built)) is not None


def test_after_a_power_cut_nothing_is_told_again(built: Path) -> None:
    assert recall(built, "build", inputs_of(built)) is not None
    memory = Memory(built)
    memory.note(POURED, note_of(["search/0-packs"], None))
    memory.commit()
    assert recall(built, "build", inputs_of(built)) is not None
    memory.note(POURED, "1.5 1600000000 search/0-packs")
    memory.commit()
    memory.close()
    assert recall(built, "build", inputs_of(built)) is None
    assert main(["build", "--archive", str(built)]) == 0
    assert recall(built, "build", inputs_of(built)) is not None


def test_what_is_too_new_is_not_trusted(tmp_path: Path) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    assert main(["build", "--archive", str(archive)]) == 0
    assert recall(archive, "build", inputs_of(archive)) is None


def test_a_file_that_could_not_be_had_is_asked_for_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Open in Word, a link to a share that is away: later it is there with nothing changed."""
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    (archive / "reports" / "b.txt").symlink_to(archive / "away.txt")
    age(archive)
    for _ in range(2):
        assert main(["build", "--archive", str(archive)]) == 0
        assert "读不出来" in capsys.readouterr().err
    assert recall(archive, "build", inputs_of(archive)) is None


def test_what_is_typed_into_the_catalogue_during_a_run_is_read_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    age(archive)
    catalogue = archive / "reports" / "catalog.csv"

    def build_and_type(folder: Path, progress: Progress, workers: Workers) -> Survey:
        survey = build_archive(folder, progress, workers)
        text = catalogue.read_text(encoding="utf-8-sig").replace("方砚秋", "方砚冬", 1)
        catalogue.write_text(text, encoding="utf-8-sig")
        return survey

    monkeypatch.setattr("report_archive.working.build_archive", build_and_type)
    assert main(["build", "--archive", str(archive)]) == 0
    monkeypatch.undo()
    assert main(["build", "--archive", str(archive)]) == 0
    page = (archive / "docs/archive/reports/000001.md").read_text(encoding="utf-8")
    assert "方砚冬" in page


def test_a_site_that_is_gone_is_built_though_docs_are_the_last_runs(tmp_path: Path) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    age(archive)
    assert main(["build", "--archive", str(archive)]) == 0
    shutil.rmtree(archive / "site")
    assert main(["convert", "--archive", str(archive)]) == 0
    assert recall(archive, "convert", inputs_of(archive)) is not None
    assert main(["build", "--archive", str(archive)]) == 0
    assert (archive / "site" / "index.html").is_file()
    assert recall(archive, "build", inputs_of(archive)) is not None


def test_a_page_that_came_and_went_within_two_seconds_goes(tmp_path: Path) -> None:
    """What came too late to be trusted is kept by no run, but its page is what a run left."""
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    age(archive)
    assert main(["build", "--archive", str(archive)]) == 0
    (archive / "docs" / "neibu.md").write_text("# 内部\n", encoding="utf-8")
    assert main(["build", "--archive", str(archive)]) == 0
    assert (archive / "site" / "neibu.html").is_file()
    (archive / "docs" / "neibu.md").unlink()
    assert main(["build", "--archive", str(archive)]) == 0
    assert not (archive / "site" / "neibu.html").exists()


@pytest.mark.parametrize("path", ["site/.htaccess", "docs/archive/desktop.ini"])
def test_what_an_administrator_put_there_costs_no_run(tmp_path: Path, path: str) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    age(archive)
    assert main(["build", "--archive", str(archive)]) == 0
    (archive / path).write_text("x", encoding="utf-8")
    (archive / "mkdocs.yml").touch()
    os.utime(archive / "mkdocs.yml", ns=(OLD + 1, OLD + 1))
    assert main(["build", "--archive", str(archive)]) == 0
    assert recall(archive, "build", inputs_of(archive)) is not None
    assert (archive / path).read_text(encoding="utf-8") == "x"


def test_settings_that_rest_on_another_file_are_never_taken_for_unchanged(tmp_path: Path) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": REPORT.encode()})
    age(archive)
    settings = archive / "mkdocs.yml"
    settings.write_text("INHERIT: ../base.yml\n" + settings.read_text("utf-8"), encoding="utf-8")
    os.utime(settings, ns=(OLD, OLD))
    assert inputs_of(archive) is None
