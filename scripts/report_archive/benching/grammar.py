"""Reports made up from a grammar: the n-th is the same, however many there are."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).parent / "words.yml"
YEARS = 30
"""Reports of a post, one a year."""
FIRST_YEAR = 1995
NAMES = 12_000
"""Names of each kind that are made up."""
ORDINALS = "一二三四五六七八九十"
# {noun} in 抓好{noun}
SLOT = re.compile(r"\{(\w+)\}")
SHARES = {"study": 330, "duty": 1_860, "party": 360, "clean": 320, "problem": 230, "plan": 290}
"""Sections in order, and the characters from which on each is long enough."""

Words = Mapping[str, Sequence[str]]
Template = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sample:
    """One report that was made up."""

    path: str
    """Below reports/, with forward slashes."""
    text: str
    """All of it."""
    year: int
    """The year it reports on."""
    post: str
    """The post as the program names it."""


@dataclass(frozen=True)
class Grammar:
    """The words and sentences, ready for use."""

    data: Mapping[str, Any]
    """words.yml as it is."""
    topics: Sequence[Words]
    """For each topic the words of every slot."""
    templates: Mapping[str, Sequence[Template]]
    """Sentences of each kind of section."""


def compose(number: int) -> Sample:
    """The report of a number from 1 on; some 2 ms."""
    rng = random.Random(number)  # noqa: S311 (the same every time is the point)
    grammar = load_grammar()
    holder, years_in = divmod(number - 1, YEARS)
    year = FIRST_YEAR + years_in
    unit, post = post_of(holder)
    person = grammar.topics[0]["person"][(holder * 7 + years_in // 4) % NAMES]
    own = rng.sample(grammar.topics, 4)
    lines = [f"{year}年度述职报告", "", f"{post}　{person}", "", "各位领导、同志们：", ""]
    words = {**own[0], "year": [str(year)]}
    lines += [f"　　{fill(rng.choice(grammar.templates['openings']), words, rng)}", ""]
    for place, (kind, length) in enumerate(SHARES.items()):
        head = rng.choice(grammar.data[f"heads_{kind}"].split("|"))
        lines += [f"　　{ORDINALS[place]}、{head}", ""]
        lines += _section(kind, length, own, rng, grammar)
    lines += ["　　特此报告。", "", f"　　　　　　{person}", f"　　　　　　{_signed(year, rng)}"]
    return Sample(f"{year}/{unit}/{post}{year}.txt", "\n".join(lines) + "\n", year, post)


@functools.cache
def post_of(holder: int) -> tuple[str, str]:
    """Unit and post of a holder from 0 on: organs of the city by turns with its towns."""
    data = load_grammar().data
    organs, roles = data["organs"].split(), data["roles"].split()
    turn, town = divmod(holder, 2)
    if not town and turn < len(organs):
        organ, head = organs[turn].split("/")
        return f"市{organ}", f"市{organ}{head}"
    rank = turn if holder < 2 * len(organs) else holder - len(organs)
    name = load_grammar().topics[0]["town"][rank // len(roles)]
    return name, f"{name}{roles[rank % len(roles)]}"


def fill(template: Template, words: Words, rng: random.Random) -> str:
    """A template with a word in every slot."""
    text, slots = template
    chance = rng.random
    lists = [words[slot] for slot in slots]
    return text % tuple([found[int(len(found) * chance())] for found in lists])


def _section(
    kind: str, length: int, topics: Sequence[Words], rng: random.Random, grammar: Grammar
) -> Iterator[str]:
    """The lines of one section until it is long enough."""
    if kind == "duty":
        for place, words in enumerate(topics):
            yield from _part(place, length // len(topics), words, rng, grammar)
        return
    sentences = grammar.templates[kind]
    done = 0
    rank = 0
    while done < length:
        words = rng.choice(topics)
        line = "".join(fill(rng.choice(sentences), words, rng) for _ in range(rng.randint(1, 3)))
        if kind in ("problem", "plan"):
            line = f"{ORDINALS[rank % 10]}是{line}" if rank < len(ORDINALS) else line
            rank += 1
        done += len(line)
        yield from (f"　　{line}", "")


def _part(
    place: int, length: int, words: Words, rng: random.Random, grammar: Grammar
) -> Iterator[str]:
    """（一）… with its paragraphs: prose, points or figures."""
    head = fill(rng.choice(grammar.templates["subheads"]), words, rng)
    prose = _prose(words, rng, grammar)
    if rng.random() < 0.3:  # noqa: PLR2004 (three in ten headings run in)
        yield from (f"　　（{ORDINALS[place]}）{head}。{prose}", "")
    else:
        yield from (f"　　（{ORDINALS[place]}）{head}", "", f"　　{prose}", "")
    done = len(head) + len(prose)
    shape = rng.choice((_numbered, _numbered, _pointed, _figures))
    for line in shape(words, rng, grammar):
        done += len(line)
        yield from (f"　　{line}", "")
    while done < length:
        prose = _prose(words, rng, grammar)
        done += len(prose)
        yield from (f"　　{prose}", "")


def _prose(words: Words, rng: random.Random, grammar: Grammar) -> str:
    sentences = grammar.templates["sentences"]
    return "".join(fill(rng.choice(sentences), words, rng) for _ in range(rng.randint(2, 3)))


def _numbered(words: Words, rng: random.Random, grammar: Grammar) -> Iterator[str]:
    """Points with figures: 1.…, 2.… and so on."""
    for rank in range(1, rng.randint(3, 4)):
        head = fill(rng.choice(grammar.templates["points"]), words, rng)
        sentence = fill(rng.choice(grammar.templates["sentences"]), words, rng)
        yield f"{rank}.{head}。{sentence}"


def _pointed(words: Words, rng: random.Random, grammar: Grammar) -> Iterator[str]:
    """Points in one sentence: 一是…；二是…."""
    points = [
        f"{ORDINALS[rank]}是{fill(rng.choice(grammar.templates['points']), words, rng)}"
        for rank in range(rng.randint(3, 4))
    ]
    yield "；".join(points) + "。"


def _figures(words: Words, rng: random.Random, _grammar: Grammar) -> Iterator[str]:
    """A small table, as text files carry it: cells with tabs between them."""
    yield "项目\t计划\t完成\t完成率"
    for _ in range(rng.randint(3, 5)):
        noun, pct = rng.choice(words["noun"]), rng.choice(words["pct"])
        yield f"{noun}\t{rng.randint(10, 900)}\t{rng.randint(10, 900)}\t{pct}"


def _signed(year: int, rng: random.Random) -> str:
    return f"{year + 1}年1月{rng.randint(3, 28)}日"


@functools.cache
def load_grammar() -> Grammar:
    """words.yml with every name made up and every list filled."""
    data: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    rng = random.Random(0)  # noqa: S311 (the same every time is the point)
    base = {**_figure_words(rng), **_names(data, rng)}
    base["stock"] = data["stock"].split()
    base["general"] = _compounds(base["stock"], data["general"].split(), rng, NAMES)
    for slot, name in SLOT_LISTS.items():
        base[slot] = _filled(data[name].split(), base, rng)
    topics = []
    for topic in data["topics"].values():
        words = {**base, "trouble": topic["trouble"].split()}
        words["noun"] = _compounds(base["stock"], topic["noun"].split(), rng, 600)
        words["measure"] = _filled(topic["measure"].split("|"), base, rng, 400)
        topics.append(words)
    return Grammar(data, topics, _templates(data))


SLOT_LISTS = {
    "manner": "manner",
    "verb": "verbs",
    "idiom": "idioms",
    "effect": "effects",
    "time": "times",
    "placeof": "places_of",
    "meeting": "meetings",
    "paper": "papers",
    "people": "people",
}
KINDS = {
    "openings": "openings",
    "study": "study",
    "sentences": "sentences",
    "party": "parties",
    "clean": "cleans",
    "problem": "problems",
    "plan": "plans",
}


def _templates(data: Mapping[str, Any]) -> dict[str, list[Template]]:
    found = {kind: [_compile(text) for text in data[name]] for kind, name in KINDS.items()}
    for kind in ("points", "subheads"):
        found[kind] = [_compile(text) for text in data[kind].split("|")]
    return found


def _compile(text: str) -> Template:
    """抓好{noun} → 抓好%s and its slots."""
    return SLOT.sub("%s", text.replace("%", "%%")), tuple(SLOT.findall(text))


def _filled(texts: Sequence[str], words: Words, rng: random.Random, times: int = 60) -> list[str]:
    """Each text, those with slots many times over, in a shuffled order."""
    found = []
    for text in texts:
        template = _compile(text)
        found += [fill(template, words, rng) for _ in range(times if template[1] else 1)]
    found = list(dict.fromkeys(found))
    rng.shuffle(found)
    return found


def _compounds(
    stock: Sequence[str], heads: Sequence[str], rng: random.Random, count: int
) -> list[str]:
    """责任, 备案责任, 责任备案: pairs of characters between words, which no list of words has."""
    found = [rng.choice(heads) for _ in range(count // 2)]
    found += [f"{rng.choice(stock)}{rng.choice(heads)}" for _ in range(count)]
    found += [f"{rng.choice(heads)}{rng.choice(stock)}" for _ in range(count)]
    return found + [f"{rng.choice(stock)}{rng.choice(stock)}" for _ in range(count)]


def _figure_words(rng: random.Random) -> dict[str, list[str]]:
    money = [f"{rng.uniform(1, 90):.1f}亿元" for _ in range(300)]
    money += [f"{rng.randint(10, 9800)}万元" for _ in range(2_000)]
    rng.shuffle(money)
    return {
        "few": [str(n) for n in range(2, 40)],
        "count": [str(rng.randint(40, 9_900)) for _ in range(3_000)],
        "big": [f"{rng.uniform(1, 300):.{rng.randint(0, 2)}f}" for _ in range(2_000)],
        "pct": [f"{rng.uniform(2, 99.8):.{rng.randint(0, 1)}f}%" for _ in range(800)],
        "point": [f"{rng.uniform(0.1, 9.9):.1f}" for _ in range(99)],
        "money": money,
        "month": [str(n) for n in range(2, 13)],
        "day": [str(n) for n in range(1, 29)],
    }


def _names(data: Mapping[str, Any], rng: random.Random) -> dict[str, list[str]]:
    """Places, people, firms and organs of an invented city."""
    surnames, given = data["surnames"].split(), data["given"]
    pairs = ["".join(rng.sample(data["places"], 2)) for _ in range(NAMES * 2)]
    pairs = list(dict.fromkeys(pairs))[:NAMES]
    ends = ("村", "村", "村", "社区", "湾", "岭", "桥头", "水库", "工业园", "小学")
    firms = ("食品公司", "机械厂", "农业公司", "建材公司", "科技公司", "合作社", "纺织厂", "药业")
    people = [
        rng.choice(surnames) + "".join(rng.choices(given, k=rng.choice((1, 2, 2))))
        for _ in range(NAMES)
    ]
    return {
        "town": [f"{pair}镇" for pair in pairs],
        "place": [f"{pair}{rng.choice(ends)}" for pair in pairs],
        "person": people,
        "firm": ["".join(rng.sample(data["firms"], 2)) + rng.choice(firms) for _ in range(NAMES)],
        "organ": [f"市{organ.split('/')[0]}" for organ in data["organs"].split()],
    }
