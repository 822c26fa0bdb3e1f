"""A run stopped at any point is made good by the next one, to the byte."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from report_archive.build import LOCK, BuildError, convert_archive
from report_archive.memory import Memory
from report_archive.memory_file import FOLDER
from report_archive.run import MAKER, OWN
from report_archive.search.delivering import checksum
from report_archive.site_check.site_file import PACK
from report_archive.storing import MANIFEST, TEMPORARY

# Runs `convert` in a child process for each "moment stop archive" given. At the child's call
# number `stop` that changes the disk, the system fails it in the way that `moment` says; with 0
# nothing fails, and the calls are listed. What is refused is refused from then on; a full disk
# lets files be removed. Only system calls are tampered with.
HARNESS = r"""
import builtins, contextlib, errno, os, pathlib, shutil, signal, sys
from report_archive.build import BuildError, convert_archive
from report_archive.cli import main

def tamper(moment, stop, archive, calls):
    def wrap(name, real):
        def call(path, *rest, **named):
            target = str(rest[0] if name in ("replace", "link") else path)
            if not target.startswith(archive + os.sep):
                return real(path, *rest, **named)
            calls.append(f"{name} {os.path.relpath(target, archive)}\n")
            if moment == "refused" and len(calls) >= stop:
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), target)
            if moment == "full" and len(calls) >= stop and name != "unlink":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), target)
            if moment == "locked" and name == "replace" and target.endswith("catalog.csv"):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES), target)
            if len(calls) != stop:
                return real(path, *rest, **named)
            if moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            if moment == "vanished":
                shutil.rmtree(os.path.join(archive, "docs"))
            if moment == "waiting":
                print("at work", flush=True)
                sys.stdin.readline()
            try:
                result = real(path, *rest, **named)
                if moment == "half":
                    os.write(result, "一半".encode())
                return result
            finally:
                if moment in ("half", "after"):
                    os.kill(os.getpid(), signal.SIGKILL)
        return call
    for name in ("open", "link", "replace", "unlink"):
        setattr(os, name, wrap(name, getattr(os, name)))

# A run on a copy, so that words and patterns are made once and not in every child.
first = sys.argv[1].split(" ", 2)[2]
with contextlib.suppress(BuildError):
    copied = pathlib.Path(shutil.copytree(first, first + ".copy"))
    convert_archive(copied, lambda files, total, name: files)
for order in sys.argv[1:]:
    moment, stop, archive = order.split(" ", 2)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    with builtins.open(archive + ".said", "w") as said:
        os.dup2(said.fileno(), 2)
    calls = []
    tamper(moment, int(stop), archive, calls)
    code = main(["convert", "--archive", archive])
    with builtins.open(archive + ".calls", "w") as listed:
        listed.writelines(calls)
    os._exit(code)
"""
# With one hash seed every child makes its calls in the same order.
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
KILLED = "-9"
# reportArchive.deliver("0-3",123456,"AAEC");
DELIVERED = re.compile(r'reportArchive\.deliver\("[^"]*",(?P<sum>\d+),"(?P<text>[^"]*)"\);\n')
PLACING = ("link", "replace")
"""The calls that put a file in its place."""
CATALOGUE = "reports/catalog.csv"
REPORT = """2021年度述职报告
县{office}局局长　方砚{name}
2021年，我认真履行职责。
一、坚持学习
在{name}岭集中学习12次。
二、廉洁自律
没有违纪。
"""
EARLIER = {
    "水利.txt": REPORT.format(office="水利", name="秋"),
    "教育.txt": REPORT.format(office="教育", name="春"),
    "民政/民政.txt": REPORT.format(office="民政", name="冬"),
    "财政.txt": REPORT.format(office="财政", name="夏"),
}
CORRECTED, REMOVED, WITHDRAWN = "水利.txt", "民政/民政.txt", "财政.txt"
ADDED = {
    "审计/审计.txt": REPORT.format(office="审计", name="梅").replace("2021", "2020"),
    "密.txt": "秘密★1年\n" + REPORT.format(office="统计", name="竹"),
}


@dataclass(frozen=True)
class Call:
    """One call of a run that changes the disk: open, link, replace or unlink."""

    place: int
    """Which call it is, from 1."""
    name: str
    path: str
    """Below the archive; of a renaming or a link the new one, of a nameless file its folder."""


@dataclass(frozen=True)
class Scene:
    """An archive before and after an undisturbed run."""

    archive: Path
    """Before; other folders beside it are its copies."""
    calls: tuple[Call, ...]
    before: dict[str, bytes]
    after: dict[str, bytes]

    def points(self) -> list[tuple[str, int]]:
        """Every moment at which a run may be killed; also while a file is being written.

        After an open or an unlink it is as before the next call, and so it is while a file is
        written that has no name yet.
        """
        last = self.calls[-1]
        done = (call for call in self.calls if call.name in PLACING or call is last)
        new = (call for call in self.calls if call.name == "open" and is_written(call.path))
        return [
            *(("before", call.place) for call in self.calls),
            *(("after", call.place) for call in done),
            *(("half", call.place) for call in new),
        ]

    def copy(self, moment: str, place: int) -> Path:
        copied = self.archive.with_name(f"{place:03}-{moment}")
        shutil.copytree(self.archive, copied)
        return copied


def write(archive: Path, reports: dict[str, str]) -> None:
    for name, text in reports.items():
        path = archive / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def withdraw(archive: Path, files: Iterable[str]) -> None:
    """否 in the column 发布."""
    path = archive / CATALOGUE
    heads, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    for row in rows:
        if row[heads.index("文件")] in files:
            row[heads.index("发布")] = "否"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def convert(archive: Path) -> None:
    """A normal run; that nothing is left to publish is said and is no failure here."""
    with contextlib.suppress(BuildError):
        convert_archive(archive, lambda files, _total, _name: files)


def settled(archive: Path) -> None:
    """A good earlier state: reports, catalogue, pages, and the site that was made of them."""
    write(archive, EARLIER)
    convert(archive)
    for page in (archive / "docs" / "archive").rglob("*.md"):
        built = archive / "site" / page.relative_to(archive / "docs").with_suffix(".html")
        built.parent.mkdir(parents=True, exist_ok=True)
        built.write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
    memory = Memory(archive)
    memory.note(MAKER, OWN)
    memory.commit()
    memory.close()


def nothing_yet(archive: Path) -> None:
    write(archive, EARLIER)


def some_changes(archive: Path) -> None:
    """One report added, one corrected, one removed, one withdrawn, one never to be published."""
    settled(archive)
    write(archive, ADDED)
    write(archive, {CORRECTED: EARLIER[CORRECTED].replace("12次", "13次")})
    (archive / "reports" / REMOVED).unlink()
    withdraw(archive, [WITHDRAWN])


def all_withdrawn(archive: Path) -> None:
    settled(archive)
    withdraw(archive, EARLIER)


SCENES = {f.__name__: f for f in (some_changes, nothing_yet, all_withdrawn)}


def tree(archive: Path) -> dict[str, bytes]:
    """Every file of an archive with its bytes, the lock and the memory aside."""
    return {
        path.relative_to(archive).as_posix(): path.read_bytes()
        for path in sorted(archive.rglob("*"))
        if path.is_file() and path.name != LOCK and path.parent.name != FOLDER
    }


def run(*orders: tuple[str, int, Path]) -> list[str]:
    """Exit codes of `convert`, one an order; minus the signal where one ended it."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            HARNESS,
            *(f"{m} {place} {archive}" for m, place, archive in orders),
        ],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        check=True,
    )
    return re.findall(r"^-?\d+$", done.stdout, re.MULTILINE)


def make_scene(folder: Path, name: str) -> Scene:
    archive = folder / "archive"
    SCENES[name](archive)
    undisturbed = Scene(archive, (), tree(archive), {}).copy("undisturbed", 0)
    run(("", 0, undisturbed))
    listed = undisturbed.with_name(f"{undisturbed.name}.calls").read_text("utf-8").splitlines()
    calls = (Call(place, *line.split(" ", 1)) for place, line in enumerate(listed, 1))
    return Scene(archive, tuple(calls), tree(archive), tree(undisturbed))


def said(archive: Path) -> str:
    """What a run printed on its standard error."""
    return archive.with_name(f"{archive.name}.said").read_text("utf-8")


def raw(files: dict[str, bytes]) -> dict[str, bytes]:
    return {
        name: data
        for name, data in files.items()
        if name.startswith("reports/") and name != CATALOGUE and TEMPORARY not in name
    }


def is_written(path: str) -> bool:
    """Whether what is opened is a file that is written: a new one, or a pack over the old one."""
    return TEMPORARY in path or bool(PACK.search(path))


def is_refused(name: str, data: bytes) -> bool:
    """Whether a reader of the search index can tell that a pack is half-written."""
    delivered = DELIVERED.fullmatch(data.decode("utf-8", "replace"))
    whole = delivered and checksum(delivered["text"]) == int(delivered["sum"])
    return bool(PACK.search(name)) and not whole


def halves(scene: Scene, found: dict[str, bytes]) -> list[str]:
    """Files that are neither as before nor as after, those aside of which everybody knows it."""
    return [
        name
        for name, data in found.items()
        if TEMPORARY not in name
        and not name.endswith(MANIFEST)
        and data not in (scene.before.get(name), scene.after.get(name))
        and not is_refused(name, data)
    ]


def numbered_too_early(scene: Scene, found: dict[str, bytes]) -> list[str]:
    """Pages under numbers that the catalogue doesn't know yet: another report might get them."""
    if found.get(CATALOGUE) == scene.after[CATALOGUE]:
        return []
    new = scene.after.keys() - scene.before.keys()
    return sorted(n for n in new & found.keys() if n.startswith("docs/archive/reports/"))


def differing(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    return sorted(n for n in found.keys() | expected.keys() if found.get(n) != expected.get(n))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Scene:
    return make_scene(tmp_path_factory.mktemp("scene"), request.param)


@pytest.mark.parametrize("scene", SCENES, indirect=True)
def test_a_killed_run_is_made_good_by_the_next(scene: Scene) -> None:
    """Killed before and after every call that changes the disk, and half-way through each file.

    What is left is whole, and the next run ends as an undisturbed one; the lock is free.
    """
    points = scene.points()
    archives = {(m, place): scene.copy(m, place) for m, place in points}
    codes = run(*((m, place, archives[m, place]) for m, place in points))
    assert codes == [KILLED] * len(points)
    wrong: dict[str, list[str]] = {}
    for (moment, place), archive in archives.items():
        found = tree(archive)
        problems = halves(scene, found) + numbered_too_early(scene, found)
        problems += differing(raw(found), raw(scene.before))
        convert(archive)
        problems += differing(tree(archive), scene.after)
        if problems:
            wrong[f"{moment} {scene.calls[place - 1]}"] = problems
    assert not wrong


@pytest.mark.parametrize("scene", ["some_changes"], indirect=True)
def test_runs_killed_one_after_the_other_leave_nothing_that_the_next_does_not_mend(
    scene: Scene,
) -> None:
    """Each comes a little further than the one before it."""
    archive = scene.copy("again", 0)
    codes = run(*(("before", call.place, archive) for call in scene.calls))
    assert codes.count(KILLED) > 10
    convert(archive)
    assert not differing(tree(archive), scene.after)


@pytest.mark.parametrize("scene", ["some_changes"], indirect=True)
def test_every_kind_of_call_is_among_those_at_which_runs_are_killed(scene: Scene) -> None:
    calls = {(call.name, Path(call.path).name) for call in scene.calls}
    assert {("open", LOCK), ("replace", "catalog.csv"), ("replace", MANIFEST)} <= calls
    assert ("open", "0-0.js") in calls
    assert ("unlink", "000004.md") in calls
    assert ("unlink", "000004.html") in calls
    assert len(scene.points()) > 20


@pytest.mark.parametrize("scene", ["some_changes"], indirect=True)
def test_a_run_that_may_not_write_says_so_and_the_next_makes_it_good(scene: Scene) -> None:
    """The file system turned read-only at each call in turn, and stayed so."""
    archives = {call: scene.copy("refused", call.place) for call in scene.calls}
    codes = run(*(("refused", call.place, archive) for call, archive in archives.items()))
    wrong: dict[Call, str] = {}
    for (call, archive), code in zip(archives.items(), codes, strict=True):
        message = said(archive)
        convert(archive)
        left = differing(tree(archive), scene.after)
        if code != "1" or not clear(message, archive) or left:
            wrong[call] = f"{code} {message[-300:]} {left}"
    assert not wrong


@pytest.mark.parametrize("scene", ["some_changes"], indirect=True)
def test_on_a_full_disk_goes_what_must_go(scene: Scene) -> None:
    """Whenever it becomes full."""
    calls = [c for c in scene.calls if c.path != LOCK and c.name != "unlink"]
    archives = {call: scene.copy("full", call.place) for call in calls}
    assert calls
    codes = run(*(("full", call.place, archive) for call, archive in archives.items()))
    wrong: dict[Call, str] = {}
    for (call, archive), code in zip(archives.items(), codes, strict=True):
        left = still_telling(archive)
        if code != "1" or not clear(said(archive), archive) or left:
            wrong[call] = f"{code} {said(archive)[-300:]} {left}"
    assert not wrong


@pytest.mark.parametrize("scene", ["some_changes"], indirect=True)
def test_while_another_program_holds_the_catalogue_goes_what_must_go(scene: Scene) -> None:
    """As WPS does under Windows with what is open in it."""
    archive = scene.copy("locked", 0)
    assert still_telling(archive)
    assert run(("locked", 0, archive)) == ["1"]
    assert "请关闭正在打开它的" in said(archive)
    assert not still_telling(archive)
    assert tree(archive)[CATALOGUE] == scene.before[CATALOGUE]
    convert(archive)
    assert not differing(tree(archive), scene.after)


def still_telling(archive: Path) -> list[str]:
    """Files of docs/ that quote the report that is to go."""
    files = tree(archive).items()
    return [name for name, data in files if name.startswith("docs") and "夏岭".encode() in data]


def clear(message: str, archive: Path) -> bool:
    """Names a place that the clerk can find, and what to do; nothing of the program's inside."""
    inside = ("Traceback", TEMPORARY)
    return f"{archive}/" in message and "请" in message and not any(w in message for w in inside)


@pytest.mark.parametrize("scene", ["some_changes"], indirect=True)
def test_a_docs_folder_that_vanishes_in_a_run_is_said_and_made_again(scene: Scene) -> None:
    call = next(c for c in scene.calls if c.name in PLACING and c.path.startswith("docs"))
    archive = scene.copy("vanished", call.place)
    assert run(("vanished", call.place, archive)) == ["1"]
    assert clear(said(archive), archive), said(archive)
    assert tree(archive)[CATALOGUE] == scene.after[CATALOGUE]
    convert(archive)
    assert not differing(tree(archive), scene.after)


def command(archive: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "report_archive.cli", "convert", "--archive", str(archive)],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        check=False,
    )


@pytest.mark.parametrize("place", ["docs", "docs/archive", "docs/archive/reports/000001.md"])
def test_something_else_in_the_place_of_a_folder_or_page_is_named(
    tmp_path: Path, place: str
) -> None:
    archive = tmp_path / "archive"
    write(archive, EARLIER)
    path = archive / place
    if path.suffix:
        path.mkdir(parents=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("别的", encoding="utf-8")
    done = command(archive)
    assert done.returncode == 1
    assert clear(done.stderr, archive), done.stderr


@pytest.mark.parametrize("folder", ["", "docs/archive", "docs/archive/reports", "reports"])
def test_a_read_only_folder_is_named(tmp_path: Path, folder: str) -> None:
    archive = tmp_path / "archive"
    some_changes(archive)
    # Without a lock file from an earlier run there is one to make.
    (archive / LOCK).unlink(missing_ok=True)
    before = tree(archive)
    (archive / folder).chmod(0o555)
    if os.access(archive / folder, os.W_OK):
        pytest.skip("permissions do not bind root; refusals at every call are tested above")
    done = command(archive)
    (archive / folder).chmod(0o755)
    assert done.returncode == 1
    assert clear(done.stderr, archive), done.stderr
    assert raw(tree(archive)) == raw(before)
    convert(archive)
    assert not [name for name in tree(archive) if TEMPORARY in name]


@pytest.mark.parametrize("scene", ["some_changes"], indirect=True)
@pytest.mark.parametrize("path", [CATALOGUE, "docs/archive/reports/"])
def test_a_second_run_is_refused_while_the_first_goes_on(scene: Scene, path: str) -> None:
    """The first waits in the middle of its work, before it puts a file in its place."""
    call = next(c for c in scene.calls if c.name in PLACING and c.path.startswith(path))
    archive = scene.copy("waiting", call.place)
    with subprocess.Popen(
        [sys.executable, "-c", HARNESS, f"waiting {call.place} {archive}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=ENVIRONMENT,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "at work\n"
        before = tree(archive)
        second = command(archive)
        assert second.returncode == 1
        assert second.stderr == "另一个 report-archive 正在这个文件夹里运行，请等它结束再试。\n"
        assert tree(archive) == before
        first.communicate("go on\n")
    assert first.returncode == 0
    assert tree(archive) == scene.after
