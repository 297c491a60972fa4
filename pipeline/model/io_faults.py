"""What the operating system refuses or reports, said in Chinese: why, and at which file."""

from __future__ import annotations

import errno
import os

HELD = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY})
"""How systems and shares say that somebody has a file open, or that it may not be touched just now."""
REFUSED = HELD | {errno.EROFS}
"""How they say that one file may not be changed just now; anything else concerns the whole pass."""
_SAID = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘为只读",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EBUSY: "文件正被占用",
    errno.ETXTBSY: "文件正被占用",
    errno.EIO: "磁盘读写出错",
    errno.ESTALE: "共享已断开",
    errno.ENOTCONN: "共享已断开",
    errno.EHOSTDOWN: "共享已断开",
    errno.EHOSTUNREACH: "共享已断开",
    errno.ETIMEDOUT: "共享没有响应",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
}


def says_more(fault: OSError) -> bool:
    """Say whether a fault has words of its own, and not only the system's."""
    return fault.errno is not None and fault.strerror not in (None, os.strerror(fault.errno))


def io_fault(fault: OSError) -> str:
    """Say why a file could not be read or written, in the fault's own words where they are not the system's."""
    if fault.errno is not None and fault.strerror in (None, os.strerror(fault.errno)):
        return _SAID.get(fault.errno, os.strerror(fault.errno))
    return fault.strerror or str(fault)


def told(fault: OSError) -> str:
    """Say why and where."""
    return f"{io_fault(fault)}：{fault.filename}" if fault.filename else io_fault(fault)
