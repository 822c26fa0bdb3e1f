"""Laws that hold for any text whatever."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import markdown
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import PROJECT
from page_text import page_of, read_page, source_text, squeezed
from report_archive.describing.report import describe_report
from report_archive.describing.word_finder import WordFinder
from report_archive.groups import Neighbours, group_posts, in_order, neighbours_of
from report_archive.indexes import render_indexes
from report_archive.model import Report, Source, outline_texts
from report_archive.parsing.ordinals import BEGINNING, ORDINAL
from report_archive.parsing.outline import parse_report
from report_archive.reading.text import BLANK, INVISIBLE, LINE_END, ODD, normalise, split_lines
from report_archive.record import Record
from report_archive.search.indexing import index_report
from report_archive.search.normalising import normalise as for_search
from report_archive.search.rendering import render_search
from report_archive.vocabulary import load_vocabulary, merge

VOCABULARY = load_vocabulary()
EXTENSIONS = [
    "attr_list",
    "tables",
    "toc",
    "pymdownx.snippets",
    # Not ours, but an administrator may switch them on.
    "footnotes",
    "def_list",
    "abbr",
    "admonition",
    "pymdownx.superfences",
    "pymdownx.details",
    "pymdownx.tilde",
    "pymdownx.caret",
    "pymdownx.mark",
    "pymdownx.magiclink",
    "pymdownx.blocks.html",
]
# What a report's own text may become; anything else was made out of its characters.
OWN_ELEMENTS = {"details", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "p", "strong", "br"}

# Pieces that mean something to Markdown, HTML, Jinja, YAML, snippets, or to our own parser.
LIVE = (Path(__file__).parent / "live_pieces.txt").read_text(encoding="utf-8").splitlines()
UNPRINTED = ["\u3000", "\u00a0", "\u200b", "\ufeff", "\0", "\v", "\r", "\r\n", "\r\r\n", "\u2028"]
PLACEHOLDERS = ["\2", "\3", "klzzwxh:0001", "\2amp\3", "wzxhzdk:0"]
PIECES = st.sampled_from(LIVE + UNPRINTED + PLACEHOLDERS)
CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.lists(
    st.one_of(PIECES, CHARACTERS, st.sampled_from(["\n", "\n\n", " ", "    ", "\t"]))
).map("".join)


def source_of(text: str) -> Source:
    return Source("a.txt", "utf-8", "0" * 64, split_lines(normalise(text)))


def report_of(text: str) -> Report:
    source = source_of(text)
    return describe_report(source, parse_report(source, VOCABULARY), VOCABULARY)


@given(TEXTS)
def test_normalising_keeps_every_visible_character(text: str) -> None:
    """What goes is white space, controls and invisible marks; the rest stays, in its order."""
    kept = [c for c in normalise(text) if not c.isspace()]
    visible = [c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf")]
    assert [c for c in kept if unicodedata.category(c) not in ("Cc", "Cf")] == visible


@given(TEXTS)
def test_parsing_loses_nothing(text: str) -> None:
    source = source_of(text)
    outline = parse_report(source, VOCABULARY)
    assert squeezed("".join(outline_texts(outline))) == source_text(source)


@settings(max_examples=400)
@given(TEXTS)
@example("一、`a` *b* _c_ {#x}\n# d\n1. e\n- f\n    g")
@example("述职报告\n<script>alert(1)</script>\n一、<b>学习</b>。{: onclick=alert(1) }正文")
@example("[TOC]\n\n[a]: http://a.b\n\n*[HTML]: x\n\nHTML")
@example("述职报告\n一、存在的问题和打算<span id=x>\n甲。\n二、存在的问题和打算\n乙。")
def test_a_page_shows_its_source_and_nothing_else(text: str) -> None:
    """The visible text is the source's; no character became an element."""
    report = report_of(text)
    page = page_of(report, VOCABULARY)
    body = page.split("\n---\n", 1)[1]
    html = markdown.markdown(body, extensions=EXTENSIONS)
    shown = read_page(html)
    assert squeezed("".join(shown.text)) == source_text(report.source)
    assert shown.elements <= OWN_ELEMENTS


@given(TEXTS)
def test_front_matter_survives_a_round_trip(text: str) -> None:
    """What a YAML reader gets is what we meant, so MkDocs never prints it as text."""
    report = report_of(text)
    page = page_of(report, VOCABULARY)
    data = yaml.safe_load(page.split("\n---\n", 1)[0])
    assert data["number"] == "000001"
    assert data["source"] == "a.txt"
    headings = list(data.get("sections", {}).values())
    sections = report.outline.sections
    assert headings == [(s.ordinal or "") + (s.heading or "") for s in sections]


@given(st.lists(TEXTS, min_size=1, max_size=5), st.randoms())
def test_pages_do_not_depend_on_the_order_of_records(texts: list[str], random: object) -> None:
    records = [Record(f"{i:06}", report_of(text)) for i, text in enumerate(texts, 1)]
    shuffled = sorted(records, key=lambda _: random.random())  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    for render in (render_indexes, render_search):
        assert render(records, VOCABULARY) == render(shuffled, VOCABULARY)
    assert neighbours(records) == neighbours(shuffled)


def neighbours(records: list[Record]) -> dict[str, Neighbours]:
    return neighbours_of(group_posts(in_order(records, VOCABULARY), VOCABULARY))


@given(TEXTS)
@example("一、学习\n！好。\n二、。\n1\n.5")
@example("一、ﬁ学习℃。\u0301二、㈠ ⑴ 5…6。")
def test_a_body_is_the_normalised_source(text: str) -> None:
    """What is indexed at one go is N of the whole; sections begin at their own words."""
    report = report_of(text)
    indexed = index_report(report)
    whole = "".join(line.text + "\n" for line in report.source.lines) or "\n"
    body = indexed.body.decode("utf-16-le")
    assert body == for_search(whole)
    for start, length, _, _, heading in indexed.parts:
        rest = indexed.body[2 * start :].decode("utf-16-le")
        head = indexed.body[2 * start : 2 * (start + length)].decode("utf-16-le")
        assert rest.startswith(for_search(heading).strip("\n"))
        assert for_search(heading).strip("\n") in head


WORDS = st.lists(st.sampled_from("abc"), max_size=3)
KEYED = st.lists(
    st.fixed_dictionaries({"key": st.sampled_from("xyz"), "words": WORDS}),
    unique_by=lambda entry: entry["key"],
)


@given(KEYED, KEYED)
def test_a_local_vocabulary_only_adds(
    base: list[dict[str, object]], extra: list[dict[str, object]]
) -> None:
    """Every built-in entry and word is still there after merging, in its place."""
    merged = merge(base, extra)
    assert [entry["key"] for entry in merged[: len(base)]] == [entry["key"] for entry in base]
    for entry, before in zip(merged, base, strict=False):
        assert entry["words"][: len(before["words"])] == before["words"]  # type: ignore[arg-type]  # lists, as drawn


def test_the_project_uses_no_extension_beyond_those_tested() -> None:
    configured = yaml.safe_load((PROJECT / "mkdocs.yml").read_text(encoding="utf-8"))
    names = [e if isinstance(e, str) else next(iter(e)) for e in configured["markdown_extensions"]]
    assert set(names) <= set(EXTENSIONS)


ORDINAL_LIKE = "第一十〇（(㈠⑴①⒈1１#< \u3000U+00A0>）)、．.，章节部分甲"


@given(st.text(st.sampled_from(ORDINAL_LIKE) | st.characters(), max_size=12))
def test_whatever_an_ordinal_is_read_from_begins_like_one(text: str) -> None:
    """Lines that begin otherwise are passed over before any pattern is tried."""
    assert BEGINNING.match(text) or not ORDINAL.match(text)


@given(
    st.sets(st.text(st.sampled_from("农村业民"), min_size=1, max_size=4), min_size=1),
    st.text(st.sampled_from("农村业民的")),
)
def test_the_longest_word_is_found(words: set[str], text: str) -> None:
    plainly = re.compile("|".join(sorted(words, key=len, reverse=True)))
    assert list(WordFinder(words).find(text)) == plainly.findall(text)


def test_text_without_odd_characters_is_normal() -> None:
    """Each character alone: what one look at the text lets through, nothing changes."""
    for character in map(chr, range(0x20000)):
        patterns = (LINE_END, INVISIBLE, BLANK)
        changed = character != "\n" and any(pattern.match(character) for pattern in patterns)
        assert bool(ODD.match(character)) == changed, hex(ord(character))
