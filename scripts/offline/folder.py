"""The wheelhouse folder: fetched, checked, written."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from offline.fetching import (
    FetchError,
    build_own,
    check_hashes,
    distinct_environments,
    fetch,
    is_of,
)
from offline.lock import LockError, Pin, parse_lock, pins_for
from offline.targets import TARGETS, Target
from offline.wheels import IncompleteError, Wheel, closure, read_wheel

PROJECT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "files"
ROOT, INSTALLER = "report-archive", "pip"
SUMS = "SHA256SUMS"
# cmd shows a file in the code page of its console: GBK on a Chinese Windows, else UTF-8.
NO_PYTHON = {"no-python.936.txt": "gbk", "no-python.65001.txt": "utf-8"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the folder; 0 made, 1 not."""
    options = make_parser().parse_args(arguments)
    targets = [t for t in TARGETS if not options.only or t.name in options.only]
    try:
        make_wheelhouse(PROJECT, options.output, targets)
    except (FetchError, IncompleteError, LockError) as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in options.output.iterdir())
    print(f"已备好 {options.output}（{size / 1e6:.0f} MB）：{'、'.join(t.name for t in targets)}")
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The options of `make_wheelhouse.py`."""
    parser = argparse.ArgumentParser(description="备好离线安装用的文件夹。")
    parser.add_argument("--output", type=Path, default=Path("wheelhouse"), metavar="文件夹")
    names = [target.name for target in TARGETS]
    parser.add_argument("--only", action="append", choices=names, help="只备这一种电脑的，可重复")
    return parser


def make_wheelhouse(project: Path, output: Path, targets: Sequence[Target]) -> None:
    """Make the folder anew from the project's lock file and its own code.

    Raises:
        FetchError: A wheel could not be had, or is not the one in the lock file.
        IncompleteError: A target would lack something.
    """
    pins = parse_lock((project / "requirements.lock").read_text("utf-8"))
    with tempfile.TemporaryDirectory(dir=output.resolve().parent, prefix=".wheelhouse-") as made:
        fetched, folder = Path(made, "fetched"), Path(made, "folder")
        fetched.mkdir()
        own = read_wheel(build_own(project, fetched))
        for target in targets:
            fetch(target, pins, fetched)
        wheels = [read_wheel(path) for path in sorted(fetched.glob("*.whl"))]
        check_hashes([wheel for wheel in wheels if wheel != own], pins)
        write_folder(folder, fetched, needed(targets, pins, wheels, own), pins, own)
        if output.exists():
            shutil.rmtree(output)
        folder.rename(output)


def needed(
    targets: Iterable[Target], pins: Sequence[Pin], wheels: Sequence[Wheel], own: Wheel
) -> frozenset[Wheel]:
    """The wheels that installing takes on any of the targets, and pip's.

    Raises:
        IncompleteError: Something is missing for a target, which the message names.
    """
    found: set[Wheel] = {own}
    for target in targets:
        for environment in distinct_environments(target, pins):
            pinned = pins_for(pins, environment)
            there = [w for w in wheels if w == own or any(is_of(w, pin) for pin in pinned)]
            try:
                found |= closure(ROOT, environment, target.tags, there)
                found |= closure(INSTALLER, environment, target.tags, there)
            except IncompleteError as error:
                raise IncompleteError(f"{target.name}：{error}") from error
    return frozenset(found)


def write_folder(
    folder: Path, fetched: Path, wheels: Iterable[Wheel], pins: Sequence[Pin], own: Wheel
) -> None:
    """Write the folder: wheels, requirements, scripts, sums."""
    folder.mkdir()
    kept = sorted(wheels, key=lambda wheel: wheel.file)
    for wheel in kept:
        shutil.copyfile(fetched / wheel.file, folder / wheel.file)
    lines = requirements(pins, kept, own)
    (folder / "requirements.txt").write_text(lines, encoding="utf-8", newline="\n")
    write_scripts(folder)
    (folder / SUMS).write_text(sums(folder), encoding="utf-8", newline="\n")


def write_scripts(folder: Path) -> None:
    """Write what installs, and what explains it, in the encodings that its readers want."""
    for name in ("install.py", "install.sh"):
        shutil.copyfile(FILES / name, folder / name)
    (folder / "install.sh").chmod(0o755)
    for name in ("安装.bat", "说明.txt"):
        text = (FILES / name).read_text("utf-8")
        # Notepad before Windows 10 wants its mark and line ends, cmd its line ends.
        encoding = "ascii" if name.endswith(".bat") else "utf-8-sig"
        (folder / name).write_text(text, encoding=encoding, newline="\r\n")
    for name, encoding in NO_PYTHON.items():
        text = (FILES / "no-python.txt").read_text("utf-8")
        (folder / name).write_text(text, encoding=encoding, newline="\r\n")


def requirements(pins: Sequence[Pin], wheels: Sequence[Wheel], own: Wheel) -> str:
    """The requirements file: the lock file's pins that were kept, markers and all, and our own.

    Hashes are those of the files in the folder.
    """
    lines = [f"{own.name}=={own.version} --hash=sha256:{own.sha256}"]
    for pin in pins:
        hashes = sorted(wheel.sha256 for wheel in wheels if is_of(wheel, pin))
        if hashes and pin.name != INSTALLER:
            marker = f" ; {pin.marker}" if pin.marker else ""
            options = " ".join(f"--hash=sha256:{value}" for value in hashes)
            lines.append(f"{pin.name}=={pin.version}{marker} {options}")
    return "\n".join(lines) + "\n"


def sums(folder: Path) -> str:
    """`<sha256>  <name>` for every file, as sha256sum writes and reads it."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files
    )
