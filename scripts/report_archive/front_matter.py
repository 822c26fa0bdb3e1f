"""YAML front matter, one line a field, the same on every machine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

# What YAML 1.1, 5.1 does not take as it is.
UNPRINTABLE = re.compile(
    "[^\t -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x85\u2028\u2029\ufeff]"
)

ENCODER = json.JSONEncoder(ensure_ascii=False)
"""Made once: `json.dumps` makes one for every value."""


def front_matter(data: Mapping[str, Any]) -> str:
    """A block of front matter. Every value is JSON, which is YAML too, so nothing is guessed.

    Example:
        >>> print(front_matter({"title": "a: [b", "number": "000008"}), end="")
        ---
        title: "a: [b"
        number: "000008"
        ---
        <BLANKLINE>
    """
    lines = (f"{name}: {_value(value)}\n" for name, value in data.items())
    return f"---\n{''.join(lines)}---\n\n"


def _value(value: Any) -> str:
    text = ENCODER.encode(value)
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
