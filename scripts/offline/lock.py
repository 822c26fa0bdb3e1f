"""The lock file: which version of what, where, and the hashes of its files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.utils import canonicalize_name

# numpy==2.5.5 ; python_full_version >= '3.12' --hash=sha256:0f…   (lines joined at their \)
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))?(?: --hash=|$)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
CONTINUED = re.compile(r"\s*\\\n\s*")


class LockError(Exception):
    """The lock file is not as `make lock` writes it; the message names the line."""


@dataclass(frozen=True)
class Pin:
    """One version of one distribution."""

    name: str
    """Canonical, `markdown-it-py`."""
    version: str
    marker: str
    """The environments that it is for, empty for all."""
    hashes: frozenset[str]
    """SHA-256 of every file that may be taken, in hexadecimal."""

    def applies(self, environment: dict[str, str]) -> bool:
        """Whether this environment takes it."""
        return not self.marker or Marker(self.marker).evaluate({**environment})

    @property
    def requirement(self) -> str:
        """The pin as a requirements file has it, without its marker."""
        return " ".join(
            (f"{self.name}=={self.version}", *(f"--hash=sha256:{h}" for h in sorted(self.hashes)))
        )


def parse_lock(text: str) -> tuple[Pin, ...]:
    """The pins of a lock file.

    Raises:
        LockError: A line is no pin, or has no hash.
    """
    lines = map(str.strip, CONTINUED.sub(" ", text).splitlines())
    return tuple(_parse_pin(line) for line in lines if line and not line.startswith("#"))


def pins_for(pins: Iterable[Pin], environment: dict[str, str]) -> tuple[Pin, ...]:
    """The pins that an environment takes."""
    return tuple(pin for pin in pins if pin.applies(environment))


def _parse_pin(line: str) -> Pin:
    found = PIN.match(line)
    hashes = frozenset(HASH.findall(line))
    if not found or not hashes:
        raise LockError(f"requirements.lock：这一行不是带校验值的版本号：{line[:80]}")
    name = canonicalize_name(found["name"])
    return Pin(name, found["version"], found["marker"] or "", hashes)
