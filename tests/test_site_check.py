"""Nothing in site/ asks another origin, quotes a withheld report, or tells of the machine."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
import pytest

from conftest import MakeArchive, fill_archive, sample_files, silent
from report_archive.benching.editing import set_cells
from report_archive.build import BuildError, build_archive
from report_archive.bundle import BundleError, bundle_archive
from report_archive.cli import main
from report_archive.outputs import every_file
from report_archive.record import Record
from report_archive.search.delivering import checksum
from report_archive.site_check.fingerprints import (
    Fingerprints,
    find_in_bytes,
    find_in_lines,
    find_passages,
    han_units,
    hash_grams,
    only,
    take_fingerprints,
)
from report_archive.site_check.machine_paths import find_path, machine_paths, path_marks
from report_archive.site_check.page_loads import may_load, page_loads
from report_archive.site_check.readings import readings
from report_archive.site_check.script_loads import script_loads
from report_archive.site_check.site import SiteCheckError, look_at_files, unpublished_files
from report_archive.site_check.site_file import Forbidden, check_file, loads_of, look_at
from report_archive.site_check.style_loads import style_loads
from report_archive.site_check.theme import EXEMPTIONS, SCRIPT, is_exempt
from test_properties import report_of

REPORT = (
    "2021年度述职报告\n县财政局局长　方砚秋\n2021年，我认真履行职责。\n一、坚持学习\n学习12次。\n"
)
PASSAGE = "在城东老棉纺厂地块的处置上先后同六家企业谈了四轮底价"
BLOCKED = f"机密★一年\n2020年度述职报告\n县财政局局长　方砚秋\n一、履职情况\n{PASSAGE}。\n"
NOTHING = Forbidden(take_fingerprints([]), {}, ())


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own archive and a report that is held back, built."""
    archive = tmp_path_factory.mktemp("check") / "archive"
    build_archive(fill_archive(archive, {**sample_files(), "密.txt": BLOCKED.encode()}), silent)
    return archive


# --- loads


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://a.cn/x.js"></script>',
        '<script src=" //a.cn/x.js"></script>',
        '<script src="\\\\a.cn\\x.js"></script>',
        '<script src="/\\a.cn/x.js"></script>',
        '<script src="&#47;&#47;a.cn/x.js"></script>',
        '<script src="&#x2F;/a.cn/x.js"></script>',
        '<script src="HTTPS://a.cn/x.js"></script>',
        "<SCRIPT\nSRC=//a.cn></SCRIPT>",
        '<link rel="stylesheet" href="https://a.cn/x.css">',
        '<link rel="preconnect" href="https://a.cn">',
        '<link rel="alternate stylesheet" href="https://a.cn/x.css">',
        '<link href="https://a.cn/x">',
        '<img src="http://a.cn/x.png">',
        '<img srcset="a.png 1x, https://a.cn/b.png 2x">',
        '<source srcset="//a.cn/b.png">',
        '<iframe src="//a.cn"></iframe>',
        "<iframe srcdoc='&lt;img src=//a.cn/x>'></iframe>",
        '<form action="https://a.cn/"></form>',
        '<button formaction="https://a.cn/"></button>',
        '<object data="https://a.cn/"></object>',
        '<video poster="https://a.cn/x.png"></video>',
        '<base href="https://a.cn/">',
        '<a href="b.html" ping="https://a.cn/">x</a>',
        '<meta http-equiv="refresh" content="0; url=https://a.cn/">',
        "<meta http-equiv='Refresh' content=\"3;URL='//a.cn/'\">",
        '<svg><use xlink:href="https://a.cn/x.svg#a"></use></svg>',
        '<svg><image href="https://a.cn/x.png"/></svg>',
        '<div style="background: url(https://a.cn/x.png)"></div>',
        "<style>@import '//a.cn/x.css';</style>",
        "<style>@font-face{src:url( 'https://a.cn/x.woff2' )}</style>",
        '<script>fetch("https://a.cn/")</script>',
        '<script type="module">import x from "https://a.cn/x.js"</script>',
        '<script type="importmap">{"imports":{"x":"https://a.cn/x.js"}}</script>',
        '<img src="x" onerror="this.src=\'//a.cn/x\'">',
        '<img src="file:///C:/x.png">',
        '<pre class="mermaid"><code>graph</code></pre>',
        '<a href="https://github.com/x/y" data-md-component="source">x</a>',
        '<?xml-stylesheet href="https://a.cn/x.css"?><svg></svg>',
    ],
)
def test_a_page_that_loads_from_elsewhere_is_found(html: str) -> None:
    page = f'<!doctype html><html><head></head><body>{html}<svg xmlns="http://www.w3.org/2000/svg">'
    assert len(page_loads(page.encode())) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.cn/">公报</a>',
        '<area href="https://a.cn/">',
        '<blockquote cite="https://a.cn/">x</blockquote>',
        '<link rel="canonical" href="https://a.cn/x.html">',
        '<link rel="next" href="//a.cn/2.html">',
        '<meta property="og:url" content="https://a.cn/">',
        '<meta name="description" content="0; url=https://a.cn/">',
        '<img src="../a/b.png"><img src="/a.png"><img src="data:image/png;base64,AA//">',
        '<p>网址是 https://a.cn/x.js，src="https://a.cn"</p>',
        '<code>&lt;script src="https://a.cn/x.js"&gt;</code>',
        "<!-- <script src='https://a.cn/x.js'></script> -->",
        '<script>var a = new URL("../..", location) // https://a.cn</script>',
        '<script type="application/json">{"base": "https://a.cn/"}</script>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"></svg>',
        '<p class="mermaid">人鱼 mermaid</p>',
        '<a href="source.html" data-md-component="source">x</a>',
        '<div title="//a.cn" data-src="//a.cn"></div>',
        '<a href="https://a.cn" class="x" rel="noopener">甲</a><p>//</p>',
    ],
)
def test_a_link_or_a_mention_is_no_load(html: str) -> None:
    assert page_loads(html.encode()) == []


@pytest.mark.parametrize(
    ("css", "count"),
    [
        ("a{background:url(https://a.cn/x.png)}", 1),
        ("@import url('//a.cn/x.css');", 1),
        ('@import "https://a.cn/x.css" print;', 1),
        ('a{background:image-set("//a.cn/x.png" 1x)}', 1),
        ('a{background:URL( "https://a.cn/x.png" )}', 1),
        ("a{background:url(\\68 ttps://a.cn)}", 1),
        ("/* url(https://a.cn) */ a{background:url(../x.png)}", 0),
        ("a{background:url('data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>')}", 0),
        ('a::after{content:"https://a.cn"}', 0),
        ('@charset "utf-8"; @namespace svg "http://www.w3.org/2000/svg";', 0),
    ],
)
def test_a_style_that_loads_from_elsewhere_is_found(css: str, count: int) -> None:
    assert len(list(style_loads(css))) == count


@pytest.mark.parametrize(
    ("script", "count"),
    [
        ('fetch("https://a.cn/x")', 1),
        ("import('//a.cn/x.js')", 1),
        ('import x from "https://a.cn/x.js"', 1),
        ("new WebSocket(`wss://${host}/x`)", 1),
        ('new URL("http://a.cn")', 1),
        ('x = "https:\\/\\/a.cn\\/x"', 1),
        ('x = "\\x68ttps:\\u002f/a.cn"', 1),
        ('x = "https:" + "//a.cn"', 1),
        ('x = "htt" + "ps://a.cn"', 1),
        ("e.innerHTML = '<img src=\"https://a.cn/x.png\">'", 1),
        ("e.style.background = 'url(//a.cn/x.png)'", 1),
        ("x = /[\"']/; fetch('https://a.cn')", 1),
        ("x = a / b; fetch('https://a.cn') / c", 1),
        ("x = `${a ? `https://a.cn` : ''}`", 1),
        ("// see https://a.cn\n/* 'https://b.cn' */ x = 'a'", 0),
        ("throw new Error('see https://a.cn for help')", 0),
        ("document.createElementNS('http://www.w3.org/2000/svg', 'svg')", 0),
        ('x = /^https?:\\/\\/a\\.cn\\/"/.test(y)', 0),
        ("x = a.split('//')", 0),
        ("location.protocol === 'https:'", 0),
        ("x = '../a//b'", 0),
    ],
)
def test_a_script_with_an_address_elsewhere_is_found(script: str, count: int) -> None:
    assert len(list(script_loads(script.encode()))) == count, list(script_loads(script.encode()))


def test_a_pack_of_the_index_is_data_whatever_it_says() -> None:
    text = json.dumps({"lines": [[1, 'fetch("https://a.cn") <img src="//a.cn">'], [2, "//a.cn"]]})
    pack = f'reportArchive.deliver("t000001",{checksum(text)},{json.dumps(text)});\n'
    assert list(script_loads(pack.encode())) == []
    assert list(script_loads(pack.encode() + b'fetch("//a.cn")')) == ["//a.cn"]


def test_the_theme_holds_what_is_listed_and_nothing_else(samples: Path) -> None:
    """After an update of the theme this says what has to be read again."""
    site = samples / "site"
    found = {
        name: loads
        for name in every_file(site)
        if name.endswith(".js") and (loads := list(script_loads((site / name).read_bytes())))
    }
    (bundle,) = found
    assert SCRIPT.fullmatch(bundle)
    assert len(found[bundle]) == 5
    for exemption in EXEMPTIONS:
        assert any(exemption.address.fullmatch(address) for address in found[bundle]), exemption
    assert loads_of(bundle, (site / bundle).read_bytes()) == []


def test_the_exemption_is_for_the_themes_own_file_alone() -> None:
    script = b'load("https://unpkg.com/mermaid@11/dist/mermaid.min.js")'
    assert loads_of("assets/javascripts/bundle.79ae519e.min.js", script) == []
    assert len(loads_of("assets/mine.js", script)) == 1
    assert not is_exempt("assets/javascripts/bundle.79ae519e.min.js", "https://unpkg.com/other")


# --- passages


def prints_of(*reports: str) -> Fingerprints:
    return take_fingerprints([(f"{n}.txt", text.split("\n")) for n, text in enumerate(reports)])


def words_in(data: str, prints: Fingerprints, *published: str) -> set[str]:
    said = [find_in_lines(text.split("\n"), prints) for text in published]
    rest = np.setdiff1d(np.arange(len(prints.hashes)), np.concatenate([[], *said]))
    found = {passage.words for passage in find_passages(data.encode(), only(prints, rest))}
    assert not found or len(find_in_bytes(data.encode(), prints))
    return found


def wrapped(text: str) -> Iterable[str]:
    """The text in the forms in which it can get into the site."""
    inner = json.dumps({"lines": [[1, text]]}, ensure_ascii=False)
    yield f"<p>{text}</p>"
    yield f"<p>{text[:7]}<strong>{text[7:9]}</strong>，{text[9:]}</p>"
    yield f"<li><a href='x.html'>{' '.join(text)}……</a></li>"
    yield f'reportArchive.deliver("t000001",1,{json.dumps(inner, ensure_ascii=False)});\n'
    yield f'000001,"{text}",否\r\n'
    yield f"**{text[:4]}**{text[4:]}\n{{: #preamble }}\n"
    yield f'<div data-title="{text}"></div>'


def test_a_passage_is_found_in_every_form() -> None:
    prints = prints_of(PASSAGE)
    for form in wrapped(PASSAGE[:14]):
        assert words_in(form, prints), form
        assert not words_in(form, prints_of("一二三四五六七八九十甲乙丙丁戊己庚辛")), form


def test_shorter_than_twelve_characters_is_nothing() -> None:
    prints = prints_of(PASSAGE)
    assert words_in(PASSAGE[3:15], prints) == {PASSAGE[3:15]}
    assert not words_in(PASSAGE[3:14], prints)
    assert not len(prints_of(PASSAGE[:11], "").hashes)


def test_a_passage_of_a_published_report_is_no_leak() -> None:
    """Reports share formulas, and a twin or an earlier draft of a published one is held back."""
    formula = "在县委县政府的坚强领导下认真履行职责"
    prints = prints_of(f"{formula}。\n{PASSAGE}")
    page = f"<p>{formula}</p>"
    assert words_in(page, prints)
    assert not words_in(page, prints, f"二、{formula}，成效明显")
    assert words_in(f"{page}<p>{PASSAGE}</p>", prints, formula)
    assert not words_in(f"<p>{PASSAGE}</p>", prints, formula, PASSAGE)


def test_entries_side_by_side_are_no_passage() -> None:
    """Headings of a list may read on like a sentence of another report."""
    prints = prints_of("坚持政治引领、服务中心大局、严守廉洁底线。")
    heads = ("坚持政治引领", "服务中心大局", "严守廉洁底线")
    assert not words_in("".join(f"<li>{head}</li>" for head in heads), prints)
    assert not words_in(" · ".join(f'<a href="#a">{head}</a>' for head in heads), prints)
    assert not words_in(json.dumps(heads, ensure_ascii=False), prints)
    assert words_in("、".join(heads), prints)


def test_identity_numbers_are_found_as_they_stand() -> None:
    prints = prints_of("身份证号610102199001011234，电话")
    assert words_in("<p>610102199001011234</p>", prints) == {"610102199001011234"}
    assert not words_in("<p>610102199001011234</p>", prints, "号610102199001011234")
    assert not words_in("2021 2022 123456789012", prints)


def test_the_report_is_named() -> None:
    prints = prints_of("甲乙丙丁戊己庚辛壬癸子丑寅卯", PASSAGE)
    assert {p.file for p in find_passages(f"<p>{PASSAGE}</p>".encode(), prints)} == {"1.txt"}


def test_hashes_tell_passages_apart() -> None:
    """No two of 60,000 passages share a hash, in whatever order their parts stand."""
    text = "".join(chr(0x4E00 + (n * n * 31 + n * 7) % 20_000) for n in range(60_000))
    grams = {text[n : n + 12] for n in range(len(text) - 11)}
    assert len(set(hash_grams(han_units(text)).tolist())) == len(grams)
    swapped = (
        hash_grams(han_units("甲乙丙丁戊己庚辛壬癸子丑")),
        hash_grams(han_units("乙甲丙丁戊己庚辛壬癸子丑")),
    )
    assert swapped[0] != swapped[1]


def test_a_file_that_is_no_utf8_is_compared_as_a_whole() -> None:
    data = PASSAGE.encode("gb18030")
    digest = hashlib.sha256(data).hexdigest()
    forbidden = Forbidden(prints_of(PASSAGE), {digest: "密.txt"}, ())
    (problem,) = check_file("附件.txt", data, forbidden)
    assert "密.txt" in problem.reason
    assert list(check_file("附件.txt", data + b"\n", forbidden)) == []


def test_what_people_wrote_in_another_encoding_is_looked_at_the_same_way() -> None:
    forbidden = Forbidden(prints_of(PASSAGE), {}, (str(PurePosixPath("/home/张三")).encode(),))
    page = f'<img src="//a.cn/x.png"><p>{PASSAGE}</p><p>/home/张三/档案</p>'
    for encoding in ("utf-8", "gb18030", "utf-16", "utf-8-sig"):
        data = page.encode(encoding)
        seen = look_at("通知.html", data, forbidden)
        told = {problem.reason for problem in seen.problems}
        assert told == {"会向外请求（<img src> //a.cn/x.png）", "有本机的路径（/home/张三）"}, (
            encoding
        )
        assert seen.suspects == ("通知.html",), encoding
        assert look_at("通知.txt", data, forbidden, again=True).suspects, encoding


def test_a_spoilt_byte_hides_nothing() -> None:
    """What is no UTF-8 is looked at both as GBK and as what is left of UTF-8."""
    data = b"\xff" + PASSAGE.encode()
    assert look_at("通知.txt", data, Forbidden(prints_of(PASSAGE), {}, ())).suspects


def test_what_is_no_text_is_not_decoded() -> None:
    assert readings("a.png", b"\x89PNG\0\xd1\xa7") == (b"\x89PNG\0\xd1\xa7",)
    assert readings("archive/reports/000001.html", b"\xd1\xa7") == (b"\xd1\xa7",)


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("a.xht", '<img src="//a.cn"/>', 1),
        ("a.shtml", '<img src="//a.cn">', 1),
        ("a.xml", '<html xmlns="http://www.w3.org/1999/xhtml"><img src="//a.cn"/></html>', 1),
        ("a.xml", '<x xmlns:h="http://www.w3.org/1999/xhtml"><h:img src="//a.cn"/></x>', 1),
        ("a.xml", '<?xml-stylesheet href="//a.cn/x.xsl"?><x/>', 1),
        ("feed.xml", '<feed><link rel="self" href="https://a.cn/feed.xml"/></feed>', 0),
        (
            "sitemap.xml",
            '<urlset xmlns:xhtml="http://www.w3.org/1999/xhtml">'
            '<xhtml:link rel="alternate" hreflang="zh" href="https://a.cn/"/></urlset>',
            0,
        ),
        ("a.txt", '<img src="//a.cn">', 0),
    ],
)
def test_whatever_a_browser_shows_as_a_page_is_looked_at(name: str, text: str, count: int) -> None:
    assert len(loads_of(name, text.encode())) == count


def test_a_file_of_a_report_that_is_not_published_is_a_problem() -> None:
    records = [Record("000001", report_of("述职报告"))]
    names = [
        "archive/reports/000002.html",
        "archive/search/t000002.js",
        "data/reports/000002.md.txt",
    ]
    allowed = ["archive/reports/000001.html", "archive/search/2-2.js", "000002.html"]
    assert [p.file for p in unpublished_files([*names, *allowed], records)] == names


# --- paths


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PurePosixPath("/home/a b/档案"), "x /home/a b/档案/docs y"),
        (PurePosixPath("/home/a b/档案"), "file:///home/a%20b/%E6%A1%A3%E6%A1%88"),
        (PureWindowsPath("D:/工作/档案"), r"D:\工作\档案\site"),
        (PureWindowsPath("D:/工作/档案"), "D:/工作/档案/site"),
        (PureWindowsPath("D:/工作/档案"), json.dumps(r"D:\工作\档案", ensure_ascii=False)),
        (PureWindowsPath("D:/工作/档案"), json.dumps(r"D:\工作\档案")),
        (PurePosixPath("/srv"), "/srv/docs/index.md"),
        (PurePosixPath("/opt/a&b"), "<p>/opt/a&amp;b</p>"),
    ],
)
def test_a_path_is_found_in_every_form(path: PurePosixPath | PureWindowsPath, text: str) -> None:
    marks = path_marks([path])
    assert find_path(text.encode(), marks)
    assert not find_path(b"nothing of the kind: /home/a, D:\\, /srv/www", marks)


def test_a_longer_name_and_a_hand_written_example_are_no_betrayal() -> None:
    path = PurePosixPath("/srv/archive")
    assert not find_path(b"/srv/archive-2/x", path_marks([path]))
    assert not find_path(b"root /srv/archive/site;", path_marks([path], b"root /srv/archive/site;"))


def test_no_file_of_the_site_tells_of_the_machine(samples: Path) -> None:
    marks = path_marks(machine_paths(samples))
    assert marks
    for name in every_file(samples / "site"):
        assert find_path((samples / "site" / name).read_bytes(), marks) is None, name


# --- the whole


def test_the_site_of_the_samples_is_clean_and_holds_no_word_of_a_withheld_report(
    samples: Path,
) -> None:
    site = samples / "site"
    prints = prints_of(BLOCKED)
    forbidden = Forbidden(prints, {}, ())
    seen = look_at_files(site, every_file(site), forbidden)
    assert not seen.problems
    assert not seen.suspects
    for path in site.rglob("*"):
        assert path.is_dir() or PASSAGE.encode() not in path.read_bytes(), path


def test_an_address_of_the_site_itself_costs_nothing() -> None:
    """With site_url every page has a canonical link; that alone must not have it parsed."""
    page = b'<link rel="canonical" href="https://own.cn/a.html"><a href="https://x.cn">x</a>'
    assert not may_load(page)
    assert may_load(page + b'<a href="https://x.cn" ping="//y.cn">x</a>')
    assert may_load(page + b'<link rel="preload" href="https://own.cn/a.html">')


def leak_by_hand(archive: Path) -> None:
    (archive / "docs/notes.md").write_text(f"# 摘抄\n\n据说：{PASSAGE}。\n", encoding="utf-8")


def leak_in_gbk(archive: Path) -> None:
    (archive / "docs/通知.txt").write_bytes(f"据说：{PASSAGE}。\r\n".encode("gb18030"))


def leak_in_utf16(archive: Path) -> None:
    (archive / "docs/通知.html").write_bytes(f"<p>据说：{PASSAGE}。".encode("utf-16"))


def load_image(archive: Path) -> None:
    page = archive / "docs/manual.md"
    page.write_text(page.read_text("utf-8") + "\n![](https://a.cn/x.png)\n", encoding="utf-8")


def load_script(archive: Path) -> None:
    (archive / "docs/assets/mine.js").write_text("fetch('https://a.cn/count')", encoding="utf-8")


def load_font(archive: Path) -> None:
    with (archive / "docs/assets/archive.css").open("a", encoding="utf-8") as style:
        style.write("@import url(https://fonts.googleapis.com/css?family=x);\n")


def switch_fonts_on(archive: Path) -> None:
    settings = archive / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("font: false", "font: {text: Roboto}"), encoding="utf-8")


def name_repository(archive: Path) -> None:
    settings = archive / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text + "repo_url: https://github.com/a/b\n", encoding="utf-8")


def copy_report(archive: Path) -> None:
    shutil.copyfile(archive / "reports/密.txt", archive / "docs/assets/附件.txt")


def tell_path(archive: Path) -> None:
    (archive / "docs/assets/map.json").write_text(
        json.dumps({"source": str(archive / "docs")}), encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("spoil", "file", "said"),
    [
        (leak_by_hand, "notes.html", "不公开的“密.txt”"),
        (leak_in_gbk, "通知.txt", "不公开的“密.txt”"),
        (leak_in_utf16, "通知.html", "不公开的“密.txt”"),
        (load_image, "manual.html", "https://a.cn/x.png"),
        (load_script, "assets/mine.js", "https://a.cn/count"),
        (load_font, "assets/archive.css", "fonts.googleapis.com/css?family=x"),
        (switch_fonts_on, "archive/posts/index.html", "fonts.gstatic.com"),
        (name_repository, "archive/posts/index.html", "github.com"),
        (copy_report, "assets/附件.txt", "不公开的“密.txt”"),
        (tell_path, "assets/map.json", "本机的路径"),
    ],
)
def test_a_build_with_what_must_not_be_fails_and_names_it(
    make_archive: MakeArchive, spoil: object, file: str, said: str
) -> None:
    archive = make_archive({"a.txt": REPORT.encode(), "密.txt": BLOCKED.encode()})
    assert callable(spoil)
    spoil(archive)
    with pytest.raises(SiteCheckError) as failed:
        build_archive(archive, silent)
    message = str(failed.value)
    lines = [line for line in message.splitlines() if str(archive / "site" / file) in line]
    assert any(said in line for line in lines), message
    assert "请" in lines[0]
    assert PASSAGE[:12] not in message
    with pytest.raises(BundleError, match="没有首页"):
        bundle_archive(archive, None, None, silent)


def test_a_twin_and_shared_formulas_stop_no_build(make_archive: MakeArchive) -> None:
    shared = "在县委县政府的坚强领导下，我认真履行财政工作职责，较好完成各项任务。\n"
    archive = make_archive(
        {
            "a.txt": (REPORT + shared).encode(),
            "b.txt": (REPORT + shared).encode("gb18030"),
            "密.txt": (BLOCKED + shared).encode(),
        }
    )
    survey = build_archive(archive, silent)
    assert sum(1 for item in survey.examinations if item.withheld) == 2


def test_the_command_says_it_and_returns_1(
    make_archive: MakeArchive, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = make_archive({"a.txt": REPORT.encode(), "密.txt": BLOCKED.encode()})
    leak_by_hand(archive)
    assert main(["build", "--archive", str(archive)]) == 1
    assert "网站检查没有通过" in capsys.readouterr().err
    (archive / "docs/notes.md").unlink()
    assert main(["build", "--archive", str(archive)]) == 0


def test_only_the_files_that_are_named_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<img src=//a.cn>", encoding="utf-8")
    (tmp_path / "b.html").write_text("<img src=//a.cn>", encoding="utf-8")
    seen = look_at_files(tmp_path, ["b.html", "gone.html"], NOTHING)
    assert [p.file for p in seen.problems] == ["b.html"]


def test_a_file_that_was_looked_at_before_is_looked_at_for_words_alone() -> None:
    forbidden = Forbidden(prints_of(PASSAGE), {}, ())
    page = f"<img src=//a.cn><p>{PASSAGE}</p>".encode()
    assert look_at("a.html", page, forbidden).problems
    again = look_at("a.html", page, forbidden, again=True)
    assert not again.problems
    assert again.suspects == ("a.html",)


def test_words_are_public_as_long_as_somebody_says_them(make_archive: MakeArchive) -> None:
    """Who said them is remembered, but only while it is published and says so."""
    archive = make_archive(
        {
            "甲.txt": f"{REPORT}{PASSAGE}。\n".encode(),
            "乙.txt": f"{REPORT.replace('财政', '民政')}{PASSAGE}！\n".encode(),
            "丙.txt": REPORT.replace("财政", "教育").encode(),
            "密.txt": BLOCKED.encode(),
        }
    )
    page = archive / "docs/notes.md"
    page.write_text(f"# 摘抄\n\n{PASSAGE}\n", encoding="utf-8")
    build_archive(archive, silent)
    (archive / "reports/甲.txt").unlink()
    build_archive(archive, silent)
    (archive / "reports/乙.txt").unlink()
    with pytest.raises(SiteCheckError, match=r"notes\.html"):
        build_archive(archive, silent)
    page.unlink()
    build_archive(archive, silent)


def test_what_stays_as_it_is_is_looked_at_again_when_more_is_held_back(
    make_archive: MakeArchive,
) -> None:
    """An index page that would quote it, by whatever mistake, and is not written anew."""
    archive = make_archive(
        {
            "甲.txt": f"{REPORT}{PASSAGE}。\n".encode(),
            "乙.txt": REPORT.replace("财政", "民政").encode(),
        }
    )
    build_archive(archive, silent)
    posts = (archive / "site/archive/posts").glob("[!i]*.html")
    (page,) = (post for post in posts if "县民政局局长" in post.read_text("utf-8"))
    status, data = page.stat(), page.read_bytes()
    words = f"<p>{PASSAGE}</p>".encode()
    place = data.index(b"<main")
    page.write_bytes(data[:place] + words + data[place + len(words) :])
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    set_cells(archive, archive / "reports/甲.txt", {"publish": "否"})
    with pytest.raises(SiteCheckError, match=rf"{page.name}：有不公开的“甲\.txt”"):
        build_archive(archive, silent)


def test_a_path_that_is_no_example_any_more_is_found_when_its_page_is_gone(
    make_archive: MakeArchive,
) -> None:
    """What a hand-written page shows as an example may stand elsewhere, as long as it does."""
    archive = make_archive({"a.txt": REPORT.encode()})
    example = f"档案放在{archive}这里。\n"
    (archive / "reports/b.txt").write_text(f"{REPORT}{example}".replace("财政", "民政"), "utf-8")
    (archive / "docs/notes.md").write_text(f"# 甲\n\n{example}", encoding="utf-8")
    build_archive(archive, silent)
    (archive / "docs/notes.md").unlink()
    with pytest.raises(SiteCheckError, match="本机的路径"):
        build_archive(archive, silent)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that can't be read")
def test_a_page_that_cannot_be_read_keeps_nothing_that_is_to_go(make_archive: MakeArchive) -> None:
    text = f"{REPORT}{PASSAGE}。\n"
    archive = make_archive({"a.txt": text.encode(), "b.txt": REPORT.replace("财", "民").encode()})
    build_archive(archive, silent)
    (archive / "reports/a.txt").write_text(f"机密★一年\n{text}", encoding="utf-8")
    (archive / "docs/notes.md").symlink_to("/proc/self/mem")
    with pytest.raises((SiteCheckError, BuildError)):
        build_archive(archive, silent)
    left = [path for top in ("site", "docs") for path in (archive / top).rglob("*.*")]
    whole = [p for p in left if p.is_file() and not p.is_symlink()]
    assert not [path for path in whole if PASSAGE.encode() in path.read_bytes()]
    assert not (archive / "site/index.html").exists()
