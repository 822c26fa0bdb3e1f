"""What must not be published: secret marks, identity numbers, other personal data."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from report_archive.model import IN_MARGINS, Hit, Line, Report
from report_archive.vocabulary import Vocabulary
from report_archive.words import ScreeningRule

# Weights and check characters of GB 11643-1999, 4.4.
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
BIRTH_YEARS = range(1900, 2101)
# What people type for the X at the end, in capitals: a multiplication sign, a cross, a star, the
# Cyrillic and the Greek letter.
LIKE_X = "X\u00d7\u2715\u2716\u2717\u2718\u2573\u2a2f\u2613*\u0425\u03a7"
NO_PART_OF_ID = re.compile(f"[^0-9{LIKE_X}]")
# 13800000000, 138-0000-0000, 6222 0200 0000 0000 00X: ten digits at least, whatever parts them.
DIGITS = re.compile(r"[0-9](?:[\s\-—–‐·._,，/\\]{0,5}[0-9Xx]){9,}")
COMMON = {
    character: unicodedata.normalize("NFKC", character) for character in "，：；（）！？％．～…　"
}
"""What most reports have that is not in NFKC."""
# Anything but what most reports are made of else, which is: ASCII, Han and Chinese punctuation.
UNCOMMON = re.compile("[^\n -~\u4e00-\u9fff\u3001\u3002\u3007-\u3011“”‘’—·×○]")
AROUND = 2
"""Characters beside a run of digits that belong to what was found, such as a plus sign."""
SHOWN = 3
"""Characters of a number that a message shows at either end."""


def screen_report(report: Report, vocabulary: Vocabulary) -> tuple[Hit, ...]:
    """Everything in a report's text and file name that a rule of the vocabulary names.

    The rules run over the whole text at once, some 0.2 ms a report.
    """
    # The file's name is the last line, whatever line ends are in it.
    lines = (*report.source.lines, Line(0, report.source.file.replace("\n", " ")))
    whole = plain("\n".join(line.text for line in lines))
    starts = [0, *accumulate(len(text) + 1 for text in whole.split("\n"))]
    runs = [run.span() for run in DIGITS.finditer(whole)]
    matters = (*report.outline.head, *report.outline.tail)
    # A first line that nobody knows ends the head before it begins.
    first = {
        line.number for line in lines[:1] if len(line.text) <= vocabulary.limit("head_characters")
    }
    edges = {matter.line.number for matter in matters} | first | {0}
    hits = []
    for rule in vocabulary.screening_rules:
        for match in _matches(rule, whole, runs, starts):
            number = lines[bisect_right(starts, match.start()) - 1].number
            there = rule.where == "any" or number in (edges if rule.where == "edges" else {0})
            found = match.groupdict().get("found") or match.group()
            if there and CHECKS[rule.check](found):
                words = _hidden(found, rule)
                hits.append(Hit(rule.label, rule.block, number or None, words))
    return tuple(sorted(_widest(hits), key=lambda hit: hit.line or 0))


def _widest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Each find once, without what is part of the longest that is called the same on its line."""
    longest: dict[tuple[str, bool, int | None], Hit] = {}
    for hit in sorted(hits, key=lambda hit: len(hit.words)):
        longest[hit.label, hit.block, hit.line] = hit
    for hit in dict.fromkeys(hits):
        other = longest[hit.label, hit.block, hit.line]
        if hit == other or hit.words not in other.words:
            yield hit


def plain(text: str) -> str:
    """The text in NFKC; with the commonest of what that changes gone first, mostly all."""
    for character, folded in COMMON.items():
        text = text.replace(character, folded)
    if not UNCOMMON.search(text):
        return text
    # A line end composes with nothing, and a whole report takes 0.5 ms.
    return "\n".join(map(_folded, text.split("\n")))


def _folded(line: str) -> str:
    return unicodedata.normalize("NFKC", line) if UNCOMMON.search(line) else line


def _matches(
    rule: ScreeningRule, whole: str, runs: Sequence[tuple[int, int]], starts: Sequence[int]
) -> Iterator[re.Match[str]]:
    """Where a rule's pattern matches; only the places where it can are looked at."""
    if rule.digits:
        for start, end in runs:
            if end - start >= rule.digits:
                yield from rule.pattern.finditer(whole, max(0, start - AROUND), end + AROUND)
    elif rule.line:
        yield from filter(None, (rule.pattern.match(whole, start) for start in starts[:-1]))
    else:
        # The file's name is the last line; a rule for names alone begins there.
        yield from rule.pattern.finditer(whole, starts[-2] if rule.where == "name" else 0)


def screen_words(text: str, vocabulary: Vocabulary) -> str | None:
    """The label of the first rule that holds back a text which a person typed; None for none."""
    plain = unicodedata.normalize("NFKC", text)
    for rule in vocabulary.screening_rules:
        for match in rule.pattern.finditer(plain) if rule.block else ():
            found = match.groupdict().get("found") or match.group()
            if CHECKS[rule.check](found):
                return rule.label
    return None


def screen_aside(texts: Sequence[str], vocabulary: Vocabulary) -> Iterator[Hit]:
    """What stands around a text on its pages and a rule names, each thing once.

    Edges of pages are edges of the text: every rule holds there but those for file names.
    """
    whole = plain("\n".join(texts))
    rules = vocabulary.screening_rules if whole else ()
    hits = (
        Hit(rule.label, rule.block, None, _hidden(found, rule), IN_MARGINS)
        for rule in rules
        if rule.where != "name"
        for match in rule.pattern.finditer(whole)
        if CHECKS[rule.check](found := match.groupdict().get("found") or match.group())
    )
    yield from dict.fromkeys(hits)


def valid_id_number(text: str) -> bool:
    """Whether 18 characters are an identity number: birth date and check digit agree.

    A line may end within it once; more line ends make a column of figures.

    Example:
        >>> valid_id_number("11010519491231002X"), valid_id_number("110105194912310021")
        (True, False)
    """
    digits = NO_PART_OF_ID.sub("", text.upper())
    if len(digits) != 18 or not digits[:17].isdecimal():  # noqa: PLR2004 (GB 11643-1999)
        return False
    year, month, day = int(digits[6:10]), int(digits[10:12]), int(digits[12:14])
    if year not in BIRTH_YEARS or not 1 <= month <= 12 or not 1 <= day <= 31:  # noqa: PLR2004
        return False
    total = sum(int(d) * weight for d, weight in zip(digits, ID_WEIGHTS, strict=False))
    last = "X" if digits[17] in LIKE_X else digits[17]
    return last == ID_CHECKS[total % 11] and text.count("\n") <= 1


def valid_card_number(text: str) -> bool:
    """Whether the digits pass the check of ISO/IEC 7812-1, annex B (Luhn).

    Example:
        >>> valid_card_number("6222 0200 0000 0000 00"), valid_card_number("4111111111111111")
        (False, True)
    """
    digits = [int(d) for d in re.sub(r"\D", "", text)]
    doubled = (d * 2 if i % 2 else d for i, d in enumerate(reversed(digits)))
    return len(set(digits)) > 1 and sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def _anything(_text: str) -> bool:
    return True


def valid_old_id_number(text: str) -> bool:
    """Whether 15 digits can be an identity number of before 1999: they hold a birth date.

    Example:
        >>> valid_old_id_number("110105491231002"), valid_old_id_number("110105499931002")
        (True, False)
    """
    return 1 <= int(text[8:10]) <= 12 and 1 <= int(text[10:12]) <= 31  # noqa: PLR2004 (a date)


CHECKS = {
    "": _anything,
    "id": valid_id_number,
    "id15": valid_old_id_number,
    "luhn": valid_card_number,
}


def _hidden(text: str, rule: ScreeningRule) -> str:
    """A number with its middle hidden; words as they are; on one line."""
    text = " ".join(text.split("\n")).strip()
    if not rule.hide:
        return text
    return text[:SHOWN] + "*" * max(0, len(text) - 2 * SHOWN) + text[-SHOWN:]
