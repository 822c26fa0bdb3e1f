"""A slip in reports/vocabulary.yml is told with its place and what is allowed, not passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import MakeArchive, silent
from report_archive.build import check_archive, convert_archive
from report_archive.model import Outcome
from report_archive.vocabulary import load_vocabulary
from report_archive.vocabulary_file import VocabularyError

REPORT = "2021年度述职报告\n县财政局局长　方砚秋\n一、坚持学习\n集中学习12次。\n"


def loaded(folder: Path, words: str) -> dict[str, list[str]]:
    """The topics' keywords with an archive's own words."""
    path = folder / "vocabulary.yml"
    path.write_text(words, encoding="utf-8")
    return {topic.key: list(topic.keywords) for topic in load_vocabulary(path).topics}


def rule(**fields: str) -> str:
    entry = {"label": "调度口令", "action": "ask", "pattern": "口令", **fields}
    return f"screening: [{{{', '.join(f'{name}: {text}' for name, text in entry.items())}}}]"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (rule(action="不公开"), "“screening”第 1 条（调度口令）的“action”不能是“不公开”"),
        (rule(action="Block"), "的“action”不能是“Block”。可用的有：ask、block"),
        (rule(where="全文"), "的“where”不能是“全文”。可用的有：any、edges、name"),
        (rule(where="body"), "的“where”不能是“body”"),
        (rule(check="身份证"), "的“check”不能是“身份证”"),
        (rule(hide="是"), "的“hide”应是true 或 false"),
        (rule(pattern="'(口令'"), "的“pattern”不是正确的正则式"),
        (
            "topics: [{key: cha, label: 茶, keywords: 毛尖}]",
            "“keywords”应是列表，不是“毛尖”。请写成 [毛尖]",
        ),
        ("topics: [茶]", "“topics”第 1 条应是“名称: 内容”的形式，不是“茶”"),
        ("topics:\n  - 茶产业", "“topics”第 1 条应是“名称: 内容”的形式，不是“茶产业”"),
        (
            "topics: [{key: cha, label: 茶, keyword: [茶]}]",
            "不认识“keyword”。可用的有：key、label、keywords",
        ),
        ("topics: [{key: cha, label: 茶}]", "（cha）缺“keywords”"),
        ("topics: [{key: cha, label: 茶, keywords: [2021]}]", "应是文字，不是“2021”。请加上引号"),
        ("topics: [{key: cha, label: 茶, keywords: }]", "的“keywords”是空的，应是列表"),
        ("topics: [{key: cha, label: 茶, keywords: ['']}]", "的“keywords”第 1 条是空的"),
        ("topics: [{key: [cha], label: 茶, keywords: [茶]}]", "的“key”应是文字，不是列表"),
        ("topics:", "“topics”是空的"),
        ("section_kinds: [{key: duty, keywords: 茶旅}]", "第 1 条（duty）的“keywords”应是列表"),
        ("closings: [{starts: 茶, kinds: [cha]}]", "的“kinds”第 1 条不能是“cha”"),
        ("joint_kinds: [problems, plans]", "“joint_kinds”第 1 条应是列表"),
        ("limits: {file_bytes: 10MB}", "“limits”的“file_bytes”应是整数，不是“10MB”"),
        ("limits: {file_byte: 10}", "“limits”：不认识“file_byte”"),
        ("years: {before_begun: '('}", "“years”的“before_begun”不是正确的正则式"),
        ("titles: {none: '['}", "“titles”的“none”不是正确的正则式"),
        ("heading_phrases: [{kind: duty, pattern: '('}]", "的“pattern”不是正确的正则式"),
        ("heading_phrases: [{kind: cha, pattern: 茶}]", "的“kind”不能是“cha”"),
        ("head: {title: '('}", "“head”的“title”不是正确的正则式"),
        ("roles: {heads: [总茶师]}", "“roles”的“heads”应是“名称: 内容”的形式，不是列表"),
        ("roles: {heads: {总茶师: 5}}", "的“总茶师”应是文字，不是“5”"),
        ("areas: [{key: m, name: 盟, rank: 低, scope: [全盟]}]", "（m）的“rank”应是整数，不是“低”"),
        ("post_statements: {opening: ['我是.*']}", "缺“(?P<post>……)”"),
        ("ignored_prefixes: ['']", "“ignored_prefixes”第 1 条是空的"),
        ("organ: []", "不认识“organ”"),
        ("topics: []\nlimits: {}\ntopics: []", "第 1 行和第 3 行都写了“topics”。请合成一处"),
        ("topics: &a [*a]", "格式不对"),
        ("topics: [{key: 2021-13-01}]", "格式不对"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, words: str, said: str) -> None:
    with pytest.raises(VocabularyError) as error:
        loaded(tmp_path, words)
    assert str(error.value).startswith(f"{tmp_path / 'vocabulary.yml'}：")
    assert said in str(error.value)


@pytest.mark.parametrize(
    "words",
    [
        rule(),
        rule(where="name", check="id", hide="true"),
        "topics: [{key: jiaoyu, keywords: [研学]}]",
        "section_kinds: [{key: cha, label: 茶, keywords: []}]\njoint_kinds: [[cha, plans]]",
        "organs: [{key: 'cha-{area}', name: '{area}茶叶局'}]",
        "posts: [{key: 'cha-{area}', name: '{area}总茶师'}]",
        "roles: {heads: {总茶师: zongchashi}, forms: [{from: '^原', to: ''}]}",
        "townships: [苏木]",
        "points: {words: {其一: 1}}",
        "# 还没有词",
    ],
)
def test_what_is_right_is_taken(tmp_path: Path, words: str) -> None:
    assert loaded(tmp_path, words)


def test_an_entry_may_go_on_below(tmp_path: Path) -> None:
    """Two entries of one key are one, also where the key is the archive's own."""
    words = (
        "topics:\n  - {key: cha, label: 茶, keywords: [茶园]}\n  - {key: cha, keywords: [毛尖]}\n"
    )
    assert loaded(tmp_path, words)["cha"] == ["茶园", "毛尖"]


@pytest.mark.parametrize(
    ("file", "cure"),
    [
        ("vocabulary.yml.txt", "请改名为 vocabulary.yml。"),
        ("vocabulary.yaml", "请改名为 vocabulary.yml。"),
        ("vocabulary.yml.yml", "请改名为 vocabulary.yml。"),
        ("vocabulary.txt", "请改名为 vocabulary.yml。"),
        ("Vocabulary.YML", "请改名为 vocabulary.yml。"),
        ("2018/vocabulary.yaml", "请改名为 vocabulary.yml，直接放在 reports 里。"),
    ],
)
def test_a_file_meant_for_the_vocabulary_stops_the_run(
    make_archive: MakeArchive, file: str, cure: str
) -> None:
    """Its rules would not hold, and it would be published as a report."""
    archive = make_archive({"a.txt": REPORT.encode(), file: b"topics: []\n"})
    with pytest.raises(VocabularyError, match="名称不对") as error:
        convert_archive(archive, silent)
    assert Path(file).name in str(error.value)
    assert str(error.value).endswith(cure)
    assert not (archive / "docs" / "archive").exists()


@pytest.mark.parametrize("file", ["vocabulary.yml.bak", "vocabulary - 副本.yml"])
def test_a_copy_of_the_vocabulary_goes_elsewhere(make_archive: MakeArchive, file: str) -> None:
    files = {"a.txt": REPORT.encode(), "vocabulary.yml": b"topics: []\n", file: b"topics: []\n"}
    with pytest.raises(VocabularyError, match="请把它移出 reports 文件夹"):
        convert_archive(make_archive(files), silent)


def test_reports_may_be_called_after_a_vocabulary(make_archive: MakeArchive) -> None:
    """And a file that the archive's own words leave out is left out."""
    words = b"ignored_files: [vocabulary.yml.bak]\n"
    files = {"vocabulary/a.txt": REPORT.encode(), "vocabulary.yml": words}
    archive = make_archive({**files, "vocabulary.yml.bak": b""})
    assert [item.file for item in convert_archive(archive, silent).settled] == ["vocabulary/a.txt"]


@pytest.mark.parametrize("file", ["catalog.xlsx", "catalog.xls", "2018/catalog (1).et"])
def test_a_catalogue_saved_as_a_workbook_is_told(make_archive: MakeArchive, file: str) -> None:
    archive = make_archive({"a.txt": REPORT.encode(), file: b"PK\3\4"})
    (found,) = (i for i in check_archive(archive, silent).examinations if i.file == file)
    (problem,) = found.problems
    assert found.outcome is Outcome.FAILED
    assert "不算数" in problem.reason
    assert "另存为 CSV（catalog.csv）" in problem.remedy
