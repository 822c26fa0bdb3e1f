"""An outline survives what happens to a report between its writer and the archive."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import PROJECT, sample_files
from expectations import examined
from page_text import squeezed
from report_archive.check import examination_json
from report_archive.examining import examine_file
from report_archive.model import Role, walk_sections
from report_archive.reading.encoding import decode
from report_archive.reading.text import LINE_END
from report_archive.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
REPORTS = PROJECT / "reports"
SAMPLES = [REPORTS / name for name in sample_files() if name != "catalog.csv"]
SEEDS = 5
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
# The 、 of 一、 1、 and 一 、
ORDINAL_END = re.compile(r"\s*([、．])$")
# 一、
HAN_ORDINAL = re.compile(r"^([一二三四五六七八九十]+\s?)、")
SENTENCE_END = ("。", "！", "？")


@dataclass(frozen=True)
class Piece:
    """A physical line of a report and what it is there for."""

    text: str
    """The line, without its ordinal."""
    ordinal: str = ""
    """The ordinal of the heading that the line opens with; mostly empty."""
    indent: str = ""
    """Blanks before both."""
    role: Role | None = None
    """What a line of the head or the tail is for."""
    tail: bool = False
    """The line stands after the body."""

    @property
    def line(self) -> str:
        """The whole line."""
        return self.indent + self.ordinal + self.text

    @property
    def blank(self) -> bool:
        """Nothing to see on the line."""
        return not self.line.strip()


Script = tuple[Piece, ...]
Section = dict[str, Any]
Sections = list[Section]
Change = Callable[[Script], Script]


def without(role: Role) -> Change:
    return lambda script: tuple(piece for piece in script if piece.role is not role)


def with_title(script: Script) -> Script:
    """A report that has a title keeps it; two titles are no report."""
    if any(piece.role is Role.TITLE for piece in script):
        return script
    return (Piece("2021年度述职报告", role=Role.TITLE), *script)


def with_post(script: Script) -> Script:
    """Under the title, where there is one."""
    roles = [piece.role for piece in script]
    if Role.POST in roles:
        return script
    place = max((i + 1 for i, role in enumerate(roles) if role is Role.TITLE), default=0)
    post = Piece("清榆县财政局局长　方砚秋", role=Role.POST)
    return (*script[:place], post, *script[place:])


def with_signature(script: Script) -> Script:
    """Above the date, where there is one."""
    if any(piece.role is Role.SIGNATURE for piece in script):
        return script
    dates = (i for i, piece in enumerate(script) if piece.tail and piece.role is Role.DATE)
    place = next(dates, len(script))
    signature = Piece("方砚秋", role=Role.SIGNATURE, tail=True)
    return (*script[:place], signature, *script[place:])


def with_date(script: Script) -> Script:
    if any(piece.tail and piece.role is Role.DATE for piece in script):
        return script
    return (*script, Piece("2022年1月8日", role=Role.DATE, tail=True))


def with_full_width_digits(script: Script) -> Script:
    return tuple(
        replace(p, ordinal=p.ordinal.translate(FULL_WIDTH), text=p.text.translate(FULL_WIDTH))
        for p in script
    )


def with_full_stops(script: Script) -> Script:
    """一、 → 一．; the other ordinals have no 、 that people write as ．."""
    return each_ordinal(script, lambda o: HAN_ORDINAL.sub(r"\1．", o))


def with_spaced_ordinals(script: Script) -> Script:
    """一、heading → 一 、 heading."""
    return each_ordinal(script, lambda o: ORDINAL_END.sub(r" \1", o.rstrip()) + " ")


def with_indented_ordinals(script: Script) -> Script:
    return tuple(replace(piece, indent="  ") if piece.ordinal else piece for piece in script)


def each_ordinal(script: Script, change: Callable[[str], str]) -> Script:
    """Only the ordinals of headings: with blanks, 三、四季度 would not be two numbers in a row."""
    return tuple(replace(p, ordinal=change(p.ordinal)) if p.ordinal else p for p in script)


def indented(blanks: str) -> Change:
    """Every line that has text begins with these blanks."""
    return lambda script: tuple(p if p.blank else replace(p, indent=blanks) for p in script)


def with_blank_lines(script: Script) -> Script:
    return tuple(line for piece in script for line in (piece, Piece("")))


def without_blank_lines(script: Script) -> Script:
    return tuple(piece for piece in script if not piece.blank)


# In the order in which they are made: first the words, then the ordinals, then the layout.
CHANGES: dict[str, Change] = {
    "with title": with_title,
    "without title": without(Role.TITLE),
    "with post line": with_post,
    "without post line": without(Role.POST),
    "with signature": with_signature,
    "without signature": without(Role.SIGNATURE),
    "with date": with_date,
    "without date": without(Role.DATE),
    "full-width digits": with_full_width_digits,
    "full stop after ordinals": with_full_stops,
    "blanks around ordinals": with_spaced_ordinals,
    "indented ordinals": with_indented_ordinals,
    "full-width indents": indented("　　"),
    "no-break indents": indented("\u00a0" * 4),
    "no indents": indented(""),
    "blank lines everywhere": with_blank_lines,
    "blank lines nowhere": without_blank_lines,
}
# Of each set one contradicts the others.
EXCLUSIVE = (
    {"with title", "without title"},
    {"with post line", "without post line"},
    {"with signature", "without signature"},
    {"with date", "without date"},
    {"full-width indents", "no-break indents", "no indents"},
    {"blank lines everywhere", "blank lines nowhere"},
)
LINE_ENDS = {
    "LF": "\n",
    "CRLF": "\r\n",
    "CR": "\r",
    "CR CR LF": "\r\r\n",
    "joined": "",
    "joined by blanks": "　　",
}
# Each can hold every character of a report; the last two without a byte order mark.
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


@dataclass(frozen=True)
class Form:
    """What is done to a report."""

    changes: tuple[str, ...] = ()
    """Names of CHANGES."""
    line_end: str = "LF"
    """A name of LINE_ENDS."""
    encoding: str = "utf-8"
    """The encoding that the report is saved in."""

    def bytes_of(self, script: Script) -> bytes:
        """The report in this form."""
        for name, change in CHANGES.items():
            script = change(script) if name in self.changes else script
        text = LINE_ENDS[self.line_end].join(piece.line for piece in script)
        return text.encode(self.encoding)


SINGLE = {
    **{name: Form((name,)) for name in CHANGES},
    **{name: Form(line_end=name) for name in LINE_ENDS},
    **{name: Form(encoding=name) for name in ENCODINGS},
    # Many reports are indented, which joins their lines by blanks after all.
    "joined without indents": Form(("no indents",), "joined"),
}


def compatible(names: Iterable[str]) -> bool:
    return all(len(rivals & set(names)) <= 1 for rivals in EXCLUSIVE)


FORMS = st.builds(
    Form,
    st.sets(st.sampled_from(list(CHANGES))).filter(compatible).map(lambda s: tuple(sorted(s))),
    st.sampled_from(list(LINE_ENDS)),
    st.sampled_from(ENCODINGS),
)


@dataclass(frozen=True)
class Original:
    """A report before anything is done to it."""

    script: Script
    """Its lines."""
    sections: Sections
    """What `check --json` says of its sections."""


@cache
def original(path: Path) -> Original:
    """Which lines are title, post or heading is read off the undisturbed report's own outline."""
    examination = examine_file(path.parent, path.name, VOCABULARY)
    assert examination.report is not None
    outline = examination.report.outline
    ordinals = {s.line: s.ordinal for s in walk_sections(outline.sections) if s.ordinal}
    roles = {m.line.number: m.role for m in (*outline.head, *outline.tail)}
    tail = {matter.line.number for matter in outline.tail}
    lines = LINE_END.split(decode(path.read_bytes())[0])
    script = (
        piece_of(line, ordinals.get(number, ""), roles.get(number), number in tail)
        for number, line in enumerate(lines, 1)
    )
    sections = examination_json(examination, None, VOCABULARY)["sections"]
    return Original(tuple(script), sections)


def piece_of(line: str, ordinal: str, role: Role | None, tail: bool) -> Piece:
    """The blanks after an ordinal go with it; an ordinal in mid-line is left where it is."""
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    if not text.startswith(ordinal):
        return Piece(text, "", indent, role, tail)
    rest = text.removeprefix(ordinal).lstrip() if ordinal else text
    return Piece(rest, text.removesuffix(rest), indent, role, tail)


def sections_of(data: bytes, folder: Path) -> Sections:
    """What `check --json` says of a report's sections."""
    (folder / "report.txt").write_bytes(data)
    answer = examined(folder, "report.txt", VOCABULARY)
    assert "sections" in answer, answer["problems"]
    sections: Sections = answer["sections"]
    return sections


def plain(text: str | None) -> str:
    """Full-width digits and blanks stay in a heading as they are, so neither is compared."""
    return squeezed(unicodedata.normalize("NFKC", text or ""))


def plain_ordinal(section: Section) -> str:
    """Number and style of an ordinal: 一． and 一 、 are 一、, １. is 1、, （二） is (二)."""
    return re.sub(r"[、.,]$", "、", plain(section["ordinal"]))


def tree_of(sections: Sections) -> list[Any]:
    """Everything that a reader sees of an outline."""
    return [
        (plain_ordinal(s), plain(s["heading"]), s["kinds"], s["items"], tree_of(s["children"]))
        for s in sections
    ]


def run_in_tree_of(sections: Sections) -> list[Any]:
    """The same without points and unheaded passages."""
    return [
        (plain_ordinal(s), plain(s["heading"]), s["kinds"], run_in_tree_of(s["children"]))
        for s in sections
        if s["ordinal"]
    ]


def runs_in(sections: Sections) -> bool:
    """Every heading ends its sentence, so it ends where it did when its line end is gone."""
    return all(
        s["heading"] is None or (s["heading"].endswith(SENTENCE_END) and runs_in(s["children"]))
        for s in sections
    )


def what_must_stay(sections: Sections, form: Form, *, run_in: bool) -> list[Any]:
    """The part of an outline that the form leaves in the text."""
    if form.line_end != "joined":
        return tree_of(sections)
    # Line breaks gone without a trace: nothing says any more whether 一是 opened a paragraph,
    # nor where a passage without a heading began.
    if run_in:
        return run_in_tree_of(sections)
    # Nor where a heading without a full stop ended, so its words and kind are lost, and with
    # them the （一） that stood right below it. 。二、 after the end of a sentence is still seen.
    return [plain_ordinal(section) for section in sections if section["ordinal"]]


def check_outline(path: Path, form: Form, folder: Path) -> None:
    before = original(path)
    after = sections_of(form.bytes_of(before.script), folder)
    run_in = runs_in(before.sections)
    expected, actual = (what_must_stay(s, form, run_in=run_in) for s in (before.sections, after))
    assert actual == expected


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("disturbed")


@pytest.fixture(scope="session")
def seeds(corpus: Path) -> list[Path]:
    return sorted((corpus / "seeds").iterdir())


@pytest.mark.parametrize("disturbance", SINGLE)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.relative_to(REPORTS).as_posix())
def test_a_sample_keeps_its_outline(sample: Path, disturbance: str, folder: Path) -> None:
    check_outline(sample, SINGLE[disturbance], folder)


@pytest.mark.parametrize("disturbance", SINGLE)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_seed_keeps_its_outline(
    seed: int, disturbance: str, seeds: list[Path], folder: Path
) -> None:
    check_outline(seeds[seed], SINGLE[disturbance], folder)


@pytest.mark.parametrize("change", CHANGES)
def test_no_disturbance_is_idle(change: str) -> None:
    scripts = [original(sample).script for sample in SAMPLES]
    assert any(CHANGES[change](script) != script for script in scripts)


def test_every_seed_is_disturbed(seeds: list[Path]) -> None:
    assert len(seeds) == SEEDS


@settings(max_examples=300)
@given(sample=st.sampled_from(SAMPLES), form=FORMS)
def test_a_sample_keeps_its_outline_in_any_form(sample: Path, form: Form, folder: Path) -> None:
    check_outline(sample, form, folder)


@settings(max_examples=200)
@given(seed=st.integers(0, SEEDS - 1), form=FORMS)
def test_a_seed_keeps_its_outline_in_any_form(
    seed: int, form: Form, seeds: list[Path], folder: Path
) -> None:
    check_outline(seeds[seed], form, folder)
