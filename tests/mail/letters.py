"""Mails as people's programs write them, byte for byte."""

from __future__ import annotations

import base64
import zlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_COUNTER = iter(range(1, 1_000_000))


def mail(
    *files: tuple[str, bytes],
    sender: str,
    subject: str = "报送台账",
    text: str = "请查收。",
    headers: dict[str, str] | None = None,
    identity: str = "",
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = "intake@county.test"
    message["Subject"] = subject
    message["Message-ID"] = identity or f"<{next(_COUNTER)}.{zlib.crc32(text.encode())}@unit.test>"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    for name, data in files:
        message.add_attachment(data, maintype=XLSX[0], subtype=XLSX[1], filename=name)
    return message.as_bytes()


def raw_mail(sender: str, attachment_headers: bytes, data: bytes, more: bytes = b"", identity: str = "") -> bytes:
    """A mail with one attachment whose headers stand there exactly as given."""
    number = next(_COUNTER)
    return (
        b"From: " + sender.encode() + b"\r\nTo: intake@county.test\r\nSubject: ledger\r\n"
        b"Message-ID: "
        + (identity or f"<raw{number}@unit.test>").encode()
        + b"\r\n"
        + more
        + b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n'
        b"--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n"
        b"--b1\r\n"
        + attachment_headers
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(data).replace(b"\n", b"\r\n")
        + b"--b1--\r\n"
    )


def small_ledger(unit: str, mark: str = "", section: str = "办公室") -> bytes:
    """A ledger of one line; ``mark`` makes it another one."""
    import io

    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2022, 5, 18)})  # the same ledger is the same bytes
        sheet = book.add_worksheet("台账")
        sheet.write_string(0, 0, f"沂源县{unit.removeprefix('县')}政务公开工作任务台账")
        for column, heading in enumerate(("序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室")):
            sheet.write_string(2, column, heading)
        cells = ("1", "规范开展政府信息公开", f"制发文件同步确定公开属性{mark}", "长期坚持", "张明", section)
        for column, text in enumerate(cells):
            sheet.write_string(3, column, text)
    return buffer.getvalue()
