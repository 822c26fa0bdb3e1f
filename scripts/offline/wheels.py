"""Wheels: what one is called, where it runs, what it requires, and what follows from that."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag
from packaging.utils import canonicalize_name, parse_wheel_filename


class IncompleteError(Exception):
    """Something that is required is not there; the message names it."""


@dataclass(frozen=True)
class Wheel:
    """One wheel file, as far as installing it is concerned."""

    file: str
    """Its file name."""
    name: str
    """Canonical."""
    version: str
    tags: frozenset[Tag]
    """Where it runs."""
    requires_python: str
    """A specifier, empty for any."""
    requires: tuple[str, ...]
    """Requires-Dist, with markers."""
    sha256: str = ""
    """Of the file, in hexadecimal."""

    def runs(self, environment: dict[str, str], tags: Sequence[Tag]) -> bool:
        """Whether pip would install it in this environment."""
        python = environment["python_full_version"]
        return not self.tags.isdisjoint(tags) and python in SpecifierSet(self.requires_python)


def read_wheel(path: Path) -> Wheel:
    """A wheel's name, tags and metadata."""
    name, version, _, tags = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as archive:
        inner = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(inner).decode("utf-8"))
    return Wheel(
        path.name,
        name,
        str(version),
        tags,
        metadata.get("Requires-Python", ""),
        tuple(metadata.get_all("Requires-Dist", ())),
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def closure(
    root: str, environment: dict[str, str], tags: Sequence[Tag], wheels: Iterable[Wheel]
) -> frozenset[Wheel]:
    """The wheels that installing `root` takes in an environment, itself included.

    Raises:
        IncompleteError: Something that one of them requires is not among the wheels.
    """
    there = [wheel for wheel in wheels if wheel.runs(environment, tags)]
    found: dict[str, Wheel] = {}
    waiting = [(Requirement(root), "")]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, parent = waiting.pop()
        wheel = _best(requirement, there, tags, parent)
        found[wheel.name] = wheel
        for extra in ("", *sorted(requirement.extras)):
            if (wheel.name, extra) not in seen:
                seen.add((wheel.name, extra))
                waiting += [(r, wheel.file) for r in _required(wheel, environment, extra)]
    return frozenset(found.values())


def _required(wheel: Wheel, environment: dict[str, str], extra: str) -> list[Requirement]:
    requirements = map(Requirement, wheel.requires)
    context = {**environment, "extra": extra}
    return [r for r in requirements if r.marker is None or r.marker.evaluate(context)]


def _best(
    requirement: Requirement, wheels: Iterable[Wheel], tags: Sequence[Tag], parent: str
) -> Wheel:
    name = canonicalize_name(requirement.name)
    fitting = [w for w in wheels if w.name == name and w.version in requirement.specifier]
    if not fitting:
        raise IncompleteError(f"缺 {requirement}（{parent or '安装的起点'}要用）")
    order = {tag: place for place, tag in enumerate(tags)}
    return min(fitting, key=lambda w: min(order[tag] for tag in w.tags if tag in order))
