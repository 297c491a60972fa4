"""What a time limit says, clause by clause (时限条款)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where a time limit is read: the plan's year, the plan's own date, and the day of the ledger.

    A date without a year lies in the plan's ``year``; a named day without one (春节) is the next on or after
    ``issued``; 本月底, 下季度末 count from ``day``.
    """

    year: int
    issued: date
    day: date


class ClauseKind(StrEnum):
    """The eight ways in which a text speaks of time."""

    FIXED = "fixed"
    RECURRING = "recurring"
    RELATIVE = "relative"
    MINIMUM_DURATION = "minimum_duration"
    STANDING = "standing"
    PERIOD = "period"
    DYNAMIC = "dynamic"
    VAGUE = "vague"


class DayType(StrEnum):
    """Working days follow the State Council's calendar; calendar days count every day."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement about time inside a 时限要求 cell.

    ``due`` is the date of a fixed clause (of a span its end), or of a standing clause that names one (2022年全年).
    ``every`` is the frequency of a recurring clause: day, week,
    two_weeks, month, two_months, quarter, half_year, year, two_years, three_years, … or unspecified (定期).
    ``month_day`` ("12-31") is the day of the year by which a recurring clause falls due. ``days`` counts the
    days of a relative or minimum_duration clause, or the days after the period of a recurring one; negative days lie
    before the trigger.
    ``text`` is the part of the text that the clause was read from, as written.
    """

    kind: ClauseKind
    text: str
    due: date | None = None
    every: str | None = None
    month_day: str | None = None
    days: int | None = None
    day_type: DayType | None = None
    trigger: str | None = None
    since: date | None = None
    """The first day of a span that a fixed clause ends (6月1日至6月30日), or of what recurs (7月起每月)."""
    part: bool = False
    """Whether the date is that of a part, where the same text names the whole (年底前80%，明年3月底前全部)."""
    at_most: bool = False
    """Whether the text says of a length in so many words that it is the longest (不超过30日, 30日内)."""

    @property
    def deadline(self) -> date | None:
        """The date by which something has to be done; None for all kinds but fixed ones."""
        return self.due if self.kind is ClauseKind.FIXED else None

    def as_json(self) -> dict[str, object]:
        """Give the clause in the form of the JSON contract: all seven keys, None where nothing is said."""
        return {
            "kind": self.kind.value,
            "due": self.due.isoformat() if self.due else self.month_day,
            "every": self.every,
            "days": self.days,
            "day_type": self.day_type.value if self.day_type else None,
            "trigger": self.trigger,
            "text": self.text,
        }
