"""Every known way to write a post, unfolded from the vocabulary for each area."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from report_archive.model import Post
from report_archive.vocabulary import Vocabulary
from report_archive.words import any_of

AREA = "{area}"
UNLISTED = "post-"
"""How the keys of posts begin that the vocabulary does not list."""


@dataclass(frozen=True)
class Lexicon:
    """职务词汇 in the form that posts are read with."""

    named: Mapping[str, Post]
    """Posts written without a unit, by every alias: 县委书记, 常务副县长."""
    named_pattern: re.Pattern[str]
    """Any alias of `named` at the end of a string."""
    organs: Mapping[str, str]
    """Canonical organ by alias; `{area}` stays open where the alias leaves the area out."""
    organ_keys: Mapping[str, str]
    """Key by canonical organ, both with the area filled in."""
    organ_pattern: re.Pattern[str]
    """Any alias of `organs` at the end of a string."""
    role_pattern: re.Pattern[str]
    """A role at the end of a string: `qualifier`, `prefix`, `head`."""
    membership_pattern: re.Pattern[str]
    """A membership such as 党组成员 at the end of a string."""
    ending_pattern: re.Pattern[str]
    """How the name of a unit ends."""
    surname_pattern: re.Pattern[str]
    """A surname, the longest first."""


def post_named(name: str, vocabulary: Vocabulary) -> Post:
    """The post with this canonical name; unlisted ones get a key made from the name."""
    known = lexicon_of(vocabulary).named.get(name)
    return known or Post(name, unlisted_key(name))


def unlisted_key(name: str) -> str:
    """A permanent ASCII key for a name that the vocabulary does not list.

    Example:
        >>> unlisted_key("柳坪镇党委书记")
        'post-a1242c3e'
    """
    return UNLISTED + hashlib.sha256(name.encode()).hexdigest()[:8]


@lru_cache(maxsize=4)
def lexicon_of(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary, made once."""
    data = vocabulary.data
    named = _named_posts(data)
    organs, organ_keys = _organs(data)
    roles = data["roles"]
    qualifiers, prefixes = (
        any_of(list(roles[name])).pattern for name in ("qualifiers", "prefixes")
    )
    return Lexicon(
        named=named,
        named_pattern=_at_end(any_of(list(named)).pattern),
        organs=organs,
        organ_keys=organ_keys,
        organ_pattern=_at_end(any_of(list(organs)).pattern),
        role_pattern=_at_end(
            f"(?P<qualifier>{qualifiers})?(?P<prefix>{prefixes})?"
            f"(?P<head>{any_of(list(roles['heads'])).pattern})"
        ),
        membership_pattern=_at_end(any_of(roles["memberships"]).pattern),
        ending_pattern=_at_end(any_of(roles["organ_endings"]).pattern),
        surname_pattern=any_of(data["people"]["surnames"]),
    )


def _at_end(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern})$")


def _named_posts(data: Any) -> dict[str, Post]:
    named: dict[str, Post] = {}
    for entry in data["posts"]:
        for area in data["areas"]:
            name = entry["name"].replace(AREA, area["name"])
            post = Post(name, entry["key"].replace(AREA, area["key"]))
            for alias in (entry["name"], *entry.get("aliases", ())):
                named.setdefault(alias.replace(AREA, area["name"]), post)
    return named


def _organs(data: Any) -> tuple[dict[str, str], dict[str, str]]:
    organs: dict[str, str] = {}
    keys: dict[str, str] = {}
    for entry in data["organs"]:
        for area in data["areas"]:
            name = entry["name"].replace(AREA, area["name"])
            keys[name] = entry["key"].replace(AREA, area["key"])
            for alias in (entry["name"], *entry.get("aliases", ())):
                canonical = name if AREA in alias else entry["name"]
                organs.setdefault(alias.replace(AREA, area["name"]), canonical)
    return organs, keys
