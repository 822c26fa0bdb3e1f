"""What must not be published is not, wherever it stands, until a person says so."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import MakeArchive, assert_gone
from report_archive.build import BuildError, build_archive, check_archive, convert_archive
from report_archive.describing.report import describe_report
from report_archive.model import Examination, Hit, Outcome
from report_archive.parsing.outline import parse_report
from report_archive.reading.file import understand
from report_archive.screening import screen_report
from report_archive.troubles import troubles_of
from report_archive.vocabulary import Vocabulary
from word_files import docx, paragraph, table

# Made up: the check digit is right, no such person is registered (region code 999999 is unused).
ID_NUMBER = "999999199001011238"
CARD = "6212345678901232"
MOBILE = "13800138000"
PHRASE = "石渡水库调度口令是红叶"
TITLE = "2021年度述职报告"
REPORT = f"""{TITLE}
县水利局局长　江望川
2021年，我认真履行县水利局局长职责，现报告如下。
一、加强学习，提高素质
集中学习12次。{{}}
二、廉洁自律，守住底线
{PHRASE}，没有违纪。
特此报告。
江望川
2022年1月8日
"""
OTHER = (
    REPORT.replace("水利", "林业").replace(PHRASE, "公车私用").replace("2021", "2020").format("")
)


def silent(files: Any, _total: int, _name: str) -> Any:
    return files


def hits_of(text: str, vocabulary: Vocabulary, file: str = "a.txt") -> tuple[Hit, ...]:
    """What is found in a text and its file's name."""
    source = understand(text.encode(), file, len(text.encode()))
    outline = parse_report(source, vocabulary)
    return screen_report(describe_report(source, outline, vocabulary), vocabulary)


def outcome(archive: Path, file: str = "a.txt") -> Examination:
    """What a run settles, and what looking at everything anew gives: they must agree."""
    (settled,) = (item for item in convert_archive(archive, silent).settled if item.file == file)
    (found,) = (i for i in check_archive(archive, silent).examinations if i.file == file)
    assert settled.outcome == found.outcome
    assert json.loads(settled.troubles or "[]") == list(map(list, troubles_of(found)))
    return found


@pytest.mark.parametrize(
    ("key", "pattern", "found"),
    [("internal-line", "调度口令|内部提示", PHRASE), ("mobile", "分机[0-9]{4}", "分机8012")],
)
def test_a_pattern_of_ones_own_is_tried_wherever_it_can_match(
    make_archive: MakeArchive, key: str, pattern: str, found: str
) -> None:
    """What says where ours can't match goes with ours."""
    words = f"screening:\n  - {{key: {key}, action: block, pattern: '{pattern}'}}\n"
    files = {"a.txt": REPORT.format(found).encode(), "b.txt": OTHER.encode()}
    archive = make_archive({**files, "vocabulary.yml": words.encode()})
    assert outcome(archive).outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    "found",
    [
        ID_NUMBER,
        "９９９９９９１９９００１０１１２３８",
        "999999 19900101 1238",
        "999999-19900101-1238",
        "999999/19900101/1238",
        "99999919900⏎1011238",
        CARD,
        "6212 3456 7890 1232",
        "6212  3456  7890  1232",
        "6212.3456.7890.1232",
        "6212 - 3456 - 7890 - 1232",
        "（机密★1年）",
        "绝密 ★",
        "密级：秘密",
    ],
)
def test_marks_and_numbers_hold_a_report_back(make_archive: MakeArchive, found: str) -> None:
    text = REPORT.format(found.replace("⏎", "\n"))
    archive = make_archive({"a.txt": text.encode(), "b.txt": OTHER.encode()})
    item = outcome(archive)
    assert item.outcome is Outcome.BLOCKED
    assert item.withheld[0].line == 5
    assert "\n" not in item.withheld[0].reason
    assert "发布" in item.withheld[0].remedy
    assert ID_NUMBER not in item.withheld[0].reason
    assert not holders(archive / "docs", PHRASE)


@pytest.mark.parametrize(
    "found",
    [
        "999999199001011239",  # the check digit is wrong
        "999999199013011236",  # there is no thirteenth month
        "投入999999199001011238789元",
        "6212345678901233",
        "6212.3456.7890.1233",
        "6212.3　4567.8　9012.32",  # figures of a table
        "保守国家秘密，机密文件专人管理",
        "内部资料12期",
        "1380013800",
    ],
)
def test_what_only_looks_like_them_does_not(make_archive: MakeArchive, found: str) -> None:
    archive = make_archive({"a.txt": REPORT.format(found).encode()})
    assert outcome(archive).outcome is Outcome.OK


def test_a_mark_is_told_once_and_numbers_each(vocabulary: Vocabulary) -> None:
    """Several rules find a mark; two numbers on a line are two finds."""
    text = f"密级：秘密★1年\n{REPORT.format(f'{MOBILE}、13900139000')}"
    told = [(hit.line, hit.words) for hit in hits_of(text, vocabulary)]
    assert told == [(1, "密级:秘密★1年"), (6, "138*****000"), (6, "139*****000")]


def test_what_is_found_ten_thousand_times_takes_no_longer(vocabulary: Vocabulary) -> None:
    """A directory of telephone numbers: each find is compared with one other."""
    assert len(hits_of(f"{MOBILE}\n" * 10_000 + REPORT, vocabulary)) == 10_000


@pytest.mark.parametrize("last", ["X", "x", "×", "✕", "＊", "Ⅹ", "х", "⏎X", " ×"])
def test_whatever_stands_for_the_x_of_an_identity_number(last: str, vocabulary: Vocabulary) -> None:
    """Its check character is an X; the region code is unused."""
    number = f"99999919900101018{last}".replace("⏎", "\n")
    (hit,) = hits_of(REPORT.format(f"身份证号{number}。"), vocabulary)
    assert (hit.label, hit.block, hit.line) == ("身份证号", True, 5)
    wrong = number.replace("01018", "01028")
    assert hits_of(REPORT.format(f"身份证号{wrong}。"), vocabulary) == ()


def test_a_column_of_figures_is_no_identity_number(vocabulary: Vocabulary) -> None:
    assert hits_of(REPORT.format("\n999999\n1990\n0101\n1238\n"), vocabulary) == ()


# One line at the head of a text, as GB/T 9704-2012 puts it and as people type it.
MARKS = (
    *(
        "机密　特急",
        "特急　秘密",
        "〔秘密〕",
        "密级∶秘密",
        "秘密 1年 特急",
        "秘密·1年",
        "机密⭐10年",
    ),
    *(
        "秘密　　编号：0012",
        "编号：0012　　秘密",
        "密级：【秘密】",
        "机密，请妥善保管",
        "秘密〓1年",
    ),
    *("机密　编号：003", "000001　机密　特急", "密级和保密期限：秘密1年", "秘密：一年", "机密！"),
    *("秘密件", "《秘密》", "县水利局　　机密", "机密，任何人不得外泄"),
)


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_at_the_head_holds_a_report_back(mark: str, vocabulary: Vocabulary) -> None:
    hits = hits_of(f"{mark}\n{REPORT.format('')}", vocabulary)
    assert [(hit.label, hit.block, hit.line) for hit in hits] == [("密级标志", True, 1)]


@pytest.mark.parametrize("mark", MARKS[:-2])
def test_a_mark_below_the_title_holds_a_report_back(mark: str, vocabulary: Vocabulary) -> None:
    hits = hits_of(REPORT.format("").replace("\n", f"\n{mark}\n", 1), vocabulary)
    assert [hit.line for hit in hits if hit.block] == [2]


def test_a_table_row_with_a_mark_holds_a_document_back(make_archive: MakeArchive) -> None:
    """Word puts mark and number into two cells."""
    lines = map(paragraph, REPORT.format("").splitlines())
    data = docx(table(("机密", "编号：003")), *lines)
    archive = make_archive({"a.docx": data, "b.txt": OTHER.encode()})
    assert outcome(archive, "a.docx").outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    "words",
    [
        "保守秘密",
        "商业秘密",
        "一、保守国家秘密，严格保密管理",
        "（二）抓好保密工作",
        "机密文件专人管理",
        "秘密。",
        "秘密，严格执行保密制度。",
        "秘密、机密文件12件",
        "绝密　机密　秘密　合计",
        "绝密　机密　秘密",
        "秘密　12件",
        "内部　120人",
        "内部审计",
        "保守国家秘密10年无事故",
        "机密级网络",
        "文件密级（绝密、机密、秘密）标注",
        "定密级别：秘密",
        "国家秘密〓严格管理",
    ],
)
def test_words_about_secrecy_are_no_mark(words: str, vocabulary: Vocabulary) -> None:
    """On a line of its own, as in texts with hard line ends, and within a sentence."""
    for text in (f"\n{words}\n做得细。", f"工作扎实，{words}，有成效。"):
        assert hits_of(REPORT.format(text), vocabulary) == ()


@pytest.mark.parametrize(
    "found", [MOBILE, "138 0013 8000", "+86 13800138000", "１３８００１３８０００"]
)
def test_a_telephone_number_is_published_and_asked_about(
    make_archive: MakeArchive, found: str
) -> None:
    archive = make_archive({"a.txt": REPORT.format(found).encode()})
    item = outcome(archive)
    assert item.outcome is Outcome.REVIEW
    assert item.report
    assert [field for field, _ in item.report.doubts] == ["publish"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("（秘密）a.txt", REPORT.format("")),
        (f"{ID_NUMBER}.txt", REPORT.format("")),
        ("内部资料/a.txt", REPORT.format("")),
        ("a.txt", "秘密\n" + REPORT.format("")),
        ("a.txt", "内部资料　不得外传\n" + REPORT.format("")),
        ("a.txt", REPORT.format("") + f"身份证号：{ID_NUMBER}\n"),
    ],
)
def test_the_file_name_the_head_and_the_tail_count_too(
    make_archive: MakeArchive, name: str, text: str
) -> None:
    archive = make_archive({name: text.encode()})
    with pytest.raises(BuildError, match="不公开"):
        convert_archive(archive, silent)


def test_a_report_blocked_later_leaves_no_byte_behind(make_archive: MakeArchive) -> None:
    """Published, then marked: gone from docs/ and site/, its words in no index either."""
    archive = make_archive({"a.txt": REPORT.format("").encode(), "b.txt": OTHER.encode()})
    build_archive(archive, silent)
    assert holders(archive / "docs", PHRASE)
    assert holders(archive / "site", PHRASE)
    (archive / "reports" / "a.txt").write_text(REPORT.format("（秘密★）"), encoding="utf-8")
    build_archive(archive, silent)
    assert not holders(archive / "docs", PHRASE)
    assert not holders(archive / "site", PHRASE)


def test_the_last_report_blocked_leaves_no_page_either(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": REPORT.format("").encode()})
    build_archive(archive, silent)
    (archive / "reports" / "a.txt").write_text(REPORT.format(ID_NUMBER), encoding="utf-8")
    with pytest.raises(BuildError):
        build_archive(archive, silent)
    assert not holders(archive / "docs", PHRASE)
    assert not holders(archive / "site", PHRASE)


def holders(folder: Path, words: str) -> list[Path]:
    """Files that contain the words, byte by byte."""
    return [p for p in folder.rglob("*") if p.is_file() and words.encode() in p.read_bytes()]


def decide(archive: Path, file: str, **cells: str) -> None:
    """Change cells of one row, as the clerk does in a spreadsheet."""
    path = archive / "reports" / "catalog.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for row in rows:
        if row["文件"] == file:
            row.update(cells)
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, rows[0].keys())
    table.writeheader()
    table.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")


def test_a_person_releases_and_withholds(make_archive: MakeArchive) -> None:
    third = OTHER.replace("林业", "教育").encode()
    files = {"a.txt": REPORT.format(CARD).encode(), "b.txt": OTHER.encode(), "c.txt": third}
    archive = make_archive(files)
    convert_archive(archive, silent)
    decide(archive, "a.txt", 发布="是")
    decide(archive, "b.txt", 发布="不公开")
    released, withheld = outcome(archive), outcome(archive, "b.txt")
    assert released.outcome is Outcome.OK
    assert "目录里写明可以公开" in released.problems[0].reason
    assert withheld.outcome is Outcome.BLOCKED
    assert "不公开" in withheld.withheld[0].reason
    decide(archive, "a.txt", 发布="")
    assert outcome(archive).outcome is Outcome.BLOCKED


def test_a_decision_that_nobody_understands_withholds(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.txt": REPORT.format("").encode(), "b.txt": OTHER.encode()})
    convert_archive(archive, silent)
    decide(archive, "a.txt", 发布="待领导定")
    item = outcome(archive)
    assert item.outcome is Outcome.BLOCKED
    assert any("看不懂" in problem.reason for problem in item.problems)


def test_the_same_text_under_two_names_is_published_once(make_archive: MakeArchive) -> None:
    """Encoding and blanks aside; the first stays the original whatever is added."""
    text = REPORT.format("")
    archive = make_archive({"m.txt": text.encode()})
    convert_archive(archive, silent)
    (archive / "reports" / "a 副本.txt").write_bytes(
        text.replace("\n", "\r\n\r\n").encode("gb18030")
    )
    copy = outcome(archive, "a 副本.txt")
    assert copy.outcome is Outcome.BLOCKED
    assert "“m.txt”（件号 000001）全文相同" in copy.withheld[0].reason
    assert outcome(archive, "m.txt").outcome is Outcome.OK
    decide(archive, "a 副本.txt", 发布="是")
    assert outcome(archive, "a 副本.txt").outcome is Outcome.OK


def test_of_two_copies_that_are_held_back_the_older_stays_the_original(
    make_archive: MakeArchive,
) -> None:
    """A run after which nothing has changed must find nothing to change."""
    text = REPORT.format("")
    archive = make_archive({"m.txt": f"秘密★1年\n{text}".encode(), "z.txt": text.encode()})
    convert_archive(archive, silent)
    catalogue = archive / "reports" / "catalog.csv"
    shutil.copy(archive / "reports" / "m.txt", archive / "reports" / "a 副本.txt")
    convert_archive(archive, silent)
    written = catalogue.read_bytes()
    assert "“m.txt”（件号 000001）全文相同" in written.decode("utf-8-sig")
    convert_archive(archive, silent)
    assert catalogue.read_bytes() == written


def long_report(year: int, words: str) -> str:
    """A report of some 1,000 characters, most of which depend on `words`."""
    body = "\n".join(
        f"{words}第{n}项工作由{words}牵头，完成{n * 37 % 101}件。" for n in range(1, 41)
    )
    return f"{year}年度述职报告\n{year}年，我履行县水利局局长职责。\n一、履职尽责\n{body}\n"


def test_drafts_are_pointed_out_with_how_much_they_share(make_archive: MakeArchive) -> None:
    final = long_report(2021, "水库除险")
    draft = final.replace("第3项", "第三项").replace("完成37件", "完成38件")
    archive = make_archive({"定稿.txt": final.encode(), "修改稿.txt": draft.encode()})
    drafts = [outcome(archive, name) for name in ("修改稿.txt", "定稿.txt")]
    doubts = [doubt for item in drafts if item.report for doubt in item.report.doubts]
    assert [field for field, _ in doubts] == ["publish"]
    assert "% 相同" in doubts[0][1]
    assert all(item.published for item in drafts)


def test_reports_of_two_years_are_no_drafts_of_each_other(make_archive: MakeArchive) -> None:
    one = long_report(2020, "水库除险")
    archive = make_archive({"a.txt": one.encode(), "b.txt": one.replace("2020", "2021").encode()})
    assert outcome(archive, "b.txt").outcome is Outcome.OK


def test_different_reports_are_no_drafts(make_archive: MakeArchive) -> None:
    texts = (long_report(2021, "水库除险"), long_report(2021, "茶园改造"))
    archive = make_archive({f"{n}.txt": text.encode() for n, text in enumerate(texts)})
    assert outcome(archive, "1.txt").outcome is Outcome.OK


@pytest.mark.parametrize("later", [False, True])
def test_a_copy_of_what_a_person_refused_is_not_published_in_its_place(
    make_archive: MakeArchive, *, later: bool
) -> None:
    """Neither one that was there nor one that comes later; a person may release it."""
    text = REPORT.format("").encode()
    files = {"m.txt": text, "z.txt": OTHER.encode()}
    archive = make_archive(files if later else {**files, "a 副本.txt": text})
    convert_archive(archive, silent)
    published = "m.txt" if later else "a 副本.txt"
    copy = archive / "reports" / ("备份.txt" if later else "m.txt")
    decide(archive, published, 发布="否")
    convert_archive(archive, silent)
    copy.write_bytes(text)
    for _ in range(2):
        assert outcome(archive, published).outcome is Outcome.BLOCKED
        assert outcome(archive, copy.name).outcome is Outcome.BLOCKED
        convert_archive(archive, silent)
    assert_gone(archive, "水库")
    decide(archive, copy.name, 发布="是")
    assert outcome(archive, copy.name).outcome is Outcome.OK
