"""What the operating system says went wrong, in Chinese."""

from __future__ import annotations

import errno

REASONS = {
    errno.EACCES: "没有权限，或正被别的程序占用",
    errno.EEXIST: "已有同名的东西",
    errno.EFBIG: "文件太大，磁盘放不下（FAT32 的 U 盘放不下 4 GB 以上的文件）",
    errno.EINVAL: "名称不合规矩",
    errno.EIO: "磁盘出错",
    errno.EISDIR: "该放文件的地方有个同名的文件夹",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOENT: "文件或文件夹不在了",
    errno.ENOSPC: "磁盘满了",
    errno.ENOTDIR: "该是文件夹的地方有个同名的文件",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
}


def reason_of(error: OSError) -> str:
    """The reason behind a system error; its number where we have no words for it."""
    return REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
