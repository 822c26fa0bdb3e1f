"""Which words can be the name of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from report_archive.describing.lexicon import lexicon_of
from report_archive.vocabulary import Vocabulary
from report_archive.words import compile_pattern

# 方砚秋, 李××, 欧阳某某; two to four characters.
NAME = re.compile(r"^[\u4e00-\u9fff][\u4e00-\u9fff×xX某*]{1,3}$")
GIVEN = range(1, 3)
"""Characters of a given name."""


def names_in(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """The words that have the shape of a name and are no post, draft or thanks.

    龚 正 and 陆 远 舟 are one name each.
    """
    no_name = compile_pattern(vocabulary.data["people"]["no_names"])
    return [word for word in _joined(words) if NAME.match(word) and not no_name.search(word)]


def has_surname(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name begins with a surname and is as long as names are: 池映月, not 双槐一中."""
    surname = lexicon_of(vocabulary).surname_pattern.match(name)
    return surname is not None and len(name) - surname.end() in GIVEN


def looks_like_organ(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name may as well be a unit's: 安全科, 水利站."""
    return bool(lexicon_of(vocabulary).ending_pattern.search(name))


def _joined(words: Sequence[str]) -> Iterator[str]:
    """The words; single characters in a row make one."""
    run = ""
    for word in words:
        if len(word) == 1:
            run += word
            continue
        if run:
            yield run
        run = ""
        yield word
    if run:
        yield run
