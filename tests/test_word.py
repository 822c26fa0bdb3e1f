"""Word documents: what stands around the text, what Word does not show, what is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import MakeArchive
from report_archive.build import convert_archive
from report_archive.model import Outcome
from report_archive.reading.word_number_forms import format_number
from report_archive.vocabulary import Vocabulary
from test_screening import OTHER, REPORT, decide, holders, outcome, silent
from word_files import (
    W,
    body,
    docx,
    examined_word,
    margin,
    num,
    numbered,
    numbering,
    paragraph,
    styled,
    table,
    text_box,
    watermark,
    with_parts,
    word_lines,
)

# Made up: the check digit is right, no such person is registered (region code 999999 is unused).
ID_NUMBER = "999999199001011238"
BLOCKS = tuple(map(paragraph, REPORT.format("").strip().splitlines()))

# --- Headers and footers ------------------------------------------------------------------------


@pytest.mark.parametrize("found", ["秘密★1年", "机密", f"身份证号：{ID_NUMBER}", "内部资料"])
@pytest.mark.parametrize("part", ["header1", "footer2"])
def test_what_a_header_or_footer_says_holds_a_report_back(
    found: str, part: str, make_archive: MakeArchive
) -> None:
    data = docx(*BLOCKS, **{part: margin(paragraph("第1页"), paragraph(found))})
    archive = make_archive({"a.docx": data, "b.txt": OTHER.encode()})
    item = outcome(archive, "a.docx")
    assert item.outcome is Outcome.BLOCKED
    assert "页眉页脚里有" in item.withheld[0].reason
    assert ID_NUMBER not in item.withheld[0].reason
    assert not holders(archive / "docs", "县水利局局长")


def test_a_person_releases_what_a_header_holds_back(make_archive: MakeArchive) -> None:
    """And the header is on no page all the same."""
    words = "内部资料，秋收后收回"
    data = docx(*BLOCKS, header1=margin(paragraph(words)))
    archive = make_archive({"a.docx": data, "b.txt": OTHER.encode()})
    convert_archive(archive, silent)
    decide(archive, "a.docx", 发布="是")
    assert outcome(archive, "a.docx").outcome is Outcome.OK
    assert holders(archive / "docs", "县水利局局长")
    assert not holders(archive / "docs", words)


def test_a_telephone_number_in_a_footer_is_asked_about(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.docx": docx(*BLOCKS, footer1=margin(paragraph("13800138000")))})
    item = outcome(archive, "a.docx")
    assert item.outcome is Outcome.REVIEW
    assert item.report
    [(field, reason)] = item.report.doubts
    assert field == "publish"
    assert reason.startswith("页眉页脚里有手机号")
    assert reason.endswith("报告现已公开")


@pytest.mark.parametrize("place", ["header1", "body"])
def test_a_watermark_counts(place: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A word drawn as a picture (WordArt), in the header or in the text."""
    mark = watermark("机密★10年")
    blocks = (*BLOCKS, mark) if place == "body" else BLOCKS
    data = docx(*blocks, **({} if place == "body" else {place: margin(mark)}))
    item = examined_word(data, tmp_path, vocabulary)
    assert {(hit.label, hit.block) for hit in item.hits} == {("密级标志", True)}


def test_a_header_is_found_by_its_link_whatever_its_name(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    link = (
        '<Relationship Id="rId1" Target="ym.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/header"/>'
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{link}</Relationships>',
        "word/ym.xml": margin(paragraph("绝密")),
    }
    item = examined_word(with_parts(docx(*BLOCKS), parts), tmp_path, vocabulary)
    assert {hit.place for hit in item.hits} == {"页眉页脚里"}


def test_an_ordinary_header_changes_nothing(make_archive: MakeArchive) -> None:
    plain = make_archive({"a.docx": docx(*BLOCKS)})
    item = outcome(plain, "a.docx")
    assert item.outcome is Outcome.OK
    headed = docx(*BLOCKS, header1=margin(paragraph("县水利局　保密工作先进单位")))
    (plain / "reports" / "a.docx").write_bytes(headed)
    again = outcome(plain, "a.docx")
    assert again.outcome is Outcome.OK
    assert again.report
    assert item.report
    assert again.report.outline == item.report.outline


def test_a_part_whose_name_is_damaged_does_not_count_as_none(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """The archive's list stands behind the parts."""
    data = docx(*BLOCKS, header1=margin(paragraph("机密")))
    before, after = data.rsplit(b"word/header1.xml", 1)
    item = examined_word(before + b"word/heeder1.xml" + after, tmp_path, vocabulary)
    assert item.outcome is Outcome.FAILED
    assert "压缩包已损坏" in item.problems[0].reason


# --- Hidden text --------------------------------------------------------------------------------

HIDDEN = "<w:r><w:rPr><w:vanish{}/></w:rPr><w:t>藏起来的话</w:t></w:r>"
STYLES = f"""<w:styles {W}>
<w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="C2"><w:basedOn w:val="C"/></w:style>
<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish w:val="1"/></w:rPr></w:style>
</w:styles>"""


@pytest.mark.parametrize(
    "block",
    [
        paragraph("", after=HIDDEN.format("")),
        paragraph("", after=HIDDEN.format(' w:val="1"')),
        paragraph("", after=HIDDEN.replace("w:vanish{}", 'w:rStyle w:val="C2"')),
        styled("藏起来的话", "P"),
        paragraph("", after=HIDDEN.format("").replace("<w:t>", f"{text_box('框里')[5:-6]}<w:t>")),
    ],
    ids=["plain", "switched-on", "character-style", "paragraph-style", "with-text-box"],
)
def test_hidden_text_is_left_out_and_asked_about(
    block: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    item = examined_word(docx(*BLOCKS, block, styles=STYLES), tmp_path, vocabulary)
    assert item.outcome is Outcome.REVIEW
    assert item.report
    shown = "".join(line.text for line in item.report.source.lines)
    assert "藏起来" not in shown
    assert "框里" not in shown
    [(field, reason)] = item.report.doubts
    assert field == "publish"
    assert "个字设成了“隐藏”，没有收入" in reason


@pytest.mark.parametrize(
    "block",
    [
        paragraph("", after=HIDDEN.format(' w:val="0"')),
        paragraph("", after=HIDDEN.format(' w:val="false"')),
        styled("", "P").replace("</w:p>", HIDDEN.format(' w:val="0"') + "</w:p>"),
        paragraph("藏起来的话", "<w:rPr><w:vanish/></w:rPr>"),
    ],
    ids=["switched-off", "false", "off-in-a-hidden-style", "only-the-mark"],
)
def test_what_word_shows_is_not_hidden(block: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    assert word_lines(docx(block, styles=STYLES), tmp_path, vocabulary) == ["藏起来的话"]


def test_hidden_blanks_and_field_codes_are_nobodys_business(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    code = HIDDEN.format("").replace("w:t>", "w:instrText>")
    blank = HIDDEN.format("").replace("藏起来的话", "　")
    item = examined_word(docx(*BLOCKS, paragraph("", after=code + blank)), tmp_path, vocabulary)
    assert item.outcome is Outcome.OK


def test_a_hidden_paragraph_has_no_number(tmp_path: Path, vocabulary: Vocabulary) -> None:
    hidden = (
        numbered("", 0)
        .replace("</w:numPr>", "</w:numPr><w:rPr><w:vanish/></w:rPr>")
        .replace("</w:p>", HIDDEN.format("") + "</w:p>")
    )
    data = docx(numbered("学习", 0), hidden, numbered("工作", 0), numbering=numbering())
    assert word_lines(data, tmp_path, vocabulary) == ["一、学习", "二、工作"]


def test_hidden_text_is_asked_about_until_a_person_has_looked(make_archive: MakeArchive) -> None:
    archive = make_archive({"a.docx": docx(*BLOCKS, paragraph("", after=HIDDEN.format("")))})
    assert outcome(archive, "a.docx").outcome is Outcome.REVIEW
    decide(archive, "a.docx", 待核对="已核对")
    assert outcome(archive, "a.docx").outcome is Outcome.OK


# --- Symbols ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Wingdings", "F0AB", "★"),
        ("Wingdings", "00AB", "★"),
        ("Wingdings", "F0A8", "□"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0FC", "✓"),
        ("Wingdings", "F06C", "●"),
        ("Wingdings", "F06E", "■"),
        ("Wingdings", "F0E0", "→"),
        ("Wingdings", "F083", "③"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "□"),
        ("Symbol", "F0B4", "×"),
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F061", "α"),
        ("Wingdings", "F0FF", "〓"),
        ("Webdings", "F0AB", "〓"),
        ("某单位标志", "F0AB", "〓"),
        ("宋体", "2605", "★"),
    ],
)
def test_a_symbol_is_the_character_that_a_person_sees(
    font: str, code: str, shown: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    symbol = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    data = docx(paragraph("学习", after=symbol))
    assert word_lines(data, tmp_path, vocabulary) == [f"学习{shown}"]


def test_a_secret_mark_with_a_star_from_a_symbol_font_counts(make_archive: MakeArchive) -> None:
    star = '<w:r><w:sym w:font="Wingdings" w:char="F0AB"/></w:r>'
    data = docx(*BLOCKS, paragraph("本页属机密", after=star))
    archive = make_archive({"a.docx": data, "b.txt": OTHER.encode()})
    assert outcome(archive, "a.docx").outcome is Outcome.BLOCKED


# --- What is no text, or no text of Word's own -------------------------------------------------

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def term(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (term("a+b"), "a+b"),
        (f"<m:f><m:num>{term('1')}</m:num><m:den>{term('2')}</m:den></m:f>", "1/2"),
        (f"<m:f><m:num>{term('a+b')}</m:num><m:den>{term('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:sSup><m:e>{term('10')}</m:e><m:sup>{term('2')}</m:sup></m:sSup>", "10^2"),
        (f"<m:rad><m:deg/><m:e>{term('a+b')}</m:e></m:rad>", "√(a+b)"),
        (f"<m:d><m:e>{term('a')}</m:e></m:d>", "(a)"),
        (f"<w:del>{term('9')}</w:del>{term('8')}", "8"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{term("i=1")}</m:sub>'
            f"<m:sup>{term('n')}</m:sup><m:e>{term('x')}</m:e></m:nary>",
            "∑_(i=1)^n x",
        ),
    ],
)
def test_an_equation_stands_on_its_line(
    inside: str, shown: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    equation = f"<m:oMathPara {MATH}><m:oMath>{inside}</m:oMath></m:oMathPara>"
    data = docx(paragraph("增幅", after=equation + "<w:r><w:t>，完成。</w:t></w:r>"))
    assert word_lines(data, tmp_path, vocabulary) == [f"增幅{shown}，完成。"]


INSERTED = '<w:altChunk xmlns:r="urn:r" r:id="rId9"/>'
PICTURE = (
    "<w:r><w:drawing><pic:pic "
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/></w:drawing></w:r>'
)
OBJECT = "<w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r>"


def test_an_inserted_document_is_told_and_asked_about(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    item = examined_word(docx(*BLOCKS, INSERTED), tmp_path, vocabulary)
    assert item.outcome is Outcome.REVIEW
    assert item.report
    [(field, reason)] = item.report.doubts
    assert field == "publish"
    assert "altChunk" in reason
    assert "另存为 .docx" in reason


def test_pictures_are_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Most are photographs and seals, so no person need look; a text box is no picture."""
    blocks = (paragraph("见图。", after=PICTURE + OBJECT), paragraph("", after=text_box("框里。")))
    item = examined_word(docx(*BLOCKS[:-3], *blocks, *BLOCKS[-3:]), tmp_path, vocabulary)
    assert item.outcome is Outcome.OK
    assert [problem.reason for problem in item.problems] == [
        "文中有 2 张图片（或图表、嵌入的对象），没有收入"
    ]


def test_a_letterhead_is_no_picture_in_the_text(tmp_path: Path, vocabulary: Vocabulary) -> None:
    data = docx(*BLOCKS, header1=margin(paragraph("", after=PICTURE)))
    assert examined_word(data, tmp_path, vocabulary).problems == ()


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (paragraph("", after=PICTURE), "只有图片"),
        (INSERTED, "altChunk"),
        (paragraph("", after=HIDDEN.format("")), "“隐藏”"),
        (paragraph(""), "文件是空的"),
    ],
)
def test_a_document_without_text_says_why(
    block: str, reason: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    item = examined_word(docx(block), tmp_path, vocabulary)
    assert item.outcome is Outcome.FAILED
    assert reason in item.problems[0].reason


def test_strict_documents_are_read_like_others(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Word's “Strict Open XML” has names of its own for the same things."""
    transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    blocks = (numbered("学习", 0), paragraph("", after=HIDDEN.format("")))
    data = docx(
        document=body(*blocks).replace(transitional, strict),
        numbering=numbering().replace(transitional, strict),
        header1=margin(paragraph("绝密")).replace(transitional, strict),
    )
    item = examined_word(data, tmp_path, vocabulary)
    assert item.report
    assert [line.text for line in item.report.source.lines] == ["一、学习"]
    assert {hit.words for hit in item.hits} == {"绝密"}
    assert "隐藏" in dict(item.report.doubts)["publish"]


def test_another_format_in_words_place_is_named(tmp_path: Path, vocabulary: Vocabulary) -> None:
    item = examined_word(docx(document="<html/>"), tmp_path, vocabulary)
    assert "格式不认识" in item.problems[0].reason


# --- Tables -------------------------------------------------------------------------------------

HEAD = ("指标", "目标", "完成")
GOES_ON = "<w:tcPr><w:vMerge/></w:tcPr>"


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (("产量", "", "32万吨"), "产量　＿　32万吨"),
        (("", "全年", "上半年"), "＿　全年　上半年"),
        (("产量", "50万吨", ""), "产量　50万吨"),
        (("产量", "", ""), "产量"),
        (("", "", "县水利局"), "县水利局"),
        (("", "", ""), None),
    ],
)
def test_an_empty_cell_keeps_its_place(
    row: tuple[str, ...], shown: str | None, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    data = docx(table(HEAD, row))
    lines = word_lines(data, tmp_path, vocabulary)
    assert lines == ["指标　目标　完成", *([shown] if shown else [])]


def test_a_table_that_only_arranges_text_has_no_columns(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """A signature with its date, set with cells."""
    data = docx(table(("述职人：", "", "江望川"), ("", "", "2022年1月8日")))
    assert word_lines(data, tmp_path, vocabulary) == ["述职人：　江望川", "2022年1月8日"]


def test_merged_cells_leave_no_mark(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Over several columns, over several rows; row properties are no cell."""
    merged = table(("", "上半年", "20万吨")).replace("<w:tc>", f"<w:tc>{GOES_ON}", 1)
    wide = table(("合计", "52万吨")).replace(
        "<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', 1
    )
    rows = [
        block.removeprefix("<w:tbl>").removesuffix("</w:tbl>").replace("<w:tr>", "<w:tr><w:trPr/>")
        for block in (table(HEAD), merged, wide)
    ]
    data = docx(f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>")
    assert word_lines(data, tmp_path, vocabulary) == [
        "指标　目标　完成",
        "上半年　20万吨",
        "合计　52万吨",
    ]


# --- Automatic numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("ideographTraditional", "甲 乙 癸 11 101"),
        ("ideographZodiac", "子 丑 酉 戌 101"),
        ("ideographZodiacTraditional", "甲子 乙丑 癸酉 甲戌 101"),
        ("chineseLegalSimplified", "壹 贰 壹拾 壹拾壹 壹佰零壹"),
        ("ideographLegalTraditional", "壹 貳 壹拾 壹拾壹 壹佰零壹"),
        ("chineseCounting", "一 二 十 十一 一〇一"),
        ("chineseCountingThousand", "一 二 十 十一 一百〇一"),
        ("taiwaneseCountingThousand", "一 二 十 十一 一百〇一"),
        ("ideographDigital", "一 二 一〇 一一 一〇一"),
        ("upperRoman", "I II X XI CI"),
        ("lowerRoman", "i ii x xi ci"),
        ("upperLetter", "A B J K WWWW"),
        ("lowerLetter", "a b j k wwww"),
        ("decimalFullWidth", "１ ２ １０ １１ １０１"),
        ("decimalZero", "01 02 10 11 101"),
        ("decimalEnclosedCircle", "① ② ⑩ ⑪ 101"),
        ("decimalEnclosedCircleChinese", "① ② ⑩ ⑪ 101"),
        ("decimalEnclosedParen", "⑴ ⑵ ⑽ ⑾ 101"),
        ("decimalEnclosedFullstop", "⒈ ⒉ ⒑ ⒒ 101"),
        ("ideographEnclosedCircle", "㊀ ㊁ ㊉ 11 101"),
        ("numberInDash", "- 1 - - 2 - - 10 - - 11 - - 101 -"),
        ("hebrew1", "1 2 10 11 101"),
    ],
)
def test_numbers_are_in_the_format_that_word_shows(form: str, shown: str) -> None:
    """As Word 16 wrote them in docling's pull request 4336, as far as those go."""
    assert " ".join(format_number(number, form) for number in (1, 2, 10, 11, 101)) == shown


@pytest.mark.parametrize(("number", "shown"), [(27, "AA"), (52, "ZZ"), (53, "AAA"), (0, "0")])
def test_letters_are_doubled_after_the_last(number: int, shown: str) -> None:
    assert format_number(number, "upperLetter") == shown


def test_numbers_of_other_formats_are_written_out(tmp_path: Path, vocabulary: Vocabulary) -> None:
    levels = (("ideographTraditional", "%1、"), ("decimalEnclosedCircle", "%2"))
    blocks = (numbered("学习", 0), numbered("读书", 1), numbered("工作", 0))
    data = docx(*blocks, numbering=numbering(levels=levels))
    assert word_lines(data, tmp_path, vocabulary) == ["甲、学习", "①读书", "乙、工作"]


def test_a_list_may_define_a_level_anew(tmp_path: Path, vocabulary: Vocabulary) -> None:
    anew = (
        '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="2"/>'
        '<w:numFmt w:val="chineseLegalSimplified"/><w:lvlText w:val="（%1）"/></w:lvl>'
        "</w:lvlOverride>"
    )
    blocks = (numbered("学习", 0), numbered("工作", 0, 2), numbered("读书", 1, 2))
    data = docx(*blocks, numbering=numbering(num(1), num(2, anew)))
    assert word_lines(data, tmp_path, vocabulary) == ["一、学习", "（贰）工作", "（一）读书"]


def test_a_level_may_have_all_its_numbers_in_digits(tmp_path: Path, vocabulary: Vocabulary) -> None:
    levels = (("chineseCounting", "第%1章　"), ("decimal", "%1.%2"))
    part = numbering(levels=levels).replace('"%1.%2"/>', '"%1.%2"/><w:isLgl/>')
    data = docx(numbered("学习", 0), numbered("读书", 1), numbering=part)
    assert word_lines(data, tmp_path, vocabulary) == ["第一章　学习", "1.1读书"]


@pytest.mark.parametrize("change", ["del", "moveFrom"])
def test_a_deleted_paragraph_has_no_number(
    change: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """With changes tracked: its end is marked like its words."""
    gone = (
        numbered("", 0)
        .replace("</w:numPr>", f'</w:numPr><w:rPr><w:{change} w:id="1"/></w:rPr>')
        .replace("</w:p>", "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>")
    )
    data = docx(numbered("学习", 0), gone, numbered("工作", 0), numbering=numbering())
    assert word_lines(data, tmp_path, vocabulary) == ["一、学习", "二、工作"]
