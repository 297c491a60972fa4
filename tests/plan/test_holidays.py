"""The State Council's notices: read from rules/holidays.csv, counted by, asked for when they are due."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.cli.checkup import machine
from pipeline.flow.at_hand import stamp_of
from pipeline.flow.examine import Examiner
from pipeline.judging.time_limits.working_days import (
    add_working_days,
    calendar_is_known,
    calendar_years,
    is_working_day,
    keep_to_notices,
)
from pipeline.plan.holidays import HOLIDAYS_FILE, read_holidays
from pipeline.plan.plans import read_plan
from pipeline.plan.rules_check import verify_rules
from pipeline.plan.rules_files import RulesFolder
from pipeline.settings import Settings
from tests.plan.plan_docx import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "holidays.md"
FUTURE = calendar_years().stop + 20
"""A year that no library knows for long."""


@pytest.fixture(autouse=True)
def usual_calendar() -> Iterator[None]:
    yield
    keep_to_notices({})


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(RULES, tmp_path / "rules" / "plan")
    return tmp_path / "rules" / "plan"


def noticed(rules: Path, *lines: str) -> RulesFolder:
    text = "\n".join(("开始日期,结束日期,安排,名称", *lines))
    (rules.parent / HOLIDAYS_FILE).write_text(text, encoding="utf-8")
    return RulesFolder(rules)


def test_the_notice_on_the_page_says_what_the_library_knows_of_that_year(rules: Path) -> None:
    example = re.search(r"```csv\n.*?\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    folder = noticed(rules, *example[1].splitlines())
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(365)]
    by_library = [is_working_day(day) for day in days]
    holidays = read_holidays(folder)
    assert folder.problems == []
    assert keep_to_notices(holidays)
    assert [is_working_day(day) for day in days] == by_library
    assert len({day for day in holidays if day.weekday() < 5}) > 15


def test_a_year_beyond_the_library_is_counted_by_its_notice_and_others_by_weekends(rules: Path) -> None:
    assert not calendar_is_known(FUTURE)
    saturday = next(d for n in range(7) if (d := date(FUTURE, 9, 20) + timedelta(days=n)).weekday() == 5)
    noticed(rules, f"{FUTURE}-10-01,{FUTURE}-10-07,放假,国庆节", f"{saturday:%Y/%m/%d},,上班,补班")
    plan = read_plan(rules)
    assert calendar_is_known(FUTURE)
    assert is_working_day(saturday)
    assert not is_working_day(saturday + timedelta(days=1))
    assert add_working_days(date(FUTURE, 9, 30), 1) >= date(FUTURE, 10, 8)
    assert not calendar_is_known(FUTURE + 1)
    assert len(plan.holidays) == 8


def test_notices_count_without_a_restart_and_are_part_of_the_rules(rules: Path) -> None:
    noticed(rules)
    before, stamp = read_plan(rules), stamp_of(rules)
    noticed(rules, f"{FUTURE}-10-01,{FUTURE}-10-07,放假,国庆节")
    assert stamp_of(rules) != stamp
    assert read_plan(rules).fingerprint != before.fingerprint


def test_a_process_that_is_given_the_plan_counts_by_its_notices(rules: Path) -> None:
    """As a child that is spawned: what the parent has set does not reach it."""
    noticed(rules, f"{FUTURE}-10-01,{FUTURE}-10-07,放假,国庆节")
    examiner = Examiner(rules, _plan=read_plan(rules))
    keep_to_notices({})
    assert examiner.plan.holidays
    assert not is_working_day(date(FUTURE, 10, 4))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("十月一日,,放假,国庆", "不是日期"),
        ("2041-02-30,,放假,春节", "不是日期"),
        ("2041-10-07,2041-10-01,放假,国庆", "起止日期不合理"),
        ("2041-10-01,2042-10-07,放假,国庆", "起止日期不合理"),
        ("2041-10-01,,吃席,国庆", "“吃席”无法识别"),
        ("2041-10-08,,上班,补班", "不是周末"),
    ],
)
def test_a_slip_is_told_with_its_line_and_stops_nothing(rules: Path, line: str, said: str) -> None:
    noticed(rules, "2041-10-01,2041-10-06,放假,国庆", line)
    problem = next(p for p in verify_rules(rules) if said in p.message)
    assert (problem.file, problem.line, problem.fatal) == (HOLIDAYS_FILE, 3, False)
    assert read_plan(rules).holidays[date(2041, 10, 2)] is False


def test_a_contradiction_and_an_unfinished_year_are_told(rules: Path) -> None:
    noticed(rules, "2041-05-01,2041-05-05,放假,劳动节", "2041-05-04,,上班,补班")
    said = " ".join(p.message for p in verify_rules(rules))
    assert "既写放假又写上班" in said
    assert "2041年的安排没有国庆节" in said


@pytest.mark.parametrize(("day", "asked"), [((10, 31), False), ((11, 1), True), ((12, 31), True)])
def test_the_next_years_notice_is_asked_for_from_november(
    rules: Path, monkeypatch: pytest.MonkeyPatch, day: tuple[int, int], asked: bool
) -> None:
    settings = Settings(root=rules.parent.parent)
    last = calendar_years().stop - 1
    now = datetime(last, *day, 9, 0, tzinfo=settings.zone)
    monkeypatch.setattr(machine, "datetime", SimpleNamespace(now=lambda zone: now))
    found = [f for f in machine.holidays(settings) if f.state == "warning"]
    assert [f.text for f in found] == ([f"没有{last + 1}年的放假安排"] if asked else [])
    noticed(rules, f"{last + 1}-10-01,{last + 1}-10-07,放假,国庆节")
    assert [f for f in machine.holidays(settings) if f.state == "warning"] == []
