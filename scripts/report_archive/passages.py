"""The parts of a report that stand on the pages of the section kinds."""

from __future__ import annotations

from collections.abc import Iterable

from report_archive.model import PREAMBLE, Line, Report, Section


def passages_of(report: Report, kind: str) -> list[Section]:
    """The passages of one kind, in reading order; the preamble in the form of a section."""
    found: list[Section] = []
    if kind == PREAMBLE and report.outline.preamble:
        found.append(_as_section(report.outline.preamble))
    _collect(report.outline.sections, (), kind, found)
    return found


def _collect(
    sections: Iterable[Section], above: tuple[str, ...], kind: str, found: list[Section]
) -> None:
    for section in sections:
        if kind in section.kinds and section.kinds != above:
            found.append(section)
        if section.children:
            _collect(section.children, section.kinds, kind, found)


def _as_section(preamble: tuple[Line, ...]) -> Section:
    return Section(
        level=1,
        lead="",
        ordinal=None,
        heading=None,
        run_in=False,
        line=preamble[0].number,
        paragraphs=preamble,
        items=0,
        kinds=(PREAMBLE,),
        anchor=PREAMBLE,
    )
