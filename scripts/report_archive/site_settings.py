"""What mkdocs.yml says of the site: its name and under which terms it may be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import yaml

NAME = "mkdocs.yml"
UNNAMED = "述职报告档案"
# <a href="…">甲县档案馆</a>
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class SiteSettings:
    """The few settings that this program reads itself."""

    name: str
    """`site_name`."""
    licence: str | None
    """`extra.licence`, else `copyright`; one line of plain text, None where neither is set."""


class _Loader(yaml.SafeLoader):
    """A safe loader that passes over the tags that MkDocs knows, such as !ENV."""


def _pass_over(_loader: yaml.SafeLoader, _suffix: str, _node: yaml.Node) -> None:
    return None


_Loader.add_multi_constructor("", _pass_over)


def read_settings(archive: Path) -> SiteSettings:
    """The settings of an archive; what is missing or spoilt is left to MkDocs to complain about."""
    try:
        text = (archive / NAME).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        text = ""
    return parse_settings(text)


def parse_settings(text: str) -> SiteSettings:
    r"""The settings in the text of mkdocs.yml.

    Example:
        >>> parse_settings("site_name: 甲\ncopyright: '&copy; <b>乙</b>'")
        SiteSettings(name='甲', licence='© 乙')
    """
    try:
        data = yaml.load(text, _Loader)  # noqa: S506 (a SafeLoader)
    except Exception:  # PyYAML raises what it likes: 2021-02-30 is no day, !!bool x no key
        data = None
    data = data if isinstance(data, dict) else {}
    extra = data.get("extra")
    written = extra.get("licence") if isinstance(extra, dict) else None
    licence = _plain(written) or _plain(data.get("copyright"))
    return SiteSettings(_plain(data.get("site_name")) or UNNAMED, licence or None)


def _plain(value: Any) -> str:
    """A setting as one line of text without markup."""
    return " ".join(unescape(TAG.sub("", str(value))).split()) if value else ""
