"""Files into a zip: the same bytes for the same content, streamed, in one step."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from report_archive.checksums import BLOCK
from report_archive.storing import TEMPORARY

UNIX = 3
RIGHTS = 0o100644 << 16
"""A plain file that everybody may read."""
STEP = 2
"""Seconds between two times that a zip can tell apart."""


class ChangedError(Exception):
    """A file is no longer what its digest says; the message is its name."""


@dataclass(frozen=True)
class Member:
    """A file for a zip."""

    name: str
    """Path in the zip, with forward slashes."""
    size: int
    """Bytes."""
    digest: str
    """SHA-256, in hexadecimal."""
    source: Path | bytes
    """The file on disk, or the bytes themselves."""


def held(name: str, data: bytes) -> Member:
    """A member whose bytes are at hand."""
    return Member(name, len(data), hashlib.sha256(data).hexdigest(), data)


def on_disk(name: str, path: Path, digest: str, size: int) -> Member:
    """A member that is read when its turn comes."""
    return Member(name, size, digest, path)


def write_zip(target: Path, members: Iterable[Member]) -> None:
    """Write a zip in one step: whole, or not at all.

    Raises:
        ChangedError: A file changed since its digest was taken.
        OSError: Something can't be read or written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # The same name every time: what a killed run left is written over, not left for good.
    temporary = target.with_name(f"{TEMPORARY}{target.name}")
    try:
        with temporary.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for member in members:
                    _add(archive, member)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in (None, str(temporary)):
            error.filename, error.filename2 = str(target), None
        raise


def _add(archive: zipfile.ZipFile, member: Member) -> None:
    info = zipfile.ZipInfo(member.name, time_of(member.digest))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = UNIX
    info.external_attr = RIGHTS
    # Known beforehand, so that a file over 4 GB gets the long header.
    info.file_size = member.size
    digest = hashlib.sha256()
    with _opened(member) as source, archive.open(info, "w") as inside:
        while block := source.read(BLOCK):
            digest.update(block)
            inside.write(block)
    if digest.hexdigest() != member.digest:
        raise ChangedError(member.name)


def _opened(member: Member) -> IO[bytes]:
    source = member.source
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def time_of(digest: str) -> tuple[int, int, int, int, int, int]:
    """A time in the year 2000 that depends on the content alone.

    Web servers, caches and robocopy take a file of the same size and time for unchanged; with one
    time for all they would keep old pages after an update.

    Example:
        >>> time_of("00000003" + "0" * 56)
        (2000, 1, 1, 0, 0, 6)
    """
    minutes, seconds = divmod(int(digest[:8], 16) % (28 * 12 * 24 * 60 * 60 // STEP) * STEP, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    months, day = divmod(days, 28)
    return 2000, months + 1, day + 1, hour, minute, seconds
