"""职务: which post does the report account for?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath

from report_archive.describing.joint_title import read_title
from report_archive.describing.lexicon import AREA, UNLISTED, post_named
from report_archive.describing.statements import (
    BODY,
    OPENING,
    YEAR_WORDS,
    Statement,
    first_statements,
    later_statements,
)
from report_archive.describing.text import body_lines, excerpt
from report_archive.model import Evidence, Finding, Line, Outline, Post
from report_archive.vocabulary import Vocabulary

REACH = 2
"""Characters of a scope word before and behind the one that it shares with all others."""
# The parts of a file name: 2021年县委办主任述职报告(定稿), 组织部长-述职, 乔问舟_卫健局.
NAME_PARTS = re.compile(r"[-_—－\s（）()\[\]【】+.]+")


def describe_post(outline: Outline, file: str, vocabulary: Vocabulary) -> Finding[Post]:
    """The post, by the strongest evidence there is.

    Title, post line, self-statement and signature state it. What the work described implies, or
    only the file's name says, comes out with a doubt.
    """
    area = own_area(outline, vocabulary)
    first = tuple(first_statements(outline, vocabulary))
    for membership, statements in _in_turn(first, outline, vocabulary):
        for stated in sorted(statements, key=lambda statement: statement.doubt is not None):
            post = read_title(stated.words, area, vocabulary, membership=membership)
            if post is not None:
                doubt = (
                    stated.doubt
                    or _other_post(post, stated, first, area, vocabulary)
                    or _side_post(post, stated)
                    or _unsure_level(post, stated.words, area, outline, vocabulary)
                )
                evidence = Evidence(stated.line.number, stated.words, stated.rule)
                return _reconsider(Finding(post, evidence, doubt), area, vocabulary)
    return (
        _implied(outline, area, vocabulary)
        or _from_name(file, area, vocabulary)
        or Finding(None, None, "文中没有写明职务")
    )


def _other_post(
    post: Post,
    stated: Statement,
    statements: Sequence[Statement],
    area: str,
    vocabulary: Vocabulary,
) -> str | None:
    """Why the post is in doubt: the opening states another one as well."""
    if stated.rule != OPENING:
        return None
    sure = (s for s in statements if s.rule == OPENING and not s.doubt)
    others = (read_title(s.words, area, vocabulary) for s in sure)
    for other in others:
        if other is not None and other.name != post.name:
            return f"导语里既有{post.name}，又有{other.name}"
    return None


def _side_post(post: Post, stated: Statement) -> str | None:
    """Why the post is in doubt: it is stated in a section only, and no list has it."""
    if stated.rule != BODY or not post.key.startswith(UNLISTED):
        return None
    return f"只在正文里提到{post.name}，看不出是不是本职"


def _from_name(file: str, area: str, vocabulary: Vocabulary) -> Finding[Post] | None:
    """The post in the file's name, or in the name of its folder."""
    title = vocabulary.pattern("head", "title")
    path = PurePosixPath(file)
    for name in (path.stem, *reversed(path.parent.parts)):
        for part in NAME_PARTS.split(name):
            words = YEAR_WORDS.sub("", title.sub("", part)).removesuffix("述职")
            post = read_title(words, area, vocabulary) if words else None
            if post is not None:
                evidence = Evidence(None, name, "文件名或文件夹名")
                return Finding(post, evidence, "文中没有写明职务，由文件名推断")
    return None


def own_area(outline: Outline, vocabulary: Vocabulary) -> str:
    """县, 市, 区 …: the level that the writer belongs to; empty when nothing tells.

    The lowest level whose scope words (全县, 我县, 县委) occur at least twice: a county's
    report speaks of the city and the province too, hardly the other way round.
    """
    return next((area for area, count in _levels(outline, vocabulary) if count > 1), "")


def _levels(outline: Outline, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """How often the scope words of each level occur, the lowest first."""
    text = "".join(line.text for line in body_lines(outline))
    for name, scope, anchor in _scopes(vocabulary):
        near = _around(text, anchor) if anchor else text
        yield name, sum(near.count(word) for word in scope) if near else 0


def _unsure_level(
    post: Post, text: str, area: str, outline: Outline, vocabulary: Vocabulary
) -> str | None:
    """Why the level of a post is in doubt: not written, and the text speaks of others as much."""
    bare = read_title(text, "", vocabulary, membership=True)
    if bare is not None and bare.name == post.name:
        return None
    counts = dict(_levels(outline, vocabulary))
    rival = max((name for name in counts if name != area), key=lambda name: counts[name])
    if counts[rival] < counts[area]:
        return None
    return (
        f"{text}没有写明是哪一级；文中说{area}的有{counts[area]}处，说{rival}的有{counts[rival]}处"
    )


def _around(text: str, anchor: str) -> str:
    """What stands around each place of a character: a tenth of a report and less."""
    pieces = text.split(anchor)
    return "\n".join(f"{a[-REACH:]}{anchor}{b[:REACH]}" for a, b in pairwise(pieces))


@lru_cache(maxsize=4)
def _scopes(vocabulary: Vocabulary) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Each level, the lowest first: its name, its scope words, and a character of all of these."""
    areas = sorted(vocabulary.data["areas"], key=lambda area: int(area["rank"]))
    return tuple(
        (str(area["name"]), tuple(area["scope"]), _anchor(tuple(area["scope"]))) for area in areas
    )


def _anchor(words: Sequence[str]) -> str:
    """A character that each word has once, with few others beside it; empty where there is none."""
    common = set(words[0]).intersection(*words[1:]) if words else set()
    near = (c for c in sorted(common) if all(_is_near(word.split(c)) for word in words))
    return next(near, "")


def _is_near(parts: Sequence[str]) -> bool:
    return len(parts) == 2 and max(map(len, parts)) <= REACH  # noqa: PLR2004 (before and behind)


def _in_turn(
    first: Sequence[Statement], outline: Outline, vocabulary: Vocabulary
) -> Iterator[tuple[bool, Sequence[Statement]]]:
    """The statements, strongest first; then again, when a mere membership will do."""
    yield False, first
    later = tuple(later_statements(outline, vocabulary))
    yield False, later
    yield True, (*first, *later)


def _reconsider(stated: Finding[Post], area: str, vocabulary: Vocabulary) -> Finding[Post]:
    """A stated post that implies a greater one: the greater, in doubt."""
    for inference in vocabulary.inferences:
        if stated.value and inference.stated == stated.value.name:
            post = post_named(inference.post.replace(AREA, area), vocabulary)
            doubt = f"文中只写明{stated.value.name}；{inference.reason}"
            return Finding(post, stated.evidence, doubt)
    return stated


def _implied(outline: Outline, area: str, vocabulary: Vocabulary) -> Finding[Post] | None:
    lines = tuple(body_lines(outline))
    for inference in vocabulary.inferences:
        found = [_first(clue.replace(AREA, area), lines) for clue in inference.clues]
        hits = [hit for hit in found if hit is not None]
        named = next((hit.area for hit in hits if hit.area), area)
        if not hits or len(hits) < inference.at_least or (AREA in inference.post and not named):
            continue
        words = "；".join(hit.words for hit in hits)
        evidence = Evidence(min(hit.line for hit in hits), words, inference.reason)
        post = post_named(inference.post.replace(AREA, named), vocabulary)
        doubt = f"文中没有写明职务，由内容推断：{inference.reason}"
        return Finding(post, evidence, doubt)
    return None


@dataclass(frozen=True)
class Hit:
    """Where a clue was found."""

    line: int
    """Line in the source."""
    words: str
    """The words with a little of what stands around them."""
    area: str
    """The level that the words name; empty when they name none."""


def _first(pattern: str, lines: Sequence[Line]) -> Hit | None:
    for line in lines:
        match = re.search(pattern, line.text)
        if match:
            words = excerpt(line.text, match.start(), match.end(), 6)
            return Hit(line.number, words, match.groupdict().get("area") or "")
    return None
