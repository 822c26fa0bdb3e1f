"""The folders of an archive, by their paths below it."""

from __future__ import annotations

REPORTS, DOCS, SITE = "reports", "docs", "site"
"""What people put in, what is made of it, and what is shown to readers."""
ARCHIVE, DATA = "archive", "data"
"""Folders of docs/ that this program writes, by their own names."""
GENERATED = (f"{DOCS}/{ARCHIVE}", f"{DOCS}/{DATA}")
"""The same, below the archive."""
