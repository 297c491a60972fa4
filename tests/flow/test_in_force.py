"""Waivers, extensions, nil returns and assignments on the receipt of the unit, as long as they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from pipeline.flow.again.recheck import recheck
from pipeline.flow.day.receive import process
from pipeline.flow.examine import Examination
from pipeline.flow.installation import Installation
from pipeline.model import Arrival, Decision, DecisionKind, Submission
from pipeline.store.repeats import Repeats
from tests.flow.conftest import Clock, drop, sample

UNIT = "县水利局"
WAIVER = Decision(DecisionKind.WAIVE, UNIT, "A1-32", reason="不涉及", officer="张三", until=date(2022, 5, 20))
HEADING = "本单位现行核定事项"


DATA = sample("ledgers/01-shuiliju")


def send(installation: Installation) -> Submission:
    drop(installation, "台账.xlsx", DATA)
    (submission,) = process(installation).submissions
    return submission


def page(installation: Installation) -> str:
    """Give the newest receipt."""
    pages = sorted(installation.receipt_folder(UNIT).glob("*.html"), key=lambda p: p.stat().st_mtime_ns)
    return pages[-1].read_text(encoding="utf-8")


def decide(installation: Installation, clock: Clock, *decisions: Decision) -> None:
    for decision in decisions:
        assert installation.register.record_decision(replace(decision, decided_at=clock()))


def test_the_receipt_names_what_holds_for_its_unit_and_only_that(installation: Installation, clock: Clock) -> None:
    decide(
        installation,
        clock,
        WAIVER,
        replace(WAIVER, obligation="A1-42", until=date(2022, 5, 18)),
        replace(WAIVER, unit="县科技局", reason="另一单位的"),
        Decision(DecisionKind.CONFIRM, UNIT, "A1-03", text="某项举措", officer="认定人"),
    )
    submission = send(installation)
    assert [(d.kind, d.obligation) for d in submission.in_force] == [(DecisionKind.WAIVE, "A1-32")]
    assert HEADING in page(installation)
    assert "豁免：附件1第32项" in page(installation)
    assert "有效期至2022年5月20日。理由：不涉及。核定人：张三。" in page(installation)
    assert "另一单位的" not in page(installation)
    assert "认定人" not in page(installation)
    assert installation.register.versions_of(UNIT) == (submission,)


def test_a_newer_word_takes_the_place_of_an_older(installation: Installation, clock: Clock) -> None:
    decide(installation, clock, WAIVER)
    clock.turn(19, 10)
    decide(installation, clock, replace(WAIVER, until=date(2022, 12, 31)))
    assert [d.until for d in send(installation).in_force] == [date(2022, 12, 31)]


def test_a_record_leaves_the_receipt_by_itself(installation: Installation, clock: Clock) -> None:
    decide(installation, clock, WAIVER)
    send(installation)
    assert HEADING in page(installation)
    clock.turn(21)
    send(installation)
    assert HEADING not in page(installation), "the same file again, after the end"
    recheck(installation)
    (recorded,) = installation.register.versions_of(UNIT)
    assert recorded.in_force == ()
    assert "A1-32" in recorded.missing


def test_a_record_that_was_made_between_two_sendings_is_on_the_second_receipt(
    installation: Installation, clock: Clock
) -> None:
    assert "A1-32" in send(installation).missing
    clock.turn(20, 8)
    decide(installation, clock, WAIVER)
    clock.turn(20)
    again = send(installation)
    assert "A1-32" not in again.missing
    assert "豁免：附件1第32项" in page(installation)
    assert "完全相同" in page(installation)
    (first,) = Repeats(installation.register).first_record(1)
    assert "A1-32" in first.missing, "the record of the first stays as it was"
    (recorded,) = installation.register.versions_of(UNIT)
    assert recorded.missing == again.missing


def test_a_record_that_was_replaced_by_one_that_has_ended_is_not_shown_again(
    installation: Installation, clock: Clock
) -> None:
    decide(installation, clock, replace(WAIVER, until=None))
    send(installation)
    assert "长期有效" in page(installation)
    clock.turn(20, 8)
    decide(installation, clock, WAIVER)
    clock.turn(21)
    assert "A1-32" in send(installation).missing
    assert HEADING not in page(installation)


def test_an_unreadable_file_of_a_known_unit_is_told_too(installation: Installation, clock: Clock) -> None:
    decide(installation, clock, WAIVER)
    drop(installation, f"{UNIT}/坏的.xlsx", b"PK\x03\x04" + bytes(200) + b"PK\x05\x06" + bytes(18))
    (submission,) = process(installation).submissions
    assert submission.ledger is None
    assert HEADING in page(installation)


def test_who_has_no_register_is_shown_nothing(installation: Installation) -> None:
    own = Arrival("台账.xlsx", "0" * 64, len(DATA), datetime(2022, 5, 19, 9))
    (submission,) = installation.examiner(())(Examination(own, DATA, date(2022, 5, 19)))
    assert submission.unit == UNIT
    assert submission.in_force == ()
