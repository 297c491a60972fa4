"""How time limits (时限要求) are read, and how what a unit offers compares with what the plan asks."""

from pipeline.time_limits.due_dates import due_dates
from pipeline.time_limits.judge import Offer, judge, judge_unset
from pipeline.time_limits.limits import TimeLimit, points_to_measure, read_time_limit
from pipeline.time_limits.subjects import DEFINITE, clauses_of
from pipeline.time_limits.verdicts import is_duration
from pipeline.time_limits.working_days import add_working_days, calendar_years, is_working_day

__all__ = [
    "DEFINITE",
    "Offer",
    "TimeLimit",
    "add_working_days",
    "calendar_years",
    "clauses_of",
    "due_dates",
    "is_duration",
    "is_working_day",
    "judge",
    "judge_unset",
    "points_to_measure",
    "read_time_limit",
]
