"""Runs the checks and turns their findings into deviations. A check that breaks stops no other and blames nobody."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.catalogue import ARRIVAL_CHECKS, COUNTY_CHECKS, LEDGER_CHECKS
from pipeline.judging.checks.check import Check, Finding
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Deviation, Plan, PlanSettings, Severity

Case = TypeVar("Case", ArrivalCase, LedgerCase, CountyCase)


@dataclass(frozen=True, slots=True)
class CheckFault:
    """A fault of the program, for the operator: which check broke, how, and where in the code."""

    code: str
    message: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckRun:
    """What a run of checks gave: the department's deviations, and the program's own faults, kept apart."""

    deviations: tuple[Deviation, ...] = ()
    faults: tuple[CheckFault, ...] = ()

    def __add__(self, other: CheckRun) -> CheckRun:
        return CheckRun(self.deviations + other.deviations, self.faults + other.faults)


@dataclass(frozen=True, slots=True)
class CountyRun:
    """What the checks of the county gave: each deviation with its unit ("" where it concerns none in particular)."""

    deviations: tuple[tuple[str, Deviation], ...] = ()
    faults: tuple[CheckFault, ...] = ()


def check_arrival(case: ArrivalCase, checks: Sequence[Check[ArrivalCase]] = ARRIVAL_CHECKS) -> CheckRun:
    """Judge a file as it arrived: S02 to S06, S08."""
    found, faults = _run(case, checks, case.plan)
    return CheckRun(tuple(d for _, d in found), faults)


def check_ledger(case: LedgerCase, checks: Sequence[Check[LedgerCase]] = LEDGER_CHECKS) -> CheckRun:
    """Judge a ledger: S07, F, C and T01 to T08."""
    found, faults = _run(case, checks, case.plan)
    return CheckRun(tuple(d for _, d in found), faults)


def check_submission(arrival: ArrivalCase, ledger: LedgerCase | None) -> CheckRun:
    """Judge a submission: the arrival, then the ledger where there is one."""
    return check_arrival(arrival) + (check_ledger(ledger) if ledger is not None else CheckRun())


def check_county(case: CountyCase, checks: Sequence[Check[CountyCase]] = COUNTY_CHECKS) -> CountyRun:
    """Judge the county as a whole: S01, T09, T10 and R."""
    found, faults = _run(case, checks, case.plan)
    return CountyRun(tuple(found), faults)


def severity_of(code: str, default: Severity, settings: PlanSettings) -> Severity:
    """Give the severity with which a code counts in a plan: pilots are notices, settings go before the default.

    Raises ValueError where the settings name a severity that does not exist; `rules verify` refuses such a plan.
    """
    if code in settings.pilots:
        return Severity.NOTICE
    return Severity(settings.severities.get(code, default))


def _run(
    case: Case, checks: Iterable[Check[Case]], plan: Plan
) -> tuple[list[tuple[str, Deviation]], tuple[CheckFault, ...]]:
    found: list[tuple[str, Deviation]] = []
    faults: list[CheckFault] = []
    for check in checks:
        try:
            severity = severity_of(check.code, check.severity, plan.settings)
            # What a check found before it broke is true all the same, and is kept.
            found.extend((f.unit, _deviation(check, f, severity, plan)) for f in check.find(case))
        except Exception as error:
            faults.append(CheckFault(check.code, f"{type(error).__name__}: {error}", traceback.format_exc()))
    return _distinct(found), tuple(faults)


def _deviation(check: Check[Case], finding: Finding, severity: Severity, plan: Plan) -> Deviation:
    words = {**plan.words, **finding.words}
    what = check.sentence_template.format_map(words)
    place = finding.place
    return Deviation(
        code=check.code,
        severity=severity,
        message=f"{place.text}：{what}" if place.text else what,
        advice=check.advice_template.format_map(words),
        obligation=finding.obligation,
        sheet=place.sheet,
        cell=place.cell,
        content=finding.content,
        suggestion=finding.suggestion,
        what=what,
        subject=finding.subject,
        beside=place.beside,
    )


def _distinct(found: list[tuple[str, Deviation]]) -> list[tuple[str, Deviation]]:
    """Number those that would be taken for one another in the register (two blank cells of one task, say)."""
    times: Counter[str] = Counter()
    distinct: list[tuple[str, Deviation]] = []
    for unit, deviation in found:
        key = deviation.key(unit)
        times[key] += 1
        if times[key] > 1:
            subject = key.removeprefix(f"{unit}|{deviation.code}|")
            deviation = replace(deviation, subject=f"{subject}#{times[key]}")
        distinct.append((unit, deviation))
    return distinct
