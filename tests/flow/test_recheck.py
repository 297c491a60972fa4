"""The recheck: everything archived under today's plan and decisions, and nothing lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli.changes import recheck as recheck_command
from pipeline.flow.again.recheck import Reread, recheck
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.guard.guard import Outcome
from pipeline.model import Decision, DecisionKind
from tests.flow.conftest import Clock, Story, drop, sample


def two_passes(installation: Installation, clock: Clock) -> None:
    drop(installation, "水利局.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    clock.turn(20)
    drop(installation, "空的.xlsx", b"")
    drop(installation, "水利局改.xlsx", sample("ledgers/01-shuiliju") + b" ")
    process(installation)


@pytest.fixture
def reported(after: Callable[[Story], Installation]) -> Installation:
    return after(two_passes)


def waive(installation: Installation, obligation: str) -> None:
    installation.register.record_decision(
        Decision(DecisionKind.WAIVE, "县水利局", obligation, "", "试点", "王志强", installation.clock())
    )


def receipts(installation: Installation) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in installation.outbox.rglob("*.html")}


def test_without_a_change_nothing_is_touched(reported: Installation) -> None:
    before, written = reported.register.all_submissions(), receipts(reported)
    result = recheck(reported)
    assert result.changes == ()
    assert result.kept == ()
    assert len(result.submissions) == 3
    assert reported.register.all_submissions() == before
    assert receipts(reported) == written


def test_a_decision_changes_the_record_and_the_receipt_that_counts(reported: Installation) -> None:
    before = {(a, p): s for a, p, s in reported.register.all_submissions()}
    written = receipts(reported)
    waive(reported, "A1-42")
    result = recheck(reported)
    assert {c.no_longer_missing for c in result.changes} == {("A1-42",)}
    after = {(a, p): s for a, p, s in reported.register.all_submissions()}
    assert after.keys() == before.keys()
    for key, submission in after.items():
        assert submission.version == before[key].version
        assert submission.arrival == before[key].arrival
        assert "A1-42" not in submission.missing
    now = receipts(reported)
    assert {p: now[p] for p in written} == written, "no receipt is overwritten"
    (new,) = now.keys() - written.keys()
    assert "因重新校验重新出具" in new.read_text(encoding="utf-8"), "only what counts now has a new receipt"
    assert recheck(reported).changes == ()


def test_a_unit_that_is_known_only_now_takes_its_place_in_time(installation: Installation, clock: Clock) -> None:
    drop(installation, "好的台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    ((arrival, _, submission),) = installation.register.all_submissions()
    unknown = replace(submission, identification=replace(submission.identification, unit=None))
    installation.register.record_judgements({(arrival, 0): (unknown, "试")}, installation.plan.id, clock())
    clock.turn(20)
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/02-kejiju"))
    drop(installation, "水利局.xlsx", sample("ledgers/01-shuiliju") + b" ")
    process(installation)
    result = recheck(installation)
    assert any("好的台账.xlsx" in c.subject and c.verdicts[1].startswith("县水利局，") for c in result.changes)
    versions = installation.register.versions_of("县水利局")
    newest = max(versions, key=lambda s: (s.version, s.arrival.received_at))
    assert newest.arrival.file_name == "水利局.xlsx"


def test_a_lost_original_keeps_its_record_and_is_told(
    reported: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    ((_, _, first), *_) = reported.register.all_submissions()
    reported.archive.path_of(first.arrival.sha256).unlink()
    before = reported.register.all_submissions()
    result = recheck(reported)
    assert [(k.file_name, k.lost) for k in result.kept] == [("水利局.xlsx", True)]
    assert reported.register.all_submissions() == before
    assert recheck_command.main(["--dir", str(reported.root)], standalone_mode=False) == 3
    assert "水利局.xlsx：原件库缺少文件" in capsys.readouterr().err


def test_a_reading_that_breaks_today_takes_no_ledger_away(
    reported: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_: object, items: Iterable[object]) -> Iterator[Outcome[object, object]]:
        for item in items:
            yield Outcome(item, ending="memory")

    monkeypatch.setattr("pipeline.guard.guard.Guard.map", break_down)
    before = {(a, p): s.ledger for a, p, s in reported.register.all_submissions()}
    result = recheck(reported)
    assert [k.lost for k in result.kept] == [False, False]
    assert {(a, p): s.ledger for a, p, s in reported.register.all_submissions()} == before


def test_it_says_how_far_it_is(reported: Installation) -> None:
    seen: list[tuple[str, int]] = []

    def progress(items: Iterable[Reread], total: int) -> Iterator[Reread]:
        for item in items:
            seen.append((item.recorded.arrival.file_name, total))
            yield item

    recheck(reported, progress)
    assert sorted(seen) == [("水利局.xlsx", 3), ("水利局改.xlsx", 3), ("空的.xlsx", 3)]


def test_the_command_says_what_has_changed(reported: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    waive(reported, "A1-42")
    assert recheck_command.main(["--dir", str(reported.root)], standalone_mode=False) == 1
    said = capsys.readouterr().out
    assert "已复核3份台账。" in said
    assert "漏项减少：A1-42" in said
