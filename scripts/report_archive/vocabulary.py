"""词表: the words of the trade, read from vocabulary.yml and the archive's own additions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from report_archive.heading_words import choose_kinds, find_words
from report_archive.vocabulary_file import VocabularyError, read_own_words
from report_archive.words import (
    Closing,
    HeadingPhrase,
    Inference,
    ReportKind,
    ScreeningRule,
    SectionKind,
    Topic,
    compile_pattern,
    read_closing,
    read_heading_phrase,
    read_inference,
    read_report_kind,
    read_screening_rule,
    read_section_kind,
    read_topic,
)

BUILT_IN = Path(__file__).with_name("vocabulary.yml")


# xian-caizhengju, xianwei-bangongshi
KEY = re.compile(r"[a-z0-9-]+")
KEY_LENGTH = 40
"""Characters of a key: three of them make the name of a post's page."""
# Names that Windows keeps to itself, and pages that every index has.
RESERVED_KEY = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]|index|unknown")


@dataclass(frozen=True, eq=False)  # one a run, so it is its own key in caches
class Vocabulary:
    """Every word the program knows; built-in ones merged with the archive's own."""

    data: Mapping[str, Any]
    """The merged YAML; the properties below give it types."""

    def limit(self, name: str) -> int:
        """One number of `limits`."""
        return int(self.data["limits"][name])

    def pattern(self, group: str, name: str) -> re.Pattern[str]:
        """One pattern of `head` or `tail`, compiled."""
        return compile_pattern(self.data[group][name])

    @cached_property
    def section_kinds(self) -> tuple[SectionKind, ...]:
        """The section kinds in the order they are shown."""
        return tuple(map(read_section_kind, self.data["section_kinds"]))

    @cached_property
    def section_labels(self) -> dict[str, str]:
        """Label of each section kind."""
        return {kind.key: kind.label for kind in self.section_kinds}

    @lru_cache(maxsize=4096)  # noqa: B019 (one vocabulary a run)
    def heading_kinds(self, heading: str, *, below: bool = False) -> tuple[str, ...]:
        """The section kinds that a heading's words speak for, the chief one first.

        A heading `below` a section whose kind is known must say more than a passing word.
        """
        finds = find_words(heading, self.section_kinds, self.heading_phrases)
        return choose_kinds(finds, self.joint_kinds, below=below)

    @cached_property
    def heading_phrases(self) -> tuple[HeadingPhrase, ...]:
        """Phrases of headings that say more than their words."""
        return tuple(map(read_heading_phrase, self.data["heading_phrases"]))

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The topics in the order they are shown."""
        return tuple(map(read_topic, self.data["topics"]))

    @cached_property
    def topic_labels(self) -> dict[str, str]:
        """Label of each topic."""
        return {topic.key: topic.label for topic in self.topics}

    @cached_property
    def report_kinds(self) -> tuple[ReportKind, ...]:
        """The kinds of report, tried in order."""
        return tuple(map(read_report_kind, self.data["report_kinds"]))

    @cached_property
    def closings(self) -> tuple[Closing, ...]:
        """How unheaded closing passages begin."""
        return tuple(map(read_closing, self.data["closings"]))

    @cached_property
    def screening_rules(self) -> tuple[ScreeningRule, ...]:
        """What must not be published without a person's word."""
        ours = {entry["pattern"] for entry in _built_in()["screening"]}
        entries = self.data["screening"]
        return tuple(read_screening_rule(e, ours=e["pattern"] in ours) for e in entries)

    @cached_property
    def inferences(self) -> tuple[Inference, ...]:
        """Posts that may be inferred."""
        return tuple(map(read_inference, self.data["post_inferences"]))

    @cached_property
    def joint_kinds(self) -> tuple[tuple[str, ...], ...]:
        """Section kinds that one heading often joins."""
        return tuple(tuple(kinds) for kinds in self.data["joint_kinds"])


def load_vocabulary(local: Path | None = None) -> Vocabulary:
    """Read the built-in vocabulary and merge the archive's own into it.

    Args:
        local: The archive's `reports/vocabulary.yml`; may be absent.

    Raises:
        VocabularyError: The local file is not YAML, or not of the built-in one's shape.
    """
    data = _built_in()
    if local is not None and local.is_file():
        data = merge(data, read_own_words(local, data))
    vocabulary = Vocabulary(data)
    _check_keys(data, local)
    _check_patterns(vocabulary, local)
    return vocabulary


def merge(base: Any, extra: Any) -> Any:
    """Extend `base` by `extra`: mappings deeply, lists by `key` or at the end, else replaced.

    Example:
        >>> merge([{"key": "a", "words": [1]}], [{"key": "a", "words": [2]}, {"key": "b"}])
        [{'key': 'a', 'words': [1, 2]}, {'key': 'b'}]
    """
    if isinstance(base, Mapping) and isinstance(extra, Mapping):
        merged = {name: merge(base[name], extra[name]) for name in base if name in extra}
        return {**base, **extra, **merged}
    if isinstance(base, list) and isinstance(extra, list):
        return _merge_lists(base, extra)
    return extra


def _merge_lists(base: list[Any], extra: list[Any]) -> list[Any]:
    places = {item["key"]: i for i, item in enumerate(base) if _keyed(item)}
    merged = list(base)
    for item in extra:
        if _keyed(item) and item["key"] in places:
            place = places[item["key"]]
            merged[place] = merge(merged[place], item)
        else:
            if _keyed(item):
                places[item["key"]] = len(merged)
            merged.append(item)
    return merged


def _keyed(item: Any) -> bool:
    return isinstance(item, Mapping) and "key" in item


@lru_cache(maxsize=1)
def _built_in() -> Mapping[str, Any]:
    # libyaml's, where PyYAML has it: every process reads these words when it starts.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: Mapping[str, Any] = yaml.load(BUILT_IN.read_bytes(), loader)  # noqa: S506 (a safe one)
    return data


def _check_keys(data: Mapping[str, Any], path: Path | None) -> None:
    """Keys become names of files, so they must be plain."""
    areas = [str(area["key"]) for area in data["areas"]]
    for key in _keys(data):
        # A key stands for one of each area; as long as it may be, it is so before.
        wrong = next(filter(None, (_wrong_with(key.replace("{area}", a)) for a in areas)), "")
        wrong = f"太长，最多 {KEY_LENGTH} 个字符" if len(key) > KEY_LENGTH else wrong
        if wrong:
            raise VocabularyError(f"{path}：key“{key}”{wrong}。请改正。")
    for word in _words(data):
        if "，" in word:
            raise VocabularyError(f"{path}：“{word}”里有全角逗号，词与词之间请用半角逗号隔开。")


def _keys(data: Mapping[str, Any]) -> Iterator[str]:
    """Every key, and every piece that a key is made from."""
    for entries in data.values():
        if isinstance(entries, list):
            yield from (str(entry["key"]) for entry in entries if _keyed(entry))
    for name in ("heads", "prefixes"):
        parts = data["roles"][name]
        yield from map(str, parts.values() if isinstance(parts, Mapping) else ())


def _wrong_with(key: str) -> str:
    """Why a key can't be the name of a page; empty when it can."""
    if not KEY.fullmatch(key):
        return "只能用小写字母、数字和连字符"
    if RESERVED_KEY.fullmatch(key):
        return "是保留的名称，不能用"
    return ""


def _words(data: Mapping[str, Any]) -> Iterator[str]:
    """Every keyword and alias, as text."""
    for name in ("section_kinds", "topics", "organs", "posts"):
        for entry in data[name]:
            for field in ("keywords", "weak", "aliases", "heads"):
                yield from map(str, entry.get(field, ()))


def _check_patterns(vocabulary: Vocabulary, path: Path | None) -> None:
    try:
        _ = vocabulary.report_kinds, vocabulary.closings, vocabulary.inferences
        _ = vocabulary.section_kinds, vocabulary.topics, vocabulary.screening_rules
        _ = vocabulary.heading_phrases
    except (re.error, KeyError, TypeError) as error:
        raise VocabularyError(f"{path}：有一条写得不对（{error}）。请对照内置词表改正。") from error
