"""A run at an archive in which nothing has changed says what the last one said, and is done.

Telling so takes names, sizes and times of all files: 80,000 of them, for 10,000 reports, 0.5 s.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from report_archive.catalogue.columns import FILE_NAME
from report_archive.facts import facts_of
from report_archive.folders import DOCS, GENERATED, REPORTS, SITE
from report_archive.memory_file import FOLDER, remembered
from report_archive.packages import state_of_packages
from report_archive.power_cut import POURED, doubtful_in
from report_archive.site_facts import INHERIT
from report_archive.stamps import SETTLED, digest_of_lines, line_of
from report_archive.storing import write_bytes

BUILD, CONVERT = "build", "convert"
"""The command that writes site/, and the one that writes docs/ alone."""
SETTINGS, OVERRIDES = "mkdocs.yml", "overrides"
HIDDEN = f"{SITE}/."
"""How the path of a file begins that is no page of ours: .htaccess, .git."""


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
        state = remembered(archive, command)
        if doubtful_in(remembered(archive, POURED)):
            return None
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
            "state": remembered(archive, command),
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
    return None if recent else "".join([*facts_of(archive).values(), state_of_packages(), state])


def state_of(archive: Path) -> str:
    """A digest of names, sizes and times of all that people put in, the catalogue aside."""
    return _state_of(archive)[0]


def _state_of(archive: Path) -> tuple[str, int]:
    """The same, and when the newest was changed, in nanoseconds."""
    seen = _Seen(traced=True)
    aside = {str(archive / path) for path in (f"{REPORTS}/{FILE_NAME}", *GENERATED)}
    for folder in (REPORTS, DOCS, OVERRIDES):
        for place, names in walk(archive / folder, aside):
            seen.look(place, names, place)
    if (archive / SETTINGS).is_file():
        seen.look(str(archive), [SETTINGS], str(archive))
    return digest_of_lines(seen.lines), seen.newest


def _catalogue(archive: Path) -> str:
    """Size and time of the catalogue; empty where there is none."""
    path = archive / REPORTS / FILE_NAME
    if not path.is_file():
        return ""
    status = path.stat()
    return line_of(str(path), status.st_size, status.st_mtime_ns)


def state_of_outputs(archive: Path, command: str) -> str:
    """A digest of names, sizes and times of all that a command writes."""
    seen = _Seen()
    for folder in (*GENERATED, SITE) if command == BUILD else GENERATED:
        start = len(str(archive / folder))
        for place, names in walk(archive / folder):
            base = folder + place[start:].replace(os.sep, "/")
            seen.look(place, [n for n in names if not f"{base}/{n}".startswith(HIDDEN)], base)
    return digest_of_lines(seen.lines)


@dataclass
class _Seen:
    """What was seen of files: 80,000 in a run, so no object for each."""

    lines: list[str] = field(default_factory=list)
    """A line for each file."""
    newest: int = 0
    """When the newest was changed, in nanoseconds."""
    traced: bool = False
    """Whether it is to tell files of the same size and time apart (`Trace`)."""

    def look(self, place: str, names: Iterable[str], base: str) -> None:
        """Look at some files of a folder; of a link that leads nowhere at the link itself.

        Args:
            place: The folder.
            names: The files' names.
            base: What the folder is called in their lines.
        """
        for name in names:
            path = f"{place}{os.sep}{name}"
            try:
                status = os.stat(path)  # noqa: PTH116 (80,000 files a run: no Path for each)
            except OSError:
                status = os.lstat(path)
            mtime = status.st_mtime_ns
            line = line_of(f"{base}/{name}", status.st_size, mtime)
            self.lines.append(f"{line}\0{status.st_ctime_ns}" if self.traced else line)
            if mtime > self.newest:  # noqa: PLR1730 (max takes 0.02 s more for all of them)
                self.newest = mtime


def walk(folder: Path, aside: Collection[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every folder in and below a folder, with the names of its files.

    Linked folders are followed, each folder once, by the first of its names.

    Args:
        folder: Where to begin; nothing comes of one that is not there.
        aside: Paths of files and folders that are passed over.
    """
    seen: set[tuple[int, int]] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        status = os.stat(place)  # noqa: PTH116 (as above)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(f for f in folders if f"{place}{os.sep}{f}" not in aside)
        yield place, [name for name in names if f"{place}{os.sep}{name}" not in aside]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _name(command: str) -> str:
    return f"last-{command}.json"
