"""`report-archive`: arguments in, Chinese messages and exit codes out.

A command imports what it needs when it runs: where nothing has changed `build` needs little.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import importlib
import io
import json
import re
import sys
import threading
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from report_archive import __version__
from report_archive.collecting import collect_rarely
from report_archive.folders import REPORTS, SITE
from report_archive.recalling import BUILD, CONVERT, Told, inputs_of, recall
from report_archive.signals import end_in_good_order
from report_archive.system_errors import reason_of
from report_archive.terminal import errors, output, say, show_progress
from report_archive.user_error import UserError

OK, UNSETTLED, USAGE = 0, 1, 2
HERE = "档案文件夹，默认当前文件夹"
# What argparse says of wrong arguments, and how we say it.
ARGUMENT_ERRORS = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少{0}"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识“{0}”"),
    (re.compile(r"argument 命令: invalid choice: '(.*?)'.*"), r"没有“{0}”这个命令"),
    (re.compile(r"argument (\S+): expected one argument"), r"{0} 后面要写一个值"),
    (re.compile(r"argument (\S+): invalid int value: (.*)"), r"{0} 后面应是数字，不是 {1}"),
)


if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction["ChineseParser"]  # argparse names no other


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
    collect_rarely()
    end_in_good_order()
    try:
        return int(options.run(options))
    except UserError as error:
        say(str(error), errors, style="red")
        return UNSETTLED
    except OSError as error:
        place = f"{error.filename}：" if error.filename else ""
        say(f"{place}读写不了（{reason_of(error)}）。请检查磁盘和权限后再运行。", errors, "red")
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
        ("policy", "说出网页服务器该用的安全策略", run_policy),
        ("bundle", "把建好的网站打成一个压缩包", run_bundle),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument("--archive", type=Path, default=Path(), metavar="文件夹", help=HERE)
        command.set_defaults(run=run)
        if name == "check":
            command.add_argument("--json", action="store_true", help="输出 JSON")
        if name in ("build", "convert"):
            command.add_argument("--strict", action="store_true", help="有文件待处理时返回 1")
        if name == "serve":
            command.add_argument(
                "--port", type=int, default=8000, metavar="端口", help="端口，默认 8000"
            )
        if name == "bundle":
            _add_bundle_options(command)
    _add_verify(commands)
    _add_bench(commands.add_parser("bench", help="用编出来的报告测速度，给开发的人用"))
    return parser


def _add_bundle_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--since", type=Path, metavar="旧包", help="只打包这个旧包以后改动的文件（增量包）"
    )
    command.add_argument("--output", type=Path, metavar="文件", help="压缩包放在哪里，叫什么")


def _add_verify(commands: Commands) -> None:
    command = commands.add_parser("verify", help="核对拷贝出去的网站是否完好")
    command.add_argument(
        "place", type=Path, metavar="文件夹或压缩包", help="解压出来的文件夹、其中的 site，或压缩包"
    )
    command.add_argument(
        "--against", type=Path, metavar="包", help="与哪个包核对；不写就用文件夹里的 SHA256SUMS"
    )
    command.set_defaults(run=run_verify)


def _add_bench(command: argparse.ArgumentParser) -> None:
    """The options of `bench`."""
    command.add_argument(
        "--reports", type=int, default=10_000, metavar="份数", help="报告份数，默认 10000"
    )
    command.add_argument("--no-peers", action="store_true", help="不测别的程序")
    command.add_argument(
        "--peer-reports", type=int, metavar="份数", help="别的程序最多测多少份，默认全部"
    )
    command.add_argument(
        "--terms", type=int, default=60, metavar="个数", help="用多少个词测检索，默认 60"
    )
    command.add_argument(
        "--curve", action="store_true", help="再测 2000 份和 20000 份，比较每份用时"
    )
    command.add_argument(
        "--rounds", type=int, default=0, metavar="遍数", help="再与最快的别家轮流测几遍，比较用时"
    )
    command.add_argument(
        "--output",
        type=Path,
        default=Path("bench"),
        metavar="文件夹",
        help="结果放在哪里，默认 bench",
    )
    command.set_defaults(run=run_bench)


def run_new(options: argparse.Namespace) -> int:
    """`new DIR`."""
    from report_archive.scaffold import make_archive

    make_archive(options.folder)
    say(f"已建好 {options.folder}。把报告放进 {options.folder / REPORTS}，然后运行：")
    say(f"  report-archive build --archive {options.folder}")
    return OK


def run_check(options: argparse.Namespace) -> int:
    """`check [--json]`."""
    from report_archive.build import check_archive
    from report_archive.check import examinations_json
    from report_archive.messages import outcome_table, summary, troubles_of

    survey = check_archive(options.archive, show_progress)
    examinations = survey.examinations
    if options.json:
        data = examinations_json(examinations, survey.numbers, survey.vocabulary)
        sys.stdout.buffer.write(json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n")
    else:
        output.print(outcome_table(examinations))
        for text, style in troubles_of(survey.settled):
            say(text, output, style)
        output.print(summary(survey.settled))
    return OK


def run_convert(options: argparse.Namespace) -> int:
    """`convert [--strict]`."""
    return finish(told_by(CONVERT, options.archive), options)


def run_build(options: argparse.Namespace) -> int:
    """`build [--strict]`."""
    code = finish(told_by(BUILD, options.archive), options)
    home = (options.archive / SITE / "index.html").resolve()
    say(f"网站已建好，用浏览器打开：{home}")
    return code


def told_by(command: str, archive: Path) -> Told:
    """What a run tells; where nothing has changed since the last one, what that one told."""
    inputs = inputs_of(archive)
    known = recall(archive, command, inputs)
    if known is not None:
        return known
    from report_archive.workers import workers_at

    with workers_at(archive) as workers:
        # Loaded once another process has been started, which loads its own meanwhile: 0.5 s.
        from report_archive.working import work

        return work(archive, command, inputs, show_progress, workers)


def run_serve(options: argparse.Namespace) -> int:
    """`serve [--port]`: build, serve, and build again whenever something changes."""
    from report_archive.serving import News, changes, serving

    finish(told_by(BUILD, options.archive), argparse.Namespace(strict=False))
    # Where nothing had changed little is loaded yet: the first change shall not wait for it.
    for name in ("report_archive.working", "report_archive.site"):
        importlib.import_module(name)
    news = News()
    try:
        server = serving(options.archive, options.port, news)
        with server as port, contextlib.suppress(KeyboardInterrupt):
            say(f"请用浏览器打开 http://127.0.0.1:{port}/ ，按 Ctrl+C 结束。")
            say("开着的网页会随报告和目录的改动自动更新。")
            for _ in changes(options.archive, threading.Event()):
                rebuild(options.archive)
                news.publish()
    except (OSError, OverflowError) as error:
        raise UserError(f"端口 {options.port} 用不了（{error}）。请用 --port 换一个。") from error
    return OK


def rebuild(archive: Path) -> None:
    """Build once more; what goes wrong is said, and the next change is waited for."""
    try:
        finish(told_by(BUILD, archive), argparse.Namespace(strict=False))
    except UserError as error:
        say(str(error), errors, style="red")
    except OSError as error:
        say(f"{error.filename or ''}：读写不了（{reason_of(error)}）。", errors, style="red")


def run_bundle(options: argparse.Namespace) -> int:
    """`bundle [--since] [--output]`."""
    from report_archive.bundle import bundle_archive

    bundle = bundle_archive(options.archive, options.since, options.output, show_progress)
    what = f"版本 {bundle.edition}，全部 {bundle.files} 个文件"
    if options.since:
        what += f"，其中改动 {bundle.packed} 个，应删除 {len(bundle.deletions)} 个"
    say(f"已做好 {bundle.path}（{what}）。")
    return OK


def run_verify(options: argparse.Namespace) -> int:
    """`verify PLACE [--against]`."""
    from report_archive.messages import print_verdict
    from report_archive.verification import verify

    verdict = verify(options.place, options.against, show_progress)
    print_verdict(verdict)
    return OK if verdict.good and not verdict.extra else UNSETTLED


def run_policy(options: argparse.Namespace) -> int:
    """`policy`: the Content-Security-Policy for the site as it was built."""
    from report_archive.policy import policy_of_site

    output.print(policy_of_site(options.archive / SITE), soft_wrap=True)
    return OK


def run_bench(options: argparse.Namespace) -> int:
    """`bench [--reports N]`."""
    try:
        # Playwright and the peers are no part of an installation.
        from report_archive.benching import running
    except ModuleNotFoundError as error:
        raise UserError(
            f"测速要先装 {error.name}：pip install -r requirements-test.lock，"
            "再 pip install -r requirements-bench.lock；或在项目文件夹里用 make bench。"
        ) from error
    plan = running.Plan(
        reports=options.reports,
        output=options.output,
        peers=not options.no_peers,
        peer_reports=options.peer_reports,
        terms=options.terms,
        curve=running.CURVE if options.curve else (),
        rounds=options.rounds,
    )
    running.run_bench(plan, functools.partial(print, flush=True))
    return OK


def finish(told: Told, options: argparse.Namespace) -> int:
    """Say how a run went and give its exit code."""
    # Said at one go what has one colour: hundreds of lines one by one take 0.1 s.
    said = [*told.troubles, *((text, "yellow") for text in told.gone)]
    for style, group in groupby(said, key=itemgetter(1)):
        say("\n".join(text for text, _ in group), errors, style)
    output.print(told.summary)
    return UNSETTLED if options.strict and told.unsettled else OK
