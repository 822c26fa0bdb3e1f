"""Symbols of a Word document (w:sym): a place in a font → the character that a person sees."""

from __future__ import annotations

import re
import unicodedata

UNKNOWN_GLYPH = "〓"
UNSHOWN = ("Cc", "Cn", "Co", "Cs")
# F0B7
HEX = re.compile(r"[0-9A-Fa-f]{1,4}")
FONT_PLACES = 0xF000
"""Where Word puts the 256 places of a font that has symbols instead of characters."""

# By places in the fonts. Wingdings after the table of its glyphs' names (box2, pentastar2), with
# the plain character where Unicode has the same shape in several sizes; Symbol after
# unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt.
WINGDINGS = {
    **{0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x45: "☜", 0x46: "☞", 0x47: "☝", 0x48: "☟"},
    **{0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒"},
    **{0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "⌧", 0x80: "⓪"},
    **{0x81 + n: chr(0x2460 + n) for n in range(10)},
    **{0x8C + n: chr(0x2776 + n) for n in range(10)},
    **{0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪"},
    **{0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xAD: "✴", 0xAE: "✹", 0xAF: "✵"},
    **{0xB5: "✪", 0xB6: "✰", 0xD8: "➢", 0xDC: "➲", 0xDF: "←", 0xE0: "→", 0xE1: "↑"},
    **{0xE2: "↓", 0xE3: "↖", 0xE4: "↗", 0xE5: "↙", 0xE6: "↘", 0xE8: "➔", 0xEF: "⇦"},
    **{0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
}
WINGDINGS_2 = {
    **{0x50: "✓", 0x52: "☑", 0x53: "☒", 0x54: "☒"},
    **{0x69 + n: c for n, c in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")},
    **{0x75 + n: chr(0x2776 + n) for n in range(10)},
    **{0x95: "•", 0x96: "●", 0xA0: "■", 0xA3: "□", 0xA8: "▣", 0xAE: "◆", 0xAF: "◇"},
    **{0xB1: "◈", 0xEA: "★", 0xF8: "※"},
}
SYMBOL = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **{place: chr(place) for place in b"!#%&()+,./0123456789:;<=>?[]_{|}"},
    **{0x2D: "−", 0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥"},
    **{0xAA: "♠", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°"},
    **{0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB7: "•", 0xB8: "÷"},
    **{0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xD0: "∠", 0xD6: "√", 0xD7: "⋅"},
    **{0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "∑"},
}
FONTS = {"wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2, "symbol": SYMBOL}


def symbol_of(code: str, font: str) -> str:
    """The character of a w:sym; for one that only its font knows, 〓 as typesetters put it.

    Example:
        >>> symbol_of("F0AB", "Wingdings"), symbol_of("25CF", "宋体"), symbol_of("F041", "标志")
        ('★', '●', '〓')
    """
    if not HEX.fullmatch(code):
        return UNKNOWN_GLYPH
    place = int(code, 16)
    if font.lower() in FONTS:
        return FONTS[font.lower()].get(place % FONT_PLACES, UNKNOWN_GLYPH)
    character = chr(place)
    return UNKNOWN_GLYPH if unicodedata.category(character) in UNSHOWN else character
