"""Whatever is done to an archive, a run ends with the very files that a clean build makes."""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import PROJECT, MakeArchive, assert_gone, fill_archive, sample_files, silent
from report_archive.benching.editing import set_cells
from report_archive.build import BuildError, build_archive, convert_archive
from report_archive.cli import main
from report_archive.memory import Memory
from report_archive.memory_file import FILE, FOLDER, OUTPUTS, remembered
from report_archive.messages import tell
from report_archive.outset import Outset, Wanted
from report_archive.power_cut import POURED, doubtful_in, note_of
from report_archive.recalling import Told
from report_archive.record import POST
from report_archive.run import Run
from report_archive.search.rendering import segment_of
from report_archive.site import FEW, Site
from report_archive.site_check.site import SiteCheckError
from report_archive.site_check.site_file import PACK
from report_archive.storing import MANIFEST, overwrite_bytes
from report_archive.workers import Bench, WorkerError, Workers

OFFICES = ("水利", "教育", "民政", "财政", "审计", "统计", "林业", "商务")
OLD = 1_600_000_000_000_000_000
"""A time, in nanoseconds, that is long past: what is younger than 2 s is never trusted."""
EDITS = 50
COMPARED = 10
"""After so many edits the site is held against a clean build."""
REPORT = """{year}年度述职报告
县{office}局局长　方砚{name}
{year}年，我认真履行职责，抓好{topic}。
一、坚持学习
全年在{name}岭集中学习{number}次，{topic}常抓不懈，{topic}久久为功。
二、履职尽责
一是修路{number}里；二是架桥{number}座。{extra}
三、存在问题
调研不深。
"""

Edit = Callable[[Path, random.Random], None]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (the same every time is the point)


def report(rng: random.Random, extra: str = "") -> str:
    return REPORT.format(
        year=rng.randint(2015, 2024),
        office=rng.choice(OFFICES),
        name=rng.choice("春夏秋冬梅兰竹菊"),
        topic=rng.choice(("乡村振兴", "营商环境", "污染防治")),
        number=rng.randint(3, 99),
        extra=extra,
    )


def any_report(archive: Path, rng: random.Random) -> Path:
    return rng.choice(sorted((archive / "reports").rglob("*.txt")))


def add(archive: Path, rng: random.Random) -> None:
    place = archive / "reports" / rng.choice(("", "甲/", "乙/丙/")) / f"{rng.getrandbits(30)}.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(report(rng), encoding=rng.choice(("utf-8", "gb18030")))


def add_secret(archive: Path, rng: random.Random) -> None:
    place = archive / "reports" / f"密{rng.getrandbits(30)}.txt"
    place.write_text("秘密★1年\n" + report(rng), encoding="utf-8")


def add_broken(archive: Path, rng: random.Random) -> None:
    (archive / "reports" / f"坏{rng.getrandbits(30)}.txt").write_bytes(b"\xff\xd8\xff\0")


def copy(archive: Path, rng: random.Random) -> None:
    original = any_report(archive, rng)
    shutil.copyfile(original, original.with_name(f"{rng.getrandbits(30)}.txt"))


def correct(archive: Path, rng: random.Random) -> None:
    any_report(archive, rng).write_text(report(rng, "又种树一片。"), encoding="utf-8")


def correct_in_place(archive: Path, rng: random.Random) -> None:
    """Another text of the same length at the same time: size and mtime tell nothing.

    Where the system does not know when a file was changed in whatever way the time differs.
    """
    path = any_report(archive, rng)
    status, data = path.stat(), path.read_bytes()
    path.write_bytes(data.replace("一".encode(), "三".encode(), 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + (sys.platform == "win32")))


def touch(archive: Path, rng: random.Random) -> None:
    os.utime(any_report(archive, rng))


def rename(archive: Path, rng: random.Random) -> None:
    path = any_report(archive, rng)
    path.rename(path.with_name(f"{rng.getrandbits(30)}.txt"))


def delete(archive: Path, rng: random.Random) -> None:
    any_report(archive, rng).unlink()


def spoil(archive: Path, rng: random.Random) -> None:
    any_report(archive, rng).write_bytes(b"%PDF-1.4")


def type_in(archive: Path, rng: random.Random) -> None:
    """A cell of the catalogue, as a spreadsheet saves it."""
    rows = rows_of(archive)
    column, text = rng.choice(
        (
            ("年度", "2019"),
            ("年度", ""),
            ("年度", "去年"),
            ("题名", "我的<述职>报告"),
            ("职务", "县档案馆馆长"),
            ("姓名", "李砚冬"),
            ("发布", "否"),
            ("发布", "是"),
            ("发布", ""),
            ("待核对", "已核对"),
            ("备注", "存疑"),
        )
    )
    for row in rng.sample(rows, min(1, len(rows))):
        row[column] = text
    save(archive, rows)


def save_otherwise(archive: Path, rng: random.Random) -> None:
    """As Excel saves it: numbers without zeros, dates with strokes; with a cell changed or not."""
    rows = rows_of(archive)
    for row in rows:
        row["件号"] = row["件号"].lstrip("0")
        for column in ("日期", "机读日期"):
            row[column] = row[column].replace("-", "/")
    if rng.random() < 0.5:
        rng.choice(rows or [{}])["备注"] = "看过"
    save(archive, rows)


def add_a_column(archive: Path, rng: random.Random) -> None:
    rows = rows_of(archive)
    for row in rows:
        row[f"栏{rng.randint(1, 3)}"] = rng.choice(("", "甲", "乙"))
    save(archive, rows)


def move_the_columns(archive: Path, rng: random.Random) -> None:
    rows = rows_of(archive)
    columns = rng.sample(list(rows[0]), len(rows[0])) if rows else []
    save(archive, [{column: row[column] for column in columns} for row in rows])


def rows_of(archive: Path) -> list[dict[str, str]]:
    path = archive / "reports" / "catalog.csv"
    if not path.exists():
        return []
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def save(archive: Path, rows: list[dict[str, str]]) -> None:
    if rows:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
        path = archive / "reports" / "catalog.csv"
        path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def word(archive: Path, rng: random.Random) -> None:
    topic = rng.choice(("修路", "架桥", "种树"))
    text = f"topics:\n  - {{key: x-lu, label: {topic}专题, keywords: [{topic}, 学习]}}\n"
    (archive / "reports" / "vocabulary.yml").write_text(text, encoding="utf-8")


def write_a_page(archive: Path, rng: random.Random) -> None:
    page = archive / "docs" / rng.choice(("index.md", "manual.md"))
    page.write_text(page.read_text(encoding="utf-8") + "\n又一句。\n", encoding="utf-8")


def drop_in(archive: Path, rng: random.Random) -> None:
    (archive / "docs" / "assets" / f"图{rng.randint(1, 3)}.svg").write_text(
        f"<svg id='{rng.random()}'/>"
    )


def rename_the_site(archive: Path, rng: random.Random) -> None:
    path = archive / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    assert head.startswith("site_name")
    path.write_text(f"site_name: 档案{rng.randint(1, 9)}\n{rest}", encoding="utf-8")


def lose_an_output(archive: Path, rng: random.Random) -> None:
    files = [p for d in ("docs/archive", "site") for p in (archive / d).rglob("*") if p.is_file()]
    if files:
        rng.choice(sorted(files)).unlink()


def spoil_an_output(archive: Path, rng: random.Random) -> None:
    files = [p for d in ("docs/archive", "site") for p in (archive / d).rglob("*.*ml")]
    if files:
        rng.choice(sorted(files)).write_text("另一个程序写的", encoding="utf-8")


def add_to_the_site(archive: Path, _rng: random.Random) -> None:
    (archive / "site" / "archive").mkdir(parents=True, exist_ok=True)
    (archive / "site" / "archive" / "stray.html").write_text("多余", encoding="utf-8")


def forget(archive: Path, rng: random.Random) -> None:
    memory = archive / FOLDER / FILE
    if not memory.exists():
        return
    if rng.random() < 0.5:
        memory.unlink()
    else:
        memory.write_bytes(memory.read_bytes()[:5000])


def convert_only(archive: Path, _rng: random.Random) -> None:
    convert_archive(archive, silent)


EDIT_KINDS: tuple[Edit, ...] = (
    add,
    add,
    add_secret,
    add_broken,
    copy,
    correct,
    correct,
    correct_in_place,
    touch,
    rename,
    delete,
    spoil,
    type_in,
    type_in,
    save_otherwise,
    save_otherwise,
    add_a_column,
    move_the_columns,
    type_in,
    word,
    write_a_page,
    drop_in,
    rename_the_site,
    lose_an_output,
    spoil_an_output,
    add_to_the_site,
    forget,
    convert_only,
)


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def clean_copy(archive: Path, to: Path) -> Path:
    """What people put into an archive, nothing that a run made; the catalogue is people's too."""
    to.mkdir()
    shutil.copytree(archive / "reports", to / "reports")
    ignored = shutil.ignore_patterns("archive", "data")
    shutil.copytree(archive / "docs", to / "docs", ignore=ignored)
    shutil.copytree(archive / "overrides", to / "overrides")
    shutil.copyfile(archive / "mkdocs.yml", to / "mkdocs.yml")
    return to


def assert_same(archive: Path, told: Told, clean: Path, said: str) -> None:
    assert replace(told, gone=()) == tell(build_archive(clean, silent)), said
    for folder in ("reports", "docs", "site"):
        one, other = tree(archive / folder), tree(clean / folder)
        assert one.keys() == other.keys(), said
        assert [name for name in one if one[name] != other[name]] == [], said


@pytest.mark.parametrize("seed", [1, 2])
def test_edits_of_every_sort_end_as_a_clean_build(tmp_path: Path, seed: int) -> None:
    rng = seeded(seed)
    texts = {f"{i}.txt": report(rng).encode() for i in range(12)}
    archive = fill_archive(tmp_path / "archive", texts)
    build_archive(archive, silent)
    kinds = [*EDIT_KINDS, *rng.choices(EDIT_KINDS, k=EDITS - len(EDIT_KINDS))]
    rng.shuffle(kinds)
    done: list[str] = []
    for place, edit in enumerate(kinds, 1):
        edit(archive, rng)
        done.append(edit.__name__)
        if place % 3 and place % COMPARED:
            continue
        told = tell(build_archive(archive, silent))
        if place % COMPARED == 0:
            clean = clean_copy(archive, tmp_path / f"clean{place}")
            assert_same(archive, told, clean, " ".join(done))


def test_mkdocs_itself_builds_the_same_site(tmp_path: Path) -> None:
    """Our quick way and `mkdocs build` can't be told apart, so any builder may take over."""
    rng = seeded(3)
    texts = {f"{i}.txt": report(rng).encode() for i in range(9)}
    texts["hostile.txt"] = (PROJECT / "tests/hostile/hostile.txt").read_bytes()
    archive = fill_archive(tmp_path / "archive", texts)
    settings = (archive / "mkdocs.yml").read_text(encoding="utf-8")
    for number, site_url in enumerate(('site_url: ""', "site_url: https://da.example/bao/")):
        text = settings.replace('site_url: ""', site_url)
        (archive / "mkdocs.yml").write_text(text, encoding="utf-8")
        build_archive(archive, silent)
        theirs = tmp_path / f"theirs{number}"
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(theirs)]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "946684800"}
        subprocess.run(command, cwd=archive, env=environment, check=True)
        assert tree(archive / "site") == tree(theirs)
        framed, pages = by_frames(archive)
        assert {name: (theirs / name).read_bytes() for name in pages} == pages
        # An address of its own in every page is more than a frame knows of.
        folders = {"reports", "years", "posts", "sections", "topics"} if not number else set()
        assert framed == {f"archive/{folder}" for folder in folders}


def by_frames(archive: Path) -> tuple[set[str], dict[str, bytes]]:
    """The folders whose pages frames make, and every generated page once enough were made."""
    site = Site(archive)
    pages = sorted((archive / "docs/archive").rglob("*.md"))
    texts = [(p.relative_to(archive / "docs").as_posix(), p.read_text("utf-8")) for p in pages]
    for name, text in texts * (FEW // len(texts) + 1):
        site.page(name, text)
    made = [site.page(name, text) for name, text in texts]
    return site.framed, {built.path: built.data for built in made}


def test_templates_of_ones_own_make_every_page(tmp_path: Path) -> None:
    """What they make of a page may depend on anything: no frame knows it."""
    archive = fill_archive(tmp_path / "archive", {"a.txt": report(seeded(8)).encode()})
    own = '{% extends "base.html" %}{% block announce %}{{ page.url }}{% endblock %}'
    (archive / "overrides/main.html").write_text(own, encoding="utf-8")
    build_archive(archive, silent)
    framed, pages = by_frames(archive)
    assert not framed
    assert all(name.encode() in data for name, data in pages.items())


def test_only_what_an_edit_concerns_is_written(tmp_path: Path) -> None:
    rng = seeded(4)
    texts = {f"{i:02}.txt": report(rng).encode() for i in range(20)}
    archive = fill_archive(tmp_path / "archive", texts)
    build_archive(archive, silent)
    before = stamps(archive)
    build_archive(archive, silent)
    assert stamps(archive) == before
    path = archive / "reports" / "07.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("里；", "公里；"), encoding="utf-8")
    build_archive(archive, silent)
    written = {name for name, stamp in stamps(archive).items() if before.get(name) != stamp}
    pages = {name for name in written if "/reports/" in name and name.endswith(".html")}
    assert len(pages) == 1
    assert "site/manual.html" not in written


def stamps(archive: Path) -> dict[str, int]:
    return {
        f"{folder}/{name}": (archive / folder / name).stat().st_mtime_ns
        for folder in ("docs", "site")
        for name in tree(archive / folder)
    }


def test_nothing_of_a_withdrawn_report_outlives_a_build_that_fails(tmp_path: Path) -> None:
    """Taken out of site/ first: a MkDocs that fails afterwards leaves nothing of it readable."""
    rng = seeded(5)
    texts = {f"{i:02}.txt": report(rng).encode() for i in range(4)}
    texts["x.txt"] = report(rng, "独一无二的麒麟桥。").encode()
    archive = fill_archive(tmp_path / "archive", texts)
    build_archive(archive, silent)
    (archive / "reports" / "x.txt").unlink()
    index = archive / "docs" / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + "\n[没有](没有.md)\n", encoding="utf-8")
    with pytest.raises(BuildError, match="MkDocs"):
        build_archive(archive, silent)
    for path in (archive / "site").rglob("*"):
        if path.is_file():
            assert "麒麟" not in path.read_text(encoding="utf-8", errors="ignore"), path


def test_a_text_changed_in_the_same_moment_is_read_again(tmp_path: Path) -> None:
    """Two runs and an edit within two seconds, of the same length: time and size tell nothing."""
    archive = fill_archive(tmp_path / "archive", {"a.txt": report(seeded(6)).encode()})
    place = archive / "reports" / "a.txt"
    for word in ("架桥", "筑坝", "修井"):
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace("修路", word).replace("架桥", word), encoding="utf-8")
        convert_archive(archive, silent)
        page = (archive / "docs/archive/reports/000001.md").read_text(encoding="utf-8")
        assert word in page
        place.write_text(text, encoding="utf-8")
        convert_archive(archive, silent)


@pytest.mark.skipif(sys.platform == "win32", reason="a file's creation is all it knows")
def test_a_file_that_was_copied_over_another_of_its_size_and_time_is_read(tmp_path: Path) -> None:
    text = report(seeded(1), "又种树一片。")
    archive = fill_archive(tmp_path / "archive", {"a.txt": text.encode()})
    path, other = archive / "reports" / "a.txt", tmp_path / "other.txt"
    other.write_text(text.replace("种树", "植树"), encoding="utf-8")
    for file in (path, other):
        os.utime(file, ns=(OLD, OLD))
    convert_archive(archive, silent)
    other.replace(path)
    convert_archive(archive, silent)
    page = (archive / "docs" / "archive" / "reports" / "000001.md").read_text(encoding="utf-8")
    assert "又植树一片" in page
    assert "又种树一片" not in page


def test_a_file_moved_within_overrides_moves_in_the_site(tmp_path: Path) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": report(seeded(7)).encode()})
    before, after = (archive / "overrides" / name for name in ("zza", "zzb"))
    before.mkdir()
    (before / "note.txt").write_text("x", encoding="utf-8")
    build_archive(archive, silent)
    before.rename(after)
    build_archive(archive, silent)
    assert not (archive / "site" / "zza" / "note.txt").exists()
    assert (archive / "site" / "zzb" / "note.txt").read_text(encoding="utf-8") == "x"


def test_what_an_interrupted_run_wrote_goes_with_the_report(tmp_path: Path) -> None:
    """Of its pages and packs nothing is remembered; the run that holds it back fails as well."""
    rng = seeded(8)
    texts = {f"{i:02}.txt": report(rng).encode() for i in range(4)}
    archive = fill_archive(tmp_path / "archive", texts)
    build_archive(archive, silent)
    memory = archive / FOLDER / OUTPUTS
    remembered = memory.read_bytes()
    (archive / "reports" / "x.txt").write_bytes(report(rng, "独一无二的麒麟桥。").encode())
    build_archive(archive, silent)
    memory.write_bytes(remembered)
    (archive / "reports" / "x.txt").unlink()
    index = archive / "docs" / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + "\n[没有](没有.md)\n", encoding="utf-8")
    with pytest.raises(BuildError, match="MkDocs"):
        build_archive(archive, silent)
    assert_gone(archive, "麒麟")


def test_a_page_of_the_site_older_than_the_pages_in_docs_goes_with_the_report(
    tmp_path: Path,
) -> None:
    """`convert` brings docs/ up to date alone: in site/ the report still stands where it was."""
    titled = REPORT.replace("{year}年度述职报告", "关于麒麟桥的{year}年度述职报告")
    fields = {"office": "水利", "name": "梅", "topic": "乡村振兴", "number": 7, "extra": ""}
    texts = {
        f"{year}.txt": REPORT.format(year=year, **{**fields, "number": year}).encode()
        for year in (2020, 2021)
    }
    texts["x.txt"] = titled.format(year=2020, **fields).encode()
    archive = fill_archive(tmp_path / "archive", texts)
    build_archive(archive, silent)
    listed = archive / "site" / "archive" / "years" / "2020.html"
    assert "麒麟" in listed.read_text(encoding="utf-8")
    (archive / "reports" / "x.txt").write_text(titled.format(year=2021, **fields), "utf-8")
    convert_archive(archive, silent)
    (archive / "reports" / "x.txt").unlink()
    convert_archive(archive, silent)
    assert_gone(archive, "麒麟")


def with_processes(monkeypatch: pytest.MonkeyPatch, *, many: bool) -> None:
    """As in a large archive: other processes do what they do there, if much has changed or not."""
    for name in ("workers.LARGE", *(("survey.FEW", "making.FEW") if many else ())):
        monkeypatch.setattr(f"report_archive.{name}", 3)


@pytest.mark.parametrize("many", [False, True])
def test_other_processes_make_what_one_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, many: bool
) -> None:
    """From nothing, after a report was added, after one was held back."""
    rng = seeded(9)
    texts = {f"{i:02}.txt": report(rng).encode() for i in range(8)}
    one, several = (fill_archive(tmp_path / name, texts) for name in ("one", "several"))
    extra, held = report(rng).encode(), sorted(texts)[2]
    for step in (None, extra, b""):
        for archive in (one, several):
            if step:
                (archive / "reports" / "新.txt").write_bytes(step)
            elif step is not None:
                set_cells(archive, archive / "reports" / held, {"publish": "否"})
        with monkeypatch.context() as large:
            with_processes(large, many=many)
            told = tell(build_archive(several, silent))
        assert_same(several, told, one, f"after {step!r}")


def test_packs_that_nobody_remembers_go_before_new_ones_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before it remembered them, a run left packs of a report that is gone now."""
    monkeypatch.setattr(segment_of, "__defaults__", (4,))
    rng = seeded(12)
    texts = {f"{i}.txt": report(rng).encode() for i in range(6)}
    archive = fill_archive(tmp_path / "archive", texts)
    build_archive(archive, silent)
    remembered = (archive / FOLDER / OUTPUTS).read_bytes()
    (archive / "reports" / "x.txt").write_text(report(rng, "独一无二的麒麟桥。"), encoding="utf-8")
    build_archive(archive, silent)
    packs = {p: p.read_bytes() for p in archive.glob("*/**/search/1-*.js") if "rows" not in p.name}
    assert len(packs) >= 4, "in docs and in site, and the list of them"
    (archive / FOLDER / OUTPUTS).write_bytes(remembered)
    (archive / "reports" / "x.txt").unlink()
    set_cells(archive, archive / "reports" / "0.txt", {"publish": "否"})

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("report_archive.publishing.finish", stop)
    with pytest.raises(KeyboardInterrupt):
        build_archive(archive, silent)
    assert [p for p, data in packs.items() if p.exists() and p.read_bytes() == data] == []


def telling_of_a_unicorn(folder: Path) -> Path:
    """A built archive in which x.txt alone says 麒麟."""
    rng = seeded(10)
    texts = {f"{i:02}.txt": report(rng).encode() for i in range(4)}
    texts["x.txt"] = report(rng, "独一无二的麒麟桥。").replace("一、坚持", "一、麒麟").encode()
    archive = fill_archive(folder, texts)
    build_archive(archive, silent)
    return archive


def packs_of(archive: Path) -> dict[Path, bytes]:
    """The packs of the search index, in docs/ and in site/."""
    return {p: p.read_bytes() for p in archive.rglob("*.js") if PACK.search(p.as_posix())}


@pytest.mark.parametrize("large", [None, False, True])
def test_packs_made_anew_outlive_a_build_that_fails_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool | None
) -> None:
    """A hand-written page quotes what is held back now: old packs are gone, new ones are good."""
    archive = telling_of_a_unicorn(tmp_path / "archive")
    text = (archive / "reports" / "x.txt").read_text(encoding="utf-8")
    page = archive / "docs" / "摘录.md"
    page.write_text(f"# 摘录\n\n{text}", encoding="utf-8")
    build_archive(archive, silent)
    before = packs_of(archive)
    set_cells(archive, archive / "reports" / "x.txt", {"publish": "否"})
    if large is not None:
        with_processes(monkeypatch, many=large)
    with pytest.raises(SiteCheckError, match="摘录"):
        build_archive(archive, silent)
    left = packs_of(archive)
    assert len(left) >= 2, "in docs and in site"
    assert [path for path, data in left.items() if before.get(path) == data] == []
    page.unlink()
    build_archive(archive, silent)
    assert packs_of(archive) == left


def test_packs_that_a_power_cut_undid_are_made_anew(tmp_path: Path) -> None:
    """Sizes and times are those of what was written, the content is what was there before."""
    archive = telling_of_a_unicorn(tmp_path / "archive")
    before = packs_of(archive)
    set_cells(archive, archive / "reports" / "x.txt", {"publish": "否"})
    build_archive(archive, silent)
    after = packs_of(archive)
    undo(before, after)
    build_archive(archive, silent)
    assert packs_of(archive) != after, "nothing tells"
    note = remembered(archive, POURED)
    assert note is not None
    boot, _, *units = note.split()
    assert units == ["search/0-packs"]
    put_note(archive, note.replace(boot, "another"))
    assert main(["build", "--archive", str(archive)]) == 0
    assert packs_of(archive) == after
    undo(before, after)
    build_archive(archive, silent)
    assert packs_of(archive) != after, "made once"


def undo(before: dict[Path, bytes], after: dict[Path, bytes]) -> None:
    """Put old packs in the place of new ones, which keep their sizes and times."""
    for path, data in after.items():
        status = path.stat()
        path.write_bytes(before[path][: len(data)].ljust(len(data)))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def put_note(archive: Path, note: str) -> None:
    memory = Memory(archive)
    memory.note(POURED, note)
    memory.commit()
    memory.close()


def test_a_note_of_what_was_poured_holds_what_was_just_before() -> None:
    first = note_of(["search/0-packs"], None)
    second = note_of(["search/1-packs"], first)
    assert second.split()[2:] == ["search/0-packs", "search/1-packs"]
    boot, written, *_ = second.split()
    later = note_of(["search/2-packs"], f"{boot} {float(written) - 1_000} search/1-packs")
    assert later.split()[2:] == ["search/2-packs"]
    assert doubtful_in(second) == doubtful_in(None) == frozenset()
    assert doubtful_in(f"1.5 {written} search/3-packs") == {"search/3-packs"}


@pytest.mark.parametrize("spoilt", [b"\0" * 900, "reports/000001.md\n乙".encode("gb18030")])
def test_a_list_that_a_power_cut_spoilt_is_made_anew(tmp_path: Path, spoilt: bytes) -> None:
    archive = telling_of_a_unicorn(tmp_path / "archive")
    manifest = archive / "docs" / "archive" / MANIFEST
    whole = manifest.read_bytes()
    manifest.write_bytes(spoilt)
    build_archive(archive, silent)
    assert manifest.read_bytes() == whole
    manifest.write_bytes(spoilt)
    set_cells(archive, archive / "reports" / "x.txt", {"publish": "否"})
    build_archive(archive, silent)
    assert_gone(archive, "麒麟")


@pytest.mark.parametrize("command", ["build", "convert"])
def test_of_a_site_that_mkdocs_makes_nothing_outlives_its_report(
    tmp_path: Path, command: str
) -> None:
    """Its own search quotes every page."""
    archive = telling_of_a_unicorn(tmp_path / "archive")
    settings = archive / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8").replace("plugins: []", "plugins: [search]")
    settings.write_text(text, encoding="utf-8")
    build_archive(archive, silent)
    own = archive / "site/search/search_index.json"
    assert "\\u9e92" in own.read_text(encoding="utf-8")
    set_cells(archive, archive / "reports" / "x.txt", {"publish": "否"})
    index = archive / "docs" / "index.md"
    index.write_text(index.read_text(encoding="utf-8"), encoding="gbk")
    if command == "convert":
        convert_archive(archive, silent)
    else:
        with pytest.raises(BuildError):
            build_archive(archive, silent)
    assert_gone(archive, "麒麟")
    assert not own.exists()


def test_a_pack_with_another_name_elsewhere_is_left_to_it(tmp_path: Path) -> None:
    """A copy of a site by hard links stays as it is."""
    pack, other = tmp_path / "0-0.js", tmp_path / "old.js"
    pack.write_bytes(b"old")
    os.link(pack, other)
    assert overwrite_bytes(pack, b"new one")
    assert (pack.read_bytes(), other.read_bytes()) == (b"new one", b"old")
    inode = pack.stat().st_ino
    assert overwrite_bytes(pack, b"newer")
    assert not overwrite_bytes(pack, b"newer")
    assert (pack.read_bytes(), pack.stat().st_ino) == (b"newer", inode)


@pytest.mark.parametrize("large", [None, False, True])
def test_a_page_in_another_encoding_keeps_nothing_of_a_withdrawn_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool | None
) -> None:
    """Notepad saved the home page as GBK: the run fails, and says which file it is."""
    archive = telling_of_a_unicorn(tmp_path / "archive")
    (archive / "reports" / "x.txt").unlink()
    index = archive / "docs" / "index.md"
    index.write_text(index.read_text(encoding="utf-8"), encoding="gbk")
    if large is not None:
        with_processes(monkeypatch, many=large)
    with pytest.raises(BuildError, match=r"index\.md"):
        build_archive(archive, silent)
    assert_gone(archive, "麒麟")


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("broken", ["site_name: [\n", "site_name: 2021-02-30\n", "a: !!bool x\n"])
def test_settings_that_nobody_can_read_keep_nothing_of_a_withdrawn_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, broken: str, large: bool
) -> None:
    """The run fails, here or in another process, and what must go is gone; then all is well."""
    archive = telling_of_a_unicorn(tmp_path / "archive")
    settings = (archive / "mkdocs.yml").read_bytes()
    (archive / "mkdocs.yml").write_text(broken, encoding="utf-8")
    set_cells(archive, archive / "reports" / "x.txt", {"publish": "否"})
    if large:
        with_processes(monkeypatch, many=True)
    with pytest.raises(BuildError, match="MkDocs 没有建成网站"):
        build_archive(archive, silent)
    assert_gone(archive, "麒麟")
    (archive / "mkdocs.yml").write_bytes(settings)
    build_archive(archive, silent)
    assert_gone(archive, "麒麟")
    assert (archive / "site" / "index.html").is_file()


def test_a_process_that_dies_at_once_keeps_nothing_of_a_withdrawn_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = telling_of_a_unicorn(tmp_path / "archive")
    set_cells(archive, archive / "reports" / "x.txt", {"publish": "否"})
    with_processes(monkeypatch, many=False)
    (tmp_path / "dying.py").write_text("import os\n\nos._exit(9)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("report_archive.workers.LOADED", ("dying",))
    with pytest.raises(BuildError, match="工作进程"):
        build_archive(archive, silent)
    assert_gone(archive, "麒麟")
    monkeypatch.undo()
    build_archive(archive, silent)
    assert (archive / "site" / "index.html").is_file()


def test_what_stands_is_known_though_the_process_that_looked_died(tmp_path: Path) -> None:
    """What must go, goes all the same."""
    archive = fill_archive(tmp_path / "archive", {"a.txt": report(seeded(11)).encode()})
    convert_archive(archive, silent)
    (archive / "docs" / "data" / "reports.csv").write_bytes(b"")

    def dying() -> Iterator[Outset]:
        raise WorkerError
        yield

    bench = Bench(archive, archive / "reports" / "vocabulary.yml")
    memory = Memory(archive)
    run = Run(archive, Workers(bench, 1), memory, silent, Wanted(site=False), dying())
    assert run.standing.touched == {"data/tables"}
    memory.close()


def test_a_doubt_that_is_settled_leaves_the_search(make_archive: MakeArchive) -> None:
    doubtful = "2022/县主要领导述职.txt"
    archive = make_archive({doubtful: sample_files()[doubtful]})
    rows = archive / "docs" / "archive" / "search" / "0-rows.js"
    convert_archive(archive, silent)
    assert f'"guesses\\":[{POST}]' in rows.read_text(encoding="utf-8")
    (row,) = rows_of(archive)
    save(archive, [{**row, "待核对": "已核对"}])
    convert_archive(archive, silent)
    assert '"guesses\\":[0]' in rows.read_text(encoding="utf-8")
