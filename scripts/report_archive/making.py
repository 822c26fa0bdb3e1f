"""Units in the making: what is out of date is made on all cores, and remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from report_archive.memory import Output
from report_archive.outputs import Made, Order, Unit, key_of, write_units
from report_archive.run import Run
from report_archive.site_check.site_file import Rules

PIECE = 16
"""Units that a process is given at a time."""
FEW = 100
"""Units that are written without starting processes: half a second of work."""
SEARCH = "search/"
"""How the names of units begin that have no pages."""
COMMITTED = 2_000
"""Units after which what was written is remembered, so that a killed run need not start anew."""


@dataclass(frozen=True)
class Begun:
    """Units that are in the making."""

    results: Iterator[Made]
    """What comes of them."""
    count: int
    """How many there are."""


NOTHING = Begun(iter(()), 0)
"""Nothing has been begun."""


def begin(run: Run, units: Iterable[Unit], rules: Rules | None) -> Begun:
    """Make those that are out of date; other processes begin at once, where there are any.

    Args:
        run: This run.
        units: Each takes long.
        rules: What no file of site/ may hold; None when only docs/ is written.
    """
    todo = outdated(run, units)
    pieces = ([unit] for unit in todo)
    return Begun(_written(run, pieces, rules, much=run.workers.running), len(todo))


def finish(run: Run, begun: Begun, units: Sequence[Unit], rules: Rules | None) -> list[Made]:
    """Make units that are out of date, and remember them and what was begun."""
    light = (_many if len(units) > FEW else _few)(run, _mixed(units), rules)
    results = run.progress(chain(light, begun.results), begun.count + len(units), "生成网页")
    made: list[Made] = []
    for unit in results:
        run.memory.wrote(unit.name, unit.output)
        made.append(unit)
        for part, seconds in unit.seconds.items():
            run.watch.add(part, seconds)
        if len(made) % COMMITTED == 0:
            run.memory.commit()
    return made


def _many(run: Run, units: Sequence[Unit], rules: Rules | None) -> Iterator[Made]:
    pieces = (units[i : i + PIECE] for i in range(0, len(units), PIECE))
    return _written(run, pieces, rules, much=True)


def _few(run: Run, units: Sequence[Unit], rules: Rules | None) -> Iterator[Made]:
    """Pages are made where MkDocs is loaded: in another process, if there is one; the rest here."""
    pages = [unit for unit in units if not unit.name.startswith(SEARCH)]
    others = [unit for unit in units if unit.name.startswith(SEARCH)]
    away = _written(run, [pages] if pages else [], rules, much=run.workers.running)
    return chain(_written(run, [others], rules, much=False), away)


def outdated(run: Run, units: Iterable[Unit]) -> list[Unit]:
    """The units of which a file is missing, was touched, or is made of something else now."""
    shell = run.shell.digest if run.shell else None
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


def _written(
    run: Run, pieces: Iterable[Sequence[Unit]], rules: Rules | None, *, much: bool
) -> Iterator[Made]:
    shell = run.shell.digest if run.shell else None
    orders = (
        [Order(u.name, key_of(u, shell), u.task(), u.source, rules) for u in piece]
        for piece in pieces
    )
    return chain.from_iterable(run.workers.map(write_units, orders, much=much))
