"""A report's text as its page shows it: the source as it stands, nothing of it live.

It follows from the text and the words alone, so it is made where the report is read; what the
catalogue says of a report stands around it (pages.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from report_archive.html_text import escape
from report_archive.markdown_text import block, block_start, heading, inline
from report_archive.model import Line, Matter, Outline, Role, Section, copied
from report_archive.parsing.points import find_points
from report_archive.vocabulary import Vocabulary

DEEPEST_HEADING = 6
ANNEX = "文后所附"
"""What is folded of the report's own: annexes, notes, glossaries; it is printed (print.css)."""


@dataclass(frozen=True)
class PageSection:
    """A section at the top level, as the lines above the text name it."""

    anchor: str
    """Its anchor on the page."""
    heading: str
    """Ordinal and heading as written; empty for a passage without one."""
    label: str
    """The labels of all kinds that it serves."""


@dataclass(frozen=True)
class PageText:
    """A report's text as its page shows it."""

    markdown: str
    """The text, Markdown: head, preamble, sections, tail."""
    sections: tuple[PageSection, ...]
    """The sections at the top level."""
    kinds: tuple[str, ...]
    """Labels of the section kinds, each once, in reading order."""


def render_text(outline: Outline, vocabulary: Vocabulary) -> PageText:
    """An outline as its page shows it; some 0.2 ms a report."""
    parts = [
        *_matter(outline.head, "文前附带的内容"),
        *_preamble(outline, vocabulary),
        *(part for s in outline.sections for part in _section(s, vocabulary)),
        *_matter(_without_furniture(outline.tail, vocabulary), "文后附带的内容"),
    ]
    sections = (
        PageSection(s.anchor, (s.ordinal or "") + (s.heading or ""), _label(s, vocabulary))
        for s in outline.sections
    )
    kinds = (vocabulary.section_labels.get(kind, kind) for kind in outline.kinds)
    return PageText("\n\n".join(filter(None, parts)), tuple(sections), tuple(kinds))


def _label(section: Section, vocabulary: Vocabulary) -> str:
    """The labels of all kinds that a section serves."""
    return "、".join(vocabulary.section_labels.get(kind, kind) for kind in section.kinds)


def _matter(matters: Iterable[Matter], label: str) -> Iterator[str]:
    """Head or tail lines; a run of title lines is one heading, what is set aside is folded."""
    for kind, group in groupby(matters, key=_matter_kind):
        run = [matter.line.text for matter in group]
        if kind is Role.TITLE:
            yield f"# {'<br>'.join(map(heading, run))} {{ #title }}"
        elif kind is Role.NOTE:
            yield _aside(run, ANNEX, "report-aside report-annex")
        elif kind is Role.FURNITURE:
            yield _aside(run, label, "report-aside")
        else:
            yield from (f"{block(text)}\n{{: .report-{kind.value} }}" for text in run)


def _matter_kind(matter: Matter) -> Role:
    """Roles that are shown alike: what is on paper once, or does not belong there, is one."""
    return Role.FURNITURE if matter.role in (Role.CONTENTS, Role.REPEAT) else matter.role


def _without_furniture(tail: Sequence[Matter], vocabulary: Vocabulary) -> Iterator[Matter]:
    """The tail; what a web page put behind the last note is no note of the report's."""
    furniture, notes = (vocabulary.pattern("tail", name) for name in ("furniture", "notes"))
    odd = [m.role is Role.NOTE and bool(furniture.search(m.line.text)) for m in tail]
    # 相关链接： and the titles of other pages.
    related = (i for i, m in enumerate(tail) if odd[i] and notes.search(m.line.text))
    end = next(related, len(tail))
    while end and odd[end - 1]:
        end -= 1
    for place, matter in enumerate(tail):
        is_foreign = place >= end and matter.role is Role.NOTE
        yield copied(matter, role=Role.FURNITURE) if is_foreign else matter


def _aside(lines: Sequence[str], label: str, classes: str) -> str:
    """Lines that are no part of the report proper, folded.

    The label is an attribute that the style sheet shows: the page's text stays the source's.
    """
    said = f"{label}（{len(lines)} 行）"
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<details class="{classes}"><summary data-label="{said}" aria-label="{said}">'
        f"</summary>{shown}</details>"
    )


def _preamble(outline: Outline, vocabulary: Vocabulary) -> Iterator[str]:
    for place, line in enumerate(outline.preamble):
        yield _paragraph(line, vocabulary) + ("" if place else "\n{: #preamble }")


def _section(section: Section, vocabulary: Vocabulary) -> Iterator[str]:
    label, name = _label(section, vocabulary), section.anchor
    paragraphs = [_paragraph(line, vocabulary) for line in section.paragraphs]
    if section.heading is None and paragraphs:
        marks = f'{{: #{name} .report-closing data-label="{label}" }}'
        paragraphs[0] = f"{_anchors(section)}{paragraphs[0]}\n{marks}"
    elif section.heading is not None:
        signs = "#" * min(section.level + 1, DEEPEST_HEADING)
        text = heading(section.lead + (section.ordinal or "") + section.heading)
        tag = f' data-label="{label}"' if section.level == 1 else ""
        run_in = " .report-run-in" if section.run_in else ""
        yield f"{signs} {_anchors(section)}{text} {{ #{name}{run_in}{tag} }}"
    yield from paragraphs
    for child in section.children:
        yield from _section(child, vocabulary)


def _anchors(section: Section) -> str:
    """Its further anchors: nothing to see, to hear or to copy."""
    return "".join(f'<span id="{name}"></span>' for name in section.aliases)


def _paragraph(line: Line, vocabulary: Vocabulary) -> str:
    """A paragraph with its 一是, 首先 set off."""
    parts: list[str] = []
    place = 0
    for point in find_points(line.text, vocabulary):
        parts.append(inline(line.text[place : point.start]))
        parts.append(f"**{inline(line.text[point.start : point.end])}**")
        place = point.end
    parts.append(inline(line.text[place:]))
    text = "".join(parts)
    return text if text.startswith("**") else block_start(text)
