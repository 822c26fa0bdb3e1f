"""职务: which post does the report account for?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from report_archive.describing.lexicon import AREA, Lexicon, lexicon_of, post_named, unlisted_key
from report_archive.describing.text import body_lines, excerpt, lines_of, opening
from report_archive.model import Evidence, Finding, Line, Outline, Post, Role
from report_archive.vocabulary import Vocabulary

SEPARATOR = re.compile(r"[、兼和及]|(?<=[书长任])，")
# 清榆县 before 财政局; 清榆县 before 柳坪镇.
COUNTY = re.compile(r"^[^省市县区旗州]{1,6}(?:省|市|县|区|旗|州)(?=[^委]{2,}(?:镇|乡|街道))")
TOWNSHIP = re.compile(
    r"(?P<place>[\u4e00-\u9fff×xX]{1,5}(?:镇|乡|街道))(?P<organ>党委|党工委|人民政府|政府|办事处)?"
    r"(?P<role>副书记|书记|副镇长|镇长|副乡长|乡长|办事处主任|主任)$"
)
HAN_ONLY = re.compile(r"^[\u4e00-\u9fff（）()]{2,20}$")


@dataclass(frozen=True)
class Reading:
    """One post in a joint title, with what the next one may lean on."""

    post: Post | None
    """The post; None for a mere membership such as 常委."""
    organ: str
    """The organ it belongs to, for a following 、局长."""
    role: str
    """Its role as written, such as 副书记."""


def describe_post(outline: Outline, vocabulary: Vocabulary) -> Finding[Post]:
    """The post, by the strongest evidence: title, post line, self-statement, implication."""
    area = own_area(outline, vocabulary)
    for line, text, rule in _statements(outline, vocabulary):
        post = read_post(text, area, vocabulary)
        if post is not None:
            stated = Finding(post, Evidence(line.number, text, rule))
            return _reconsider(stated, area, vocabulary)
    return _implied(outline, area, vocabulary) or Finding(None, None, "文中没有写明职务")


def own_area(outline: Outline, vocabulary: Vocabulary) -> str:
    """县, 市, 区 …: the level that the writer belongs to; empty when nothing tells.

    The lowest level whose scope words (全县, 我县, 县委) occur at least twice: a county's
    report speaks of the city and the province too, hardly the other way round.
    """
    text = "".join(line.text for line in body_lines(outline))
    for area in sorted(vocabulary.data["areas"], key=lambda area: int(area["rank"])):
        if sum(text.count(word) for word in area["scope"]) > 1:
            return str(area["name"])
    return ""


def read_post(text: str, area: str, vocabulary: Vocabulary) -> Post | None:
    """The chief post in a title such as 县委常委、宣传部部长.

    Memberships (常委, 党组成员) stand back, 党组书记、局长 is the head's one post, and
    副书记、乡长 is the 乡长.
    """
    readings: list[Reading] = []
    for part in SEPARATOR.split("".join(text.split())):
        reading = _read_part(part, readings[-1].organ if readings else "", area, vocabulary)
        if reading is not None:
            readings.append(reading)
    posts = [reading for reading in readings if reading.post is not None]
    if not posts:
        return None
    outranking = vocabulary.data["roles"]["outranks_deputy_secretary"]
    if posts[0].role.endswith("副书记"):
        return next((r.post for r in posts[1:] if r.role in outranking), posts[0].post)
    return posts[0].post


def _statements(outline: Outline, vocabulary: Vocabulary) -> Iterator[tuple[Line, str, str]]:
    """Where the post may stand, strongest first: line, words, rule."""
    title = vocabulary.pattern("head", "title")
    for line in lines_of(outline.head, Role.TITLE):
        words = title.sub("", "".join(line.text.split()))
        yield (
            line,
            re.sub(r"[0-9０-９〇○零一二三四五六七八九]{4}年度?(个人)?$", "", words),
            "题名写明",
        )
    for line in lines_of(outline.head, Role.POST):
        yield from ((line, text, "题名下的职务行写明") for text in _without_name(line.text))
    statements = vocabulary.data["post_statements"]
    for line in opening(outline):
        yield from _self_statements(line, statements["opening"], "导语自陈")
    for line in body_lines(outline):
        yield from _self_statements(line, statements["body"], "正文自陈")
    for line in lines_of(outline.tail, Role.SIGNATURE):
        yield from ((line, text, "落款写明") for text in _without_name(line.text))


def _without_name(text: str) -> Iterator[str]:
    """A line's beginnings up to each blank, longest first, then all: 市长 in 市长 龚 正."""
    parts = text.split()
    yield from ("".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
    yield "".join(parts)


def _self_statements(
    line: Line, patterns: Sequence[str], rule: str
) -> Iterator[tuple[Line, str, str]]:
    for pattern in patterns:
        for match in re.finditer(pattern, line.text):
            yield line, match["post"], rule


def _read_part(part: str, organ: str, area: str, vocabulary: Vocabulary) -> Reading | None:
    """One part of a joint title; None when it names no post."""
    lexicon = lexicon_of(vocabulary)
    for membership in vocabulary.data["roles"]["memberships"]:
        if part.endswith(membership):
            return Reading(None, _organ_of(part[: -len(membership)], area, lexicon) or organ, "")
    named = lexicon.named_pattern.search(part)
    if named and not TOWNSHIP.search(part):
        post = lexicon.named[named.group()]
        return Reading(post, "", _role_of(part, lexicon))
    township = TOWNSHIP.search(COUNTY.sub("", part))
    if township:
        return _township_reading(township)
    return _organ_reading(part, organ, area, vocabulary)


def _organ_reading(part: str, organ: str, area: str, vocabulary: Vocabulary) -> Reading | None:
    lexicon = lexicon_of(vocabulary)
    role = lexicon.role_pattern.search(part)
    if role is None:
        return _telescoped(part, area, vocabulary)
    before = part[: role.start()]
    own = _organ_of(before, area, lexicon) if before else organ
    if not own:
        return _telescoped(part, area, vocabulary) or _unlisted(part, before, area)
    if not before and own.endswith(("镇", "乡", "街道")):
        return Reading(post_named(own + role.group(), vocabulary), own, role.group())
    return Reading(_organ_post(own, role, vocabulary), own, role.group())


def _telescoped(part: str, area: str, vocabulary: Vocabulary) -> Reading | None:
    """组织部长 for 组织部部长: the organ's last character serves the role as well."""
    lexicon = lexicon_of(vocabulary)
    role = lexicon.role_pattern.search(part[:-1] + part[-2] + part[-1]) if len(part) > 2 else None  # noqa: PLR2004
    if role is None or part[-1] != "长":
        return None
    own = _organ_of(part[:-1], area, lexicon)
    return Reading(_organ_post(own, role, vocabulary), own, role.group()) if own else None


def _organ_post(organ: str, role: re.Match[str], vocabulary: Vocabulary) -> Post | None:
    if AREA in organ:
        return None
    name = organ + role.group()
    key = lexicon_of(vocabulary).organ_keys.get(organ)
    if key is None:
        return Post(name, unlisted_key(name))
    roles = vocabulary.data["roles"]
    prefix = roles["prefixes"].get(role["prefix"], "")
    return Post(name, f"{key}-{prefix}{roles['heads'][role['head']]}")


def _organ_of(text: str, area: str, lexicon: Lexicon) -> str:
    """The canonical organ at the end of a string; empty when it is none we know."""
    found = ""
    for match in lexicon.organ_pattern.finditer(text):
        if match.end() == len(text):
            found = lexicon.organs[match.group()]
    if not found and (
        place := re.search(
            r"[\u4e00-\u9fff×xX]{1,5}(?:镇|乡|街道)(?=(党委|党工委|政府|人民政府)?$)", text
        )
    ):
        return COUNTY.sub("", place.group())
    return found.replace(AREA, area) if area else found


def _township_reading(match: re.Match[str]) -> Reading:
    place, role = match["place"], match["role"]
    if role.endswith("书记"):
        name = f"{place}{'党工委' if place.endswith('街道') else '党委'}{role}"
    elif role.endswith("主任"):
        name = f"{place}办事处主任"
    else:
        name = place + role
    return Reading(Post(name, unlisted_key(name)), place, role)


def _unlisted(part: str, before: str, area: str) -> Reading | None:
    """A post of an organ that the vocabulary does not list, under its name as written."""
    if not HAN_ONLY.match(part) or len(before) < 2:  # noqa: PLR2004 (an organ has two characters)
        return None
    place = re.match(r"^[^省市县区旗州]{1,4}(?=[省市县区旗州])", part) if area else None
    name = part[place.end() :] if place else part
    if name[0] not in "省市县区旗州":
        return None
    return Reading(Post(name, unlisted_key(name)), before, part[len(before) :])


def _role_of(part: str, lexicon: Lexicon) -> str:
    role = lexicon.role_pattern.search(part)
    return role.group() if role else ""


def _reconsider(stated: Finding[Post], area: str, vocabulary: Vocabulary) -> Finding[Post]:
    """A stated post that implies a greater one: the greater, in doubt."""
    for inference in vocabulary.inferences:
        if stated.value and inference.stated == stated.value.name:
            post = post_named(inference.post.replace(AREA, area), vocabulary)
            doubt = f"文中只写明{stated.value.name}；{inference.reason}"
            return Finding(post, stated.evidence, doubt)
    return stated


def _implied(outline: Outline, area: str, vocabulary: Vocabulary) -> Finding[Post] | None:
    if not area:
        return None
    lines = tuple(body_lines(outline))
    for inference in vocabulary.inferences:
        found = [_first(clue.replace(AREA, area), lines) for clue in inference.clues]
        hits = [hit for hit in found if hit is not None]
        if inference.clues and len(hits) >= inference.at_least:
            number, _ = min(hits)
            words = "；".join(words for _, words in hits)
            post = post_named(inference.post.replace(AREA, area), vocabulary)
            return Finding(
                post,
                Evidence(number, words, inference.reason),
                f"文中没有写明职务，由所述职责推断：{inference.reason}",
            )
    return None


def _first(pattern: str, lines: Sequence[Line]) -> tuple[int, str] | None:
    for line in lines:
        match = re.search(pattern, line.text)
        if match:
            return line.number, excerpt(line.text, match.start(), match.end(), 6)
    return None
