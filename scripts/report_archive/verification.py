"""A copy of the site against its SHA256SUMS: what is missing, changed, or too much."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from report_archive.bundle_notes import DELETIONS
from report_archive.checksums import (
    NAME,
    SITE,
    ChecksumsError,
    digest_of,
    digest_of_path,
    edition,
    is_outside,
)
from report_archive.file_names import clashes, is_litter, printable, same_name
from report_archive.old_bundle import DAMAGED, read_old_bundle
from report_archive.progress import Progress
from report_archive.system_errors import reason_of


@dataclass(frozen=True)
class Verdict:
    """What a check found."""

    edition: str
    """版本号 that the copy should have."""
    checked: int
    """Files that were compared."""
    missing: tuple[str, ...]
    """Files that should be there."""
    changed: tuple[tuple[str, str], ...]
    """Files that differ or can't be read, each with the reason in Chinese."""
    extra: tuple[str, ...]
    """Files that should not be there."""
    delta: bool = False
    """A zip that holds only a part of the copy."""

    @property
    def good(self) -> bool:
        """Whether every file is there as it should be; there may be others."""
        return not self.missing and not self.changed


def verify(place: Path, against: Path | None, progress: Progress) -> Verdict:
    """Check a copy, or a bundle itself.

    Args:
        place: A folder that a bundle was unpacked to, its site/, or a bundle.
        against: The bundle or SHA256SUMS to compare with; by default the copy's own.
        progress: Shows the files going by.

    Raises:
        ChecksumsError: There is nothing to compare with.
        OSError: The copy can't be listed.
    """
    if not place.exists():
        raise ChecksumsError(f"{place}：没有这个文件或文件夹。")
    if not place.is_dir():
        return _verify_zip(place, against, progress)
    if against:
        return _verify_site(place, read_old_bundle(against).sums, progress)
    root = _root(place)
    return _verify_folder(root, read_old_bundle(root).sums, progress)


def _root(place: Path) -> Path:
    """The folder with SHA256SUMS: the place, or the one around it when the place is site/."""
    for folder in (place, place.resolve().parent):
        if (folder / NAME).is_file() and (folder == place or place.resolve().name == SITE[:-1]):
            return folder
    raise ChecksumsError(
        f"{place}：没有 {NAME}，不知道该有哪些文件。"
        "请指明解压出来的整个文件夹，或用 --against 指明当初的包。"
    )


def _verify_site(place: Path, sums: Mapping[str, str], progress: Progress) -> Verdict:
    """Compare the site alone, wherever it stands: people copy only that to a server."""
    site = {name: digest for name, digest in sums.items() if name.startswith(SITE)}
    if (place / SITE).is_dir():
        return _verify_folder(place, site, progress)
    bare = {name.removeprefix(SITE): digest for name, digest in site.items()}
    return _compare(place, place, bare, edition(sums), progress)


def _verify_folder(root: Path, sums: Mapping[str, str], progress: Progress) -> Verdict:
    return _compare(root, root / SITE, sums, edition(sums), progress)


def _compare(
    root: Path, site: Path, sums: Mapping[str, str], number: str, progress: Progress
) -> Verdict:
    missing: list[str] = []
    changed: list[tuple[str, str]] = []
    for name in progress(sorted(sums), len(sums), "核对"):
        try:
            digest, _ = digest_of_path(root / name)
        except (FileNotFoundError, NotADirectoryError):
            missing.append(name)
            continue
        except OSError as error:
            changed.append((name, reason_of(error)))
            continue
        if digest != sums[name]:
            changed.append((name, "内容不同"))
    extra = _extra(root, site, sums)
    return Verdict(number, len(sums), tuple(missing), tuple(changed), extra)


def _extra(root: Path, site: Path, sums: Mapping[str, str]) -> tuple[str, ...]:
    """Files that no line names; on Windows a file is named whatever the case of its letters."""
    named = {same_name(name): name for name in sums}
    found = (name for name in _files(root, site) if name not in sums)
    return tuple(
        sorted(
            name
            for name in found
            if (other := named.get(same_name(name))) is None or not _is_same(root, name, other)
        )
    )


def _is_same(root: Path, name: str, other: str) -> bool:
    return (root / other).exists() and (root / name).samefile(root / other)


def _files(root: Path, site: Path) -> Iterator[str]:
    """Every file below the site's folder, by its path below the root; litter aside."""
    if not site.is_dir():
        return
    for folder, _, files in os.walk(site, onerror=_raise):
        for file in files:
            name = Path(folder, file).relative_to(root).as_posix()
            if not is_litter(name) and name != NAME:
                yield name


def _raise(error: OSError) -> None:
    raise error


def _verify_zip(place: Path, against: Path | None, progress: Progress) -> Verdict:
    own = read_old_bundle(place).sums
    sums = read_old_bundle(against).sums if against else own
    with zipfile.ZipFile(place) as archive:
        infos = {i.filename: i for i in archive.infolist() if not i.is_dir()}
        delta = DELETIONS in infos
        wanted = [name for name in sorted(sums) if name in infos]
        changed = [
            (name, reason)
            for name in progress(wanted, len(wanted), "核对")
            if (reason := _difference(archive, infos[name], sums[name]))
        ]
        missing = () if delta else tuple(sorted(set(sums) - set(infos)))
        changed += _odd_entries(archive)
    extra = sorted(name for name in infos if name.startswith(SITE) and name not in sums)
    return Verdict(edition(sums), len(wanted), missing, tuple(changed), tuple(extra), delta)


def _difference(archive: zipfile.ZipFile, info: zipfile.ZipInfo, digest: str) -> str | None:
    try:
        with archive.open(info) as file:
            return None if digest_of(file)[0] == digest else "内容不同"
    except DAMAGED:
        return "已损坏"


def _odd_entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Entries that would do harm when unpacked: outside the folder, twice, links."""
    seen: set[str] = set()
    for info in archive.infolist():
        # The zip module cuts a name at its first NUL and turns backslashes on Windows only.
        name = info.orig_filename
        if is_outside(name.rstrip("/")):
            yield printable(name), "会解压到文件夹外面，千万不要解压"
        elif name in seen:
            yield printable(name), "在包里有两个"
        elif stat.S_ISLNK(info.external_attr >> 16):
            yield printable(name), "是链接，不是文件"
        seen.add(name)
    for one, other in clashes(sorted(seen)):
        yield printable(other), f"与 {printable(one)} 只有大小写不同"
