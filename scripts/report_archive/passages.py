"""Which parts of a report stand on the pages of the section kinds."""

from __future__ import annotations

from collections.abc import Iterable

from report_archive.model import Line, Report, Section

PREAMBLE = "preamble"
"""Key and anchor of the paragraphs before the first section."""


def passage_kinds(report: Report) -> list[str]:
    """The section kinds of a report's passages, one for each passage and kind.

    Passages are the preamble, the top-level sections, and those below that serve another kind
    than the one they stand under.
    """
    found = [PREAMBLE] if report.outline.preamble else []
    _collect_kinds(report.outline.sections, (), found)
    return found


def passages_of(report: Report, kind: str) -> list[Section]:
    """The passages of one kind, in reading order; the preamble in the form of a section."""
    found: list[Section] = []
    if kind == PREAMBLE and report.outline.preamble:
        found.append(_as_section(report.outline.preamble))
    _collect(report.outline.sections, (), kind, found)
    return found


def _collect_kinds(sections: Iterable[Section], above: tuple[str, ...], found: list[str]) -> None:
    for section in sections:
        if section.kinds != above:
            found.extend(section.kinds)
        if section.children:
            _collect_kinds(section.children, section.kinds, found)


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
