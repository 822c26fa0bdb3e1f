"""A new, empty archive folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from report_archive.storing import write_bytes
from report_archive.system_errors import reason_of
from report_archive.user_error import UserError

PACKAGE = Path(__file__).parent
HAND_WRITTEN = (
    "mkdocs.yml",
    "docs/index.md",
    "docs/search.md",
    "docs/manual.md",
    "docs/servers.md",
    "docs/assets",
    "overrides",
)


PARTS = ("docs/assets", "overrides")
"""What belongs to the program although it lies in the archive: scripts, styles, pieces of theme."""


class ScaffoldError(UserError):
    """The folder can't become an archive; the message is for the clerk."""


def has_own_templates(folder: Path) -> bool:
    """Whether a folder of overrides holds a template that is not this program's."""
    ours = _source() / "overrides"
    templates = (path for path in folder.rglob("*.html") if path.is_file())
    return any(not _is_same(path, ours / path.relative_to(folder)) for path in templates)


def _is_same(path: Path, other: Path) -> bool:
    return other.is_file() and path.read_bytes() == other.read_bytes()


def make_archive(folder: Path) -> None:
    """Make an archive folder with an empty reports/, from this project's mkdocs.yml and docs/.

    Raises:
        ScaffoldError: The folder has something in it already, or can't be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ScaffoldError(f"{folder}：已有内容。请换一个新的文件夹名。")
    source = _source()
    try:
        (folder / "reports").mkdir(parents=True)
        (folder / "docs").mkdir()
        for name in HAND_WRITTEN:
            _copy(source / name, folder / name)
    except OSError as error:
        raise ScaffoldError(
            f"{folder}：建不成（{reason_of(error)}）。请检查有无写入权限。"
        ) from error


def restore_parts(archive: Path) -> tuple[str, ...]:
    """Put the program's own scripts and styles into an archive where they are missing.

    Returns:
        Those that are there but are not this program's: of another version, or changed by hand.

    Raises:
        OSError: Something can't be read or written.
    """
    source = _source()
    files = (path for part in PARTS for path in sorted((source / part).rglob("*")))
    differing = []
    for path in (path for path in files if path.is_file()):
        name = path.relative_to(source).as_posix()
        target = archive / name
        if not target.exists():
            write_bytes(target, path.read_bytes())
        elif not _is_same(target, path):
            differing.append(name)
    return tuple(differing)


def _source() -> Path:
    """The installed copy; in a checkout, the project's own folder."""
    installed = PACKAGE / "scaffold"
    return installed if installed.is_dir() else PACKAGE.parents[1]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
