"""Word documents made of blocks, as tests want them; and what is read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from report_archive.examining import examine_file
from report_archive.model import Examination
from report_archive.vocabulary import Vocabulary

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
BULLET = ("bullet", "\uf06c")
"""Word's round bullet: a place in the font Wingdings, no character."""


def paragraph(text: str, properties: str = "", *, after: str = "") -> str:
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
        f"{after}</w:p>"
    )


def numbered(text: str, depth: int, list_id: int = 1) -> str:
    number = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/>'
    return paragraph(text, f"<w:numPr>{number}</w:numPr>")


def styled(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def text_box(text: str) -> str:
    """As Word writes it: twice, for itself and for programs of before 2010."""
    content = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{content}</w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def body(*blocks: str) -> str:
    return f"<w:document {W} {MC} {V}><w:body>{''.join(blocks)}</w:body></w:document>"


def numbering(*nums: str, levels: tuple[tuple[str, str], ...] = LEVELS) -> str:
    written = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    definition = f'<w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
    return f"<w:numbering {W}>{definition}{''.join(nums or (num(1),))}</w:numbering>"


def num(list_id: int, override: str = "") -> str:
    return f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="0"/>{override}</w:num>'


def footnotes(text: str) -> str:
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
    note = f'<w:footnote w:id="1">{paragraph(text)}</w:footnote>'
    return f"<w:footnotes {W}>{separator}</w:footnote>{note}</w:footnotes>"


def pack(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive with a fixed date, so that it is always the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0))
            archive.writestr(info, text, compress_type=method)
    return out.getvalue()


def docx(*blocks: str, document: str | None = None, **parts: str) -> bytes:
    """A Word document of the given blocks; `numbering=…` and the like are its other parts."""
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    override = f'<Override PartName="/word/document.xml" ContentType="{content}"/>'
    return pack(
        {
            "[Content_Types].xml": f'<Types xmlns="{types}">{override}</Types>',
            "word/document.xml": body(*blocks) if document is None else document,
            **{f"word/{name}.xml": text for name, text in parts.items()},
        }
    )


def margin(*blocks: str, kind: str = "hdr") -> str:
    """A header; with `ftr` a footer."""
    return (
        f'<w:{kind} {W} {MC} xmlns:v="urn:schemas-microsoft-com:vml">{"".join(blocks)}</w:{kind}>'
    )


def watermark(words: str) -> str:
    """As Word writes it: a word drawn as a picture, anchored in the header."""
    shape = f'<v:shape type="#_x0000_t136"><v:textpath string="{words}"/></v:shape>'
    return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"


def with_parts(document: bytes, parts: Mapping[str, str]) -> bytes:
    """A Word document with other parts added to it, by their names in the archive."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return pack({**kept, **parts})


def examined_word(data: bytes, folder: Path, vocabulary: Vocabulary) -> Examination:
    """What becomes of a Word document."""
    (folder / "x.docx").write_bytes(data)
    return examine_file(folder, "x.docx", vocabulary)


def word_lines(data: bytes, folder: Path, vocabulary: Vocabulary) -> list[str]:
    """The lines of a Word document."""
    item = examined_word(data, folder, vocabulary)
    assert item.report, item.problems
    assert item.report.source.encoding == "docx"
    return [line.text for line in item.report.source.lines]
