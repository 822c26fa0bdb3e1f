"""The real reports: what is known of them by hand, and that every page shows its text."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import fill_archive
from expectations import differences, examined
from page_text import read_page, source_text, squeezed
from report_archive.build import build_archive
from report_archive.catalogue.rows import read_catalogue
from report_archive.reading.file import read_file
from report_archive.vocabulary import Vocabulary

OUTLINES = Path(__file__).parent / "corpus_outlines.yml"
SEED_KEYS = ("ordinal", "heading", "kind", "items", "run_in")


def silent(files: Any, _total: int, _name: str) -> Any:
    return files


def test_seeds_give_exactly_what_they_contain(corpus: Path, vocabulary: Vocabulary) -> None:
    """The five seeds against gold/seeds.yml: year, post, doubts, every top-level section."""
    gold = yaml.safe_load((corpus.parent / "gold" / "seeds.yml").read_text(encoding="utf-8"))
    for path in sorted((corpus / "seeds").iterdir()):
        expected = gold[path.name[:3]]
        actual = examined(corpus / "seeds", path.name, vocabulary)
        assert actual["year"] == expected["year"], path.name
        assert actual["post"] == expected["post"][0], path.name
        assert [d["field"] for d in actual["review"]] == expected.get("review", []), path.name
        shapes = [seed_shape(section) for section in expected["sections"]]
        assert differences(shapes, actual["sections"]) == [], path.name


def seed_shape(section: dict[str, Any]) -> dict[str, Any]:
    """A section of seeds.yml in the terms of `check --json`."""
    shape = {key: section[key] for key in SEED_KEYS if key in section}
    if section["ordinal"] is None:
        shape["heading"] = None
    shape["children"] = [{} for _ in range(section.get("children", 0))]
    for child, items in zip(shape["children"], section.get("grandchild_items", ()), strict=False):
        child["items"] = items
    return shape


def test_outlines_agree_with_those_made_by_hand(corpus: Path, vocabulary: Vocabulary) -> None:
    """Ordinals, lines and kinds of all top-level sections; year and post right or in review."""
    outlines = yaml.safe_load(OUTLINES.read_text(encoding="utf-8"))
    assert len(outlines) >= 20
    for file, expected in outlines.items():
        actual = examined(corpus, file, vocabulary)
        shapes = [outline_shape(section) for section in expected["sections"]]
        assert differences(shapes, actual["sections"]) == [], file
        doubted = {doubt["field"] for doubt in actual["review"]}
        for field in {"kind", "year", "post"} & expected.keys() - doubted:
            assert actual[field] == expected[field], file


def outline_shape(section: dict[str, Any]) -> dict[str, Any]:
    """A section of corpus_outlines.yml in the terms of `check --json`."""
    shape = {key: value for key, value in section.items() if key != "children"}
    if "children" in section:
        shape["children"] = [{} for _ in range(section["children"])]
    return shape


def test_the_scraped_and_the_clean_copy_give_the_same_tree(
    corpus: Path, vocabulary: Vocabulary
) -> None:
    """The 1999 report twice; the scraped copy lacks the printed closing heading."""
    scraped, clean = (
        examined(corpus / "public", f"state-council-1999{kind}.txt", vocabulary)["sections"]
        for kind in ("-scraped.gbk", "")
    )
    assert list(map(tree_of, scraped)) == list(map(tree_of, clean[:-1]))


def tree_of(section: dict[str, Any]) -> tuple[Any, ...]:
    """Ordinals, headings and kinds of a section and all below it."""
    below = tuple(map(tree_of, section["children"]))
    return section["ordinal"], section["heading"], section["kind"], below


@pytest.fixture(scope="module")
def built_corpus(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of all real reports, built."""
    archive = fill_archive(tmp_path_factory.mktemp("corpus") / "archive", {})
    for name in ("seeds", "public"):
        shutil.copytree(corpus / name, archive / "reports" / name)
    build_archive(archive, silent)
    return archive


def test_every_page_shows_its_source(built_corpus: Path, vocabulary: Vocabulary) -> None:
    """No file fails, and the visible text of each page is the file's, white space aside."""
    reports = built_corpus / "reports"
    files = [p for p in reports.rglob("*") if p.is_file() and p.name != "catalog.csv"]
    rows = read_catalogue(reports).rows
    numbers = {row.file: row.number for row in rows}
    assert len(numbers) == len(files)
    # A Word file whose text is that of a text file beside it is published once, as the latter.
    twins = {row.file for row in rows if "全文相同" in row.review}
    assert {file for file in numbers if file.endswith(".docx")} == twins
    for file in numbers.keys() - twins:
        path = reports / file
        page = built_corpus / "site" / "archive" / "reports" / f"{numbers[file]}.html"
        shown = squeezed("".join(read_page(page.read_text(encoding="utf-8")).text))
        assert shown == source_text(read_file(path, file, vocabulary)), file


def test_sources_are_what_their_bytes_say(corpus: Path, vocabulary: Vocabulary) -> None:
    """Reading changes nothing: the source's text is the decoded file's, white space aside."""
    for path in sorted(corpus.rglob("*.txt")):
        name = "gb18030" if path.name.endswith(".gbk.txt") else "utf-8-sig"
        plain = path.read_bytes().decode(name)
        kept = squeezed("".join(c for c in plain if c not in "\u200b\ufeff\u200d\u200e"))
        assert source_text(read_file(path, path.name, vocabulary)) == kept, path.name


def test_word_files_say_what_their_text_twins_say(corpus: Path, vocabulary: Vocabulary) -> None:
    """The .docx and .txt of one city report hold the same text."""
    for path in sorted(corpus.rglob("*.docx")):
        word = read_file(path, path.name, vocabulary)
        twin = path.with_suffix(".txt")
        assert source_text(word) == source_text(read_file(twin, twin.name, vocabulary)), path.name
