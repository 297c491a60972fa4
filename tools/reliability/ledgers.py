"""Small ledgers in the official form, each different from any other by its number."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache

import xlsxwriter

UNITS = ("沂源县水利局", "沂源县科技局", "沂源县财政局", "沂源县档案馆", "沂源县民政局", "沂源县教体局")
"""Some units as they write themselves above their ledgers."""

_HEADER = ("序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室")
_ROWS = (
    ("推进政策解读", "对公开发布的政策文件制作解读材料", "长期坚持"),
    ("规范依申请公开", "依法办理公众提出的政府信息公开申请", "长期坚持"),
)


@cache
def small_ledger(number: int) -> bytes:
    """Give a ledger of two rows; ``number`` chooses the unit and makes the content unlike that of other numbers."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"created": datetime(2022, 5, 1)})
    sheet = workbook.add_worksheet("台账")
    sheet.write_string(0, 0, f"{UNITS[number % len(UNITS)]}政务公开工作任务台账")
    sheet.write_row(2, 0, _HEADER)
    for index, (task, measure, limit) in enumerate(_ROWS):
        sheet.write_row(3 + index, 0, (index + 1, task, f"{measure}（第{number}次）", limit, "张三", "办公室"))
    workbook.close()
    return out.getvalue()


def archive_of(members: Mapping[str, bytes], encoding: str = "utf-8") -> bytes:
    """Pack files as a .zip whose names are written in ``encoding``; GBK ones carry no mark, as Windows packs them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            if encoding == "utf-8":
                container.writestr(zipfile.ZipInfo(name, (2022, 5, 19, 9, 0, 0)), data)
            else:
                info = zipfile.ZipInfo("x", (2022, 5, 19, 9, 0, 0))
                info.filename = name.encode(encoding).decode("cp437")
                _ForeignName.write(container, info, name.encode(encoding), data)
    return out.getvalue()


class _ForeignName(zipfile.ZipInfo):
    """A member whose name is written as given bytes, without the mark for UTF-8."""

    raw: bytes

    @classmethod
    def write(cls, container: zipfile.ZipFile, like: zipfile.ZipInfo, raw: bytes, data: bytes) -> None:
        info = cls(like.filename, like.date_time)
        info.raw = raw
        container.writestr(info, data)

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (zipfile asks under this name)
        return self.raw, self.flag_bits
