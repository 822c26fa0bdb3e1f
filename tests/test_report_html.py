"""The quick way from Markdown to HTML gives what Python-Markdown gives, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import markdown
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import PROJECT, sample_files
from page_text import page_of
from report_archive.contents_frame import TRIAL, ContentsFrame, Render
from report_archive.examining import examine_bytes
from report_archive.indexes import render_indexes
from report_archive.page_frame import PageFrame
from report_archive.record import Record
from report_archive.report_html import render_html
from report_archive.site import Site
from test_properties import TEXTS, VOCABULARY, report_of

THEME = PageFrame(Site(PROJECT), "archive/reports").listed
CONTENTS = ContentsFrame(THEME)


def by_the_book(text: str) -> tuple[str, object]:
    """What Python-Markdown makes of it with the extensions of mkdocs.yml and of MkDocs."""
    settings = yaml.safe_load((PROJECT / "mkdocs.yml").read_text(encoding="utf-8"))
    names, configs = ["toc", "tables", "fenced_code"], {}
    for entry in settings["markdown_extensions"]:
        name, config = next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})
        names.append(name)
        configs[name] = config or {}
    converter = markdown.Markdown(extensions=names, extension_configs=configs)
    return converter.convert(text), converter.toc_tokens  # type: ignore[attr-defined]


def body_of(page: str) -> str:
    """A page without its front matter."""
    return page.partition("\n---\n")[2]


@given(TEXTS)
@example("述职报告\n一、*a*_b_ `c` [d](e) <b> {#x} \\\\ & &amp; ~~\n（一）甲。乙\n一是甲；二是乙")
@example('一、学习 {: #a }\n{: .b }\n1. 甲\n- 乙\n# 丙\n> 丁\n--8<-- "a.md"')
@settings(max_examples=600)
def test_any_report_page_is_the_same_either_way(text: str) -> None:
    if not text.strip():
        return
    page = body_of(page_of(report_of(text), VOCABULARY))
    quick = render_html(page)
    if quick is not None:
        assert (quick.content, quick.toc) == by_the_book(page)


@given(TEXTS)
@example("一、学习\n甲。\n二、存在的问题和下一步打算\n（一）廉洁自律\n乙。\n（二）打算\n丙。")
@example("一、存在的问题和下一步打算\n甲。\n二、下一步打算\n乙。\n三、存在的问题和下一步打算\n丙。")
@settings(max_examples=300)
def test_every_kind_has_an_anchor_of_its_own_name(text: str) -> None:
    """Also a kind that a section serves beside another, or that stands below a section alone."""
    if not text.strip():
        return
    report = report_of(text)
    quick = render_html(body_of(page_of(report, VOCABULARY)))
    if quick is not None:
        ids = re.findall(r'<[^<>]* id="(?!title")([^"]*)"', quick.content)
        assert len(ids) == len(set(ids))
        assert set(report.outline.passage_kinds) <= set(ids)
        assert {passage.anchor for passage in report.outline.passages} <= set(ids)


TWO = "一、存在的问题和下一步打算\n甲。\n二、存在问题及打算\n乙。\n"


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        (TWO, [("problems", ("plans",)), ("problems-2", ("plans-2",))]),
        (TWO + "三、下一步打算\n丙。\n", [("problems", ()), ("problems-2", ()), ("plans", ())]),
    ],
)
def test_a_second_kind_takes_no_anchor_from_a_first(
    text: str, anchors: list[tuple[str, tuple[str, ...]]]
) -> None:
    sections = report_of(text).outline.sections
    assert [(section.anchor, section.aliases) for section in sections] == anchors


def test_a_further_anchor_is_no_part_of_the_heading() -> None:
    """Neither in the table of contents nor in what is read or copied."""
    quick = render_html(body_of(page_of(report_of(TWO), VOCABULARY)))
    assert quick is not None
    assert '<span id="plans"></span>一、存在的问题和下一步打算</h2>' in quick.content
    (title,) = quick.toc
    assert title["children"][0]["name"] == "一、存在的问题和下一步打算"


@pytest.mark.parametrize("file", sorted(sample_files()))
def test_every_sample_takes_the_quick_way(file: str) -> None:
    """An ordinary report is never left to the slow way, or the quick one were no use."""
    if not file.endswith(".txt"):
        return
    report = examine_bytes(sample_files()[file], file, VOCABULARY).report
    assert report is not None
    page = body_of(page_of(report, VOCABULARY))
    quick = render_html(page)
    assert quick is not None
    assert (quick.content, quick.toc) == by_the_book(page)


def test_every_index_page_takes_the_quick_way() -> None:
    records = [
        Record(f"{number:06}", report)
        for number, (file, data) in enumerate(sorted(sample_files().items()), 1)
        if file.endswith(".txt")
        and (report := examine_bytes(data, file, VOCABULARY).report) is not None
    ]
    pages = render_indexes(records, VOCABULARY)
    assert len(pages) > 40
    for name, page in pages.items():
        if name.endswith(".md"):
            quick = render_html(body_of(page))
            assert quick is not None, name
            assert (quick.content, quick.toc) == by_the_book(body_of(page)), name


NAMES = st.text(st.sampled_from("甲乙 <>&\"' \u3000\n") | st.characters(), max_size=4)


def headings(level: int = 2) -> st.SearchStrategy[list[dict[str, object]]]:
    """Headings in a tree, as deep as a page can have them."""
    below = headings(level + 1) if level < 6 else st.just([])
    ids = st.text("abc-1", min_size=1, max_size=3)
    heading = st.fixed_dictionaries(
        {"level": st.just(level), "id": ids, "name": NAMES, "children": below}
    )
    return st.lists(heading, max_size=3)


@given(headings())
def test_any_list_of_headings_is_the_themes(below: list[dict[str, object]]) -> None:
    toc = [{"level": 1, "id": "title", "name": "题名", "children": below}]
    filled = CONTENTS.fill(toc)
    plain = all(name.isalnum() for name in _names(below))
    assert filled == THEME(toc) if plain else filled in (None, THEME(toc))


@pytest.mark.parametrize(
    "theme",
    [
        lambda toc: "".join(f"{n}. {name}" for n, name in enumerate(_names(toc))),
        lambda toc: "".join(f"<a>{name}</a>" for name in reversed([*_names(toc)])),
        lambda _: "",
    ],
)
def test_another_theme_makes_its_lists_itself(theme: Render) -> None:
    assert ContentsFrame(theme).fill(TRIAL) is None


def _names(toc: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for heading in toc:
        yield heading["name"]
        yield from _names(heading["children"])
