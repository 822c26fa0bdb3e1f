"""The catalogue: permanent numbers, and people's decisions that survive every run."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_archive.catalogue.numbering import assign_numbers
from report_archive.catalogue.rows import Catalogue, Row, read_catalogue
from report_archive.catalogue.table import CatalogueError

SHA = "0123456789abcdef" * 4
HEAD = "件号,文件,题名,年度,职务,校验码（共{}行，到{:06}号）,已改,机读题名,机读年度,机读职务\r\n"


def with_content(files: dict[str, str]) -> dict[str, str]:
    """Digests of files whose contents are given."""
    return {file: digest_of(content) for file, content in files.items()}


def numbers(catalogue: Catalogue) -> dict[str, str]:
    return {row.file: row.number for row in catalogue.rows if row.present}


def given_to(*files: str) -> Catalogue:
    """A catalogue in which each file's content is its name in capitals."""
    return assign_numbers(Catalogue(), {file: digest_of(file.upper()) for file in files})


def digest_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def test_new_reports_get_the_next_numbers_in_order_of_their_paths() -> None:
    catalogue = given_to("b", "a")
    assert numbers(catalogue) == {"a": "000001", "b": "000002"}
    later = assign_numbers(catalogue, with_content({"b": "B", "a": "A", "0": "0"}))
    assert numbers(later) == {"0": "000003", "a": "000001", "b": "000002"}


def test_a_renamed_file_keeps_its_number_by_its_content() -> None:
    renamed = assign_numbers(given_to("a", "b"), with_content({"2021/a": "A", "b": "B"}))
    assert numbers(renamed) == {"2021/a": "000001", "b": "000002"}


def test_a_corrected_file_keeps_its_number_by_its_path() -> None:
    (row,) = assign_numbers(given_to("a"), with_content({"a": "A2"})).rows
    assert (row.number, row.sha256) == ("000001", digest_of("A2"))


def test_files_that_change_names_take_their_numbers_along() -> None:
    """Renumbering a folder's files leaves every decision with the report it was made for."""
    catalogue = given_to("01", "02")
    moved = assign_numbers(catalogue, {"01": digest_of("new"), **with_content({"03": "02"})})
    swapped = assign_numbers(catalogue, with_content({"01": "02", "02": "01"}))
    assert numbers(moved) == {"01": "000001", "03": "000002"}
    assert numbers(swapped) == {"01": "000002", "02": "000001"}


def test_two_copies_that_move_together_keep_both_numbers() -> None:
    catalogue = assign_numbers(Catalogue(), with_content({"a": "A", "b": "A"}))
    moved = assign_numbers(catalogue, with_content({"x/a": "A", "x/b": "A"}))
    assert numbers(moved) == {"x/a": "000001", "x/b": "000002"}


def test_a_number_is_never_given_twice() -> None:
    catalogue = assign_numbers(given_to("a", "b"), with_content({"a": "A"}))
    catalogue = assign_numbers(catalogue, with_content({"a": "A", "c": "C"}))
    assert numbers(catalogue) == {"a": "000001", "c": "000003"}
    assert [row.number for row in catalogue.rows] == ["000001", "000002", "000003"]


def test_a_number_is_not_given_again_even_when_a_person_deleted_its_row() -> None:
    catalogue = given_to("a", "b")
    cut = replace(catalogue, rows=catalogue.rows[:1])
    assert numbers(assign_numbers(cut, with_content({"a": "A", "c": "C"}))) == {
        "a": "000001",
        "c": "000003",
    }


def test_a_file_that_returns_has_its_row_again() -> None:
    catalogue = given_to("a", "b")
    noted = replace(catalogue.rows[0], note="原件在二楼")
    catalogue = replace(catalogue, rows=(noted, catalogue.rows[1]))
    back = assign_numbers(
        assign_numbers(catalogue, with_content({"b": "B"})), with_content({"x/a": "A", "b": "B"})
    )
    assert numbers(back) == {"x/a": "000001", "b": "000002"}
    assert back.rows[0].note == "原件在二楼"


def test_an_unreadable_file_keeps_its_number() -> None:
    (row,) = assign_numbers(given_to("a"), {}, unreadable=["a"]).rows
    assert (row.number, row.sha256, row.present) == ("000001", digest_of("A"), True)


def test_a_file_that_was_never_readable_has_a_row_without_a_number() -> None:
    (row,) = assign_numbers(Catalogue(), {}, unreadable=["a"]).rows
    assert (row.number, row.file) == ("", "a")
    (row,) = assign_numbers(replace(Catalogue(), rows=(row,)), with_content({"a": "A"})).rows
    assert row.number == "000001"


def test_what_was_checked_in_one_text_is_unchecked_in_another() -> None:
    catalogue = given_to("a")
    checked = replace(catalogue, rows=(replace(catalogue.rows[0], checked=True),))
    assert assign_numbers(checked, with_content({"a": "A"})).rows[0].checked
    assert not assign_numbers(checked, with_content({"a": "A2"})).rows[0].checked


DIGESTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("ABCD"))


@given(st.lists(DIGESTS, max_size=8))
def test_over_any_history_numbers_are_unique_and_stay(history: list[dict[str, str]]) -> None:
    catalogue = Catalogue()
    for digests in history:
        before = {row.number for row in catalogue.rows}
        catalogue = assign_numbers(catalogue, digests)
        given_out = [row.number for row in catalogue.rows]
        assert before <= set(given_out)
        assert len(given_out) == len(set(given_out))
        assert numbers(catalogue).keys() == digests.keys()


# What a person may type; outer blanks are no part of a cell.
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(str.strip)
CELLS |= st.sampled_from(["=1+1", "+86", "-1", "@A", "'=1", "''", "a\r\nb", '"', ",", "；", "是"])
ROWS = st.builds(
    Row,
    number=st.just("000007"),
    file=st.sampled_from(["a.txt", "=a.txt", "2021/“a”, b.txt", "'-a.txt"]),
    sha256=st.just(SHA),
    cells=st.fixed_dictionaries({"title": CELLS, "year": CELLS}),
    machine=st.fixed_dictionaries({"title": CELLS}),
    changed=st.frozensets(st.sampled_from(["title", "year"])),
    note=CELLS,
)


@given(ROWS)
def test_the_catalogue_reads_back_what_it_wrote(row: Row) -> None:
    (again,) = round_trip(Catalogue((row,), last_number=7)).rows
    assert replace(again, cells={}, machine={}, review="") == replace(row, cells={}, machine={})
    assert {n: c for n, c in again.cells.items() if c} == {n: c for n, c in row.cells.items() if c}
    assert {n: c for n, c in again.machine.items() if c} == {
        n: c for n, c in row.machine.items() if c
    }


@given(ROWS)
def test_no_cell_is_a_live_formula(row: Row) -> None:
    data = Catalogue((row,), last_number=7).data.decode("utf-8-sig")
    cells = [cell for line in data.split("\r\n") for cell in line.split(",")]
    assert not [cell for cell in cells if cell.lstrip('"')[:1] in ("=", "@")]


def round_trip(catalogue: Catalogue) -> Catalogue:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "catalog.csv").write_bytes(catalogue.data)
        return read_catalogue(Path(name))


def read(folder: Path, data: bytes) -> Catalogue:
    (folder / "catalog.csv").write_bytes(data)
    return read_catalogue(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_it_is_read_in_every_form_that_spreadsheets_save(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    text = HEAD.format(1, 12) + f"12,a.txt,题,2021,县长,{SHA}\r\n"
    (row,) = read(tmp_path, text.replace(",", separator).encode(encoding)).rows
    assert (row.number, row.file, row.cells["post"]) == ("000012", "a.txt", "县长")


def test_columns_may_be_reordered_and_added(tmp_path: Path) -> None:
    heads = "柜号,文件,年度,校验码（共1行，到000003号）,件号,已改,机读年度"
    text = f"{heads}\r\n甲-2,a.txt,2021,{SHA},3\r\n"
    catalogue = read(tmp_path, text.encode("gb18030"))
    assert catalogue.extra_columns == ("柜号",)
    assert catalogue.rows[0].extra == {"柜号": "甲-2"}
    assert round_trip(catalogue).rows[0].extra == {"柜号": "甲-2"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "第 1 行"),
        ("件号,题名\r\n1,a\r\n", "第 1 行"),
        (HEAD.format(1, 1) + "x,a.txt,,,,SHA\r\n", "第 2 行"),
        (HEAD.format(2, 2) + "1,a.txt,,,,SHA\r\n1,b.txt,,,,SHA\r\n", "第 2、3 行的件号重复"),
        (HEAD.format(2, 2) + "1,a.txt,,,,SHA\r\n2,a.txt,,,,SHA\r\n", "文件重复"),
        (HEAD.format(1, 1) + "1,a.txt,题", "第 2 行只有 3 栏"),
        ("校验码（共1行，到000001号）,件号,文件\r\nSHA,1\r\n", "第 2 行只有 2 栏"),
        ("校验码（共1行，到000001号）,文件,件号\r\nSHA,a.txt\r\n", "第 2 行只有 2 栏"),
        (HEAD.format(1, 1) + '1,a.txt,"题', "引号没有成对"),
        (HEAD.format(2, 2) + "1,a.txt,,,,SHA\r\n", "应有 2 行，只有 1 行"),
        (HEAD.format(0, 0).replace(",机读年度", ""), "第 1 行少了“机读年度”"),
        ("件号,文件,年度,校验码（共0行，到000000号）\r\n", "少了“已改、机读年度”"),
    ],
)
def test_a_spoilt_catalogue_is_named_and_not_guessed_at(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(CatalogueError, match=says) as caught:
        read(tmp_path, text.replace("SHA", SHA).encode())
    assert "catalog.csv" in str(caught.value)


def test_cut_off_anywhere_it_is_never_taken_for_whole(tmp_path: Path) -> None:
    """Every prefix of a saved catalogue, byte by byte; only the last line end may be missing."""
    data = given_to("a.txt", "二.txt").data
    for length in range(len(data.rstrip())):
        with pytest.raises(CatalogueError):
            read(tmp_path, data[:length])
