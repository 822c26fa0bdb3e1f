"""Quick ways that pass over what can't matter: they say what the plain way says."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from itertools import accumulate

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from report_archive.describing.post import own_area
from report_archive.duplicates import _shingles
from report_archive.model import Line, Outline, Section, copied, unheaded
from report_archive.parsing.ordinals import LEAD, PATTERNS, Ordinal, number_of, read_ordinal
from report_archive.parsing.points import _markers
from report_archive.reading.encoding import (
    ASCII_IN_LINES,
    ENOUGH_TO_JUDGE,
    MOJIBAKE_SHARE,
    THREE_BYTES,
    _line_read_wrongly,
)
from report_archive.screening import COMMON, UNCOMMON, _matches, plain
from report_archive.site_check.page_loads import PLAIN, SIGNS, SLASHES, SVG, may_load
from test_properties import ORDINAL_LIKE, VOCABULARY

SECRET = re.compile(
    r"(绝[^\S\n]*密|机[^\S\n]*密|秘[^\S\n]*密)级?[^\S\n]*"
    r"([★☆⭐✩-✰⋆✱-✾▲△*][^\S\n]*(\d+[^\S\n]*(年|个月)|长期)?|〓[^\S\n]*(\d+[^\S\n]*(年|个月)|长期))"
    r"|[★☆⭐✩-✰⋆✱-✾▲△*][^\S\n]*(绝密|机密|秘密)"
)


@given(st.text(st.sampled_from("一二十是要首先其次最后。，： 甲") | st.characters(), max_size=20))
def test_where_a_point_is_there_is_a_hint_of_it(text: str) -> None:
    hint, marker, _ = _markers(VOCABULARY)
    assert hint.search(text) or not marker.search(text)


def test_what_is_not_uncommon_is_in_nfkc_and_joins_nothing() -> None:
    for character in map(chr, range(0x110000)):
        if not UNCOMMON.search(character):
            assert unicodedata.normalize("NFKC", character) == character
            assert not unicodedata.combining(character)


@given(st.text(st.characters() | st.sampled_from("".join(COMMON) + "\n\u0338\u3099Ａ９①=<>")))
def test_screening_sees_the_text_in_nfkc(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFKC", text)


@given(st.text(st.sampled_from("绝机秘密级★⭐*〓1年个月长期 \n甲")))
@example("绝 密级 ★ 1 年秘密*长期★机密")
def test_a_secret_mark_is_found_where_it_was_written_out(text: str) -> None:
    rule = VOCABULARY.screening_rules[0]
    spans = [match.span() for match in rule.pattern.finditer(text)]
    assert spans == [match.span() for match in SECRET.finditer(text)]


@given(st.text(st.sampled_from("密级秘绝内部资料文件（(【，。\n \u2003甲请注意特急编号：12年")))
@example("内部资料\n（内部文件\n机密\n绝 密级")
@example("密级\n特急 秘密\n12年\n机密，请\n注意")
def test_a_rule_for_lines_finds_what_it_finds_anywhere(text: str) -> None:
    rules = [rule for rule in VOCABULARY.screening_rules if rule.line]
    assert len(rules) == 3
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for rule in rules:
        found = [match.span() for match in _matches(rule, text, (), starts)]
        lines = {text.count("\n", 0, start) for start, _ in found}
        plainly = {text.count("\n", 0, m.start()) for m in rule.pattern.finditer(text)}
        # A match may swallow the next line; tried at its beginning, that one is found as well.
        assert lines >= plainly
        assert bool(lines) == bool(plainly)


@given(st.text(st.sampled_from(ORDINAL_LIKE) | st.characters(), max_size=12))
@example("第一章、")
@example("### 一、 学习")
def test_an_ordinal_is_what_the_first_pattern_says(text: str) -> None:
    assert read_ordinal(text) == one_by_one(text)


def one_by_one(text: str) -> Ordinal | None:
    """Every pattern by itself."""
    for style, pattern in PATTERNS:
        match = re.match(rf"{LEAD}(?P<ordinal>{pattern})\s*", text)
        if match and match.end() < len(text):
            lead, ordinal = match["lead"].strip(), match["ordinal"].strip()
            return Ordinal(style, number_of(match[3]), lead, ordinal, text[match.end() :])
    return None


PIECES = (
    "/",
    "\\",
    "u",
    "\\u3000",
    "Http",
    "file:",
    "srcDoc",
    "&",
    "#x2F",
    "&sol",
    "县",
    '<a href="',
)


@given(st.lists(st.sampled_from([*map(str.encode, PIECES), b"\x80", SVG]), max_size=9))
@example([b"/", b"\x80", b"/"])
@example([b'<link rel="canonical', b"\x80", b'" href="https://a.cn/a.css">'])
def test_what_loads_has_a_sign_of_it(pieces: list[bytes]) -> None:
    """Bytes that are no UTF-8 may give a sign where there is none, never the other way."""
    data = b"".join(pieces)
    small = data.replace(SVG, b"").lower()
    plainly = signs_in(small) and signs_in(PLAIN.sub(b"", small))
    assert may_load(data) or not plainly
    assert may_load(data) == plainly or b"\x80" in data


def signs_in(small: bytes) -> bool:
    """Every sign by itself."""
    backslashes = small.count(b"\\") > small.count(b"\\u")
    return backslashes or any(sign in small for sign in (*SIGNS, *SLASHES))


@given(st.text(st.sampled_from("全我本县区市委政府州旗级直甲")))
def test_the_level_is_that_whose_words_stand_twice(text: str) -> None:
    areas = sorted(VOCABULARY.data["areas"], key=lambda area: int(area["rank"]))
    plainly = (a["name"] for a in areas if sum(text.count(w) for w in a["scope"]) > 1)
    outline = Outline((), (Line(1, text),), (), ())
    assert own_area(outline, VOCABULARY) == next(plainly, "")


def read_wrongly(text: str) -> int | None:
    """Every line by itself."""
    for number, line in enumerate(text.split("\n"), 1):
        data = ASCII_IN_LINES.sub("", line).encode("gb18030", "ignore")
        found = THREE_BYTES.findall(data.decode("utf-8", "ignore"))
        if len(data) >= 2 * ENOUGH_TO_JUDGE and 3 * len(found) > MOJIBAKE_SHARE * len(data):
            return number
        whole = len(data) < 2 * ENOUGH_TO_JUDGE and 3 * len(found) == len(data)
        if whole and len(found) > 1 and line.encode("gb2312", "ignore").decode("gb2312") != line:
            return number
    return None


def test_a_table_of_short_words_takes_no_longer_than_its_length() -> None:
    """Each of its lines may begin such characters, none is long enough to tell."""
    assert _line_read_wrongly("建设\n" * 500_000) is None


SHORT = "述职报告".encode().decode("gb18030")
WRONG = "春天来了，我们认真学习，努力工作，成绩很大".encode().decode("gb18030", "ignore")


@given(
    st.lists(st.sampled_from([WRONG, WRONG[:13], SHORT, "县委的工作，", "2021年", "\n", "a", "é"]))
)
@example([WRONG])
@example([SHORT])
@example(["2021年\n2021", SHORT, "\n"])
@example(["县委\n", WRONG])
def test_a_line_read_wrongly_is_found_by_itself(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert _line_read_wrongly(text) == read_wrongly(text)


@given(st.text(st.sampled_from("甲乙丙") | st.characters(exclude_categories=["Cs"])))
def test_shingles_are_in_order_and_each_once(text: str) -> None:
    found = _shingles(text * 3)
    assert found.tolist() == np.unique(found).tolist()


def test_a_copy_is_what_replace_makes() -> None:
    section = unheaded((Line(3, "甲"),), ("duty",), items=2)
    changed = copied(section, anchor="a", children=(section,))
    assert changed == dataclasses.replace(section, anchor="a", children=(section,))
    assert isinstance(changed, Section)
    assert section.anchor == ""
