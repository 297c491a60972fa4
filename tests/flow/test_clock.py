"""One run with the clock in the future: it is told, and one command puts it right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pipeline.flow.again.clock import set_clock_right
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate
from pipeline.flow.night.night import nightly
from pipeline.model import Decision, DecisionKind
from pipeline.store.clock import newest_ahead
from pipeline.store.nights import Nights
from tests.flow.conftest import Clock, drop, sample

UNIT = "县水利局"


def test_what_came_under_a_wrong_clock_is_told_and_counts_again_when_it_is_put_right(
    installation: Installation, root: Path, clock: Clock
) -> None:
    right = clock.now
    assert newest_ahead(installation.register, right) is None
    clock.now = right.replace(year=2022, month=9)
    drop(installation, f"{UNIT}/台账.xlsx", sample("ledgers/01-shuiliju"))
    night = nightly(installation)
    assert night.faults == ()
    installation.register.record_decision(
        Decision(DecisionKind.WAIVE, UNIT, "A1-32", reason="不涉及", officer="李", decided_at=clock()),
        installation.plan.id,
    )
    clock.now = right + timedelta(hours=1)
    assert newest_ahead(installation.register, clock.now) == right.replace(month=9)
    told = nightly(installation)
    assert any("taizhang clock --repair" in fault for fault in told.faults)
    assert told.published is not None
    assert told.published.newest is not None, "the newest workbook is replaced all the same"
    count, published = set_clock_right(installation)
    assert count > 5
    assert published is not None
    assert published.newest is not None
    (report,) = (r for r in published.county.reports if r.unit == UNIT)
    assert report.submission is not None
    assert report.submission.arrival.received_at == clock.now
    assert "A1-32" not in report.submission.missing
    assert not [t for t in published.county.tracked if t.unit == UNIT and t.first_found > clock.now.date()]
    assert newest_ahead(installation.register, clock.now) is None
    assert Nights(installation.register).last_done(clock.now + timedelta(days=900)) == clock.now
    names = sorted(p.name for p in (root / "outbox" / "汇总" / "历史").glob("*.xlsx"))
    assert [n.rpartition("汇总_")[2] for n in names] == ["2022-05-19.xlsx", "时钟有误_2022-09-19.xlsx"]
    assert set_clock_right(installation) == (0, None), "there is nothing left to put right"
    receipts = sorted(p.name for p in installation.receipt_folder(UNIT).glob("*.xlsx"))
    assert [name[:6] for name in receipts] == [f"第000{n + 1}号" for n in range(len(receipts))]
    assert {name[7:15] for name in receipts[:1]} == {"20220919"}, "names sort by sequence, not by the clock"
    assert {name[7:15] for name in receipts[1:]} == {"20220519"}
    clock.turn(20)
    assert consolidate(installation).newest is not None
    assert build_county(installation, clock().date()).submissions[0].unit == UNIT


def test_an_end_date_that_lies_ahead_stays(installation: Installation, clock: Clock) -> None:
    until = clock.now.date() + timedelta(days=90)
    clock.now += timedelta(days=30)
    installation.register.record_decision(
        Decision(DecisionKind.EXTEND, UNIT, "A1-32", officer="李", decided_at=clock(), until=until),
        installation.plan.id,
    )
    clock.now -= timedelta(days=30)
    set_clock_right(installation)
    (decision,) = installation.decisions()
    assert (decision.until, decision.decided_at) == (until, clock.now)
