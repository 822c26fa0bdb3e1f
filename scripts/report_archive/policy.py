"""The Content-Security-Policy that a built site's pages keep to."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import Path

from report_archive.system_errors import reason_of
from report_archive.user_error import UserError

# <p title="a > b" onclick="go()">: a value may hold what looks like a tag; so may a comment.
TAG = re.compile(
    r"<!--.*?-->|<(?P<name>[a-z][^\s/>]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>",
    re.I | re.S,
)
# onclick="go()", style='color: red', async
ATTRIBUTE = re.compile(r"(?P<name>[^\s\"'=/]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"']+))?")
# What follows these start tags is not markup.
RAW = {name: re.compile(rf"</{name}[\s/>]", re.I) for name in ("script", "style")}
# Any other type="…" holds data: browsers run nothing of it.
SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript"}
MAKES_STYLES = "zensical-"
"""Generator whose own script makes a `<style>` (0.0.73); it stands in each page's head."""
# What a page may do: load from its own server, nothing else.
POLICY = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("base-uri", "'none'"),
    ("form-action", "'self'"),
    ("frame-ancestors", "'self'"),
)


class PolicyError(UserError):
    """No policy can be told; the message is for the administrator."""


@dataclass(frozen=True)
class Tag:
    """A start tag."""

    name: str
    """In small letters."""
    attributes: dict[str, str]
    """Their values by their names."""
    text: str
    """What follows, for scripts and styles."""


@dataclass(frozen=True)
class Inline:
    """What stands in pages themselves and a policy has to name."""

    scripts: frozenset[str] = frozenset()
    """Sources of inline scripts, as hashes."""
    styles: frozenset[str] = frozenset()
    """Sources of `<style>` elements, as hashes."""
    attributes: frozenset[str] = frozenset()
    """Names of `style` and `on…` attributes."""


def policy_of_site(site: Path) -> str:
    """The policy for a built site.

    Raises:
        PolicyError: There is no site, or a page has an `on…` attribute, which no policy can name.
    """
    found = Inline()
    for path, page in _pages(site):
        inline = inline_of(page)
        handlers = sorted(inline.attributes - {"style"})
        if handlers:
            raise PolicyError(
                f"{path}：标记里写了 {'、'.join(handlers)}，安全策略不会让它运行。"
                "请把脚本写到 docs/assets 的文件里，用 addEventListener。"
            )
        found = Inline(
            found.scripts | inline.scripts,
            found.styles | inline.styles,
            found.attributes | inline.attributes,
        )
    return policy_of(found)


def inline_of(page: str) -> Inline:
    """What of a page is not in files of its own.

    Example:
        >>> inline_of('<script src="a.js"></script><p style="color: red">').attributes
        frozenset({'style'})
    """
    hashes: dict[str, set[str]] = {"script": set(), "style": set()}
    names: set[str] = set()
    for tag in _tags(page.replace("\r\n", "\n")):
        names |= {name for name in tag.attributes if name == "style" or name.startswith("on")}
        if tag.attributes.get("content", "").startswith(MAKES_STYLES):
            names.add("style")
        if tag.name == "style" or (tag.name == "script" and _runs(tag)):
            hashes[tag.name].add(_source(tag.text))
    return Inline(frozenset(hashes["script"]), frozenset(hashes["style"]), frozenset(names))


def policy_of(inline: Inline) -> str:
    """The policy that lets through what stands in the pages, and nothing else."""
    # Where styles stand in attributes or are made by scripts, there is no naming them.
    styles = {"'unsafe-inline'"} if "style" in inline.attributes else inline.styles
    extra = {"script-src": sorted(inline.scripts), "style-src": sorted(styles)}
    return "; ".join(" ".join([name, sources, *extra.get(name, [])]) for name, sources in POLICY)


def _pages(site: Path) -> Iterator[tuple[Path, str]]:
    """Every page of a site."""
    if not (site / "index.html").is_file():
        raise PolicyError(f"{site}：还没有建好的网站。请先运行 report-archive build。")
    for path in sorted(site.rglob("*.html")):
        try:
            yield path, path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else "不是 UTF-8"
            raise PolicyError(f"{path}：读不出来（{reason}）。请重新建站。") from error


def _tags(page: str) -> Iterator[Tag]:
    """The start tags of a page, one after the other."""
    place = 0
    while match := TAG.search(page, place):
        place = match.end()
        if match["name"] is None:
            continue
        name, text = match["name"].lower(), ""
        if name in RAW:
            end = RAW[name].search(page, place)
            text = page[place : end.start() if end else len(page)]
            place += len(text)
        yield Tag(name, _attributes(match["attributes"]), text)


def _attributes(text: str) -> dict[str, str]:
    """The attributes of a start tag by their names in small letters."""
    return {
        match["name"].lower(): unescape((match["value"] or "").strip("\"'"))
        for match in ATTRIBUTE.finditer(text)
    }


def _runs(tag: Tag) -> bool:
    """Whether a script element has its script in it."""
    return "src" not in tag.attributes and tag.attributes.get("type", "").lower() in SCRIPT_TYPES


def _source(text: str) -> str:
    """A text as a policy names it (Content Security Policy Level 3, 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
