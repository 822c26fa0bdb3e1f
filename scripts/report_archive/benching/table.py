"""The figures of a bench as one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from report_archive.benching.history import compare
from report_archive.benching.rounds import BOTH, shares

COSTS = ("wall s", "cpu s", "peak MB", "written", "× ours", "× anew")
"""Columns of runs and peers."""
BEFORE = "× before"
SEARCHER = "pagefind"
"""The peer that answers queries as well."""
NAME = 38
CELL = 11

Result = Mapping[str, Any]


def render(result: Result, before: Result | None) -> str:
    """Runs and peers with their costs, then every other figure; beside each its last value."""
    ratios = compare(result, before)
    lines = [*_head(result, before), "", _row("", [*COSTS, BEFORE])]
    for section in ("runs", "peers"):
        for name, figures in result[section].items():
            cells = [_cell(figures.get(column)) for column in COSTS]
            cells.append(_cell(ratios.get(f"{section} / {name} / wall s")))
            lines.append(_row(f"{name}{_growth(figures)}", cells))
    for section in ("phases", "sizes"):
        lines += _list(section, result[section], ratios)
    lines += _list("search", result["search"], ratios, result["peers"].get(SEARCHER))
    lines += _grid("layout", result["layout"])
    lines += _grid(f"in turn with {BOTH}", _rounds(result.get("rounds", {})))
    lines += _grid("curve, a report", {**result["curve"], **_ratio(result["curve"])})
    return "\n".join(lines)


def _head(result: Result, before: Result | None) -> Iterator[str]:
    machine = result["machine"]
    yield f"{result['reports']} reports ({result['source']}), {result['commit'] or 'no commit'}"
    yield (
        f"{machine['cores']} cores, {machine['memory GB']} GB, {machine['processor']}, "
        f"Python {machine['python']}; memory: {result['memory']}"
    )
    if before:
        yield f"before: {before['at']}, {before['commit'] or 'no commit'}"


def _growth(figures: Mapping[str, float]) -> str:
    """The exponent that a reckoned figure rests on."""
    return f" (n^{figures['growth']:.2f})" if "growth" in figures else ""


def _list(
    name: str,
    figures: Mapping[str, float],
    ratios: Mapping[str, float],
    peer: Mapping[str, float] | None = None,
) -> Iterator[str]:
    """A figure a line; nothing where there are none."""
    if figures:
        yield ""
        yield _row(name, ["now", BEFORE, *([SEARCHER] if peer else [])])
    for key, value in figures.items():
        theirs = [_cell(peer.get(key))] if peer else []
        yield _row(f"  {key}", [_cell(value), _cell(ratios.get(f"{name} / {key}")), *theirs])


def _grid(name: str, rows: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    """Rows that all have the same columns; nothing where there are no rows."""
    if rows:
        columns = list(next(iter(rows.values())))
        yield ""
        yield _row(name, columns)
        for key, figures in rows.items():
            yield _row(f"  {key}", [_cell(figures.get(column)) for column in columns])


def _ratio(curve: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The last size's figures by the first one's."""
    if len(curve) < 2:  # noqa: PLR2004 (a ratio takes two)
        return {}
    first, *_, last = curve.values()
    return {"ratio": {column: last[column] / first[column] for column in first}}


def _rounds(rounds: Mapping[str, Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    """Every round, and what came of all."""
    found = shares(rounds)
    return {**rounds, **({"by the peer, median": found} if found else {})}


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:{NAME}}" + "".join(f"{cell:>{CELL}}" for cell in cells)


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if isinstance(value, int) else f"{value:.2f}"
