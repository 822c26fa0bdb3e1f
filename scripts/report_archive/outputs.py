"""What a run writes, in units: each is made anew only when something it is made of has changed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from report_archive.folders import DOCS, SITE
from report_archive.memory import Output
from report_archive.site_check.site_file import (
    PACK,
    Rules,
    Seen,
    forbidden_by,
    look_at_built,
    together,
)
from report_archive.site_facts import Built
from report_archive.stamps import lines_of, path_in, text_of
from report_archive.storing import overwrite_bytes, write_bytes
from report_archive.workers import Bench

Files = Iterable[tuple[str, str]]
"""Paths below docs/ and what is in them."""


class Task(Protocol):
    """How a unit's files are made, in whatever process."""

    def render(self, bench: Bench) -> Files:
        """The unit's files."""
        ...


@dataclass(frozen=True)
class Ready:
    """Files that are made already."""

    files: tuple[tuple[str, str], ...]
    """Paths below docs/ and what is in them."""

    def render(self, _bench: Bench) -> Files:
        """The files."""
        return self.files


@dataclass(frozen=True)
class Unit:
    """Some files that are made together."""

    name: str
    """The same in every run: reports/000012, index/years/2021.md."""
    key: str
    """Digest of all that the files are made of."""
    task: Callable[[], Task]
    """Gives the task when it is needed; not called for a unit that is up to date."""
    source: str | None = None
    """The one report whose text its files may hold, by its path below reports/.

    None where there are several, or where people typed something besides. While such a unit is
    made no other text can be read.
    """
    pages: bool = True
    """Whether there are pages among its files, for which MkDocs is needed."""
    heavy: bool = False
    """Whether it takes a second or more."""


@dataclass(frozen=True)
class Order:
    """What a process needs to know of a unit."""

    name: str
    """The unit's name."""
    key: str
    """The unit's key, as it is to be remembered."""
    task: Task
    """How its files are made."""
    source: str | None
    """The one report whose text its files may hold; None where there are several."""
    rules: Rules | None
    """What no file of site/ may hold; None when only docs/ is written."""


@dataclass(frozen=True)
class Made:
    """What came of an order."""

    name: str
    """The unit's name."""
    output: Output
    """What was written."""
    seen: Seen
    """What was seen of its files in site/, which were looked at while they were at hand."""
    seconds: Mapping[str, float]
    """CPU seconds that it took, by what was done."""


def digest(*parts: str) -> str:
    """A short digest of some texts."""
    return hashlib.blake2b(
        "\0".join(parts).encode(errors="surrogatepass"), digest_size=16
    ).hexdigest()


def key_of(unit: Unit, shell: str | None) -> str:
    """What is remembered of a unit: its own key and the shell that its pages were put in."""
    return f"{unit.key}|{shell or ''}"


def is_intact(archive: Path, output: Output) -> bool:
    """Whether every file lies there as it was written."""
    there = lines_of(archive, map(path_in, lines_below([output], DOCS, SITE)))
    return text_of(there) == output.docs + output.site


def write_units(bench: Bench, orders: Sequence[Order]) -> list[Made]:
    """Make some units' files, in docs/ and, if asked for, in site/."""
    return [_write_unit(bench, order) for order in orders]


def _write_unit(bench: Bench, order: Order) -> Made:
    docs, site = "", ""
    seen: list[Seen] = []
    html, check, began = 0.0, 0.0, time.process_time()
    for name, text in _rendered(bench, order):
        data = text.encode()
        docs += _put(bench.archive, f"{DOCS}/{name}", data)
        if order.rules and not name.rpartition("/")[2].startswith("."):
            before = time.process_time()
            built = _published(bench, name, text, data)
            made = time.process_time()
            seen.append(look_at_built(built, forbidden_by(bench, order.rules)))
            html, check = html + made - before, check + time.process_time() - made
            site += _put(bench.archive, f"{SITE}/{built.path}", built.data)
    kind = order.name.partition("/")[0]
    own = time.process_time() - began - html - check
    seconds = {f"{kind} cpu": own, "html cpu": html, "check cpu": check}
    return Made(order.name, Output(order.key, docs, site), together(seen), seconds)


def _rendered(bench: Bench, order: Order) -> Files:
    if order.source is None:
        return order.task.render(bench)
    with bench.texts.only(order.source):
        return tuple(order.task.render(bench))


def _published(bench: Bench, name: str, text: str, data: bytes) -> Built:
    """What a file of docs/ becomes in site/."""
    return bench.site.page(name, text) if name.endswith(".md") else Built(name, data)


def _put(archive: Path, path: str, data: bytes) -> str:
    """Write a file; gives its line."""
    # Every edit writes 3,000 packs anew, and whoever reads one knows its checksum.
    put = overwrite_bytes if PACK.fullmatch(path.partition("/")[2]) else write_bytes
    put(f"{archive}{os.sep}{path}", data)
    return text_of(lines_of(archive, [path]))


def every_file(folder: Path, *, hidden: bool = False) -> Iterator[str]:
    """Every file below a folder.

    Args:
        folder: The folder.
        hidden: Also those at its top that begin with a dot; MkDocs leaves them.
    """
    for place, folders, names in os.walk(folder):
        base = Path(place).relative_to(folder).as_posix()
        top = base == "."
        if top and not hidden:
            folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if hidden or not (top and name.startswith(".")):
                yield name if top else f"{base}/{name}"


def page_of(name: str) -> str:
    """What a file of docs/ is called in site/.

    Example:
        >>> page_of("archive/years/2021.md"), page_of("archive/search/table.js")
        ('archive/years/2021.html', 'archive/search/table.js')
    """
    return f"{name.removesuffix('.md')}.html" if name.endswith(".md") else name


def lines_below(outputs: Iterable[Output], *folders: str) -> list[str]:
    """The lines of all files that some units wrote below docs/, site/ or both."""
    whole = "".join(output.below(folder) for output in outputs for folder in folders)
    return whole.split("\n")[:-1]


def paths_of(outputs: Iterable[Output], folder: str) -> set[str]:
    """The files that some units wrote below one of the two folders, by their paths below it."""
    start = len(f"{folder}/")
    return {path_in(line)[start:] for line in lines_below(outputs, folder)}
