"""催办函: what one unit owes, and which units owe anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts, CurrentDeviation
from pipeline.county.letters.county_words import Numerals, full_name, letter_words
from pipeline.judging.checks.traits import Trait, has
from pipeline.judging.checks.wording import STOPS, day, excerpt, limit_of
from pipeline.model import ABSENT, County, Plan, Severity, UnitReport, UnitStatus

_UNREPORTED = ABSENT | {UnitStatus.UNREADABLE}
_SAID_APART = (Trait.NOT_SUBMITTED, Trait.UNREADABLE, Trait.GAP)
"""What the letter says in sections of its own: nothing has come that can be read, tasks are missing."""
_REQUIREMENT = 60
_MOST_LINES = 12
_BLANK_DAY = "　　月　　日"


class Demands:
    """The units' debts in one county."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._facts = CountyFacts(county)
        self._reports = {r.unit: r for r in self._facts.reports}
        self._coverage = {c.unit: c for c in self._facts.coverage}

    def units(self) -> tuple[str, ...]:
        """Name the units that owe something, in the order of the roster: a ledger that is due, or errors to mend.

        The unit that collects the ledgers is not among them: nobody writes to himself.
        """
        sender = self._county.plan.settings.collecting_unit
        return tuple(r.unit for r in self._facts.reports if self._owes(r) and r.unit != sender)

    def words(self, unit: str, by: date | None = None) -> dict[str, object]:
        """Give what the letter to a unit may say; ``by`` is the day until which it is asked to act.

        Without one the letter leaves the day blank: setting it is an officer's business.
        """
        county, report = self._county, self._reports.get(unit)
        mine = [c for c in self._facts.current if c.unit == unit]
        unreported = report is not None and self._is_unreported(report)
        unreadable = report is not None and report.status is UnitStatus.UNREADABLE
        missing = [] if unreported else list(self._missing(unit))
        found = [] if unreported else list(_found(mine))
        due = [
            (c.deviation.what or c.deviation.message).rstrip(STOPS)
            for c in mine
            if has(c.deviation.code, Trait.DUE_SOON)
        ]
        matters = sum(map(bool, (unreported, missing, found, due)))
        overdue = (county.as_of - county.plan.ledgers_due).days
        return {
            **letter_words(county),
            "单位": full_name(county.plan, unit),
            "限期": day(by) if by else _BLANK_DAY,
            "事由": _subject(county.plan, unreported=unreported, owing=bool(missing or found)),
            "序": Numerals("{}、"),
            "有事": matters > 0,
            "多项": matters > 1,
            "未报送": unreported and not unreadable,
            "无法读取": unreported and unreadable,
            "无法读取原因": _reason(report),
            "逾期天数": max(overdue, 0),
            "漏项": missing,
            "问题": found[:_MOST_LINES],
            "问题余数": max(len(found) - _MOST_LINES, 0),
            "警告": sum(c.deviation.severity is Severity.WARNING for c in mine),
            "临期": due[:_MOST_LINES],
            "临期余数": max(len(due) - _MOST_LINES, 0),
        }

    def _owes(self, report: UnitReport) -> bool:
        if self._is_unreported(report):
            return self._county.as_of > self._county.plan.ledgers_due or report.status is UnitStatus.UNREADABLE
        return any(c.unit == report.unit and c.deviation.severity is Severity.ERROR for c in self._facts.current)

    def _is_unreported(self, report: UnitReport) -> bool:
        unit = self._county.plan.unit_by_name.get(report.unit)
        return unit is not None and unit.expected and report.status in _UNREPORTED

    def _missing(self, unit: str) -> Iterator[dict[str, object]]:
        marks = self._coverage[unit].marks if unit in self._coverage else {}
        those = [o for o in self._county.plan.obligations if marks.get(o.id) is Coverage.MISSING]
        for number, obligation in enumerate(those, 1):
            yield {
                "序号": number,
                "位置": obligation.place,
                "任务": excerpt(obligation.requirement, _REQUIREMENT),
                "时限": limit_of(obligation) or "—",
            }


def _found(mine: list[CurrentDeviation]) -> Iterator[str]:
    """Say which errors are to be put right beside missing tasks: the same one in many places once."""
    errors = [
        c.deviation
        for c in mine
        if c.deviation.severity is Severity.ERROR and not has(c.deviation.code, *_SAID_APART)
    ]
    counts = Counter((d.code, d.what or d.message) for d in errors)
    for (_, what), count in counts.items():
        said = what.rstrip(STOPS)
        yield f"{said}（{count}处）" if count > 1 else said


def _reason(report: UnitReport | None) -> str:
    failure = report.submission.file.failure if report is not None and report.submission else None
    return failure.message.rstrip(STOPS) if failure else ""


def _subject(plan: Plan, *, unreported: bool, owing: bool) -> str:
    if unreported:
        return f"尽快报送{plan.year}年政务公开工作台账"
    if owing:
        return f"抓紧整改{plan.year}年政务公开工作台账"
    return f"落实{plan.year}年政务公开近期到期任务"
