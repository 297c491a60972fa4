"""The statements of a taizhang.toml one by one, so that all that is wrong can be told at once, each with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_HEADER = re.compile(r"\s*\[{1,2}([^\[\]=,\"']*)\]{0,2}\s*(#.*)?$")
_KEY = re.compile(r"\s*([\w.\-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[\w\-]+)*\s*[=＝]")
_FULL_WIDTH = str.maketrans("“”＂‘’＝，［］｛｝：", '"""\'\'=,[]{}:')
_TRUE, _FALSE = ("true", "是", "yes", "on"), ("false", "否", "no", "off")


@dataclass(frozen=True, slots=True)
class Statement:
    """A heading or a setting. ``line`` counts from 1; ``section`` is dotted; ``key`` is "" for a heading."""

    line: int
    section: str
    key: str
    text: str

    @property
    def path(self) -> str:
        """Its dotted name, e.g. ``mail.imap.port``."""
        return f"{self.section}.{self.key}".strip(".")

    def fault(self) -> str:
        """Give tomllib's words on what keeps it from being read alone; "" where nothing does."""
        try:
            tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as broken:
            return str(broken)
        return ""


def statements(text: str) -> tuple[Statement, ...]:
    """Take a file apart. A line that begins no statement belongs to the one before, as long as that needs it."""
    found: list[Statement] = []
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        begins = header or key
        if not begins and found and _goes_on(found[-1], line):
            last = found.pop()
            found.append(Statement(last.line, last.section, last.key, f"{last.text}\n{line}"))
        elif header:
            section = header[1].strip()
            found.append(Statement(number, section, "", line))
        elif line.strip() and not line.lstrip().startswith("#"):
            name = key[0].rstrip("=＝ \t").strip().strip("\"'") if key else line.strip()
            found.append(Statement(number, section, name, line))
    return tuple(found)


def _goes_on(statement: Statement, line: str) -> bool:
    """Say whether a statement is unfinished, so that a following line is its own."""
    if not line.strip() or not statement.key:
        return False
    return statement.fault().startswith(("Unclosed array", "Unterminated string", "Unclosed inline")) or bool(
        re.search(r"at end of document", statement.fault()) and re.search(r"[\[,]\s*(#.*)?$", statement.text)
    )


def repaired(statement: Statement) -> Iterator[str]:
    """Give, best first, what a statement that cannot be read was most likely meant to be; each can be read."""
    first, _, value = statement.text.partition("=")
    value = re.sub(r"\s+#.*", "", value).strip()
    tries = [
        re.sub(r'"([^"\n]*)"', r"'\1'", statement.text) if "\\" in statement.text else "",
        statement.text.translate(_FULL_WIDTH),
        f"{first.strip()} = true" if value.lower() in _TRUE else "",
        f"{first.strip()} = false" if value.lower() in _FALSE else "",
        f"{first.strip()} = '{value}'" if "\\" in value else f'{first.strip()} = "{value}"',
        f"[{statement.section}]" if not statement.key else "",
        re.sub(r"\s+", " = ", statement.text.strip(), count=1) if "=" not in statement.text else "",
        f"{statement.text}]" if "[" in value else f'{statement.text}"',
    ]
    for attempt in tries:
        if not attempt or attempt == statement.text:
            continue
        try:
            values = tomllib.loads(attempt)
        except tomllib.TOMLDecodeError:
            continue
        if not any(escaped_by_chance(text) for text in texts_in(values)):
            yield re.sub(r"\s+#.*", "", attempt).strip()


def texts_in(value: object) -> Iterator[str]:
    """Give all texts within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from texts_in(inner)


def escaped_by_chance(text: str) -> bool:
    r"""Say whether a text holds what no path does: "C:\temp" in double quotes is read with a tab in it."""
    return any(mark in text for mark in "\t\n\r\b\f\x1b")
