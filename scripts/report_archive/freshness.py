"""Whether site/ is the whole and the latest of what docs/archive holds.

Told by content, since copying and clocks spoil times: every generated file must have its page or
its copy in site/, and nothing else may stand there. A copy must be equal, and the search index has
a checksum of every report's text, so a change of any text shows. A page that is older than its
Markdown must at least contain the Markdown's lines of HTML (metadata, lists, tables).
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterator
from pathlib import Path

from report_archive.file_names import is_litter
from report_archive.folders import GENERATED, SITE
from report_archive.outputs import page_of
from report_archive.storing import MANIFEST

FOLDERS = GENERATED
"""Generated folders; each is found again in site/ under its last name."""


def staleness(archive: Path) -> str | None:
    """Why the site can't be handed on, in Chinese; None when it can.

    Raises:
        OSError: Something can't be read.
    """
    if not (archive / SITE).is_dir():
        return "还没有网站"
    if not (archive / SITE / "index.html").is_file():
        return "网站没有建完（没有首页）"
    if not (archive / GENERATED[0] / MANIFEST).is_file():
        return f"没有 {GENERATED[0]}，不知道网站是否完整"
    return next((reason for folder in FOLDERS for reason in _differences(archive, folder)), None)


def _differences(archive: Path, folder: str) -> Iterator[str]:
    source = archive / folder
    target = archive / SITE / Path(folder).name
    expected = {page_of(name): name for name in _listed(source)}
    for page, name in sorted(expected.items()):
        if not (source / name).is_file():
            yield f"{folder}/{name} 不见了"
        elif not (target / page).is_file():
            yield f"网站没有建完，缺 {_shown(target, page)}"
        elif not _is_fresh(source / name, target / page):
            yield f"网站是旧的，{_shown(target, page)} 与 {folder}/{name} 不符"
    for page in sorted(_files(target) - set(expected)):
        if not is_litter(page) and not _has_source(source, page):
            yield f"网站是旧的，{_shown(target, page)} 已经撤下"


def _has_source(source: Path, page: str) -> bool:
    """Whether somebody put the page's source below the generated folder by hand."""
    markdown = source / page.removesuffix(".html")
    return (source / page).is_file() or markdown.with_name(f"{markdown.name}.md").is_file()


def _is_fresh(source: Path, page: Path) -> bool:
    if source.suffix != ".md":
        return filecmp.cmp(source, page, shallow=False)
    if page.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return True
    html = page.read_bytes()
    return all(line in html for line in source.read_bytes().split(b"\n") if line[:1] == b"<")


def _listed(folder: Path) -> Iterator[str]:
    """The generated files that MkDocs publishes: all but those whose names begin with a dot."""
    manifest = folder / MANIFEST
    names = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    return (name for name in names if not name.rpartition("/")[2].startswith("."))


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _shown(target: Path, page: str) -> str:
    return f"{SITE}/{target.name}/{page}"
