"""What was counted: how units have reported, kind by kind, and how many deviations there are, family by family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class KindFigures:
    """How the units of one kind (or all, 合计) have reported; only units from which a ledger is expected.

    A unit that has none of the tasks (无此项任务, as an officer has recorded) is not expected to report.
    """

    name: str
    expected: int
    on_time: int
    late: int
    missing: int
    unreadable: int

    @property
    def reported(self) -> int:
        """How many have reported (按时 or 逾期)."""
        return self.on_time + self.late

    @property
    def absent(self) -> int:
        """How many have not, or with a file that cannot be read."""
        return self.missing + self.unreadable

    @property
    def rate(self) -> float | None:
        """Those that have reported, of those expected."""
        return self.reported / self.expected if self.expected else None

    @staticmethod
    def total(kinds: Sequence[KindFigures]) -> KindFigures:
        """Add the kinds up."""
        return KindFigures(
            "合计",
            sum(k.expected for k in kinds),
            sum(k.on_time for k in kinds),
            sum(k.late for k in kinds),
            sum(k.missing for k in kinds),
            sum(k.unreadable for k in kinds),
        )


@dataclass(frozen=True, slots=True)
class FamilyFigures:
    """The deviations in force of one family, by severity, and how many units they concern.

    All families together (合计) have no sheet, and no number of units: one may have deviations of several families.
    """

    name: str
    sheet: str
    errors: int
    warnings: int
    notices: int
    units: int | None

    @property
    def all(self) -> int:
        """All of them."""
        return self.errors + self.warnings + self.notices

    @staticmethod
    def total(families: Sequence[FamilyFigures]) -> FamilyFigures:
        """Add the families up."""
        return FamilyFigures(
            "合计",
            "",
            sum(f.errors for f in families),
            sum(f.warnings for f in families),
            sum(f.notices for f in families),
            None,
        )


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One consolidation's main figures."""

    date: date
    reported: int
    covered: int
    errors: int
    warnings: int
    notices: int
    put_right: float | None = None
    """Errors and warnings put right, of those that were found; None where it is not on record."""

    read: int = 0
    """Ledgers that were read."""
    errors_in_them: int = 0

    @property
    def errors_each(self) -> float | None:
        """Errors in each ledger that was read: the sum grows as more of them come. None where it is not on record."""
        return round(self.errors_in_them / self.read, 2) if self.read else None
