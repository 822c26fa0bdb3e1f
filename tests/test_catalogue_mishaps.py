"""What spreadsheets and people do to the catalogue by mistake is named, mended or undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import CatalogueRows, MakeArchive, edit_catalogue, set_cell, silent
from report_archive.build import build_archive, check_archive, convert_archive
from report_archive.catalogue.table import CatalogueError
from report_archive.survey import Survey

REPORT = """{year}年度述职报告
县{office}局局长　{person}
一、坚持学习
全年集中学习{year}次，{body}。
{person}
{year}年12月8日
"""
LONG = "；".join(f"第{n}项工作由水利局牵头，完成{n * 37 % 101}件" for n in range(1, 60))
OFFICES = ("水利", "教育", "民政", "财政", "审计")


def report(number: int, body: str = "心得写了两篇", person: str = "方砚秋") -> bytes:
    filled = REPORT.format(year=2010 + number, office=OFFICES[number], body=body, person=person)
    return filled.encode()


@pytest.fixture
def archive(make_archive: MakeArchive) -> Path:
    folder = make_archive({f"{n}.txt": report(n) for n in range(len(OFFICES))})
    convert_archive(folder, silent)
    edit_catalogue(folder, set_cell("0.txt", "发布", "否"))
    convert_archive(folder, silent)
    return folder


def sort_what_is_seen(rows: CatalogueRows) -> None:
    """件号 to 备注 by 年度, backwards; what stands to the right of them stays."""
    seen = list(rows[0])[: list(rows[0]).index("已改")]
    ordered = sorted(rows, key=lambda row: row["年度"], reverse=True)
    for row, other in zip(rows, [{c: r[c] for c in seen} for r in ordered], strict=True):
        row.update(other)


def delete_columns(rows: CatalogueRows) -> None:
    """Those that the program needs and a clerk does not."""
    for row in rows:
        for column in [c for c in row if c.startswith("机读") or c == "已改"]:
            del row[column]


def outcomes(survey: Survey) -> dict[str, tuple[str, bool]]:
    return {item.file: (item.number, item.published) for item in survey.settled}


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (sort_what_is_seen, "只选了几栏来排序"),
        (set_cell("3.txt", "件号", "77"), "“3.txt”那一行的件号是 000077，校验码却是件号 000004 的"),
        (delete_columns, "少了“已改、机读题名"),
    ],
)
def test_what_would_give_reports_other_decisions_is_refused(
    archive: Path, edit: Callable[[CatalogueRows], object], says: str
) -> None:
    edit_catalogue(archive, edit)
    before = (archive / "reports" / "catalog.csv").read_bytes()
    for run in (convert_archive, build_archive):
        with pytest.raises(CatalogueError, match=says):
            run(archive, silent)
    assert (archive / "reports" / "catalog.csv").read_bytes() == before
    assert not (archive / "docs/archive/reports/000001.md").exists()


def test_a_catalogue_that_is_gone_is_no_beginning(archive: Path) -> None:
    """Saved as a workbook, say: numbers and decisions would be given anew."""
    path = archive / "reports" / "catalog.csv"
    kept = path.read_bytes()
    path.unlink()
    for run in (check_archive, convert_archive, build_archive):
        with pytest.raises(CatalogueError, match="不见了"):
            run(archive, silent)
    assert not path.exists()
    path.write_bytes(kept)
    assert outcomes(convert_archive(archive, silent))["0.txt"] == ("000001", False)


def test_a_character_that_the_spreadsheet_could_not_save_is_not_lost(archive: Path) -> None:
    """Excel writes ? for what GBK has not; what a person typed with it stays typed."""
    edit_catalogue(archive, set_cell("1.txt", "姓名", "张䶮𬱖"))
    (archive / "reports" / "2.txt").rename(archive / "reports" / "䶮.txt")
    before = convert_archive(archive, silent)
    edit_catalogue(archive, set_cell("3.txt", "备注", "？?"), encoding="gbk")
    path = archive / "reports" / "catalog.csv"
    assert "张??" in path.read_text("gbk")
    after = convert_archive(archive, silent)
    assert outcomes(after) == outcomes(before)
    (person,) = (item.person for item in after.settled if item.file == "1.txt")
    assert person == "张䶮𬱖"
    assert "？?" in path.read_text("utf-8-sig")
    assert "䶮.txt" in path.read_text("utf-8-sig")


def test_a_file_renamed_and_corrected_at_once_keeps_number_and_decisions(archive: Path) -> None:
    """It has nearly the text of the one that is gone."""
    reports = archive / "reports"
    (reports / "0.txt").write_bytes(report(0, LONG))
    convert_archive(archive, silent)
    (reports / "0.txt").unlink()
    (reports / "定稿.txt").write_bytes(report(0, LONG.replace("完成37件", "完成38件")))
    (reports / "新.txt").write_bytes(report(0, LONG.replace("水利局", "教育局")))
    for _ in range(2):
        survey = convert_archive(archive, silent)
        found = outcomes(survey)
        assert found["定稿.txt"] == ("000001", False)
        assert found["新.txt"] == ("000006", True)
        assert survey.vanished == ()


def test_of_two_files_like_the_one_that_is_gone_the_liker_one_succeeds_it(archive: Path) -> None:
    reports = archive / "reports"
    (reports / "0.txt").write_bytes(report(0, LONG))
    convert_archive(archive, silent)
    (reports / "0.txt").unlink()
    (reports / "甲.txt").write_bytes(report(0, LONG.replace("第3", "第三").replace("第5", "第五")))
    (reports / "乙.txt").write_bytes(report(0, LONG.replace("完成37件", "完成38件")))
    found = outcomes(convert_archive(archive, silent))
    assert found["乙.txt"] == ("000001", False)
    assert found["甲.txt"][0] == "000006"


def long_report(year: int, office: str) -> bytes:
    body = "；".join(f"{office}第{n}项工作完成{n * 37 % 101}件" for n in range(1, 60))
    return REPORT.format(year=year, office=office, body=body, person="方砚秋").encode()


def test_another_report_under_an_old_name_gets_a_number_of_its_own(archive: Path) -> None:
    """It has nothing of the old one's: what people typed about that one is not true of it."""
    path = archive / "reports" / "1.txt"
    path.write_bytes(long_report(2011, "教育"))
    convert_archive(archive, silent)
    edit_catalogue(archive, set_cell("1.txt", "姓名", "汤望舒"))
    path.write_bytes(long_report(2011, "教育").replace("完成37件".encode(), "完成38件".encode()))
    assert outcomes(convert_archive(archive, silent))["1.txt"] == ("000002", True)
    path.write_bytes(long_report(2012, "林业"))
    survey = convert_archive(archive, silent)
    assert [row.number for row in survey.vanished] == ["000002"]
    for _ in range(2):
        (found,) = (item for item in survey.settled if item.file == "1.txt")
        assert (found.number, found.published, found.person) == ("000006", True, "方砚秋")
        survey = convert_archive(archive, silent)
    path.write_bytes(long_report(2011, "教育"))
    assert outcomes(convert_archive(archive, silent))["1.txt"][0] == "000007"


def test_what_is_refused_under_a_name_stays_refused_whatever_it_holds(archive: Path) -> None:
    path = archive / "reports" / "0.txt"
    for office in ("水利", "林业"):
        path.write_bytes(long_report(2010, office))
        assert outcomes(convert_archive(archive, silent))["0.txt"] == ("000001", False)
