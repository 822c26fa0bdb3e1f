"""What the machine read and what people decided come together: one outcome a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from report_archive.catalogue.columns import (
    CHECKED,
    FIELDS,
    FILE_NAME,
    MISSING,
    NO,
    UNREAD,
    YES,
    publish_of,
)
from report_archive.catalogue.corrections import (
    correct_report,
    correction_problems,
    corrections_of,
    machine_cells,
    same_cell,
)
from report_archive.catalogue.rows import Catalogue, Row, assign_numbers
from report_archive.duplicates import Sample, Twin, find_twins
from report_archive.model import Examination, Outcome, Problem, Report, changed_to
from report_archive.record import Record
from report_archive.screening import screen_words
from report_archive.vocabulary import Vocabulary

STATES = {
    Outcome.OK: "正常",
    Outcome.REVIEW: "待核对",
    Outcome.BLOCKED: "不公开",
    Outcome.FAILED: UNREAD,
}
# The fields of doubts under the names of the columns that settle them.
DOUBT_LABELS = {**FIELDS, "sections": "栏目"}
TOLD = 6
"""Doubts that the catalogue's cell tells one by one."""
RELEASE = f"核实后确可公开的，在 {FILE_NAME} 的“发布”栏写“是”；否则不必处理"


@dataclass(frozen=True)
class Likeness:
    """What follows for a report from another one with the same or nearly the same text."""

    blocks: tuple[Problem, ...] = ()
    """Why it is held back."""
    asks: tuple[str, ...] = ()
    """What a person should look at."""


@dataclass(frozen=True)
class Settlement:
    """What came of every file once people's decisions were put onto what was read."""

    examinations: tuple[Examination, ...]
    """The examinations with corrected reports, in the order they came in."""
    catalogue: Catalogue
    """The catalogue as it is to be written."""
    inputs: Mapping[str, str]
    """For each readable file all that its settled report depends on beside the file itself."""


def settle(
    examinations: Sequence[Examination],
    samples: Mapping[str, Sample],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
) -> Settlement:
    """Give every file its number, its corrections and its outcome.

    Args:
        examinations: All files; their reports may come without text.
        samples: Of every readable file, for finding duplicates.
        catalogue: As it was read.
        vocabulary: The words to use.
    """
    reports = {item.file: item.report for item in examinations if item.report}
    digests = {file: report.source.sha256 for file, report in reports.items()}
    unreadable = [item.file for item in examinations if not item.report]
    catalogue = assign_numbers(catalogue, digests, unreadable)
    rows = {row.file: row for row in catalogue.rows if row.present}
    readable = (item for item in examinations if item.report)
    order = sorted(readable, key=lambda item: _precedence(item, rows))
    twins = find_twins([samples[item.file] for item in order])
    likenesses = {item.file: _likeness(twins.get(item.file), rows) for item in examinations}
    settled = tuple(
        _settle_file(item, rows[item.file], likenesses[item.file], vocabulary)
        for item in examinations
    )
    shown = {item.file: row for item, row in settled}
    written = (shown[row.file] if row.present else _gone(row) for row in catalogue.rows)
    inputs = {i.file: _inputs(shown[i.file], likenesses[i.file]) for i, _ in settled if i.report}
    return Settlement(
        tuple(item for item, _ in settled), replace(catalogue, rows=tuple(written)), inputs
    )


def _inputs(row: Row, like: Likeness) -> str:
    """What a settled report depends on: number, corrections, 已核对, its likeness to others."""
    corrections = {field: row.cells[field] for field in sorted(row.changed)}
    return repr((row.number, corrections, row.checked, like))


def _precedence(item: Examination, rows: Mapping[str, Row]) -> tuple[bool, bool, bool, bool, str]:
    """Which of two reports with one text is the original: the one already published stays so.

    One that is held back anyway is none. Among new ones plain text goes before Word: its bytes
    are its text.
    """
    row = rows[item.file]
    refused = publish_of(corrections_of(row).get("publish", "")) == NO
    blocked = any(hit.block for hit in item.hits)
    word = item.report is not None and item.report.source.encoding == "docx"
    return refused, blocked, row.machine.get("publish") == NO, word, row.number


def records_of(examinations: Sequence[Examination], catalogue: Catalogue) -> tuple[Record, ...]:
    """The published reports with their numbers, in the numbers' order."""
    numbers = {row.file: row.number for row in catalogue.rows if row.present}
    found = (Record(numbers[i.file], i.published) for i in examinations if i.published)
    return tuple(sorted(found, key=lambda record: record.number))


def _settle_file(
    item: Examination, row: Row, like: Likeness, vocabulary: Vocabulary
) -> tuple[Examination, Row]:
    if item.report is None:
        return item, _shown(item, row, row.machine, {})
    blocks = (*_blocks(item), *like.blocks)
    machine = _machine(item, blocks)
    report = _with_asks(item, like)
    corrections = corrections_of(row)
    # What a person checked is checked as long as the machine says the same.
    if row.checked and not _unchanged(machine, row.machine):
        row = replace(row, checked=False)
    blocks += (*_classified(corrections, vocabulary), *_typed(corrections, vocabulary))
    corrected = correct_report(report, corrections, row, vocabulary)
    machine["title"] = machine["title"] if "title" in corrections else corrected.title.text
    problems = (*item.problems, *correction_problems(corrections, vocabulary))
    decision = corrections.get("publish")
    withheld = _withheld(decision, blocks)
    released = () if withheld else tuple(_released(block) for block in blocks)
    settled = changed_to(
        item,
        report=corrected,
        problems=(*released, *problems),
        withheld=withheld,
        decided=bool(withheld) and (row.checked or publish_of(decision or "") == NO),
    )
    return settled, _shown(settled, row, machine, corrections)


def _unchanged(machine: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether the machine reads the same as when the row was written."""
    fields = (field for field in machine if field != "title")
    return all(same_cell(field, before.get(field, ""), machine[field]) for field in fields)


def _blocks(item: Examination) -> Iterator[Problem]:
    """What screening found that holds a report back unless a person releases it."""
    for hit in item.hits:
        if hit.block:
            place = "" if hit.line else "文件名里"
            yield Problem(hit.line, f"{place}有{hit.label}（{hit.words}），不公开", RELEASE)


def _classified(corrections: Mapping[str, str], vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """A classification that a person wrote into the catalogue."""
    written = corrections.get("classification", "")
    if not written or written in vocabulary.data["open_classifications"]:
        return ()
    remedy = "可以公开的，把“密级”栏清空或写“公开”"
    return (Problem(None, f"目录的“密级”栏写着“{written}”，不公开", remedy),)


def _typed(corrections: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[Problem]:
    """What must not be published in the cells that a person typed."""
    for field in ("title", "post", "unit", "person", "kind"):
        label = field in corrections and screen_words(corrections[field], vocabulary)
        if label:
            remedy = f"请在 {FILE_NAME} 里改正"
            yield Problem(None, f"目录的“{FIELDS[field]}”栏有{label}，不公开", remedy)


def _with_asks(item: Examination, like: Likeness) -> Report:
    """The report with a doubt for everything that a person should look at before publishing."""
    assert item.report is not None  # noqa: S101 (only readable files come here)
    asks = [
        (f"第 {hit.line} 行" if hit.line else "文件名里")
        + f"有{hit.label}（{hit.words}），现已公开"
        for hit in item.hits
        if not hit.block
    ]
    doubts = tuple(("publish", ask) for ask in (*asks, *like.asks))
    if not doubts:
        return item.report
    return replace(item.report, doubts=(*item.report.doubts, *doubts))


def _machine(item: Examination, blocks: Sequence[Problem]) -> dict[str, str]:
    assert item.report is not None  # noqa: S101 (only readable files come here)
    marks = [hit.words for hit in item.hits if hit.label == "密级标志"]
    return {
        **machine_cells(item.report),
        "classification": marks[0] if marks else "",
        "publish": NO if blocks else YES,
    }


def _withheld(decision: str | None, blocks: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Why the report is not published: the person's word, else what screening found."""
    if decision is None:
        return blocks
    if publish_of(decision) == YES:
        return ()
    reason = f"目录的“发布”栏写着“{decision}”，不公开"
    return (Problem(None, reason, "要公开就改成“是”，或清空由程序决定"), *blocks)


def _released(block: Problem) -> Problem:
    reason = block.reason.replace("，不公开", "；目录里写明可以公开，已公开")
    return Problem(block.line, reason, "不该公开的话，把“发布”栏改成“否”")


def _likeness(twin: Twin | None, rows: Mapping[str, Row]) -> Likeness:
    if twin is None:
        return Likeness()
    other = f"“{twin.file}”（件号 {rows[twin.file].number}）"
    if twin.identical:
        remedy = "多余的文件可以移走；两份都要公开，就在“发布”栏写“是”"
        return Likeness(blocks=(Problem(None, f"与{other}全文相同，只公开那一份", remedy),))
    percent = min(99, round(100 * twin.share))
    return Likeness(asks=(f"与{other}有 {percent}% 相同，像是同一份报告的不同稿，现都已公开",))


def _shown(
    item: Examination, row: Row, machine: Mapping[str, str], corrections: Mapping[str, str]
) -> Row:
    """The row as it is to be written."""
    state = STATES[item.outcome]
    if item.report and not item.withheld and machine.get("publish") == NO:
        state = f"{state}（已放行）"
    return changed_to(
        row,
        cells={**machine, **(corrections if item.report else row.cells)},
        machine=machine,
        changed=frozenset(corrections) if item.report else row.changed,
        state=state,
        review=_review(item, row),
    )


def _review(item: Examination, row: Row) -> str:
    """What the cell 待核对 says: what a person should do, and why."""
    if item.report is None:
        return "；".join(f"{problem.reason}。{problem.remedy}" for problem in item.problems)
    if item.withheld and (row.checked or item.decided):
        return CHECKED if row.checked else ""
    if item.withheld:
        return "；".join(f"{_line(p)}{p.reason}。{p.remedy}" for p in item.withheld)
    told = [f"{DOUBT_LABELS[field]}：{reason}" for field, reason in item.report.doubts]
    doubts = "；".join(told[:TOLD]) + (f"；等 {len(told)} 处" if len(told) > TOLD else "")
    if doubts:
        return f"{doubts}。请改正（不公开就在“发布”栏写“否”）；无误就把这一格改成“{CHECKED}”"
    return CHECKED if row.checked else ""


def _line(problem: Problem) -> str:
    return f"第 {problem.line} 行" if problem.line else ""


def _gone(row: Row) -> Row:
    return replace(row, state=MISSING, review="")
