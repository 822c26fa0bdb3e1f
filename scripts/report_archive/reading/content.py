"""What a file of any format holds, before it is lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Content:
    """A file's text and what else reading it brought up."""

    text: str
    """What a person reads in it."""
    encoding: str
    """Name of the encoding it was read in; `docx` for Word documents."""
    aside: str = ""
    """What stands around the text on its pages: headers, footers, watermarks."""
    doubts: tuple[str, ...] = ()
    """What a person should look at before the text stands in public, in Chinese."""
