"""The commands as people and programs call them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PROJECT, MakeArchive, sample_files
from report_archive.messages import MOST

GOOD = (
    "2021年度述职报告\n县财政局局长　方砚秋\n2021年，我认真履行职责。\n一、坚持学习\n学习12次。\n"
)
DOUBTFUL = "2021年度述职报告\n2021年，我认真工作。\n一、坚持学习\n学习12次。\n"
COMMANDS = ("new", "check", "build", "convert", "serve", "policy", "bundle", "verify", "bench")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "report_archive.cli", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )


def test_check_prints_json_and_nothing_else(make_archive: MakeArchive) -> None:
    archive = make_archive({**sample_files(), "x/空.txt": b""})
    before = sorted(archive.rglob("*"))
    done = run("check", "--json", "--archive", archive)
    files = json.loads(done.stdout)["files"]
    assert done.returncode == 0
    assert done.stderr == ""
    assert sorted(archive.rglob("*")) == before
    assert [f["file"] for f in files] == sorted(f["file"] for f in files)
    by_name = {f["file"]: f for f in files}
    assert by_name["x/空.txt"]["outcome"] == "failed"
    assert by_name["x/空.txt"]["problems"][0]["remedy"]
    assert by_name["2018/县委办主任述职.txt"]["number"] == "000002"


def test_check_for_people_is_a_table(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": GOOD.encode(), "[b]x.txt": DOUBTFUL.encode(), "c.txt": b""})
    done = run("check", "--archive", archive)
    for words in ("正常", "待核对", "未读成", "[b]x.txt", "县财政局局长", "共 3 个文件"):
        assert words in done.stdout


def test_of_many_troubles_a_build_says_the_first_and_how_many_are_left(
    make_archive: MakeArchive,
) -> None:
    """As many as `check` says in all, whatever sorts of trouble there are."""
    # Every heading has the ordinal of the one before it.
    headings = "".join(f"一、学习{place}\n学习{place}次。\n" for place in range(MOST))
    secret = "秘密★1年\n" + DOUBTFUL
    texts = {"a.txt": DOUBTFUL + headings, "b.txt": secret + headings, "c.txt": "", "d.txt": secret}
    archive = make_archive({name: text.encode() for name, text in texts.items()})
    checked = run("check", "--archive", archive)
    everything = [line for line in checked.stdout.splitlines() if ".txt：" in line]
    built = run("build", "--archive", archive).stderr.splitlines()
    assert len(everything) > 2 * MOST
    assert built[:MOST] == everything[:MOST]
    assert built[MOST] == f"另有 {len(everything) - MOST} 条，用 report-archive check 可全部看到。"


@pytest.mark.parametrize(
    ("files", "strict", "code"),
    [
        ({"a.txt": GOOD}, True, 0),
        ({"a.txt": GOOD, "b.txt": DOUBTFUL}, False, 0),
        ({"a.txt": GOOD, "b.txt": DOUBTFUL}, True, 1),
        ({"a.txt": GOOD, "b.txt": ""}, False, 0),
        ({"a.txt": GOOD, "b.txt": ""}, True, 1),
        ({"b.txt": ""}, False, 1),
    ],
)
def test_exit_codes(
    make_archive: MakeArchive, files: dict[str, str], strict: bool, code: int
) -> None:
    archive = make_archive({name: text.encode() for name, text in files.items()})
    done = run("convert", "--archive", archive, *(["--strict"] if strict else []))
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("build", "--nonsense"), ("new",)])
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "参数不对" in done.stderr


def test_new_makes_an_archive_that_builds(tmp_path: Path) -> None:
    archive = tmp_path / "我的档案"
    assert run("new", archive).returncode == 0
    (archive / "reports" / "a.txt").write_text(GOOD, encoding="utf-8")
    done = run("build", "--archive", archive)
    assert done.returncode == 0, done.stderr
    assert (archive / "site" / "archive" / "reports" / "000001.html").is_file()
    assert run("new", archive).returncode == 1


@pytest.mark.parametrize("problem", ["limits: [1]", "nonsense: 1", "a: [", "topics: [{key: x}]"])
def test_a_spoilt_vocabulary_is_named(make_archive: MakeArchive, problem: str) -> None:
    archive = make_archive({"a.txt": GOOD.encode(), "vocabulary.yml": problem.encode()})
    done = run("check", "--archive", archive)
    assert done.returncode == 1
    assert "vocabulary.yml" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_reports_folder_is_said(tmp_path: Path) -> None:
    done = run("build", "--archive", tmp_path)
    assert done.returncode == 1
    assert "没有这个文件夹" in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese_and_the_manual_names_the_command(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "用法：" in done.stdout
    assert not re.search(r"\b(usage|options|positional arguments|show this help)\b", done.stdout)
    assert f"report-archive {command}" in (PROJECT / "docs" / "manual.md").read_text("utf-8")
