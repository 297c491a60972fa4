"""The figures of the yearly assessment: no sum without the county's own weights, and what the sum is with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.county.facts import CountyFacts
from pipeline.county.frames import county_frames
from pipeline.county.frames_ledgers import reporting_table
from pipeline.model import County, UnitStatus
from tests.county.county_builder import sample_county

if TYPE_CHECKING:
    import pandas as pd


def weighted(**weights: float) -> County:
    county = sample_county()
    settings = replace(county.plan.settings, assessment_weights=weights)
    return replace(county, plan=replace(county.plan, settings=settings))


def reporting(county: County) -> pd.DataFrame:
    return county_frames(county)["报送情况"].set_index("单位")


def test_nothing_is_summed_up_unless_the_county_sets_weights() -> None:
    assert "考核参考" not in reporting(sample_county())
    assert "考核参考" not in reporting(weighted(on_time=0))


def test_the_sum_is_made_of_the_weighted_shares() -> None:
    lines = reporting(weighted(on_time=40, coverage=60))
    on_time = lines[lines["状态"] == UnitStatus.ON_TIME]
    assert len(on_time)
    for _, line in on_time.iterrows():
        assert line["考核参考"] == pytest.approx(40 + 60 * line["覆盖率"], abs=0.051)
    assert (lines[lines["状态"] == UnitStatus.MISSING]["考核参考"] == 0).all()


def test_what_does_not_apply_to_a_unit_does_not_count_against_it() -> None:
    county = weighted(on_time=50, put_right=50)
    clean = tuple(
        replace(r, submission=replace(r.submission, deviations=())) if r.submission else r for r in county.reports
    )
    lines = reporting(replace(county, reports=clean, tracked=()))
    assert (lines[lines["状态"] == UnitStatus.ON_TIME]["考核参考"] == 100).all()


def test_the_sheet_says_how_the_sum_is_made() -> None:
    table = reporting_table(CountyFacts(weighted(on_time=40, coverage=60)))
    assert "考核参考＝按时报送×40＋覆盖率×60" in table.explanation
    assert "考核参考" not in reporting_table(CountyFacts(sample_county())).explanation
