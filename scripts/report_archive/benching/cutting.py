"""Reports put together from the paragraphs of real ones, where REPORT_CORPUS names some."""

from __future__ import annotations

import functools
import random
from pathlib import Path

from report_archive.benching.grammar import FIRST_YEAR, ORDINALS, YEARS, Sample, post_of

CHARACTERS = 4_300
"""Characters of a report, more or less."""
HEADS = ("坚持学习", "履行职责", "抓好党建", "廉洁自律", "存在问题", "整改措施")
LENGTHS = range(80, 400)
"""Characters of a paragraph that is used: real prose, and short enough to meet the length."""


def cut(number: int, corpus: Path) -> Sample:
    """The report of a number from 1 on; the same whatever the number of all."""
    rng = random.Random(number)  # noqa: S311 (the same every time is the point)
    holder, years_in = divmod(number - 1, YEARS)
    year = FIRST_YEAR + years_in
    unit, post = post_of(holder)
    lines = [f"{year}年度述职报告", f"{post}　方某某", f"{year}年，我认真履行职责。"]
    found = paragraphs(corpus)
    for place, head in enumerate(HEADS, 1):
        lines.append(f"{ORDINALS[place - 1]}、{head}")
        while sum(map(len, lines)) < CHARACTERS * place / len(HEADS):
            lines.append(rng.choice(found))
    return Sample(f"{year}/{unit}/{post}{year}.txt", "\n".join(lines) + "\n", year, post)


@functools.cache
def paragraphs(corpus: Path) -> tuple[str, ...]:
    """Every paragraph of a fitting length, in the order of the files."""
    found: list[str] = []
    for path in sorted(corpus.rglob("*.txt")):
        lines = (line.strip() for line in _text(path).splitlines())
        found += [line for line in lines if len(line) in LENGTHS]
    return tuple(found)


def _text(path: Path) -> str:
    """A file's text; nothing where it is neither UTF-8 nor GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return path.read_bytes().decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""
