"""The bench: its reports are what they claim to be, its figures are there, its history compares."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from report_archive.benching.clearing import put_aside
from report_archive.benching.cutting import cut
from report_archive.benching.editing import edits
from report_archive.benching.filling import Composer, new_archive, write_reports
from report_archive.benching.grammar import Sample, compose
from report_archive.benching.history import HISTORY, compare, flatten, keep, last
from report_archive.benching.measuring import measure
from report_archive.benching.peers import extrapolate
from report_archive.benching.running import FEWEST, compare_peers
from report_archive.benching.table import render
from report_archive.build import BuildError
from test_cli import run

LENGTH = 4_400
RUNS = (
    *("convert", "build", "nothing changed", "all written anew", "one added", "one corrected"),
    *(
        "one renamed",
        "one deleted",
        "one cell (year)",
        "one cell (title)",
        "one withheld",
        "one word",
    ),
)
SEARCH = ("cold p50 ms", "cold p95 ms", "warm p50 ms", "warm p95 ms", "sent p50 KB", "sent p95 KB")


def texts_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def outcomes(archive: Path) -> dict[str, dict[str, object]]:
    files = json.loads(run("check", "--json", "--archive", archive).stdout)["files"]
    return {item["file"]: item for item in files}


def test_a_report_does_not_depend_on_how_many_there_are(tmp_path: Path) -> None:
    new_archive(tmp_path / "few", 3, compose)
    new_archive(tmp_path / "more", 501, compose)
    few, more = texts_of(tmp_path / "few" / "reports"), texts_of(tmp_path / "more" / "reports")
    assert len(few) == 3
    assert len(more) == 501
    assert few.items() <= more.items()


def test_the_same_words_come_from_a_process_that_hashes_otherwise(tmp_path: Path) -> None:
    new_archive(tmp_path / "here", 1, compose)
    (path,) = (tmp_path / "here" / "reports").rglob("*.txt")
    assert path.read_text("utf-8") == compose(1).text
    assert compose(1).text.startswith("1995年度述职报告\n\n市财政局局长　")


def test_reports_are_as_long_as_real_ones_and_all_different() -> None:
    samples = [compose(number) for number in range(1, 101)]
    assert all(LENGTH * 0.85 <= len(sample.text) <= LENGTH * 1.15 for sample in samples)
    assert len({sample.path for sample in samples}) == 100


def test_there_are_as_many_pairs_of_characters_as_a_language_has() -> None:
    """Real reports have 48,000 in 200,000 characters; a few sentences over and over, 3,000."""
    text = "".join(compose(number).text for number in range(1, 46))
    letters = "".join(c for c in text if c.isalnum())[:200_000]
    assert len({letters[i : i + 2] for i in range(len(letters))}) > 30_000


@pytest.mark.parametrize("first", [1, 99_970])
def test_every_report_is_read_without_a_doubt(tmp_path: Path, first: int) -> None:
    archive = tmp_path / "archive"
    new_archive(archive, 1, compose)
    numbers = range(first, first + 30)
    write_reports(archive, compose, numbers)
    found = outcomes(archive)
    for sample in map(compose, numbers):
        item = found[sample.path]
        assert (item["outcome"], item["year"]) == ("ok", sample.year), sample.path
        assert item["post"] == sample.post


def test_real_paragraphs_are_put_together_unlike_each_other(tmp_path: Path, corpus: Path) -> None:
    def composer(number: int) -> Sample:
        return cut(number, corpus)

    archive = tmp_path / "archive"
    new_archive(archive, 30, composer)
    found = outcomes(archive)
    assert len(found) == 30
    for sample in map(composer, range(1, 31)):
        assert found[sample.path]["year"] == sample.year
        assert found[sample.path]["post"] == sample.post
        assert LENGTH * 0.85 <= len(sample.text) <= LENGTH * 1.15
    assert "相同" not in json.dumps([item["review"] for item in found.values()])


def test_each_edit_changes_one_thing(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    new_archive(archive, FEWEST, compose)
    assert run("build", "--archive", archive).returncode == 0
    changed = {}
    for name, edit in edits(archive, FEWEST, compose):
        before = texts_of(archive / "reports")
        edit()
        after = texts_of(archive / "reports")
        changed[name] = len(dict(before.items() ^ after.items()))
    assert changed == {
        "nothing changed": 0,
        "all written anew": 0,
        "one renamed": 2,
        **dict.fromkeys((name for name in RUNS[4:] if name != "one renamed"), 1),
    }


def test_a_cost_counts_the_processes_that_a_command_starts() -> None:
    busy = "import time; x = b'a' * 80_000_000; t = time.process_time()\n"
    busy += "while time.process_time() - t < 0.6: pass"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    cost = measure([sys.executable, "-c", script])
    assert cost.cpu >= 0.6
    assert cost.wall >= 0.6
    assert cost.peak >= 80


def test_a_command_that_fails_is_said() -> None:
    with pytest.raises(BuildError, match=r"返回 3[\s\S]*broken"):
        measure([sys.executable, "-c", "import sys; print('broken'); sys.exit(3)"])


def test_growth_is_carried_on() -> None:
    assert extrapolate([(500, 9), (1000, 20), (2000, 80)], 4000) == pytest.approx((320, 2))


def test_stock_mkdocs_is_reckoned_up_to_all_reports() -> None:
    peers = {
        f"mkdocs+search+jieba {count}": {"reports": count, "wall s": count / 50}
        for count in (500, 1000, 2000)
    }
    compare_peers(peers, 10_000, 50, 25)
    assert peers["mkdocs+search+jieba 2000"]["× ours"] == pytest.approx(4)
    assert peers["mkdocs+search+jieba 2000"]["× anew"] == pytest.approx(8)
    whole = peers["mkdocs+search+jieba 10000 reckoned"]
    assert whole["wall s"] == pytest.approx(200)
    assert whole["growth"] == pytest.approx(1)


def test_the_table_shows_growth_curve_and_ratios() -> None:
    result = {
        **{"reports": 100, "source": "grammar", "commit": None, "at": "", "memory": "PSS"},
        "machine": {"cores": 2, "memory GB": 8.0, "processor": "x", "python": "3"},
        "runs": {"build": {"wall s": 3.0, "written": 7}},
        "peers": {
            "stock 100 reckoned": {"wall s": 30.0, "× ours": 10.0, "growth": 1.25},
            "pagefind": {"wall s": 6.0, "× ours": 2.0, "recall": 0.5},
        },
        "phases": {},
        "sizes": {"site MB": 4.0},
        "search": {"recall": 1.0},
        "layout": {},
        "curve": {"20": {"wall ms": 4.0}, "200": {"wall ms": 5.0}},
        "rounds": {
            "round 1": {"build s": 6.0, "anew s": 3.0, "peer s": 4.0},
            "round 2": {"build s": 9.0, "anew s": 3.0, "peer s": 3.0},
            "round 3": {"build s": 2.0, "anew s": 1.0, "peer s": 1.0},
        },
    }
    before = {**result, "runs": {"build": {"wall s": 2.0}}, "at": "2021-01-01"}
    rows = {
        line[:38].strip(): line[38:].split()
        for line in render(result, before).splitlines()
        if len(line) > 38
    }
    assert rows["build"] == ["3.00", "7", "1.50"]
    assert rows["stock 100 reckoned (n^1.25)"] == ["30.00", "10.00", "1.00"]
    assert rows["recall"] == ["1.00", "1.00", "0.50"]
    assert rows["ratio"] == ["1.25"]
    assert rows["by the peer, median"] == ["2.00", "1.00"]
    assert "before: 2021-01-01" in render(result, before)


def test_what_was_measured_is_put_aside_and_not_deleted(tmp_path: Path) -> None:
    for text in ("一", "二"):
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "index.html").write_text(text, encoding="utf-8")
        put_aside(tmp_path / "site", tmp_path)
    kept = [path.read_text("utf-8") for path in sorted((tmp_path / "aside").rglob("*.html"))]
    assert kept == ["一", "二"]


def test_history_gives_the_last_run_of_as_many_reports(tmp_path: Path) -> None:
    assert last(tmp_path, 10, "grammar") is None
    for reports, source, wall in (
        *((10, "grammar", 2.0), (10, "grammar", 4.0)),
        *((20, "grammar", 9.0), (10, "REPORT_CORPUS", 9.0)),
    ):
        figures = {"build": {"wall s": wall}}
        keep(tmp_path, {"reports": reports, "source": source, "runs": figures})
    with (tmp_path / HISTORY).open("a", encoding="utf-8") as file:
        file.write('{"reports": 10, "sou')
    before = last(tmp_path, 10, "grammar")
    assert before is not None
    assert before["runs"]["build"]["wall s"] == 4.0
    now = {"runs": {"build": {"wall s": 5.0}, "convert": {"wall s": 1.0}}}
    assert compare(now, before) == {"runs / build / wall s": 1.25}
    assert compare(now, None) == {}


def test_figures_are_found_under_their_path() -> None:
    result = {"a": {"b": 1, "c": "x", "d": True}, "e": 2.5}
    assert dict(flatten(result)) == {"a / b": 1.0, "e": 2.5}


def test_too_few_reports_are_refused(tmp_path: Path) -> None:
    done = run("bench", "--reports", "3", "--output", tmp_path)
    assert done.returncode == 1
    assert "--reports 至少要 10" in done.stderr


def test_without_playwright_it_is_said_what_to_install() -> None:
    script = (
        "import sys; sys.modules['playwright'] = None; "
        "from report_archive.cli import main; sys.exit(main(['bench']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 1
    assert "playwright" in done.stderr
    assert "requirements-bench.lock" in done.stderr.replace("\n", "")


@pytest.mark.browser
def test_a_bench_measures_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: object
) -> None:
    assert browser
    monkeypatch.delenv("REPORT_CORPUS", raising=False)
    done = run(
        "bench",
        "--reports",
        "12",
        "--no-peers",
        "--terms",
        "4",
        "--rounds",
        "1",
        "--output",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "latest.json").read_text("utf-8"))
    assert tuple(result["runs"]) == RUNS
    for figures in result["runs"].values():
        assert figures["wall s"] > 0
        assert figures["cpu s"] > 0
        assert figures["peak MB"] > 10
    assert result["runs"]["nothing changed"]["written"] == 0
    assert 0 < result["runs"]["one corrected"]["written"] < result["runs"]["build"]["written"]
    assert all(result["search"][name] >= 0 for name in SEARCH)
    assert result["search"]["exact of 150"] == 150
    assert result["search"]["ghosts of 50"] == 0
    assert result["search"]["first load KB"] > 0
    assert all(value > 0 for value in result["sizes"].values())
    assert all(row["ms"] > 0 for row in result["layout"].values())
    assert result["machine"]["cores"] > 0
    assert result["peers"] == result["curve"] == {}
    assert result["rounds"]["round 1"].keys() >= {"build s", "anew s"}
    assert render(result, result).count("1.00") > len(RUNS)
    assert "one word" in done.stdout


def test_the_composer_is_a_function_of_a_number() -> None:
    composer: Composer = compose
    assert composer(7) == compose(7) != compose(8)
