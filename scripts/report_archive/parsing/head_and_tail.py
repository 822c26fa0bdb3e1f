"""What stands before and after the body: title, post, date, salutation; formula, signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from report_archive.model import Line, Matter, Role
from report_archive.parsing.ordinals import read_ordinal
from report_archive.vocabulary import Vocabulary

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
    or too long for a head line.
    """
    head: list[Matter] = []
    for line in lines[: vocabulary.limit("head_lines")]:
        role = _head_role(line.text, vocabulary)
        if role is None:
            break
        head.append(Matter(role, line))
        if role is Role.SALUTATION:
            break
    return _with_title(head)


def split_tail(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[Matter, ...]:
    """The lines after the body, each with its role."""
    notes = _notes_start(lines, vocabulary)
    tail: list[Matter] = []
    for place in range(notes - 1, max(-1, notes - 1 - vocabulary.limit("tail_lines")), -1):
        above = lines[place - 1].text if place else ""
        role = _tail_role(lines[place].text, above, tail, vocabulary)
        if role is None:
            break
        tail.insert(0, Matter(role, lines[place]))
    return (*tail, *(Matter(Role.NOTE, line) for line in lines[notes:]))


def joined_title(head: Sequence[Matter]) -> str:
    """The title on one line, without letter-spacing; empty when the head has none."""
    return "".join("".join(m.line.text.split()) for m in head if m.role is Role.TITLE)


def _head_role(text: str, vocabulary: Vocabulary) -> Role | None:
    """The role of a line before the body; None when the body has begun."""
    if vocabulary.pattern("head", "furniture").search(text):
        return Role.FURNITURE
    if len(text) > vocabulary.limit("head_characters") or "。" in text or read_ordinal(text):
        return None
    squeezed = "".join(text.split())
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
            head[first - 1] = replace(head[first - 1], role=Role.TITLE)
        return _one_title(head)
    others = [place for place, role in enumerate(roles) if role is Role.OTHER]
    if others and others[0] == len([r for r in roles if r is Role.FURNITURE]):
        head[others[0]] = replace(head[others[0]], role=Role.TITLE)
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
        kept.append(replace(matter, role=role))
    return tuple(kept)


def _spaced(matter: Matter) -> bool:
    """Whether the line has a blank inside: a post line then carries a name as well."""
    return len(matter.line.text.split()) > 1


def _notes_start(lines: Sequence[Line], vocabulary: Vocabulary) -> int:
    """Where annexes or the glossary begin; the number of lines when there are none."""
    pattern = vocabulary.pattern("tail", "notes")
    found = (i for i, line in enumerate(lines) if i and pattern.search(line.text))
    return next(found, len(lines))


def _tail_role(
    text: str, above: str, below: Sequence[Matter], vocabulary: Vocabulary
) -> Role | None:
    """The role of a line after the body, seen from below; None when it is still body."""
    if vocabulary.pattern("head", "date").search(text):
        return Role.DATE
    formula = vocabulary.pattern("tail", "formula")
    if len(text) <= vocabulary.limit("head_characters"):
        for role, name in TAIL_ROLES:
            if vocabulary.pattern("tail", name).search(text):
                return role
    short = len(text) <= vocabulary.limit("tail_characters") and not set(text) & SENTENCE_MARKS
    dated = any(matter.role is Role.DATE for matter in below)
    if short and not read_ordinal(text) and (dated or formula.search(above)):
        return Role.SIGNATURE
    return None
