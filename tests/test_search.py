"""Search finds every phrase that is there, and none that is not; in real Chromium.

The yardstick is plain substring search in Python, under the same normalisation of the same texts.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from conftest import PROJECT, sample_files, serving
from report_archive.examining import examine_file
from report_archive.model import Report, walk_sections
from report_archive.reading.text import normalise as read
from report_archive.record import Record
from report_archive.search.normalising import normalise
from report_archive.search.rendering import render_search
from report_archive.vocabulary import Vocabulary

REPORTS = 1000
PRESENT = 300
ABSENT = 100
SCRIPTS = ("text", "store", "query", "postings", "layout", "engine")
# Unassigned, surrogates.
UNKNOWN = ("Cn", "Cs")
# What the query language would take for something else than a letter of a phrase in "…".
LANGUAGE = re.compile(r'["|｜\s-]')
# A quote that would open a quoted term.
OPENING = re.compile(r"^[“”]")
SEARCH = """options => reportArchive.search(Object.assign({limit: 1e6, excerpts: false}, options))
    .then(r => ({total: r.total, numbers: r.hits.map(h => h.number).sort(), facets: r.facets}))"""


@dataclass(frozen=True)
class Shelf:
    """An archive as plain search sees it."""

    records: tuple[Record, ...]
    texts: dict[str, tuple[str, str]]
    """N(title) and N(body) by number."""
    sections: dict[str, list[tuple[tuple[str, ...], str]]]
    """Kinds and N(text) of every section by number."""

    def find(self, term: str, section: str = "") -> set[str]:
        """Numbers of the reports in which a normalised term stands."""
        if not section:
            return {n for n, (title, body) in self.texts.items() if term in title or term in body}
        return {
            number
            for number, parts in self.sections.items()
            if any(section in kinds and term in text for kinds, text in parts)
        }


@pytest.fixture(scope="module")
def shelf(vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """1,000 reports cut from the corpus where there is one, else the samples."""
    folder = tmp_path_factory.mktemp("reports")
    for name, data in source_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.txt"))
    reports = (examine_file(folder, file, vocabulary).report for file in files)
    records = tuple(Record(f"{n:06}", r) for n, r in enumerate(filter(None, reports), 1))
    return Shelf(
        records,
        {r.number: (normalise(r.report.title.text), normalise(body_of(r.report))) for r in records},
        {r.number: list(sections_of(r.report)) for r in records},
    )


def source_files() -> dict[str, bytes]:
    samples = {n: d for n, d in sample_files().items() if n.endswith(".txt")}
    corpus = os.environ.get("REPORT_CORPUS")
    if not corpus or not Path(corpus).is_dir():
        return samples
    paragraphs = []
    for path in sorted(Path(corpus).rglob("*.txt")):
        encoding = "gb18030" if ".gbk." in path.name else "utf-8-sig"
        lines = path.read_bytes().decode(encoding).splitlines()
        paragraphs += [line.strip() for line in lines if 80 < len(line.strip()) < 900]
    return samples | {f"cut/{n}.txt": cut_report(n, paragraphs) for n in range(REPORTS)}


def cut_report(seed: int, paragraphs: list[str]) -> bytes:
    """A report of some 1,500 characters put together from real paragraphs."""
    rng = random.Random(seed)  # noqa: S311 (the same every time is the point)
    year = 2000 + seed % 25
    heads = ("坚持学习", "履行职责", "廉洁自律", "存在问题及打算")
    lines = [f"{year}年度述职报告", "县财政局局长　方某某", f"{year}年，我认真履行职责。"]
    for ordinal, head in zip("一二三四", heads, strict=True):
        lines += [f"{ordinal}、{head}", rng.choice(paragraphs)]
    return "\n".join(lines).encode()


def body_of(report: Report) -> str:
    return "".join(line.text + "\n" for line in report.source.lines)


def sections_of(report: Report) -> Iterator[tuple[tuple[str, ...], str]]:
    """Kinds and N(text) of the preamble and of each section, what stands below it aside."""
    yield ("preamble",), normalise("".join(p.text + "\n" for p in report.outline.preamble))
    for section in walk_sections(report.outline.sections):
        heading = section.lead + (section.ordinal or "") + (section.heading or "")
        between = "" if section.run_in or not heading else "\n"
        text = heading + between + "".join(p.text + "\n" for p in section.paragraphs)
        yield section.kinds, normalise(text + "\n")


@pytest.fixture(scope="module")
def site(shelf: Shelf, vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index and the engine on a bare page."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(PROJECT / "docs" / "assets" / "search", folder / "assets" / "search")
    for name, text in render_search(shelf.records, vocabulary).items():
        path = folder / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    tags = "".join(f'<script src="assets/search/{name}.js"></script>' for name in SCRIPTS)
    (folder / "index.html").write_text(f"<meta charset=utf-8>{tags}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    """The bare page on a loopback port."""
    with serving(site) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def page(
    request: pytest.FixtureRequest, browser: Browser, site: Path, server: str
) -> Iterator[Page]:
    """The bare page, over http and from file://."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server if request.param == "http" else (site / "index.html").as_uri())
    yield page
    context.close()


@pytest.fixture(scope="module")
def rules(browser: Browser, server: str) -> Iterator[Page]:
    """The bare page, with the rules of normalising at hand; nothing changes it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server)
    page.evaluate("reportArchive.search({text: '', limit: 0})")
    yield page
    context.close()


def phrases(shelf: Shelf, count: int, seed: int) -> list[str]:
    """Random substrings of 1 to 12 characters of the source texts."""
    rng = random.Random(seed)  # noqa: S311 (the same every time is the point)
    bodies = [body_of(record.report) for record in shelf.records]
    found: list[str] = []
    while len(found) < count:
        body = rng.choice(bodies)
        start = rng.randrange(len(body))
        phrase = body[start : start + rng.randint(1, 12)]
        if normalise(phrase) and not LANGUAGE.search(phrase):
            found.append(phrase)
    return found


def typed(phrase: str) -> str:
    """A phrase as one term of a query."""
    return f'"{phrase}"' if OPENING.search(phrase) else phrase


def absent_phrases(shelf: Shelf, count: int) -> list[str]:
    """Phrases of characters that occur, in an order that does not."""
    turned = (phrase[::-1] for phrase in phrases(shelf, 20 * count, 7) if len(phrase) > 3)
    return [phrase for phrase in turned if not shelf.find(normalise(phrase))][:count]


def results(page: Page, **options: Any) -> tuple[set[str], int, dict[str, Any]]:
    found = page.evaluate(SEARCH, options)
    return set(found["numbers"]), found["total"], found["facets"]


def test_every_phrase_that_is_there_is_found_and_only_there(page: Page, shelf: Shelf) -> None:
    for phrase in phrases(shelf, PRESENT, 1):
        expected = shelf.find(normalise(phrase))
        assert results(page, text=f'"{phrase}"')[:2] == (expected, len(expected)), phrase


def test_phrases_that_are_nowhere_are_not_found(page: Page, shelf: Shelf) -> None:
    absent = absent_phrases(shelf, ABSENT)
    assert len(absent) == ABSENT
    for phrase in absent:
        assert results(page, text=typed(phrase))[:2] == (set(), 0), phrase


def test_a_phrase_with_quotes_in_it_is_searched_as_a_phrase(page: Page, shelf: Shelf) -> None:
    """Some with a quote inside, as typed and in quotes: half of these were searched in pieces."""
    quoting = [phrase for phrase in phrases(shelf, 6000, 8) if re.search(".[“”].", phrase)][:60]
    assert len(quoting) >= 10
    for phrase in quoting:
        expected = shelf.find(normalise(phrase))
        for text in (typed(phrase), f'"{phrase}"', f'"{phrase}" {typed(phrase)}'):
            assert results(page, text=text)[:2] == (expected, len(expected)), text


def test_filters_and_combinations_are_exact_too(page: Page, shelf: Shelf) -> None:
    """Year, span of years, post, topic, section; and, or, not."""
    one, two, three = (phrases(shelf, 40, seed) for seed in (2, 3, 4))
    for a, b, c in zip(one, two, three, strict=True):
        x, y, z = (shelf.find(normalise(term)) for term in (a, b, c))
        p, q, r = map(typed, (a, b, c))
        assert results(page, text=f"{p} {q}")[0] == x & y
        assert results(page, text=f"{p}|{q}")[0] == x | y
        assert results(page, text=f'{p} -"{b}"')[0] == x - y
        assert results(page, text=f"{p} {q} | {r} -{p}")[0] == (x & y) | (z - x)
        for name, value, keep in filters(shelf):
            assert results(page, text=p, **{name: value})[0] == x & keep, (a, name, value)
        for kind in ("study", "problems", "preamble"):
            inside = shelf.find(normalise(a), kind)
            assert results(page, text=p, section=kind)[0] == inside, (a, kind)


def test_a_hit_in_a_section_counts_what_is_within_it(page: Page, shelf: Shelf) -> None:
    """A match that goes on into another section hides none that does not."""
    for phrase in phrases(shelf, 30, 13):
        text = f"{typed(phrase)}|{typed(phrase[-1:] if normalise(phrase[-1:]).strip() else phrase)}"
        hits = page.evaluate(
            "options => reportArchive.search(options).then(r => r.hits)",
            {"text": text, "section": "study", "limit": 1e6, "excerpts": False},
        )
        for hit in hits:
            counts = [section["count"] for section in hit["sections"]]
            assert hit["count"] == sum(counts) > 0, (text, hit["number"])


def filters(shelf: Shelf) -> list[tuple[str, str, set[str]]]:
    def those(test: Callable[[Report], bool]) -> set[str]:
        return {record.number for record in shelf.records if test(record.report)}

    def year_of(report: Report) -> int:
        return report.year.value.last if report.year.value else 0

    post = next(r.report.post.value for r in shelf.records if r.report.post.value)
    topic = next(r.report.topics[0] for r in shelf.records if r.report.topics)
    return [
        ("year", "2020", those(lambda r: year_of(r) == 2020)),
        ("year", "2018-2021", those(lambda r: 2018 <= year_of(r) <= 2021)),
        ("post", post.key, those(lambda r: r.post.value == post)),
        ("topic", topic, those(lambda r: topic in r.topics)),
    ]


def test_facets_say_what_choosing_them_gives(page: Page, shelf: Shelf) -> None:
    for phrase in [*map(typed, phrases(shelf, 5, 5)), ""]:
        facets = results(page, text=phrase)[2]
        for name in ("year", "post", "section", "topic"):
            for value, count in list(facets[name].items())[:4]:
                assert results(page, text=phrase, **{name: value})[1] == count, (name, value)


# A query, and the terms of it: those without are marked by a minus, "|" stands for a bar.
QUERIES = {
    "坚持“两个毫不动摇”，落实": ["坚持两个毫不动摇落实"],
    '"坚持“两个毫不动摇”，落实"': ["坚持两个毫不动摇落实"],
    '"坚持“两个毫不动摇”， 落实 责任" 学习': ["坚持两个毫不动摇落实责任", "学习"],
    "“两个维护” 学习": ["两个维护", "学习"],
    "学习 “两个 维护”": ["学习", "两个维护"],
    "“A”和“B”": ["a和b"],
    "“A”和“B” “C D”": ["a和b", "cd"],
    "“两个维护”的要求 “四个意识”": ["两个维护的要求", "四个意识"],
    "“坚持“两个维护” 学习” 调研": ["坚持两个维护学习", "调研"],
    "“坚持 “两个维护” 学习” 调研": ["坚持两个维护学习", "调研"],
    "“学习“两个维护””": ["学习两个维护"],
    "“学习‘两个 维护’好” 调研": ["学习两个维护好", "调研"],
    '“甲 " 乙” 丙': ["甲乙", "丙"],
    '"甲 ” 乙" 丙': ["甲乙", "丙"],
    # As the keys of an input method give them when it has lost count.
    "”甲 乙“ 丙": ["甲乙", "丙"],
    '-“甲 乙” -"丙 丁"|-戊': ["-甲乙", "-丙丁", "|", "-戊"],
    '"甲|乙"|“丙 丁”｜戊': ["甲|乙", "|", "丙丁", "|", "戊"],
    # Left open: up to the end, unless it has fellows, or is itself an end.
    '甲 "乙 丙': ["甲", "乙丙"],
    "甲 “乙 丙": ["甲", "乙丙"],
    "”，落实 责任": ["落实", "责任"],
    '"甲"和 乙': ["甲和", "乙"],
    '"甲"和 "乙"': ["甲和", "乙"],
    '"甲 "乙"': ["甲", "乙"],
    '甲"乙 丙': ["甲乙", "丙"],
    '15"屏 6"屏': ["15屏", "6屏"],
    '"15"屏幕 显示"': ["15屏幕显示"],
    "「甲 乙」": ["甲", "乙"],
    '"" “” " - |': ["|"],
}


@pytest.mark.parametrize("query", QUERIES)
def test_quotes_open_and_close_terms_at_their_ends_alone(rules: Page, query: str) -> None:
    found = rules.evaluate(
        """query => [].concat(...reportArchive.query.tokens(query).map(token => {
            const term = reportArchive.text.normalise(token.text);
            return token.bar ? ['|'] : term ? [(token.minus ? '-' : '') + term] : [];
        }))""",
        query,
    )
    assert found == QUERIES[query]


def test_what_was_typed_can_be_put_together_again(rules: Page) -> None:
    """No character of a query but blanks is in no token, whatever the quotes."""
    rng = random.Random(6)  # noqa: S311 (the same every time is the point)
    queries = ["".join(rng.choices('甲乙 |-"“”', k=rng.randint(1, 12))) for _ in range(3000)]
    raws = rules.evaluate(
        "queries => queries.map(q => reportArchive.query.tokens(q).map(t => t.raw).join(''))",
        queries,
    )
    pairs = zip(queries, raws, strict=True)
    assert [q for q, raw in pairs if re.sub(r"\s", "", q) != re.sub(r"\s", "", raw)] == []


INVISIBLE = [
    chr(code)
    for code in range(0x110000)
    if not 0xD800 <= code < 0xE000 and read("甲" + chr(code) + "乙") == "甲乙"
]


def test_what_reading_takes_out_is_taken_out_of_queries(rules: Page) -> None:
    """Of all characters, whatever is between, before or behind others, quotes and blanks too."""
    assert {"\u200b", "\u00ad", "\u200d", "\ufeff", "\0", "\x7f"} <= set(INVISIBLE)
    taken = rules.evaluate(
        """() => {
            const found = [];
            for (let code = 0; code < 0x110000; code++) {
                const c = String.fromCodePoint(code);
                if (reportArchive.text.visible('甲' + c + '乙') === '甲乙') found.push(c);
            }
            return found;
        }"""
    )
    assert taken == INVISIBLE
    found = rules.evaluate(
        """taken => taken.map(c => reportArchive.query.every(reportArchive.query.parse(
            c + '“甲' + c + ' 乙' + c + '”' + c + ' 丙' + c + '丁' + c)))""",
        INVISIBLE,
    )
    assert [c for c, terms in zip(INVISIBLE, found, strict=True) if terms != ["甲乙", "丙丁"]] == []


def test_what_separates_the_titles_is_found_in_none(page: Page, shelf: Shelf) -> None:
    whole = {record.number for record in shelf.records}
    for character in ("\0", "\uffff", "\u0001", "\x1f"):
        learnt = shelf.find("学习")
        assert results(page, text=f"学习{character}")[0] in (learnt, set()), ascii(character)
        asked = page.evaluate(
            "text => reportArchive.search({text, limit: 1e6, excerpts: false})", character
        )
        numbers = {hit["number"] for hit in asked["hits"]}
        assert numbers == (set() if asked["terms"] else whole), ascii(character)


def test_a_phrase_of_a_raw_file_is_found_with_what_cannot_be_seen(page: Page, shelf: Shelf) -> None:
    for place, phrase in enumerate(p for p in phrases(shelf, 40, 12) if len(p) > 2):
        hidden = INVISIBLE[place % len(INVISIBLE)].join(phrase)
        expected = shelf.find(normalise(phrase))
        assert results(page, text=typed(hidden))[0] == expected, phrase


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("完成98.6%的任务", "986", False),
        ("完成98.6%的任务", "９８．６％", True),
        ("学习，调研", "学习调研", True),
        ("学习。调研", "学习调研", False),
        ("ＧＤＰ增长", "gdp增", True),
        ("增 长", "增长", True),
        ("2017-2021年", "20172021", False),
        ("《实施方案》", "实施方案", True),
    ],
)
def test_a_match_is_what_the_contract_says(text: str, query: str, found: bool) -> None:
    assert (normalise(query) in normalise(text)) == found


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
TEXTS |= st.text(st.sampled_from("98.6%-，。！ a"), max_size=12)


@given(TEXTS)
def test_normalising_twice_changes_no_han(text: str) -> None:
    han = [c for c in unicodedata.normalize("NFKC", text) if "\u4e00" <= c <= "\u9fff"]
    assert [c for c in normalise(text) if "\u4e00" <= c <= "\u9fff"] == han


def test_browser_and_index_normalise_alike(page: Page) -> None:
    """Every character that Python's Unicode knows in the planes of letters, and live mixtures."""
    page.evaluate("reportArchive.search({text: ''})")
    known = [chr(c) for c in range(0x20000) if unicodedata.category(chr(c)) not in UNKNOWN]
    rows = ["".join(known[n : n + 64]) for n in range(0, len(known), 64)]
    rows += [
        "9.8",
        "9 .8",
        "A.b",
        "5%，%",
        "3-4—5",
        "。！？；\n\n",
        "ß ς Σ İ ﬁ",
        "…5…",
        "5\U00016fe2.甲",
    ]
    assert normalise("甲\U00016fe2乙") == "甲乙"
    got = page.evaluate("rows => rows.map(row => reportArchive.text.normalise(row))", rows)
    pairs = zip(rows, got, strict=True)
    assert [(row, js) for row, js in pairs if normalise(row) != js] == []


# Everything that composes with what stands before it, paired with all of that, in all forms of
# both: found out by the browser's own tables, not by what our code takes for such.
JOINED = """() => {
    const every = [];
    for (let code = 0; code < 0x110000; code++) {
        if (code < 0xd800 || code > 0xdfff) every.push(String.fromCodePoint(code));
    }
    const firsts = new Map();  // second → what composes with it
    const note = (second, first) => {
        firsts.set(second, (firsts.get(second) || new Set()).add(first.normalize()));
    };
    for (const c of every) {
        const parts = Array.from(c.normalize('NFD'));
        for (let k = 1; k < parts.length; k++) note(parts[k], parts.slice(0, k).join(''));
    }
    const ends = new Map();  // what composes → all that end so
    const starts = new Map();  // second → all that begin so
    const add = (map, key, c) => map.set(key, (map.get(key) || []).concat(c));
    const composing = new Set();
    firsts.forEach(set => set.forEach(first => composing.add(first)));
    for (const c of every) {
        const last = Array.from(c.normalize('NFKC')).pop();
        const next = Array.from(c.normalize('NFKD'))[0];
        if (composing.has(last)) add(ends, last, c);
        if (firsts.has(next)) add(starts, next, c);
    }
    const wrong = [];
    let pairs = 0;
    starts.forEach((seconds, second) => firsts.get(second).forEach(first => {
        for (const a of ends.get(first) || [first]) for (const b of seconds) {
            const text = '甲' + a + b + '乙';
            const placed = reportArchive.text.normaliseWithPlaces(text);
            pairs++;
            if (placed.text !== reportArchive.text.normalise(text)) wrong.push(a + b);
        }
    }));
    return {pairs, wrong: wrong.slice(0, 20)};
}"""


def test_what_composes_has_its_place(rules: Page) -> None:
    """Every pair of characters that NFKC composes, such as ｶ and ﾞ."""
    found = rules.evaluate(JOINED)
    assert found["pairs"] > 20_000
    assert found["wrong"] == []


def test_any_text_is_placed_as_it_is_normalised(rules: Page) -> None:
    """Any characters at all; each of the normalised ones comes from some of the text's in order."""
    rng = random.Random(11)  # noqa: S311 (the same every time is the point)
    lively = "98.6%-，。！ a甲ﬁ\u0301㈠ﾊﾞ\uff9fカ\u3099ᄀ\u1161\u11a8ㄱㅏΣİß\n"
    texts = [
        "".join(
            rng.choice(lively) if rng.random() < 0.7 else chr(rng.getrandbits(rng.choice((16, 17))))
            for _ in range(rng.randint(0, 12))
        )
        for _ in range(5000)
    ]
    texts = [re.sub("[\ud800-\udfff]", "", text) for text in texts]
    wrong = rules.evaluate(
        """texts => texts.filter(text => {
            const placed = reportArchive.text.normaliseWithPlaces(text);
            const {from, to} = placed;
            return placed.text !== reportArchive.text.normalise(text)
                || from.length !== placed.text.length
                || from.some((at, i) => !(at < to[i] && to[i] <= text.length))
                || from.some((at, i) => i && at < from[i - 1]);
        })""",
        texts,
    )
    assert wrong == []


def test_a_report_that_cannot_be_placed_is_shown_without_excerpt(page: Page) -> None:
    """The others keep theirs."""
    hits = page.evaluate(
        """async () => {
            const asked = {text: '学习', limit: 5};
            await reportArchive.search({text: ''});
            const place = reportArchive.text.normaliseWithPlaces;
            let first = true;
            reportArchive.text.normaliseWithPlaces = text => {
                const out = place(text);
                if (first) out.text += '甲';
                first = false;
                return out;
            };
            const {hits} = await reportArchive.search(asked);
            return hits.map(hit => hit.sections.map(section => section.excerpt));
        }"""
    )
    assert len(hits) == 5
    without = [excerpts for excerpts in hits if None in excerpts]
    assert len(without) == 1
    assert set(map(str, without[0])) == {"None"}


# What ECMAScript 2019 and later brought, by the object that carries it.
LATER_BUILTINS = {
    "Array.prototype": "flat flatMap at findLast findLastIndex toSorted toReversed with",
    "String.prototype": "trimStart trimEnd matchAll replaceAll at",
    "Object": "fromEntries hasOwn groupBy",
    "Promise": "allSettled any withResolvers",
    "window": "BigInt WeakRef structuredClone",
}

# Syntax of ECMAScript 2019 and later, as in: a?.b  a ?? b  catch {  1_000  a ||= b  10n
LATER_SYNTAX = re.compile(
    r"\?\.(?!\d)|\?\?|\bcatch\s*\{|\b\d+_\d|\|\|=|&&=|\b\d+n\b|\bimport\(|\bglobalThis\b"
)


def test_it_works_without_wasm_workers_segmenter_and_later_builtins(
    browser: Browser, server: str, shelf: Shelf
) -> None:
    context = browser.new_context()
    context.add_init_script(
        "delete window.WebAssembly; delete window.Worker; delete window.SharedWorker;"
        "delete window.fetch; delete window.XMLHttpRequest; delete Intl.Segmenter;"
        + "".join(
            f"delete {owner}.{name};"
            for owner, names in LATER_BUILTINS.items()
            for name in names.split()
        )
    )
    page = context.new_page()
    page.goto(server)
    for phrase in phrases(shelf, 10, 9):
        assert results(page, text=typed(phrase))[0] == shelf.find(normalise(phrase))
    context.close()


@pytest.mark.parametrize("sample", ["a?.b", "a ?? b", "catch {", "1_000", "a ||= b", "10n"])
def test_later_syntax_is_recognised(sample: str) -> None:
    assert LATER_SYNTAX.search(sample)


@pytest.mark.parametrize(
    "path",
    sorted((PROJECT / "docs" / "assets").rglob("*.js")),
    ids=lambda path: path.name,
)
def test_scripts_keep_to_ecmascript_2018(path: Path) -> None:
    """By the marks of later syntax, comments aside; a regular expression may not hold them."""
    code = re.sub(r"(?s:/\*.*?\*/)|(?m:^\s*//.*$)", "", path.read_text(encoding="utf-8"))
    assert LATER_SYNTAX.findall(code) == []


@pytest.mark.parametrize("harm", ["missing", "cut", "flipped", "stale"])
def test_a_damaged_file_is_said_and_no_wrong_count_given(
    browser: Browser, site: Path, tmp_path: Path, harm: str
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    for path in (folder / "archive" / "search").glob("[0-9]*-[0-9]*.js"):
        text = path.read_text(encoding="utf-8")
        if harm == "missing":
            path.unlink()
        elif harm == "cut":
            path.write_text(text[: len(text) // 2], encoding="utf-8")
        elif harm == "flipped":
            middle = len(text) // 2
            other = "B" if text[middle] == "A" else "A"
            path.write_text(text[:middle] + other + text[middle + 1 :], encoding="utf-8")
        else:
            head, _, rest = text.partition(",")
            path.write_text(
                f"{head},1{rest[rest.index(',') :]}".replace("A", "C", 1), encoding="utf-8"
            )
    context = browser.new_context()
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    said = page.evaluate("reportArchive.search({text: '学习'}).then(() => '', e => e.message)")
    context.close()
    assert "检索数据" in said
    assert "archive/search/" in said


def test_what_is_held_back_is_in_no_pack(site: Path, shelf: Shelf, vocabulary: Vocabulary) -> None:
    """The index of all but one report holds not one byte of that one's number."""
    kept = [record for record in shelf.records if record.number != "000001"]
    files = render_search(kept, vocabulary)
    assert "search/t000001.js" not in files
    assert not [name for name, text in files.items() if '"000001"' in text]
    assert (site / "archive" / "search" / "t000001.js").exists()


def test_the_index_is_the_same_whatever_the_order(shelf: Shelf, vocabulary: Vocabulary) -> None:
    some = shelf.records[:20]
    assert render_search(some, vocabulary) == render_search(some[::-1], vocabulary)
