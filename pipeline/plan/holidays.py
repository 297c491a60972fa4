"""The State Council's notices of holidays and make-up workdays, beyond the years that the library knows.

``rules/holidays.csv`` stands beside the plans and holds for all of them; an officer copies each notice into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.judging.time_limits.working_days import NATIONAL_DAY, keep_to_notices
from pipeline.plan.rules_files import Record, RulesFolder

HOLIDAYS_FILE = "holidays.csv"
_COLUMNS = ("first", "kind")
_OPTIONAL = ("last", "name")
_HEADINGS = {
    "开始日期": "first",
    "日期": "first",
    "起": "first",
    "结束日期": "last",
    "止": "last",
    "安排": "kind",
    "节日": "name",
    "名称": "name",
    "说明": "name",
}
_KINDS = {
    "放假": False,
    "休": False,
    "休息": False,
    "假": False,
    "上班": True,
    "班": True,
    "补班": True,
    "调休上班": True,
}
_LONGEST = 15
"""No holiday of the State Council lasts longer; what does is a slip in a date."""


def read_holidays(rules: RulesFolder) -> Mapping[date, bool]:
    """Read the notices beside a plan: each named day with whether it is worked. Faults are told, not fatal."""
    above = RulesFolder(rules.path.resolve().parent, rules.problems)
    if not (above.path / HOLIDAYS_FILE).is_file():
        return {}
    days: dict[date, bool] = {}
    for row in above.table(HOLIDAYS_FILE, _COLUMNS, _OPTIONAL, also=_HEADINGS) or []:
        for day, worked in _days(above, row):
            if days.setdefault(day, worked) is not worked:
                _tell(above, row.line, f"{day}既写放假又写上班。", "请按放假通知改正其中一处。")
    for year in sorted({day.year for day in days if day.month > 1}):
        if date(year, *NATIONAL_DAY) not in days:
            advice = "请按国务院办公厅的通知填齐全年各节；此前该年按周一至周五计算工作日。"
            _tell(above, None, f"{year}年的安排没有国庆节，可能没有填完。", advice)
    return days


def follow(days: Mapping[date, bool]) -> None:
    """Count working days by these notices from now on; limits read under other ones are read again."""
    if keep_to_notices(days):
        read_time_limit.cache_clear()


def _days(above: RulesFolder, row: Record) -> Iterator[tuple[date, bool]]:
    first, last = _day(row["first"]), _day(row["last"] or row["first"])
    worked = _KINDS.get(row["kind"])
    if first is None or last is None:
        wrong = row["first"] if first is None else row["last"]
        _tell(above, row.line, f"“{wrong}”不是日期。", "请按2027-10-01的形式填写。")
    elif worked is None:
        _tell(above, row.line, f"“{row['kind']}”无法识别。", "“安排”栏请填写“放假”或“上班”。")
    elif not first <= last < first + timedelta(days=_LONGEST):
        _tell(above, row.line, f"{first}至{last}的起止日期不合理。", "请核对年份和先后。")
    else:
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if worked and day.weekday() < 5:
                _tell(above, row.line, f"{day}不是周末，无需注明上班。", "请核对日期；补班的应是周六或周日。")
            yield day, worked


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _tell(above: RulesFolder, line: int | None, message: str, advice: str) -> None:
    above.report(HOLIDAYS_FILE, line, message, advice, fatal=False)
