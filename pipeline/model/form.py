"""The form of the ledger (附件3): its columns, in the order in which the plan prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Field(StrEnum):
    """What the program understands of a ledger: the six columns of 附件3 by their meaning."""

    NO = "no"
    TASK = "task"
    MEASURE = "measure"
    TIME_LIMIT = "time_limit"
    LEADER = "leader"
    SECTION = "section"


class Told(StrEnum):
    """What a unit may tell of how far a measure has got: columns after the form's own, none of them needed."""

    STATE = "progress"
    DONE_ON = "done_on"
    EVIDENCE = "evidence"


_FIELDS = {f.value: f for f in Field}
_TOLD = {t.value: t for t in Told}


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a form. ``key`` is a field's, or a name of the form's own for a column that is only kept.

    ``names`` are the headings that clerks give it, each with how sure it is (0 to 1); ``parts`` a pattern for others.
    Where two columns have the same meaning, one whose heading has ``prefers`` in it is the unit's own, and one with
    ``yields`` is not. ``joins`` are headings that are read as part of this column. ``width`` counts characters;
    ``hint`` may name ``{year}``; ``choices`` are offered in the template, where other text may be typed as well.
    """

    key: str
    heading: str
    width: float
    needed: bool = False
    centred: bool = False
    hint: str = ""
    names: tuple[tuple[str, float], ...] = ()
    parts: str = ""
    prefers: str = ""
    yields: str = ""
    joins: frozenset[str] = frozenset()
    choices: tuple[str, ...] = ()

    @property
    def told(self) -> Told | None:
        """What of its progress a unit tells in the column; None for all others."""
        return _TOLD.get(self.key)

    @property
    def field(self) -> Field | None:
        """What the column means to the program; None for one that is read and kept, but not judged."""
        return _FIELDS.get(self.key)


@dataclass(frozen=True)
class LedgerForm:
    """All columns of a form, from left to right; each field stands among them once."""

    columns: tuple[FormColumn, ...]
    examples: tuple[frozenset[tuple[Field, str]], ...] = ()
    """The rows with which the form is printed as an example: their fields with the texts, made comparable."""

    def of(self, field: Field) -> FormColumn:
        """Give the column of a field."""
        return self._by_field[field]

    def heading(self, field: Field) -> str:
        """Give a field's heading as the form prints it."""
        return self._by_field[field].heading

    def position(self, field: Field) -> int:
        """Give the place of a field's column, from 1 at the left."""
        return self.columns.index(self._by_field[field]) + 1

    @cached_property
    def further(self) -> tuple[FormColumn, ...]:
        """The columns that the program keeps without judging them."""
        return tuple(c for c in self.own if c.field is None)

    @cached_property
    def own(self) -> tuple[FormColumn, ...]:
        """The columns of the form as the plan prints it: all but those in which units tell how far they have got."""
        return tuple(c for c in self.columns if c.told is None)

    @cached_property
    def telling(self) -> Mapping[str, Told]:
        """The columns in which units tell how far they have got, by their headings; {} where the form has none."""
        return {c.heading: c.told for c in self.columns if c.told is not None}

    @cached_property
    def _by_field(self) -> dict[Field, FormColumn]:
        return {c.field: c for c in self.columns if c.field is not None}
