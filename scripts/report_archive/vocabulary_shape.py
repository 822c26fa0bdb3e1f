"""What shape every place of a vocabulary has, learnt from the built-in one.

A place is where a value stands, entries of a list being alike: `topics.keywords`. What stands there
in the built-in vocabulary says what may stand there in another: text, a list, which names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CHOICES = {
    "screening.action": "screening.action",
    "screening.where": "screening.where",
    "screening.check": "screening.check",
    "joint_kinds": "section_kinds.key",
    "closings.kinds": "section_kinds.key",
    "closings.also.kind": "section_kinds.key",
    "heading_phrases.kind": "section_kinds.key",
    "report_kinds.sections": "section_kinds.key",
    "report_kinds.coming_year.from": "section_kinds.key",
    "report_kinds.coming_year.to": "section_kinds.key",
}
"""Places where one of a few words must stand, each with the place where these are written."""
PATTERNS = (
    *("head", "tail", "titles", "years", "post_statements", "post_inferences.clues"),
    *("screening.pattern", "roles.forms.from", "roles.brackets.from", "heading_phrases.pattern"),
    *("closings.starts", "closings.contains", "closings.also.contains", "people.own_labels"),
    *("people.no_names", "report_kinds.opening", "report_kinds.first_person", "report_kinds.body"),
    *("report_kinds.unless_title", "report_kinds.coming_year.unless"),
)
"""Places, with all below them, where the text is a pattern."""
OPTIONAL = frozenset(
    {"screening.key", "screening.where", "posts.aliases", "posts.level", "organs.heads"}
)
"""What an entry may do without although every built-in one has it."""
# kinds, first_person; names in Han are words themselves, of which there may be more.
FIELD = re.compile(r"[a-z_0-9]+")
KINDS = {
    dict: "“名称: 内容”的形式",
    list: "列表，用方括号括起来，如 [甲, 乙]",
    str: "文字",
    int: "整数",
    bool: "true 或 false",
}
"""What a value may be, and what the clerk is told."""


def mistakes(own: Mapping[str, Any], built_in: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with an archive's own words: where, what, and what is allowed, in Chinese."""
    choices = {
        place: set(_texts_at([built_in] if source == place else [built_in, own], source))
        for place, source in CHOICES.items()
    }
    return _wrong(own, [built_in], "", "", choices)


def _texts_at(data: Any, place: str) -> Iterator[str]:
    """Every text at a place, whatever list it is in."""
    if isinstance(data, list):
        for item in data:
            yield from _texts_at(item, place)
    elif isinstance(data, Mapping) and place:
        name, _, rest = place.partition(".")
        yield from _texts_at(data.get(name), rest)
    elif isinstance(data, str) and not place:
        yield data


def _wrong(
    value: Any, models: Sequence[Any], place: str, said: str, choices: Mapping[str, set[str]]
) -> Iterator[str]:
    """What is wrong with a value.

    Args:
        value: The value.
        models: All that stand at its place in the built-in vocabulary.
        place: The place, as `topics.keywords`.
        said: How the clerk is told where it stands.
        choices: What words may stand at some places.
    """
    kinds = list(dict.fromkeys(map(type, models)))
    if kinds and type(value) not in kinds:
        yield f"{said}{_wrong_kind(value, kinds)}"
    elif isinstance(value, Mapping):
        yield from _wrong_fields(value, models, place, said, choices)
    elif isinstance(value, list):
        items = [item for model in models for item in model]
        yield from _wrong_items(value, items, place, said, choices)
    elif isinstance(value, str):
        yield from _wrong_text(value, models, place, said, choices)


def _wrong_items(
    value: Sequence[Any],
    models: Sequence[Any],
    place: str,
    said: str,
    choices: Mapping[str, set[str]],
) -> Iterator[str]:
    known = set(map(_key, models)) - {None}
    for number, item in enumerate(value, 1):
        where = f"{said}第 {number} 条{_named(item)}"
        if item == "":
            yield f"{where}是空的。请删去"
        yield from _wrong(item, models, place, where, choices)
        if isinstance(item, Mapping) and _key(item) not in known:
            yield from _missing(item, models, place, where)
            known |= {_key(item)} - {None}


def _wrong_kind(value: Any, kinds: Sequence[type]) -> str:
    allowed = "或".join(KINDS[kind] for kind in kinds)
    if value is None:
        return f"是空的，应是{allowed}"
    if kinds == [list] and isinstance(value, str):
        return f"应是列表，不是“{value}”。请写成 [{value}]"
    if kinds == [str] and not isinstance(value, (list, Mapping)):
        return f"应是文字，不是“{value}”。请加上引号"
    shown = "列表" if isinstance(value, list) else "一组“名称: 内容”"
    return f"应是{allowed}，不是{shown if isinstance(value, (list, Mapping)) else f'“{value}”'}"


def _wrong_fields(
    value: Mapping[Any, Any],
    models: Sequence[Mapping[str, Any]],
    place: str,
    said: str,
    choices: Mapping[str, set[str]],
) -> Iterator[str]:
    known = {name: None for model in models for name in model}
    is_open = not all(map(FIELD.fullmatch, known))
    for name, inner in value.items():
        if not isinstance(name, str):
            yield f"{said}的名称“{name}”应是文字。请加上引号"
        elif name in known or is_open:
            of_it = [model[name] for model in models if name in model]
            alike = of_it or [item for model in models for item in model.values()]
            where = f"{said}的“{name}”" if said else f"“{name}”"
            below = place if is_open else f"{place}.{name}".lstrip(".")
            yield from _wrong(inner, alike, below, where, choices)
        else:
            yield f"{said and said + '：'}不认识“{name}”。可用的有：{'、'.join(known)}"


def _missing(
    item: Mapping[Any, Any], models: Sequence[Any], place: str, said: str
) -> Iterator[str]:
    """What a new entry lacks that every built-in one has."""
    entries = [model for model in models if isinstance(model, Mapping)]
    for name in entries[0] if entries else ():
        needed = all(name in entry for entry in entries) and f"{place}.{name}" not in OPTIONAL
        if needed and name not in item:
            yield f"{said}缺“{name}”。请补上"


def _wrong_text(
    value: str, models: Sequence[Any], place: str, said: str, choices: Mapping[str, set[str]]
) -> Iterator[str]:
    allowed = choices.get(place)
    if allowed is not None and value not in allowed:
        yield f"{said}不能是“{value}”。可用的有：{'、'.join(sorted(allowed))}"
    if any(place == pattern or place.startswith(f"{pattern}.") for pattern in PATTERNS):
        yield from _wrong_pattern(value, [m for m in models if isinstance(m, str)], said)


def _wrong_pattern(value: str, models: Sequence[str], said: str) -> Iterator[str]:
    try:
        groups = re.compile(value).groupindex.keys()
    except re.error as error:
        yield f"{said}不是正确的正则式（{error}）。请检查括号、方括号是否成对"
        return
    for name in re.compile(models[0]).groupindex if models else ():
        if name not in groups and all(name in re.compile(m).groupindex for m in models):
            yield f"{said}缺“(?P<{name}>……)”。请照内置词表补上"


def _named(item: Any) -> str:
    """The key or label of an entry, for a message."""
    names = (_key(item), item.get("label")) if isinstance(item, Mapping) else ()
    return next((f"（{name}）" for name in names if isinstance(name, str)), "")


def _key(item: Any) -> str | None:
    key = item.get("key") if isinstance(item, Mapping) else None
    return key if isinstance(key, str) else None
