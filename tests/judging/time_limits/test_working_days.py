"""The State Council's calendar, and due dates."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.judging.time_limits.due_dates import due_dates
from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.judging.time_limits.working_days import (
    WORKING_TO_CALENDAR,
    add_working_days,
    calendar_years,
    is_working_day,
)
from tests.judging.time_limits.reading import HERE, YEAR


def test_holidays_and_make_up_days() -> None:
    assert not is_working_day(date(2022, 10, 3))
    assert is_working_day(date(2022, 10, 8))  # a Saturday, worked for the National Day
    assert add_working_days(date(2022, 9, 30), 1) == date(2022, 10, 8)
    assert add_working_days(date(2022, 1, 28), 3) == date(2022, 2, 7)
    assert add_working_days(date(2022, 5, 5), 0) == date(2022, 5, 5)
    assert add_working_days(date(2022, 10, 8), -1) == date(2022, 9, 30)


def test_years_without_a_calendar_fall_back_to_weekdays() -> None:
    assert 2022 in calendar_years()
    assert 2040 not in calendar_years()
    assert is_working_day(date(2040, 10, 1))
    assert not is_working_day(date(2040, 10, 6))


def test_the_worth_of_a_working_day_and_the_years_that_the_library_knows() -> None:
    """Mutants of both survived."""
    from chinese_calendar import constants

    assert pytest.approx(1.4) == WORKING_TO_CALENDAR
    known = {day.year for day in constants.holidays}
    assert (calendar_years()[0], calendar_years()[-1]) == (min(known), max(known))


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("6月底前", date(2022, 6, 30), 1),
        ("每月10日前", date(2022, 1, 10), 12),
        ("每季度首月15日前", date(2022, 1, 15), 4),
        ("每季度末月25日前", date(2022, 3, 25), 4),
        ("每月后10个工作日内", date(2022, 2, 18), 12),
        ("每季度结束后15日内", date(2022, 4, 15), 4),
        ("每半年一次", date(2022, 6, 30), 2),
        ("每年年底前", date(2022, 12, 31), 1),
        ("每年3月、9月", date(2022, 3, 31), 2),
    ],
)
def test_due_dates(text: str, first: date, count: int) -> None:
    (clause,) = read_time_limit(text, HERE).clauses
    dates = due_dates(clause, YEAR)
    assert (dates[0], len(dates)) == (first, count)
    assert list(dates) == sorted(dates)


@pytest.mark.parametrize("text", ["长期坚持", "每周", "20个工作日内", "三年一轮", "定期", "及时"])
def test_no_due_dates(text: str) -> None:
    (clause,) = read_time_limit(text, HERE).clauses
    assert due_dates(clause, YEAR) == ()
