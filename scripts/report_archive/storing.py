"""Writing to disk so that a run killed at any moment leaves whole files."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

# Every file below a generated folder is listed here; nothing else is ever deleted.
MANIFEST = ".generated"
TEMPORARY = ".writing-"
# reports/000012.md, years/2021-p2.md, search/b5b66-0.js
OURS = re.compile(
    r"reports/\d{6}\.md|(?:years|posts|sections|topics)/[a-z0-9-]+\.md|search/[a-z0-9-]+\.js|\.home\.txt"
)


def write_bytes(path: Path, data: bytes, *, durable: bool = False) -> bool:
    """Put `data` at `path` in one step, unless it is there already.

    Args:
        path: The place.
        data: What shall be there.
        durable: Wait until it is on the disk; for what no later run could make again.

    Returns:
        Whether anything was written.

    Raises:
        OSError: The place can't be written.
    """
    with contextlib.suppress(OSError):
        if path.read_bytes() == data:
            return False
    try:
        _replace(path, data, durable)
    except OSError as error:
        # The clerk knows the file by this name, not by the temporary one's.
        error.filename, error.filename2 = str(path), None
        raise
    return True


def _replace(path: Path, data: bytes, durable: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def to_be_removed(folder: Path, files: Collection[str]) -> tuple[str, ...]:
    """Files that an earlier run put below a folder and the next `write_folder` will remove."""
    return tuple(sorted(name for name in _before(folder) - set(files) if _inside(name)))


def _before(folder: Path) -> set[str]:
    """What earlier runs put below a folder."""
    manifest = folder / MANIFEST
    if manifest.exists():
        return _listed(manifest)
    return _recognised(folder) if folder.exists() else set()


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Make a generated folder hold exactly `files` (path → text), touching only what differs.

    Files that an earlier run put there and this one does not are removed; files that no run
    put there stay.

    Raises:
        OSError: The folder can't be written.
    """
    if not files and not folder.exists():
        return
    outside = [name for name in files if not _inside(name)]
    if outside:
        raise ValueError(f"not below the generated folder: {outside}")
    _sweep(folder)
    manifest = folder / MANIFEST
    before = _before(folder)
    # Listed before they exist: a run killed in between leaves nothing unlisted behind.
    _write_manifest(manifest, before | set(files))
    for name, text in files.items():
        write_bytes(folder / name, text.encode())
    stale = [name for name in before - set(files) if _inside(name)]
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    _write_manifest(manifest, set(files))


def _recognised(folder: Path) -> set[str]:
    """Files of a folder whose list was lost that only this program can have put there."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in names if OURS.fullmatch(name)}


def _inside(name: str) -> bool:
    """Whether a path stays below the folder that it is relative to."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _sweep(folder: Path) -> None:
    """Remove what killed runs left half-written."""
    for path in folder.rglob(f"{TEMPORARY}*"):
        path.unlink(missing_ok=True)


def _listed(manifest: Path) -> set[str]:
    try:
        return set(manifest.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return set()


def _write_manifest(manifest: Path, names: set[str]) -> None:
    write_bytes(manifest, "".join(f"{name}\n" for name in sorted(names)).encode())
