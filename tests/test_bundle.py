"""A bundle carries the whole site, a delta what changed; verify finds every difference."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from conftest import MakeArchive, edit_catalogue, fill_archive, set_cell, silent
from report_archive import zip_writing
from report_archive.build import build_archive
from report_archive.bundle import Bundle, BundleError, bundle_archive, check_names, deletions
from report_archive.bundle_notes import DELETIONS, DELTA_NOTE, NOTE, START, start_page
from report_archive.checksums import NAME, ChecksumsError, parse_sums, render_sums
from report_archive.cli import main
from report_archive.file_names import clashes, name_problem
from report_archive.freshness import staleness
from report_archive.old_bundle import OldBundle, read_old_bundle
from report_archive.site_settings import parse_settings
from report_archive.verification import verify
from report_archive.zip_writing import held, write_zip

REPORT = (
    "2021年度述职报告\n县财政局局长　方砚秋\n2021年，我认真履行职责。\n一、坚持学习\n学习12次。\n"
)
FILES = {
    "a.txt": REPORT.encode(),
    "b.txt": REPORT.replace("2021", "2020").replace("12次", "二十多次").encode(),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two reports, built."""
    folder = tmp_path_factory.mktemp("bundle") / "档案 (1)"
    build_archive(fill_archive(folder, FILES), silent)
    return folder


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    """A copy of that archive to change."""
    return Path(shutil.copytree(built, tmp_path / "archive"))


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """The archive's bundle, unpacked."""
    return unpack(bundle(built, tmp_path / "full.zip").path, tmp_path / "拷贝")


def bundle(archive: Path, output: Path | None = None, since: Path | None = None) -> Bundle:
    return bundle_archive(archive, since, output, silent)


def unpack(path: Path, folder: Path) -> Path:
    """Unpack over what is there, as people do."""
    with zipfile.ZipFile(path) as opened:
        opened.extractall(folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_bundle_is_the_site_with_a_start_page_a_note_and_sums(built: Path, copy: Path) -> None:
    assert files(copy / "site") == files(built / "site")
    assert {path.name for path in copy.iterdir()} == {"site", START, NOTE, NAME}
    note = (copy / NOTE).read_bytes()
    assert note.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in note.replace(b"\r\n", b"")
    text = note.decode("utf-8-sig")
    assert "收有 2 份报告" in text
    assert str(built.parent) not in text


def test_sha256sum_accepts_the_sums(copy: Path) -> None:
    def check() -> subprocess.CompletedProcess[str]:
        command = ["sha256sum", "-c", "--quiet", "--strict", NAME]
        return subprocess.run(command, cwd=copy, capture_output=True, encoding="utf-8", check=False)

    assert (check().returncode, check().stdout, check().stderr) == (0, "", "")
    (copy / "site/index.html").write_text("x", encoding="utf-8")
    assert check().returncode == 1


def test_two_bundles_of_one_content_are_the_same_bytes(built: Path, tmp_path: Path) -> None:
    elsewhere = fill_archive(tmp_path / "elsewhere", FILES)
    build_archive(elsewhere, silent)
    one, other = bundle(built, tmp_path / "1.zip"), bundle(elsewhere, tmp_path / "2.zip")
    assert one.path.read_bytes() == other.path.read_bytes()
    assert one.edition == other.edition


def test_names_are_utf8_sorted_and_times_follow_the_content(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle(built, tmp_path / "a.zip").path) as opened:
        infos = opened.infolist()
    names = [info.filename for info in infos]
    assert names == sorted(names)
    assert all(info.flag_bits & 0x800 for info in infos if not info.filename.isascii())
    assert all(info.date_time[0] == 2000 for info in infos)
    one, other = held("a", b"1"), held("a", b"2")
    assert zip_writing.time_of(one.digest) != zip_writing.time_of(other.digest)


def test_the_default_name_is_new_for_every_edition(archive: Path) -> None:
    first = bundle(archive)
    assert re.fullmatch(r"档案-[0-9a-f]{12}\.zip", first.path.name)
    (archive / "reports/a.txt").write_bytes(REPORT.replace("12", "15").encode())
    build_archive(archive, silent)
    second = bundle(archive)
    assert {p.name for p in archive.glob("*.zip")} == {first.path.name, second.path.name}
    assert not list(archive.glob(".writing-*"))


@pytest.mark.browser
def test_the_start_page_leads_into_the_site_from_file(copy: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((copy / START).as_uri())
    page.wait_for_url("**/site/index.html")
    assert page.locator("h1").inner_text() == "述职报告档案"
    page.close()


def test_the_start_page_has_nothing_that_a_policy_refuses() -> None:
    page = start_page('<b>"甲"&乙')
    assert not re.search(r"<script|<style|style=|\son\w+=|<b>", page)
    assert 'href="site/index.html"' in page


# --- delta


@pytest.fixture
def changed(archive: Path) -> Path:
    """The archive after one report went and another came."""
    (archive / "reports/b.txt").unlink()
    new = REPORT.replace("2021", "2019").replace("12次", "若干次")
    (archive / "reports/c.txt").write_text(new, encoding="utf-8")
    build_archive(archive, silent)
    return archive


def test_a_delta_over_the_old_copy_is_the_new_copy(
    changed: Path, copy: Path, tmp_path: Path
) -> None:
    delta = bundle(changed, tmp_path / "delta.zip", tmp_path / "full.zip")
    assert 0 < delta.packed < delta.files
    assert delta.path.stat().st_size < (tmp_path / "full.zip").stat().st_size
    unpack(delta.path, copy)
    verdict = verify(copy, None, silent)
    assert verdict.good
    assert set(verdict.extra) == set(delta.deletions)
    assert "site/archive/reports/000002.html" in verdict.extra
    shell = f"tr -d '\\r' < {DELETIONS} | xargs -r -d '\\n' rm -f --"
    assert shell in (copy / DELTA_NOTE).read_text("utf-8-sig")
    subprocess.run(["/bin/sh", "-c", shell], cwd=copy, check=True)
    verdict = verify(copy, None, silent)
    assert (verdict.good, verdict.extra) == (True, ())
    assert files(copy / "site") == files(changed / "site")


def test_a_delta_can_follow_a_delta_and_remembers_its_deletions(
    changed: Path, tmp_path: Path
) -> None:
    full = tmp_path / "full.zip"
    shutil.copytree(changed, tmp_path / "old")
    (tmp_path / "old/reports/b.txt").write_bytes(FILES["b.txt"])
    build_archive(tmp_path / "old", silent)
    bundle(tmp_path / "old", full)
    first = bundle(changed, tmp_path / "1.zip", full)
    (changed / "reports/c.txt").write_text(REPORT.replace("12", "99"), encoding="utf-8")
    build_archive(changed, silent)
    second = bundle(changed, tmp_path / "2.zip", first.path)
    assert set(first.deletions) <= set(second.deletions)
    copy = tmp_path / "copy"
    for path in (full, first.path, second.path):
        unpack(path, copy)
    assert verify(copy, None, silent).good
    direct = bundle(changed, tmp_path / "3.zip", copy)
    assert direct.packed == 0


def test_a_delta_without_changes_holds_no_page(built: Path, copy: Path, tmp_path: Path) -> None:
    delta = bundle(built, tmp_path / "delta.zip", tmp_path / "full.zip")
    with zipfile.ZipFile(delta.path) as opened:
        assert set(opened.namelist()) == {NAME, DELTA_NOTE, DELETIONS}
    assert (delta.packed, delta.deletions) == (0, ())
    assert verify(delta.path, None, silent).good
    assert files(copy / "site")


def test_a_file_that_only_changed_its_case_is_not_on_the_list() -> None:
    """On Windows the new file has taken the old one's place; deleting it would lose it."""
    old = OldBundle({"site/A.html": "0", "site/gone.html": "0"}, ("site/É.html",))
    assert deletions({"site/a.html": "1", "site/e\u0301.html": "1"}, old) == ("site/gone.html",)


def test_a_file_that_became_a_folder_asks_for_a_full_bundle() -> None:
    with pytest.raises(BundleError, match="完整的包"):
        deletions({"site/a/b.html": "1"}, OldBundle({"site/a": "0"}, ()))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: p.write_bytes(b"PK\x03\x04 cut"), "不是 zip 包"),
        (lambda p: write_zip(p, [held("x", b"")]), "没有 SHA256SUMS"),
        (lambda p: write_zip(p, [held(NAME, b"no sums\n")]), "第 1 行"),
        (Path.exists, "文件或文件夹不在了"),
        (lambda p: p.mkdir(), "文件或文件夹不在了"),
    ],
)
def test_what_is_no_bundle_is_refused(
    built: Path, tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    old = tmp_path / "old.zip"
    make(old)
    with pytest.raises(ChecksumsError, match=said):
        bundle(built, tmp_path / "new.zip", old)
    assert not (tmp_path / "new.zip").exists()


# --- what is not bundled


def remove_site(archive: Path) -> None:
    shutil.rmtree(archive / "site")


def remove_home(archive: Path) -> None:
    (archive / "site/index.html").unlink()


def remove_page(archive: Path) -> None:
    (archive / "site/archive/reports/000002.html").unlink()


def change_text(archive: Path) -> None:
    (archive / "docs/archive/search/t000001.js").write_text("new", encoding="utf-8")


def change_post(archive: Path) -> None:
    page = archive / "docs/archive/reports/000001.md"
    text = page.read_text(encoding="utf-8").replace("局长</a>", "副局长</a>")
    page.write_text(text, encoding="utf-8")


def leave_page(archive: Path) -> None:
    (archive / "site/archive/reports/000009.html").write_text("old", encoding="utf-8")


def remove_generated(archive: Path) -> None:
    shutil.rmtree(archive / "docs/archive")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (remove_site, "还没有网站"),
        (remove_home, "没有首页"),
        (remove_page, "缺 site/archive/reports/000002.html"),
        (change_text, "t000001.js 与"),
        (change_post, "000001.html 与"),
        (leave_page, "000009.html 已经撤下"),
        (remove_generated, "没有 docs/archive"),
    ],
)
def test_a_site_that_is_not_the_latest_is_refused(
    archive: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(archive)
    with pytest.raises(BundleError, match=re.escape(said)) as refused:
        bundle(archive)
    assert "请先运行 report-archive build" in str(refused.value)
    assert not list(archive.glob("*.zip"))


def hold_back(archive: Path) -> None:
    edit_catalogue(archive, set_cell("a.txt", "发布", "否"))


def remove_report(archive: Path) -> None:
    (archive / "reports/b.txt").unlink()


def add_report(archive: Path) -> None:
    (archive / "reports/c.txt").write_text(REPORT.replace("2021", "2018"), encoding="utf-8")


def add_words(archive: Path) -> None:
    words = "screening:\n  - {key: x, label: 内部, action: block, where: any, pattern: 认真}\n"
    (archive / "reports/vocabulary.yml").write_text(words, encoding="utf-8")


@pytest.mark.parametrize("change", [hold_back, remove_report, add_report, add_words])
def test_what_changed_after_the_site_was_built_is_no_bundle_yet(
    archive: Path, change: Callable[[Path], None]
) -> None:
    build_archive(archive, silent)
    change(archive)
    with pytest.raises(BundleError, match="建站以后报告、目录或词表又改动过"):
        bundle(archive)
    assert not list(archive.glob("*.zip"))


def test_a_note_in_the_catalogue_makes_no_site_old(archive: Path) -> None:
    build_archive(archive, silent)
    edit_catalogue(archive, set_cell("a.txt", "备注", "甲柜"))
    path = archive / "reports/catalog.csv"
    text = path.read_text("utf-8-sig")
    assert "2021" in text
    assert "甲柜" in text
    before = path.read_bytes()
    assert bundle(archive).files
    assert path.read_bytes() == before


def test_new_times_alone_are_no_reason_to_refuse(archive: Path) -> None:
    """A copied archive has new times; so has one whose Markdown was written again."""
    for page in (archive / "docs").rglob("*.md"):
        os.utime(page)
    assert staleness(archive) is None


def test_a_converted_archive_is_refused_until_built(archive: Path) -> None:
    (archive / "reports/a.txt").write_bytes(REPORT.replace("认真", "切实").encode())
    assert main(["convert", "--archive", str(archive)]) == 0
    with pytest.raises(BundleError, match="网站"):
        bundle(archive)
    build_archive(archive, silent)
    assert bundle(archive).files


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["site/a.html", "site/A.html"], "大小写"),
        (["site/é.html", "site/e\u0301.html"], "大小写或写法"),
        (["site/a/x.html", "site/A/y.html"], "大小写"),
        (["site/aux.html"], "保留名"),
        (["site/a/nul/x.html"], "保留名"),
        (["site/a:b.html"], "不允许"),
        (["site/a\nb.html"], "不允许"),
        (["site/a .html", "site/b "], "结尾"),
        (["site/a./b.html"], "结尾"),
        (["site/\udcff.html"], "不允许"),
        (["site/" + "a" * 200], "字符"),
    ],
)
def test_names_that_some_system_refuses_are_refused(names: list[str], said: str) -> None:
    with pytest.raises(BundleError, match=said) as refused:
        check_names(names)
    str(refused.value).encode()


def test_ordinary_names_are_taken() -> None:
    check_names(["site/a/b-1.html", "site/报告 (1).pdf", "site/console.js", "site/comet.html"])
    assert name_problem("a" * 199) is None
    assert list(clashes(["a/b", "a/c", "ab"])) == []


def test_case_clashes_in_a_real_site_stop_the_bundle(archive: Path) -> None:
    for name in ("Note.txt", "note.txt"):
        (archive / "site" / name).write_text(name, encoding="utf-8")
    with pytest.raises(BundleError, match=r"Note\.txt 与 site/note\.txt"):
        bundle(archive)


def test_links_are_refused_and_litter_is_left_out(archive: Path, tmp_path: Path) -> None:
    (archive / "site/Thumbs.db").write_bytes(b"x")
    (archive / "site/archive/.DS_Store").write_bytes(b"x")
    unpacked = unpack(bundle(archive).path, tmp_path / "copy")
    assert not list(unpacked.rglob("Thumbs.db"))
    assert not list(unpacked.rglob(".DS_Store"))
    (archive / "site/link.html").symlink_to("/etc/hostname")
    with pytest.raises(BundleError, match="是链接"):
        bundle(archive)


def test_the_zip_must_not_land_where_it_would_be_published(built: Path, tmp_path: Path) -> None:
    for place in (built / "site/x.zip", built / "docs/x.zip"):
        with pytest.raises(BundleError, match="会被发布"):
            bundle(built, place)
    with pytest.raises(BundleError, match="是个文件夹"):
        bundle(built, tmp_path)
    full = bundle(built, tmp_path / "full.zip").path
    with pytest.raises(BundleError, match="--since"):
        bundle(built, full, full)


# --- writing


def test_a_write_that_fails_leaves_the_old_zip(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    write_zip(target, [held("old", b"old")])
    before = target.read_bytes()
    (tmp_path / "big").write_bytes(os.urandom(300_000))
    script = (
        "import sys; from pathlib import Path\n"
        "from report_archive.zip_writing import on_disk, write_zip\n"
        "from report_archive.checksums import digest_of_path\n"
        "big = Path(sys.argv[2])\n"
        "write_zip(Path(sys.argv[1]), [on_disk('big', big, *digest_of_path(big))])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(target), str(tmp_path / "big")],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert "OSError: [Errno 27]" in done.stderr
    assert str(target) in done.stderr
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "big"]


def test_a_place_that_cannot_be_written_is_named(built: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(BundleError, match="换个地方"):
        bundle(built, tmp_path / "file" / "a.zip")


def test_a_file_that_changes_while_it_is_packed_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text("new", encoding="utf-8")
    member = zip_writing.on_disk("page", page, "0" * 64, 3)
    with pytest.raises(zip_writing.ChangedError):
        write_zip(tmp_path / "a.zip", [member])
    assert not (tmp_path / "a.zip").exists()


def test_more_files_than_a_plain_zip_can_count(tmp_path: Path) -> None:
    """65,535 is the limit without ZIP64; 10,000 reports come near it, 100,000 go far beyond."""
    members = (held(f"site/{n}", b"") for n in range(65_600))
    write_zip(tmp_path / "a.zip", members)
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert len(opened.infolist()) == 65_600


def test_files_longer_than_a_plain_zip_can_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit lowered, so that the long headers are written without 4 GB."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    data = os.urandom(5000)
    write_zip(tmp_path / "a.zip", [held("a", data), held("b", data)])
    monkeypatch.undo()
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert opened.read("a") == opened.read("b") == data


# --- verify


def test_a_good_copy_is_good_with_nothing_but_itself(copy: Path, tmp_path: Path) -> None:
    for place in (copy, copy / "site", tmp_path / "full.zip"):
        verdict = verify(place, None, silent)
        assert (verdict.good, verdict.extra) == (True, ()), place


def test_missing_changed_and_extra_files_are_named(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "site/search.html").unlink()
    with (copy / "site/index.html").open("ab") as page:
        page.write(b" ")
    (copy / "site/archive/旧\n页.html").write_text("x", encoding="utf-8")
    (copy / "site/Thumbs.db").write_bytes(b"x")
    (copy / "照片.jpg").write_bytes(b"x")
    assert main(["verify", str(copy)]) == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "缺少：site/search.html",
        "不符：site/index.html（内容不同）",
        "多余，应删除：site/archive/旧\\x0a页.html",
    ]
    assert "缺少 1 个，不符 1 个，多余 1 个" in said.out


def test_the_same_length_and_time_hide_no_change(copy: Path) -> None:
    page = copy / "site/index.html"
    times = page.stat()
    data = bytearray(page.read_bytes())
    data[-20] ^= 1
    page.write_bytes(bytes(data))
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert verify(copy, None, silent).changed == (("site/index.html", "内容不同"),)


def test_a_bare_copy_of_the_site_is_compared_with_the_bundle(copy: Path, tmp_path: Path) -> None:
    server = Path(shutil.copytree(copy / "site", tmp_path / "www"))
    with pytest.raises(ChecksumsError, match="--against"):
        verify(server, None, silent)
    assert verify(server, tmp_path / "full.zip", silent).good
    (server / "index.html").unlink()
    assert verify(server, copy / NAME, silent).missing == ("index.html",)


def test_another_case_on_a_system_that_minds_it_is_missing_and_extra(copy: Path) -> None:
    (copy / "site/index.html").rename(copy / "site/INDEX.html")
    verdict = verify(copy, None, silent)
    if (copy / "site/index.html").exists():
        assert verdict.good
    else:
        assert (verdict.missing, verdict.extra) == (("site/index.html",), ("site/INDEX.html",))


def test_a_leftover_that_differs_in_case_alone_is_extra(copy: Path) -> None:
    (copy / "site/Index.html").write_text("x", encoding="utf-8")
    verdict = verify(copy, None, silent)
    assert "site/Index.html" in verdict.extra or verdict.changed


def test_a_folder_where_a_file_should_be_is_a_difference(copy: Path) -> None:
    (copy / "site/index.html").unlink()
    (copy / "site/index.html").mkdir()
    verdict = verify(copy, None, silent)
    assert [name for name, _ in verdict.changed] == ["site/index.html"]


@pytest.mark.parametrize(
    "line",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "C:/x",
        "..\\x",
        "site//x",
    ],
)
def test_sums_that_lead_outside_are_refused(copy: Path, line: str) -> None:
    (copy / NAME).write_text(f"{'0' * 64}  {line}\n", encoding="utf-8")
    with pytest.raises(ChecksumsError, match="第 1 行"):
        verify(copy, None, silent)


def test_sums_come_back_as_they_went() -> None:
    sums = {"site/b": "b" * 64, "说明.txt": "a" * 64}
    assert parse_sums(render_sums(sums).encode(), "x") == sums
    windows = "\ufeff" + render_sums(sums).replace("\n", "\r\n").replace("  ", " *").upper()
    assert {name.lower() for name in parse_sums(windows.encode(), "x")} == set(sums)
    with pytest.raises(ChecksumsError, match="第 2 行"):
        parse_sums((render_sums({"a": "0" * 64}) * 2).encode(), "x")
    for data in (b"", b"\xff\xfe", b"abc  x\n"):
        with pytest.raises(ChecksumsError):
            parse_sums(data, "x")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("../up.html", "外面"),
        ("/etc/x", "外面"),
        ("C:\\x", "外面"),
        ("site\\..\\..\\x", "外面"),
        ("site/index.html", "有两个"),
        ("site/INDEX.html", "大小写"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_that_would_do_harm_is_not_good(
    copy: Path, tmp_path: Path, entry: str, said: str
) -> None:
    with zipfile.ZipFile(tmp_path / "full.zip", "a") as opened:
        opened.writestr(entry, b"x")
    changed = verify(tmp_path / "full.zip", None, silent).changed
    assert any(said in reason for _, reason in changed), changed
    assert copy.exists()


def test_a_damaged_zip_is_an_outcome(copy: Path, tmp_path: Path) -> None:
    """One byte spoilt anywhere, or the end cut off: a message or a difference, no traceback."""
    data = (tmp_path / "full.zip").read_bytes()
    spoilt = tmp_path / "spoilt.zip"
    for place in (*range(0, len(data), 9973), len(data) - 8):
        spoilt.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        with contextlib.suppress(ChecksumsError):
            verify(spoilt, None, silent)
    spoilt.write_bytes(data[:-100])
    with pytest.raises(ChecksumsError, match="没有拷完整"):
        verify(spoilt, None, silent)
    assert copy.exists()


def test_the_commands_say_what_they_did(
    make_archive: MakeArchive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = make_archive(FILES)
    assert main(["bundle", "--archive", str(archive)]) == 1
    assert "还没有网站" in capsys.readouterr().err
    build_archive(archive, silent)
    full, delta = tmp_path / "full.zip", tmp_path / "delta.zip"
    assert main(["bundle", "--archive", str(archive), "--output", str(full)]) == 0
    assert "已做好" in capsys.readouterr().out
    arguments = ["--archive", str(archive), "--since", str(full), "--output", str(delta)]
    assert main(["bundle", *arguments]) == 0
    assert "改动 0 个" in capsys.readouterr().out
    assert main(["verify", str(full)]) == 0
    assert "齐全无误" in capsys.readouterr().out
    assert main(["verify", str(delta)]) == 0
    assert "增量包" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "none")]) == 1
    assert "没有这个文件" in capsys.readouterr().err


def test_settings_survive_tags_and_spoilt_files() -> None:
    text = (
        "site_name: 甲\nextra:\n  licence: '<b>公开</b>'\nx: !!python/name:os.system\ny: !ENV [A]"
    )
    assert (parse_settings(text).name, parse_settings(text).licence) == ("甲", "公开")
    assert parse_settings("a: [").licence is None
    assert parse_settings("- 1").name == "述职报告档案"


def test_an_old_bundle_is_read_from_its_copy_too(copy: Path, tmp_path: Path) -> None:
    whole = read_old_bundle(tmp_path / "full.zip")
    assert read_old_bundle(copy) == read_old_bundle(copy / NAME) == whole


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """Bundles are readable by everybody whatever the umask."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_a_bundle_can_be_read_by_a_server(built: Path, tmp_path: Path) -> None:
    assert bundle(built, tmp_path / "a.zip").path.stat().st_mode & 0o777 == 0o644
