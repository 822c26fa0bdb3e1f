"""The automatic numbers of a Word document, as Word shows them before its paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from report_archive.reading.word_styles import lineages
from report_archive.reading.word_xml import W, value_of, whole

HAN_DIGITS = "〇一二三四五六七八九"
CIRCLED_FIRST = 0x2460


@dataclass(frozen=True)
class Level:
    """One level of a numbering."""

    start: int
    """First number."""
    form: str
    """Number format, such as `chineseCounting` (ECMA-376 part 1, 17.18.59)."""
    template: str
    """Text with %1 … %9 for the numbers of the levels."""


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
            text = text.replace(f"%{level + 1}", format_number(count, definition.form))
        return text


def _numbering_levels(part: Element) -> dict[str, dict[int, Level]]:
    abstract = {
        entry.get(W + "abstractNumId", ""): {
            whole(level.get(W + "ilvl", "0")): Level(
                whole(value_of(level.find(W + "start"), "1"), 1),
                value_of(level.find(W + "numFmt"), "decimal"),
                value_of(level.find(W + "lvlText"), ""),
            )
            for level in entry.iter(W + "lvl")
        }
        for entry in part.iter(W + "abstractNum")
    }
    return {
        entry.get(W + "numId", ""): abstract.get(value_of(entry.find(W + "abstractNumId"), ""), {})
        for entry in part.iter(W + "num")
    }


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


def format_number(number: int, form: str) -> str:
    """A number in a format of a numbering."""
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
    ):
        return han_number(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:  # noqa: PLR2004
        return chr(CIRCLED_FIRST + number - 1)
    if form == "lowerLetter":
        return chr(ord("a") + (number - 1) % 26)
    if form == "upperLetter":
        return chr(ord("A") + (number - 1) % 26)
    return "" if form in ("bullet", "none") else str(number)


def han_number(number: int) -> str:
    """A number below a hundred in Han numerals.

    Example:
        >>> [han_number(n) for n in (3, 10, 12, 20, 35)]
        ['三', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    if number >= 100:  # noqa: PLR2004
        return "".join(HAN_DIGITS[int(digit)] for digit in str(number))
    head = "" if tens == 0 else ("十" if tens == 1 else HAN_DIGITS[tens] + "十")
    return head + (HAN_DIGITS[ones] if ones or not tens else "")
