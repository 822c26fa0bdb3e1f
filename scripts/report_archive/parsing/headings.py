"""小标题: which lines of the body open a section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from report_archive.model import Line
from report_archive.parsing.ordinals import Ordinal, Style, doubtful, read_ordinal
from report_archive.parsing.points import find_points
from report_archive.vocabulary import Vocabulary

# The first sentence with its closing quotes: 「一、加强学习。」「“两个维护”！」
FIRST_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)》]*")
# What a colon sets before a paragraph: 履职情况：学习抓得紧，…
LABEL = re.compile(r"[^，。；：！？;:!?“”《》（）0-9]{2,20}[：:]")
# A short line that can be a heading without an ordinal: no dash, no sentence, no list of names.
BARE_HEADING = re.compile(r"^(?![—\-－―─·•])[^。；：！？;:!?]{2,30}(?<![，、,])$")
FEWEST_BARE = 2
"""Fewer headings without ordinals than this are no habit of the writer."""
CLAUSES = 2
"""Commas in a sentence that is no heading's."""
SENTENCE_END = ("。", "！", "？")
PARAGRAPH_END = ("。", "！", "？", "；", "：", "”", "）")


def find_headings(body: Sequence[Line], vocabulary: Vocabulary) -> dict[int, Ordinal]:
    """The ordinals of the headings by their place in the body.

    Where the top level has no ordinals, short lines that stand alone are its headings.
    """
    limit = vocabulary.limit("heading_characters")
    read = {i: o for i, line in enumerate(body) if (o := read_ordinal(line.text))}
    points = _points_among(body, read, vocabulary)
    found = {i: o for i, o in read.items() if i not in points}
    fitting = {i: o for i, o in found.items() if _fits(o, limit)}
    friends = _false_friends(body, fitting)
    own = {i: o for i, o in fitting.items() if i not in friends}
    listed = _listed(own, limit)
    numbered = {i: o for i, o in own.items() if i not in listed}
    bare = _bare_headings(body, numbered) | _closing_headings(body, vocabulary)
    return dict(sorted({**bare, **numbered}.items()))


def split_heading(rest: str) -> tuple[str, str]:
    """The heading after an ordinal, and what runs on behind its colon or first sentence.

    Example:
        >>> split_heading("抓好学习。全年集中学习12次。")
        ('抓好学习。', '全年集中学习12次。')
        >>> split_heading("履职情况：一是抓造林；二是抓防火。")
        ('履职情况：', '一是抓造林；二是抓防火。')
        >>> split_heading("存在问题")
        ('存在问题', '')
    """
    match = FIRST_SENTENCE.match(rest)
    end = match.end() if match else len(rest)
    label = LABEL.match(rest, 0, end)
    if label and _is_text(rest[label.end() : end], alone=end == len(rest)):
        end = label.end()
    return rest[:end], rest[end:].strip()


def _is_text(said: str, *, alone: bool) -> bool:
    """Whether the sentence behind a colon is a paragraph's rather than the heading's.

    Short of ；, only one of several clauses is, or one that nothing follows.
    """
    clauses = said.count("，") >= CLAUSES or alone
    return "；" in said or (said.endswith(SENTENCE_END) and clauses)


def _fits(ordinal: Ordinal, limit: int) -> bool:
    """Whether what follows the ordinal can be a heading: a short line, or a first sentence."""
    heading, remainder = split_heading(ordinal.rest)
    if remainder or heading.endswith(SENTENCE_END):
        return True
    return len(heading) <= (limit if ordinal.style >= Style.ARABIC else 2 * limit)


def _points_among(
    body: Sequence[Line], headings: Mapping[int, Ordinal], vocabulary: Vocabulary
) -> frozenset[int]:
    """第三，…: the third point where 其次 stands above it, no heading."""
    pointed: set[int] = set()
    above = 0
    for place, ordinal in headings.items():
        nth = ordinal.style is Style.HAN_NTH
        own = find_points(body[place].text, vocabulary)[:1] if nth else ()
        if own and own[0].start == 0:
            lines = (line.text for line in body[above:place])
            before = {(p.family, p.number) for text in lines for p in find_points(text, vocabulary)}
            if (own[0].family, own[0].number - 1) in before:
                pointed.add(place)
        above = place
    return frozenset(pointed)


def _listed(headings: Mapping[int, Ordinal], limit: int) -> frozenset[int]:
    """1. 2. 3. before sentences most of which are too long for headings: a list of paragraphs.

    A series is one or the other as a whole, lest an item end up under the heading before it.
    Behind 一、 and （一） old reports have long sentences as headings.
    """
    listed: set[int] = set()
    for series in _series(headings):
        long = [p for p in series if len(split_heading(headings[p].rest)[0]) > limit]
        if 2 * len(long) >= len(series):
            listed.update(series)
    return frozenset(listed)


def _series(headings: Mapping[int, Ordinal]) -> Iterator[list[int]]:
    """The places of each run of 1. 2. 3. or lower ordinals that nothing higher interrupts."""
    running: dict[Style, list[int]] = {}
    for place, ordinal in headings.items():
        style = ordinal.style
        ended = [s for s in running if s > style or (s is style and ordinal.number == 1)]
        yield from (running.pop(s) for s in ended)
        if style >= Style.ARABIC:
            running.setdefault(style, []).append(place)
    yield from running.values()


def _false_friends(body: Sequence[Line], headings: Mapping[int, Ordinal]) -> frozenset[int]:
    """三、四季度…: no heading unless it stands alone, the sequence wants it, no better follows."""
    in_series = _in_series(headings)
    doubts = [i for i in headings if i not in in_series and doubtful(body[i].text)]
    unsure = frozenset(doubts)
    sure = {i: o.number for i, o in headings.items() if o.style is Style.HAN and i not in unsure}
    last_place = {number: place for place, number in sorted(sure.items())}
    false: set[int] = set()
    before, places = 0, iter(sorted({*sure, *doubts}))
    for place in places:
        if place in sure:
            before = sure[place]
            continue
        number = headings[place].number
        runs_on = any(mark in body[place].text for mark in "。，")
        if runs_on or last_place.get(number, -1) > place or before != number - 1:
            false.add(place)
    return frozenset(false)


def _in_series(headings: Mapping[int, Ordinal]) -> frozenset[int]:
    """Places of 1. and lower ordinals that go on with the one before or lead to the next."""
    styles: dict[Style, list[tuple[int, int]]] = {}
    for place, ordinal in headings.items():
        if ordinal.style >= Style.ARABIC:
            styles.setdefault(ordinal.style, []).append((place, ordinal.number))
    near = (pair for places in styles.values() for pair in pairwise(places))
    goes_on = ((p, q) for (p, number), (q, after) in near if after == number + 1)
    return frozenset(place for pair in goes_on for place in pair)


def _closing_headings(body: Sequence[Line], vocabulary: Vocabulary) -> dict[int, Ordinal]:
    """结束语: a heading that never has an ordinal."""
    pattern = vocabulary.pattern("tail", "closing_heading")
    return {
        i: _bare(line)
        for i, line in enumerate(body[:-1])
        if i and pattern.search("".join(line.text.split()))
    }


def _bare_headings(body: Sequence[Line], numbered: Mapping[int, Ordinal]) -> dict[int, Ordinal]:
    """Headings without ordinals, looked for only where no 一、 opens the outline."""
    styles = [ordinal.style for _, ordinal in sorted(numbered.items())]
    if styles and styles[0] <= Style.HAN:
        return {}
    bare = {
        i: _bare(line)
        for i, line in enumerate(body[:-1])
        if i not in numbered and BARE_HEADING.match(line.text) and _opens(i, body, numbered)
    }
    return bare if len(bare) >= (FEWEST_BARE if styles else FEWEST_BARE + 1) else {}


def _bare(line: Line) -> Ordinal:
    return Ordinal(Style.UNNUMBERED, 0, "", "", line.text)


def _opens(place: int, body: Sequence[Line], numbered: Mapping[int, Ordinal]) -> bool:
    """Whether a section begins here: a sentence ended above, and a heading or paragraph follows.

    A scraped text torn at its links has short lines too, in mid-sentence.
    """
    above, below = body[place - 1].text if place else "。", body[place + 1].text
    ended = above.endswith(PARAGRAPH_END) or place - 1 in numbered
    goes_on = below[0] in "，。；、）》”"
    return ended and not goes_on and (place + 1 in numbered or not BARE_HEADING.match(below))
