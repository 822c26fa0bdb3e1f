"""What an earlier bundle held: from its zip, a copy unpacked from it, or its SHA256SUMS alone."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from report_archive.bundle_notes import DELETIONS, parse_deletions
from report_archive.checksums import NAME, ChecksumsError, parse_sums
from report_archive.system_errors import reason_of

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)
"""What the zip module raises on a zip that is cut off, spoilt, locked or of an unknown kind."""


@dataclass(frozen=True)
class OldBundle:
    """An earlier bundle, as far as the next one needs it."""

    sums: Mapping[str, str]
    """Digests of the whole copy by name."""
    deletions: tuple[str, ...]
    """Files that it asked to delete; empty for a full bundle."""


def read_old_bundle(place: Path) -> OldBundle:
    """An earlier bundle.

    Raises:
        ChecksumsError: There is none, or it is damaged.
    """
    try:
        if place.is_dir():
            return _of_files(place / NAME, place / DELETIONS)
        if zipfile.is_zipfile(place):
            return _of_zip(place)
        if place.name == NAME:
            return _of_files(place, place.with_name(DELETIONS))
        place.stat()
    except OSError as error:
        raise ChecksumsError(
            f"{error.filename or place}：读不出来（{reason_of(error)}）。"
            f"请指明以前做的包，或带有 {NAME} 的文件夹。"
        ) from error
    raise ChecksumsError(f"{place}：不是 zip 包，或没有拷完整。请换一个以前做的包。")


def _of_files(sums: Path, deletions: Path) -> OldBundle:
    listed = parse_deletions(deletions.read_bytes()) if deletions.is_file() else ()
    return OldBundle(parse_sums(sums.read_bytes(), str(sums)), listed)


def _of_zip(place: Path) -> OldBundle:
    try:
        with zipfile.ZipFile(place) as archive:
            names = set(archive.namelist())
            if NAME not in names:
                raise ChecksumsError(
                    f"{place}：里面没有 {NAME}，不是 report-archive bundle 做的包。"
                )
            sums = parse_sums(archive.read(NAME), f"{place} 里的 {NAME}")
            listed = parse_deletions(archive.read(DELETIONS)) if DELETIONS in names else ()
    except DAMAGED as error:
        raise ChecksumsError(f"{place}：包已损坏，或没有拷完整。请换一个以前做的包。") from error
    return OldBundle(sums, listed)
