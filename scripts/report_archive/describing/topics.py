"""主题: what does the report deal with?"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from report_archive.describing.text import body_lines
from report_archive.model import Outline
from report_archive.vocabulary import Vocabulary
from report_archive.words import Topic


def describe_topics(outline: Outline, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of the topics named often enough (`limits.topic_mentions`), in order."""
    text = "\n".join(line.text for line in body_lines(outline))
    pattern, topics_of = _matcher(vocabulary.topics)
    counts: Counter[str] = Counter()
    for match in pattern.finditer(text):
        counts.update(topics_of[match.group()])
    least = vocabulary.limit("topic_mentions")
    return tuple(topic.key for topic in vocabulary.topics if counts[topic.key] >= least)


@lru_cache(maxsize=4)
def _matcher(topics: tuple[Topic, ...]) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """One pattern for all keywords, and the topics that each keyword speaks for."""
    topics_of: dict[str, list[str]] = {}
    for topic in topics:
        for word in topic.keywords:
            topics_of.setdefault(word, []).append(topic.key)
    words = sorted(topics_of, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words))), topics_of
