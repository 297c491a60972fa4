"""Words in mail headers as people's programs really write them: RFC 2047, RFC 2231, raw GBK, or none of it."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from email.message import Message
from urllib.parse import unquote_to_bytes

_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)[ \t\r\n]+(?==\?[^?\s]+\?[bBqQ]\?)")
_SECTION = re.compile(r"^(filename|name)(?:\*(\d{1,3}))?(\*)?$", re.IGNORECASE)
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ESCAPED = re.compile(r"(%[89A-Fa-f][0-9A-Fa-f]){2}")
_LONGEST_NAME = 200


def decode_words(raw: str) -> str:
    """Decode a header's text: adjacent encoded words are joined as bytes first, since writers split characters.

    ``raw`` is as the compat32 parser gives it: bytes beyond ASCII are lone surrogates.
    """
    text = _BETWEEN.sub(r"\1", raw.replace("\r", "").replace("\n", ""))
    pieces: list[str] = []
    pending, charset, at = b"", "", 0
    for word in _WORD.finditer(text):
        written = word[1].partition("*")[0].casefold()  # a language may stand after it (RFC 2231)
        if word.start() > at or (charset and written != charset):
            pieces.append(decoded(pending, charset))
            pending = b""
        pieces.append(_raw(text[at : word.start()]))
        charset = written
        pending += _bytes_of(word[2], word[3])
        at = word.end()
    pieces.extend((decoded(pending, charset), _raw(text[at:])))
    return "".join(pieces)


def raw_header(message: Message, name: str) -> str:
    """Give a header as it stands there, "" where it is absent; bytes beyond ASCII are lone surrogates."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name), "")


def attachment_name(part: Message) -> str:
    """Give the name of an attachment, "" where it has none. It is a label only: no path, no control characters."""
    for header in ("content-disposition", "content-type"):
        name = _parameter(raw_header(part, header))
        if name:
            return clean_name(name)
    return ""


def clean_name(name: str) -> str:
    """Reduce a name to a label that cannot leave its folder or disturb a line of text."""
    label = _CONTROL.sub("", name).replace("\\", "/").rpartition("/")[2].strip(" .")
    if len(label) <= _LONGEST_NAME:
        return label
    stem, dot, ending = label.rpartition(".")
    return stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending[:16] if dot else label[:_LONGEST_NAME]


def _parameter(header: str) -> str:
    """Find filename or name in a header; RFC 2231 continuations are put together as bytes."""
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for key, value in _PARAMETER.findall(header.replace("\r", "").replace("\n", "")):
        named = _SECTION.match(key)
        if named:
            number, extended = int(named[2] or 0), bool(named[3])
            found = sections.setdefault(named[1].lower(), {})
            if number not in found or (extended and not found[number][1]):
                # Where a plain form stands beside the extended one, it is there for programs that know no better.
                found[number] = (_unquoted(value), extended)
    for key in ("filename", "name"):
        parts = sections.get(key)
        if parts:
            return _joined([parts[n] for n in sorted(parts)])
    return ""


def _joined(parts: list[tuple[str, bool]]) -> str:
    if not any(extended for _, extended in parts):
        return _unescaped(decode_words("".join(text for text, _ in parts)))
    charset, data = "", b""
    for position, (text, extended) in enumerate(parts):
        if extended and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        escaped = text.encode("ascii", "surrogateescape") if text.isascii() or _has_raw(text) else text.encode()
        data += unquote_to_bytes(escaped) if extended else escaped
    return decoded(data, charset)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        # In raw GBK the second byte of a character may be a backslash.
        return re.sub(r"(?<![\udc81-\udcfe])\\(.)", r"\1", value[1:-1])
    return value


def _unescaped(name: str) -> str:
    """Undo the escapes of a web address, in which some programs write a name without saying so."""
    if not _ESCAPED.search(name) or not name.isascii():
        return name
    try:
        return unquote_to_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        return name


def _bytes_of(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", "surrogateescape") if text.isascii() or _has_raw(text) else text.encode()
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b"_", b" "), header=False)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def _has_raw(text: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in text)


def _raw(text: str) -> str:
    """Decode what stands in the header as bare bytes: UTF-8 if it is that, else the Chinese standard's own."""
    if not _has_raw(text):
        return text
    return decoded(text.encode("utf-8", "surrogateescape"), "")


def decoded(data: bytes, charset: str) -> str:
    """Decode bytes as their charset says; where that is wrong or nothing, as what Chinese writers use."""
    # A writer that names gb2312 means the characters of gb18030, which holds them all.
    named = "gb18030" if charset.casefold() in ("gb2312", "gbk", "x-gbk", "hz-gb-2312") else charset
    for candidate in (named, "utf-8", "gb18030"):
        if candidate:
            try:
                return data.decode(candidate)
            except (UnicodeDecodeError, LookupError):
                continue
    return data.decode("utf-8", "replace")
