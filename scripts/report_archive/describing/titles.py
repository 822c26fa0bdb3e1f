"""题名: a lone line at the top may be a name, a unit, a year or a sentence, and no title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from report_archive.describing.dates import YEAR
from report_archive.describing.names import has_surname, looks_like_organ, names_in
from report_archive.model import Line, Matter, Outline, Role, copied
from report_archive.vocabulary import Vocabulary
from report_archive.words import compile_pattern


def true_title(outline: Outline, vocabulary: Vocabulary) -> Outline:
    """The same outline; what stands for a title and is none becomes another line of its head."""
    head = tuple(
        copied(matter, role=Role.OTHER)
        if matter.role is Role.TITLE and _is_none(matter.line, outline.head, vocabulary)
        else matter
        for matter in outline.head
    )
    return replace(outline, head=head)


def _is_none(line: Line, head: Sequence[Matter], vocabulary: Vocabulary) -> bool:
    """Whether a line is no title: it announces one, or is all there is and a mere name or year."""
    words = line.text.split()
    if compile_pattern(vocabulary.data["titles"]["none"]).search("".join(words)):
        return True
    alone = sum(matter.role is Role.TITLE for matter in head) == 1
    return alone and (YEAR.fullmatch("".join(words)) is not None or _names(words, vocabulary))


def _names(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether words name a person, a unit, or a person of a unit: 县林业局 池映月."""
    whole = "".join(words)
    if looks_like_organ(whole, vocabulary) or _is_person([whole], vocabulary):
        return True
    behind = words[1:]
    return (
        bool(behind) and looks_like_organ(words[0], vocabulary) and _is_person(behind, vocabulary)
    )


def _is_person(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    names = names_in(words, vocabulary)
    return len(names) == 1 and has_surname(names[0], vocabulary)
