"""The finished site, or the part of it that changed, looked through file by file."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from report_archive.model import Examination, Record, Report
from report_archive.site import hand_written_files
from report_archive.site_check.fingerprints import (
    Fingerprints,
    Passage,
    Public,
    drop_published,
    find_passages,
    find_published,
    may_quote,
    take_fingerprints,
    without,
)
from report_archive.site_check.machine_paths import find_path, machine_paths, path_marks
from report_archive.site_check.page_loads import page_loads
from report_archive.site_check.script_loads import script_loads
from report_archive.site_check.style_loads import style_loads
from report_archive.site_check.theme import is_exempt
from report_archive.system_errors import reason_of
from report_archive.workers import Bench, Workers

SITE, DOCS = "site", "docs"
PIECE = 200
"""Files that a process is given at a time: 0.1 s of work."""
FEW = 3
"""Pieces that are looked through without starting processes."""
TOLD = 20
"""Problems that a message tells one by one."""
# archive/reports/000012.html, archive/search/t000012.js, data/reports/000012.md.txt
NUMBERED = re.compile(
    r"(?:archive/reports/(\d{6})\.html|archive/search/t(\d{6})\.js|data/reports/(\d{6})\.md\.txt)"
)
# archive/search/3-17.js: numbers in base64, nothing that could be read or run.
PACK = re.compile(r"archive/search/\d+-\d+\.js")
PAGES, STYLES, SCRIPTS = (".html", ".htm", ".xhtml", ".svg"), (".css",), (".js", ".mjs")
KNOWN = (*PAGES, *STYLES, *SCRIPTS, ".json", ".csv", ".md.txt", ".map")
"""Ends of names of files that are UTF-8 text for sure."""
LOADS_REMEDY = (
    "请在 docs 的手写页面、样式、脚本或 mkdocs.yml 里找到它，改为放在 docs 里的文件，再运行 build"
)
LEAK_REMEDY = (
    "如果是手写页面里抄录的，请删去；确实可以公开的，在目录的“发布”栏写“是”；"
    "否则请删除 site 文件夹再运行 build，仍不行就告诉管理员"
)
PATH_REMEDY = "请在 docs 的手写内容里删去这个路径，或告诉管理员"


class SiteCheckError(Exception):
    """The site must not be handed on; the message is for the clerk."""


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
class Forbidden:
    """What no file may hold."""

    prints: Fingerprints
    """Passages of reports that are held back."""
    digests: Mapping[str, str]
    """Those reports' paths by the digest of their bytes."""
    numbers: frozenset[str]
    """Numbers of the published reports: no other has files of its own."""
    marks: tuple[bytes, ...]
    """Forms of this machine's paths."""


Published = Callable[[], Iterable[Iterable[str]]]
"""Gives the lines of every published report; called only when something was found."""


@dataclass(frozen=True)
class Rules:
    """What makes a `Forbidden`, in a form that is quickly handed to another process."""

    withheld: tuple[str, ...]
    """Paths below reports/ of the reports that are held back."""
    numbers: frozenset[str]
    """Numbers of the published reports."""
    marks: tuple[bytes, ...]
    """Forms of this machine's paths."""


def check_site(
    workers: Workers,
    examinations: Iterable[Examination],
    records: Sequence[Record],
    names: Sequence[str],
) -> None:
    """Look through an archive's site, and take its home page away when it must not be handed on.

    Some 0.4 ms a file, on all cores.

    Args:
        workers: The processes of this run; their bench knows the reports' texts.
        examinations: Every file's outcome; those with a report that is withheld matter.
        records: The published reports; they may be without text.
        names: Files to look at, by their paths below site/.

    Raises:
        SiteCheckError: There is something that must not be there.
    """
    bench = workers.bench
    site = bench.archive / SITE
    withheld = tuple(i.file for i in examinations if i.report is not None and i.withheld)
    try:
        marks = path_marks(machine_paths(bench.archive), written_by_hand(bench.archive / DOCS))
        names = [name for name in names if not PACK.fullmatch(name)]
        rules = Rules(withheld, frozenset(record.number for record in records), marks)
        pieces = [(rules, names[i : i + PIECE]) for i in range(0, len(names), PIECE)]
        found = list(workers.map(_look_through, pieces, much=len(pieces) > FEW))
        problems = [problem for piece, _ in found for problem in piece]
        suspects = [name for _, piece in found for name in piece]
        if suspects:
            problems += _leaks(workers, rules, records, suspects)
    except OSError as error:
        raise SiteCheckError(f"{error.filename}：读不出来（{reason_of(error)}）。") from error
    if problems:
        # Without its home page a site counts as unfinished: nobody bundles it by mistake.
        (site / "index.html").unlink(missing_ok=True)
        ordered = sorted(problems, key=lambda problem: (problem.file, problem.reason))
        raise SiteCheckError(_message(site, ordered))


def _look_through(
    bench: Bench, piece: tuple[Rules, Sequence[str]]
) -> tuple[list[SiteProblem], list[str]]:
    rules, names = piece
    return look_through(bench.archive / SITE, names, _forbidden(bench, rules))


def _forbidden(bench: Bench, rules: Rules) -> Forbidden:
    def make() -> Forbidden:
        return forbid(list(map(bench.texts.report, rules.withheld)), rules.numbers, rules.marks)

    found: Forbidden = bench.once(rules, make)
    return found


def _leaks(
    workers: Workers, rules: Rules, records: Sequence[Record], suspects: Sequence[str]
) -> list[SiteProblem]:
    """What suspects quote that no published report says, on all cores: all may be suspects."""
    prints = _forbidden(workers.bench, rules).prints
    texts = [(r.report.source.file, typed_words(r.report)) for r in records]
    much = len(texts) + len(suspects) > FEW * PIECE
    pieces = ((rules, texts[i : i + PIECE]) for i in range(0, len(texts), PIECE))
    public = Public(np.zeros(0, np.intp), frozenset())
    for found in workers.map(_published_in, pieces, much=much):
        public |= found
    secret = without(prints, public)
    shares = ((secret, suspects[i : i + PIECE]) for i in range(0, len(suspects), PIECE))
    return [leak for leaks in workers.map(_leaks_in, shares, much=much) for leak in leaks]


def _published_in(
    bench: Bench, piece: tuple[Rules, Sequence[tuple[str, tuple[str, ...]]]]
) -> Public:
    rules, texts = piece
    lines = ((*typed, *lines_of(bench.texts.report(file))) for file, typed in texts)
    return find_published(_forbidden(bench, rules).prints, lines)


def _leaks_in(bench: Bench, piece: tuple[Fingerprints, Sequence[str]]) -> list[SiteProblem]:
    secret, suspects = piece
    return leaks_in(bench.archive / SITE, suspects, secret)


def forbid(
    withheld: Sequence[Report], numbers: frozenset[str], marks: tuple[bytes, ...]
) -> Forbidden:
    """What no file may hold, given the reports that are held back."""
    lines = ((r.source.file, list(lines_of(r))) for r in withheld)
    digests = {report.source.sha256: report.source.file for report in withheld}
    return Forbidden(take_fingerprints(lines), digests, numbers, marks)


def typed_words(report: Report) -> tuple[str, ...]:
    """What people may have typed about a published report, all of which may stand in the site."""
    post = report.post.value.name if report.post.value else None
    typed = (report.title.text, post, report.unit.value, report.person.value, report.source.file)
    return tuple(filter(None, typed))


def lines_of(report: Report) -> Iterator[str]:
    """The text of a report."""
    return (line.text for line in report.source.lines)


def list_files(site: Path) -> list[str]:
    """Every file of a site by its path below it, sorted."""
    found: list[str] = []
    for folder, _, files in os.walk(site):
        found += [Path(folder, name).relative_to(site).as_posix() for name in files]
    return sorted(found)


def written_by_hand(docs: Path) -> bytes:
    """The hand-written pages, end to end."""
    own = (docs / name for name in sorted(hand_written_files(docs)) if name.endswith(".md"))
    return b"\n".join(page.read_bytes() for page in own if page.is_file())


def check_files(
    site: Path, names: Iterable[str], forbidden: Forbidden, published: Published
) -> tuple[SiteProblem, ...]:
    """Look through some files of a site; one that is gone meanwhile is no problem.

    Args:
        site: The site's folder.
        names: The files by their paths below it.
        forbidden: What they must not hold.
        published: The lines of every published report, for passages that are public all the same.

    Raises:
        OSError: A file can't be read.
    """
    problems, suspects = look_through(site, names, forbidden)
    if suspects:
        problems += find_leaks(site, suspects, forbidden.prints, published())
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.reason)))


def look_through(
    site: Path, names: Iterable[str], forbidden: Forbidden
) -> tuple[list[SiteProblem], list[str]]:
    """What is wrong with some files, and those of them that may quote what is held back.

    Raises:
        OSError: A file can't be read.
    """
    problems: list[SiteProblem] = []
    suspects: list[str] = []
    for name in names:
        try:
            data = (site / name).read_bytes()
        except FileNotFoundError:
            continue
        problems += check_file(name, data, forbidden)
        suspects += [name] if may_quote(data, forbidden.prints) else []
    return problems, suspects


def find_leaks(
    site: Path, suspects: Iterable[str], prints: Fingerprints, published: Iterable[Iterable[str]]
) -> list[SiteProblem]:
    """Passages of reports that are held back, unless they are public all the same.

    Raises:
        OSError: A file can't be read.
    """
    return leaks_in(site, suspects, drop_published(prints, published))


def leaks_in(site: Path, suspects: Iterable[str], secret: Fingerprints) -> list[SiteProblem]:
    """Passages in files that no published report has.

    Raises:
        OSError: A file can't be read.
    """
    if not (len(secret.hashes) or secret.tokens):
        return []
    return [
        _leak(name, passage)
        for name in suspects
        for passage in find_passages((site / name).read_bytes(), secret)
    ]


def check_file(name: str, data: bytes, forbidden: Forbidden) -> Iterator[SiteProblem]:
    """What is wrong with one file by itself: loads, paths, a report's own file or bytes."""
    for load in loads_of(name, data):
        yield SiteProblem(name, f"会向外请求（{load}）", LOADS_REMEDY)
    path = find_path(data, forbidden.marks)
    if path:
        yield SiteProblem(name, f"有本机的路径（{path}）", PATH_REMEDY)
    numbered = NUMBERED.fullmatch(name)
    number = next(filter(None, numbered.groups())) if numbered else None
    if number and number not in forbidden.numbers:
        yield SiteProblem(name, f"件号 {number} 没有公开，却有它的文件", LEAK_REMEDY)
    if forbidden.digests and not name.endswith(KNOWN) and not _is_text(data):
        file = forbidden.digests.get(hashlib.sha256(data).hexdigest())
        if file:
            yield SiteProblem(name, f"就是不公开的“{file}”", LEAK_REMEDY)


def loads_of(name: str, data: bytes) -> list[str]:
    """What a file makes a browser fetch from elsewhere; the theme's unused addresses aside."""
    lower = name.lower()
    if lower.endswith(PAGES):
        return page_loads(data)
    if lower.endswith(STYLES):
        return list(style_loads(data.decode("utf-8", "replace")))
    if lower.endswith(SCRIPTS):
        return [load for load in script_loads(data) if not is_exempt(name, load)]
    return []


def _is_text(data: bytes) -> bool:
    """Whether passages can be looked for in the bytes; others are compared as a whole."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _leak(name: str, passage: Passage) -> SiteProblem:
    # The message goes to logs as well: enough to find the place, not the passage itself.
    words = passage.words
    shown = f"“{words[:4]}……{words[-2:]}”"
    return SiteProblem(name, f"有不公开的“{passage.file}”里的话（{shown}）", LEAK_REMEDY)


def _message(site: Path, problems: Sequence[SiteProblem]) -> str:
    """One line a reason: what the settings put into every page is told once."""
    files: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        files.setdefault((problem.reason, problem.remedy), []).append(problem.file)
    told = [
        f"{site / names[0]}{_more(set(names))}：{reason}。{remedy}。"
        for (reason, remedy), names in islice(files.items(), TOLD)
    ]
    rest = [f"另有 {len(files) - TOLD} 种。"] if len(files) > TOLD else []
    return "\n".join(["网站检查没有通过，请不要把 site 拷出去（首页已撤下）：", *told, *rest])


def _more(names: Collection[str]) -> str:
    return f" 等 {len(names)} 个文件" if len(names) > 1 else ""
