"""The finished site, or the part of it that changed, looked through file by file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from report_archive.model import Outcome
from report_archive.record import Record
from report_archive.settled import Settled
from report_archive.site_check.fingerprints import (
    Fingerprints,
    Passage,
    Places,
    find_passages,
    only,
)
from report_archive.site_check.machine_paths import machine_paths, path_marks
from report_archive.site_check.public_words import Witnesses, find_public, unsaid
from report_archive.site_check.readings import readings
from report_archive.site_check.site_file import (
    LEAK_REMEDY,
    PACK,
    UNSEEN,
    Forbidden,
    Inspector,
    Rules,
    Seen,
    SiteProblem,
    forbidden_by,
    look_at,
    together,
)
from report_archive.site_facts import hand_written_files
from report_archive.system_errors import reason_of
from report_archive.user_error import UserError
from report_archive.workers import Bench

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


class SiteCheckError(UserError):
    """The site must not be handed on; the message is for the clerk."""


@dataclass(frozen=True)
class Look:
    """What is to be looked at, and what was seen already."""

    fresh: Sequence[str]
    """Files that were written, by their paths below site/."""
    again: Sequence[str] = ()
    """Files that were looked at before, when other reports were held back."""
    seen: Seen = UNSEEN
    """What was seen of others while they were written."""


def rules_of(archive: Path, settled: Iterable[Settled]) -> Rules:
    """What no file of an archive's site may hold.

    Raises:
        SiteCheckError: A hand-written page can't be read.
    """
    withheld = tuple(
        (item.file, item.sha256) for item in settled if item.outcome == Outcome.BLOCKED
    )
    try:
        return Rules(withheld, path_marks(machine_paths(archive), written_by_hand(archive / DOCS)))
    except OSError as error:
        raise SiteCheckError(_unreadable(error)) from error


def check_site(
    inspector: Inspector, records: Sequence[Record], look: Look, known: Callable[[], Witnesses]
) -> Witnesses | None:
    """Look through an archive's site, and take its home page away when it must not be handed on.

    Some 0.4 ms a file, on all cores.

    Args:
        inspector: Who looks through it, by the `rules_of` the archive.
        records: The published reports; they may be without text.
        look: What to look at.
        known: Gives what earlier runs found to be public.

    Returns:
        What is quoted and public; None where nothing is quoted.

    Raises:
        SiteCheckError: There is something that must not be there.
    """
    public: Witnesses | None = None
    try:
        seen = together((look.seen, *_look_through(inspector, look)))
        problems = [*unpublished_files((*look.fresh, *look.again), records), *seen.problems]
        if len(seen.quoted):
            public = find_public(inspector, records, seen, known())
            problems += _leaks(inspector, seen, public)
    except OSError as error:
        raise SiteCheckError(_unreadable(error)) from error
    if problems:
        # Without its home page a site counts as unfinished: nobody bundles it by mistake.
        site = inspector.workers.bench.archive / SITE
        (site / "index.html").unlink(missing_ok=True)
        ordered = sorted(problems, key=lambda problem: (problem.file, problem.reason))
        raise SiteCheckError(_message(site, ordered))
    return public


def unpublished_files(names: Iterable[str], records: Iterable[Record]) -> Iterator[SiteProblem]:
    """Files that a report which is not published has of its own."""
    numbers = {record.number for record in records}
    for name in names:
        match = NUMBERED.fullmatch(name)
        number = next(filter(None, match.groups())) if match else None
        if number and number not in numbers:
            yield SiteProblem(name, f"件号 {number} 没有公开，却有它的文件", LEAK_REMEDY)


def _look_through(inspector: Inspector, look: Look) -> Iterator[Seen]:
    pieces = [
        (inspector.rules, names[i : i + PIECE], again)
        for names, again in ((look.fresh, False), (look.again, True))
        for i in range(0, len(names), PIECE)
    ]
    return inspector.workers.map(_look_at_some, pieces, much=len(pieces) > FEW)


def _look_at_some(bench: Bench, piece: tuple[Rules, Sequence[str], bool]) -> Seen:
    rules, names, again = piece
    return look_at_files(bench.archive / SITE, names, forbidden_by(bench, rules), again=again)


def look_at_files(
    site: Path, names: Iterable[str], forbidden: Forbidden, *, again: bool = False
) -> Seen:
    """What is wrong with some files, and what they quote; one that is gone is passed over.

    Raises:
        OSError: A file can't be read.
    """
    seen: list[Seen] = []
    for name in names:
        if PACK.fullmatch(name):
            continue  # a fifth of the files, which hold nothing to look for: not read at all
        try:
            data = (site / name).read_bytes()
        except FileNotFoundError:
            continue
        seen.append(look_at(name, data, forbidden, again=again))
    return together(seen)


def _leaks(inspector: Inspector, seen: Seen, public: Witnesses) -> Iterator[SiteProblem]:
    """What suspects quote that no published report says."""
    secret = unsaid(inspector.prints, seen.quoted, public)
    if len(secret):
        names = seen.suspects
        rules = inspector.rules
        pieces = ((rules, secret, names[i : i + PIECE]) for i in range(0, len(names), PIECE))
        for leaks in inspector.workers.map(_leaks_in, pieces, much=len(names) > FEW * PIECE):
            yield from leaks


def _leaks_in(bench: Bench, piece: tuple[Rules, Places, Sequence[str]]) -> list[SiteProblem]:
    rules, secret, names = piece
    prints = only(forbidden_by(bench, rules).prints, secret)
    return list(leaks_in(bench.archive / SITE, names, prints))


def leaks_in(site: Path, suspects: Iterable[str], secret: Fingerprints) -> Iterator[SiteProblem]:
    """Passages in files that no published report has.

    Raises:
        OSError: A file can't be read.
    """
    for name in suspects:
        for text in readings(name, (site / name).read_bytes()):
            for passage in find_passages(text, secret):
                yield _leak(name, passage)


def written_by_hand(docs: Path) -> bytes:
    """The hand-written pages, end to end."""
    own = (docs / name for name in sorted(hand_written_files(docs)) if name.endswith(".md"))
    return b"\n".join(page.read_bytes() for page in own if page.is_file())


def _leak(name: str, passage: Passage) -> SiteProblem:
    # The message goes to logs as well: enough to find the place, not the passage itself.
    words = passage.words
    shown = f"“{words[:4]}……{words[-2:]}”"
    return SiteProblem(name, f"有不公开的“{passage.file}”里的话（{shown}）", LEAK_REMEDY)


def _unreadable(error: OSError) -> str:
    return f"{error.filename}：读不出来（{reason_of(error)}）。"


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
