"""The manual, followed to the letter by someone who knows nothing else."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from conftest import PROJECT
from offline.folder import FILES
from report_archive.commands import main, make_parser
from wheelhouses import clean_venv, offline_environment, run

MANUAL = (PROJECT / "docs" / "manual.md").read_text("utf-8")
# ### 建第一个档案 { #offline-first }
HEADING = re.compile(r"^(?P<level>#+) .*\{ #(?P<id>[\w-]+) \}$")
# In the walk these are somebody else's part: the fixture `wheelhouse` has done it.
ON_ANOTHER_MACHINE = "offline-fetch"
# `report-archive build`, in a sentence, a table or a block
COMMAND = re.compile(r"\breport-archive ([a-z][a-z-]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
REPORT = """2024年度述职报告
县茶业局局长　方砚秋
2024年，我认真履行职责。
一、抓好茶园
新建茶园三百亩。
"""
SEARCH = "search.html?q=新建茶园"


@dataclass(frozen=True)
class Block:
    """A fenced block of the manual."""

    section: str
    """The id of the heading that it stands under."""
    lines: tuple[str, ...]


@dataclass
class Clerk:
    """Someone at a command prompt, with the drive D: in a folder of this machine."""

    drive: Path
    environment: dict[str, str]
    folder: Path
    opened: list[Path] = field(default_factory=list)
    printed: str = ""

    def type(self, line: str) -> None:
        """Type one line of the manual, translated."""
        words = shlex.split(translate(line, self.drive))
        if words[0] == "cd":
            self.folder = Path(words[1])
            assert self.folder.is_dir()
        elif words[0] == "start":
            self.opened.append(self.folder / words[1])
        else:
            self.printed = run(words, self.folder, self.environment)


def translate(line: str, drive: Path) -> str:
    """From cmd to a shell: the drive, path separators, py, the batch file; nothing else."""
    line = line.replace("cd /d ", "cd ").replace("\\", "/")
    line = re.sub(r"\bD:(?=/)", lambda _: shlex.quote(str(drive)), line)
    return re.sub(r"^py\b", "python3", re.sub(r"^安装\.bat$", "sh install.sh", line))


def blocks() -> Iterator[Block]:
    """The fenced blocks of the manual with the sections they stand in."""
    section = ""
    lines: list[str] | None = None
    for line in MANUAL.splitlines():
        if line.startswith("```"):
            if lines is not None:
                yield Block(section, tuple(lines))
            lines = [] if lines is None else None
        elif lines is not None:
            lines.append(line)
        elif heading := HEADING.match(line):
            section = heading["id"]


def offline_blocks() -> list[Block]:
    return [
        block
        for block in blocks()
        if block.section.startswith("offline") and block.section != ON_ANOTHER_MACHINE
    ]


@pytest.fixture(scope="module")
def clerk(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A machine with Python and the folder copied to D:, and every command typed in order."""
    drive = tmp_path_factory.mktemp("盘 D")
    shutil.copytree(wheelhouse, drive / "wheelhouse")
    commands = clean_venv(drive.parent / f"{drive.name}-python")
    clerk = Clerk(drive, offline_environment(commands, drive / "home"), drive)
    for block in offline_blocks():
        for line in block.lines:
            clerk.type(line)
        if block.lines[-1].startswith("report-archive new"):
            (drive / "我的档案/reports/方砚秋.txt").write_text(REPORT, encoding="gb18030")
    return clerk


def test_the_walk_has_all_its_steps() -> None:
    assert [block.section for block in offline_blocks()] == [
        "offline-python",
        "offline-install",
        "offline-install",
        "offline-first",
        "offline-first",
        "offline-next",
        "offline-update",
        "offline-remove",
    ]


@pytest.mark.browser
def test_the_windows_steps_end_with_an_open_site(clerk: Clerk, browser: Browser) -> None:
    """The commands of the section, run as they stand without an index, and what they open."""
    assert len(clerk.opened) >= 2
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    for home in clerk.opened:
        page.goto(home.as_uri(), wait_until="networkidle")
        assert page.locator("a", has_text="2024").count()
    page.goto(f"{clerk.opened[0].parent.as_uri()}/{SEARCH}")
    page.get_by_text("新建茶园三百亩").first.wait_for()
    context.close()
    assert complaints == []


def test_what_was_removed_is_gone_and_the_archive_is_not(clerk: Clerk) -> None:
    assert "Successfully uninstalled report-archive" in clerk.printed
    assert (clerk.drive / "我的档案" / "reports" / "方砚秋.txt").is_file()


def test_the_other_machine_makes_what_make_makes() -> None:
    """The manual's commands for Windows are the recipe of `make wheelhouse`."""
    (block,) = [block for block in blocks() if block.section == ON_ANOTHER_MACHINE]
    makefile = (PROJECT / "Makefile").read_text("utf-8").replace("$(BIN)/", ".venv/Scripts/")
    *_, install, make = [line.replace("\\", "/") for line in block.lines]
    assert make in makefile
    assert install.replace(" install ", " install --quiet --disable-pip-version-check ") in makefile


def test_the_troubles_table_quotes_what_is_said() -> None:
    """What stands between “ and ” in its first column is said by a script, word for word."""
    said = "".join(
        path.read_text("utf-8")
        for path in (*FILES.iterdir(), PROJECT / "scripts/report_archive/build.py")
    )
    rows = MANUAL.split("{ #offline-troubles }")[1].split("\n## ")[0].splitlines()
    quoted = [q for row in rows for q in re.findall(r"“([^”]+)”", row.split(" | ")[0])]
    assert len(quoted) >= 4
    for quote in quoted:
        pieces = re.split(r"\d\.\d+|win32", quote)
        assert all(piece.strip(" 是的") in said for piece in pieces), quote


# Commands and options


def commands() -> list[str]:
    """The commands that --help lists."""
    return re.findall(r"^    ([a-z][a-z-]*) ", make_parser().format_help(), re.MULTILINE)


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    return capsys.readouterr().out


def test_every_command_is_in_the_manual_and_no_other() -> None:
    assert set(commands()) >= {"new", "check", "build", "convert", "serve"}
    assert set(COMMAND.findall(MANUAL)) == set(commands())


# `bench` is for those who develop the program: CONTRIBUTING.md explains it.
@pytest.mark.parametrize("command", sorted({*commands()} - {"bench"}))
def test_every_option_is_in_the_manual_and_no_other(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """--help apart. An option that the manual writes behind a command belongs to it."""
    has = set(OPTION.findall(help_of(command, capsys))) - {"--help"}
    assert [option for option in has if f"`{option}`" not in MANUAL] == []
    written = re.findall(rf"report-archive {command}\b([^`\n|]*)", MANUAL)
    assert set(OPTION.findall(" ".join(written))) <= has
