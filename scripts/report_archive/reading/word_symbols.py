"""Symbols of a Word document (w:sym): a place in a font → the character that a person sees."""

from __future__ import annotations

import re
import unicodedata

UNKNOWN_GLYPH = "〓"
UNSHOWN = ("Cc", "Cn", "Co", "Cs")
# F0B7
HEX = re.compile(r"[0-9A-Fa-f]{1,4}")


def symbol_of(code: str) -> str:
    """The character of a w:sym; for one that only its font knows, 〓 as typesetters put it."""
    if not HEX.fullmatch(code):
        return UNKNOWN_GLYPH
    character = chr(int(code, 16))
    return UNKNOWN_GLYPH if unicodedata.category(character) in UNSHOWN else character
