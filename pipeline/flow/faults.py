"""What the operating system refused, said in Chinese: which file, and why."""

from __future__ import annotations

import errno
import os

_WORDS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘为只读",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "文件或文件夹不存在",
    errno.EBUSY: "文件正被占用",
    errno.ETXTBSY: "文件正被占用",
    errno.ESTALE: "共享已断开",
    errno.ENOTCONN: "共享已断开",
    errno.EHOSTDOWN: "共享已断开",
    errno.EHOSTUNREACH: "共享已断开",
    errno.ETIMEDOUT: "共享没有响应",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
}


def reason_of(fault: OSError) -> str:
    """Say why, in the words of the fault where they are not the system's own English."""
    if fault.errno is not None and fault.strerror in (None, os.strerror(fault.errno)):
        return _WORDS.get(fault.errno, os.strerror(fault.errno))
    return fault.strerror or str(fault)


def told(fault: OSError) -> str:
    """Say why and where."""
    return f"{reason_of(fault)}：{fault.filename}" if fault.filename else reason_of(fault)
