"""A run of `build` or `convert` that may have something to do, and what it tells."""

from __future__ import annotations

from pathlib import Path

from report_archive.build import build_archive, convert_archive
from report_archive.catalogue.columns import FILE_NAME
from report_archive.catalogue.rows import is_written
from report_archive.folders import REPORTS
from report_archive.messages import tell
from report_archive.model import Outcome
from report_archive.progress import Progress
from report_archive.reading.file import SHUT
from report_archive.recalling import BUILD, Told, keep
from report_archive.scaffold import restore_parts
from report_archive.workers import Workers


def work(
    archive: Path, command: str, inputs: str | None, progress: Progress, workers: Workers
) -> Told:
    """Run a command and keep what it tells for the next run.

    Args:
        archive: The archive folder.
        command: Which command is to run.
        inputs: `inputs_of` the archive.
        progress: Shows how far things are.
        workers: The processes of this run.
    """
    differing = restore_parts(archive) if command == BUILD and archive.is_dir() else ()
    run = build_archive if command == BUILD else convert_archive
    survey = run(archive, progress, workers)
    told = tell(survey, differing)
    # A file that somebody held open may be had the next time, with nothing about it changed.
    failed = (survey.examine(i) for i in survey.settled if i.outcome == Outcome.FAILED)
    shut = any(problem.reason.startswith(SHUT) for item in failed for problem in item.problems)
    # What somebody typed into the catalogue meanwhile is for the next run to read.
    typed = not is_written(archive / REPORTS / FILE_NAME, survey.catalogue)
    keep(archive, command, None if shut or typed else inputs, told)
    return told
