"""The codes of number formats, taken apart: sections with their tokens, conditions and numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<noon>上午/下午|AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+|a{3,}|e+|b+)"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<exponent>E[+-]0+)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"^(<=|>=|<>|=|<|>)(-?\d+(?:\.\d+)?)$")
NUMERALS: Final = {"1": "〇一二三四五六七八九", "2": "零壹贰叁肆伍陆柒捌玖"}


@dataclass(frozen=True)
class Section:
    """One section of a format: its tokens (kind, text), its condition, and the Chinese numerals that it asks for."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None
    numerals: str

    @property
    def is_date(self) -> bool:
        """Whether it shows a date or a time."""
        return any(kind in ("date", "noon") for kind, _ in self.tokens)

    def holds(self, number: float) -> bool:
        """Say whether its condition holds for a number."""
        operator, limit = self.condition or ("", 0.0)
        return {
            "=": number == limit,
            "<>": number != limit,
            "<": number < limit,
            ">": number > limit,
            "<=": number <= limit,
            ">=": number >= limit,
        }.get(operator, False)


@lru_cache(maxsize=512)
def sections_of(code: str) -> tuple[Section, ...]:
    """Take a format apart."""
    found: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "other"
        text = match[kind]
        if kind == "other" and text == ";":
            found.append([])
        elif kind in ("quoted", "escaped", "other"):
            found[-1].append(("literal", text))
        else:
            found[-1].append((kind, text))
    return tuple(_section(tokens) for tokens in found)


def _section(tokens: list[tuple[str, str]]) -> Section:
    condition, numerals = None, ""
    kept = []
    for kind, text in tokens:
        if kind != "bracket":
            kept.append((kind, text))
        elif match := _CONDITION.match(text):
            condition = match[1], float(match[2])
        elif text.upper().startswith("DBNUM") and text[5:6] in NUMERALS:
            numerals = text[5:6]
        elif re.fullmatch("h+|m+|s+", text, re.IGNORECASE):
            kept.append(("date", text))
        elif text.startswith("$") and (symbol := text[1:].partition("-")[0]):
            kept.append(("literal", symbol))
    return Section(tuple(kept), condition, numerals)
