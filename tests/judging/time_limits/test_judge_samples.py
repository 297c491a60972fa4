"""The judge against every labelled obligation of the sample ledgers, matched as labelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.judging.time_limits.judge import Offer, judge
from pipeline.judging.time_limits.limits import read_time_limit
from tests.judging.time_limits.reading import DATA, YEAR, required_texts

LEDGERS = sorted((*DATA.glob("ledgers/*.json"), *DATA.glob("ledgers-b/*.json")))


def codes_of(ledger: dict[str, Any]) -> dict[str, list[str]]:
    required = {o: read_time_limit(text, YEAR).clauses for o, text in required_texts().items()}
    measures = [m for task in ledger["tasks"] for m in task["measures"]]
    offers, above = [], ""
    for measure in measures:
        limit = measure["deadline"]
        prose = read_time_limit(measure["measure"], YEAR, prose=True)
        offers.append((measure["covers"], Offer(read_time_limit(limit, YEAR, above=above), prose, not limit.strip())))
        above = above if limit.startswith("同上") else limit
    return {
        obligation: list(
            judge(required.get(obligation, ()), [o for covers, o in offers if obligation in covers], YEAR)
        )
        for obligation in ledger["time"]
    }


@pytest.mark.parametrize("path", LEDGERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_agrees_with_the_careful_officer(path: Path) -> None:
    ledger = json.loads(path.read_text(encoding="utf-8"))
    assert codes_of(ledger) == ledger["time"]


def test_all_samples_are_there() -> None:
    assert len(LEDGERS) == 16
