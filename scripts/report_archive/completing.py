"""site/ completed: hand-written pages, the theme's files, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from report_archive.folders import SITE
from report_archive.memory import Output
from report_archive.outputs import digest, is_intact, paths_of
from report_archive.run import Run
from report_archive.site_check.site_file import (
    UNSEEN,
    Rules,
    Seen,
    forbidden_by,
    look_at,
    together,
)
from report_archive.stamps import lines_of, text_of
from report_archive.storing import TEMPORARY, write_bytes
from report_archive.workers import Bench

THEME = "theme"
"""Under this name it is remembered which files of site/ are the theme's own."""
CODE = (".js", ".css", ".map")
"""Ends of names of files that run or dress pages."""


@dataclass(frozen=True)
class Theme:
    """The theme's own files in site/."""

    output: Output
    """How they lie there."""
    laid: frozenset[str]
    """Those that were laid by this run and looked through, by their paths below site/."""
    seen: Seen
    """What was seen of them."""


@dataclass(frozen=True)
class Own:
    """What people wrote, in site/: pages, files, and pages that the theme itself has."""

    lines: tuple[str, ...]
    """How it lies there; not remembered, so that a file of theirs may have any name."""
    files: frozenset[str]
    """All of it, by its path below site/."""
    written: frozenset[str]
    """What of it this run wrote."""


def begin_theme(run: Run, rules: Rules) -> Iterator[Theme]:
    """Copy the theme's own files, in another process if there is one, unless they lie there."""
    shell, before = run.shell, run.known.get(THEME)
    key = digest(shell.digest, *shell.statics) if shell else ""
    if before and before.key == key and is_intact(run.archive, before):
        return iter([Theme(before, frozenset(), UNSEEN)])
    return run.workers.aside(_lay_theme, [(key, rules)])


def _lay_theme(bench: Bench, piece: tuple[str, Rules]) -> Theme:
    key, rules = piece
    folder, forbidden = bench.archive / SITE, forbidden_by(bench, rules)
    files = {name: source.read_bytes() for name, source in bench.site.theme_files().items()}
    for name, data in files.items():
        write_bytes(folder / name, data)
    seen = together(look_at(name, data, forbidden) for name, data in files.items())
    laid = lines_of(bench.archive, (f"{SITE}/{name}" for name in files))
    return Theme(Output(key, site=text_of(laid)), frozenset(files), seen)


def begin_own(run: Run, outputs: Iterable[Output]) -> Iterator[Own]:
    """Put in hand-written pages and files, in another process if there is one.

    Args:
        run: This run; what its pages take in of docs/ is there.
        outputs: What all units of it wrote, now or earlier.
    """
    listed = run.shell and run.shell.lists_pages
    names = paths_of(outputs, SITE) if listed else set[str]()
    generated = (name for name in names if name.endswith(".html"))
    pages = sorted(f"{name.removesuffix('.html')}.md" for name in generated)
    return run.workers.aside(_put_own, [pages])


def _put_own(bench: Bench, pages: Sequence[str]) -> Own:
    site, folder = bench.site, bench.archive / SITE
    files = {built.path: built.data for built in (*site.templates(pages), *site.hand_written())}
    statics = site.statics().items()
    files |= {name: source.read_bytes() for name, source in statics if name not in files}
    written = frozenset(name for name, data in files.items() if write_bytes(folder / name, data))
    lines = lines_of(bench.archive, (f"{SITE}/{name}" for name in files))
    return Own(tuple(lines), frozenset(files), written)


@dataclass(frozen=True)
class Whole:
    """site/ when all is there and nothing else."""

    files: frozenset[str]
    """All files, by their paths below site/."""
    fresh: frozenset[str]
    """Those that people wrote and that are still to be looked through."""


def complete(run: Run, outputs: Iterable[Output], theme: Theme, own: Own) -> Whole:
    """Take out what nothing stands for.

    Args:
        run: This run.
        outputs: What all units of it wrote, now or earlier.
        theme: The theme's files.
        own: Hand-written pages and files.
    """
    if theme.laid:
        run.memory.wrote(THEME, theme.output)
    folder = run.archive / SITE
    # A killed run's half of a page at the top: files with a dot there are nobody's otherwise.
    left = (path.name for path in folder.glob(f"{TEMPORARY}*"))
    names = own.files.union(paths_of([*outputs, theme.output], SITE))
    for name in sorted({*run.in_site, *left} - names):
        (folder / name).unlink(missing_ok=True)
    # What people wrote may quote what was said publicly until now; scripts and styles are looked
    # through only where they changed.
    fresh = own.written.union(name for name in own.files if not name.endswith(CODE))
    return Whole(names, fresh)
