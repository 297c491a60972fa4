"""What a check is: a rule with its words (for the catalogue) and a pure function that finds where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from pipeline.model import Severity

C_contra = TypeVar("C_contra", contravariant=True)


class Scope(StrEnum):
    """What a check looks at; ``label`` is the word of the catalogue."""

    ARRIVAL = "arrival"
    LEDGER = "ledger"
    COUNTY = "county"

    @property
    def label(self) -> str:
        """The words that an officer reads."""
        return {"arrival": "来件", "ledger": "台账", "county": "全县汇总"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found. ``text`` is said before the sentence ("" where the sentence says it itself)."""

    text: str = ""
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach, as a check yields it. ``words`` fill the check's sentence and advice.

    ``unit`` is the unit concerned, for checks of the county only ("" where it concerns none in particular).
    ``subject`` names what it is about, so that it is known again after a row has moved; by default the obligation,
    else the content, else the cell.
    """

    place: Place = field(default_factory=Place)
    words: Mapping[str, str] = field(default_factory=dict)
    obligation: str | None = None
    content: str = ""
    suggestion: str = ""
    subject: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Check(Generic[C_contra]):
    """A check with all that is said of it.

    ``basis`` is the clause of the plan on which it rests. ``sentence`` and ``advice`` are templates
    (``str.format``) for the words of a finding; ``example`` shows a message as a department reads it.
    ``meaning`` says for the catalogue when the code is raised.
    """

    code: str
    title: str
    severity: Severity
    scope: Scope
    meaning: str
    basis: str
    sentence: str
    advice: str
    example: str
    find: Callable[[C_contra], Iterable[Finding]]
