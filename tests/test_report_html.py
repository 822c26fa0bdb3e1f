"""The quick way from Markdown to HTML gives what Python-Markdown gives, byte for byte."""

from __future__ import annotations

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
