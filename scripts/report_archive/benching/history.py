"""What earlier runs of the bench found, and how this one compares."""

from __future__ import annotations

import json
import math
import os
import platform
import re
import subprocess
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

LATEST = "latest.json"
HISTORY = "history.jsonl"
PACKAGES = (
    *("report-archive", "mkdocs", "mkdocs-material", "Markdown", "numpy", "playwright"),
    *("pagefind", "zensical", "jieba", "hugo"),
)
# model name	: AMD EPYC 7B13
MODEL = re.compile(r"^model name\s*:\s*(.+)$", re.MULTILINE)
# MemTotal:       24689764 kB
MEMORY = re.compile(r"^MemTotal:\s*(\d+) kB", re.MULTILINE)

Result = Mapping[str, Any]


def machine() -> dict[str, Any]:
    """What the figures depend on: cores, memory, processor, Python, packages."""
    memory = MEMORY.search(_read(Path("/proc/meminfo")))
    model = MODEL.search(_read(Path("/proc/cpuinfo")))
    return {
        "cores": os.cpu_count(),
        "memory GB": round(int(memory[1]) * 1024 / 1e9, 1) if memory else None,
        "processor": model[1].strip() if model else platform.processor(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def commit() -> str | None:
    """The commit of the checkout that the program runs from; None where there is none."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    try:
        done = subprocess.run(
            command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout.strip() or None


def keep(folder: Path, result: Result) -> None:
    """Write the result, and add it to the history."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = json.dumps(result, ensure_ascii=False, indent=1)
    (folder / LATEST).write_text(whole + "\n", encoding="utf-8")
    with (folder / HISTORY).open("a", encoding="utf-8") as file:
        file.write(json.dumps(result, ensure_ascii=False) + "\n")


def last(folder: Path, count: int, source: str) -> Result | None:
    """The last result with as many reports from the same source; None when there is none."""
    found = None
    for line in _read(folder / HISTORY).splitlines():
        try:
            result = json.loads(line)
        except ValueError:
            continue  # a run that was killed while writing
        if (result.get("reports"), result.get("source")) == (count, source):
            found = result
    return found


def flatten(result: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Every figure of a result under its path.

    Example:
        >>> list(flatten({"runs": {"build": {"wall s": 3.0}}}))
        [('runs / build / wall s', 3.0)]
    """
    if isinstance(result, Mapping):
        for key, value in result.items():
            yield from flatten(value, f"{name} / {key}" if name else str(key))
    elif isinstance(result, int | float) and not isinstance(result, bool):
        yield name, float(result)


def compare(now: Result, before: Result | None) -> dict[str, float]:
    """For each figure that both have, how many times as large it is now.

    Example:
        >>> compare({"a": {"s": 3}}, {"a": {"s": 2}, "b": 1})
        {'a / s': 1.5}
    """
    known = dict(flatten(before or {}))
    return {
        name: value / known[name]
        for name, value in flatten(now)
        if known.get(name) and math.isfinite(value)
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
