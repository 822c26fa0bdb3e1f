"""Wheels fetched from the package index, for machines other than this one; our own wheel built."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from packaging.tags import Tag

from offline.lock import Pin, pins_for
from offline.targets import Target
from offline.wheels import Wheel, read_wheel

# A wheel for any Python anywhere: fetched once. backrefs has one for each version, best fetched so.
UNIVERSAL = Tag("py3", "none", "any")
# One fixed day, as in the Makefile, so that two runs give the same wheel.
EPOCH = "946684800"


class FetchError(Exception):
    """A wheel could not be had; the message says what to do."""


def fetch(target: Target, pins: Sequence[Pin], folder: Path) -> None:
    """Download what the lock file has for a target into a folder, hashes checked by pip.

    Raises:
        FetchError: A file can't be had.
    """
    for environment in distinct_environments(target, pins):
        there = [read_wheel(path) for path in sorted(folder.glob("*.whl"))]
        missing = [
            pin.requirement
            for pin in pins_for(pins, environment)
            if not any(is_of(wheel, pin) and UNIVERSAL in wheel.tags for wheel in there)
        ]
        if missing:
            run_pip("download", *download_options(target, environment, folder), lines=missing)


def download_options(target: Target, environment: Mapping[str, str], folder: Path) -> list[str]:
    """How pip is told of another machine: its tags, no dependencies of its own finding."""
    platforms = [option for tag in target.platform.tags for option in ("--platform", tag)]
    version = environment["python_full_version"]
    return [
        *("--no-deps", "--require-hashes", "--only-binary=:all:", "--dest", str(folder)),
        *("--implementation", "cp", "--abi", target.abi, "--python-version", version),
        *platforms,
    ]


def distinct_environments(target: Target, pins: Sequence[Pin]) -> list[dict[str, str]]:
    """The first of the target's environments for every set of pins that they take."""
    found: dict[tuple[Pin, ...], dict[str, str]] = {}
    for environment in target.environments():
        found.setdefault(pins_for(pins, environment), environment)
    return list(found.values())


def check_hashes(wheels: Iterable[Wheel], pins: Sequence[Pin]) -> None:
    """Hold the files against the lock file once more, whatever pip did.

    Raises:
        FetchError: A file is not in the lock file.
    """
    for wheel in wheels:
        if not any(is_of(wheel, pin) and wheel.sha256 in pin.hashes for pin in pins):
            raise FetchError(f"{wheel.file}：与 requirements.lock 里的校验值不符。")


def build_own(project: Path, folder: Path) -> Path:
    """Build the project's own wheel with the hatchling at hand, the locked one.

    Raises:
        FetchError: It can't be built.
    """
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder))
    run_pip("wheel", *options, str(project))
    return next(folder.glob("report_archive-*.whl"))


def run_pip(command: str, *options: str, lines: Sequence[str] = ()) -> None:
    """Run this interpreter's pip, with requirements if there are any.

    Raises:
        FetchError: pip failed; its last words are in the message.
    """
    with tempfile.TemporaryDirectory() as place:
        if lines:
            listed = Path(place, "requirements.txt")
            listed.write_text("\n".join(lines), encoding="utf-8")
            options = (*options, "--requirement", str(listed))
        quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
        done = subprocess.run(
            [sys.executable, "-m", "pip", command, *quiet, *options],
            env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "ERROR" in line] or [done.stderr]
        raise FetchError(f"pip {command} 没有成功。请检查网络后再运行。\n" + "\n".join(errors))


def is_of(wheel: Wheel, pin: Pin) -> bool:
    """Whether a wheel is of the version that is pinned."""
    return wheel.name == pin.name and wheel.version == pin.version
