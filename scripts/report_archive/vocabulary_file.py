"""The archive's own reports/vocabulary.yml as data, or a message that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from report_archive.facts import LOCAL_WORDS
from report_archive.reading.encoding import NotTextError, decode
from report_archive.user_error import UserError
from report_archive.vocabulary_shape import mistakes

# What a look-alike's path holds; few paths do.
SIGN = "vocabulary"
# vocabulary.yml.txt, vocabulary.yaml, vocabulary (1).yml, vocabulary.yml.bak, vocabulary.txt
LOOK_ALIKE = re.compile(r"vocabulary.*\.ya?ml(?:\.\w+|~)?|vocabulary\.txt")


class VocabularyError(UserError):
    """The archive's own vocabulary.yml can't be used; the message is for the clerk."""


def read_own_words(path: Path, built_in: Mapping[str, Any]) -> Mapping[str, Any]:
    """The archive's own words.

    Args:
        path: Its vocabulary.yml.
        built_in: The words that the program has, which give the shape.

    Raises:
        VocabularyError: The file can't be read, is not YAML, or not of the built-in one's shape.
    """
    data = _parsed(path)
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise VocabularyError(f"{path}：应是“名称: 内容”的形式。请对照内置词表改正。")
    wrong = next(mistakes(data, built_in), None)
    if wrong:
        raise VocabularyError(f"{path}：{wrong}。")
    return data


def refuse_look_alikes(folder: Path, files: Iterable[str]) -> None:
    """Stop where a file was meant for the vocabulary, but does not have its name.

    Args:
        folder: The reports' folder.
        files: What is in it and could be a report, by paths below it.

    Raises:
        VocabularyError: There is one: its words do not hold, and it would be published.
    """
    for file in files:
        if SIGN in file.lower() and LOOK_ALIKE.fullmatch(PurePosixPath(file).name.lower()):
            # Windows takes Vocabulary.YML for vocabulary.yml.
            also = file.lower() != LOCAL_WORDS and (folder / LOCAL_WORDS).is_file()
            cure = "请把它移出 reports 文件夹" if also else f"请改名为 {LOCAL_WORDS}"
            raise VocabularyError(
                f"{folder / file}：像是词表，但名称不对，里面的词没有用上。"
                f"{cure}{'，直接放在 reports 里' if '/' in file and not also else ''}。"
            )


def _parsed(path: Path) -> Any:
    try:
        text, _ = decode(path.read_bytes())
        repeated = next(_repeated(yaml.compose(text, yaml.SafeLoader)), None)
        data = yaml.safe_load(text)
    except (OSError, NotTextError) as error:
        raise VocabularyError(f"{path}：读不出来（{error}）。请另存为 UTF-8 文本。") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # 2021-13-01 is no date
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行附近" if mark else ""
        raise VocabularyError(
            f"{path}：{line}格式不对。请检查缩进用的是空格、冒号和逗号是半角的、括号成对。"
        ) from error
    if repeated:
        raise VocabularyError(f"{path}：{repeated}")
    return data


def _repeated(node: yaml.Node | None) -> Iterator[str]:
    """Names that stand twice in one mapping: YAML would take the last without a word."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for name, inner in node.value:
            word, line = str(name.value), name.start_mark.line + 1
            if word in seen:
                yield f"第 {seen[word]} 行和第 {line} 行都写了“{word}”。请合成一处。"
            seen[word] = line
            yield from _repeated(inner)
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _repeated(inner)
