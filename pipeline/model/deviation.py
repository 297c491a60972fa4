"""Deviations (偏差): a department's faults. Faults of the program are errors or exceptions, never these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a deviation is: an error returns the ledger, a warning asks for care, a notice informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The word that departments read."""
        return {"error": "错误", "warning": "警告", "notice": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation: what is wrong (``message``), where (``sheet``, ``cell``), what to do (``advice``).

    ``content`` is the text of the cell as written ("" where the fault is that something is absent).
    ``suggestion`` is a value to fill in where the plan gives one. ``what`` is the message without its place: receipts
    group by code and ``what``. ``subject`` is what the deviation is about where neither obligation nor content says
    so unmistakably (a blank cell): it outlives a row that moves. ``beside`` are further cells of the same sheet that
    it concerns, where one matter lies in several.
    """

    code: str
    severity: Severity
    message: str
    advice: str
    obligation: str | None = None
    sheet: str | None = None
    cell: str | None = None
    content: str = ""
    suggestion: str = ""
    what: str = ""
    subject: str = ""
    beside: tuple[str, ...] = ()

    def key(self, unit: str) -> str:
        """A key that stays the same over the nights: unit, code, and subject, obligation, content or cell."""
        subject = self.subject or self.obligation or self.content or f"{self.sheet or ''}!{self.cell or ''}"
        return f"{unit}|{self.code}|{subject}"
