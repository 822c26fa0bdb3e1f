"""The automatic numbers of a Word document, as Word shows them before its paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from report_archive.reading.word_number_forms import format_number
from report_archive.reading.word_styles import lineages
from report_archive.reading.word_xml import W, is_on, value_of, whole

DIGITS = "decimal"
"""The format that is meant where none is named."""


@dataclass(frozen=True)
class Level:
    """One level of a numbering."""

    start: int
    """First number."""
    form: str
    """Number format, such as `chineseCounting` (ECMA-376 part 1, 17.18.59)."""
    template: str
    """Text with %1 … %9 for the numbers of the levels."""
    in_digits: bool
    """Whether all those numbers stand in digits, whatever their formats (1.1 below 第一章)."""


class Numbering:
    """The automatic numbers of one document, counted while its paragraphs go by."""

    def __init__(self, part: Element | None, styles: Element | None) -> None:
        """Take the definitions of word/numbering.xml and word/styles.xml; None: there is none."""
        self._styles = _style_numbers(styles) if styles is not None else {}
        self._starts = _start_overrides(part) if part is not None else {}
        self._levels = _numbering_levels(part) if part is not None else {}
        self._counts: dict[tuple[str, int], int] = {}

    def label(self, paragraph: Element) -> str:
        """The number that Word shows before this paragraph; empty when it has none."""
        style = value_of(paragraph.find(f"{W}pPr/{W}pStyle"), "")
        list_id, depth = self._styles.get(style, ("", "0"))
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            list_id = value_of(properties.find(W + "numId"), list_id)
            depth = value_of(properties.find(W + "ilvl"), depth)
        return self._next(list_id, whole(depth))

    def _next(self, list_id: str, depth: int) -> str:
        levels = self._levels.get(list_id, {})
        if depth not in levels:
            return ""
        if levels[depth].form == "bullet":
            return "•"
        start = self._starts.get((list_id, depth), levels[depth].start)
        self._counts[list_id, depth] = self._counts.get((list_id, depth), start - 1) + 1
        for deeper in [key for key in self._counts if key[0] == list_id and key[1] > depth]:
            del self._counts[deeper]
        text = levels[depth].template
        for level, definition in levels.items():
            count = self._counts.get((list_id, level), definition.start)
            form = DIGITS if levels[depth].in_digits else definition.form
            text = text.replace(f"%{level + 1}", format_number(count, form))
        return text


def _numbering_levels(part: Element) -> dict[str, dict[int, Level]]:
    """The levels of each list: those of its definition, and those that it defines anew."""
    abstract = {
        entry.get(W + "abstractNumId", ""): _levels_in(entry)
        for entry in part.iter(W + "abstractNum")
    }
    return {
        entry.get(W + "numId", ""): {
            **abstract.get(value_of(entry.find(W + "abstractNumId"), ""), {}),
            **_levels_in(entry),
        }
        for entry in part.iter(W + "num")
    }


def _levels_in(entry: Element) -> dict[int, Level]:
    return {whole(lvl.get(W + "ilvl", "0")): _level(lvl) for lvl in entry.iter(W + "lvl")}


def _level(entry: Element) -> Level:
    digits = entry.find(W + "isLgl")
    return Level(
        whole(value_of(entry.find(W + "start"), "1"), 1),
        value_of(entry.find(W + "numFmt"), DIGITS),
        value_of(entry.find(W + "lvlText"), ""),
        digits is not None and is_on(digits),
    )


def _start_overrides(part: Element) -> dict[tuple[str, int], int]:
    """Where single lists start otherwise than their definition says."""
    return {
        (entry.get(W + "numId", ""), whole(change.get(W + "ilvl", "0"))): whole(
            value_of(start, "1"), 1
        )
        for entry in part.iter(W + "num")
        for change in entry.iter(W + "lvlOverride")
        if (start := change.find(W + "startOverride")) is not None
    }


def _style_numbers(part: Element) -> dict[str, tuple[str, str]]:
    """List and depth of each style that has any, its own or its base's: {"1": ("1", "0")}."""
    found: dict[str, tuple[str, str]] = {}
    for name, styles in lineages(part).items():
        numbers = [style.find(f"{W}pPr/{W}numPr") for style in styles]
        list_id = _first_value(numbers, "numId")
        if list_id:
            found[name] = (list_id, _first_value(numbers, "ilvl") or "0")
    return found


def _first_value(properties: Iterable[Element | None], name: str) -> str:
    values = (value_of(p.find(W + name), "") for p in properties if p is not None)
    return next(filter(None, values), "")
