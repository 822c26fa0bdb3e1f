"""The parts of a report that stand on the pages of the section kinds."""

from __future__ import annotations

from collections.abc import Iterable

from report_archive.model import PREAMBLE, Report, Section, unheaded


def passages_of(report: Report, kind: str) -> list[Section]:
    """The passages of one kind, in reading order; the preamble in the form of a section."""
    found: list[Section] = []
    if kind == PREAMBLE and report.outline.preamble:
        found.append(unheaded(report.outline.preamble, (PREAMBLE,), anchor=PREAMBLE))
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
