"""A new, empty archive folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from report_archive.system_errors import reason_of

PACKAGE = Path(__file__).parent
HAND_WRITTEN = ("index.md", "search.md", "manual.md", "assets")


class ScaffoldError(Exception):
    """The folder can't become an archive; the message is for the clerk."""


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
        shutil.copyfile(source / "mkdocs.yml", folder / "mkdocs.yml")
        for name in HAND_WRITTEN:
            _copy(source / "docs" / name, folder / "docs" / name)
    except OSError as error:
        raise ScaffoldError(
            f"{folder}：建不成（{reason_of(error)}）。请检查有无写入权限。"
        ) from error


def _source() -> Path:
    """The installed copy; in a checkout, the project's own folder."""
    installed = PACKAGE / "scaffold"
    return installed if installed.is_dir() else PACKAGE.parents[1]


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
