"""Installs report-archive from the folder that this file lies in; asks nothing of any network.

Runs on whatever Python the machine has, so that an old one can be told so: no syntax after 3.6,
nothing but the standard library.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 13)
WINDOWS = os.name == "nt"
PACKAGE = "report-archive"


class InstallError(Exception):
    """It can't be installed; the message says what to do."""


def main() -> int:
    """Install; 0 done, 1 not."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What pip says comes in between, in its place.
            stream.reconfigure(errors="replace", line_buffering=True)
    try:
        check_python(sys.version_info[:2], sysconfig.get_platform())
        check_files(HERE)
        python = find_home()
        install(python)
        say_how_to_begin(python)
    except InstallError as error:
        print("\n  没有装成。\n  {}\n".format(error), file=sys.stderr)
        return 1
    return 0


def check_python(version: "tuple[int, ...]", platform: str) -> None:
    """Is this Python one that the wheels are for?

    Raises:
        InstallError: It is not.
    """
    shown = "{}.{}".format(*version)
    if version < OLDEST:
        raise InstallError(
            "这台电脑上的 Python 是 {}，太旧了。请安装 Python 3.13（64-bit），"
            "旧的不必删除，再运行一次。".format(shown)
        )
    if version > NEWEST:
        raise InstallError(
            "这台电脑上的 Python 是 {}，这个文件夹还没有给它用的东西。"
            "请另外安装 Python 3.13（64-bit），两个可以并存，再运行一次。".format(shown)
        )
    if platform in ("win32", "win-arm64"):
        raise InstallError(
            "这台电脑上的 Python 是 {} 的。请从 python.org 下载"
            " Windows installer (64-bit)，名称里有 amd64，装好再运行一次。".format(platform)
        )


def check_files(folder: Path) -> None:
    """Is every file here, as it was made?

    Raises:
        InstallError: One is missing or damaged.
    """
    print("  正在核对文件……")
    bad = []
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split("  ", 1)
        path = folder / name
        if not path.is_file():
            bad.append("缺 " + name)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            bad.append(name + " 与原来的不同")
    if bad:
        raise InstallError(
            "文件没有拷完整：{}。请把整个文件夹重新拷一遍。".format("；".join(bad[:5]))
        )


def find_home() -> str:
    """The interpreter to install into: this one, but on Linux outside a venv one of our own.

    Linux distributions keep their own Python for themselves (PEP 668).
    """
    if WINDOWS or sys.prefix != sys.base_prefix:
        return sys.executable
    import venv

    home = data_home() / PACKAGE
    venv.EnvBuilder(clear=True, symlinks=True, with_pip=False).create(str(home))
    return str(home / "bin" / "python3")


def data_home() -> Path:
    """Where a user's programs keep what is theirs (XDG)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def install(python: str) -> None:
    """Install everything in requirements.txt, hashes checked, then our own wheel anew.

    The version may be the one that is there already, its content another.

    Raises:
        InstallError: pip failed, or the program does not start.
    """
    print("  正在安装，约需一两分钟……")
    run_pip(python, "--require-hashes", "--requirement", str(HERE / "requirements.txt"))
    own = next(HERE.glob("report_archive-*.whl"))
    run_pip(python, "--force-reinstall", "--no-deps", str(own))
    # -P: a folder named report_archive where this was started is not the program.
    started = subprocess.run(
        [python, "-P", "-m", "report_archive", "--version"], stdout=subprocess.PIPE, check=False
    )
    if started.returncode:
        raise InstallError("装好了，但启动不了。请把上面的英文提示抄给懂电脑的同事。")


def run_pip(python: str, *options: str) -> None:
    """Run the pip of this folder, which needs none on the machine.

    Raises:
        InstallError: It failed.
    """
    pip = next(HERE.glob("pip-*.whl")) / "pip"
    fixed = ("--isolated", "install", "--quiet", "--no-index", "--find-links", str(HERE))
    silent = ("--disable-pip-version-check", "--no-input", "--no-warn-script-location")
    if subprocess.call([python, str(pip), *fixed, *silent, *options]):
        raise InstallError(
            "请看上面的英文提示：\n"
            "    有 Access is denied、拒绝访问：关掉正在运行的 report-archive，"
            "看看是不是杀毒软件拦的，再运行一次；\n"
            "    有 No space left：清理磁盘；\n"
            "    有 path、too long：把文件夹挪到 D:\\ 下面。"
        )


def say_how_to_begin(python: str) -> None:
    """Say what to type, in the form that works here."""
    command = PACKAGE
    if not WINDOWS and sys.prefix == sys.base_prefix:
        command = link_command(Path(python).parent / PACKAGE)
    elif not shutil.which(PACKAGE):
        command = '"{}" -m report_archive'.format(python)
    print("\n  安装好了。开始用：\n")
    print("    {} new 我的档案".format(command))
    print("\n  把报告放进“我的档案”里的 reports，再运行：\n")
    print("    {} build --archive 我的档案\n".format(command))


def link_command(script: Path) -> str:
    """Put the command where Linux looks for a user's commands; the way to call it."""
    link = Path.home() / ".local" / "bin" / PACKAGE
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink() or link.exists():
        link.unlink()
    link.symlink_to(script)
    return PACKAGE if shutil.which(PACKAGE) else str(link)


if __name__ == "__main__":
    raise SystemExit(main())
