"""The machines to install on: a platform and a minor version of CPython."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packaging.tags import Tag, compatible_tags, cpython_tags

PATCHES = range(30)
"""Patch versions that a marker may tell apart; no CPython has had more."""
GLIBC_MINORS = range(5, 29)
"""manylinux_2_5 to 2_28: 2.28 is the glibc of Debian 10, RHEL 8, Kylin V10 and UOS 20."""


@dataclass(frozen=True)
class Platform:
    """An operating system on a processor."""

    name: str
    """As `sysconfig.get_platform()` says it, `win-amd64`."""
    tags: tuple[str, ...]
    """Platform tags of the wheels that run on it, best first."""
    markers: dict[str, str]
    """What its environment markers are, but for those of the Python version."""


@dataclass(frozen=True)
class Target:
    """One kind of machine."""

    platform: Platform
    minor: int
    """11 for CPython 3.11."""

    @property
    def name(self) -> str:
        """`win-amd64-cp311`."""
        return f"{self.platform.name}-{self.abi}"

    @property
    def abi(self) -> str:
        """`cp311`."""
        return f"cp3{self.minor}"

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The wheel tags that pip accepts there, best first."""
        version, platforms = (3, self.minor), self.platform.tags
        return (
            *cpython_tags(version, [self.abi], platforms),
            *compatible_tags(version, self.abi, platforms),
        )

    def environments(self) -> Iterator[dict[str, str]]:
        """The marker environments of all its patch versions."""
        for patch in PATCHES:
            version = f"3.{self.minor}.{patch}"
            yield {
                **self.platform.markers,
                "implementation_name": "cpython",
                "implementation_version": version,
                "platform_python_implementation": "CPython",
                "platform_release": "",
                "platform_version": "",
                "python_full_version": version,
                "python_version": f"3.{self.minor}",
            }


def linux(machine: str) -> Platform:
    """GNU/Linux on a processor, `x86_64`."""
    names = [f"manylinux_2_{minor}_{machine}" for minor in reversed(GLIBC_MINORS)]
    markers = {
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": machine,
    }
    return Platform(f"linux-{machine}", (*names, f"manylinux2014_{machine}"), markers)


WINDOWS = Platform(
    "win-amd64",
    ("win_amd64",),
    {
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
)
PLATFORMS = (WINDOWS, linux("x86_64"), linux("aarch64"))
MINORS = (11, 12, 13)
TARGETS = tuple(Target(platform, minor) for platform in PLATFORMS for minor in MINORS)
