"""What the operating system reports, in words for the user."""

from __future__ import annotations

import errno

_SAID = {
    errno.ENOENT: "路径不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "该处只读，不能写入",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EBUSY: "文件正被占用",
    errno.EIO: "磁盘读写出错",
}


def io_fault(fault: OSError) -> str:
    """Say why a file could not be read or written; what was said in Chinese before stays."""
    if fault.strerror and not fault.strerror.isascii():
        return fault.strerror
    return _SAID.get(fault.errno or 0) or fault.strerror or str(fault)
