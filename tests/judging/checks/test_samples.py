"""The labelled ledgers, with the officer's own matches: what is missing and which time limits fail must be theirs."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.runner import check_county, check_ledger
from pipeline.model import Entry, EntryMatch, Ledger, Match, Plan, UnitReport, UnitStatus, Value
from pipeline.plan.plans import read_plan
from tools.labels import labelled_ledgers

from .ledgers import submission

LEDGERS = {ledger.name: ledger for ledger in labelled_ledgers()}
RULES = Path(__file__).parents[3] / "rules" / "yiyuan-2022"
each_ledger = pytest.mark.parametrize("name", LEDGERS)


@cache
def plan() -> Plan:
    return read_plan(RULES)


@cache
def case_of(name: str) -> LedgerCase:
    labelled = LEDGERS[name]
    entries: list[Entry] = []
    matches: list[EntryMatch] = []
    for number, (task, measures) in enumerate(labelled.tasks, 1):
        top = len(entries) + 5
        for row in range(top, top + measures):
            told = labelled.entries[len(entries)]
            below = row > top
            entries.append(
                Entry(
                    "台账",
                    row,
                    no=Value(str(number), f"A{top}", below),
                    task=Value(task, f"B{top}", below),
                    measure=Value(told.measure, f"C{row}"),
                    time_limit=Value(told.time_limit, f"D{row}"),
                    leader=Value(told.leader, f"E{row}"),
                    section=Value(told.section, f"F{row}"),
                )
            )
            certain = tuple(Match(o, 1.0) for o in sorted(told.covers))
            matches.append(EntryMatch(certain, tuple(Match(o, 0.5) for o in sorted(told.maybe))))
    ledger = Ledger("台账", labelled.title, "", 4, {}, (), tuple(entries), {})
    day = date(2022, 5, 20)
    return LedgerCase(plan(), plan().unit_by_name[labelled.unit], ledger, tuple(matches), day, day)


@each_ledger
def test_gaps_are_those_of_the_officer(name: str) -> None:
    deviations = check_ledger(case_of(name)).deviations
    assert {d.obligation for d in deviations if d.code in ("C01", "C02")} == LEDGERS[name].missing


def test_time_limit_codes_are_those_of_the_officer() -> None:
    # How single wordings are read is tested with the time limits; here, that each judgement reaches its obligation.
    said: set[tuple[str, str | None, str]] = set()
    labelled: set[tuple[str, str | None, str]] = set()
    for name, told in LEDGERS.items():
        deviations = check_ledger(case_of(name)).deviations
        said |= {(name, d.obligation, d.code) for d in deviations if d.code[0] == "T" and d.obligation in told.time}
        labelled |= {(name, obligation, code) for obligation, codes in told.time.items() for code in codes}
    assert len(said & labelled) >= 0.95 * len(said | labelled), sorted(said ^ labelled)


@each_ledger
def test_blank_cells_are_those_that_the_clerk_left(name: str) -> None:
    case = case_of(name)
    found = [d for d in check_ledger(case).deviations if d.code in ("F01", "F02", "F03", "F04", "F05")]
    said = {d.cell for d in found if not d.content}
    assert {d.content for d in found if d.content} <= {"局长", "待定"}
    cells = [v for e in case.ledger.entries for v in (e.task, e.measure, e.time_limit, e.leader, e.section)]
    assert said == {v.cell for v in cells if not v.text}


def test_sixteen_good_ledgers_break_no_check_of_the_county() -> None:
    reports = tuple(
        UnitReport(told.unit, UnitStatus.ON_TIME, submission(case_of(name))) for name, told in LEDGERS.items()
    )
    run = check_county(CountyCase(plan(), date(2022, 7, 15), reports))
    assert not run.faults
    assert {d.obligation for _, d in run.deviations if d.code == "R03"} == {
        o.id
        for o in plan().obligations
        if any(a.binding.value in ("open", "conditional", "external") for a in o.assignments)
    }
