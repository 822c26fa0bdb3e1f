"""Archives full of made-up reports."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from report_archive.benching.cutting import cut, paragraphs
from report_archive.benching.grammar import Sample, compose
from report_archive.folders import ARCHIVE, DOCS, REPORTS
from report_archive.scaffold import make_archive

GENERATED = f"{DOCS}/{ARCHIVE}"
"""Where the program writes its Markdown."""
PIECE = 500
"""Reports that a process writes at a time."""

Composer = Callable[[int], Sample]


def composer_of(corpus: str | None) -> tuple[str, Composer]:
    """Where reports come from, in a word, and what makes the n-th.

    Args:
        corpus: A folder of real reports; the grammar is used where there is none.
    """
    if corpus and Path(corpus).is_dir() and paragraphs(Path(corpus)):
        return "REPORT_CORPUS", functools.partial(cut, corpus=Path(corpus))
    return "grammar", compose


def new_archive(folder: Path, count: int, composer: Composer) -> None:
    """An archive with the first so many reports; some 0.5 ms a report, a few held at a time."""
    make_archive(folder)
    pieces = [range(n, min(n + PIECE, count + 1)) for n in range(1, count + 1, PIECE)]
    write = functools.partial(write_reports, folder, composer)
    if len(pieces) == 1:
        write(pieces[0])
        return
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for _ in processes.map(write, pieces):
            pass


def write_reports(folder: Path, composer: Composer, numbers: Iterable[int]) -> None:
    """The reports of some numbers below an archive's reports/."""
    for number in numbers:
        sample = composer(number)
        path = folder / REPORTS / sample.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sample.text, encoding="utf-8", newline="\n")
