"""The sample reports against what their authors wrote down of them by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import PROJECT, sample_files
from expectations import differences, examined
from report_archive.vocabulary import Vocabulary

EXPECTED: dict[str, Any] = {
    file: expected
    for path in sorted((Path(__file__).parent / "samples").glob("*.yml"))
    for file, expected in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}


def test_every_sample_is_described() -> None:
    assert set(sample_files()) - {"catalog.csv"} == set(EXPECTED)


@pytest.mark.parametrize("file", EXPECTED)
def test_sample(file: str, vocabulary: Vocabulary) -> None:
    actual = examined(PROJECT / "reports", file, vocabulary)
    expected = dict(EXPECTED[file])
    sections = expected.pop("sections")
    review = expected.pop("review")
    if expected["title"] is None:
        assert actual["title_composed"]
        del expected["title"]
    assert differences(expected, actual) == []
    assert sorted({doubt["field"] for doubt in actual["review"]}) == sorted(review)
    assert differences([section_shape(s) for s in sections], actual["sections"]) == []


def section_shape(section: dict[str, Any]) -> dict[str, Any]:
    """A section as written down by hand, in the terms of `check --json`."""
    shape = {key: value for key, value in section.items() if key not in ("children", "starts")}
    shape["children"] = [{} for _ in range(section.get("children", 0))]
    if "starts" in section:
        shape["heading"] = None
    return shape
