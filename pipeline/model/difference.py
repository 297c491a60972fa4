"""What changed between two versions of a ledger: measures added, dropped, changed, and in which columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model.form import Field
from pipeline.model.ledger import Entry


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A measure in one version, the obligations that it serves for certain, and the last day that its limit sets."""

    entry: Entry
    obligations: frozenset[str] = frozenset()
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A measure that both versions hold, and the columns in which they differ."""

    before: VersionRow
    after: VersionRow
    fields: tuple[Field, ...]

    @property
    def inverse(self) -> ChangedRow:
        """The same, seen from the newer version."""
        return ChangedRow(self.after, self.before, self.fields)

    @property
    def days_moved(self) -> int | None:
        """By how many days the limit was put off (negative: brought forward); None where either sets no day."""
        if Field.TIME_LIMIT not in self.fields or self.before.due is None or self.after.due is None:
            return None
        return (self.after.due - self.before.due).days


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns one version into another, in the order of their rows. ``same`` counts what is alike in both."""

    added: tuple[VersionRow, ...] = ()
    dropped: tuple[VersionRow, ...] = ()
    changed: tuple[ChangedRow, ...] = ()
    same: int = 0

    @property
    def inverse(self) -> Difference:
        """What turns the other into the one."""
        return Difference(self.dropped, self.added, tuple(c.inverse for c in self.changed), self.same)

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.dropped or self.changed)

    def count(self, *fields: Field) -> int:
        """How many measures have changed in any of some columns."""
        return sum(not set(fields).isdisjoint(c.fields) for c in self.changed)
