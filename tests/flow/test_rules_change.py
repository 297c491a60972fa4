"""The rules may be changed while the service runs: they count at once, and a slip in them judges nobody."""

from __future__ import annotations

import threading
from pathlib import Path

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from pipeline.model import Verdict
from tests.flow.conftest import drop, sample
from tests.flow.test_service import service, wait_for


def roster(installation: Installation) -> Path:
    return installation.rules / "units.csv"


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8-sig")


def test_a_changed_roster_counts_without_a_restart(installation: Installation) -> None:
    before = installation.plan
    process(installation)
    write(roster(installation), roster(installation).read_text(encoding="utf-8-sig").replace("水务局", "水管所"))
    assert "水管所" in consolidate(installation).county.plan.unit_by_name["县水利局"].aliases
    assert installation.plan.fingerprint != before.fingerprint
    assert consolidate(installation).county.plan is installation.plan, "read once"
    kinds = [kind for _, kind, _, _ in installation.register.events_since(installation.clock())]
    assert kinds.count("rules_reread") == 1


def test_a_slip_pauses_the_work_and_judges_nobody(installation: Installation) -> None:
    good = roster(installation).read_text(encoding="utf-8-sig")
    lines: list[str] = []
    started = service(installation, lines)
    thread = threading.Thread(target=started.run)
    thread.start()
    try:
        wait_for(lambda: bool(lines))
        write(roster(installation), good.replace("县政府部门单位", "什么单位", 1))
        drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
        wait_for(lambda: any("方案数据修改后有误" in line for line in lines))
        assert any("units.csv" in line for line in lines)
        assert sum("方案数据修改后有误" in line for line in lines) == 1
        assert installation.register.all_submissions() == ()
        write(roster(installation), good)
        wait_for(lambda: any("已处理：台账.xlsx" in line for line in lines))
    finally:
        started.stop()
        thread.join(60)
    ((_, _, submission),) = installation.register.all_submissions()
    assert submission.verdict is not Verdict.UNREADABLE
    assert submission.unit == "县水利局"


def test_what_an_editor_leaves_beside_the_rules_is_no_change(installation: Installation) -> None:
    first = installation.examiner(())
    (installation.rules / "~$units.csv").write_bytes(b"lock")
    (installation.rules / "units.csv.bak").write_bytes(b"old")
    assert installation.examiner(()) is first
