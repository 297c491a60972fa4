"""Every way in which programs write the name of an attachment, and what hangs on mails beside ledgers."""

from __future__ import annotations

import base64
import binascii
import quopri
from collections.abc import Iterator

import pytest

from pipeline.mail.reading.mails import read_mail
from tests.mail.test_reading_mails import BOOK, NAME, percent, split_word, word

OCTETS = "Content-Type: application/octet-stream"


def mail_with(*parts: bytes, boundary: str = "outer", subtype: str = "mixed") -> bytes:
    mark = f"--{boundary}".encode()
    top = f'From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
    return top.encode() + b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def part(headers: str | bytes, data: bytes = BOOK, coding: str = "base64") -> bytes:
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "binary": bytes}[coding](data)
    lines = headers if isinstance(headers, bytes) else headers.encode()
    return lines + f"\r\nContent-Transfer-Encoding: {coding}\r\n\r\n".encode() + coded


def names(data: bytes) -> list[str]:
    return [a.name for a in read_mail(data).attachments]


def problems(data: bytes) -> list[str]:
    return [p.kind for p in read_mail(data).problems]


def _written(charset: str) -> Iterator[tuple[str, bytes]]:
    """The name in a charset, as an encoded word in each of the ways that are met."""
    yield "B", word(NAME, charset)
    yield "Q", word(NAME, charset, "Q")
    yield "b", word(NAME, charset).replace(b"?B?", b"?b?")
    yield "unpadded", word(NAME, charset).replace(b"=?=", b"?=").replace(b"=?=", b"?=")
    yield "cut inside a character", split_word(NAME, charset, 7)
    yield "two words", word(NAME[:5], charset) + b"\r\n\t" + word(NAME[5:], charset)
    yield "with a language", word(NAME, charset).replace(b"?B?", b"*zh?B?")
    yield "upper case", word(NAME, charset).replace(charset.encode(), charset.upper().encode())


def _encoded_words() -> Iterator[tuple[str, bytes]]:
    for charset in ("utf-8", "gbk", "gb2312", "gb18030"):
        for form, coded in _written(charset):
            yield f"{charset} {form} in both", (
                OCTETS.encode() + b';\r\n\tname="' + coded + b'"\r\nContent-Disposition: attachment;\r\n\tfilename="'
                + coded + b'"'
            )  # fmt: skip
            yield f"{charset} {form} in the type only", OCTETS.encode() + b';\r\n\tname="' + coded + b'"'
            yield (
                f"{charset} {form} bare",
                OCTETS.encode() + b"\r\nContent-Disposition: attachment; filename=" + coded,
            )


def _extended() -> Iterator[tuple[str, bytes]]:
    """RFC 2231, whole and continued, alone and beside a plain form for programs that know no better."""
    for charset in ("utf-8", "gbk", "gb18030"):
        coded = percent(NAME, charset)
        start = f"{OCTETS}\r\nContent-Disposition: attachment"
        yield f"{charset} extended", f"{start}; filename*={charset}''{coded}".encode()
        yield f"{charset} with a language", f"{start}; filename*={charset}'zh-cn'{coded}".encode()
        yield f"{charset} before a plain one", f"{start}; filename*={charset}''{coded}; filename=\"x.xlsx\"".encode()
        yield f"{charset} after a plain one", f"{start}; filename=\"x.xlsx\"; filename*={charset}''{coded}".encode()
        cut = [coded[at : at + 24] for at in range(0, len(coded), 24)]
        continued = "".join(
            f";\r\n filename*{n}*={charset + chr(39) * 2 if n == 0 else ''}{piece}" for n, piece in enumerate(cut)
        )
        yield f"{charset} continued", f"{start}{continued}".encode()
        yield (
            f"{charset} continued, last first",
            (start + ";" + ";".join(reversed(continued[1:].split(";")))).encode(),
        )


def _unmarked() -> Iterator[tuple[str, bytes]]:
    start = OCTETS.encode() + b"\r\nContent-Disposition: attachment; filename="
    for charset in ("utf-8", "gbk", "gb18030"):
        yield f"raw {charset}", start + b'"' + NAME.encode(charset) + b'"'
        yield f"raw {charset}, bare", start + NAME.encode(charset)
        yield (
            f"a wrong charset over {charset}",
            start + b'"' + word(NAME, charset).replace(charset.encode(), b"x-y") + b'"',
        )
    yield "escaped as in a web address", start + b'"' + percent(NAME, "utf-8").encode() + b'"'
    yield "a path", start + b'"C:\\\\\xe5\x8f\xb0\\\\' + NAME.encode() + b'"'
    yield "a unix path", start + b'"../../' + NAME.encode() + b'"'
    yield "NUL and other controls", start + b'"' + NAME[:3].encode() + b"\x00\x07" + NAME[3:].encode() + b'"'
    yield (
        "capitals",
        OCTETS.upper().encode() + b'\r\nCONTENT-DISPOSITION: ATTACHMENT; FILENAME="' + NAME.encode() + b'"',
    )


SHAPES = dict([*_encoded_words(), *_extended(), *_unmarked()])


def test_there_are_more_than_a_hundred() -> None:
    assert len(SHAPES) > 100


@pytest.mark.parametrize("headers", SHAPES.values(), ids=SHAPES)
def test_the_name_is_read_as_it_was_meant(headers: bytes) -> None:
    (found,) = read_mail(mail_with(b"Content-Type: text/plain\r\n\r\nhello", part(headers))).attachments
    assert (found.name, found.data) == (NAME, BOOK)


@pytest.mark.parametrize("data", [b'"\xd5\x5c\xcc\xa8\xd5\xcb.xlsx"'])
def test_a_backslash_inside_a_character_of_gbk_is_no_escape(data: bytes) -> None:
    headers = OCTETS.encode() + b"\r\nContent-Disposition: attachment; filename=" + data
    assert names(mail_with(part(headers))) == ["誠台账.xlsx"]


@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "binary"])
def test_codings(coding: str) -> None:
    (found,) = read_mail(mail_with(part(f'{OCTETS}; name="t.xlsx"', BOOK, coding))).attachments
    assert found.data == BOOK


@pytest.mark.parametrize("written", ["BASE64 ", "base64;", "Base64 (as usual)"])
def test_codings_that_are_not_written_just_so(written: str) -> None:
    headers = f'{OCTETS}; name="t.xlsx"\r\nContent-Transfer-Encoding: {written}\r\n\r\n'.encode()
    (found,) = read_mail(mail_with(headers + base64.encodebytes(BOOK))).attachments
    assert found.data == BOOK


def test_uuencode() -> None:
    coded = b"begin 644 t.xlsx\r\n" + binascii.b2a_uu(BOOK) + b"`\r\nend\r\n"
    headers = f'{OCTETS}; name="t.xlsx"\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n'.encode()
    (found,) = read_mail(mail_with(headers + coded)).attachments
    assert found.data == BOOK


LEDGER = part(f'{OCTETS}; name="t.xlsx"')
INNER = mail_with(LEDGER, boundary="inner")


@pytest.mark.parametrize(
    "wrapped",
    [
        pytest.param(b"Content-Type: message/rfc822\r\n\r\n" + INNER, id="as it should be"),
        pytest.param(part("Content-Type: message/rfc822", INNER), id="base64"),
        pytest.param(part("Content-Type: message/rfc822", INNER, "quoted-printable"), id="quoted-printable"),
        pytest.param(b"Content-Type: message/global\r\n\r\n" + INNER, id="global"),
        pytest.param(part('Content-Type: application/octet-stream; name="\u8f6c\u53d1.eml"', INNER), id="eml"),
    ],
)
def test_a_forwarded_mail_is_opened_however_it_is_wrapped(wrapped: bytes) -> None:
    assert names(mail_with(wrapped)) == ["t.xlsx"]
    assert problems(mail_with(wrapped)) == []


@pytest.mark.parametrize(
    "headers",
    [
        'Content-Type: text/html; name="ATT00001.htm"\r\nContent-Disposition: attachment',
        'Content-Type: text/plain; name="ATT00002.txt"\r\nContent-Disposition: attachment',
        f'{OCTETS}; name="card.vcf"',
        f'{OCTETS}; name="smime.p7s"',
        f'{OCTETS}; name="invite.ics"',
        f'{OCTETS}; name="signature.asc"',
        f'Content-Type: application/applefile; name="{NAME}"',
        'Content-Type: image/png; name="logo.png"\r\nContent-ID: <logo>\r\nContent-Disposition: inline',
    ],
)
def test_what_mail_programs_add_is_no_attachment(headers: str) -> None:
    """Neither beside a ledger, where it would be told of, nor alone, where it would be judged as one."""
    added = part(headers, b"\x89PNG" if "image" in headers else b"BEGIN:x")
    assert names(mail_with(LEDGER, added)) == ["t.xlsx"]
    assert problems(mail_with(LEDGER, added)) == []
    assert (names(mail_with(added)), problems(mail_with(added))) == ([], ["nothing"])


def test_a_workbook_that_is_called_a_picture_is_a_workbook() -> None:
    assert names(mail_with(part('Content-Type: image/png; name="t.xlsx"'))) == ["t.xlsx"]


def test_a_photo_of_a_ledger_in_the_text_is_answered_and_a_logo_is_not() -> None:
    for size, kind in ((200_000, "picture"), (2_000, "nothing")):
        photo = part('Content-Type: image/jpeg; name="a.jpg"\r\nContent-Disposition: inline', b"\xff\xd8\xff" * size)
        assert problems(mail_with(photo)) == [kind]


@pytest.mark.parametrize("charset", ["gbk", "gb18030", "utf-8"])
def test_a_link_is_seen_in_any_charset(charset: str) -> None:
    text = part(f"Content-Type: text/html; charset={charset}", "<p>来自邮箱的超大附件</p>".encode(charset))
    assert problems(mail_with(text)) == ["link"]


@pytest.mark.parametrize(
    "data",
    [
        part("From: a@b.test\r\nContent-Type: application/pkcs7-mime; name=smime.p7m", b"0\x82"),
        mail_with(part("Content-Type: application/pgp-encrypted"), subtype="encrypted"),
    ],
)
def test_a_sealed_mail_is_answered_in_words(data: bytes) -> None:
    assert problems(data) == ["sealed"]


def test_a_mail_that_lost_its_borders_is_answered_in_words() -> None:
    data = mail_with(LEDGER).replace(b'; boundary="outer"', b"")
    assert (names(data), problems(data)) == ([], ["damaged"])


def test_broken_base64_is_left_to_the_verdict() -> None:
    """Row 63."""
    headers = f'{OCTETS}; name="t.xlsx"\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDB*&^%BBQ'.encode()
    assert names(mail_with(headers)) == ["t.xlsx"]
