"""Searches on a built site, as a reader's browser makes them: how long, how much, how right."""

from __future__ import annotations

import csv
import functools
import http.server
import io
import os
import random
import shutil
import statistics
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from report_archive.benching.filling import GENERATED
from report_archive.build import BuildError
from report_archive.catalogue.columns import FILE, FILE_NAME, NUMBER
from report_archive.folders import REPORTS
from report_archive.reading.text import normalise as clean
from report_archive.reading.text import split_lines
from report_archive.search.normalising import normalise
from report_archive.vocabulary import load_vocabulary

PRESENT = 150
"""Phrases that occur somewhere."""
ABSENT = 50
"""Phrases that occur nowhere."""
TERMS = 60
"""Words of the vocabulary that are searched for against the clock, unless said otherwise."""
AGAIN = 3
"""Times that a word is searched for once more on the same page."""
UNSEARCHED = frozenset('"“”| -　|')
"""Characters that mean something in a query."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Chromium's own traffic off; root in a container needs no sandbox.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@dataclass(frozen=True)
class Engine:
    """A search to measure."""

    page: str
    """The page that has it, below the served folder."""
    ready: str
    """JavaScript that waits until it can answer."""
    query: str
    """A function of a text: milliseconds until the first ten hits stand, and how many there are."""
    numbers: str
    """A function of a text: the numbers of all reports that have it."""


OURS = Engine(
    "search.html",
    "reportArchive.search({text: ''}).then(() => true)",
    """async text => {
      const began = performance.now();
      const found = await reportArchive.search({text});
      return [performance.now() - began, found.total];
    }""",
    """async text => (await reportArchive.search({text: '"' + text + '"', limit: 1e9,
      excerpts: false})).hits.map(hit => hit.number)""",
)
PAGEFIND = Engine(
    "pagefind.html",
    "new Promise(done => setInterval(() => window.pagefind && done(true), 5))",
    """async text => {
      const began = performance.now();
      const found = await window.pagefind.search(text);
      await Promise.all(found.results.slice(0, 10).map(result => result.data()));
      return [performance.now() - began, found.results.length];
    }""",
    """async text => Promise.all((await window.pagefind.search(text)).results
      .map(async result => (await result.data()).url.match(/\\d{6}/)[0]))""",
)
PAGEFIND_PAGE = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><script type="module">'
    "import * as p from './pagefind/pagefind.js'; await p.init(); window.pagefind = p;</script>"
)


class Counter(http.server.SimpleHTTPRequestHandler):
    """A file server that counts what it sends."""

    protocol_version = "HTTP/1.1"
    sent = 0

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file and add its size."""
        data = source.read()
        Counter.sent += len(data)
        outputfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Keep no log."""


def measure_search(
    site: Path, engine: Engine, texts: Mapping[str, str], terms: int = TERMS
) -> dict[str, float]:
    """Milliseconds, kilobytes, recall and precision of one engine.

    Args:
        site: The folder to serve.
        engine: What to ask.
        texts: For each number the normalised text, as `published` gives it.
        terms: Words of the vocabulary that are searched for against the clock.

    Raises:
        BuildError: There is no Chromium.
    """
    with serving(site) as address, chromium() as browser:
        fresh = functools.partial(_open, browser, f"{address}/{engine.page}", engine)
        Counter.sent = 0
        judge = fresh()
        first = Counter.sent / 1e3
        figures = {"first load KB": first, **_times(fresh, engine, _terms(terms))}
        return figures | _judged(judge, engine, texts)


def published(archive: Path) -> dict[str, str]:
    """For each published report its number and its text as searching sees it."""
    rows = csv.reader(io.StringIO((archive / REPORTS / FILE_NAME).read_text(encoding="utf-8-sig")))
    head = next(rows)
    number, file = head.index(NUMBER), head.index(FILE)
    found = {}
    for row in rows:
        if (archive / GENERATED / REPORTS / f"{row[number]}.md").is_file():
            text = (archive / REPORTS / row[file]).read_text(encoding="utf-8")
            lines = split_lines(clean(text))
            found[row[number]] = normalise("".join(line.text + "\n" for line in lines))
    return found


def phrases(texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Random pieces of lines that occur, and turned ones that do not."""
    rng = random.Random(1)  # noqa: S311 (the same every time is the point)
    numbers = sorted(texts)
    present: list[str] = []
    absent: list[str] = []
    while len(present) < PRESENT or len(absent) < ABSENT:
        text = texts[rng.choice(numbers)]
        start = rng.randrange(len(text))
        phrase = text[start : start + rng.randint(2, 12)].partition("\n")[0]
        if len(phrase) < 2 or UNSEARCHED & set(phrase) or normalise(phrase) != phrase:  # noqa: PLR2004 (an index of bigrams)
            continue
        present.append(phrase)
        turned = phrase[::-1]
        if len(absent) < ABSENT and len(turned) > 3 and _occurs_nowhere(turned, texts):  # noqa: PLR2004 (short ones occur)
            absent.append(turned)
    return present[:PRESENT], absent


def _occurs_nowhere(phrase: str, texts: Mapping[str, str]) -> bool:
    return normalise(phrase) == phrase and not any(phrase in text for text in texts.values())


def _terms(count: int) -> list[str]:
    topics = load_vocabulary().topics
    words = sorted({word for topic in topics for word in topic.keywords})
    return words[:: max(1, len(words) // count)][:count]


def _open(browser: Browser, address: str, engine: Engine) -> Page:
    """A page that has what every query needs and nothing else, in a browser with no memory."""
    page = browser.new_context().new_page()
    page.goto(address)
    page.evaluate(engine.ready)
    return page


def _times(fresh: Callable[[], Page], engine: Engine, terms: Sequence[str]) -> dict[str, float]:
    """Each term on a fresh page, then again on the same page."""
    cold, warm, sent = [], [], []
    for term in terms:
        page = fresh()
        Counter.sent = 0
        cold.append(page.evaluate(engine.query, term)[0])
        sent.append(Counter.sent / 1e3)
        warm += [page.evaluate(engine.query, term)[0] for _ in range(AGAIN)]
        page.context.close()
    figures = {"cold": cold, "warm": warm}
    times = {
        f"{name} {rank} ms": take(values)
        for name, values in figures.items()
        for rank, take in (("p50", statistics.median), ("p95", percentile))
    }
    return times | {"sent p50 KB": statistics.median(sent), "sent p95 KB": percentile(sent)}


def percentile(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def _judged(page: Page, engine: Engine, texts: Mapping[str, str]) -> dict[str, float]:
    """Recall and precision against plain substring search."""
    present, absent = phrases(texts)
    hits = wanted = right = exact = 0
    for phrase in present:
        expected = {number for number, text in texts.items() if phrase in text}
        got = set(page.evaluate(engine.numbers, phrase))
        hits, wanted, right = hits + len(got), wanted + len(expected), right + len(got & expected)
        exact += got == expected
    ghosts = sum(1 for phrase in absent if page.evaluate(engine.numbers, phrase))
    return {
        "recall": right / wanted,
        "precision": right / hits if hits else 1.0,
        f"exact of {PRESENT}": exact,
        f"ghosts of {ABSENT}": ghosts,
    }


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A folder on a loopback port, its bytes counted."""
    handler = functools.partial(Counter, directory=os.fspath(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window.

    Raises:
        BuildError: There is none.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise BuildError(f"没有找到 Chromium（{'、'.join(NAMES)}）。请先装上再测。")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
