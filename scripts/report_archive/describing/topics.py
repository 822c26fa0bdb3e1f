"""主题: what does the report deal with?"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from report_archive.describing.text import body_lines
from report_archive.describing.word_finder import WordFinder
from report_archive.model import Outline
from report_archive.vocabulary import Vocabulary


def describe_topics(outline: Outline, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of the topics named often enough (`limits.topic_mentions`), in order."""
    text = "\n".join(line.text for line in body_lines(outline))
    finder, topics_of = _keywords(vocabulary)
    counts: Counter[str] = Counter()
    for word, count in Counter(finder.find(text)).items():
        for key in topics_of[word]:
            counts[key] += count
    least = vocabulary.limit("topic_mentions")
    return tuple(topic.key for topic in vocabulary.topics if counts[topic.key] >= least)


@lru_cache(maxsize=4)
def _keywords(vocabulary: Vocabulary) -> tuple[WordFinder, dict[str, list[str]]]:
    """All keywords, and the topics that each speaks for."""
    topics_of: dict[str, list[str]] = {}
    for topic in vocabulary.topics:
        for word in topic.keywords:
            topics_of.setdefault(word, []).append(topic.key)
    return WordFinder(topics_of), topics_of
