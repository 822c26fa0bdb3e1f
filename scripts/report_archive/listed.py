"""One report as the tables for other programs list it."""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """One report as the tables list it; remembered, since most are as they were."""

    number: str
    """Its permanent number."""
    key: str
    """Digest of all that its metadata are made of."""
    csv: str
    """Its row in the CSV, with the line's end."""
    json: str
    """Its object in the JSON."""
    filled: int
    """Which of dataset.FIELDS have something in them: a bit each, the first one lowest."""
