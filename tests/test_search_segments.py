"""The index in segments: what a change touches, and that no file remembers how it came about."""

from __future__ import annotations

import random
import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from conftest import PROJECT
from report_archive.describing.report import describe_report
from report_archive.model import Report, Source, Title
from report_archive.parsing.outline import parse_report
from report_archive.reading.text import split_lines
from report_archive.record import Record
from report_archive.search.indexing import index_report
from report_archive.search.normalising import normalise, normalise_marked
from report_archive.search.packing import cut, render_packs
from report_archive.search.posting import post, sort_by_chunks, sort_whole, variable_length
from report_archive.search.rendering import render_search, segment_of
from report_archive.vocabulary import Vocabulary

SIZE = 16
"""Reports a segment here, so that there are many."""
REPORTS = 120
SCRIPTS = ("text", "store", "query", "postings", "layout", "engine")
# reportArchive.deliver("0-3",123,"…");
DELIVERY = re.compile(
    r'^reportArchive\.deliver\("(?P<name>[^"]+)",(?P<sum>\d+),"(?P<text>.*)"\);\n$'
)
WORDS = (
    "学习调研",
    "茶园建设",
    "安全生产",
    "信访接待",
    "项目建设",
    "98.6%",
    "3-4",
    "ＧＤＰ",
    "\U00020bb7",
)
FOUND = """options => reportArchive.search(Object.assign({limit: 1e6, excerpts: false}, options))
    .then(r => r.hits.map(h => [h.number, h.title, h.count]))"""


def report_of(text: str, vocabulary: Vocabulary) -> Report:
    source = Source("a.txt", "utf-8", "", split_lines(text))
    return describe_report(source, parse_report(source, vocabulary), vocabulary)


def made_up(seed: int, vocabulary: Vocabulary) -> Report:
    """A short report of a few words in an order of its own."""
    rng = random.Random(seed)  # noqa: S311 (the same every time is the point)
    lines = [f"{2010 + seed % 12}年度述职报告", "县财政局局长　方某某"]
    for ordinal, head in zip("一二三", ("坚持学习", "履行职责", "存在问题"), strict=True):
        said = "".join(rng.choice(WORDS) + rng.choice(("", "，", "。")) for _ in range(12))
        lines += [f"{ordinal}、{head}", said + "。"]
    return report_of("\n".join(lines), vocabulary)


@pytest.fixture(scope="module")
def records(vocabulary: Vocabulary) -> tuple[Record, ...]:
    """Reports with gaps between their numbers, one segment missing altogether."""
    numbers = (n for n in range(1, 10_000) if n % 7 and (n - 1) // SIZE != 3)
    return tuple(
        Record(f"{number:06}", made_up(number, vocabulary))
        for number, _ in zip(numbers, range(REPORTS), strict=False)
    )


def files_of(records: tuple[Record, ...], vocabulary: Vocabulary) -> dict[str, str]:
    return render_search(records, vocabulary, SIZE)


def retitled(record: Record, title: str) -> Record:
    return Record(record.number, replace(record.report, title=Title(title, composed=True)))


@pytest.fixture(scope="module")
def site(
    records: tuple[Record, ...], vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The index and the engine on a bare page; some titles are not in the text."""
    folder = tmp_path_factory.mktemp("segments")
    shutil.copytree(PROJECT / "docs" / "assets" / "search", folder / "assets" / "search")
    titled = tuple(
        retitled(r, "茶园《学习》：学习ＧＤＰ。之二") if r.number.endswith("5") else r
        for r in records
    )
    for name, text in files_of(titled, vocabulary).items():
        path = folder / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    tags = "".join(f'<script src="assets/search/{name}.js"></script>' for name in SCRIPTS)
    (folder / "index.html").write_text(f"<meta charset=utf-8>{tags}", encoding="utf-8")
    return folder


@pytest.fixture
def spare(site: Path, tmp_path: Path) -> Path:
    """A copy of it to harm."""
    return shutil.copytree(site, tmp_path / "site")


@contextmanager
def opened(browser: Browser, folder: Path) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    yield page
    context.close()


def test_many_segments_answer_as_one(
    browser: Browser, site: Path, records: tuple[Record, ...]
) -> None:
    """Reports, titles, order and number of places, against plain substring search."""
    rng = random.Random(3)  # noqa: S311 (the same every time is the point)
    titles = {
        r.number: "茶园《学习》：学习ＧＤＰ。之二"
        if r.number.endswith("5")
        else r.report.title.text
        for r in records
    }
    bodies = {
        r.number: normalise("".join(line.text + "\n" for line in r.report.source.lines))
        for r in records
    }
    cuts = [rng.choice(list(bodies.values())) for _ in range(60)]
    starts = [rng.randrange(len(body)) for body in cuts]
    phrases = [body[at : at + rng.randint(1, 9)] for body, at in zip(cuts, starts, strict=True)]
    phrases = [
        phrase.replace("\n", "。")
        for phrase in phrases
        if normalise(phrase).strip() and "-" not in phrase
    ]
    with opened(browser, site) as page:
        for phrase in [
            *phrases,
            "园学习",
            "ＧＤＰ。之二",
            "学习：学",
            "度述职报告县",
            "\U00020bb7",
        ]:
            term = normalise(phrase)
            expected = {
                number: body.count(term)
                + (number.endswith("5") or term not in body) * normalise(titles[number]).count(term)
                for number, body in bodies.items()
                if term in body or term in normalise(titles[number])
            }
            hits = page.evaluate(FOUND, {"text": f'"{phrase}"'})
            assert {number: count for number, _, count in hits} == expected, phrase
            assert all(titles[number] == title for number, title, _ in hits)
        newest = page.evaluate(FOUND, {"sort": "newest"})
    assert [n for n, *_ in newest] == sorted(bodies, key=lambda n: (-(2010 + int(n) % 12), n))


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_reports_of_unknown_years_come_last(
    browser: Browser, records: tuple[Record, ...], vocabulary: Vocabulary, spare: Path, sort: str
) -> None:
    undated = tuple(
        Record(r.number, replace(r.report, year=replace(r.report.year, value=None)))
        if int(r.number) % 4 == 0
        else r
        for r in records
    )
    for name, text in files_of(undated, vocabulary).items():
        (spare / "archive" / name).write_text(text, encoding="utf-8", newline="")
    sign = 1 if sort == "oldest" else -1
    numbers = [record.number for record in records]
    dated = sorted(numbers, key=lambda n: (sign * (int(n) % 12), n))
    known = [n for n in dated if int(n) % 4]
    with opened(browser, spare) as page:
        found = [number for number, *_ in page.evaluate(FOUND, {"sort": sort})]
    assert found == [*known, *(n for n in numbers if int(n) % 4 == 0)]


def test_bytes_do_not_depend_on_history(
    records: tuple[Record, ...], vocabulary: Vocabulary
) -> None:
    """Segment by segment after edits, the index is what a clean build makes."""
    rng = random.Random(5)  # noqa: S311 (the same every time is the point)
    known = {record.number: record for record in records}
    files = files_of(records, vocabulary)
    for step in range(12):
        number = rng.choice(sorted(known))
        if step % 3 == 0:
            del known[number]
        elif step % 3 == 1:
            known[number] = Record(number, made_up(10_000 + step, vocabulary))
        else:
            number = f"{max(map(int, known)) + rng.randint(1, 2 * SIZE):06}"
            known[number] = Record(number, made_up(20_000 + step, vocabulary))
        files = updated(files, tuple(known.values()), segment_of(number, SIZE), vocabulary)
        shuffled = sorted(known.values(), key=lambda _: rng.random())
        assert files == files_of(tuple(shuffled), vocabulary), step


def updated(
    files: dict[str, str], records: tuple[Record, ...], segment: int, vocabulary: Vocabulary
) -> dict[str, str]:
    """The files after one segment was rendered anew."""
    own = files_of(tuple(r for r in records if segment_of(r.number, SIZE) == segment), vocabulary)
    texts = {f"search/t{r.number}.js" for r in records}
    kept = {
        name: text
        for name, text in files.items()
        if not name.startswith(f"search/{segment}-") and (name[7] != "t" or name in texts)
    }
    # The table is what the clean build says; that its sums fit is what the browser checks.
    return {**kept, **own, "search/table.js": files_of(records, vocabulary)["search/table.js"]}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    names = before.keys() | after.keys()
    return {name for name in names if before.get(name) != after.get(name)}


def test_a_change_touches_the_files_of_its_segment_alone(
    records: tuple[Record, ...], vocabulary: Vocabulary
) -> None:
    before = files_of(records, vocabulary)
    place = 40
    number = records[place].number
    segment = segment_of(number, SIZE)
    other = Record(number, made_up(77_777, vocabulary))
    mine = re.compile(rf"search/({segment}-\w+|t{number}|table)\.js")
    for after in (
        (*records[:place], other, *records[place + 1 :]),
        (*records[:place], *records[place + 1 :]),
    ):
        touched = changed(before, files_of(after, vocabulary))
        assert f"search/{segment}-packs.js" in touched
        assert [name for name in touched if not mine.fullmatch(name)] == []


def test_a_title_changes_the_rows_alone(
    records: tuple[Record, ...], vocabulary: Vocabulary
) -> None:
    before = files_of(records, vocabulary)
    after = files_of((retitled(records[0], "改过的题名"), *records[1:]), vocabulary)
    assert changed(before, after) == {"search/0-rows.js", "search/table.js"}


@pytest.fixture(scope="module")
def other_build(records: tuple[Record, ...], vocabulary: Vocabulary) -> dict[str, str]:
    """The index of an archive with another report in the second segment."""
    return files_of((*records[:20], Record(records[20].number, made_up(5, vocabulary))), vocabulary)


@pytest.mark.parametrize("name", ["1-rows.js", "1-packs.js"])
@pytest.mark.parametrize("harm", ["missing", "cut", "of another build"])
def test_rows_and_packs_of_two_builds_give_no_answer(
    browser: Browser, spare: Path, other_build: dict[str, str], harm: str, name: str
) -> None:
    path = spare / "archive" / "search" / name
    if harm == "missing":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    else:
        path.write_text(other_build[f"search/{name}"], encoding="utf-8", newline="")
    with opened(browser, spare) as page:
        said = page.evaluate("reportArchive.search({text: '学习'}).then(() => '', e => e.message)")
    assert f"archive/search/{name}" in said
    assert "请管理员重新拷贝整个网站" in said


def test_a_pack_that_is_no_pack_is_said(browser: Browser, site: Path) -> None:
    """Though its checksum fits: the numbers in it are looked at too."""
    with opened(browser, site) as page:
        said = page.evaluate(
            """async () => {
                await reportArchive.search({text: ''});
                const whole = reportArchive.store.load;
                reportArchive.store.load = (name, sum) => whole(name, sum)
                    .then(text => /^\\d+-\\d+$/.test(name) ? text.slice(0, -4) : text);
                return reportArchive.search({text: '学习'}).then(() => '', e => e.message);
            }"""
        )
    assert re.search(r"archive/search/\d+-\d+\.js 已损坏", said)


# --- The coding of packs, against a plain reading of it ----------------------------------------

ALPHABET = st.text(st.sampled_from("学习ab\n。\U00020bb7"), max_size=60)


def positions(text: str) -> dict[int, list[int]]:
    """Where each bigram of a text stands, found one by one."""
    data = text.encode("utf-16-le")
    units = [int.from_bytes(data[place : place + 2], "little") for place in range(0, len(data), 2)]
    found: dict[int, list[int]] = {}
    for place, (first, second) in enumerate(pairwise(units)):
        if first:
            found.setdefault(first << 16 | second, []).append(place)
    return found


def numbers_in(data: bytes) -> list[int]:
    """LEB128, one byte after the other."""
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(value)
            value = shift = 0
    return found


def read_pack(data: bytes, first: int) -> dict[int, list[int]]:
    count, *rest = numbers_in(data)
    keys = np.cumsum([first, *rest[1:count]]).tolist()
    body = data[len(data) - sum(rest[count : 2 * count]) :]
    found = {}
    for key, size in zip(keys, rest[count : 2 * count], strict=True):
        found[key] = np.cumsum(numbers_in(body[:size])).tolist()
        body = body[size:]
    assert not body
    return found


@given(st.lists(ALPHABET, max_size=5), st.integers(1, 60))
def test_packs_hold_every_bigram_where_it_stands(texts: list[str], pack_bytes: int) -> None:
    bodies = [text.encode("utf-16-le") for text in texts]
    files = dict(render_packs(4, bodies, pack_bytes))
    contents = {}
    for path, file in files.items():
        match = DELIVERY.match(file)
        assert match
        assert path == f"search/{match['name']}.js"
        contents[match["name"]] = match["text"].replace('\\"', '"')
    listed = re.fullmatch(r'{"keys":"(.*)","sums":"(.*)"}', contents.pop("4-packs"))
    assert listed
    firsts = np.frombuffer(b64decode(listed[1]), dtype="<u4").tolist()
    assert list(contents) == [f"4-{place}" for place in range(len(firsts))]
    found: dict[int, list[int]] = {}
    for first, text in zip(firsts, contents.values(), strict=True):
        found |= read_pack(b64decode(text), first)
    assert found == positions("".join(text + "\0" for text in texts))
    assert list(found) == sorted(found)


@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 300), max_size=50))
@example([0, 127, 128, 2**14 - 1, 2**14, 2**21, 2**28 - 1, 2**28, 2**32 - 1])
def test_variable_length_numbers_come_back(numbers: list[int]) -> None:
    data, sizes = variable_length(np.array(numbers, dtype=np.uint32))
    assert numbers_in(data.tobytes()) == numbers
    assert sizes.sum() == len(data)


@given(ALPHABET)
def test_both_ways_of_sorting_give_the_same(text: str) -> None:
    units = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
    assert np.array_equal(sort_whole(units), sort_by_chunks(units))


def test_long_texts_are_sorted_across_chunks() -> None:
    """More than one stretch is put together, and sorted by itself and merged."""
    rng = random.Random(1)  # noqa: S311 (the same every time is the point)
    text = "".join(rng.choices("学习调研 ab\0", k=600_000))
    units = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
    assert np.array_equal(sort_whole(units), sort_by_chunks(units))
    postings = post(units)
    expected = positions(text)
    assert postings.keys.tolist() == sorted(expected)
    edges = np.concatenate(([0], np.cumsum(postings.sizes)))
    for key, start, end in zip(postings.keys.tolist(), edges, edges[1:], strict=False):
        assert np.cumsum(numbers_in(postings.data[start:end].tobytes())).tolist() == expected[key]


@given(ALPHABET, st.integers(1, 100))
def test_a_pack_is_over_its_size_only_for_one_bigram(text: str, pack_bytes: int) -> None:
    postings = post(np.frombuffer(text.encode("utf-16-le"), dtype="<u2"))
    starts = [*cut(postings, pack_bytes).tolist(), len(postings.keys)]
    for start, end in pairwise(starts):
        assert end - start == 1 or (postings.sizes[start:end] + 3).sum() <= pack_bytes


# --- Normalising a whole report at once --------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TEXTS |= st.text(st.sampled_from("98.6%-，。！ a\n…ﬁ\u0301㈠ﾊﾞ가\u11a8"), max_size=20)


@given(TEXTS, st.lists(st.integers(0, 40), max_size=4))
@example("5…6.7％。", [1, 2])
@example("", [])
@example("e\u0301", [1])
@example("ｶﾞ", [1])
@example("ᄀ\u1161\u11a8", [1, 2])
@example("ㄱㅏ", [1])
def test_both_ways_of_normalising_agree(text: str, marks: list[int]) -> None:
    inside = [mark for mark in marks if mark <= len(text)]
    found = normalise_marked(text, inside)
    assert found.units.tobytes().decode("utf-16-le") == normalise(text)
    assert len(found.places) == len(inside)


def test_what_a_report_gives_knows_no_number(vocabulary: Vocabulary) -> None:
    report = made_up(1, vocabulary)
    again = replace(report, title=Title("别的题名", composed=True), topics=(), kind=report.person)
    assert index_report(report) == index_report(again)
