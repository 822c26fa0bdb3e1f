"""What the machine read and what people decided come together: one outcome a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

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
)
from report_archive.catalogue.numbering import Continuity, assign_numbers
from report_archive.catalogue.recognising import is_unchanged
from report_archive.catalogue.rows import Catalogue, Row, cells_of, is_lasting, row_of
from report_archive.duplicates import Twin, find_twins
from report_archive.memory import Known
from report_archive.model import IN_NAME, Examination, Hit, Outcome, Problem, Report, changed_to
from report_archive.screening import screen_words
from report_archive.settled import BETWEEN, Settled
from report_archive.troubles import troubles_of
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


ALONE = Likeness()
"""No other report is like it."""


@dataclass(frozen=True)
class Files:
    """What was read of an archive's files."""

    names: Sequence[str]
    """All of them, in the order of their paths."""
    known: Mapping[str, Known]
    """Those that can be read."""
    failed: Mapping[str, Examination]
    """What became of the others."""
    gone: Mapping[str, Known]
    """Those that could be read in the last run and are there no more."""
    strangers: Collection[str]
    """Those that hold another report than in the last run."""
    bodies: Mapping[str, bytes]
    """N(body) in UTF-16-LE of those that were read in this run, unless there were many."""
    examine: Callable[[str], Examination]
    """Gives what became of one that can be read; its report may come without text."""

    def hold(self, settled: Settled) -> bool:
        """Whether a file is there and holds what it held when it was settled."""
        known = self.known.get(settled.file)
        return known is not None and known.sha256 == settled.sha256


@dataclass(frozen=True)
class Settlement:
    """What came of every file once people's decisions were put onto what was read."""

    settled: tuple[Settled, ...]
    """Every file, in the order of their paths."""
    fresh: Collection[str]
    """Files that were settled by this run; the others stand as the last one left them."""
    lasting: Sequence[Settled]
    """Those of them that the next run will find as they are, unless something changes."""
    examine: Callable[[Settled], Examination]
    """Gives the whole outcome of a file."""
    catalogue: Catalogue
    """The catalogue as it is to be written."""


def settle(files: Files, catalogue: Catalogue, vocabulary: Vocabulary) -> Settlement:
    """Give every file its number, its corrections and its outcome.

    Files that stand as they were settled, with their rows as they were written, are left alone:
    some 2 us each, where settling takes 40.

    Args:
        files: All files.
        catalogue: As it was read.
        vocabulary: The words to use.
    """
    standing = {item.file: item for item in catalogue.kept if files.hold(item)}
    numbered = _give_rows(files, catalogue, standing)
    rows = {row.file: row for row in numbered.rows if row.present}
    items = {file: files.failed.get(file) or files.examine(file) for file in rows}
    likenesses = _find_likenesses(files, standing, items, rows)
    written = {file: _written(like) for file, like in likenesses.items()}
    for item in [s for s in standing.values() if s.likeness != written.get(s.file, "")]:
        rows[item.file], items[item.file] = row_of(item, catalogue), files.examine(item.file)
    fresh = {
        file: _settle_file(item, rows[file], likenesses.get(file, ALONE), vocabulary)
        for file, item in items.items()
    }
    done = {
        file: _settled(item, row, likenesses.get(file, ALONE), catalogue.columns)
        for file, (item, row) in fresh.items()
    }
    settled = tuple(done.get(file) or standing[file] for file in files.names)
    # A row with what stands between cells in one of them can't be put down as one text.
    odd = {f: fresh[f][1] for f, s in done.items() if s.width != len(catalogue.columns)}
    examinations = {file: item for file, (item, _) in fresh.items()}
    return Settlement(
        settled,
        done.keys(),
        [s for f, s in done.items() if f not in odd and _lasts(s, fresh[f][1])],
        partial(_examine, files, catalogue, vocabulary, examinations),
        _to_be_written(numbered, settled, odd),
    )


def _to_be_written(
    numbered: Catalogue, settled: Sequence[Settled], odd: Mapping[str, Row]
) -> Catalogue:
    """The catalogue with every file's row, and those of files that are gone."""
    gone = (_gone(row) for row in numbered.rows if not row.present)
    kept = tuple(item for item in settled if item.file not in odd)
    return replace(numbered, rows=(*gone, *odd.values()), kept=kept)


def _give_rows(files: Files, catalogue: Catalogue, standing: Mapping[str, Settled]) -> Catalogue:
    """A row with a number for each file but those that stand as they were settled."""
    moved = (row_of(s, catalogue) for s in catalogue.kept if s.file not in standing)
    others = replace(catalogue, rows=(*catalogue.rows, *moved), kept=())
    digests = {file: k.sha256 for file, k in files.known.items() if file not in standing}
    continuity = Continuity(_successors(files, others.rows, digests), files.strangers)
    return assign_numbers(others, digests, files.failed.keys(), continuity)


def _successors(files: Files, rows: Sequence[Row], digests: Mapping[str, str]) -> dict[str, str]:
    """Files that nobody knows, with nearly the text of one that is gone, and which that is.

    Each that is gone has one successor at most.
    """
    numbered, held = ({getattr(row, name) for row in rows} for name in ("file", "sha256"))
    gone = [known.sample for file, known in sorted(files.gone.items()) if file in numbered]
    if not gone:
        return {}
    new = [f for f in sorted(digests) if f not in numbered and digests[f] not in held]
    twins = find_twins([*gone, *(files.known[file].sample for file in new)])
    likest = sorted(twins.items(), key=lambda found: (found[1].share, found[0]))
    successor = {twin.file: file for file, twin in likest if twin.file in files.gone}
    return {file: before for before, file in successor.items() if file not in files.gone}


def _find_likenesses(
    files: Files,
    standing: Mapping[str, Settled],
    items: Mapping[str, Examination],
    rows: Mapping[str, Row],
) -> dict[str, Likeness]:
    """What follows for files that repeat others."""
    places = {f: (_precedence(i, rows[f]), rows[f].number) for f, i in items.items() if i.report}
    places |= {file: (item.precedence, item.number) for file, item in standing.items()}
    order = sorted(places, key=places.__getitem__)
    twins = find_twins([files.known[file].sample for file in order])
    return {file: _likeness(twin, places[twin.file][1]) for file, twin in twins.items()}


def _examine(
    files: Files,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    fresh: Mapping[str, Examination],
    settled: Settled,
) -> Examination:
    """The whole outcome of a file; one that stands as it was settled is settled once more."""
    found = fresh.get(settled.file)
    if found is None:
        row, like = row_of(settled, catalogue), _read_likeness(settled.likeness)
        found, _ = _settle_file(files.examine(settled.file), row, like, vocabulary)
    return found


def _settled(item: Examination, row: Row, like: Likeness, columns: Sequence[str]) -> Settled:
    """What every run asks of a file."""
    report, troubles = item.report, list(troubles_of(item))
    years = report.year.value if report else None
    post = report.post.value if report else None
    return Settled(
        file=item.file,
        sha256=row.sha256 if report else "",
        number=row.number,
        cells=BETWEEN.join(cells_of(row, columns)),
        urgent=bool(row.review),
        likeness=_written(like),
        precedence=_precedence(item, row),
        outcome=item.outcome.value,
        decided=item.decided,
        told=len(troubles),
        troubles=json.dumps(troubles, ensure_ascii=False) if troubles else "",
        typed=bool(row.changed),
        inputs=_inputs(row, like),
        published=item.published is not None,
        title=report.title.text if report else "",
        year=years.last if years else None,
        year_from=years.first if years else None,
        post=post.name if post else None,
        post_key=post.key if post else None,
        unit=report.unit.value if report else None,
        person=report.person.value if report else None,
        topics=" ".join(report.topics) if report else "",
        kinds=" ".join(report.outline.passage_kinds) if report else "",
        doubts=" ".join(dict.fromkeys(field for field, _ in report.doubts)) if report else "",
        composed=bool(report and report.title.composed),
    )


def _lasts(settled: Settled, row: Row) -> bool:
    """Whether the next run finds the file as this one leaves it."""
    return bool(settled.sha256) and is_lasting(row)


def _inputs(row: Row, like: Likeness) -> str:
    """What a settled report depends on: number, corrections, 已核对, its likeness to others."""
    corrections = {field: row.cells[field] for field in sorted(row.changed)}
    return repr((row.number, corrections, row.checked, like))


def _precedence(item: Examination, row: Row) -> str:
    """Which of two reports with one text is the original: the one already published stays so.

    It stays so when a person refuses it, too: else its copy would be published in its place. One
    that the machine holds back is none; of two such ones it is the older. Among new ones plain
    text goes before Word: its bytes are its text.
    """
    blocked = any(hit.block for hit in item.hits)
    repeated = row.machine.get("publish") == NO and not blocked
    word = item.report is not None and item.report.source.encoding == "docx"
    return "".join(str(int(flag)) for flag in (blocked, repeated, word))


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
    if row.checked and not is_unchanged(machine, row.machine):
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


def _blocks(item: Examination) -> Iterator[Problem]:
    """What screening found that holds a report back unless a person releases it."""
    for hit in item.hits:
        if hit.block:
            place = "" if hit.line else hit.place
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
    asks = [_ask(hit) for hit in item.hits if not hit.block]
    doubts = tuple(("publish", ask) for ask in (*asks, *like.asks))
    if not doubts:
        return item.report
    return replace(item.report, doubts=(*item.report.doubts, *doubts))


def _ask(hit: Hit) -> str:
    place = f"第 {hit.line} 行" if hit.line else hit.place
    # Headers and footers are on no page.
    public = "现已公开" if hit.line or hit.place == IN_NAME else "报告现已公开"
    return f"{place}有{hit.label}（{hit.words}），{public}"


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


def _likeness(twin: Twin, number: str) -> Likeness:
    """What follows from a twin with this number."""
    other = f"“{twin.file}”（件号 {number}）"
    if twin.identical:
        remedy = "多余的文件可以移走；这一份确要公开，就在“发布”栏写“是”"
        return Likeness(blocks=(Problem(None, f"与{other}全文相同，以那一份为准，不公开", remedy),))
    percent = min(99, round(100 * twin.share))
    return Likeness(asks=(f"与{other}有 {percent}% 相同，像是同一份报告的不同稿，现都已公开",))


def _written(like: Likeness) -> str:
    """A likeness as it is remembered."""
    if like == ALONE:
        return ""
    return json.dumps([[(p.reason, p.remedy) for p in like.blocks], like.asks], ensure_ascii=False)


def _read_likeness(text: str) -> Likeness:
    if not text:
        return ALONE
    blocks, asks = json.loads(text)
    return Likeness(tuple(Problem(None, *block) for block in blocks), tuple(asks))


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
