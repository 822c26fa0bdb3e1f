"""What a browser would print: the characters of a PDF and where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PageObject, PdfReader

MILLIMETRES_A_POINT = 25.4 / 72
# A PDF may say ⼾ or ⻓ for 户 or 长: some fonts have one glyph for the radical and the character.
RADICAL = re.compile("[\u2e80-\u2fdf]")
UNSURE = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Mark:
    """One character on paper; lengths in mm from the upper left corner."""

    text: str
    """The character."""
    left: float
    """Where it begins."""
    baseline: float
    """What it stands on."""
    size: float
    """Size of its font, in pt."""


def read_paper(pdf: bytes) -> list[list[list[Mark]]]:
    """The pages of a PDF; each is its lines from above, each line its characters from the left."""
    return [_lines(_marks(page)) for page in PdfReader(BytesIO(pdf)).pages]


def line_text(line: Sequence[Mark]) -> str:
    """What a line says."""
    return fold("".join(mark.text for mark in line))


def fold(text: str) -> str:
    """The text in its compatibility form, without white space, radicals as `UNSURE`."""
    return "".join(unicodedata.normalize("NFKC", RADICAL.sub(UNSURE, text)).split())


def _marks(page: PageObject) -> list[Mark]:
    marks: list[Mark] = []
    height = float(page.mediabox.height)

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if not text.strip():
            return
        x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        mm = MILLIMETRES_A_POINT
        marks.append(Mark(text.strip(), x * mm, (height - y) * mm, size * abs(cm[0])))

    page.extract_text(visitor_text=visit)
    return marks


def _lines(marks: Sequence[Mark]) -> list[list[Mark]]:
    """Characters whose baselines are the same to a millimetre's fifth."""
    lines: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        lines[round(mark.baseline * 5)].append(mark)
    return [sorted(lines[place], key=lambda mark: mark.left) for place in sorted(lines)]
