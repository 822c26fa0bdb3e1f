"""What a bundle says to the people who get it: start page, note, list of deletions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from report_archive.checksums import NAME, is_outside
from report_archive.html_text import escape
from report_archive.site_settings import SiteSettings

START = "打开档案.html"
NOTE = "说明.txt"
DELTA_NOTE = "增量说明.txt"
DELETIONS = "删除清单.txt"


@dataclass(frozen=True)
class Changes:
    """What a delta does."""

    before: str
    """Edition of the copy that it applies to."""
    after: str
    """Edition that the copy then is."""
    packed: int
    """Files that are new or changed."""
    deletions: Sequence[str]
    """Files that the copy shall lose."""


def start_page(name: str) -> str:
    """A page beside site/ that leads into it, without any script."""
    title = escape(name)
    return (
        '<!doctype html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="refresh" content="0; url=site/index.html">\n'
        f"<title>{title}</title>\n</head>\n<body>\n"
        f'<p><a href="site/index.html">打开{title}</a></p>\n</body>\n</html>\n'
    )


def render_note(settings: SiteSettings, reports: int, files: int, edition: str) -> bytes:
    """说明.txt: what this is, how to open it, how to check it."""
    return _notepad(
        f"""{settings.name}

本文件夹是一个做好的网站，收有 {reports} 份报告，site 里共 {files} 个文件。
版本号：{edition}
{f"使用条件：{settings.licence}" if settings.licence else ""}
怎么打开
　　双击“{START}”。不需要互联网，不需要安装任何程序，放在硬盘、共享盘、U 盘上都行。
　　如果没有反应，打开 site 文件夹，双击 index.html。
　　请先把压缩包全部解压出来再打开；在压缩包里直接双击，检索不能用。

怎么放到服务器上
　　把 site 文件夹拷到网页服务器的目录里，访问其中的 index.html。

怎么核对
　　{NAME} 是全部文件的校验码。拷贝以后想确认没有缺少、损坏或多余的文件：
　　装有本程序的电脑：report-archive verify 本文件夹
　　Linux：在本文件夹里运行 sha256sum -c --quiet {NAME}
　　Windows：在本文件夹里打开 PowerShell，运行下面一行，列出的是缺少或损坏的文件：
Get-Content {NAME} -Encoding UTF8 | ForEach-Object {{ $h, $f = $_ -split '  ', 2; """
        """if (!(Test-Path -LiteralPath $f) -or (Get-FileHash -LiteralPath $f).Hash -ne $h) { $f } }
"""
    )


def render_delta_note(changes: Changes) -> bytes:
    """增量说明.txt: which copy a delta applies to, and how."""
    return _notepad(
        f"""增量包：从版本 {changes.before} 到版本 {changes.after}

只能用在版本号是 {changes.before} 的旧拷贝上（旧拷贝的版本号写在它的“{NOTE}”里）。
新增和改动 {changes.packed} 个文件，应删除 {len(changes.deletions)} 个文件。

一、把本包解压到旧拷贝的文件夹（有“{START}”的那一层），同名的文件全部替换。
二、删除“{DELETIONS}”里列出的文件。撤下的报告就在里面，务必删除。
　　可以逐个删；也可以在该文件夹里打开 PowerShell，运行：
Get-Content {DELETIONS} -Encoding UTF8 | ForEach-Object {{ Remove-Item -LiteralPath $_ }}
　　Linux：tr -d '\\r' < {DELETIONS} | xargs -r -d '\\n' rm -f --
三、装有本程序的，运行 report-archive verify 核对一遍；没删干净的也会列出来。
"""
    )


def render_deletions(names: Sequence[str]) -> bytes:
    """删除清单.txt: one path a line and nothing else, so that programs read it as well."""
    return "".join(f"{name}\r\n" for name in names).encode()


def parse_deletions(data: bytes) -> tuple[str, ...]:
    """The paths of a 删除清单.txt; lines that lead elsewhere are passed over."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return tuple(line for line in lines if line and not is_outside(line))


def _notepad(text: str) -> bytes:
    """The bytes of a text that every Windows Notepad shows rightly."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")
