"""Rows that say what was written are left alone, however a spreadsheet put them; no others are."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import edit_catalogue, fill_archive, silent
from report_archive.build import convert_archive
from report_archive.catalogue.recognising import recognise
from report_archive.catalogue.rows import Catalogue, read_catalogue
from report_archive.memory import Memory
from report_archive.memory_file import FOLDER
from report_archive.settled import Settled

REPORT = """{year}年度述职报告
县水利局局长　方砚秋
一、坚持学习
全年集中学习{year}次。
方砚秋
{year}年12月{day}日
"""
FILES = {f"{day}.txt": REPORT.format(year=2009 + day, day=day).encode() for day in range(1, 6)}
Change = Callable[[list[dict[str, str]]], None]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = fill_archive(tmp_path / "archive", FILES)
    convert_archive(folder, silent)
    return folder


def test_a_name_that_another_report_took_is_no_matter_for_all_others(archive: Path) -> None:
    """And that the first one is gone is told once."""
    reports = archive / "reports"
    (reports / "1.txt").unlink()
    (reports / "2.txt").rename(reports / "1.txt")
    assert [row.number for row in convert_archive(archive, silent).vanished] == ["000001"]
    (reports / "3.txt").write_bytes(FILES["3.txt"] + b"\n")
    survey = convert_archive(archive, silent)
    assert survey.vanished == ()
    catalogue = read_catalogue(reports, settled_in(archive).values())
    assert {(row.file, row.number) for row in catalogue.rows} == {
        ("1.txt", "000001"),
        ("1.txt", "000002"),
    }
    assert len(catalogue.kept) == len(FILES) - 2


def settled_in(archive: Path) -> dict[str, Settled]:
    memory = Memory(archive)
    found = memory.settled()
    memory.close()
    return found


def after(archive: Path, change: Change) -> Catalogue:
    """The catalogue as it is read after somebody changed it."""
    edit_catalogue(archive, change)
    known = settled_in(archive)
    return recognise(read_catalogue(archive / "reports", known.values()), known)


def as_excel(rows: list[dict[str, str]]) -> None:
    for row in rows:
        row["件号"] = row["件号"].lstrip("0")
        for column in ("日期", "机读日期"):
            row[column] = row[column].replace("-", "/")


def cell(column: str, text: str) -> Change:
    def change(rows: list[dict[str, str]]) -> None:
        as_excel(rows)
        rows[2][column] = text

    return change


@pytest.mark.parametrize("change", [lambda _: None, as_excel, cell("题名", " "), list.reverse])
def test_rows_that_say_the_same_are_kept(archive: Path, change: Change) -> None:
    found = after(archive, change)
    assert (found.rows, len(found.kept)) == ((), len(FILES))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("题名", "我的述职报告"),
        ("年度", "2019"),
        ("职务", "县水利局副局长"),
        ("单位", "县水利局"),
        ("姓名", "无"),
        ("日期", "2012/12/30"),
        ("密级", "机密"),
        ("发布", "否"),
        ("待核对", "已核对"),
        ("备注", "看过"),
        ("状态", "缺失"),
        ("机读发布", "否"),
        ("文件", "9.txt"),
        ("校验码（共5行，到000005号）", "0" * 64),
    ],
)
def test_a_row_that_says_something_else_is_not(archive: Path, column: str, text: str) -> None:
    found = after(archive, cell(column, text))
    assert len(found.rows) == 1
    assert len(found.kept) == len(FILES) - 1


def test_a_row_of_a_report_that_is_gone_may_name_a_file_that_is_there(archive: Path) -> None:
    """Then neither is taken for the other: all are looked into."""

    def one_more(rows: list[dict[str, str]]) -> None:
        rows.append({**rows[0], "件号": "000009", "状态": "缺失"})
        head = "校验码（共5行，到000005号）"
        for row in rows:
            row["校验码（共6行，到000009号）"] = row.pop(head)

    found = after(archive, one_more)
    assert sorted(row.present for row in found.rows if row.file == "1.txt") == [False, True]


@pytest.mark.parametrize("change", [as_excel, cell("年度", ""), cell("机读年度", "")])
@pytest.mark.parametrize("spoilt", [False, True])
def test_the_row_of_a_file_that_goes_at_the_same_time_stays_as_it_was_read(
    archive: Path, tmp_path: Path, change: Change, *, spoilt: bool
) -> None:
    after(archive, change)
    if spoilt:
        (archive / "reports" / "3.txt").write_bytes(b"%PDF")
    else:
        (archive / "reports" / "3.txt").unlink()
    clean = tmp_path / "clean"
    shutil.copytree(archive, clean, ignore=shutil.ignore_patterns(FOLDER))
    convert_archive(archive, silent)
    convert_archive(clean, silent)
    paths = [folder / "reports" / "catalog.csv" for folder in (archive, clean)]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_note_may_hold_what_stands_between_cells_in_the_memory(archive: Path) -> None:
    after(archive, cell("备注", "甲\0乙"))
    for _ in range(2):
        convert_archive(archive, silent)
        (row,) = [row for row in read_catalogue(archive / "reports").rows if row.note]
        assert (row.file, row.note) == ("3.txt", "甲\0乙")
    assert "3.txt" not in settled_in(archive)


def test_what_is_kept_of_a_file_is_no_longer_than_its_row_lasts(archive: Path) -> None:
    """A cell that can't be understood asks again, whatever was checked before."""
    after(archive, cell("年度", "去年"))
    after(archive, cell("待核对", "已核对"))
    convert_archive(archive, silent)
    assert settled_in(archive).keys() == FILES.keys() - {"3.txt"}
