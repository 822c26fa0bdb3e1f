"""Where a report states a post, the strongest place first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from report_archive.describing.lexicon import lexicon_of
from report_archive.describing.text import body_lines, lines_of, opening
from report_archive.model import Line, Outline, Role
from report_archive.vocabulary import Vocabulary
from report_archive.words import compile_pattern

OPENING, BODY = "导语自陈", "正文自陈"
# 2021年度, ２０２１年: what a title or a file name says besides the post.
YEAR_WORDS = re.compile(r"[0-9０-９〇○零一二三四五六七八九]{4}\s?(?:年度?)?(?:个人|工作)?")
SENTENCE_END = re.compile(r"[。！？；]")
CLAUSE_END = re.compile(r"[，,：:。！？；]")
# 主持人：县委书记　王五
LABEL = re.compile(r"^(?P<label>[^：:]{1,8})[：:]")
# 王大有 at the end of what stands before 任; the surname comes from the vocabulary.
GIVEN_NAME = r"[\u4e00-\u9fff]{1,2}(?:同志)?$"


@dataclass(frozen=True)
class Statement:
    """Words that state a post."""

    line: Line
    """Where they stand."""
    words: str
    """The post as written."""
    rule: str
    """What sort of place it is, in Chinese."""
    doubt: str | None = None
    """Why the post may not be the writer's own, in Chinese."""


def first_statements(outline: Outline, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Where the post may stand before the body, strongest first."""
    title = vocabulary.pattern("head", "title")
    for line in lines_of(outline.head, Role.TITLE):
        words = title.sub("", "".join(line.text.split()))
        yield Statement(line, YEAR_WORDS.sub("", words), "题名写明")
    for line in lines_of(outline.head, Role.POST, Role.OTHER):
        yield from _of_line(line, "题名下的职务行写明", vocabulary)
    patterns = vocabulary.data["post_statements"]["opening"]
    for line in opening(outline):
        yield from _self_statements(line, patterns, OPENING, vocabulary)


def later_statements(outline: Outline, vocabulary: Vocabulary) -> Iterator[Statement]:
    """Where the post may stand in the body and after it; in most reports nobody need look."""
    patterns = vocabulary.data["post_statements"]["body"]
    for line in body_lines(outline):
        yield from _self_statements(line, patterns, BODY, vocabulary)
    for line in lines_of(outline.tail, Role.SIGNATURE):
        yield from _of_line(line, "落款写明", vocabulary)


def is_of_another(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a line is labelled as somebody else's: 主持人：县委书记　王五.

    A label that is the writer's (述职人：) or a post itself (局长：) is not.
    """
    label = LABEL.match(text)
    if label is None:
        return False
    words = "".join(label["label"].split())
    lexicon = lexicon_of(vocabulary)
    own = compile_pattern(vocabulary.data["people"]["own_labels"])
    patterns = (own, lexicon.role_pattern, lexicon.membership_pattern)
    return not any(pattern.search(words) for pattern in patterns)


def _of_line(line: Line, rule: str, vocabulary: Vocabulary) -> Iterator[Statement]:
    """A line's beginnings up to each blank, longest first, then all: 市长 in 市长 龚 正."""
    if is_of_another(line.text, vocabulary):
        return
    label = LABEL.match(line.text)
    post = label and lexicon_of(vocabulary).role_pattern.search(label["label"])
    parts = (line.text.replace(label.group()[-1], " ", 1) if label and post else line.text).split()
    for end in (*range(len(parts) - 1, 0, -1), len(parts)):
        yield Statement(line, "".join(parts[:end]), rule)


def _self_statements(
    line: Line, patterns: Sequence[str], rule: str, vocabulary: Vocabulary
) -> Iterator[Statement]:
    """What the writer says to be, without what he was, is to be, or says of others."""
    for pattern in patterns:
        for match in re.finditer(pattern, line.text):
            sentence = SENTENCE_END.split(line.text[: match.start()])[-1]
            if not _is_not_held(sentence, match, vocabulary):
                yield Statement(line, match["post"], rule, _doubt(sentence, match, vocabulary))


def _is_not_held(sentence: str, match: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether the words around a statement give the post to another, or to another time."""
    words = vocabulary.data["post_statements"]
    before = CLAUSE_END.split(sentence)[-1]
    behind = match.string[match.end("post") :]
    return bool(
        compile_pattern(words["not_held"]).search(before)
        or compile_pattern(words["not_own"]).search(match["post"])
        or compile_pattern(words["behind_another"]).search(behind)
        or (match.group().startswith(("任", "担任")) and _ends_in_name(before, vocabulary))
    )


def _ends_in_name(before: str, vocabulary: Vocabulary) -> bool:
    """Whether a clause up to 任 names somebody as the one who holds the post."""
    surnames = lexicon_of(vocabulary).surname_pattern.pattern
    return bool(re.search(f"(?:{surnames}){GIVEN_NAME}", _subject(before, vocabulary)))


def _doubt(sentence: str, match: re.Match[str], vocabulary: Vocabulary) -> str | None:
    """Why a statement may not be of the writer's own chief post."""
    words = vocabulary.data["post_statements"]
    before = CLAUSE_END.split(sentence)[-1]
    if compile_pattern(words["besides"]).search(before):
        return "看不出是不是现任的主要职务"
    spoken = sentence + match.group()[: match.start("post") - match.start()]
    if compile_pattern(words["writer"]).search(spoken) or not _subject(before, vocabulary):
        return None
    return "看不出说的是不是述职人本人"


def _subject(before: str, vocabulary: Vocabulary) -> str:
    """What a clause up to its verb says besides the writer, times and manners."""
    words = vocabulary.data["post_statements"]
    own = compile_pattern(words["writer"]).split(before)[-1]
    return compile_pattern(words["neutral"]).sub("", own)
