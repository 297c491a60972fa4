"""The checks: pure functions from a matched ledger and a plan to deviations; one file for each code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.checks.cases import ArrivalCase, LedgerCase, Repeat, RepeatKind
    from pipeline.checks.catalogue import ARRIVAL_CHECKS, CATALOGUE, COUNTY_CHECKS, LEDGER_CHECKS
    from pipeline.checks.check import Check, Explanation, Finding, Place, Scope
    from pipeline.checks.county_case import CountyCase
    from pipeline.checks.runner import (
        CheckFault,
        CheckRun,
        CountyRun,
        check_arrival,
        check_county,
        check_ledger,
        check_submission,
        severity_of,
    )

__all__ = [
    "ARRIVAL_CHECKS",
    "CATALOGUE",
    "COUNTY_CHECKS",
    "LEDGER_CHECKS",
    "ArrivalCase",
    "Check",
    "CheckFault",
    "CheckRun",
    "CountyCase",
    "CountyRun",
    "Explanation",
    "Finding",
    "LedgerCase",
    "Place",
    "Repeat",
    "RepeatKind",
    "Scope",
    "check_arrival",
    "check_county",
    "check_ledger",
    "check_submission",
    "severity_of",
]

_HOME = {
    **dict.fromkeys(("ARRIVAL_CHECKS", "CATALOGUE", "COUNTY_CHECKS", "LEDGER_CHECKS"), "catalogue"),
    **dict.fromkeys(("ArrivalCase", "LedgerCase", "Repeat", "RepeatKind"), "cases"),
    **dict.fromkeys(("Check", "Explanation", "Finding", "Place", "Scope"), "check"),
    "CountyCase": "county_case",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: the checks are many, and most commands need none."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'runner')}"), name)
