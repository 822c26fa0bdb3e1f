"""主题: what does the report deal with?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from report_archive.describing.text import body_lines
from report_archive.model import Outline
from report_archive.vocabulary import Vocabulary


def describe_topics(outline: Outline, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of the topics named often enough (`limits.topic_mentions`), in order."""
    text = "\n".join(line.text for line in body_lines(outline))
    pattern, topics_of = _matcher(vocabulary)
    counts: Counter[str] = Counter()
    for word, count in Counter(pattern.findall(text)).items():
        for key in topics_of[word]:
            counts[key] += count
    least = vocabulary.limit("topic_mentions")
    return tuple(topic.key for topic in vocabulary.topics if counts[topic.key] >= least)


@lru_cache(maxsize=4)
def _matcher(vocabulary: Vocabulary) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """One pattern for all keywords, and the topics that each keyword speaks for."""
    topics_of: dict[str, list[str]] = {}
    for topic in vocabulary.topics:
        for word in topic.keywords:
            topics_of.setdefault(word, []).append(topic.key)
    return longest_of(sorted(topics_of)), topics_of


def longest_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest of some sorted words; grouped by their beginnings, which takes a third less."""
    groups = []
    for first, alike in groupby(words, key=lambda word: word[0]):
        rests = sorted((word[1:] for word in alike), key=len, reverse=True)
        groups.append(f"{re.escape(first)}(?:{'|'.join(map(re.escape, rests))})")
    return re.compile("|".join(groups))
