"""`report-archive`: arguments in, Chinese messages and exit codes out."""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import io
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from report_archive import __version__
from report_archive.build import (
    REPORTS,
    SITE,
    BuildError,
    Survey,
    build_archive,
    convert_archive,
    survey_archive,
)
from report_archive.catalogue.table import CatalogueError
from report_archive.check import examinations_json
from report_archive.messages import (
    errors,
    outcome_table,
    output,
    print_troubles,
    print_vanished,
    say,
    show_progress,
    summary,
)
from report_archive.scaffold import ScaffoldError, make_archive
from report_archive.system_errors import reason_of
from report_archive.vocabulary import VocabularyError

OK, UNSETTLED, USAGE = 0, 1, 2
# What argparse says of wrong arguments, and how we say it.
ARGUMENT_ERRORS = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少{0}"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识“{0}”"),
    (re.compile(r"argument 命令: invalid choice: '(.*?)'.*"), r"没有“{0}”这个命令"),
    (re.compile(r"argument (\S+): expected one argument"), r"{0} 后面要写一个值"),
    (re.compile(r"argument (\S+): invalid int value: (.*)"), r"{0} 后面应是数字，不是 {1}"),
)
USER_ERRORS = (BuildError, CatalogueError, ScaffoldError, VocabularyError)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose help and errors are Chinese."""

    def __init__(self, **settings: object) -> None:
        """Replace the English headings of the help."""
        super().__init__(**settings, add_help=False)  # type: ignore[arg-type]  # passed on as they come
        self._positionals.title = "命令与参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本帮助")

    def format_help(self) -> str:
        """The help with a Chinese usage line."""
        return super().format_help().replace("usage:", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and where help is to be had; exit 2."""
        for pattern, chinese in ARGUMENT_ERRORS:
            match = pattern.fullmatch(message)
            message = chinese.format(*match.groups()) if match else message
        say(f"参数不对：{message}。\n请用 {self.prog} --help 查看用法。", errors)
        raise SystemExit(USAGE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 all published; 1 a file needs a person and --strict was given, or nothing could be
        built; 2 wrong usage.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console in GBK can't show every character; it must not end the run.
            stream.reconfigure(errors="backslashreplace")
    options = make_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except USER_ERRORS as error:
        say(str(error), errors, style="red")
        return UNSETTLED
    except OSError as error:
        place = f"{error.filename}：" if error.filename else ""
        say(f"{place}读写不了（{reason_of(error)}）。请检查磁盘和权限后再运行。", errors, "red")
        return UNSETTLED
    except KeyboardInterrupt:
        say("已中断。再运行一次即可继续。", errors)
        return UNSETTLED


def make_parser() -> argparse.ArgumentParser:
    """The commands with their options (contract 3)."""
    parser = ChineseParser(
        prog="report-archive",
        description="把一个文件夹的述职报告变成可分类查阅、可全文检索的静态网站。",
    )
    parser.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = parser.add_subparsers(required=True, metavar="命令", parser_class=ChineseParser)
    new = commands.add_parser("new", help="新建一个空的档案文件夹")
    new.add_argument("folder", type=Path, metavar="文件夹", help="新文件夹的名称")
    new.set_defaults(run=run_new)
    for name, help_text, run in (
        ("check", "逐个检查报告，只看不写", run_check),
        ("build", "转换报告并建成网站", run_build),
        ("convert", "只转换报告，不建网站", run_convert),
        ("serve", "建成网站并在本机打开服务", run_serve),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument(
            "--archive",
            type=Path,
            default=Path(),
            metavar="文件夹",
            help="档案文件夹，默认当前文件夹",
        )
        command.set_defaults(run=run)
        if name == "check":
            command.add_argument("--json", action="store_true", help="输出 JSON")
        if name in ("build", "convert"):
            command.add_argument("--strict", action="store_true", help="有文件待处理时返回 1")
        if name == "serve":
            command.add_argument(
                "--port", type=int, default=8000, metavar="端口", help="端口，默认 8000"
            )
    return parser


def run_new(options: argparse.Namespace) -> int:
    """`new DIR`."""
    make_archive(options.folder)
    say(f"已建好 {options.folder}。把报告放进 {options.folder / REPORTS}，然后运行：")
    say(f"  report-archive build --archive {options.folder}")
    return OK


def run_check(options: argparse.Namespace) -> int:
    """`check [--json]`."""
    survey = survey_archive(options.archive, show_progress)
    examinations = survey.examinations
    if options.json:
        data = examinations_json(examinations, survey.numbers, survey.vocabulary)
        sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")
    else:
        output.print(outcome_table(examinations))
        print_troubles(examinations, output)
        output.print(summary(examinations))
    return OK


def run_convert(options: argparse.Namespace) -> int:
    """`convert [--strict]`."""
    return finish(convert_archive(options.archive, show_progress), options)


def run_build(options: argparse.Namespace) -> int:
    """`build [--strict]`."""
    code = finish(build_archive(options.archive, show_progress), options)
    home = (options.archive / SITE / "index.html").resolve()
    say(f"网站已建好，用浏览器打开：{home}")
    return code


def run_serve(options: argparse.Namespace) -> int:
    """`serve [--port]`."""
    finish(build_archive(options.archive, show_progress), argparse.Namespace(strict=False))
    handler = functools.partial(QuietHandler, directory=str(options.archive / SITE))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler)
    except (OSError, OverflowError) as error:
        raise BuildError(f"端口 {options.port} 用不了（{error}）。请用 --port 换一个。") from error
    with server, contextlib.suppress(KeyboardInterrupt):
        say(f"请用浏览器打开 http://127.0.0.1:{server.server_port}/ ，按 Ctrl+C 结束。")
        server.serve_forever()
    return OK


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that prints nothing for every request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


def finish(survey: Survey, options: argparse.Namespace) -> int:
    """Say how a run went and give its exit code."""
    print_troubles(survey.examinations, errors)
    print_vanished(survey.vanished)
    output.print(summary(survey.examinations))
    return UNSETTLED if options.strict and survey.unsettled else OK


if __name__ == "__main__":
    raise SystemExit(main())
