"""SHA256SUMS: every file of a copy with its digest, as `sha256sum -c` reads it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from report_archive.user_error import UserError

NAME = "SHA256SUMS"
SITE = "site/"
"""Where the site's files stand below the folder of SHA256SUMS."""
BLOCK = 1 << 20
"""Bytes read at a time."""
# 9f86d0…  site/index.html; sha256sum writes " *" before a name on some systems.
LINE = re.compile(r"(?P<digest>[0-9A-Fa-f]{64}) [ *](?P<name>[^\r\n]+)\r?")
EDITION_DIGITS = 12
REMEDY = "请用 report-archive bundle 重新做一个包，或重新拷贝。"


class ChecksumsError(UserError):
    """A SHA256SUMS can't be used; the message is for the clerk."""


def render_sums(sums: Mapping[str, str]) -> str:
    """The lines of SHA256SUMS, in the order of the names."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def parse_sums(data: bytes, place: str) -> dict[str, str]:
    """Digests by name.

    Args:
        data: The bytes of SHA256SUMS.
        place: What to call the file in messages.

    Raises:
        ChecksumsError: A line is no such line, or names a file outside the folder.
    """
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ChecksumsError(f"{place}：不是 UTF-8 文本，已损坏。{REMEDY}") from error
    sums: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        match = LINE.fullmatch(line)
        if match is None:
            raise ChecksumsError(f"{place}：第 {number} 行不是“校验码  文件名”。{REMEDY}")
        name = match["name"]
        if is_outside(name) or name in sums:
            raise ChecksumsError(f"{place}：第 {number} 行的文件名不合规矩（{name!r}）。{REMEDY}")
        sums[name] = match["digest"].lower()
    if not sums:
        raise ChecksumsError(f"{place}：是空的。{REMEDY}")
    return sums


def is_outside(name: str) -> bool:
    r"""Whether a name may lead out of the folder that it is relative to, on any system.

    Example:
        >>> is_outside("site/a.html"), is_outside("../a"), is_outside("C:\\a"), is_outside("/a")
        (False, True, True, True)
    """
    return "\\" in name or ":" in name or any(part in ("", ".", "..") for part in name.split("/"))


def edition(sums: Mapping[str, str]) -> str:
    """版本号: twelve digits that differ when any file of the site does."""
    site = {name: digest for name, digest in sums.items() if name.startswith(SITE)}
    return hashlib.sha256(render_sums(site).encode()).hexdigest()[:EDITION_DIGITS]


def digest_of(file: IO[bytes]) -> tuple[str, int]:
    """Digest and size of what an open file still has to give."""
    digest = hashlib.sha256()
    size = 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def digest_of_path(path: Path) -> tuple[str, int]:
    """Digest and size of a file.

    Raises:
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        return digest_of(file)
