"""A refusal (F13) stands in 存疑核定 as an application, without a wording that would settle it for others."""

from __future__ import annotations

from dataclasses import replace

from pipeline.county.facts import CountyFacts
from pipeline.county.frames_decisions import doubts_table
from pipeline.form.officers.columns import KEY_OBLIGATION, KEY_TEXT, KEY_UNIT
from pipeline.model import EntryMatch, Match, Substance
from tests.county.county_builder import sample_county


def test_a_refusal_is_put_before_the_officer() -> None:
    county = sample_county()
    at = next(i for i, r in enumerate(county.reports) if r.submission and r.submission.ledger)
    report = county.reports[at]
    assert report.submission is not None
    obligation = county.plan.obligations[0].id
    refusing = EntryMatch(substance=Substance.REFUSAL, meant=(Match(obligation, 0.9),))
    submission = replace(report.submission, matches=(refusing, *report.submission.matches[1:]), pending=(obligation,))
    reports = (*county.reports[:at], replace(report, submission=submission), *county.reports[at + 1 :])
    table = doubts_table(CountyFacts(replace(county, reports=reports)))
    names = [c.heading for c in table.columns]
    lines = [dict(zip(names, row, strict=True)) for row in table.rows]
    told = [x for x in lines if x[KEY_UNIT] == report.unit and x[KEY_OBLIGATION] == obligation and not x[KEY_TEXT]]
    assert len(told) == 1
