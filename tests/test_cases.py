"""One case is one folder under tests/cases/: an input file and expected.yml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from expectations import differences, examined
from report_archive.vocabulary import Vocabulary

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.yml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, vocabulary: Vocabulary) -> None:
    """The program says of the input what expected.yml says (of the keys that it names)."""
    expected = yaml.safe_load((case / "expected.yml").read_text(encoding="utf-8"))
    (file,) = (path.name for path in case.iterdir() if path.name != "expected.yml")
    assert differences(expected, examined(case, file, vocabulary)) == []
