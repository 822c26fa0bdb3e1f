"""Comparing what the program says of a report with what a person wrote down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from report_archive.check import examination_json
from report_archive.examining import examine_bytes, examine_file
from report_archive.model import Report
from report_archive.vocabulary import Vocabulary


def examined(folder: Path, file: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """What `check --json` says of one file."""
    return examination_json(examine_file(folder, file, vocabulary), None, vocabulary)


SECTIONS = "一、加强理论学习\n学习。\n二、认真履职尽责\n完成。\n三、廉洁自律情况\n没有违纪。"


def described(text: str, vocabulary: Vocabulary) -> Report:
    """What is found out about a text; some sections follow where it has none."""
    text = text if "一、" in text else f"{text}\n{SECTIONS}"
    report = examine_bytes(text.encode(), "a.txt", vocabulary).report
    assert report is not None
    return report


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Where `actual` does not have what `expected` asks for.

    Of a mapping only the expected keys are compared, of a list every element.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = [
            differences(v, actual.get(k, "missing"), f"{path}.{k}") for k, v in expected.items()
        ]
        return [line for lines in found for line in lines]
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return [f"{path}: {len(actual)} instead of {len(expected)}: {actual}"]
        pairs = enumerate(zip(expected, actual, strict=True))
        found = [differences(e, a, f"{path}[{i}]") for i, (e, a) in pairs]
        return [line for lines in found for line in lines]
    return [] if expected == actual else [f"{path}: {actual!r} instead of {expected!r}"]
