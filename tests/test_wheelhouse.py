"""The folder for installing without internet: right for machines that this one is not."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from packaging.tags import Tag

from offline.fetching import FetchError, build_own, check_hashes, distinct_environments
from offline.folder import FILES, PROJECT, needed, sums, write_scripts
from offline.lock import LockError, Pin, parse_lock, pins_for
from offline.targets import MINORS, TARGETS, Target
from offline.wheels import IncompleteError, Wheel, closure, read_wheel
from wheelhouses import WINDOWS_TARGETS, offline_environment, run, this_machine

ZEROS, ONES = "0" * 64, "1" * 64
LOCK = f"""\
click==8.5.1 \\
    --hash=sha256:{ZEROS} \\
    --hash=sha256:{ONES}
    # via mkdocs
Colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{ZEROS}
    # via
    #   click
numpy==2.4.6 ; python_full_version < '3.11.5' \\
    --hash=sha256:{ZEROS}
numpy==2.5.5 ; python_full_version >= '3.11.5' \\
    --hash=sha256:{ONES}
"""
BY_NAME = {target.name: target for target in TARGETS}
WINDOWS_311, LINUX_311 = BY_NAME["win-amd64-cp311"], BY_NAME["linux-x86_64-cp311"]


def first_environment(target: Target) -> dict[str, str]:
    return next(target.environments())


def wheel(name: str, *requires: str, tag: str = "py3-none-any", python: str = "") -> Wheel:
    interpreter, abi, platform = tag.split("-")
    tags = frozenset({Tag(interpreter, abi, platform)})
    return Wheel(f"{name}-1-{tag}.whl", name, "1", tags, python, requires)


def names(root: str, target: Target, *wheels: Wheel) -> set[str]:
    return {w.name for w in closure(root, first_environment(target), target.tags, wheels)}


# The lock file and markers


def test_a_lock_is_read() -> None:
    click, colorama, *_ = parse_lock(LOCK)
    assert click == Pin("click", "8.5.1", "", frozenset({ZEROS, ONES}))
    assert colorama == Pin("colorama", "0.4.6", "sys_platform == 'win32'", frozenset({ZEROS}))
    assert colorama.requirement == f"colorama==0.4.6 --hash=sha256:{ZEROS}"


@pytest.mark.parametrize("line", ["click==8.5.1", "click>=8 --hash=sha256:" + ZEROS, "-e ."])
def test_a_line_without_version_or_hash_is_refused(line: str) -> None:
    with pytest.raises(LockError, match=re.escape(line[:5])):
        parse_lock(line)


def test_markers_are_those_of_the_target_not_of_this_machine() -> None:
    pins = parse_lock(LOCK)
    taken = {
        target.name: {pin.name for pin in pins_for(pins, first_environment(target))}
        for target in TARGETS
    }
    assert {name for name, found in taken.items() if "colorama" in found} == {
        target.name for target in WINDOWS_TARGETS
    }


def test_a_marker_may_tell_patch_versions_apart() -> None:
    pins = parse_lock(LOCK)
    versions = [e["python_full_version"] for e in distinct_environments(WINDOWS_311, pins)]
    assert versions == ["3.11.0", "3.11.5"]


# The closure


def test_what_is_required_on_windows_alone_is_missed_on_windows_alone() -> None:
    click = wheel("click", "colorama; sys_platform == 'win32'")
    assert names("click", LINUX_311, click) == {"click"}
    with pytest.raises(IncompleteError, match=r"colorama.*click"):
        names("click", WINDOWS_311, click)
    assert names("click", WINDOWS_311, click, wheel("colorama")) == {"click", "colorama"}


@pytest.mark.parametrize(
    "lacking",
    [
        wheel("numpy", tag="cp311-cp311-manylinux2014_x86_64"),
        wheel("numpy", tag="cp312-cp312-win_amd64"),
        wheel("numpy", tag="cp311-cp311-win32"),
        wheel("numpy", python=">=3.12"),
    ],
)
def test_a_wheel_for_another_machine_is_no_help(lacking: Wheel) -> None:
    with pytest.raises(IncompleteError, match="numpy"):
        names("app", WINDOWS_311, wheel("app", "numpy"), lacking)


def test_an_extra_is_followed_and_a_circle_ends() -> None:
    a, b = wheel("a", "b[x]"), wheel("b", "a", "c; extra == 'x'")
    assert names("a", WINDOWS_311, a, b, wheel("c")) == {"a", "b", "c"}
    with pytest.raises(IncompleteError, match=r"c; extra"):
        names("a", WINDOWS_311, a, b)


def test_a_version_that_is_not_asked_for_is_no_help() -> None:
    with pytest.raises(IncompleteError, match="b>1"):
        names("a", WINDOWS_311, wheel("a", "b>1"), wheel("b"))


def test_abi3_and_the_best_tag() -> None:
    general = wheel("w")
    stable = wheel("w", tag="cp38-abi3-win_amd64")
    found = closure("w", first_environment(WINDOWS_311), WINDOWS_311.tags, [general, stable])
    assert found == {stable}


def test_a_file_that_is_not_in_the_lock_file_is_refused() -> None:
    (pin, *_) = parse_lock(LOCK)
    good = Wheel("click.whl", "click", "8.5.1", frozenset(), "", (), ZEROS)
    check_hashes([good], [pin])
    with pytest.raises(FetchError, match=r"click\.whl"):
        check_hashes([Wheel("click.whl", "click", "8.5.1", frozenset(), "", (), "2" * 64)], [pin])


# The folder itself


def test_the_folder_has_wheels_and_no_sources(wheelhouse: Path) -> None:
    others = {path.name for path in wheelhouse.iterdir() if path.suffix != ".whl"}
    assert others == {
        "SHA256SUMS",
        "install.py",
        "install.sh",
        "no-python.65001.txt",
        "no-python.936.txt",
        "requirements.txt",
        "安装.bat",
        "说明.txt",
    }
    assert not any(p.name.startswith(("hatchling", "tomlkit")) for p in wheelhouse.iterdir())


def test_every_wheel_is_in_the_lock_file(wheelhouse: Path) -> None:
    locked = (PROJECT / "requirements.lock").read_text("utf-8")
    wheels = [read_wheel(path) for path in wheelhouse.glob("*.whl")]
    strange = [w.name for w in wheels if f"sha256:{w.sha256}" not in locked]
    assert strange == ["report-archive"]


@pytest.mark.parametrize("target", WINDOWS_TARGETS, ids=lambda target: target.name)
def test_every_windows_python_finds_all_that_is_required(wheelhouse: Path, target: Target) -> None:
    """Requires-Dist of the real wheels, walked as on Windows; without any one of them it fails."""
    wheels = [read_wheel(path) for path in sorted(wheelhouse.glob("*.whl"))]
    for environment in target.environments():
        found = closure("report-archive", environment, target.tags, wheels)
        assert {"colorama", "numpy", "watchdog"} <= {w.name for w in found}
    for gone in found:
        rest = [w for w in wheels if w.name != gone.name]
        with pytest.raises(IncompleteError, match=rf"缺 (?i:{gone.name.replace('-', '.')})"):
            closure("report-archive", environment, target.tags, rest)


def test_a_target_that_lacks_something_is_named(wheelhouse: Path) -> None:
    pins = parse_lock((PROJECT / "requirements.lock").read_text("utf-8"))
    wheels = [read_wheel(path) for path in sorted(wheelhouse.glob("*.whl"))]
    own = next(w for w in wheels if w.name == "report-archive")
    short = [w for w in wheels if not re.match(r"watchdog.*win", w.file)]
    assert needed([this_machine()], pins, short, own)
    with pytest.raises(IncompleteError, match="win-amd64-cp311：缺 watchdog"):
        needed(WINDOWS_TARGETS, pins, short, own)


def test_the_sums_are_those_that_sha256sum_reads(wheelhouse: Path) -> None:
    done = subprocess.run(
        ["/usr/bin/sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=wheelhouse,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == len(list(wheelhouse.iterdir())) - 1
    assert sums(wheelhouse) == (wheelhouse / "SHA256SUMS").read_text("utf-8")


def test_our_wheel_is_the_same_bytes_from_another_copy(wheelhouse: Path, tmp_path: Path) -> None:
    copy = tmp_path / "另一份"
    folders = ("scripts", "docs", "overrides")
    for name in (*folders, "mkdocs.yml", "pyproject.toml", "README.md", "LICENSE"):
        source = PROJECT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "archive")
            shutil.copytree(source, copy / name, ignore=ignored, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, copy / name)
    (copy / "README.md").chmod(0o600)
    made = build_own(copy, tmp_path)
    assert made.read_bytes() == (wheelhouse / made.name).read_bytes()


# What installs


def test_the_scripts_are_in_the_bytes_that_windows_reads(tmp_path: Path) -> None:
    write_scripts(tmp_path)
    batch = (tmp_path / "安装.bat").read_bytes()
    assert batch.isascii()
    assert batch.count(b"\r\n") == batch.count(b"\n") > 40
    in_gbk = (tmp_path / "no-python.936.txt").read_bytes().decode("gbk")
    assert in_gbk == (tmp_path / "no-python.65001.txt").read_bytes().decode("utf-8")
    assert (tmp_path / "说明.txt").read_bytes().startswith("\ufeff述职报告档案".encode())
    assert (tmp_path / "install.sh").read_bytes().count(b"\r") == 0


@pytest.fixture(scope="module")
def installer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", FILES / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_can_read_the_installer() -> None:
    ast.parse((FILES / "install.py").read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("version", "platform", "words"),
    [
        ((3, 10), "win-amd64", "太旧"),
        ((3, 14), "win-amd64", "还没有给它用的东西"),
        ((3, 12), "win32", "64-bit"),
        ((3, 12), "win-arm64", "amd64"),
    ],
)
def test_a_python_that_will_not_do_is_told_why(
    installer: ModuleType, version: tuple[int, int], platform: str, words: str
) -> None:
    with pytest.raises(installer.InstallError, match=words):
        installer.check_python(version, platform)


def test_every_supported_python_will_do(installer: ModuleType) -> None:
    for target in TARGETS:
        installer.check_python((3, target.minor), target.platform.name)


def test_the_scripts_know_the_same_versions() -> None:
    versions = [f"3.{minor}" for minor in MINORS]
    batch = (FILES / "安装.bat").read_text("ascii")
    assert re.search(r"in \((3[.\d ]+)\) do", batch).group(1).split() == versions[::-1]  # type: ignore[union-attr]  # a failure either way
    shell = (FILES / "install.sh").read_text("utf-8")
    assert re.findall(r"python(3\.\d+)", shell) == versions[::-1]
    bounds = f"(3, {MINORS[0]}) <= sys.version_info[:2] <= (3, {MINORS[-1]})"
    assert bounds in batch
    assert bounds in shell


def test_a_file_that_is_missing_or_spoilt_is_named(installer: ModuleType, tmp_path: Path) -> None:
    for name in ("a.whl", "b.whl", "好.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "SHA256SUMS").write_text(sums(tmp_path), encoding="utf-8")
    installer.check_files(tmp_path)
    (tmp_path / "a.whl").unlink()
    (tmp_path / "好.txt").write_text("x", encoding="utf-8")
    with pytest.raises(installer.InstallError, match=r"缺 a\.whl；好\.txt 与原来的不同"):
        installer.check_files(tmp_path)


def test_it_installs_for_a_user_where_there_is_only_a_python(
    wheelhouse: Path, tmp_path: Path
) -> None:
    """As on Debian: outside a venv, no pip, and the system's Python left alone."""
    python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "python3").symlink_to(python)
    environment = offline_environment(commands, tmp_path / "家")
    printed = run(["sh", str(wheelhouse / "install.sh")], tmp_path, environment)
    command = tmp_path / "家" / ".local" / "bin" / "report-archive"
    assert f"{command} new" in printed
    assert run([str(command), "--version"], tmp_path, environment).startswith("0.")


# 安装.bat, in the cmd of Wine where there is one: its ways of finding a Python


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    if shutil.which("wine") is None:
        if os.environ.get("REQUIRE_WINE"):
            pytest.fail("REQUIRE_WINE is set, but there is no Wine")
        pytest.skip("no Wine on this machine")
    prefix = tmp_path_factory.mktemp("wine")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(prefix),
        "WINEPREFIX": str(prefix / "prefix"),
        "WINEDEBUG": "-all",
        "LC_ALL": "C.UTF-8",
    }
    yield environment
    subprocess.run(["/usr/bin/wineserver", "--kill", "--wait"], env=environment, check=False)


STORE = "@echo Python was not found; run it without arguments to install 1>&2\n@exit /b 9009"
OLD = '@if "%1"=="-3" echo FOUND %*\n@if "%1"=="-3" exit /b 0\n@exit /b 103'
PY_312 = '@if "%1"=="-3.12" echo FOUND %*\n@if "%1"=="-3.12" exit /b 0\n@exit /b 103'
PLAIN = "@echo FOUND python %*\n@exit /b 0"


@pytest.mark.parametrize(
    ("programs", "expected"),
    [
        ({"python": STORE}, ("没有找到能用的 Python", 1)),
        ({"py": PY_312, "python": PLAIN}, ("FOUND -3.12 install.py", 0)),
        ({"py": OLD, "python": STORE}, ("FOUND -3 install.py", 0)),
        ({"py": "@exit /b 103", "python": PLAIN}, ("FOUND python install.py", 0)),
    ],
    ids=["store", "py", "old", "python"],
)
def test_the_batch_file_finds_a_python(
    wine: dict[str, str],
    tmp_path: Path,
    programs: dict[str, str],
    expected: tuple[str, int],
) -> None:
    folder = tmp_path / "U 盘 (1)&!"
    folder.mkdir()
    write_scripts(folder)
    assert run_batch(wine, folder, programs) == expected


def test_the_batch_file_alone_says_that_it_is(wine: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "解压"
    folder.mkdir()
    write_scripts(folder)
    (folder / "install.py").unlink()
    assert run_batch(wine, folder, {}) == ("install.py is not beside this file", 1)


def run_batch(wine: dict[str, str], folder: Path, programs: dict[str, str]) -> tuple[str, int]:
    """Run 安装.bat with these on the path: its first words, its exit code."""
    commands = folder.parent / "commands"
    commands.mkdir()
    for name, text in programs.items():
        (commands / f"{name}.bat").write_text(text, encoding="ascii", newline="\r\n")
    # Into a file: Wine's server lives on for seconds and would hold a pipe open.
    said = commands / "said.txt"
    with said.open("wb") as output:
        done = subprocess.run(
            ["/usr/bin/wine", "cmd", "/c", "安装.bat", "/q"],
            cwd=folder,
            env={**wine, "WINEPATH": "Z:" + str(commands).replace("/", "\\")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    printed = re.sub(r"^wine: .*", "", said.read_text("utf-8"), flags=re.MULTILINE).strip()
    return re.split(r"[，\r\n]|\.\s", printed)[0], done.returncode
