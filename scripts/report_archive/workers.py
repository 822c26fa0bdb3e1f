"""Work on all cores: one function for many pieces, in processes that stay for a whole run.

This module loads little, so that another process can be started before this one has loaded the
rest.
"""

from __future__ import annotations

import importlib
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from report_archive.collecting import collect_rarely
from report_archive.facts import LOCAL_WORDS
from report_archive.folders import REPORTS
from report_archive.memory_file import FILE, FOLDER
from report_archive.reading.folder import holds_more
from report_archive.signals import holding_back, leave_to_the_run

if TYPE_CHECKING:
    from report_archive.site import Site
    from report_archive.texts import Texts
    from report_archive.vocabulary import Vocabulary

T = TypeVar("T")
R = TypeVar("R")

WAITING = 8
"""Pieces that wait for each process: enough to keep it busy, few enough to stay small."""
MOST = 61
"""Processes at most: Windows waits for no more (concurrent.futures.ProcessPoolExecutor)."""
LARGE = 2_000
"""Files of an archive from which on another process begins at once."""
LOADED = ("report_archive.outset", "report_archive.planning")
"""What another process needs at first; loading it takes 0.5 s."""


class WorkerError(Exception):
    """A process died; the message is for the clerk."""


class Bench:
    """What every process has at hand: where the archive is, its words, its theme."""

    def __init__(self, archive: Path, words: Path) -> None:
        """Remember the places; nothing is loaded before it is needed."""
        self.archive = archive
        self._words = words
        self._once: dict[Hashable, Any] = {}
        self.ahead: dict[Hashable, Any] = {}
        """What was made before it was ordered; whoever takes it takes it out."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The archive's vocabulary."""
        from report_archive.vocabulary import load_vocabulary  # noqa: PLC0415 (see above)

        return load_vocabulary(self._words)

    @cached_property
    def site(self) -> Site:
        """The archive's mkdocs.yml and theme."""
        from report_archive.site import Site  # noqa: PLC0415 (brings MkDocs: 0.15 s)

        return Site(self.archive)

    @cached_property
    def texts(self) -> Texts:
        """The texts that were read in this run or an earlier one."""
        from report_archive.texts import Texts  # noqa: PLC0415 (see above)

        return Texts(self.archive)

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What was made under a key before, or else is made now; only the latest is kept."""
        if key not in self._once:
            self._once = {key: make()}
        return self._once[key]

    def close(self) -> None:
        """Let go of what is open."""
        if "texts" in vars(self):
            self.texts.close()


class Workers:
    """As many processes as there are cores, or one beside this one, where there is enough to do."""

    def __init__(self, bench: Bench, count: int | None = None) -> None:
        """Take the bench that this process works at; each other one gets one of its own."""
        self.bench = bench
        self.count = min(count or cores(), MOST)
        self._pool: ProcessPoolExecutor | None = None
        self._size = 0
        self._ending: list[threading.Thread] = []

    def map(self, work: Callable[[Bench, T], R], pieces: Iterable[T], *, much: bool) -> Iterator[R]:
        """The work's result for every piece, in the pieces' order.

        Args:
            work: A function of a module, so that another process can find it.
            pieces: What it is to be called with; taken as they are needed.
            much: Whether it is worth while to have other processes do it; starting them takes a
                second. They begin at once, this one begins when the first result is asked for.

        Raises:
            WorkerError: A process was killed.
        """
        if not much or self.count == 1:
            return (work(self.bench, piece) for piece in pieces)
        self._start_pool(self.count)
        return self._shared(work, iter(pieces))

    def aside(self, work: Callable[[Bench, T], R], pieces: Iterable[T]) -> Iterator[R]:
        """The same, by the other process, or by all of them where there are several.

        Where there are none this one does it, when the results are asked for.

        Raises:
            WorkerError: A process was killed.
        """
        if not self.running:
            return (work(self.bench, piece) for piece in pieces)
        return self._shared(work, iter(pieces))

    def prepare(self, size: int) -> None:
        """Start one other process now, which loads what it needs; more when there is work for them.

        Args:
            size: How many there may be before there is much to do. What is given to one alone
                waits until it is free, instead of having one more started, which takes a second.
        """
        if self.count == 1:
            return
        try:
            self._start_pool(min(size, self.count))
            self._submit(_load, LOADED)
        except OSError:  # the system starts no more processes: this one does all
            self._end_pool(drop=True)
            self.count = 1

    def everywhere(self, work: Callable[[Bench], None]) -> None:
        """Have the other processes get ready for something when they next have nothing to do.

        One of them may do it twice, another not at all; what goes wrong is told by the work itself.
        """
        for _ in range(self._size):
            self._submit(_work_alone, work)

    def ahead(self, work: Callable[[Bench, T], None], piece: T) -> None:
        """Have the other process make something that it will be asked for, if it is one alone.

        What goes wrong is told by whoever asks for it.
        """
        if self._size == 1:
            self._submit(_work, work, piece)

    @property
    def running(self) -> bool:
        """Whether other processes have been started."""
        return self._pool is not None

    def release(self) -> None:
        """Let the processes end while this one goes on, which takes them 0.1 s."""
        self._end_pool(drop=True)

    def close(self) -> None:
        """End the processes once they have finished what they are at."""
        self.release()
        while self._ending:
            self._ending[-1].join()
            self._ending.pop()
        self.bench.close()

    def _shared(self, work: Callable[[Bench, T], R], pieces: Iterator[T]) -> Iterator[R]:
        """The first pieces are handed out at once, each other one when a result is taken."""
        first = islice(pieces, WAITING * self.count)
        waiting = deque(self._submit(_work, work, piece) for piece in first)
        return self._taken(work, pieces, waiting)

    def _taken(
        self,
        work: Callable[[Bench, T], R],
        pieces: Iterator[T],
        waiting: deque[Future[R]],
    ) -> Iterator[R]:
        with _told_of_death():
            while waiting:
                found = waiting.popleft().result()
                waiting.extend(self._submit(_work, work, piece) for piece in islice(pieces, 1))
                yield found

    def _submit(self, work: Callable[..., R], *given: Any) -> Future[R]:
        """Hand something out; that a process died is told to whoever asks for what came of it."""
        assert self._pool  # noqa: S101 (whoever has something to do has started it)
        try:
            with holding_back():  # whatever is handed out first starts a process
                return self._pool.submit(work, *given)
        except BrokenProcessPool as error:
            lost = Future[R]()
            lost.set_exception(error)
            return lost

    def _start_pool(self, size: int) -> None:
        """Have so many processes, or more; a smaller pool finishes what it has and ends."""
        if self._size >= size:
            return
        self._end_pool(drop=False)
        # The same way everywhere: Windows has no other, and a fork takes locks along.
        context = multiprocessing.get_context("spawn")
        places = (self.bench.archive, self.bench._words)
        self._pool, self._size = ProcessPoolExecutor(size, context, _start, places), size

    def _end_pool(self, *, drop: bool) -> None:
        if self._pool is not None:
            # A pool that was told not to wait can't be waited for later: a thread waits.
            end = partial(self._pool.shutdown, wait=True, cancel_futures=drop)
            self._ending.append(threading.Thread(target=end))
            self._ending[-1].start()
            self._pool, self._size = None, 0


def bench_at(archive: Path) -> Bench:
    """What a process has at hand for an archive."""
    archive = archive.absolute()
    return Bench(archive, archive / REPORTS / LOCAL_WORDS)


@contextmanager
def workers_at(archive: Path) -> Iterator[Workers]:
    """The processes of a run; a large archive's has another one get ready meanwhile."""
    workers = Workers(bench_at(archive))
    try:
        if holds_more(archive / REPORTS, LARGE):
            workers.prepare(1 if (archive / FOLDER / FILE).exists() else workers.count)
        yield workers
    finally:
        workers.close()


@contextmanager
def _told_of_death() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise WorkerError(
            "一个工作进程被系统结束了，多半是内存不够。请关闭别的程序再运行；已写好的不会重做。"
        ) from error


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_benches: list[Bench] = []


def _start(archive: Path, words: Path) -> None:
    leave_to_the_run()
    collect_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _benches.append(Bench(archive, words))


def _end_with_parent() -> None:
    """A run that is killed leaves no process behind that waits for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _load(modules: Sequence[str]) -> None:
    for name in modules:
        importlib.import_module(name)


def _work_alone(work: Callable[[Bench], None]) -> None:
    work(_benches[0])


def _work(work: Callable[[Bench, Any], R], piece: Any) -> R:
    return work(_benches[0], piece)
