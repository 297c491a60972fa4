"""What hangs on a mail, under which name, and who wrote it: the shapes of reliability's rows 52 to 65."""

from __future__ import annotations

import base64
import random
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.flow.mail.taking import mail_limits
from pipeline.guard.child import Limits
from pipeline.guard.guard import Guard
from pipeline.mail.reading.kinds import MailKind
from pipeline.mail.reading.mails import read_mail
from pipeline.mail.reading.names import clean_name, decode_words
from pipeline.settings import Settings
from tests.mail.letters import mail, raw_mail

NAME = "县水利局政务公开工作台账.xlsx"
BOOK = b"PK\x03\x04 pretends to be a workbook"
TYPE = b"Content-Type: application/octet-stream"


def names(data: bytes) -> list[str]:
    return [a.name for a in read_mail(data).attachments]


def problems(data: bytes) -> list[str]:
    return [p.kind for p in read_mail(data).problems]


def word(text: str, charset: str, encoding: str = "B") -> bytes:
    data = text.encode(charset)
    coded = base64.b64encode(data).decode() if encoding == "B" else "".join(f"={byte:02X}" for byte in data)
    return f"=?{charset}?{encoding}?{coded}?=".encode()


def split_word(text: str, charset: str, at: int) -> bytes:
    """Two encoded words that cut a character in two, as some mailers write them."""
    data = text.encode(charset)
    halves = (base64.b64encode(data[:at]).decode(), base64.b64encode(data[at:]).decode())
    return f"=?{charset}?B?{halves[0]}?=\r\n =?{charset}?B?{halves[1]}?=".encode()


def percent(text: str, charset: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode(charset))


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(
            TYPE + b'\r\nContent-Disposition: attachment; filename="' + word(NAME, "utf-8") + b'"', id="2047"
        ),
        pytest.param(TYPE + b"\r\nContent-Disposition: attachment; filename=" + word(NAME, "gb2312"), id="2047-bare"),
        pytest.param(
            TYPE + b'\r\nContent-Disposition: attachment; filename="' + word(NAME, "gbk", "Q") + b'"', id="2047-Q"
        ),
        pytest.param(
            TYPE + b'\r\nContent-Disposition: attachment;\r\n filename="' + split_word(NAME, "utf-8", 10) + b'"',
            id="2047-split-character",
        ),
        pytest.param(
            TYPE + b'\r\nContent-Disposition: attachment;\r\n filename="' + split_word(NAME, "gb18030", 7) + b'"',
            id="2047-split-gb18030",
        ),
        pytest.param(
            TYPE + f"\r\nContent-Disposition: attachment; filename*=utf-8''{percent(NAME, 'utf-8')}".encode(),
            id="2231",
        ),
        pytest.param(
            TYPE + f"\r\nContent-Disposition: attachment; filename*=gb18030'zh'{percent(NAME, 'gb18030')}".encode(),
            id="2231-gb18030",
        ),
        pytest.param(
            TYPE
            + (
                f"\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''{percent(NAME[:3], 'utf-8')};\r\n"
                f" filename*1*={percent(NAME[3:7], 'utf-8')};\r\n filename*2*={percent(NAME[7:], 'utf-8')}"
            ).encode(),
            id="2231-continued",
        ),
        pytest.param(
            TYPE + b'\r\nContent-Disposition: attachment; filename="' + NAME.encode("gbk") + b'"', id="raw-gbk"
        ),
        pytest.param(
            TYPE + b'\r\nContent-Disposition: attachment; filename="' + NAME.encode("utf-8") + b'"', id="raw-utf-8"
        ),
        pytest.param(
            TYPE + b'; name="' + word(NAME, "utf-8") + b'"\r\nContent-Disposition: attachment', id="name-of-the-type"
        ),
        pytest.param(
            TYPE + b'\r\nContent-Disposition: attachment; filename="..\\..\\' + NAME.encode() + b'"', id="path"
        ),
        pytest.param(TYPE + b'\r\nContent-Disposition: inline; filename="' + word(NAME, "utf-8") + b'"', id="inline"),
    ],
)
def test_the_name_is_read_as_it_was_meant(headers: bytes) -> None:
    assert names(raw_mail("a@b.test", headers, BOOK)) == [NAME]


def test_an_attachment_without_a_name_gets_one() -> None:
    assert names(raw_mail("a@b.test", TYPE + b"\r\nContent-Disposition: attachment", BOOK)) == ["未命名附件1.xlsx"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=40), st.data())
def test_any_text_survives_being_cut_into_encoded_words(text: str, data: st.DataObject) -> None:
    raw = text.encode()
    at = data.draw(st.integers(0, len(raw)))
    pieces = [base64.b64encode(p).decode() for p in (raw[:at], raw[at:])]
    assert decode_words(" ".join(f"=?UTF-8?B?{p}?=" for p in pieces)) == text


@given(st.text())
def test_a_clean_name_is_a_label(name: str) -> None:
    cleaned = clean_name(name)
    assert "/" not in cleaned
    assert "\\" not in cleaned
    assert "\x00" not in cleaned
    assert len(cleaned) <= 200
    assert cleaned not in (".", "..")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail_of_some_kind(data: bytes) -> None:
    read_mail(data)


def test_several_ledgers_are_several_attachments_and_one_name_may_come_twice() -> None:
    data = mail((NAME, BOOK), ("二.xlsx", BOOK + b"2"), (NAME, BOOK + b"3"), sender="a@b.test")
    assert names(data) == [NAME, "二.xlsx", NAME]
    assert problems(data) == []


def test_the_whole_body_may_be_the_file() -> None:
    data = (
        b'From: a@b.test\r\nSubject: x\r\nContent-Type: application/octet-stream; name="t.xlsx"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(BOOK)
    )
    assert names(data) == ["t.xlsx"]


def forwarded(inner: bytes, times: int) -> bytes:
    for _ in range(times):
        wrapper = EmailMessage(policy=SMTP)
        wrapper["From"], wrapper["Subject"] = "a@b.test", "转发"
        wrapper.set_content("请看里面")
        from email import message_from_bytes, policy

        wrapper.add_attachment(message_from_bytes(inner, policy=policy.SMTP))
        inner = wrapper.as_bytes()
    return inner


def test_a_forwarded_mail_is_opened() -> None:
    data = forwarded(mail((NAME, BOOK), sender="inner@b.test"), 1)
    assert names(data) == [NAME]
    assert read_mail(data).sender == "a@b.test"


def test_forwards_are_opened_five_deep_and_no_deeper() -> None:
    inner = mail((NAME, BOOK), sender="inner@b.test")
    assert names(forwarded(inner, 5)) == [NAME]
    assert names(forwarded(inner, 6)) == []
    assert problems(forwarded(inner, 6)) == ["too_deep"]


def test_a_mail_saved_as_a_file_is_opened() -> None:
    inner = mail((NAME, BOOK), sender="inner@b.test")
    assert names(mail(("转发.eml", inner), sender="a@b.test")) == [NAME]


def with_picture(disposition: str, content_id: bool) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "a@b.test"
    message.set_content("签名")
    extra = {"cid": "<logo>"} if content_id else {}
    message.add_attachment(
        b"\x89PNG....", maintype="image", subtype="png", disposition=disposition, filename="image001.png", **extra
    )
    return message.as_bytes()


def test_pictures_of_a_signature_are_nothing_and_attached_ones_are_answered() -> None:
    assert problems(with_picture("inline", True)) == ["nothing"]
    assert problems(with_picture("attachment", False)) == ["picture"]


@pytest.mark.parametrize(
    "text",
    [
        "链接: https://pan.baidu.com/s/1abc 提取码: 1234",
        "https://mail.qq.com/cgi-bin/ftnExs_download?k=1",
        "从QQ邮箱发来的超大附件",
        "https://share.weiyun.com/abc",
    ],
)
def test_a_link_is_no_attachment(text: str) -> None:
    assert problems(mail(sender="a@b.test", text=text)) == ["link"]


def test_no_attachment_at_all() -> None:
    assert problems(mail(sender="a@b.test")) == ["nothing"]


def test_what_accompanies_a_ledger_is_not_taken_for_one() -> None:
    data = mail(("报送函.pdf", b"%PDF-1.4"), (NAME, BOOK), ("说明.docx", BOOK), sender="a@b.test")
    assert names(data) == [NAME]
    assert problems(data) == ["companion"]
    assert "报送函.pdf" in read_mail(data).problems[0].text


def test_a_lone_document_was_meant_to_be_the_ledger() -> None:
    assert names(mail(("台账.pdf", b"%PDF-1.4"), sender="a@b.test")) == ["台账.pdf"]


def test_an_empty_attachment_is_taken_for_its_verdict() -> None:
    assert names(mail(("空.xlsx", b""), sender="a@b.test")) == ["空.xlsx"]


def tnef(name: bytes, data: bytes) -> bytes:
    """A winmail.dat with one attachment, after MS-OXTNEF."""

    def attribute(level: int, identity: int, content: bytes) -> bytes:
        return (
            bytes([level])
            + identity.to_bytes(4, "little")
            + len(content).to_bytes(4, "little")
            + content
            + (sum(content) & 0xFFFF).to_bytes(2, "little")
        )

    return (
        (0x223E9F78).to_bytes(4, "little")
        + (1).to_bytes(2, "little")
        + attribute(1, 0x00089006, (0x00010000).to_bytes(4, "little"))
        + attribute(2, 0x00069002, bytes(14))
        + attribute(2, 0x00018010, name + b"\x00")
        + attribute(2, 0x0006800F, data)
    )


def test_winmail_is_unpacked() -> None:
    data = mail(("winmail.dat", tnef("台账.xlsx".encode("gb18030"), BOOK)), sender="a@b.test")
    assert [(a.name, a.data) for a in read_mail(data).attachments] == [("台账.xlsx", BOOK)]


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x78\x9f\x3e\x22" + b"\xff" * 60, bytes(range(256))])
def test_a_winmail_that_cannot_be_unpacked_is_answered(junk: bytes) -> None:
    assert problems(mail(("winmail.dat", junk), sender="a@b.test")) == ["winmail"]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, MailKind.PERSON),
        ({"Auto-Submitted": "no"}, MailKind.PERSON),
        ({"Auto-Submitted": "auto-replied"}, MailKind.AUTOMATIC),
        ({"Auto-Submitted": "auto-generated; x=y"}, MailKind.AUTOMATIC),
        ({"Precedence": "bulk"}, MailKind.AUTOMATIC),
        ({"Precedence": "list"}, MailKind.AUTOMATIC),
        ({"Precedence": "junk"}, MailKind.AUTOMATIC),
        ({"List-Id": "<l.county.test>"}, MailKind.AUTOMATIC),
        ({"X-Auto-Response-Suppress": "All"}, MailKind.AUTOMATIC),
        ({"X-Autoreply": "yes"}, MailKind.AUTOMATIC),
        ({"X-Auto-Reply-From": "x"}, MailKind.AUTOMATIC),
        ({"Return-Path": "<>", "Subject": "未送达：回复：报送台账"}, MailKind.BOUNCE),
        ({"Return-Path": "<>"}, MailKind.AUTOMATIC),
        ({"Return-Path": "<a@b.test>"}, MailKind.PERSON),
    ],
)
def test_machines_are_told_by_their_headers(headers: dict[str, str], kind: MailKind) -> None:
    subject = headers.get("Subject", "报送台账")
    others = {name: value for name, value in headers.items() if name != "Subject"}
    assert read_mail(mail(sender="a@b.test", subject=subject, headers=others)).kind is kind


def report(kind: str, action: str) -> bytes:
    """A report as mail servers write it (RFC 3464), with the mail that it speaks of."""
    ours = mail((NAME, BOOK), sender="taizhang@county.test", identity="<taizhang.1@county.test>")
    status = f"Reporting-MTA: dns; b.test\r\n\r\nFinal-Recipient: rfc822; a@b.test\r\n{action}\r\n".encode()
    return (
        b"From: MAILER-DAEMON@b.test\r\nSubject: Delivery Status Notification\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=%s; boundary="rr"\r\n\r\n'
        b"--rr\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        b"--rr\r\nContent-Type: message/%s\r\n\r\n%s\r\n"
        b"--rr\r\nContent-Type: message/rfc822\r\n\r\n%s\r\n--rr--\r\n" % (kind.encode(), kind.encode(), status, ours)
    )


@pytest.mark.parametrize(
    ("kind", "action", "found"),
    [
        ("delivery-status", "Action: failed", MailKind.BOUNCE),
        ("delivery-status", "", MailKind.BOUNCE),
        ("delivery-status", "Action: delayed", MailKind.REPORT),
        ("delivery-status", "Action: delivered", MailKind.REPORT),
        ("disposition-notification", "Disposition: manual-action; displayed", MailKind.REPORT),
    ],
)
def test_only_what_was_given_up_has_come_back(kind: str, action: str, found: MailKind) -> None:
    """A mail that was read, or that is late, did not come back; and in no case is our own enclosure a ledger."""
    read = read_mail(report(kind, action))
    assert read.kind is found
    assert read.attachments == ()
    assert ("<taizhang.1@county.test>" in read.mentioned) is (found is MailKind.BOUNCE)


@pytest.mark.parametrize(
    ("sender", "subject", "kind"),
    [
        ("a@b.test", "自动回复：报送台账", MailKind.AUTOMATIC),
        ("a@b.test", "Out of office", MailKind.AUTOMATIC),
        ("noreply@b.test", "x", MailKind.AUTOMATIC),
        ("postmaster@b.test", "x", MailKind.BOUNCE),
        ("MAILER-DAEMON@b.test", "x", MailKind.BOUNCE),
        ("a@b.test", "系统退信/Systems bounce", MailKind.AUTOMATIC),
        ("noreply@b.test", "系统退信/Systems bounce", MailKind.BOUNCE),
        ("a@b.test", "退信重发：县水利局台账", MailKind.PERSON),
        ("a@b.test", "转发：自动回复", MailKind.PERSON),
        ("a@b.test", "回复：【自动回复】您好", MailKind.AUTOMATIC),
        ("a@b.test", "（休假自动回复）", MailKind.AUTOMATIC),
        ("a@b.test", "Automatic reply: 报送台账", MailKind.AUTOMATIC),
        ("postmaster@b.test", "邮件投递延迟通知", MailKind.REPORT),
        ("", "x", MailKind.AUTOMATIC),
        ("a@b.test", "关于自动回复系统的台账", MailKind.PERSON),
    ],
)
def test_machines_are_told_by_sender_and_subject(sender: str, subject: str, kind: MailKind) -> None:
    data = mail(sender=sender or "a@b.test", subject=subject)
    if not sender:
        data = data.replace(b"From: a@b.test\r\n", b"")
    assert read_mail(data).kind is kind


def test_a_bounce_brings_no_ledger_and_names_what_came_back() -> None:
    report = EmailMessage(policy=SMTP)
    report["From"], report["Subject"] = "MAILER-DAEMON@b.test", "Undelivered"
    report.set_content("Original Message-ID: <taizhang.1@county.test>")
    report.add_attachment(BOOK, maintype="application", subtype="octet-stream", filename=NAME)
    read = read_mail(report.as_bytes())
    assert read.attachments == ()
    assert "<taizhang.1@county.test>" in read.mentioned


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Water <WATER@County.Test>", "water@county.test"),
        ("=?utf-8?B?5rC05Yip?= <a@b.test>", "a@b.test"),
        ('"a@fake.test" <real@b.test>', "real@b.test"),
        ("=?utf-8?Q?a=40fake.test?= <real@b.test>", "real@b.test"),
        ("not an address", ""),
        ("a@b.test\tc", ""),
    ],
)
def test_the_address_is_the_one_that_counts(written: str, address: str) -> None:
    data = b"From: " + written.encode() + b"\r\nSubject: x\r\n\r\nhello\r\n"
    assert read_mail(data).sender == address


def test_a_mail_with_the_largest_file_is_taken_apart_within_its_limits() -> None:
    largest = random.Random(1).randbytes(Settings(root=Path()).largest_file_mib << 20)
    with Guard(read_mail, mail_limits(Limits()), 1) as guard:
        outcome = guard.run(mail((NAME, largest), sender="a@b.test"))
    assert outcome.result is not None, outcome.ending
    assert [len(part.data) for part in outcome.result.attachments] == [len(largest)]


def test_thousands_of_nested_parts_cost_the_child_only() -> None:
    depth = 3000
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    with Guard(read_mail, Limits(wall_seconds=20), 1) as guard:
        outcome = guard.run(b"From: a@b.test\r\nMIME-Version: 1.0\r\n" + head)
        assert outcome.result is None
        assert outcome.ending == "fault"
        after = guard.run(mail((NAME, BOOK), sender="a@b.test"))
        assert after.result is not None
