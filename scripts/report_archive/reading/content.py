"""What a file of any format holds, before it is lines."""

from __future__ import annotations

from dataclasses import dataclass

from report_archive.model import Problem

EMPTY = Problem(None, "文件是空的", "请放入有内容的文件，或把它移走")


@dataclass(frozen=True)
class Content:
    """A file's text and what else reading it brought up."""

    text: str
    """What a person reads in it."""
    encoding: str
    """Name of the encoding it was read in; `docx` for Word documents."""
    aside: str = ""
    """What stands around the text on its pages: headers, footers, watermarks."""
    problems: tuple[Problem, ...] = ()
    """What reading noticed and could live with."""
    doubts: tuple[str, ...] = ()
    """What a person should look at before the text stands in public, in Chinese."""
    void: Problem = EMPTY
    """Why it has no text, where it has none."""
