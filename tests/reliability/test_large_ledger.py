"""The largest genuine ledger that is plausible keeps the limits that are shipped, read and answered."""

from __future__ import annotations

import io
import random
import struct
import zlib
from dataclasses import replace

from pipeline.flow.desk import Answer, Answering
from tools.forms import HEADINGS
from tools.reliability.fuzz import LIMITS, examination, guard

_ROWS = 5_000
_PICTURES = 10
_SIDE = 800


def _picture(chance: random.Random) -> bytes:
    """Make a PNG of noise, which no compression makes smaller: 2 MB."""
    raw = b"".join(b"\0" + chance.randbytes(3 * _SIDE) for _ in range(_SIDE))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(raw, 0)) + chunk(b"IEND", b"")


def _large_ledger() -> bytes:
    from xlsxwriter import Workbook

    chance = random.Random(1)
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "县财政局政务公开工作台账")
        sheet.write_row(2, 0, HEADINGS)
        for number in range(1, _ROWS + 1):
            task = f"推进第{number}项财政预决算公开，规范公开内容和时间，" * 2
            measure = f"在政府网站公开第{number}项部门预算、决算和三公经费信息，做到及时、准确、完整；" * 4
            sheet.write_row(number + 2, 0, (str(number), task, measure, "每季度末前", "张三", "办公室"))
        for at in range(_PICTURES):
            sheet.insert_image(3 + at, 7, f"{at}.png", {"image_data": io.BytesIO(_picture(chance))})
    return buffer.getvalue()


def test_five_thousand_rows_with_pictures_are_read_and_answered() -> None:
    data = _large_ledger()
    # How long it waits for a processor says nothing of the ledger; the seconds of CPU and the memory are as shipped.
    with guard(workers=1, limits=replace(LIMITS, wall_seconds=120)) as guarded:
        outcome = guarded.run(examination(data))
        assert isinstance(outcome.result, tuple), (outcome.ending, outcome.detail)
        (submission,) = outcome.result
        assert len(submission.matches) == _ROWS
        receipt = guarded.run(Answering(data, submission, None))
        assert isinstance(receipt.result, Answer), (receipt.ending, receipt.detail)
