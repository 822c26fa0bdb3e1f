"""What is remembered of a report is what was read of it, however little of it is looked into."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TypeVar

import pytest

from conftest import fill_archive, sample_files, silent
from report_archive.build import BuildError, build_archive, convert_archive
from report_archive.examining import examine_file, look_at
from report_archive.memory import Memory
from report_archive.memory_file import FILE, FOLDER, OUTPUTS, remembered
from report_archive.memory_rows import Rows, table_of
from report_archive.model import Outline, without_text
from report_archive.outputs import Files, Order, write_units
from report_archive.planning import make_ahead, plan_archive, plan_data, plan_packs, record_keys
from report_archive.reading.folder import list_files
from report_archive.shelving import Packed, Shelved, pack, sealed
from report_archive.site_settings import read_settings
from report_archive.survey import survey_archive
from report_archive.texts import ForeignTextError
from report_archive.vocabulary import Vocabulary, load_vocabulary
from report_archive.workers import Bench, Workers, bench_at


def packed(
    folder: Path, file: str, vocabulary: Vocabulary, *, whole: bool = True
) -> tuple[Packed, Outline]:
    finding = look_at(folder, file, vocabulary)
    assert finding.reading
    assert finding.text
    found = pack(finding.reading, finding.text, whole=whole)
    report = examine_file(folder, file, vocabulary).report
    assert report
    return found, without_text(report).outline


def shelved_in(found: Packed) -> Outline:
    report = found.unpacked().report
    assert report
    return report.outline


def test_a_shelved_outline_is_the_outline(tmp_path: Path, vocabulary: Vocabulary) -> None:
    reports = fill_archive(tmp_path / "archive", sample_files()) / "reports"
    for name in (file for file in sample_files() if file.endswith(".txt")):
        found, outline = packed(reports, name, vocabulary)
        shelved = shelved_in(found)
        assert isinstance(shelved, Shelved)
        assert (shelved.kinds, shelved.passage_kinds) == (outline.kinds, outline.passage_kinds)
        assert "sections" not in vars(shelved), "what every run asks for unpacks nothing"
        sent = pickle.loads(pickle.dumps(shelved))  # noqa: S301 (as it goes to another process)
        for copy in (shelved, sent):
            assert copy.passages == outline.passages
            assert all(
                getattr(copy, field.name) == getattr(outline, field.name)
                for field in fields(Outline)
            )


def test_of_an_outline_that_is_not_kept_whole_only_its_passages_are_known(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    (tmp_path / "a.txt").write_text("2021年度述职报告\n县水利局局长　方砚秋\n一、修渠\n修渠3里。\n")
    found, outline = packed(tmp_path, "a.txt", vocabulary, whole=False)
    shelved = shelved_in(found)
    assert shelved.passages == outline.passages
    assert [(p.caption, p.beginning) for p in shelved.passages] == [("一、修渠", "修渠3里。")]
    with pytest.raises(AttributeError, match="sections"):
        _ = shelved.sections


def test_a_shelved_outline_has_no_other_fields(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "a.txt").write_text("2021年度述职报告\n县水利局局长　方砚秋\n一、修渠\n修渠3里。\n")
    found, _ = packed(tmp_path, "a.txt", vocabulary)
    with pytest.raises(AttributeError, match="tales"):
        _ = shelved_in(found).tales  # type: ignore[attr-defined]  # there is none


def test_what_asks_for_other_classes_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "a.txt").write_text("2021年度述职报告\n县水利局局长　方砚秋\n一、修渠\n修渠3里。\n")
    found, _ = packed(tmp_path, "a.txt", vocabulary)
    tampered = replace(found, examination=sealed(pickle.dumps(Path("a"))))
    with pytest.raises(pickle.UnpicklingError, match="pathlib"):
        tampered.unpacked()


def test_a_memory_with_other_tables_is_begun_anew(tmp_path: Path) -> None:
    archive = fill_archive(tmp_path / "archive", {"a.txt": b"2021"})
    (archive / FOLDER).mkdir()
    connection = sqlite3.connect(archive / FOLDER / FILE)
    connection.execute("CREATE TABLE texts (file TEXT PRIMARY KEY, report BLOB)")
    connection.execute("INSERT INTO texts VALUES ('a.txt', 'x')")
    connection.commit()
    connection.close()
    survey = convert_archive(archive, silent)
    assert [item.file for item in survey.examinations] == ["a.txt"]
    memory = Memory(archive)
    (known,) = memory.known().values()
    examination = memory.examination("a.txt")
    memory.close()
    assert (known.file, examination.file) == ("a.txt", "a.txt")
    assert known.size == 4


T = TypeVar("T")
OLD = 1_600_000_000


@dataclass
class Watched:
    """What was shown of a run's progress."""

    read: list[int] = field(default_factory=list)
    """How many files were to be read, each time."""
    meanwhile: Callable[[], object] = lambda: None
    """What happens before anything is written."""

    def show(self, things: Iterable[T], total: int, what: str) -> Iterable[T]:
        if what == "读取报告":
            self.read.append(total)
        else:
            self.meanwhile()
        return things


def settled_archive(folder: Path) -> Path:
    """An archive of files old enough to be known, after a run."""
    archive = fill_archive(folder / "archive", sample_files())
    for path in (archive / "reports").rglob("*"):
        os.utime(path, (OLD, OLD))
    convert_archive(archive, silent)
    return archive


def mend(archive: Path, pages: dict[Path, bytes]) -> None:
    """A run notices the damage: it reads all once more, and writes what was there."""
    every = len(list_files(archive / "reports", load_vocabulary()))
    watched = Watched()
    convert_archive(archive, watched.show)
    assert watched.read[-1] == every
    assert docs_of(archive) == pages
    watched = Watched()
    convert_archive(archive, watched.show)
    assert watched.read[0] < every


def docs_of(archive: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in (archive / "docs").rglob("*") if p.is_file()}


def spoil(path: Path, how: str) -> None:
    data = path.read_bytes()
    path.write_bytes(
        {
            "garbage": b"no database at all" * 100,
            "short": b"SQLite",
            "zeros": bytes(len(data)),
            "half": data[: len(data) // 2],
            "holes": data[:4096] + b"\xff" * (len(data) - 4096),
        }[how]
    )


@pytest.mark.parametrize("how", ["garbage", "short", "zeros", "half", "holes"])
@pytest.mark.parametrize("name", [FILE, OUTPUTS])
def test_a_damaged_memory_is_thrown_away_and_all_is_read_anew(
    tmp_path: Path, name: str, how: str
) -> None:
    archive = settled_archive(tmp_path)
    pages = docs_of(archive)
    spoil(archive / FOLDER / name, how)
    remembered(archive, "anything")
    convert_archive(archive, silent)
    assert docs_of(archive) == pages


def test_damage_in_what_is_unpacked_late_is_noticed_too(tmp_path: Path) -> None:
    """The passages lie in the reading as bytes, which are looked into when pages are made."""
    archive = settled_archive(tmp_path)
    pages = docs_of(archive)
    connection = sqlite3.connect(archive / FOLDER / FILE)
    begin = pickle.PROTO + bytes([pickle.HIGHEST_PROTOCOL])
    for file, reading in connection.execute("SELECT file, examination FROM texts").fetchall():
        inner = reading.index(begin, len(begin)) + len(begin)
        spoilt = reading[:inner] + bytes(8) + reading[inner + 8 :]
        connection.execute("UPDATE texts SET examination = ? WHERE file = ?", (spoilt, file))
    connection.commit()
    connection.close()
    for page in (archive / "docs" / "archive" / "posts").iterdir():
        page.unlink()
    mend(archive, pages)


@pytest.mark.parametrize("value", ["CAST(x'ff' AS TEXT)", "x'ff'", "NULL", "'另一个'", "8"])
@pytest.mark.parametrize(
    ("name", "place"),
    [
        *((FILE, place) for place in ("settled.rows", "readings.rows")),
        *((OUTPUTS, place) for place in ("listed.rows", "outputs.rows")),
    ],
)
def test_damage_in_what_every_run_asks_for_is_noticed_too(
    tmp_path: Path, name: str, place: str, value: str
) -> None:
    archive = settled_archive(tmp_path)
    pages = docs_of(archive)
    put(archive / FOLDER / name, place, value)
    (archive / "docs" / "data" / "reports.csv").unlink()
    mend(archive, pages)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        *((FILE, f"texts.{column}") for column in ("indexed", "page", "shown", "body")),
        *((FILE, place) for place in ("settled.rows", "readings.rows")),
        *((OUTPUTS, place) for place in ("listed.rows", "outputs.rows")),
    ],
)
def test_damage_of_one_bit_is_noticed_where_it_is_used(
    tmp_path: Path, name: str, place: str
) -> None:
    """In every text or piece, so that it would still be read."""
    archive = settled_archive(tmp_path)
    pages = docs_of(archive)
    table, _, column = place.partition(".")
    connection = sqlite3.connect(archive / FOLDER / name)
    query = f"SELECT rowid, {column} FROM {table}"  # noqa: S608 (ours)
    for row, cell in connection.execute(query).fetchall():
        spoilt = cell[:-1] + bytes([cell[-1] ^ 1])
        query = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608 (ours)
        connection.execute(query, (spoilt, row))
    connection.commit()
    connection.close()
    for folder in ("archive/reports", "archive/search"):
        shutil.rmtree(archive / "docs" / folder)
    (archive / "docs" / "data" / "reports.csv").unlink()
    mend(archive, pages)


def test_rows_are_what_was_put_last(tmp_path: Path) -> None:
    """Added, replaced, dropped and saved in any order, over several pieces."""
    rng, expected = random.Random(5), dict[str | int, tuple[object, ...]]()  # noqa: S311 (the same)
    connection = sqlite3.connect(tmp_path / "rows")
    connection.execute(table_of("t"))
    for _ in range(60):
        rows = Rows(connection, "t")
        new = [(str(rng.randrange(900)), rng.random(), None, b"x", "鱼") for _ in range(80)]
        rows.put(new)
        expected |= {row[0]: row for row in new}
        gone = [str(rng.randrange(1_000)) for _ in range(40)]
        rows.drop(gone)
        for name in gone:
            expected.pop(name, None)
        rows.save()
        assert {row[0]: row for row in Rows(connection, "t")} == expected
    assert len(connection.execute("SELECT piece FROM t").fetchall()) > 2
    rows.clear()
    assert list(Rows(connection, "t")) == []
    connection.close()


def test_what_is_told_once_is_told_though_the_run_began_anew(tmp_path: Path) -> None:
    """The catalogue was written before the damage was met."""
    archive = settled_archive(tmp_path)
    (gone,) = (archive / "reports").glob("2017/沈知榆*")
    gone.unlink()
    shutil.rmtree(archive / "docs" / "archive" / "reports")
    put(archive / FOLDER / FILE, "texts.page", "x'ff'")
    watched = Watched()
    survey = convert_archive(archive, watched.show)
    assert len(watched.read) == 2
    assert [row.file for row in survey.vanished] == [f"2017/{gone.name}"]


def test_a_disk_that_damages_everything_is_told(tmp_path: Path) -> None:
    archive = settled_archive(tmp_path)
    pages = docs_of(archive)
    shutil.rmtree(archive / "docs" / "archive")
    watched = Watched(meanwhile=lambda: put(archive / FOLDER / FILE, "texts.page", "x'ff'"))
    with pytest.raises(BuildError, match="磁盘可能有毛病"):
        convert_archive(archive, watched.show)
    mend(archive, pages)


def put(memory: Path, place: str, value: str) -> None:
    """Put a value into a column of every row."""
    table, _, column = place.partition(".")
    connection = sqlite3.connect(memory)
    connection.execute(f"UPDATE {table} SET {column} = {value}")  # noqa: S608 (ours)
    connection.commit()
    connection.close()


def test_damaged_compiled_templates_are_compiled_again(tmp_path: Path) -> None:
    archive = fill_archive(tmp_path / "archive", sample_files())
    build_archive(archive, silent)
    page = archive / "site" / "archive" / "reports" / "000001.html"
    built = page.read_bytes()
    compiled = list((archive / FOLDER).glob("templates-*/*"))
    assert compiled
    for place, path in enumerate(compiled):
        path.write_bytes(path.read_bytes()[: 10 + place])
    page.unlink()
    build_archive(archive, silent)
    assert page.read_bytes() == built


@dataclass(frozen=True)
class Quoting:
    """A page made of several reports' texts."""

    files: tuple[str, ...]

    def render(self, bench: Bench) -> Files:
        lines = (line for f in self.files for line in bench.texts.lines(f))
        yield "archive/quoting.txt", "\n".join(lines)


@pytest.mark.parametrize("kind", ["page", "shown", "lines", "indexed", "bodies"])
def test_what_holds_one_report_can_read_no_other(tmp_path: Path, kind: str) -> None:
    """So its files need not be looked through when another report is held back."""
    archive = fill_archive(tmp_path / "archive", sample_files())
    convert_archive(archive, silent)
    one, other = sorted(sample_files())[:2]
    bench = Bench(archive, archive / "reports" / "vocabulary.yml")
    order = Order("reports/000001", "", Quoting((one,)), one, None)
    assert write_units(bench, [order])
    with pytest.raises(ForeignTextError, match=other):
        write_units(bench, [replace(order, task=Quoting((one, other)))])
    assert write_units(bench, [replace(order, task=Quoting((one, other)), source=None)])
    asked = [other] if kind in ("indexed", "bodies") else other
    with bench.texts.only(one), pytest.raises(ForeignTextError, match=other):
        getattr(bench.texts, kind)(asked)
    getattr(bench.texts, kind)(asked)
    bench.close()


def test_every_page_of_a_report_is_made_of_its_own_text_alone(tmp_path: Path) -> None:
    """The plan says so of each, and of nothing else."""
    archive = fill_archive(tmp_path / "archive", sample_files())
    bench = Bench(archive, archive / "reports" / "vocabulary.yml")
    survey = survey_archive(Workers(bench, 1), silent)
    records = survey.records
    keys = record_keys(records, survey, "")
    data = plan_data(tuple, keys, read_settings(archive))
    units = [*data, *plan_archive(survey, records, keys, "")]
    expected = {f"reports/{record.number}": record.report.source.file for record in records}
    assert {unit.name: unit.source for unit in units if unit.source} == expected


def test_packs_made_ahead_are_those_that_would_be_made(tmp_path: Path) -> None:
    """With the body of a file that the memory does not have yet."""
    archive = settled_archive(tmp_path)
    bench = bench_at(archive)
    survey = survey_archive(Workers(bench), silent)
    (unit,) = plan_packs(survey.records, "facts")
    task = unit.task()
    made = list(task.render(bench))
    file = survey.records[0].filing.file
    (body,) = bench.texts.bodies([file])
    make_ahead(bench, (task, {file: body}))
    assert list(bench.ahead) == [unit.key]
    assert list(task.render(bench)) == made
    assert not bench.ahead
    make_ahead(bench, (task, {file: body + body}))
    assert list(task.render(bench)) != made
    assert list(task.render(bench)) == made
    bench.close()
