"""How long a report is: characters, and minutes of silent reading."""

from __future__ import annotations

from report_archive.model import Report

CHARACTERS_A_MINUTE = 500
"""What 义务教育语文课程标准 asks of whoever leaves middle school: 每分钟不少于500字."""


def reading_minutes(characters: int) -> int:
    """Minutes that silent reading takes, at least one.

    Example:
        >>> reading_minutes(1900), reading_minutes(80)
        (4, 1)
    """
    return max(1, round(characters / CHARACTERS_A_MINUTE))


def length_text(report: Report) -> str:
    """As the page says it: 1900 字，约 4 分钟."""
    return f"{report.length} 字，约读 {reading_minutes(report.length)} 分钟"
