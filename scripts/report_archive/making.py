"""Units in the making: what is out of date is made on all cores, and remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from report_archive.folders import DOCS, SITE
from report_archive.memory import Output
from report_archive.outputs import Made, Order, Unit, key_of, lines_below, write_units
from report_archive.run import Run
from report_archive.site_check.site_file import Rules
from report_archive.stamps import path_in

PIECE = 16
"""Units that a process is given at a time."""
FEW = 100
"""Units that are written without starting processes: half a second of work."""
COMMITTED = 2_000
"""Units after which what was written is remembered, so that a killed run need not start anew."""


@dataclass(frozen=True)
class Begun:
    """Units that are in the making."""

    results: Iterator[Made]
    """What comes of them."""
    names: frozenset[str]
    """Their names."""


NOTHING = Begun(iter(()), frozenset())
"""Nothing has been begun."""


def begin(run: Run, units: Sequence[Unit], rules: Rules | None) -> Begun:
    """Make units, each by itself; other processes begin at once, where there are any.

    Args:
        run: This run.
        units: Each is heavy, and out of date.
        rules: What no file of site/ may hold; None when only docs/ is written.
    """
    much = run.workers.running and len(units) > 1
    orders = _orders(run, ([unit] for unit in units), rules)
    results = _shared(run, orders) if much else _aside(run, orders)
    return Begun(results, frozenset(unit.name for unit in units))


def finish(
    run: Run,
    begun: Begun,
    units: Sequence[Unit],
    rules: Rules | None,
    meanwhile: Callable[[], object] = lambda: None,
) -> list[Made]:
    """Make units that are out of date, and remember them and what was begun.

    Args:
        run: This run.
        begun: What is in the making.
        units: What else is out of date.
        rules: What no file of site/ may hold; None when only docs/ is written.
        meanwhile: Called once this process has nothing to do but to wait for others, if it ever is.
    """
    way = _many if len(units) > FEW else partial(_few, meanwhile)
    results = way(run, begun, _mixed(units), rules)
    made: list[Made] = []
    for unit in run.progress(results, len(begun.names) + len(units), "生成网页"):
        run.memory.wrote(unit.name, unit.output)
        if unit.name in run.superseded:
            run.renewed.update(map(path_in, lines_below([unit.output], DOCS, SITE)))
        made.append(unit)
        for part, seconds in unit.seconds.items():
            run.watch.add(part, seconds)
        if len(made) % COMMITTED == 0:
            run.memory.commit()
    return made


def _many(run: Run, begun: Begun, units: Sequence[Unit], rules: Rules | None) -> Iterator[Made]:
    """All are made by other processes, the heavy ones first."""
    heavy, light = _parted(units, lambda unit: unit.heavy)
    long = _shared(run, _orders(run, ([unit] for unit in heavy), rules))
    pieces = (light[i : i + PIECE] for i in range(0, len(light), PIECE))
    return chain(_shared(run, _orders(run, pieces, rules)), begun.results, long)


def _few(
    meanwhile: Callable[[], object],
    run: Run,
    begun: Begun,
    units: Sequence[Unit],
    rules: Rules | None,
) -> Iterator[Made]:
    """Pages are made where MkDocs is loaded: in another process, if there is one; the rest here."""
    pages, others = _parted(units, lambda unit: unit.pages)
    away = _aside(run, _orders(run, [pages] if pages else [], rules))
    for order in _orders(run, [others], rules):
        yield from write_units(run.workers.bench, order)
    meanwhile()
    yield from begun.results
    yield from away


def _parted(units: Iterable[Unit], chosen: Callable[[Unit], bool]) -> tuple[list[Unit], list[Unit]]:
    """Those that are chosen, and the others."""
    parts: tuple[list[Unit], list[Unit]] = ([], [])
    for unit in units:
        parts[not chosen(unit)].append(unit)
    return parts


def is_changed(run: Run, unit: Unit) -> bool:
    """Whether a unit is made of something else now.

    Whether it stands is not asked: another process may still be finding it out.
    """
    return not _is_current(run.known.get(unit.name), unit.key, None)


def outdated(run: Run, units: Iterable[Unit]) -> list[Unit]:
    """The units of which a file is missing, was touched, or is made of something else now."""
    shell = run.shell_digest
    return [
        unit
        for unit in units
        if not (_is_current(run.known.get(unit.name), unit.key, shell) and run.stands(unit.name))
    ]


def _is_current(known: Output | None, key: str, shell: str | None) -> bool:
    if known is None:
        return False
    own, _, around = known.key.partition("|")
    return own == key and shell in (None, around)


def _mixed(units: Sequence[Unit]) -> list[Unit]:
    """Units of all sorts evenly spread: some are work for this process, most are for the others.

    With index pages at the end the others waited for them: 1.6 s of a build of 10,000 reports.
    """
    kinds = [unit.name.partition("/")[0] for unit in units]
    whole, met = Counter(kinds), Counter[str]()
    places: list[float] = []
    for kind in kinds:
        places.append(met[kind] / whole[kind])
        met[kind] += 1
    return [units[place] for place in sorted(range(len(units)), key=places.__getitem__)]


def _orders(
    run: Run, pieces: Iterable[Sequence[Unit]], rules: Rules | None
) -> Iterator[list[Order]]:
    """What a process needs to know of each piece."""
    shell = run.shell_digest
    for piece in pieces:
        yield [Order(u.name, key_of(u, shell), u.task(), u.source, rules) for u in piece]


def _shared(run: Run, orders: Iterable[list[Order]]) -> Iterator[Made]:
    return chain.from_iterable(run.workers.map(write_units, orders, much=True))


def _aside(run: Run, orders: Iterable[list[Order]]) -> Iterator[Made]:
    return chain.from_iterable(run.workers.aside(write_units, orders))
