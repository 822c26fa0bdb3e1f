"""Permanent numbers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_archive.catalogue import (
    CatalogueError,
    Row,
    assign_numbers,
    read_catalogue,
    render_catalogue,
)


def numbers(rows: tuple[Row, ...]) -> dict[str, str]:
    return {row.file: row.number for row in rows if row.present}


def test_new_reports_get_the_next_numbers_in_order_of_their_paths() -> None:
    rows = assign_numbers((), {"b.txt": "B", "a.txt": "A"})
    assert numbers(rows) == {"a.txt": "000001", "b.txt": "000002"}
    assert numbers(assign_numbers(rows, {"b.txt": "B", "a.txt": "A", "0.txt": "0"})) == {
        "0.txt": "000003",
        "a.txt": "000001",
        "b.txt": "000002",
    }


def test_a_renamed_file_keeps_its_number_by_its_content() -> None:
    rows = assign_numbers((), {"a.txt": "A", "b.txt": "B"})
    assert numbers(assign_numbers(rows, {"2021/a.txt": "A", "b.txt": "B"})) == {
        "2021/a.txt": "000001",
        "b.txt": "000002",
    }


def test_a_corrected_file_keeps_its_number_by_its_path() -> None:
    rows = assign_numbers((), {"a.txt": "A"})
    (row,) = assign_numbers(rows, {"a.txt": "A2"})
    assert (row.number, row.sha256) == ("000001", "A2")


def test_two_files_that_change_names_change_no_numbers_but_their_contents() -> None:
    """By path first: each name stays with its number, as if both had been corrected."""
    rows = assign_numbers((), {"a.txt": "A", "b.txt": "B"})
    assert numbers(assign_numbers(rows, {"a.txt": "B", "b.txt": "A"})) == numbers(rows)


def test_a_number_is_never_given_twice() -> None:
    rows = assign_numbers((), {"a.txt": "A", "b.txt": "B"})
    rows = assign_numbers(rows, {"a.txt": "A"})
    rows = assign_numbers(rows, {"a.txt": "A", "c.txt": "C"})
    assert numbers(rows) == {"a.txt": "000001", "c.txt": "000003"}
    assert [row.number for row in rows] == ["000001", "000002", "000003"]


def test_a_file_that_returns_has_its_number_again() -> None:
    rows = assign_numbers((), {"a.txt": "A", "b.txt": "B"})
    rows = assign_numbers(assign_numbers(rows, {"b.txt": "B"}), {"a.txt": "A", "b.txt": "B"})
    assert numbers(rows) == {"a.txt": "000001", "b.txt": "000002"}


def test_an_unreadable_file_keeps_its_number() -> None:
    rows = assign_numbers((), {"a.txt": "A"})
    (row,) = assign_numbers(rows, {}, unreadable=["a.txt"])
    assert (row.number, row.present) == ("000001", True)


DIGESTS = st.dictionaries(st.sampled_from([f"{n}.txt" for n in "abcdef"]), st.sampled_from("ABCD"))


@given(st.lists(DIGESTS, max_size=8))
def test_over_any_history_numbers_are_unique_and_stay(history: list[dict[str, str]]) -> None:
    rows: tuple[Row, ...] = ()
    for digests in history:
        before = {row.number for row in rows}
        rows = assign_numbers(rows, digests)
        given_out = [row.number for row in rows]
        assert before <= set(given_out)
        assert len(given_out) == len(set(given_out))
        assert numbers(rows).keys() == digests.keys()


@given(DIGESTS)
def test_the_catalogue_reads_back_what_it_wrote(digests: dict[str, str]) -> None:
    rows = assign_numbers((), {f"2021/{f},“”\n.txt": digest for f, digest in digests.items()})
    assert round_trip(rows) == rows


def round_trip(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "catalog.csv").write_bytes(render_catalogue(rows))
        return read_catalogue(Path(name))


def test_leading_zeros_lost_in_a_spreadsheet_come_back(tmp_path: Path) -> None:
    text = "件号,文件,校验码,状态\r\n12,a.txt,A,在册\r\n"
    (tmp_path / "catalog.csv").write_bytes(text.encode("utf-8-sig"))
    assert read_catalogue(tmp_path) == (Row("000012", "a.txt", "A", present=True),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "第 1 行"),
        ("件号,题名\r\n1,a\r\n", "第 1 行"),
        ("件号,文件\r\nx,a.txt\r\n", "第 2 行"),
        ("件号,文件\r\n1,a.txt\r\n1,b.txt\r\n", "件号重复"),
        ("件号,文件\r\n1,a.txt\r\n2,a.txt\r\n", "文件重复"),
    ],
)
def test_a_spoilt_catalogue_is_named_and_not_guessed_at(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "catalog.csv").write_text(text, encoding="utf-8", newline="")
    with pytest.raises(CatalogueError, match=says) as caught:
        read_catalogue(tmp_path)
    assert "catalog.csv" in str(caught.value)
