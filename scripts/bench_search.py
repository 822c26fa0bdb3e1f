"""Measures the search at size, beside Pagefind on the same pages: `make bench`.

Reports are put together from the paragraphs of the samples, or of the reports in REPORT_CORPUS.
Prints one table and writes bench/search.json.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from report_archive.describing.report import describe_report
from report_archive.model import Record, Report, Source
from report_archive.parsing.outline import parse_report
from report_archive.reading.text import normalise as clean
from report_archive.reading.text import split_lines
from report_archive.search.normalising import normalise
from report_archive.search.packing import render_search
from report_archive.vocabulary import Vocabulary, load_vocabulary

PROJECT = Path(__file__).parents[1]
SCRIPTS = ("text", "store", "query", "postings", "layout", "engine")
CHARACTERS = 4400
PHRASES = 150
ABSENT = 50
TERMS = 60
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
OURS = """async text => {
  const began = performance.now();
  const found = await reportArchive.search({text});
  return [performance.now() - began, found.total];
}"""
OUR_SET = """async text => (await reportArchive.search({text: '"' + text + '"', limit: 1e9,
  excerpts: false})).hits.map(hit => hit.number)"""
THEIRS = """async text => {
  const began = performance.now();
  const found = await window.pagefind.search(text);
  await Promise.all(found.results.slice(0, 10).map(result => result.data()));
  return [performance.now() - began, found.results.length];
}"""
THEIR_SET = """async text => Promise.all((await window.pagefind.search(text)).results
  .map(async result => (await result.data()).url.match(/\\d{6}/)[0]))"""


class Counter(http.server.SimpleHTTPRequestHandler):
    """A file server that counts what it sends."""

    sent: dict[str, int] = {}  # noqa: RUF012 (shared by all requests on purpose)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file and add its size."""
        data = source.read()
        Counter.sent[self.path] = Counter.sent.get(self.path, 0) + len(data)
        outputfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Keep no log."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    count = parser.parse_args().reports
    vocabulary = load_vocabulary()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        records = [record_of(n, vocabulary) for n in range(1, count + 1)]
        figures = {"ours": index_ours(records, vocabulary, site)}
        write_pages(records, site)
        pagefind = index_pagefind(site)
        figures |= {"pagefind": pagefind} if pagefind else {}
        with serving(site) as base:
            measure_queries(figures, records, vocabulary, base)
    report(figures, count)


def record_of(number: int, vocabulary: Vocabulary) -> Record:
    """One report of about 4,400 characters."""
    rng = random.Random(number)  # noqa: S311 (the same every time is the point)
    heads = ("坚持学习", "履行职责", "抓好党建", "廉洁自律", "存在问题", "整改措施")
    year = 2000 + number % 25
    lines = [f"{year}年度述职报告", "县财政局局长　方某某", f"{year}年，我认真履行职责。"]
    for place, head in enumerate(heads, 1):
        lines.append(f"{'一二三四五六'[place - 1]}、{head}")
        while sum(map(len, lines)) < CHARACTERS * place / len(heads):
            lines.append(rng.choice(paragraphs()))
    source = Source(f"{number}.txt", "utf-8", "", split_lines(clean("\n".join(lines))))
    return Record(
        f"{number:06}", describe_report(source, parse_report(source, vocabulary), vocabulary)
    )


@functools.cache
def paragraphs() -> tuple[str, ...]:
    """Paragraphs to put reports together from."""
    folder = Path(os.environ.get("REPORT_CORPUS") or PROJECT / "reports")
    found: list[str] = []
    for path in sorted(folder.rglob("*.txt")):
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = path.read_bytes().decode(encoding)
            except UnicodeDecodeError:
                continue
            found += [line.strip() for line in text.splitlines() if 80 < len(line.strip()) < 900]  # noqa: PLR2004 (a paragraph's length)
            break
    return tuple(found)


def index_ours(records: Sequence[Record], vocabulary: Vocabulary, site: Path) -> dict[str, float]:
    """Build our index and write it."""
    began, cpu = time.perf_counter(), time.process_time()
    files = render_search(records, vocabulary)
    figures = {"build s": time.perf_counter() - began, "build cpu s": time.process_time() - cpu}
    figures["peak GB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    (site / "archive" / "search").mkdir(parents=True)
    sizes = {"packs MB": 0, "texts MB": 0, "table MB": 0}
    for name, text in files.items():
        data = text.encode()
        (site / "archive" / name).write_bytes(data)
        stem = Path(name).stem
        kind = "table" if stem == "table" else "texts" if stem[0] == "t" else "packs"
        sizes[f"{kind} MB"] += len(data)
    shutil.copytree(PROJECT / "docs" / "assets" / "search", site / "assets" / "search")
    tags = "".join(f'<script src="assets/search/{script}.js"></script>' for script in SCRIPTS)
    (site / "ours.html").write_text(f"<meta charset=utf-8>{tags}", encoding="utf-8")
    lines = (line.text for record in records for line in record.report.source.lines)
    figures["text MB"] = sum(len(line.encode()) for line in lines) / 1e6
    return figures | {name: size / 1e6 for name, size in sizes.items()}


def write_pages(records: Sequence[Record], site: Path) -> None:
    """The same reports as HTML pages for Pagefind."""
    (site / "pages").mkdir()
    for record in records:
        body = "".join(f"<p>{escape(line.text)}</p>" for line in record.report.source.lines)
        page = f'<!doctype html><html lang="zh"><meta charset=utf-8><title>x</title>{body}</html>'
        (site / "pages" / f"{record.number}.html").write_text(page, encoding="utf-8")


def index_pagefind(site: Path) -> dict[str, float]:
    """Build Pagefind's index of the pages; nothing where it is not installed."""
    command = [sys.executable, "-m", "pagefind", "--site", str(site / "pages")]
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return {}
    size = sum(p.stat().st_size for p in (site / "pages" / "pagefind").rglob("*") if p.is_file())
    script = (
        "import * as p from './pages/pagefind/pagefind.js'; window.pagefind = p; await p.init();"
    )
    page = f'<meta charset=utf-8><html lang="zh"><script type=module>{script}window.up=1</script>'
    (site / "pagefind.html").write_text(page, encoding="utf-8")
    return {"build s": time.perf_counter() - began, "packs MB": size / 1e6}


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """The folder on a loopback port."""
    handler = functools.partial(Counter, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def measure_queries(
    figures: dict[str, dict[str, float]],
    records: Sequence[Record],
    vocabulary: Vocabulary,
    base: str,
) -> None:
    """Times, bytes, recall and precision of each engine that is there."""
    keywords = (word for topic in vocabulary.topics for word in topic.keywords)
    terms = sorted(set(keywords))[:: max(1, len(vocabulary.topics) * 6 // TERMS)][:TERMS]
    texts = {r.number: normalise(body_of(r.report)) for r in records}
    present, absent = phrases(records, texts)
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, ready, query, found in (
            ("ours", "reportArchive.search({text: ''}).then(() => true)", OURS, OUR_SET),
            (
                "pagefind",
                "new Promise(r => setInterval(() => window.up && r(true), 5))",
                THEIRS,
                THEIR_SET,
            ),
        ):
            if name not in figures:
                continue

            def fresh(name: str = name, ready: str = ready) -> Page:
                page = browser.new_context().new_page()
                page.goto(f"{base}/{name}.html")
                page.evaluate(ready)
                return page

            figures[name] |= time_queries(fresh, terms, query)
            figures[name] |= judge(fresh(), found, texts, present, absent)
        browser.close()


def body_of(report: Report) -> str:
    """All text of a report."""
    return "".join(line.text + "\n" for line in report.source.lines)


def phrases(records: Sequence[Record], texts: dict[str, str]) -> tuple[list[str], list[str]]:
    """Random substrings that occur, and turned ones that do not."""
    rng = random.Random(1)  # noqa: S311 (the same every time is the point)
    whole = "\0".join(texts.values())
    present: list[str] = []
    absent: list[str] = []
    while len(present) < PHRASES or len(absent) < ABSENT:
        line = rng.choice(rng.choice(records).report.source.lines).text
        start = rng.randrange(len(line))
        phrase = line[start : start + rng.randint(2, 12)]
        if len(normalise(phrase)) < 2 or any(c in phrase for c in '"“”| -　|'):  # noqa: PLR2004
            continue
        present.append(phrase)
        turned = phrase[::-1]
        if len(turned) > 3 and normalise(turned) not in whole:  # noqa: PLR2004
            absent.append(turned)
    return present[:PHRASES], absent[:ABSENT]


def time_queries(fresh: Callable[[], Page], terms: Sequence[str], query: str) -> dict[str, float]:
    """Each term on a page that has only what every query needs, then again on the same page."""
    cold, warm, sent = [], [], []
    for term in terms:
        page = fresh()
        Counter.sent.clear()
        cold.append(page.evaluate(query, term)[0])
        sent.append(sum(Counter.sent.values()) / 1e3)
        warm += [page.evaluate(query, term)[0] for _ in range(3)]
        page.context.close()
    return {
        "cold p50 ms": statistics.median(cold),
        "cold p95 ms": percentile(cold),
        "warm p50 ms": statistics.median(warm),
        "warm p95 ms": percentile(warm),
        "sent p50 KB": statistics.median(sent),
        "sent p95 KB": percentile(sent),
    }


def percentile(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def judge(
    page: Page, found: str, texts: dict[str, str], present: Sequence[str], absent: Sequence[str]
) -> dict[str, float]:
    """Recall and precision against plain substring search."""
    hits = wanted = right = exact = 0
    for phrase in present:
        expected = {n for n, text in texts.items() if normalise(phrase) in text}
        got = set(page.evaluate(found, phrase))
        hits, wanted, right = hits + len(got), wanted + len(expected), right + len(got & expected)
        exact += got == expected
    ghosts = sum(1 for phrase in absent if page.evaluate(found, phrase))
    return {
        "recall": right / wanted,
        "precision": right / hits if hits else 1.0,
        f"exact of {len(present)}": exact,
        f"ghosts of {len(absent)}": ghosts,
    }


def report(figures: dict[str, dict[str, float]], count: int) -> None:
    """One table, and the same as JSON."""
    names = list(figures)
    rows = list(dict.fromkeys(row for values in figures.values() for row in values))
    print(f"{count} reports; {os.cpu_count()} cores; Python {platform.python_version()}")
    print(f"{'':16}" + "".join(f"{name:>12}" for name in names))
    for row in rows:
        cells = (f"{figures[n][row]:12.3f}" if row in figures[n] else f"{'':12}" for n in names)
        print(f"{row:16}" + "".join(cells))
    folder = PROJECT / "bench"
    folder.mkdir(exist_ok=True)
    text = json.dumps({"reports": count, **figures}, indent=1)
    (folder / "search.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
