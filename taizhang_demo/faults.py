"""Files that cannot be taken as a ledger: protected by a password, damaged, or something else altogether."""

from __future__ import annotations

import io

from taizhang_demo.forms import merged
from taizhang_demo.ledger_texts import DemoLedger
from taizhang_demo.sheets import DemoSheet, write_xlsx

_PASSWORD = "20220520"


def encrypted(ledger: DemoLedger) -> bytes:
    """A workbook that asks for a password. Its bytes differ each time, as the encryption draws random numbers."""
    from msoffcrypto.format.ooxml import OOXMLFile

    target = io.BytesIO()
    OOXMLFile(io.BytesIO(merged(ledger))).encrypt(_PASSWORD, target)
    return target.getvalue()


def truncated(ledger: DemoLedger) -> bytes:
    """A workbook of which only the first two thirds arrived."""
    data = merged(ledger)
    return data[: len(data) * 2 // 3]


def duty_roster() -> bytes:
    """A roster of who is on duty: a workbook, but no ledger."""
    sheet = DemoSheet("值班表")
    sheet.title_rows.add(0)
    sheet.put(0, 0, "端午节假期值班安排表")
    sheet.merge(0, 0, 0, 3)
    lines = (
        ("日期", "带班领导", "值班人员", "值班地点"),
        ("6月3日", "孙晓东", "李文静", "一楼值班室"),
        ("6月4日", "周建国", "王海燕", "一楼值班室"),
        ("6月5日", "孙晓东", "赵志强", "一楼值班室"),
    )
    for row, cells in enumerate(lines, start=1):
        for column, text in enumerate(cells):
            sheet.put(row, column, text)
    return write_xlsx([sheet])
