"""Every check by hand and in order: the order of the tuples is the order of the messages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pipeline.judging.checks import (
    c01_missing_annex1,
    c02_missing_annex2,
    c03_own_task,
    c04_doubtful_match,
    c05_not_ours,
    c06_no_guidance,
    f01_no_task,
    f02_no_measure,
    f03_no_time_limit,
    f04_no_leader,
    f05_no_section,
    f06_numbering,
    f07_placeholder,
    f08_formula_error,
    f09_copied_measure,
    f10_personal_data,
    f11_duplicate_row,
    f12_hollow_measure,
    f13_not_ours,
    f14_misplaced,
    f15_progress,
    r01_partners_disagree,
    r02_partners_absent,
    r03_bearer_open,
    s01_not_submitted,
    s02_submitted_late,
    s03_unit_unknown,
    s04_unreadable,
    s05_not_the_form,
    s06_submitted_again,
    s07_empty_ledger,
    s08_unread,
    s09_source_unproved,
    s10_progress_report,
    t01_too_late,
    t02_too_seldom,
    t03_too_many_days,
    t04_too_short,
    t05_not_definite,
    t06_no_time,
    t07_outside_year,
    t08_one_off,
    t09_due_passed,
    t10_due_soon,
)
from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.check import Check
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.ledger_case import LedgerCase

ARRIVAL_CHECKS: tuple[Check[ArrivalCase], ...] = (
    s02_submitted_late.CHECK,
    s03_unit_unknown.CHECK,
    s04_unreadable.CHECK,
    s05_not_the_form.CHECK,
    s06_submitted_again.CHECK,
    s08_unread.CHECK,
    s09_source_unproved.CHECK,
    s10_progress_report.CHECK,
)
LEDGER_CHECKS: tuple[Check[LedgerCase], ...] = (
    s07_empty_ledger.CHECK,
    f01_no_task.CHECK,
    f02_no_measure.CHECK,
    f03_no_time_limit.CHECK,
    f04_no_leader.CHECK,
    f05_no_section.CHECK,
    f06_numbering.CHECK,
    f07_placeholder.CHECK,
    f08_formula_error.CHECK,
    f09_copied_measure.CHECK,
    f10_personal_data.CHECK,
    f11_duplicate_row.CHECK,
    f12_hollow_measure.CHECK,
    f13_not_ours.CHECK,
    f14_misplaced.CHECK,
    f15_progress.CHECK,
    c01_missing_annex1.CHECK,
    c02_missing_annex2.CHECK,
    c03_own_task.CHECK,
    c04_doubtful_match.CHECK,
    c05_not_ours.CHECK,
    c06_no_guidance.CHECK,
    t01_too_late.CHECK,
    t02_too_seldom.CHECK,
    t03_too_many_days.CHECK,
    t04_too_short.CHECK,
    t05_not_definite.CHECK,
    t06_no_time.CHECK,
    t07_outside_year.CHECK,
    t08_one_off.CHECK,
)
COUNTY_CHECKS: tuple[Check[CountyCase], ...] = (
    s01_not_submitted.CHECK,
    t09_due_passed.CHECK,
    t10_due_soon.CHECK,
    r01_partners_disagree.CHECK,
    r02_partners_absent.CHECK,
    r03_bearer_open.CHECK,
)

_FAMILIES = "SFCTR"
_ALL: tuple[Check[Any], ...] = (*ARRIVAL_CHECKS, *LEDGER_CHECKS, *COUNTY_CHECKS)

CATALOGUE: Mapping[str, Check[Any]] = MappingProxyType(
    {check.code: check for check in sorted(_ALL, key=lambda c: (_FAMILIES.index(c.code[0]), c.code))}
)
"""Every code with its check, in the order of the contract."""
