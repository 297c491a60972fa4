"""Which reminders are due: around the due date, for open errors, for tasks that fall due; on working days only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.time_limits.working_days import is_working_day
from pipeline.mail.letters.matters import MatterKind, ReminderRules, matters_due
from pipeline.model import (
    Arrival,
    County,
    Deviation,
    DeviationState,
    FileRead,
    Identification,
    Plan,
    Severity,
    Submission,
    TrackedDeviation,
    UnitReport,
    UnitStatus,
    Verdict,
)
from pipeline.plan.plans import read_plan

UNIT = "县水利局"
RULES = ReminderRules()
NOON = datetime(2022, 5, 10, 12, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(Path("rules/yiyuan-2022"))  # due on Friday, 20 May 2022


def county(plan: Plan, status: UnitStatus, today: date, *tracked: TrackedDeviation) -> County:
    arrival = Arrival("台账.xlsx", "0" * 64, 1, NOON)
    submission = Submission(arrival, FileRead("台账.xlsx", "0" * 64), Identification(UNIT), Verdict.RETURNED)
    known = status in (UnitStatus.ON_TIME, UnitStatus.LATE)
    report = UnitReport(UNIT, status, submission if known else None)
    return County(plan, today, NOON, (report,), (), tracked)


def tracked(code: str, found: date, due: date | None = None, severity: Severity = Severity.ERROR) -> TrackedDeviation:
    deviation = Deviation(code, severity, "说明", "办法", subject=f"任务|举措|{due.isoformat() if due else ''}")
    state = DeviationState.OPEN
    return TrackedDeviation(UNIT, deviation.key(UNIT), deviation, "台账.xlsx", found, found, state, 0)


def days_of(
    plan: Plan, status: UnitStatus, first: date, last: date, *found: TrackedDeviation
) -> list[tuple[str, str]]:
    """Let the program run every day and remember; give the days of reminders with their kinds."""
    said: dict[str, date] = {}
    days = []
    day = first
    while day <= last:
        for matter in matters_due(county(plan, status, day, *found), RULES, day, said):
            said[matter.key] = day
            days.append((f"{day:%m-%d}", matter.kind.value))
        day += timedelta(days=1)
    return days


def test_a_unit_that_has_not_reported(plan: Plan) -> None:
    assert days_of(plan, UnitStatus.MISSING, date(2022, 5, 9), date(2022, 5, 31)) == [
        ("05-13", "before_due"),
        ("05-17", "before_due"),
        ("05-19", "before_due"),
        ("05-20", "on_due_day"),
        ("05-23", "overdue"),  # the first working day after; three days after is a Monday, too
        ("05-26", "overdue"),
        ("05-30", "overdue"),  # due on Sunday the 29th
    ]


@pytest.mark.parametrize("status", [UnitStatus.ON_TIME, UnitStatus.LATE, UnitStatus.NIL])
def test_a_unit_that_has_reported_is_left_in_peace(plan: Plan, status: UnitStatus) -> None:
    assert days_of(plan, status, date(2022, 5, 9), date(2022, 5, 31)) == []


def test_an_unreadable_file_is_no_report(plan: Plan) -> None:
    days = days_of(plan, UnitStatus.UNREADABLE, date(2022, 5, 19), date(2022, 5, 20))
    assert days == [("05-19", "unreadable"), ("05-20", "unreadable")]


def test_errors_that_stand_open(plan: Plan) -> None:
    found = tracked("T01", date(2022, 5, 10))
    assert days_of(plan, UnitStatus.ON_TIME, date(2022, 5, 10), date(2022, 5, 31), found) == [
        ("05-13", "errors"),
        ("05-20", "errors"),
        ("05-27", "errors"),
    ]


@pytest.mark.parametrize("state", [DeviationState.CLOSED, DeviationState.WAIVED])
def test_errors_put_right_or_waived_are_no_matter(plan: Plan, state: DeviationState) -> None:
    found = replace(tracked("T01", date(2022, 5, 10)), state=state)
    assert days_of(plan, UnitStatus.ON_TIME, date(2022, 5, 10), date(2022, 5, 31), found) == []


def test_warnings_and_notices_are_no_matter(plan: Plan) -> None:
    found = tracked("F09", date(2022, 5, 10), severity=Severity.WARNING)
    assert days_of(plan, UnitStatus.ON_TIME, date(2022, 5, 10), date(2022, 5, 31), found) == []


def test_tasks_that_fall_due(plan: Plan) -> None:
    # 25 June 2022 is a Saturday: the reminder of the day itself comes on Friday.
    found = tracked("T10", date(2022, 6, 1), date(2022, 6, 25), Severity.NOTICE)
    assert days_of(plan, UnitStatus.ON_TIME, date(2022, 6, 1), date(2022, 6, 30), found) == [
        ("06-10", "due_soon"),
        ("06-17", "due_soon"),
        ("06-24", "due_soon"),
    ]


def test_a_missed_day_is_made_up_for_once(plan: Plan) -> None:
    assert days_of(plan, UnitStatus.MISSING, date(2022, 5, 16), date(2022, 5, 18)) == [
        ("05-16", "before_due"),
        ("05-17", "before_due"),
    ]


def test_switched_off_nobody_is_reminded(plan: Plan) -> None:
    off = replace(RULES, enabled=False)
    assert matters_due(county(plan, UnitStatus.MISSING, plan.ledgers_due), off, plan.ledgers_due, {}) == ()


@given(today=st.dates(date(2022, 1, 1), date(2022, 12, 31)), last=st.dates(date(2022, 1, 1), date(2022, 12, 31)))
def test_never_on_a_day_off_and_never_twice_a_day(plan: Plan, today: date, last: date) -> None:
    found = (tracked("T01", date(2022, 3, 1)), tracked("T10", date(2022, 3, 1), date(2022, 9, 1), Severity.NOTICE))
    seen = county(plan, UnitStatus.MISSING, today, *found)
    first = matters_due(seen, RULES, today, {})
    if not is_working_day(today):
        assert first == ()
    assert matters_due(seen, RULES, today, {m.key: today for m in first}) == ()
    assert {m.kind for m in first} <= set(MatterKind)
