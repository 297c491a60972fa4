"""The judge against every labelled obligation of the sample ledgers, matched as labelled."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.judging.time_limits.judge import Offer
from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.judging.time_limits.subjects import clauses_of
from tests.judging.time_limits.reading import DATA, HERE, codes_said, required_texts, rows

SUBJECTS = {f"A1-{int(r['no']):02d}": f"{r['requirement']} {r['deadline']}" for r in rows("annex1.csv")}
LEDGERS = sorted((*DATA.glob("ledgers/*.json"), *DATA.glob("ledgers-b/*.json")))


def codes_of(ledger: dict[str, Any]) -> dict[str, list[str]]:
    required = {o: read_time_limit(text, HERE).clauses for o, text in required_texts().items()}
    measures = [m for task in ledger["tasks"] for m in task["measures"]]
    offers, above = [], ""
    for measure in measures:
        limit = measure["deadline"]
        prose = read_time_limit(measure["measure"], HERE, prose=True)
        read = read_time_limit(limit, HERE, above=above)
        # An entry for several obligations is judged for each by what it says of it.
        shares = clauses_of(limit, read.clauses, {o: SUBJECTS.get(o, "") for o in measure["covers"]})
        offers.append((shares, read, prose, not limit.strip()))
        above = above if limit.startswith("同上") else limit
    return {
        obligation: list(
            codes_said(
                required.get(obligation, ()),
                [
                    Offer(replace(read, clauses=shares[obligation]), prose, blank)
                    for shares, read, prose, blank in offers
                    if obligation in shares
                ],
            )
        )
        for obligation in ledger["time"]
    }


@pytest.mark.parametrize("path", LEDGERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_agrees_with_the_careful_officer(path: Path) -> None:
    ledger = json.loads(path.read_text(encoding="utf-8"))
    assert codes_of(ledger) == ledger["time"]


def test_all_samples_are_there() -> None:
    assert len(LEDGERS) == 16
