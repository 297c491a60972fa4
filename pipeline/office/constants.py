"""What a formula gives that needs nothing but constants: to hold against the value that the file has stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from pipeline.model.cells import column_number

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>\"(?:[^\"]|\"\")*\")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_.]+)(?=\()|(?P<truth>TRUE|FALSE)\b"
    r"|(?P<cell>\$?[A-Za-z]{1,3}\$?\d{1,7})(?![\w(!:])|(?P<sign><=|>=|<>|[-+*/&=<>(),]))",
    re.IGNORECASE,
)
_LONGEST: Final = 300
_DEEPEST: Final = 20

Result = str | float | bool
Constant = Callable[[int, int], str | None]
"""Gives the text of a cell by row and column where it is a constant, else None."""


class _UnknownError(Exception):
    """The formula needs more than constants, or is written in a way that is not read here."""


def computed(formula: str, constant: Constant) -> str | None:
    """Give what a formula comes to as text; None where that takes more than constants and plain functions."""
    if len(formula) > _LONGEST:
        return None
    try:
        reader = _Reader(_tokens(formula), constant)
        result = reader.comparison(0)
        if reader.at != len(reader.tokens):
            return None
    except (_UnknownError, ArithmeticError, ValueError, IndexError):
        return None
    return _text(result)


def _tokens(formula: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(formula.rstrip()):
        match = _TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise _UnknownError
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens


def _text(value: Result) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return value


def _number(value: Result) -> float:
    return float(value)


class _Reader:
    """Reads a formula from left to right, by the order in which spreadsheets calculate."""

    def __init__(self, tokens: Sequence[tuple[str, str]], constant: Constant) -> None:
        self.tokens = tokens
        self.constant = constant
        self.at = 0

    def _sign(self, *wanted: str) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind == "sign" and text in wanted:
            self.at += 1
            return text
        return ""

    def comparison(self, depth: int) -> Result:
        if depth > _DEEPEST:
            raise _UnknownError
        left = self._joined(depth)
        while sign := self._sign("=", "<>", "<", ">", "<=", ">="):
            right = self._joined(depth)
            if isinstance(left, str) is not isinstance(right, str):
                raise _UnknownError
            left = {
                "=": left == right,
                "<>": left != right,
                "<": left < right,  # type: ignore[operator]
                ">": left > right,  # type: ignore[operator]
                "<=": left <= right,  # type: ignore[operator]
                ">=": left >= right,  # type: ignore[operator]
            }[sign]
        return left

    def _joined(self, depth: int) -> Result:
        left = self._sum(depth)
        while self._sign("&"):
            left = _text(left) + _text(self._sum(depth))
        return left

    def _sum(self, depth: int) -> Result:
        left = self._product(depth)
        while sign := self._sign("+", "-"):
            right = _number(self._product(depth))
            left = _number(left) + (right if sign == "+" else -right)
        return left

    def _product(self, depth: int) -> Result:
        left = self._value(depth)
        while sign := self._sign("*", "/"):
            right = _number(self._value(depth))
            left = _number(left) * right if sign == "*" else _number(left) / right
        return left

    def _value(self, depth: int) -> Result:
        if sign := self._sign("-", "+"):
            number = _number(self._value(depth + 1))
            return -number if sign == "-" else number
        if self._sign("("):
            inner = self.comparison(depth + 1)
            self._close()
            return inner
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "number":
            return float(text)
        if kind == "truth":
            return text.upper() == "TRUE"
        if kind == "cell":
            return self._cell(text)
        if kind == "name":
            return self._call(text.upper(), depth)
        raise _UnknownError

    def _cell(self, reference: str) -> Result:
        bare = reference.replace("$", "")
        letters = bare.rstrip("0123456789")
        said = self.constant(int(bare[len(letters) :]), column_number(letters.upper()))
        if said is None:
            raise _UnknownError
        try:
            number = float(said)
        except ValueError:
            return said
        return number if _text(number) == said else said  # 007 is a text

    def _call(self, name: str, depth: int) -> Result:
        if not self._sign("("):
            raise _UnknownError
        given: list[Result] = []
        while not self._sign(")"):
            given.append(self.comparison(depth + 1))
            if not self._sign(","):
                self._close()
                break
        return _FUNCTIONS.get(name, _unknown)(given)

    def _close(self) -> None:
        if not self._sign(")"):
            raise _UnknownError


def _unknown(_: Sequence[Result]) -> Result:
    raise _UnknownError


def _date(given: Sequence[Result]) -> Result:
    year, month, day = (int(_number(part)) for part in given)
    return float((date(year, month, day) - date(1899, 12, 30)).days)


_FUNCTIONS: Final[dict[str, Callable[[Sequence[Result]], Result]]] = {
    "CONCATENATE": lambda given: "".join(map(_text, given)),
    "_XLFN.CONCAT": lambda given: "".join(map(_text, given)),
    "CONCAT": lambda given: "".join(map(_text, given)),
    "IF": lambda given: given[1] if given[0] else (given[2] if len(given) > 2 else False),
    "DATE": _date,
    "HYPERLINK": lambda given: given[-1],
    "TRIM": lambda given: " ".join(_text(given[0]).split()),
    "LEFT": lambda given: _text(given[0])[: int(_number(given[1])) if len(given) > 1 else 1],
    "RIGHT": lambda given: _text(given[0])[-int(_number(given[1])) if len(given) > 1 else -1 :],
    "T": lambda given: given[0] if isinstance(given[0], str) else "",
    "SUM": lambda given: float(sum(_number(part) for part in given)),
}
