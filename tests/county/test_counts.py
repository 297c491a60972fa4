"""The counts are what counting by hand gives, and no two of them disagree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.county.counts import CountyCounts
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts
from pipeline.model import County, DeviationState, Severity
from tests.county.county_builder import sample_county
from tests.county.test_figures import empty_county


def bare_county() -> County:
    return replace(empty_county(), plan=replace(empty_county().plan, units=(), obligations=()), reports=())


@pytest.fixture(params=[sample_county, empty_county, bare_county], ids=["sample", "empty", "bare"], scope="module")
def counts(request: pytest.FixtureRequest) -> CountyCounts:
    return CountyFacts(request.param()).counts


def test_each_unit_counts_its_own(counts: CountyCounts) -> None:
    facts = counts.facts
    assert list(counts.by_unit) == [r.unit for r in facts.reports]
    for coverage in facts.coverage:
        unit = counts.by_unit[coverage.unit]
        marks = list(coverage.marks.values())
        assert unit.required == len(coverage.binding)
        assert unit.covered == marks.count(Coverage.COVERED)
        assert unit.missing == marks.count(Coverage.MISSING)
        assert unit.doubtful == marks.count(Coverage.DOUBTFUL)
        assert unit.voluntary == marks.count(Coverage.VOLUNTARY)
        assert unit.excused == marks.count(Coverage.EXCUSED)
        assert unit.awaited == marks.count(Coverage.AWAITED)
        mine = [c.deviation for c in facts.current if c.unit == unit.unit]
        assert unit.errors == sum(d.severity is Severity.ERROR for d in mine)
        lives = [t for t in facts.tracked if t.unit == unit.unit]
        grave = [t.state for t in lives if t.deviation.severity is not Severity.NOTICE]
        assert unit.reopened == grave.count(DeviationState.REOPENED)
        assert unit.closed == grave.count(DeviationState.CLOSED)
        assert unit.to_put_right == unit.errors + unit.warnings
        assert (unit.put_right or 0) * (unit.closed + unit.to_put_right) == pytest.approx(unit.closed, abs=0.1)


def test_each_obligation_counts_its_units(counts: CountyCounts) -> None:
    facts = counts.facts
    assert list(counts.by_obligation) == [o.id for o in facts.county.plan.obligations]
    for obligation, counted in counts.by_obligation.items():
        marks = [c.marks.get(obligation) for c in facts.coverage]
        assert counted.bearers == sum(obligation in c.binding for c in facts.coverage)
        assert counted.covered == marks.count(Coverage.COVERED)
        assert counted.missing == marks.count(Coverage.MISSING)
        assert counts.grid.loc[obligation].tolist() == [m or "" for m in marks]


def test_both_sides_add_up(counts: CountyCounts) -> None:
    units, obligations = counts.by_unit.values(), counts.by_obligation.values()
    assert sum(u.covered for u in units) == sum(o.covered for o in obligations)
    assert sum(u.required for u in units) == sum(o.bearers for o in obligations)
    assert sum(f.all for f in counts.families) == sum(counts.severities.values()) == len(counts.facts.current)
    assert sum(k.expected for k in counts.kinds) == sum(u.expected for u in units)
