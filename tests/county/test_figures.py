"""The county's figures, against the labels of the sample ledgers and against small counties."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime

import pytest

from pipeline.county.due_dates import next_due
from pipeline.county.figures import county_figures
from pipeline.model import Clause, ClauseKind, County, DeviationState, Severity, UnitReport, UnitStatus
from tests.county.county_builder import AS_OF, plan, sample_county, samples


def empty_county() -> County:
    """A county from which nothing has come yet."""
    reports = tuple(UnitReport(u.name, UnitStatus.MISSING) for u in plan().expected_units)
    return County(plan(), AS_OF, datetime(2022, 5, 23, 2, 30), reports, (), ())


def test_reporting() -> None:
    figures = county_figures(sample_county())
    expected = {u.name for u in plan().expected_units}
    reported = {s["unit"] for s in samples()} & expected
    assert figures.expected == len(expected)
    assert figures.reported == len(reported) == 16
    assert figures.late_units == ("县供销社",)
    assert figures.unreadable_units == ("县司法局",)
    assert set(figures.missing_units) == expected - reported - {"县司法局"}
    assert figures.stray_files == 2
    assert figures.reporting_rate == pytest.approx(16 / len(expected))
    by_kind = [(k.expected, k.on_time + k.late + k.missing + k.unreadable) for k in figures.kinds]
    assert all(count == total for count, total in by_kind)
    assert sum(k.expected for k in figures.kinds) == figures.expected


def test_entries_and_tasks_are_those_of_the_ledgers() -> None:
    figures = county_figures(sample_county())
    measures = [m for s in samples() for t in s["tasks"] for m in t["measures"]]
    assert figures.entries == sum(bool(m["measure"].strip()) for m in measures)
    assert figures.tasks == sum(bool(t["task"].strip()) for s in samples() for t in s["tasks"])


def test_gaps_are_the_labelled_ones_but_for_waivers_and_assignments() -> None:
    figures = county_figures(sample_county())
    labelled = {(s["unit"], o) for s in samples() for o in s["missing"]}
    # The assignment of A1-04 to 县商务局 adds one; the waiver of A1-31 takes none (it is not missing there).
    assert ("县水利局", "A1-31") not in labelled
    assert figures.gaps == len(labelled) + 1


def test_deviations_by_family_and_severity_agree() -> None:
    figures = county_figures(sample_county())
    assert sum(f.errors for f in figures.families) == figures.severities[Severity.ERROR]
    assert sum(f.warnings for f in figures.families) == figures.severities[Severity.WARNING]
    assert sum(f.notices for f in figures.families) == figures.severities[Severity.NOTICE]
    assert figures.to_put_right == figures.severities[Severity.ERROR] + figures.severities[Severity.WARNING]


def test_states() -> None:
    figures = county_figures(sample_county())
    assert figures.states[DeviationState.CLOSED] == 9
    assert figures.closed_now == 9
    assert figures.states[DeviationState.WAIVED] == 1
    assert figures.last_consolidation == date(2022, 5, 22)


def test_what_was_put_right_before_the_last_consolidation_is_not_counted_again() -> None:
    county = sample_county()
    tracked = tuple(
        replace(t, closed=date(2022, 5, 20)) if t.state is DeviationState.CLOSED else t for t in county.tracked
    )
    figures = county_figures(replace(county, tracked=tracked))
    assert figures.states[DeviationState.CLOSED] == 9
    assert figures.closed_now == 0


def test_trend_ends_with_this_consolidation_and_can_be_kept() -> None:
    figures = county_figures(sample_county())
    assert [p.date.day for p in figures.trend] == [18, 19, 20, 22, 23]
    kept = figures.as_history()
    assert kept["date"] == "2022-05-23"
    again = county_figures(replace(sample_county(), history=(*sample_county().history, kept)))
    assert again.trend == figures.trend


def test_a_county_without_ledgers_has_figures() -> None:
    figures = county_figures(empty_county())
    assert figures.reported == figures.entries == figures.required == figures.gaps == 0
    assert figures.reporting_rate == 0
    assert figures.coverage_rate is None
    assert len(figures.missing_units) == figures.expected
    assert len(figures.trend) == 1


def test_a_county_without_units_has_no_rate() -> None:
    figures = county_figures(replace(empty_county(), plan=replace(plan(), units=()), reports=()))
    assert figures.expected == 0
    assert figures.reporting_rate is None


@pytest.mark.parametrize(
    ("clauses", "on", "due"),
    [
        ([], date(2022, 5, 1), None),
        ([Clause(ClauseKind.FIXED, "6月底前", due=date(2022, 6, 30))], date(2022, 6, 30), date(2022, 6, 30)),
        ([Clause(ClauseKind.FIXED, "6月底前", due=date(2022, 6, 30))], date(2022, 7, 1), None),
        ([Clause(ClauseKind.RECURRING, "按季度", every="quarter")], date(2022, 7, 1), date(2022, 9, 30)),
        (
            [
                Clause(ClauseKind.RECURRING, "按季度", every="quarter"),
                Clause(ClauseKind.FIXED, "8月底前", due=date(2022, 8, 31)),
            ],
            date(2022, 7, 1),
            date(2022, 8, 31),
        ),
        ([Clause(ClauseKind.STANDING, "长期坚持")], date(2022, 7, 1), None),
    ],
)
def test_next_due(clauses: list[Clause], on: date, due: date | None) -> None:
    assert next_due(clauses, 2022, on) == due


def test_what_falls_due_next_comes_soonest_first() -> None:
    due = county_figures(sample_county()).next_due
    assert [d.due for d in due] == sorted(d.due for d in due)
    assert all(d.due >= AS_OF and d.waiting <= d.bearers for d in due)


def test_figures_need_no_heavy_library() -> None:
    code = (
        "import sys; from pipeline.county.figures import county_figures; assert county_figures;"
        "print([m for m in ('pandas', 'xlsxwriter', 'openpyxl', 'sqlalchemy') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == "[]"
