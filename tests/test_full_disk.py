"""On a disk that takes nothing more goes what must go, and the next run makes all good."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import fill_archive, silent
from report_archive.build import build_archive
from report_archive.memory_file import FILE, FOLDER
from report_archive.site_check.site_file import PACK

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
# The system refuses to let any file grow beyond the limit, for SQLite as for Python; what is
# there can be read and removed.
HARNESS = """
import resource, sys
from report_archive.cli import main
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
raise SystemExit(main(["build", "--archive", sys.argv[2]]))
"""
TELLING = "青石渡口"
"""What only the report that is to go says."""
REPORT = """2021年度述职报告
县{office}局局长　方砚{name}
2021年，我认真履行职责。
一、坚持学习
在{place}集中学习12次。
二、廉洁自律
没有违纪。
"""
GOING = "水利.txt"
FILES = {
    GOING: REPORT.format(office="水利", name="秋", place=TELLING),
    "教育.txt": REPORT.format(office="教育", name="春", place="白桦林场"),
    "财政.txt": REPORT.format(office="财政", name="夏", place="红枫山庄"),
}


def refuse(archive: Path) -> None:
    """A person writes 否 into the catalogue."""
    path = archive / "reports" / "catalog.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    column = rows[0].index("发布")
    for row in rows:
        if GOING in row:
            row[column] = "否"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")


def remove(archive: Path) -> None:
    """The file is taken away."""
    (archive / "reports" / GOING).unlink()


def classify(archive: Path) -> None:
    """The file says now that it is secret."""
    path = archive / "reports" / GOING
    path.write_text(f"机密★5年\n{FILES[GOING]}", encoding="utf-8")


def ban(archive: Path) -> None:
    """A word is added for which reports are held back."""
    hit = f"key: place, label: 内部地名, action: block, where: any, pattern: {TELLING}"
    words = f"screening:\n  - {{{hit}}}\n"
    (archive / "reports" / "vocabulary.yml").write_text(words, encoding="utf-8")


def quoting(archive: Path) -> list[str]:
    """Files of docs/ and site/ that still tell."""
    found = (path for top in ("docs", "site") for path in (archive / top).rglob("*"))
    return [str(p) for p in found if p.is_file() and TELLING.encode() in p.read_bytes()]


def tree(archive: Path) -> dict[str, bytes]:
    found = (path for top in ("docs", "site") for path in (archive / top).rglob("*"))
    return {str(p.relative_to(archive)): p.read_bytes() for p in found if p.is_file()}


def build_within(limit: int, archive: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-c", HARNESS, str(limit), str(archive)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def packs_of(archive: Path) -> dict[str, bytes]:
    """The packs of the search index, which tell in base64."""
    return {name: data for name, data in tree(archive).items() if PACK.search(f"/{name}")}


@pytest.mark.parametrize("change", [refuse, remove, classify, ban])
def test_on_a_disk_that_takes_nothing_goes_what_must_go(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    first = fill_archive(tmp_path / "first", {n: t.encode() for n, t in FILES.items()})
    build_archive(first, silent)
    change(first)
    whole = (first / FOLDER / FILE).stat().st_size
    clean = fill_archive(tmp_path / "clean", {})
    for path in (first / "reports").iterdir():
        shutil.copy2(path, clean / "reports")
    build_archive(clean, silent)
    for limit in (0, whole):
        archive = tmp_path / str(limit)
        shutil.copytree(first, archive)
        assert quoting(archive)
        packs = packs_of(archive)
        done = build_within(limit, archive)
        assert "Traceback" not in done.stderr
        assert limit or done.returncode == 1
        assert done.returncode == 0 or "磁盘" in done.stderr
        assert quoting(archive) == []
        assert [name for name, data in packs_of(archive).items() if packs[name] == data] == []
        build_archive(archive, silent)
        assert tree(archive) == tree(clean)
