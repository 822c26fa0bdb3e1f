"""Writing to disk so that a run killed at any moment leaves whole files."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

# Every file below a generated folder is listed here; nothing else is ever deleted there.
MANIFEST = ".generated"
TEMPORARY = ".writing-"
NAMELESS = os.O_WRONLY | os.O_TMPFILE if hasattr(os, "O_TMPFILE") else None
"""How a file without a name is opened in its folder; None where the system has no such files."""
# reports/000012.md, years/2021_p2.md, search/3-17.js; reports/000012.md.txt in docs/data
OURS = re.compile(
    r"reports/\d{6}\.md|(?:years|posts|sections|topics)/[a-z0-9_-]+\.md|search/[a-z0-9-]+\.js"
    r"|\.home\.txt|reports/\d{6}\.md\.txt|reports\.(?:csv|json)"
)
# Packs are known only once they are made; in this folder everything that looks like one is ours.
UNLISTED, UNLISTED_NAME = "search", re.compile(r"[a-z0-9-]+\.js")


def write_bytes(path: Path | str, data: bytes, *, durable: bool = False) -> bool:
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
    place = os.fspath(path)  # 77,000 files a run: no Path for each
    size = _size_of(place)
    if size == len(data) and _holds(place, data):
        return False
    if size is None and not durable and _appear(place, data):
        return True
    try:
        _replace(place, data, durable)
    except OSError as error:
        # The clerk knows the file by this name, not by the temporary one's.
        error.filename, error.filename2 = place, None
        raise
    return True


def overwrite_bytes(path: Path | str, data: bytes) -> bool:
    """The same, into the file that is there: a run killed meanwhile leaves half of it.

    For files whose readers know a checksum. On ext4 it takes 60 us, where a new file in the place
    of an old one takes 150 to 600.
    """
    place = os.fspath(path)
    if not _is_alone(place):
        return write_bytes(path, data)
    if _size_of(place) == len(data) and _holds(place, data):
        return False
    try:
        handle = os.open(place, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    except OSError:  # gone meanwhile, or nobody may write into it: another may take its place
        return write_bytes(path, data)
    try:
        _pour_over(handle, data)
    except OSError as error:
        error.filename = place
        raise
    return True


def _is_alone(path: str) -> bool:
    """Whether a file is there, and under no other name: a copy by a link is not ours."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _pour_over(handle: int, data: bytes) -> None:
    try:
        _pour(handle, data)
        os.ftruncate(handle, len(data))
        # Starts to write it to the disk, as ext4 does with a file that replaces another one.
        with contextlib.suppress(OSError, AttributeError):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def _size_of(path: str) -> int | None:
    try:
        return os.stat(path).st_size  # noqa: PTH116 (no Path, as above)
    except OSError:
        return None


def _holds(path: str, data: bytes) -> bool:
    try:
        return Path(path).read_bytes() == data
    except OSError:
        return False


def _appear(path: str, data: bytes) -> bool:
    """Write a file that has no name before it is whole, where the system can; if it could.

    Linux can on a disk of its own, in two thirds of the time that renaming takes (85 to 51 us).
    """
    if NAMELESS is None:
        return False
    try:
        handle = os.open(os.path.dirname(path), NAMELESS, 0o644)  # noqa: PTH120 (the same)
        try:
            _pour(handle, data)
            # A link to an open file needs linkat, which Python calls where a folder is given.
            os.link(f"/proc/self/fd/{handle}", path, src_dir_fd=handle, follow_symlinks=True)
        finally:
            os.close(handle)
    except OSError:  # whatever it is, the other way tells it or does not have it
        return False
    return True


def _replace(path: str, data: bytes, durable: bool) -> None:
    folder = os.path.dirname(path)  # noqa: PTH120
    temporary = os.path.join(folder, f"{TEMPORARY}{os.getpid()}")  # noqa: PTH118
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(temporary, flags, 0o644)
    except FileNotFoundError:
        Path(folder).mkdir(parents=True, exist_ok=True)
        handle = os.open(temporary, flags, 0o644)
    try:
        try:
            _pour(handle, data)
            if durable:
                os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


def _pour(handle: int, data: bytes) -> None:
    """Write all of it, without a file object: there are 60,000 files a run."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def listed(folder: Path) -> set[str]:
    """What earlier runs put below a generated folder."""
    names = _listed(folder)
    return _matching(folder, OURS) if names is None else names


def _listed(folder: Path) -> set[str] | None:
    """What is listed there; None where there is no list, or what a power cut left of one."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return None if "\0" in text else set(text.splitlines())


def announce(folder: Path, names: Iterable[str]) -> None:
    """List files before they exist: a run killed in between leaves nothing unlisted behind.

    Raises:
        OSError: The folder can't be written.
    """
    new = set(names)
    if new:
        _write_manifest(folder, listed(folder) | new)


def retain(folder: Path, names: Collection[str]) -> None:
    """Remove what earlier runs put below a generated folder and is not among `names`.

    Files that no run put there stay.

    Raises:
        OSError: The folder can't be written.
    """
    before, wanted = _listed(folder), set(names)
    there = _matching(folder, OURS) if before is None else before
    stale = (there | _unlisted(folder)) - wanted
    for name in sorted(name for name in stale if _inside(name)):
        (folder / name).unlink(missing_ok=True)
    if before != wanted:
        _write_manifest(folder, wanted)


def sweep(folder: Path) -> None:
    """Remove what killed runs left half-written."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(TEMPORARY):
                Path(place, name).unlink(missing_ok=True)


def _unlisted(folder: Path) -> set[str]:
    try:
        names = os.listdir(folder / UNLISTED)  # noqa: PTH208 (names are all that is wanted)
    except FileNotFoundError:
        return set()
    return {f"{UNLISTED}/{name}" for name in names if UNLISTED_NAME.fullmatch(name)}


def _matching(folder: Path, pattern: re.Pattern[str]) -> set[str]:
    """Files whose names tell that only this program can have put them there."""
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in names if pattern.fullmatch(name)}


def _inside(name: str) -> bool:
    """Whether a path stays below the folder that it is relative to."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _write_manifest(folder: Path, names: set[str]) -> None:
    write_bytes(folder / MANIFEST, "".join(f"{name}\n" for name in sorted(names)).encode())
