"""What the words of a heading say: which section kinds they speak for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from report_archive.words import HeadingPhrase, SectionKind

BELOW_SCORE = 4
"""Characters of keywords by which a subsection differs from the section above it."""


@dataclass(frozen=True)
class Find:
    """A word or phrase found in a heading."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last one."""
    kind: str
    """Key of the section kind that it speaks for."""
    weak: bool
    """It counts only where nothing else does."""

    def within(self, other: Find) -> bool:
        """Whether it is but a part of a longer find for another kind: 问题 in 问题导向."""
        inside = other.start <= self.start and self.end <= other.end
        longer = other.end - other.start > self.end - self.start
        return inside and longer and other.kind != self.kind


def find_words(
    heading: str, kinds: Sequence[SectionKind], phrases: Sequence[HeadingPhrase]
) -> tuple[Find, ...]:
    """What speaks for a kind, without what is but a part of a longer find."""
    finds = (*_words(heading, kinds), *_phrases(heading, phrases))
    return tuple(f for f in finds if not any(f.within(other) for other in finds))


def choose_kinds(
    finds: Sequence[Find], joints: Iterable[tuple[str, ...]], *, below: bool
) -> tuple[str, ...]:
    """The kinds that most characters speak for, the chief one first; empty where none does.

    Kinds of one joint (problems and plans) are all given when all are spoken for. Where others
    draw, all of them are given as they stand: nobody can tell which is meant. A heading
    `below` a section whose kind is known must say more than a passing word, and clearly.
    """
    strong = _scores(find for find in finds if not find.weak)
    if strong and max(strong.values()) >= (BELOW_SCORE if below else 1):
        best = [kind for kind, score in strong.items() if score == max(strong.values())]
        joint = next((j for j in joints if best[0] in j and all(k in strong for k in j)), ())
        drawn = tuple(best) if len(best) == 1 or not below else ()
        return joint if set(best) <= set(joint) else drawn
    weak = {} if below else _scores(find for find in finds if find.weak)
    return (max(weak, key=lambda kind: weak[kind]),) if weak else ()


def _words(heading: str, kinds: Sequence[SectionKind]) -> Iterator[Find]:
    for kind in kinds:
        for weak, words in ((False, kind.keywords), (True, kind.weak)):
            for word in words:
                start = heading.find(word)
                if start >= 0:
                    yield Find(start, start + len(word), kind.key, weak)


def _phrases(heading: str, phrases: Sequence[HeadingPhrase]) -> Iterator[Find]:
    for phrase in phrases:
        for match in phrase.pattern.finditer(heading):
            yield Find(match.start(), match.end(), phrase.kind, phrase.weak)


def _scores(finds: Iterable[Find]) -> dict[str, int]:
    """Characters of the heading that speak for each kind, counted once each."""
    covered: dict[str, set[int]] = {}
    for find in finds:
        covered.setdefault(find.kind, set()).update(range(find.start, find.end))
    return {kind: len(places) for kind, places in covered.items()}
