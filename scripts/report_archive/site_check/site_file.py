"""One file of the site: what is wrong with it, and whether it may quote what is held back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from report_archive.distinct import distinct
from report_archive.site_check.fingerprints import (
    Fingerprints,
    Places,
    find_in_bytes,
    take_fingerprints,
)
from report_archive.site_check.machine_paths import find_path
from report_archive.site_check.page_loads import may_load, page_loads
from report_archive.site_check.readings import is_utf8, readings
from report_archive.site_check.script_loads import script_loads
from report_archive.site_check.style_loads import style_loads
from report_archive.site_check.theme import is_exempt
from report_archive.site_facts import Built
from report_archive.workers import Bench, Workers

PAGES = (".html", ".htm", ".xhtml", ".xht", ".shtml", ".shtm", ".svg")
XML, STYLES, SCRIPTS = (".xml",), (".css",), (".js", ".mjs")
# What makes a browser show XML as a page; a site map or a feed has none and loads nothing.
SHOWN_XML = re.compile(
    rb"http://www\.w3\.org/(?:1999/xhtml|2000/svg|1998/Math/MathML)|<\?xml-stylesheet"
)
KNOWN = (*PAGES, *STYLES, *SCRIPTS, ".json", ".csv", ".md.txt", ".map")
"""Ends of names of files that are UTF-8 text for sure."""
# archive/search/3-17.js: numbers in base64, nothing that could be read or run.
PACK = re.compile(r"archive/search/\d+-\d+\.js")
LOADS_REMEDY = (
    "请在 docs 的手写页面、样式、脚本或 mkdocs.yml 里找到它，改为放在 docs 里的文件，再运行 build"
)
LEAK_REMEDY = (
    "如果是手写页面里抄录的，请删去；确实可以公开的，在目录的“发布”栏写“是”；"
    "否则请删除 site 文件夹再运行 build，仍不行就告诉管理员"
)
PATH_REMEDY = "请在 docs 的手写内容里删去这个路径，或告诉管理员"


NOTHING: Places = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True)
class SiteProblem:
    """Something in a file of the site that must not be there."""

    file: str
    """Path below site/."""
    reason: str
    """What is wrong, in Chinese."""
    remedy: str
    """What to do about it, in Chinese."""


@dataclass(frozen=True)
class Seen:
    """What looking at files gave."""

    problems: tuple[SiteProblem, ...]
    """What is wrong with them."""
    suspects: tuple[str, ...]
    """Those that quote what is held back, be it public as well, by their paths below site/."""
    quoted: Places
    """Which fingerprints stand in them, by their places among all; some of them twice."""


UNSEEN = Seen((), (), NOTHING)


@dataclass(frozen=True)
class Rules:
    """What makes a `Forbidden`, in a form that is quickly handed to another process."""

    withheld: tuple[tuple[str, str], ...]
    """Path below reports/ and digest of the reports that are held back."""
    marks: tuple[bytes, ...]
    """Forms of this machine's paths."""


@dataclass(frozen=True)
class Forbidden:
    """What no file may hold."""

    prints: Fingerprints
    """Passages of reports that are held back."""
    digests: Mapping[str, str]
    """Those reports' paths by the digest of their bytes."""
    marks: tuple[bytes, ...]
    """Forms of this machine's paths."""


def forbidden_by(bench: Bench, rules: Rules) -> Forbidden:
    """What rules forbid; made once a process."""

    def make() -> Forbidden:
        files = [file for file, _ in rules.withheld]
        prints = take_fingerprints((file, bench.texts.lines(file)) for file in files)
        return Forbidden(prints, {sha256: file for file, sha256 in rules.withheld}, rules.marks)

    found: Forbidden = bench.once(rules, make)
    return found


@dataclass(frozen=True)
class Inspector:
    """Who looks through a site."""

    workers: Workers
    """The processes of this run; their bench knows the reports' texts."""
    rules: Rules
    """What no file may hold."""

    @property
    def prints(self) -> Fingerprints:
        """Passages of reports that are held back."""
        return forbidden_by(self.workers.bench, self.rules).prints


def together(parts: Iterable[Seen]) -> Seen:
    """What several looks gave."""
    seen = [part for part in parts if part.problems or part.suspects]
    problems = tuple(problem for part in seen for problem in part.problems)
    suspects = tuple(name for part in seen for name in part.suspects)
    quoted = np.concatenate([NOTHING, *(part.quoted for part in seen)])
    return Seen(problems, suspects, distinct(quoted))


def look_at(name: str, data: bytes, forbidden: Forbidden, *, again: bool = False) -> Seen:
    """What is wrong with a file, and what it quotes.

    Args:
        name: Its path below site/.
        data: What is in it.
        forbidden: What it must not hold.
        again: It was looked at before and is the same; only other reports are held back now.
    """
    if PACK.fullmatch(name):
        return UNSEEN
    find = find_copy if again else check_file
    found = [find_in_bytes(text, forbidden.prints) for text in readings(name, data)]
    quoted = np.concatenate(found)
    return Seen(tuple(find(name, data, forbidden)), (name,) if len(quoted) else (), quoted)


def look_at_built(built: Built, forbidden: Forbidden) -> Seen:
    """The same for a file that has just been made.

    What stands around many pages was looked at with the first of them. What a page adds to it is
    looked at by itself; where that looks bad, so is the page as a whole.
    """
    if built.own is not None:
        quoted = find_in_bytes(built.own, forbidden.prints)
        if not (len(quoted) or may_load(built.own) or find_path(built.own, forbidden.marks)):
            return UNSEEN
    return look_at(built.path, built.data, forbidden)


def check_file(name: str, data: bytes, forbidden: Forbidden) -> Iterator[SiteProblem]:
    """What is wrong with one file by itself: loads, paths, a report's bytes."""
    texts = readings(name, data)
    for load in dict.fromkeys(load for text in texts for load in loads_of(name, text)):
        yield SiteProblem(name, f"会向外请求（{load}）", LOADS_REMEDY)
    path = next(filter(None, (find_path(text, forbidden.marks) for text in texts)), None)
    if path:
        yield SiteProblem(name, f"有本机的路径（{path}）", PATH_REMEDY)
    yield from find_copy(name, data, forbidden)


def find_copy(name: str, data: bytes, forbidden: Forbidden) -> Iterator[SiteProblem]:
    """A file that is, byte for byte, a report that is held back."""
    if forbidden.digests and not name.endswith(KNOWN) and not is_utf8(data):
        file = forbidden.digests.get(hashlib.sha256(data).hexdigest())
        if file:
            yield SiteProblem(name, f"就是不公开的“{file}”", LEAK_REMEDY)


def loads_of(name: str, data: bytes) -> list[str]:
    """What a file in UTF-8 makes a browser fetch from elsewhere; the theme's unused ones aside."""
    lower = name.lower()
    if lower.endswith(PAGES) or (lower.endswith(XML) and SHOWN_XML.search(data)):
        return page_loads(data)
    if lower.endswith(STYLES):
        return list(style_loads(data.decode("utf-8", "replace")))
    if lower.endswith(SCRIPTS):
        return [load for load in script_loads(data) if not is_exempt(name, load)]
    return []
