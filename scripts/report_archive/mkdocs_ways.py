"""MkDocs and Jinja as this program wants them: complaints are errors, templates stay compiled."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import jinja2.bccache

from report_archive.site_facts import SiteError


@contextmanager
def complaints() -> Iterator[None]:
    """What MkDocs warns of becomes an error, as its own --strict has it."""
    heard: list[str] = []
    handler = _Listener(heard)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
    if heard:
        raise SiteError("\n".join(heard))


class _Listener(logging.Handler):
    """Keeps warnings and errors."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(f"{record.levelname} - {record.getMessage()}")


class Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates in a folder; one that is damaged is made anew."""

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Load what is there, if it can be."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever pickle makes of damaged bytes
            bucket.reset()
