"""What a style sheet makes a browser fetch."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from report_archive.site_check.origins import is_elsewhere

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# url(a.png), url('a.png'), @import "a.css", image-set("a.png" 1x)
LOAD = re.compile(
    r"(?:url\(|src\(|@import|image-set\()\s*(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\")"
    r"|url\(\s*(?P<bare>(?:\\[0-9A-Fa-f]{1,6}\s?|[^)'\"\s])+)",
    re.IGNORECASE,
)
# \68 ttp
ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")


def style_loads(text: str) -> Iterator[str]:
    """Addresses elsewhere that a style sheet or a style attribute loads.

    Example:
        >>> list(style_loads("a{background:url(//a.cn/x.png)} @import 'b.css';"))
        ['//a.cn/x.png']
    """
    for match in LOAD.finditer(COMMENT.sub(" ", text)):
        address = match["single"] or match["double"] or match["bare"] or ""
        address = ESCAPE.sub(_character, address)
        if is_elsewhere(address):
            yield address


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if 0 < code <= sys.maxunicode else "\ufffd"
