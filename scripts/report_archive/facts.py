"""What every reading rests on beside its file."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from report_archive.folders import REPORTS

LOCAL_WORDS = "vocabulary.yml"


def facts_of(archive: Path) -> dict[str, str]:
    """Digests of this program and of the words."""
    words = archive / REPORTS / LOCAL_WORDS
    local = words.read_bytes() if words.is_file() else b""
    return {"program": _program(), "words": hashlib.sha256(local).hexdigest()}


@cache
def _program() -> str:
    """Digest of the program, as it lay there when this process asked first: that is what it runs.

    Whoever installs another one while `serve` runs has it in the next process. 10 ms.
    """
    own = Path(__file__).parent
    program = hashlib.sha256()
    for path in sorted(p for p in own.rglob("*") if p.suffix in (".py", ".yml")):
        program.update(path.relative_to(own).as_posix().encode() + b"\0" + path.read_bytes())
    return program.hexdigest()
