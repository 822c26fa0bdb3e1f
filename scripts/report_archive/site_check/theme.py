"""What the theme's own script could fetch from elsewhere, and what would make it do so.

Read in mkdocs-material 9.7.1, assets/javascripts/bundle.*.min.js. An address is let pass only in
that file and only since nothing in a page sets it off, which every page is checked for. An address
that is not listed is refused, also after an update of the theme.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SCRIPT = re.compile(r"assets/javascripts/bundle\.[0-9a-f]+\.min\.js")


@dataclass(frozen=True)
class Exemption:
    """An address in the theme's script that no page of ours makes it use."""

    address: re.Pattern[str]
    """The literal; minified names vary."""
    reason: str
    """When the theme would use it, and why it does not here."""


EXEMPTIONS = (
    Exemption(
        re.compile(r"https://unpkg\.com/resize-observer-polyfill"),
        "only where `typeof ResizeObserver` is undefined; Chromium has it since 64, Firefox 69",
    ),
    Exemption(
        re.compile(r"https://unpkg\.com/mermaid@\d+/dist/mermaid\.min\.js"),
        "only for an element `pre.mermaid`; a page with one is refused (`sets_off`)",
    ),
    Exemption(
        re.compile(r"https://api\.github\.com/(?:repos/\$\{\w+\}/\$\{\w+\}|users/\$\{\w+\})"),
        "only for `data-md-component=source` that links to GitHub (repo_url); refused (`sets_off`)",
    ),
    Exemption(
        re.compile(r"https://\$\{\w+\}/api/v4/projects/\$\{encodeURIComponent\(\w+\)\}"),
        "only for `data-md-component=source` that links to a GitLab; refused (`sets_off`)",
    ),
)
REPOSITORY = re.compile(r"git(?:hub|lab)", re.IGNORECASE)


def is_exempt(name: str, address: str) -> bool:
    """Whether an address in a script is one of the theme's that stay unused."""
    return bool(SCRIPT.fullmatch(name)) and any(e.address.fullmatch(address) for e in EXEMPTIONS)


def sets_off(tag: str, attributes: Mapping[str, str]) -> str | None:
    """What an element makes the theme fetch from elsewhere; None for all others.

    Example:
        >>> sets_off("pre", {"class": "mermaid"}), sets_off("pre", {"class": "x"})
        ('unpkg.com (mermaid)', None)
    """
    if tag == "pre" and "mermaid" in attributes.get("class", "").split():
        return "unpkg.com (mermaid)"
    is_source = attributes.get("data-md-component") == "source"
    if is_source and REPOSITORY.search(attributes.get("href", "")):
        return f"{attributes['href']} (repo_url)"
    return None
