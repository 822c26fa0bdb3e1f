"""A run at an archive in which nothing has changed says what the last one said, and is done.

Telling so takes names, sizes and times of all files: 80,000 of them, for 10,000 reports, 0.5 s.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from report_archive.catalogue.columns import FILE_NAME
from report_archive.memory import FOLDER, Stamp, remembered
from report_archive.outputs import DOCS, SITE, digest_of
from report_archive.publishing import BUILD, GENERATED, state_name
from report_archive.site_facts import INHERIT, versions
from report_archive.storing import write_bytes
from report_archive.survey import REPORTS, SETTLED, facts_of

SETTINGS, OVERRIDES = "mkdocs.yml", "overrides"


@dataclass(frozen=True)
class Told:
    """What a run told the clerk."""

    troubles: list[tuple[str, str]]
    """What needs a person, in order: text and colour."""
    summary: str
    """How many files came out how."""
    unsettled: int
    """Files that need a person."""
    gone: tuple[str, ...] = ()
    """Reports that have lost their files since the run before; told once."""


def recall(archive: Path, command: str, inputs: str | None) -> Told | None:
    """What the last run of a command told, if everything is as it left it.

    Args:
        archive: The archive folder.
        command: Which command is to run.
        inputs: `inputs_of` the archive.
    """
    try:
        kept = json.loads((archive / FOLDER / _name(command)).read_text(encoding="utf-8"))
        # The outputs are ten times as many: they are looked at only where it can matter.
        # A run that kept nothing may have been here since: what is remembered is the last one's.
        state = remembered(archive, state_name(command))
        same = kept["inputs"] == inputs and kept["catalogue"] == _catalogue(archive)
        if same and kept["state"] == state == state_of_outputs(archive, command):
            troubles = [(text, style) for text, style in kept["told"]["troubles"]]
            return Told(troubles, kept["told"]["summary"], kept["told"]["unsettled"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def keep(archive: Path, command: str, inputs: str | None, told: Told) -> None:
    """Keep what a run told.

    Args:
        archive: The archive folder.
        command: Which command ran.
        inputs: `inputs_of` the archive before the run; None keeps nothing.
        told: What it told.
    """
    if inputs is not None:
        kept = {
            "inputs": inputs,
            "catalogue": _catalogue(archive),
            "state": remembered(archive, state_name(command)),
            "told": asdict(replace(told, gone=())),
        }
        text = json.dumps(kept, ensure_ascii=False)
        write_bytes(archive / FOLDER / _name(command), text.encode())


def inputs_of(archive: Path) -> str | None:
    """A digest of what people put into an archive, the catalogue aside, which the run writes too.

    None while something is so new that its time can't be trusted, and for settings that lean on
    files anywhere else.
    """
    if INHERIT in _read(archive / SETTINGS):
        return None
    state, newest = _state_of(archive)
    recent = time.time_ns() - newest < SETTLED
    return None if recent else "".join([*facts_of(archive).values(), *versions()]) + state


def state_of(archive: Path) -> str:
    """A digest of names, sizes and times of all that people put in, the catalogue aside."""
    return _state_of(archive)[0]


def _state_of(archive: Path) -> tuple[str, int]:
    """The same, and when the newest was changed, in nanoseconds."""
    state, newest = hashlib.sha256(), 0
    for path, status in _inputs(archive):
        state.update(_line(path, status))
        newest = max(newest, status.st_mtime_ns)
    return state.hexdigest(), newest


def _catalogue(archive: Path) -> str:
    """Size and time of the catalogue; empty where there is none."""
    path = archive / REPORTS / FILE_NAME
    return _line(str(path), path.stat()).hex() if path.is_file() else ""


def state_of_outputs(archive: Path, command: str) -> str:
    """A digest of names, sizes and times of all that a command writes."""
    stamps: dict[str, Stamp] = {}
    for folder in (*GENERATED, SITE) if command == BUILD else GENERATED:
        start = len(str(archive / folder))
        for path, status in walk(archive / folder):
            name = folder + path[start:].replace(os.sep, "/")
            if name.startswith(f"{SITE}/."):
                continue  # no page of ours: .htaccess, .git
            stamps[name] = Stamp(status.st_size, status.st_mtime_ns)
    return digest_of(stamps)


def _inputs(archive: Path) -> Iterator[tuple[str, os.stat_result]]:
    aside = (str(archive / REPORTS / FILE_NAME), str(archive / DOCS / "archive"))
    for folder in (REPORTS, DOCS, OVERRIDES):
        yield from walk(archive / folder, (*aside, str(archive / DOCS / "data")))
    if (archive / SETTINGS).is_file():
        yield str(archive / SETTINGS), (archive / SETTINGS).stat()


def walk(folder: Path, aside: Collection[str] = ()) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below a folder with its status, in a fixed order.

    Linked folders are followed, each folder once; of a link that leads nowhere its own status.

    Args:
        folder: Where to begin; nothing comes of one that is not there.
        aside: Paths that are passed over.
    """
    seen: set[tuple[int, int]] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        status = os.stat(place)  # noqa: PTH116 (80,000 files a run: no Path for each)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(f for f in folders if f"{place}{os.sep}{f}" not in aside)
        for name in sorted(names):
            path = f"{place}{os.sep}{name}"
            if path not in aside:
                yield path, _status(path)


def _status(path: str) -> os.stat_result:
    try:
        return os.stat(path)  # noqa: PTH116 (as above)
    except OSError:
        return os.lstat(path)


def _line(path: str, status: os.stat_result) -> bytes:
    line = f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n"
    return line.encode(errors="surrogateescape")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _name(command: str) -> str:
    return f"last-{command}.json"
