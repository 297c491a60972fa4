"""One mail taken apart: who sent it, what hangs on it, and what cannot be used and why. Runs in the guard's child.

Hostile mails nest thousands of parts and end the parser with a RecursionError; the guard makes a verdict of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

from pipeline.mail.reading.attachments import Attachment, ending, given_name, is_silent
from pipeline.mail.reading.kinds import MailKind, kind_of
from pipeline.mail.reading.names import attachment_name, clean_name, decode_words, decoded, raw_header
from pipeline.mail.reading.winmail import unpacked

_DEEPEST = 5
_MOST_ATTACHMENTS = 50
_LINK = re.compile(
    r"https?://[^\s\"'<>]*(?:pan\.baidu\.com|weiyun\.com|ftn|dashi\.163|mail\.163\.com/large|alipan\.com|"
    r"aliyundrive\.com|quark\.cn|cowtransfer|kdocs\.cn|docs\.qq\.com|feishu\.cn|yun\.139|cloud\.189|115\.com|"
    r"lanzou|wenshushu|jianguoyun|yunpan)[^\s\"'<>]*",
    re.IGNORECASE,
)
_LARGE_ATTACHMENT = re.compile(r"(超大附件|云附件|文件中转站|进入下载页面)")
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,240}>")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\x00-\x1f]{1,64}@[A-Za-z0-9\u4e00-\u9fff.-]{1,250}")


@dataclass(frozen=True, slots=True)
class MailProblem:
    """What of a mail could not be used, in Chinese for the sender.

    ``kind``: nothing, link, picture, winmail, sealed, damaged, too_deep, too_many, companion.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class MailRead:
    """What was read from one mail.

    ``sender`` is the bare address in lower case, "" where the mail has no usable one. ``attachments`` are those that
    may be ledgers. ``references`` are the Message-IDs of the thread, oldest first; ``mentioned`` all Message-IDs in a
    bounce, one of which may be ours.
    """

    sender: str
    sender_name: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    kind: MailKind
    attachments: tuple[Attachment, ...]
    problems: tuple[MailProblem, ...]
    mentioned: tuple[str, ...] = ()
    authentication: tuple[str, ...] = ()
    """What servers on its way said about its sender, each as it stands there, the last server's first."""
    companions: tuple[str, ...] = ()
    """The names of the attachments beside the ledgers."""


def read_mail(data: bytes) -> MailRead:
    """Take one mail (RFC 5322, as it came) apart. Bounces carry our own attachments back: they are left alone."""
    message = message_from_bytes(data, policy=policy.compat32)
    written = raw_header(message, "from")
    shown, address = parseaddr(written)
    # Of what is no address the library may still make one; only one that stands there counts.
    sender = address.lower() if address in written and _ADDRESS.fullmatch(address) else ""
    subject = _line(raw_header(message, "subject"))
    kind = kind_of(message, sender, subject)
    identity = _MESSAGE_ID.search(raw_header(message, "message-id"))
    thread = f"{raw_header(message, 'references')} {raw_header(message, 'in-reply-to')}"
    walk = _Walk()
    if not kind.speaks_of_ours:
        walk.part(message, 0)
    attachments, problems = walk.sorted_out()
    return MailRead(
        sender=sender,
        sender_name=clean_name(decode_words(shown))[:80],
        subject=subject,
        message_id=identity[0] if identity else "",
        references=tuple(dict.fromkeys(_MESSAGE_ID.findall(thread)))[-20:],
        kind=kind,
        attachments=attachments,
        problems=problems,
        mentioned=_mentioned(message) if kind is MailKind.BOUNCE else (),
        authentication=tuple(str(v)[:4_000] for v in (message.get_all("authentication-results") or [])[:20]),
        companions=walk.companions,
    )


def _line(raw: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\s]+", " ", decode_words(raw)).strip()[:300]


def _mentioned(message: Message) -> tuple[str, ...]:
    """Find the Message-IDs in all parts of a bounce: the mail that came back may be in any of them, coded or not."""
    found: dict[str, None] = {}
    for part in message.walk():
        texts = [raw_header(part, "message-id")]
        payload = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(payload, bytes):
            texts.append(payload[:200_000].decode("latin-1"))
        for text in texts:
            found.update(dict.fromkeys(_MESSAGE_ID.findall(text)))
    return tuple(found)[:100]


class _Walk:
    """Goes through the parts of one mail and keeps what it finds."""

    def __init__(self) -> None:
        self._files: list[Attachment] = []
        self._problems: list[MailProblem] = []
        self.companions: tuple[str, ...] = ()
        self._texts: list[str] = []
        self._pictures = 0

    def part(self, part: Message, depth: int) -> None:
        content = part.get_payload()
        if isinstance(content, list):
            if part.get_content_maintype() == "message":
                depth += 1
                content = [_uncoded(part, inner) for inner in content if isinstance(inner, Message)]
            if depth > _DEEPEST:
                self._too_deep()
                return
            for inner in content:
                if isinstance(inner, Message):
                    self.part(inner, depth)
            return
        self._leaf(part, depth)

    def _leaf(self, part: Message, depth: int) -> None:
        kind = part.get_content_type()
        name = attachment_name(part)
        disposition = str(part.get("content-disposition", "")).strip().lower()
        if is_silent(kind, name):
            return
        data = _bytes_of(part)
        if part.get_content_maintype() == "multipart":
            self._damaged(data)
        elif kind.startswith("text/") and not name and not disposition.startswith("attachment"):
            self._texts.append(_text_of(part, data))
        elif kind == "application/ms-tnef" or name.lower() == "winmail.dat":
            self._winmail(data)
        elif kind in _SEALED:
            self._sealed()
        elif ending(name) == "eml":
            self._nested(data, depth)
        else:
            self._file(Attachment(name or given_name(data, len(self._files) + 1), data), part, disposition)

    def _file(self, file: Attachment, part: Message, disposition: str) -> None:
        if not file.is_picture(part.get_content_type()):
            self._files.append(file)
        elif file.is_photo or (disposition.startswith("attachment") and part.get("content-id") is None):
            self._pictures += 1

    def _nested(self, data: bytes, depth: int) -> None:
        if depth + 1 > _DEEPEST:
            self._too_deep()
            return
        self.part(message_from_bytes(data, policy=policy.compat32), depth + 1)

    def _damaged(self, data: bytes) -> None:
        """Tell that a part says it has parts, and has none: where its borders are is not known."""
        if data.strip():
            text = "邮件在传送中受损，附件未能取出。请重新发送。"
            self._problems.append(MailProblem("damaged", text))

    def _sealed(self) -> None:
        text = "邮件经过加密或数字签名封装，程序无法打开。请以普通邮件重新发送台账。"
        self._problems.append(MailProblem("sealed", text))

    def _too_deep(self) -> None:
        text = "邮件中转发嵌套层数过多，里层附件未收取。请把台账直接作为附件重新发送。"
        self._problems.append(MailProblem("too_deep", text))

    def _winmail(self, data: bytes) -> None:
        found = list(unpacked(data))
        self._files.extend(found)
        if not found:
            text = (
                "附件winmail.dat是Outlook的专用格式，其中未能取出台账。"
                "请将邮件格式改为“纯文本”或“HTML”后，以普通附件重新发送。"
            )
            self._problems.append(MailProblem("winmail", text))

    def sorted_out(self) -> tuple[tuple[Attachment, ...], tuple[MailProblem, ...]]:
        """Tell ledgers from what accompanies them; say in words what is missing."""
        ledgers = [f for f in self._files if f.may_be_ledger]
        problems = list(self._problems)
        if ledgers:
            others = [f.name for f in self._files if f not in ledgers]
            if others:
                self.companions = tuple(others)
                text = f"附件“{'”“'.join(others)}”不是电子表格，已留存备查，未作为台账校验。"
                problems.append(MailProblem("companion", text))
        else:
            # A lone PDF or Word file was meant to be the ledger; its verdict says what to send instead.
            ledgers = list(self._files)
            if not ledgers:
                problems.extend(self._nothing())
        if len(ledgers) > _MOST_ATTACHMENTS:
            rest = len(ledgers) - _MOST_ATTACHMENTS
            text = f"一封邮件最多收取{_MOST_ATTACHMENTS}个附件，其余{rest}个未收取，请另行发送。"
            problems.append(MailProblem("too_many", text))
        return tuple(ledgers[:_MOST_ATTACHMENTS]), tuple(problems)

    def _nothing(self) -> Iterator[MailProblem]:
        text = "\n".join(self._texts)
        if self._pictures:
            yield MailProblem(
                "picture", "邮件中只有图片，图片无法校验。请将台账以电子表格（.xlsx）作为附件重新发送。"
            )
        elif _LINK.search(text) or _LARGE_ATTACHMENT.search(text):
            yield MailProblem(
                "link",
                "邮件正文中只有网盘或超大附件的链接，程序不会打开链接。请将台账直接作为普通附件重新发送。",
            )
        elif not self._problems:
            yield MailProblem("nothing", "邮件中没有附件。请将台账（.xlsx）作为附件重新发送。")


def _bytes_of(part: Message) -> bytes:
    """Give the content of a part. The library decodes only codings that are written just so."""
    written = str(part.get("content-transfer-encoding", ""))
    coding = re.split(r"[;(]", written)[0].strip().lower()
    if coding != written.lower():
        part.replace_header("content-transfer-encoding", coding)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _uncoded(wrapper: Message, inner: Message) -> Message:
    """Give the mail in a message/rfc822. Some programs code it as a whole, which the standard forbids."""
    if str(wrapper.get("content-transfer-encoding", "")).strip().lower() not in ("base64", "quoted-printable"):
        return inner
    coded = Message(policy=policy.compat32)
    coded["content-transfer-encoding"] = wrapper["content-transfer-encoding"]
    coded.set_payload(inner.as_bytes().lstrip().decode("ascii", "surrogateescape"))
    return message_from_bytes(_bytes_of(coded), policy=policy.compat32)


def _text_of(part: Message, data: bytes) -> str:
    return decoded(data[:200_000], str(part.get_param("charset", "")))
