"""Whatever lies in reports/ ends in an outcome, and never keeps the good reports off the site."""

from __future__ import annotations

import codecs
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml

from conftest import PROJECT, MakeArchive, sample_files
from page_text import page_of, read_page, squeezed
from report_archive.examining import examine_file
from report_archive.model import Examination, outline_texts
from report_archive.vocabulary import Vocabulary
from word_files import (
    BULLET,
    W,
    body,
    docx,
    footnotes,
    num,
    numbered,
    numbering,
    pack,
    paragraph,
    styled,
    table,
    text_box,
    word_lines,
)

# Those of mkdocs.yml that touch a report's text.
EXTENSIONS = ["attr_list", "tables", "toc", "pymdownx.snippets"]
OUTCOMES = {"ok", "review", "blocked", "failed"}
HAN = re.compile("[\u4e00-\u9fff]")
# "No such file": a message of the system that nobody translated.
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
SECONDS = 10
"""So long may one small file take, some hundred times what it should."""
SECONDS_OF_A_BIG_FILE = 30
SECONDS_OF_AN_ARCHIVE = 60
MANY = 3000

GOOD_SAMPLES = ("教育局/2019年度述职报告.txt", "财政局/2020年述职报告.txt")
HURT_SAMPLE = "农业农村局/2022年度述职报告.txt"
BIG5_CASE = PROJECT / "tests" / "cases" / "encoding-big5-traditional"
REPORT = """2021年度述职报告
县财政局局长　方砚秋
2021年，我认真履行职责。
一、坚持学习
集中学习12次。
"""
SENTENCE = "全年开展专题学习12次，推动财政工作取得新成效。"


@dataclass(frozen=True)
class Damage:
    """One damaged file."""

    name: str
    """What was done to it, in ASCII, for the test's name."""
    data: bytes
    """Its bytes."""
    may_show: Callable[[str], bool]
    """Whether its page, if it gets one, may show this text."""
    suffix: str = ".txt"
    """What its name ends in."""


def visible(text: str) -> str:
    """The text without blanks, controls and invisible marks."""
    return "".join(
        c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf")
    )


def beginning_of(text: str) -> Callable[[str], bool]:
    return visible(text).startswith


def same_as(text: str) -> Callable[[str], bool]:
    return visible(text).__eq__


def mostly(text: str) -> Callable[[str], bool]:
    """More than half is as it was: read in another encoding next to nothing is."""
    whole = Counter(visible(text))
    return lambda shown: 2 * (Counter(shown) & whole).total() > whole.total()


def nothing(_shown: str) -> bool:
    """No page at all: what lies there is no report."""
    return False


def anything(_shown: str) -> bool:
    """Nobody can know what it was: 浜 in GBK is two thirds of 二 in UTF-8."""
    return True


# The good Word document: what each paragraph is in the file, and what a person sees.

DELETED = '<w:del w:id="1"><w:r><w:delText>删去的半句。</w:delText></w:r></w:del>'
MOVED = '<w:moveFrom w:id="2"><w:r><w:t>移走的半句。</w:t></w:r></w:moveFrom>'
INSERTED = '<w:ins w:id="3"><w:r><w:t>补上的半句。</w:t></w:r></w:ins>'
FIELD = "<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>第3页。</w:t></w:r>"
NOTE_MARK = '<w:r><w:footnoteReference w:id="1"/></w:r>'
GOOD_DOCX = docx(
    paragraph("2021年度述职报告"),
    paragraph("县财政局局长　方砚秋"),
    paragraph("2021年，我认真履行职责，现述职如下。", after=NOTE_MARK),
    numbered("坚持学习", 0),
    numbered("集中学习", 1),
    numbered("通读原著", 2),
    numbered("撰写文章", 2),
    numbered("外出学习", 1),
    numbered("实地察看", 2),
    paragraph("到三个县学习。", after=DELETED + INSERTED + MOVED),
    numbered("存在问题", 0),
    table(("项目", "数额"), ("预算", "12亿元")),
    paragraph("调研不够深入。", after=text_box("文本框里的话。")),
    "<w:sdt><w:sdtContent>" + paragraph("控件里的话。", after=FIELD) + "</w:sdtContent></w:sdt>",
    numbering=numbering(),
    footnotes=footnotes("数据来自决算。"),
)
GOOD_DOCX_LINES = [
    "2021年度述职报告",
    "县财政局局长　方砚秋",
    "2021年，我认真履行职责，现述职如下。",
    "一、坚持学习",
    "（一）集中学习",
    "1.通读原著",
    "2.撰写文章",
    "（二）外出学习",
    "1.实地察看",
    "到三个县学习。补上的半句。",
    "二、存在问题",
    "项目　数额",
    "预算　12亿元",
    "调研不够深入。",
    "文本框里的话。",
    "控件里的话。第3页。",
    "数据来自决算。",
]
GOOD_DOCX_TEXT = "\n".join(GOOD_DOCX_LINES)


# The damaged files.


def hurt_text() -> str:
    return sample_files()[HURT_SAMPLE].decode("utf-8-sig")


def encoded() -> Iterator[tuple[str, str, bytes]]:
    """One text in each encoding that is read: name, text, bytes."""
    text = hurt_text()
    for name in ("utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"):
        yield name, text, text.encode(name)
    yield "utf-16-le-bom", text, codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    yield "utf-16-be-bom", text, codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    yield "utf-32-bom", text, codecs.BOM_UTF32_LE + text.encode("utf-32-le")
    [path] = (path for path in BIG5_CASE.iterdir() if path.name != "expected.yml")
    yield "big5", path.read_bytes().decode("big5"), path.read_bytes()


def truncated() -> Iterator[Damage]:
    for name, text, data in encoded():
        size = len(data)
        for cut in (1, 2, 3, 6, 9, 10, 12, 15):
            yield Damage(f"cut-{name}-{cut}", data[:cut], anything)
        inside = (29, 47, 100, size // 3, size // 2 + 1, size * 2 // 3)
        for cut in (*inside, size - 3, size - 2, size - 1):
            yield Damage(f"cut-{name}-{cut}", data[:cut], beginning_of(text))
    size = len(GOOD_DOCX)
    for cut in (4, 30, 100, size // 3, size // 2, size * 2 // 3, size - 22, size - 1):
        yield Damage(f"cut-docx-{cut}", GOOD_DOCX[:cut], nothing, ".docx")


def flipped(data: bytes, count: int, seed: str) -> bytes:
    """The bytes with some bits turned over."""
    chance = random.Random(seed)  # noqa: S311 (seeded: the same damage in every run)
    hurt = bytearray(data)
    for place in (chance.randrange(len(hurt) * 8) for _ in range(count)):
        hurt[place // 8] ^= 1 << place % 8
    return bytes(hurt)


def bit_flips() -> Iterator[Damage]:
    for name, text, data in encoded():
        for count in (1, 2, 3, 5, 10, 30):
            seed = f"{name}-{count}"
            yield Damage(f"flip-{seed}", flipped(data, count, seed), mostly(text))
    for count in (1, 2, 3, 5, 10, 30):
        for attempt in range(6):
            seed = f"docx-{count}-{attempt}"
            data = flipped(GOOD_DOCX, count, seed)
            yield Damage(f"flip-{seed}", data, same_as(GOOD_DOCX_TEXT), ".docx")


def wrong_names() -> Iterator[Damage]:
    text = hurt_text()
    yield Damage("docx-named-txt", GOOD_DOCX, same_as(GOOD_DOCX_TEXT))
    yield Damage("txt-named-docx", text.encode(), same_as(text), ".docx")
    yield Damage("gbk-named-docx", text.encode("gb18030"), same_as(text), ".docx")
    binary = bytes(range(256)) * 8
    html = f"<!DOCTYPE html>\n<html><body><p>{text}</p></body></html>"
    sheet = pack({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
    for name, data in (
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"),
        ("rtf", b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl}\\'b9\\'a4\\'d7\\'f7}"),
        ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + text.encode("utf-16-le")),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + binary),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + binary),
        ("html", html.encode()),
        ("html-gbk", html.encode("gb18030")),
        ("html-bom", codecs.BOM_UTF8 + b"\r\n" + html.encode()),
        ("xlsx", sheet),
        ("zip-in-zip", pack({"报告.docx": GOOD_DOCX})),
        ("binary", binary),
    ):
        for suffix in (".txt", ".docx"):
            yield Damage(f"{name}-named-{suffix[1:]}", data, nothing, suffix)


def mixed_encodings() -> Iterator[Damage]:
    """A file put together from two, as `copy a.txt+b.txt c.txt` does."""
    text = hurt_text()
    pairs = (("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8-sig", "gb18030"))
    for first, second in (*pairs, ("utf-8", "utf-16"), ("utf-16", "utf-8"), ("gb18030", "utf-16")):
        for eighth in (1, 2, 4, 6, 7):
            place = text.rindex("\n", 0, len(text) * eighth // 8) + 1
            data = text[:place].encode(first) + text[place:].encode(second)
            yield Damage(f"mixed-{first}-{eighth}-{second}", data, same_as(text))
    lines = text.splitlines(keepends=True)
    names = ("utf-8", "gb18030")
    data = b"".join(line.encode(names[i % 2]) for i, line in enumerate(lines))
    yield Damage("mixed-line-by-line", data, same_as(text))


def nul_bytes() -> Iterator[Damage]:
    text = hurt_text()
    for name in ("utf-8", "gb18030"):
        data = text.encode(name)
        yield Damage(f"nul-padded-{name}", data + bytes(4096), same_as(text))
        yield Damage(f"nul-before-{name}", bytes(512) + data, same_as(text))
        between = b"\0".join(line.encode(name) for line in text.splitlines(keepends=True))
        yield Damage(f"nul-between-{name}", between, same_as(text))
        hole = data[:1024] + bytes(512) + data[1536:]
        yield Damage(f"nul-hole-{name}", hole, mostly(text))
    yield Damage("nul-only", bytes(4096), nothing)
    yield Damage("blanks-only", "\u3000\n\u200b \t\r\n".encode() * 100, nothing)
    yield Damage("control-characters", REPORT.replace("集中", "\x1b[31m\a\b").encode(), anything)


def deep_and_many() -> Iterator[Damage]:
    """Thousands of everything; each text must come out whole, and soon."""
    words = [f"{a}{b}" for a in SENTENCE[:12] for b in REPORT if HAN.match(b)]
    word = [words[i * 7 % len(words)] + words[i * 3 % len(words)] for i in range(MANY)]
    each = range(MANY)
    for name, lines in (
        (
            "nested",
            (f"（一）学{word[i]}\n1.习{word[i]}\n（1）思{word[i]}\n①{SENTENCE}" for i in each),
        ),
        ("headings", (f"一、{word[i]}{i}\n{SENTENCE}" for i in each)),
        ("chapters", (f"第一章 {word[i]}{i}\n第一节 {word[i]}" for i in each)),
        ("same-heading", (f"一、坚持学习\n{SENTENCE}" for _ in each)),
        ("bare-headings", (f"学习{word[i]}\n{SENTENCE}" for i in each)),
        ("two-numbers", ("三、四季度收入" for _ in each)),
        ("points", ("一是学习。二是工作。" for _ in each)),
        ("points-in-one-line", ["一是学习。二是工作。" * MANY]),
        ("points-in-two-series", ["一是学习。" * MANY + "，二要工作" * MANY]),
        ("blanks-in-a-line", ["学" + " " * 20 * MANY + "习。"]),
        ("blanks-after-number-sign", ["# " + " " * 4 * MANY + "习。"]),
        ("number-signs", ["#" * 20 * MANY + "习。"]),
        ("brackets", ["（" * 20 * MANY + "习）。"]),
        ("markdown", ["**[`<" * MANY + "习。"]),
    ):
        text = REPORT + "\n".join(lines) + "\n"
        yield Damage(f"many-{name}", text.encode(), same_as(text))
    one_line = "2021年度述职报告　一、学习。二、工作。" + " " * 10 * MANY + "三、廉洁。"
    yield Damage("many-blanks-in-the-only-line", one_line.encode(), same_as(one_line))


def bad_word_files() -> Iterator[Damage]:
    """Sound zip archives with something wrong inside."""
    entities = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "学">{entities}]>' + body(paragraph("&e9;"))
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>{body(paragraph("&e;"))}'
    for name, document in (
        ("empty", ""),
        ("malformed", body(paragraph("学习"))[:-20]),
        ("other-root", "<html/>"),
        ("unknown-encoding", '<?xml version="1.0" encoding="no-such"?>' + body(paragraph("学习"))),
        ("false-encoding", '<?xml version="1.0" encoding="gb2312"?>' + body(paragraph("学习"))),
        ("billion-laughs", laughs),
        ("outside-entity", outside),
        ("replacement-character", body(paragraph("学\ufffd习"))),
        ("bomb", body(paragraph(" " * 60_000_000))),
        ("bomb-of-text", body(paragraph("学" * 15_000_000))),
    ):
        yield Damage(f"word-{name}", docx(document=document), nothing, ".docx")
    deep = MANY
    for name, document in (
        ("deep-tables", "<w:tbl>" * deep + paragraph("学习") + "</w:tbl>" * deep),
        ("deep-runs", "<w:p>" + "<w:r>" * deep + "<w:t>学习</w:t>" + "</w:r>" * deep + "</w:p>"),
        (
            "deep-text-boxes",
            "<w:p><w:txbxContent>" * deep + paragraph("学习") + "</w:txbxContent></w:p>" * deep,
        ),
    ):
        yield Damage(f"word-{name}", docx(document), same_as("学习"), ".docx")
    for code in ("", "ZZ", "D800", "110000", "-1"):
        symbol = docx(paragraph("学习", after=f'<w:r><w:sym w:char="{code}"/></w:r>'))
        yield Damage(f"word-symbol-{code}", symbol, same_as("学习〓"), ".docx")
    listed = numbered("学习", 0)
    for name, block, part in (
        ("depth-no-number", listed.replace('w:ilvl w:val="0"', 'w:ilvl w:val="x"'), numbering()),
        ("start-no-number", listed, numbering().replace('w:start w:val="1"', 'w:start w:val=""')),
        ("start-huge", listed, numbering().replace('start w:val="1"', 'start w:val="9999999999"')),
        ("start-negative", listed, numbering().replace('start w:val="1"', 'start w:val="-3"')),
        ("level-no-number", listed, numbering().replace('<w:lvl w:ilvl="0"', '<w:lvl w:ilvl="x"')),
        ("numbering-malformed", listed, numbering()[:-30]),
    ):
        yield Damage(f"word-{name}", docx(block, numbering=part), ends_in("学习"), ".docx")
    for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA)):
        data = pack({"word/document.xml": body(paragraph("学习" * 300))}, method)
        for count in (1, 2, 5):
            hurt = flipped(data, count, f"{name}-{count}")
            yield Damage(f"word-{name}-{count}", hurt, same_as("学习" * 300), ".docx")
    # In the archive's list: signature, 20 bytes of other things, then the size when unpacked.
    size = GOOD_DOCX.rindex(b"word/document.xml") - 46 + 24
    for name, lie in (("less", 100), ("more", 40_000_000), ("most", 2**32 - 2)):
        data = GOOD_DOCX[:size] + lie.to_bytes(4, "little") + GOOD_DOCX[size + 4 :]
        yield Damage(f"word-says-{name}", data, same_as(GOOD_DOCX_TEXT), ".docx")


def ends_in(text: str) -> Callable[[str], bool]:
    return lambda shown: shown.endswith(text)


DAMAGES = {
    damage.name: damage
    for make in (
        truncated,
        bit_flips,
        wrong_names,
        mixed_encodings,
        nul_bytes,
        deep_and_many,
        bad_word_files,
    )
    for damage in make()
}


# What must hold for each.


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Stop what takes longer, where the system can."""
    if sys.platform == "win32":
        yield
        return

    def stop(*_: object) -> None:
        raise AssertionError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def shown_text(page: str) -> str:
    """What a reader sees of the report on a generated page."""
    html = markdown.markdown(page.split("---\n", 2)[2], extensions=EXTENSIONS)
    return squeezed("".join(read_page(html).text))


def assert_explained(problems: list[tuple[str, str]]) -> None:
    assert problems
    for words in (words for problem in problems for words in problem):
        assert HAN.search(words), words
        assert not ENGLISH.search(words), words


def assert_settled(item: Examination) -> None:
    assert item.outcome.value in OUTCOMES
    if item.report is None:
        assert item.outcome.value == "failed"
        assert_explained([(problem.reason, problem.remedy) for problem in item.problems])


def test_there_are_enough_of_them() -> None:
    assert len(DAMAGES) >= 200


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_has_an_outcome_and_its_page_is_true(
    name: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    damage = DAMAGES[name]
    file = f"x{damage.suffix}"
    (tmp_path / file).write_bytes(damage.data)
    with within(SECONDS):
        item = examine_file(tmp_path, file, vocabulary)
        page = page_of(item.report, vocabulary) if item.report else ""
        page.encode()
    assert_settled(item)
    if item.report is None:
        return
    shown = shown_text(page)
    assert "\ufffd" not in shown
    assert damage.may_show(visible(shown)), f"{item.report.source.encoding}: {shown[:60]!r}"
    if item.report.source.encoding != "docx":
        assert visible(shown) == visible(damage.data.decode(item.report.source.encoding))


def test_a_line_of_50_mb_is_over_the_limit(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "x.txt").write_bytes(SENTENCE.encode() * (50_000_000 // len(SENTENCE.encode())))
    with within(SECONDS):
        item = examine_file(tmp_path, "x.txt", vocabulary)
    assert_settled(item)
    assert "太大" in item.problems[0].reason


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_line_of_9_mb_is_read_whole(
    encoding: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = SENTENCE * (9_000_000 // len(SENTENCE.encode(encoding)))
    (tmp_path / "x.txt").write_bytes(text.encode(encoding))
    with within(SECONDS_OF_A_BIG_FILE):
        item = examine_file(tmp_path, "x.txt", vocabulary)
        assert item.report
        page = page_of(item.report, vocabulary)
    assert "".join(outline_texts(item.report.outline)) == text
    assert shown_text(page) == text


# Files that are wrong from outside: names, links, rights, kinds.

NAMES = {
    "255-bytes": "长" * 83 + "ab.txt",
    "quotes": "\"双\"'单'“全”.txt",
    "newline": "上\n下.txt",
    "heading-in-name": "上\n\n# 下\n\n</details>.txt",
    "carriage-return": "上\r下.txt",
    "script": "<script>alert(1)<script>.txt",
    "image": "<img src=x onerror=alert(1)>.txt",
    "option": "-rf.txt",
    "help-option": "--help",
    "formula": "=1+1.txt",
    "formula-call": "=cmd|' C calc'!A0.txt",
    "plus": "+1.txt",
    "template": "{{ page }}{% raw %}[x](y).txt",
    "blanks": "   ",
    "wide-blanks": "\u3000",
    "leading-blank": " a.txt",
    "commas": "甲,乙;丙\t丁.txt",
    "control": "\x02amp\x03\x1b[31m.txt",
}
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such file")
needs_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems allow only names that are text"
)


def run(command: str, archive: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "report_archive.cli", command, "--archive", archive, *options],
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=SECONDS_OF_AN_ARCHIVE,
        check=False,
    )


def checked(archive: Path) -> dict[str, dict[str, Any]]:
    """What `check --json` says of each file."""
    done = run("check", archive, "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    files = json.loads(done.stdout)["files"]
    for entry in files:
        assert entry["outcome"] in OUTCOMES
        if entry["outcome"] == "failed":
            assert_explained([(p["reason"], p["remedy"]) for p in entry["problems"]])
    by_name = {entry["file"]: entry for entry in files}
    assert len(by_name) == len(files)
    return by_name


def convert(archive: Path) -> None:
    done = run("convert", archive)
    assert b"Traceback" not in done.stderr, done.stderr.decode()[-2000:]
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def pages_by_source(archive: Path) -> dict[str, str]:
    """The generated page of each published file."""
    texts = (path.read_text("utf-8") for path in (archive / "docs/archive/reports").glob("*.md"))
    return {yaml.safe_load(text.split("---\n")[1])["source"]: text for text in texts}


def reports_with_odd_names() -> dict[str, bytes]:
    """The name → a report of its own under it."""
    return {name: f"{REPORT}第{i}次。\n".encode() for i, name in enumerate(NAMES.values())}


@needs_posix
def test_any_name_is_published_and_keeps_its_number(make_archive: MakeArchive) -> None:
    reports = reports_with_odd_names()
    archive = make_archive(reports)
    assert set(checked(archive)) == set(reports)
    convert(archive)
    numbers = {name: entry["number"] for name, entry in checked(archive).items()}
    assert all(numbers.values())
    convert(archive)
    assert {name: entry["number"] for name, entry in checked(archive).items()} == numbers
    pages = pages_by_source(archive)
    for name, data in reports.items():
        html = markdown.markdown(pages[name].split("---\n", 2)[2], extensions=EXTENSIONS)
        assert squeezed("".join(read_page(html).text)) == squeezed(data.decode())
        assert not re.search(r"<(script|img)\b", html), name
        assert html.count("<h1") == 1, name


@needs_linux
def test_a_name_in_another_encoding_stops_nobody(make_archive: MakeArchive) -> None:
    """A zip archive packed under Windows gives such names: 述职.txt in GBK."""
    archive = make_archive({"好.txt": REPORT.encode()})
    name = os.fsencode(archive / "reports") + b"/" + "述职.txt".encode("gbk")
    Path(os.fsdecode(name)).write_bytes(REPORT.replace("12", "13").encode())
    assert len(checked(archive)) == 2
    convert(archive)
    assert "好.txt" in pages_by_source(archive)
    done = run("check", archive)
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def plant(folder: Path) -> None:
    """Put what is no plain file into a folder of reports."""
    (folder / "dangling.txt").symlink_to("nowhere")
    (folder / "loop-a.txt").symlink_to("loop-b.txt")
    (folder / "loop-b.txt").symlink_to("loop-a.txt")
    (folder / "round").symlink_to(".")
    (folder / "directory.txt").mkdir()
    (folder / "directory.txt" / "inside.txt").write_text(REPORT.replace("12", "14"), "utf-8")
    (folder / "empty-directory.txt").mkdir()
    if sys.platform != "win32":
        os.mkfifo(folder / "fifo.txt")


@needs_posix
@pytest.mark.parametrize("file", ["dangling.txt", "loop-a.txt", "loop-b.txt", "fifo.txt"])
def test_what_is_no_file_fails(file: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    plant(tmp_path)
    with within(SECONDS):
        item = examine_file(tmp_path, file, vocabulary)
    assert item.outcome.value == "failed"
    assert_settled(item)


@needs_posix
def test_folders_are_walked_once_whatever_they_are_called(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive({"好.txt": REPORT.encode()})
    plant(archive / "reports")
    (archive / "reports" / "fifo.txt").unlink()
    entries = checked(archive)
    assert {name for name, entry in entries.items() if entry["outcome"] != "failed"} == {
        "好.txt",
        "directory.txt/inside.txt",
    }


@needs_posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_a_file_nobody_may_read_fails(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "x.txt"
    path.write_text(REPORT, "utf-8")
    path.chmod(0)
    item = examine_file(tmp_path, "x.txt", vocabulary)
    assert item.outcome.value == "failed"
    assert_settled(item)


@needs_posix
def test_an_archive_full_of_damage_publishes_the_good_reports(make_archive: MakeArchive) -> None:
    samples = sample_files()
    good = {f"好/{name}": samples[name] for name in GOOD_SAMPLES}
    hurt = {f"坏/{d.name}{d.suffix}": d.data for d in DAMAGES.values()}
    named = {f"名/{name}": data for name, data in reports_with_odd_names().items()}
    archive = make_archive({**good, **hurt, **named})
    folder = archive / "reports" / "坏"
    plant(folder)
    (folder / "over.txt").write_bytes(b"a" * 50_000_000)
    (folder / "under.txt").write_bytes(SENTENCE.encode() * 130_000)
    if sys.platform == "linux":
        name = os.fsencode(folder) + b"/" + "述职.txt".encode("gbk")
        Path(os.fsdecode(name)).write_bytes(REPORT.encode())
    convert(archive)
    pages = pages_by_source(archive)
    for file, data in good.items():
        text = data.decode("utf-16" if data.startswith(codecs.BOM_UTF16_LE) else "utf-8")
        assert visible(shown_text(pages[file])) == visible(text)
    assert set(named) <= set(pages)


# The good Word document.


def test_a_word_document_is_read_as_it_looks(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Numbers written out; tables, text box, footnote there; nothing that was deleted."""
    assert word_lines(GOOD_DOCX, tmp_path, vocabulary) == GOOD_DOCX_LINES


def test_the_outline_of_a_word_document_has_its_automatic_numbers(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    (tmp_path / "x.docx").write_bytes(GOOD_DOCX)
    report = examine_file(tmp_path, "x.docx", vocabulary).report
    assert report
    first, second = report.outline.sections[:2]
    assert (first.ordinal, first.heading) == ("一、", "坚持学习")
    assert (second.ordinal, second.heading) == ("二、", "存在问题")
    assert [child.ordinal for child in first.children] == ["（一）", "（二）"]
    assert [child.ordinal for child in first.children[0].children] == ["1.", "2."]
    assert report.post.value
    assert report.post.value.name == "县财政局局长"
    assert shown_text(page_of(report, vocabulary)) == squeezed(GOOD_DOCX_TEXT)


def test_automatic_numbers_go_beyond_ten(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = docx(*(numbered("学习", 0) for _ in range(23)), numbering=numbering())
    lines = word_lines(data, tmp_path, vocabulary)
    assert [lines[i] for i in (0, 9, 10, 18, 19, 20, 22)] == [
        "一、学习",
        "十、学习",
        "十一、学习",
        "十九、学习",
        "二十、学习",
        "二十一、学习",
        "二十三、学习",
    ]


def test_numbers_that_hang_on_a_style_are_written_out(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """What Word's own headings do: the paragraph names its style, the style its list."""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    below = number.replace('w:ilvl w:val="0"', 'w:ilvl w:val="1"')
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="1"><w:pPr>{number}</w:pPr></w:style>'
        f'<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/><w:pPr>{below}</w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="1"/></w:style>'
        "</w:styles>"
    )
    blocks = (styled("学习", "1"), styled("读书", "2"), styled("工作", "3"))
    data = docx(*blocks, numbering=numbering(), styles=styles)
    assert word_lines(data, tmp_path, vocabulary) == ["一、学习", "（一）读书", "二、工作"]


def test_a_list_may_start_again(tmp_path: Path, vocabulary: Vocabulary) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>'
    blocks = (numbered("学习", 0), numbered("工作", 0), numbered("廉洁", 0, 2))
    data = docx(*blocks, numbering=numbering(num(1), num(2, again)))
    assert word_lines(data, tmp_path, vocabulary) == ["一、学习", "二、工作", "三、廉洁"]


def test_numbering_may_be_taken_off(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = docx(numbered("学习", 0), numbered("工作", 0, 0), numbering=numbering())
    assert word_lines(data, tmp_path, vocabulary) == ["一、学习", "工作"]


def test_a_bullet_is_no_character_of_a_symbol_font(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A place in Wingdings is an empty box on a page."""
    data = docx(numbered("学习", 0), numbering=numbering(levels=(BULLET,)))
    [line] = word_lines(data, tmp_path, vocabulary)
    assert line.endswith("学习")
    assert not [c for c in line if unicodedata.category(c) == "Co"]


def test_a_word_document_counts_by_its_text_not_by_its_packing(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """Stored without compression and with other parts around it is the same document."""
    with zipfile.ZipFile(io.BytesIO(GOOD_DOCX)) as archive:
        parts = {name: archive.read(name).decode() for name in reversed(archive.namelist())}
    data = pack({"docProps/core.xml": "<x/>", **parts}, zipfile.ZIP_STORED)
    assert word_lines(data, tmp_path, vocabulary) == GOOD_DOCX_LINES
