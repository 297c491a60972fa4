"""Every row of the table in time-limits.md and every mixed obligation of the plan, against what units offer."""

from __future__ import annotations

import pytest

from pipeline.judging.time_limits.judge import Offer
from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.judging.time_limits.subjects import clauses_of
from tests.judging.time_limits.reading import HERE, codes_said, required_texts, rows

REQUIRED = {o: read_time_limit(text, HERE).clauses for o, text in required_texts().items()}


def offers_of(written: str) -> list[Offer]:
    """Entries stand between ``|``; a measure stands behind ``//``."""
    offers = []
    for entry in written.split("|"):
        cell, _, measure = (part.strip() for part in entry.partition("//"))
        offers.append(Offer(read_time_limit(cell, HERE), read_time_limit(measure, HERE, prose=True), blank=not cell))
    return offers


@pytest.mark.parametrize("obligation", sorted({r["obligation"] for r in rows("time_limit_verdicts.csv")}))
def test_verdicts(obligation: str) -> None:
    table = [r for r in rows("time_limit_verdicts.csv") if r["obligation"] == obligation]
    said = {r["offers"]: " ".join(codes_said(REQUIRED[obligation], offers_of(r["offers"]))) for r in table}
    assert said == {r["offers"]: r["codes"] for r in table}


def test_every_mixed_obligation_is_compared() -> None:
    mixed = {o for o, clauses in REQUIRED.items() if len(clauses) > 1}
    assert mixed <= {r["obligation"] for r in rows("time_limit_verdicts.csv")}


@pytest.mark.parametrize("row", rows("time_limit_verdicts.csv"), ids=lambda r: f"{r['obligation']} {r['offers']}")
def test_the_order_of_entries_does_not_matter(row: dict[str, str]) -> None:
    offers = offers_of(row["offers"])
    assert " ".join(codes_said(REQUIRED[row["obligation"]], offers[::-1])) == row["codes"]


SUBJECTS = {
    "A1-47": "对未开展过公文公开属性认定的公文进行公开属性认定。",
    "A1-48": "定期对公开属性为依申请公开或不予公开的公文进行审查，符合条件的转为主动公开。",
    "A1-49": "在依申请公开工作中加强与申请人的沟通，提高答复的及时性和针对性。",
    "A1-63": "对上一年度工作要点落实情况开展“回头看”，未完成的要依法整改。",
}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("20个工作日内，年底前", {"A1-47": "", "A1-48": "", "A1-49": "", "A1-63": "T01"}),
        ("20个工作日内答复；每年年底前审查；6月底前回头看", {"A1-47": "", "A1-48": "", "A1-49": "", "A1-63": ""}),
        ("回头看6月底前，属性认定2023年3月底前", {"A1-47": "T01", "A1-63": ""}),
        ("6月底前完成回头看；2021年底前属性认定", {"A1-47": "T07", "A1-63": ""}),
        ("回头看9月底前，属性认定6月底前", {"A1-47": "", "A1-63": "T01"}),
        ("6月底前，12月底前", {"A1-47": "", "A1-63": ""}),
        ("回头看6月底前", {"A1-47": "", "A1-63": ""}),
        ("30日内答复，年底前", {"A1-47": "", "A1-49": "T03"}),
        ("及时", {"A1-47": "T05", "A1-48": "T05", "A1-49": "T05", "A1-63": "T05"}),
    ],
)
def test_each_obligation_of_an_entry_is_judged_by_the_clause_that_speaks_of_it(
    cell: str, expected: dict[str, str]
) -> None:
    limit = read_time_limit(cell, HERE)
    shares = clauses_of(limit.text, limit.clauses, {o: SUBJECTS[o] for o in expected})
    nothing = read_time_limit("", HERE)
    said = {
        o: " ".join(codes_said(REQUIRED[o], [Offer(type(limit)(cell, shares[o]), nothing, blank=False)]))
        for o in expected
    }
    assert said == expected
