"""Work on all cores ends when the run ends, whatever becomes of the run."""

from __future__ import annotations

import hashlib
import importlib.util
import multiprocessing
import os
from pathlib import Path

import pytest

from report_archive.workers import LOADED, WAITING, Bench, WorkerError, Workers

PIECES = 100
ROUNDS = 200_000
"""Some 0.05 s of work: long enough that most pieces still wait when the first is done."""


def note(bench: Bench, piece: int) -> int:
    hashlib.pbkdf2_hmac("sha256", b"", b"", ROUNDS)
    (bench.archive / f"{piece}.done").touch()
    return piece


def fail(_bench: Bench, piece: int) -> int:
    raise OSError(piece)


def where(_bench: Bench, _piece: int) -> int:
    return os.getpid()


def workers_of(folder: Path) -> Workers:
    return Workers(Bench(folder, folder / "vocabulary.yml"), 2)


def test_nothing_is_at_work_once_the_workers_are_closed(tmp_path: Path) -> None:
    workers = workers_of(tmp_path)
    results = workers.map(note, range(PIECES), much=True)
    assert next(results) == 0
    workers.close()
    assert not multiprocessing.active_children()
    assert len(list(tmp_path.iterdir())) < WAITING * workers.count, "waiting pieces are dropped"


def test_released_workers_are_waited_for_and_others_come_when_there_is_work(
    tmp_path: Path,
) -> None:
    workers = workers_of(tmp_path)
    assert list(workers.map(note, range(3), much=True)) == [0, 1, 2]
    workers.release()
    assert not workers.running
    assert list(workers.map(note, range(3, 5), much=True)) == [3, 4]
    workers.close()
    assert not multiprocessing.active_children()


def test_after_a_failure_nothing_is_at_work(tmp_path: Path) -> None:
    workers = workers_of(tmp_path)
    with pytest.raises(OSError, match="0"):
        list(workers.map(fail, range(PIECES), much=True))
    workers.close()
    assert not multiprocessing.active_children()


def test_what_is_to_be_done_aside_waits_for_the_one_other_process(tmp_path: Path) -> None:
    workers = workers_of(tmp_path)
    workers.prepare(1)
    looking, others = workers.aside(note, [0]), workers.aside(where, range(5))
    places = set(others)
    assert len(places) == 1
    assert os.getpid() not in places
    assert list(looking) == [0]
    workers.close()
    assert not multiprocessing.active_children()


def test_where_there_is_no_other_process_this_one_does_it(tmp_path: Path) -> None:
    workers = workers_of(tmp_path)
    assert set(workers.aside(where, range(5))) == {os.getpid()}
    assert not multiprocessing.active_children()


def test_much_work_has_more_processes_come_and_loses_nothing(tmp_path: Path) -> None:
    workers = workers_of(tmp_path)
    workers.prepare(1)
    before = workers.aside(note, range(3))
    assert list(workers.map(note, range(3, PIECES), much=True)) == list(range(3, PIECES))
    assert list(before) == [0, 1, 2]
    assert workers.running
    workers.close()
    assert not multiprocessing.active_children()


def test_that_a_process_died_is_told_to_whoever_asks_what_came_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not where the work is handed out: what must go first goes in between."""
    (tmp_path / "dying.py").write_text("import os\n\nos._exit(9)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("report_archive.workers.LOADED", ("dying",))
    workers = workers_of(tmp_path)
    workers.prepare(1)
    for _ in range(2):
        results = workers.aside(where, [0])
        with pytest.raises(WorkerError):
            next(results)
    workers.close()
    assert not multiprocessing.active_children()


def test_there_are_never_more_processes_than_windows_can_wait_for(tmp_path: Path) -> None:
    bench = Bench(tmp_path, tmp_path / "vocabulary.yml")
    assert [Workers(bench, count).count for count in (2, 61, 128)] == [2, 61, 61]


def test_what_another_process_loads_at_first_is_there() -> None:
    assert all(map(importlib.util.find_spec, LOADED))
