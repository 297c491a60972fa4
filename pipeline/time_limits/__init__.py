"""How time limits (时限要求) are read, and how what a unit offers compares with what the plan asks."""

from pipeline.time_limits.due_dates import due_dates, first_due
from pipeline.time_limits.judge import Offer, judge, judge_obligation
from pipeline.time_limits.limits import TimeLimit, points_to_measure, read_time_limit
from pipeline.time_limits.shortfalls import Offered, Period, Shortfall, ShortfallKind
from pipeline.time_limits.subjects import DEFINITE, clauses_of
from pipeline.time_limits.verdicts import calendar_days
from pipeline.time_limits.working_days import add_working_days, calendar_years, is_working_day

__all__ = [
    "DEFINITE",
    "Offer",
    "Offered",
    "Period",
    "Shortfall",
    "ShortfallKind",
    "TimeLimit",
    "add_working_days",
    "calendar_days",
    "calendar_years",
    "clauses_of",
    "due_dates",
    "first_due",
    "is_working_day",
    "judge",
    "judge_obligation",
    "points_to_measure",
    "read_time_limit",
]
