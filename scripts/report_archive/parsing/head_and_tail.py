"""What stands before and after the body: title, post, date, salutation; formula, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from report_archive.model import Line, Matter, Problem, Role, copied
from report_archive.parsing.contents import find_contents
from report_archive.parsing.ordinals import Ordinal, doubtful, read_ordinal
from report_archive.vocabulary import Vocabulary

# 清榆县财政局　方砚秋　2021年1月8日
ENDS_IN_DATE = re.compile(
    r"\s[0-9０-９]{4}\s?年\s?[0-9０-９]{1,2}\s?月(?:\s?[0-9０-９]{1,2}\s?日)?$"
)
# "# " and "<U+00A0>" before a title are no part of it.
TITLE_LEAD = re.compile(r"^(?:#{1,6}\s+|<U\+00A0>)+")
SENTENCE_MARKS = frozenset("。；，！？：;,!?:")
# Roles of head lines in the order they are tried; the first pattern that fits decides.
HEAD_ROLES = (
    (Role.FURNITURE, "furniture"),
    (Role.DATE, "date"),
    (Role.SUBTITLE, "subtitle"),
    (Role.SALUTATION, "salutation"),
    (Role.TITLE, "title"),
    (Role.POST, "post"),
)
TAIL_ROLES = (
    (Role.FORMULA, "formula"),
    (Role.SIGNATURE, "signature"),
    (Role.FURNITURE, "furniture"),
)


def split_head(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[Matter, ...]:
    """The lines before the body, each with its role; the body is the rest.

    The head ends after the salutation, or before the first line that is a sentence, a heading,
    or too long for a head line. A contents page belongs to it.
    """
    contents = find_contents(lines)
    head: list[Matter] = []
    limit = vocabulary.limit("head_lines") + len(contents)
    for place, line in enumerate(lines[:limit]):
        role = Role.CONTENTS if place in contents else _head_role(line.text, vocabulary)
        if role is None:
            break
        head.append(Matter(role, line))
        if role is Role.SALUTATION:
            break
    return _with_title(head)


def split_tail(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[Matter, ...]:
    """The lines after the body, each with its role.

    Behind annexes, a glossary, or a signature with its date there is no more body, whatever
    ordinals stand there.
    """
    end = _end_of_report(lines, vocabulary)
    tail: list[Matter] = []
    for place in range(end - 1, max(-1, end - 1 - vocabulary.limit("tail_lines")), -1):
        above = lines[place - 1].text if place else ""
        role = _tail_role(lines[place].text, above, tail, vocabulary)
        if role is None:
            break
        tail.insert(0, Matter(role, lines[place]))
    return (*tail, *(Matter(_note_role(line.text, vocabulary), line) for line in lines[end:]))


def find_doubtful_end(tail: Sequence[Matter], vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """A problem where text follows a date whose signature is but a short line."""
    signature = vocabulary.pattern("tail", "signature")
    for (above, date), below in zip(pairwise(tail), tail[2:], strict=False):
        lone = above.role is Role.SIGNATURE and not signature.search(above.line.text)
        if lone and date.role is Role.DATE and _is_sentence(below):
            words = f"{above.line.text}　{date.line.text}"
            reason = f"“{words}”看似落款，它后面的文字收在文后"
            return (Problem(date.line.number, reason, "如仍是正文，请把日期并入下一段"),)
    return ()


def joined_title(head: Sequence[Matter]) -> str:
    """The title on one line, without letter-spacing; empty when the head has none."""
    titles = (TITLE_LEAD.sub("", m.line.text) for m in head if m.role is Role.TITLE)
    return "".join("".join(title.split()) for title in titles)


def _head_role(text: str, vocabulary: Vocabulary) -> Role | None:
    """The role of a line before the body; None when the body has begun."""
    if vocabulary.pattern("head", "furniture").search(text):
        return Role.FURNITURE
    if len(text) > vocabulary.limit("head_characters") or "。" in text or read_ordinal(text):
        return None
    squeezed = "".join(TITLE_LEAD.sub("", text).split())
    for role, name in HEAD_ROLES:
        if vocabulary.pattern("head", name).search(text if role is Role.DATE else squeezed):
            return role
    return None if set(text) & SENTENCE_MARKS else Role.OTHER


def _with_title(head: list[Matter]) -> tuple[Matter, ...]:
    """Complete the title: a post line right above it belongs to it; failing any, a lone line."""
    roles = [matter.role for matter in head]
    if Role.TITLE in roles:
        first = roles.index(Role.TITLE)
        if first and roles[first - 1] is Role.POST and not _spaced(head[first - 1]):
            head[first - 1] = copied(head[first - 1], role=Role.TITLE)
        return _one_title(head)
    others = [place for place, role in enumerate(roles) if role is Role.OTHER]
    if others and others[0] == len([r for r in roles if r is Role.FURNITURE]):
        head[others[0]] = copied(head[others[0]], role=Role.TITLE)
    return tuple(head)


def _one_title(head: list[Matter]) -> tuple[Matter, ...]:
    """Keep the first run of title lines; a later line that looks like one is something else."""
    kept: list[Matter] = []
    over = False
    for matter in head:
        over = over or (
            bool(kept) and kept[-1].role is Role.TITLE and matter.role is not Role.TITLE
        )
        role = Role.OTHER if over and matter.role is Role.TITLE else matter.role
        kept.append(copied(matter, role=role))
    return tuple(kept)


def _spaced(matter: Matter) -> bool:
    """Whether the line has a blank inside: a post line then carries a name as well."""
    return len(matter.line.text.split()) > 1


def _end_of_report(lines: Sequence[Line], vocabulary: Vocabulary) -> int:
    """Where notes begin, or what follows signature and date; else the number of lines.

    A dated line with the next heading of the report's own series below it is no end.
    """
    notes = vocabulary.pattern("tail", "notes")
    known_to_go_on = 0
    for place, line in enumerate(lines):
        if place and notes.search("".join(line.text.split())):
            return place
        if place > known_to_go_on and _ends_dated(place, lines, vocabulary):
            further = _next_of_series(place, lines)
            if further is None:
                return place + 1
            known_to_go_on = further
    return len(lines)


def _ends_dated(place: int, lines: Sequence[Line], vocabulary: Vocabulary) -> bool:
    """Whether a line is a date below what looks like a signature, or above footnotes."""
    if place + 1 == len(lines) or not vocabulary.pattern("head", "date").search(lines[place].text):
        return False
    above, below = lines[place - 1].text, lines[place + 1].text
    footnote = vocabulary.pattern("tail", "footnote")
    return _looks_signed(above, vocabulary) or footnote.search(below) is not None


def _next_of_series(place: int, lines: Sequence[Line]) -> int | None:
    """Where the series of the top headings above goes on below; None where it doesn't."""
    above = [o for line in lines[:place] if (o := _sure_ordinal(line.text))]
    if not above:
        return None
    style = min(ordinal.style for ordinal in above)
    last = next(o.number for o in reversed(above) if o.style is style)
    for further in range(place + 1, len(lines)):
        ordinal = _sure_ordinal(lines[further].text)
        if ordinal and ordinal.style is style:
            return further if ordinal.number == last + 1 else None
    return None


def _sure_ordinal(text: str) -> Ordinal | None:
    return None if doubtful(text) else read_ordinal(text)


def _is_sentence(matter: Matter) -> bool:
    return matter.role is Role.NOTE and matter.line.text.endswith("。")


def _looks_signed(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line above a date is a signature or a closing formula."""
    patterns = (vocabulary.pattern("tail", name) for name in ("formula", "signature"))
    return any(pattern.search(text) for pattern in patterns) or _short(text, vocabulary)


def _short(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line can be a name or a unit: short, no punctuation, no ordinal."""
    fits = len(text) <= vocabulary.limit("tail_characters") and not set(text) & SENTENCE_MARKS
    return fits and read_ordinal(text) is None


def _note_role(text: str, vocabulary: Vocabulary) -> Role:
    """The role of a line behind the end: a signature may still follow a list of annexes."""
    if vocabulary.pattern("tail", "signature").search(text):
        return Role.SIGNATURE
    return Role.DATE if vocabulary.pattern("head", "date").search(text) else Role.NOTE


def _tail_role(
    text: str, above: str, below: Sequence[Matter], vocabulary: Vocabulary
) -> Role | None:
    """The role of a line after the body, seen from below; None when it is still body."""
    if vocabulary.pattern("head", "date").search(text):
        return Role.DATE
    if len(text) <= vocabulary.limit("head_characters"):
        for role, name in TAIL_ROLES:
            if vocabulary.pattern("tail", name).search(text):
                return role
    if not _short(text, vocabulary):
        return None
    furniture = vocabulary.pattern("tail", "furniture")
    if below and below[0].role is Role.FURNITURE and furniture.search(above):
        return Role.FURNITURE
    dated = any(matter.role is Role.DATE for matter in below) or ENDS_IN_DATE.search(text)
    signed = dated or vocabulary.pattern("tail", "formula").search(above)
    return Role.SIGNATURE if signed else None
