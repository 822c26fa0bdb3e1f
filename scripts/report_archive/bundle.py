"""One zip of the finished site, for a server, a share or a USB stick; or of what changed in it.

A bundle holds site/, a start page, a note for people and SHA256SUMS. A delta holds only the files
that differ from an earlier bundle, the whole new SHA256SUMS and a list of files to delete.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from report_archive import bundle_notes as notes
from report_archive.build import is_behind, only_run
from report_archive.checksums import NAME, digest_of_path, edition, render_sums
from report_archive.file_names import clashes, is_litter, name_problem, printable, same_name
from report_archive.folders import SITE
from report_archive.freshness import staleness
from report_archive.old_bundle import OldBundle, read_old_bundle
from report_archive.progress import Progress
from report_archive.site_settings import SiteSettings, read_settings
from report_archive.system_errors import reason_of
from report_archive.user_error import UserError
from report_archive.zip_writing import ChangedError, Member, held, on_disk, write_zip

BUILD_AGAIN = "请先运行 report-archive build，成功后再做。"
REPORT_PAGES = f"{SITE}/archive/reports/"


class BundleError(UserError):
    """No bundle could be made; the message is for the clerk."""


@dataclass(frozen=True)
class Bundle:
    """A bundle that was written."""

    path: Path
    """Where it is."""
    edition: str
    """版本号 of its site."""
    files: int
    """Files of the whole copy."""
    packed: int
    """Files of the copy that are in this zip."""
    deletions: tuple[str, ...]
    """Files that the copy shall lose."""


def bundle_archive(
    archive: Path, since: Path | None, output: Path | None, progress: Progress
) -> Bundle:
    """Pack the site of an archive.

    Args:
        archive: The archive's folder.
        since: An earlier bundle, or a copy unpacked from one; None for a full bundle.
        output: The zip to write; by default one named by its edition, in the archive's folder.
        progress: Shows the files going by.

    Raises:
        BundleError: The site isn't finished, has names that some system refuses, or the zip
            can't be written.
        ChecksumsError: `since` is no bundle.
    """
    with only_run(archive):
        _check_site(archive, progress)
        old = read_old_bundle(since) if since else None
        members = _members(archive, read_settings(archive), progress)
        sums = {member.name: member.digest for member in members}
        target = output or archive / _default_name(sums, old)
        _check_target(target, archive, since)
        packed = _packed(members, old)
        gone = deletions(sums, old) if old else ()
        extra = _extra(sums, old, gone, len(packed))
        try:
            write_zip(target, progress_members((*packed, *extra), progress))
        except ChangedError as error:
            raise BundleError(f"{error}：打包时被改动了。{BUILD_AGAIN}") from error
        except OSError as error:
            raise _unwritable(target, error) from error
        return Bundle(target, edition(sums), len(members), len(packed), gone)


def _check_site(archive: Path, progress: Progress) -> None:
    try:
        reason = staleness(archive)
        if not reason and is_behind(archive, progress):
            reason = "网站是旧的，建站以后报告、目录或词表又改动过"
    except OSError as error:
        raise BundleError(f"{error.filename}：读不出来（{reason_of(error)}）。") from error
    if reason:
        raise BundleError(f"{archive / SITE}：{reason}。{BUILD_AGAIN}")


def _members(archive: Path, settings: SiteSettings, progress: Progress) -> tuple[Member, ...]:
    """Everything that a copy consists of, SHA256SUMS aside, in the order of the names."""
    names = list_site(archive)
    check_names(names)
    site = tuple(_site_members(archive, progress(names, len(names), "打包")))
    number = edition({member.name: member.digest for member in site})
    reports = sum(1 for name in names if name.startswith(REPORT_PAGES))
    start = held(notes.START, notes.start_page(settings.name).encode())
    note = held(notes.NOTE, notes.render_note(settings, reports, len(site), number))
    return tuple(sorted((start, note, *site), key=lambda member: member.name))


def list_site(archive: Path) -> list[str]:
    """Every file of the site by its path below the archive, sorted.

    Raises:
        BundleError: There is something that is neither a file nor a folder, or can't be read.
    """
    found: list[str] = []
    try:
        for folder, folders, files in os.walk(archive / SITE, onerror=_raise):
            odd = (name for name in (*folders, *files) if _is_odd(Path(folder, name)))
            for name in odd:
                raise BundleError(f"{Path(folder, name)}：是链接或设备，不是文件。{BUILD_AGAIN}")
            found += [Path(folder, name).relative_to(archive).as_posix() for name in files]
    except OSError as error:
        raise BundleError(f"{error.filename}：读不出来（{reason_of(error)}）。") from error
    return sorted(name for name in found if not is_litter(name))


def _raise(error: OSError) -> None:
    raise error


def _is_odd(path: Path) -> bool:
    return path.is_symlink() or not (path.is_file() or path.is_dir())


def check_names(names: Sequence[str]) -> None:
    """Refuse names that some system would refuse, change or confuse.

    Raises:
        BundleError: There is one; the message names it and the reason.
    """
    for name in names:
        problem = name_problem(name.removeprefix(f"{SITE}/"))
        if problem:
            raise BundleError(f"{printable(name)}：{problem}。请在 docs 里改名后重新 build。")
    for one, other in clashes(names):
        raise BundleError(
            f"{one} 与 {other}：只有大小写或写法不同，在 Windows 上是同一个文件。"
            "请在 docs 里改名后重新 build。"
        )


def _site_members(archive: Path, names: Iterable[str]) -> Iterator[Member]:
    for name in names:
        try:
            digest, size = digest_of_path(archive / name)
        except OSError as error:
            raise BundleError(f"{archive / name}：读不出来（{reason_of(error)}）。") from error
        yield on_disk(name, archive / name, digest, size)


def _default_name(sums: Mapping[str, str], old: OldBundle | None) -> str:
    """A name that no other edition has, so that an earlier bundle is never overwritten."""
    if old is None:
        return f"档案-{edition(sums)}.zip"
    return f"档案增量-{edition(old.sums)}-{edition(sums)}.zip"


def _check_target(target: Path, archive: Path, since: Path | None) -> None:
    place = target.resolve()
    if since is not None and place == since.resolve():
        raise BundleError(f"{target}：就是 --since 的那个包。请用 --output 另取一个名称。")
    for folder in (archive / SITE, archive / "docs"):
        if place.is_relative_to(folder.resolve()):
            raise BundleError(f"{target}：不能放在 {folder} 里，否则会被发布。请换个地方。")
    if target.is_dir():
        raise BundleError(f"{target}：是个文件夹。请写上文件名，例如 {target / '档案.zip'}。")


def _packed(members: Sequence[Member], old: OldBundle | None) -> tuple[Member, ...]:
    """The members that a zip must hold: all, or those that an earlier bundle has not."""
    before = old.sums if old else {}
    return tuple(member for member in members if before.get(member.name) != member.digest)


def deletions(sums: Mapping[str, str], old: OldBundle) -> tuple[str, ...]:
    """Files of earlier bundles that are not in the new one.

    A name that only differs in case from a new one is left out: on Windows the new file
    has taken its place, and deleting it would delete the new one.

    Raises:
        BundleError: A file has become a folder or the other way round.
    """
    kept = {same_name(name) for name in sums}
    before = {*old.sums, *old.deletions}
    gone = tuple(sorted(name for name in before if same_name(name) not in kept))
    for name in sums:
        for other in gone:
            if name.startswith(f"{other}/") or other.startswith(f"{name}/"):
                raise BundleError(
                    f"{other} 与 {name}：文件变成了文件夹，请不用 --since，做完整的包。"
                )
    return gone


def _extra(
    sums: Mapping[str, str], old: OldBundle | None, gone: Sequence[str], packed: int
) -> Iterator[Member]:
    yield held(NAME, render_sums(sums).encode())
    if old is not None:
        changes = notes.Changes(edition(old.sums), edition(sums), packed, gone)
        yield held(notes.DELTA_NOTE, notes.render_delta_note(changes))
        yield held(notes.DELETIONS, notes.render_deletions(gone))


def progress_members(members: Sequence[Member], progress: Progress) -> Iterator[Member]:
    """The members in the order of their names, with their progress shown."""
    by_name = {member.name: member for member in members}
    return (by_name[name] for name in progress(sorted(by_name), len(by_name), "打包"))


def _unwritable(target: Path, error: OSError) -> BundleError:
    return BundleError(
        f"{error.filename or target}：读写不了（{reason_of(error)}）。"
        "请看磁盘满没满、包是不是正被打开，或用 --output 换个地方；原有的包没有动。"
    )
