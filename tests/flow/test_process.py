"""Whole arrivals: from the inbox into the archive and the register, and a receipt for each."""

from __future__ import annotations

import hashlib

import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.guard.guard import Outcome
from pipeline.model import PastFindings, Verdict
from pipeline.store.arrivals import ArrivalState
from tests.flow.conftest import Clock, drop, sample
from tests.form.reading_books import HEADER, book


def receipts(installation: Installation, unit: str) -> list[str]:
    folder = installation.receipt_folder(unit)
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def codes(submission: object) -> set[str]:
    return {d.code for d in submission.deviations}  # type: ignore[attr-defined]


def test_a_ledger_is_archived_recorded_answered_and_gone_from_the_inbox(installation: Installation) -> None:
    data = sample("ledgers/01-shuiliju")
    path = drop(installation, "台账.xlsx", data)
    (submission,) = process(installation).submissions
    assert (submission.unit, submission.verdict, submission.version) == ("县水利局", Verdict.RETURNED, 1)
    assert set(submission.missing) == {"A1-32", "A1-42"}
    assert not path.exists()
    assert installation.archive.read(hashlib.sha256(data).hexdigest()) == data
    (arrival,) = installation.register.arrivals_in(*ArrivalState)
    assert arrival.state is ArrivalState.RECEIPTED
    assert installation.register.versions_of("县水利局") == (submission,)
    assert receipts(installation, "县水利局") == [
        "第0001号-20220519-0900-第1版-台账-回执.html",
        "第0001号-20220519-0900-第1版-台账-回执.xlsx",
    ]


def test_bad_files_get_their_verdicts_and_do_not_disturb_the_others(installation: Installation) -> None:
    drop(installation, "县水利局/好的.xlsx", sample("ledgers/01-shuiliju"))
    drop(installation, "县科技局/坏的.xlsx", b"PK\x03\x04" + bytes(200) + b"PK\x05\x06" + bytes(18))
    drop(installation, "说明.docx", b"not a workbook at all")
    drop(installation, "空的.xlsx", b"")
    found = {s.arrival.file_name: s for s in process(installation).submissions}
    assert found["好的.xlsx"].verdict is Verdict.RETURNED
    assert found["好的.xlsx"].unit == "县水利局"
    for name in ("坏的.xlsx", "说明.docx", "空的.xlsx"):
        assert found[name].verdict is Verdict.UNREADABLE
        assert "S04" in codes(found[name])
    assert found["坏的.xlsx"].unit == "县科技局"
    assert len(receipts(installation, "县科技局")) == 2
    assert len(receipts(installation, "单位待确认")) == 4


def test_the_same_file_twice_is_recorded_once_and_answered_twice(installation: Installation, clock: Clock) -> None:
    data = sample("ledgers/01-shuiliju")
    drop(installation, "台账.xlsx", data)
    process(installation)
    clock.turn(20)
    drop(installation, "台账.xlsx", data)
    (again,) = process(installation).submissions
    assert "S06" in codes(again)
    assert again.version == 1
    assert len(installation.register.versions_of("县水利局")) == 1
    assert len(installation.register.arrivals_in(*ArrivalState)) == 1
    assert not list(installation.inbox_folder.rglob("*.xlsx"))


def test_a_corrected_ledger_is_the_next_version(installation: Installation, clock: Clock) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/02-kejiju"))
    drop(installation, "县科技局/台账.xlsx", sample("ledgers/02-kejiju"))
    process(installation)
    clock.turn(20)
    drop(installation, "县科技局/台账改.xlsx", sample("ledgers/02-kejiju").replace(b"\x00" * 0, b"") + b"")
    (again,) = process(installation).submissions
    assert "S06" in codes(again), "the same content under another name is no new version"
    assert again.version == 1


def test_an_old_version_after_a_newer_one_is_noticed_and_the_newer_one_counts(
    installation: Installation, clock: Clock
) -> None:
    old, new = sample("ledgers/02-kejiju"), sample("ledgers/03-tuiyijunrenju")
    unit = "县档案馆"
    for day, name, data in ((19, "一.xlsx", old), (20, "二.xlsx", new), (21, "三.xlsx", old)):
        clock.turn(day)
        drop(installation, name, _unnamed(data))
        (submission,) = process_as(installation, unit)
    assert "S06" in codes(submission)
    assert submission.version == 1
    assert {s.version for s in installation.register.versions_of(unit)} == {1, 2}


def test_what_follows_an_unreadable_file_is_compared_with_nothing(installation: Installation, clock: Clock) -> None:
    ledger = _unnamed(sample("ledgers/02-kejiju"))
    for day, name, data in ((19, "一.xlsx", b"no workbook"), (20, "二.xlsx", ledger)):
        clock.turn(day)
        drop(installation, name, data)
        (submission,) = process_as(installation, "县档案馆")
    assert submission.version == 1, "what is no ledger takes no version number"
    plan = installation.plan.id
    assert installation.register.findings_before("县档案馆", 1, plan) is None
    before = installation.register.findings_before("县档案馆", 2, plan)
    assert before == PastFindings(1, submission.deviations, submission.ledger, submission.matches, submission.clauses)


def _unnamed(data: bytes) -> bytes:
    """Take the title out, so that the folder alone says who sent it."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active["A1"] = "政务公开工作任务台账"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def process_as(installation: Installation, unit: str):  # type: ignore[no-untyped-def]
    folder = installation.inbox_folder / unit
    folder.mkdir(exist_ok=True)
    for path in installation.inbox_folder.glob("*.xlsx"):
        path.rename(folder / path.name)
    return process(installation).submissions


def test_late_is_what_was_first_received_after_the_due_date(installation: Installation, clock: Clock) -> None:
    clock.turn(20, 23)
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    (on_time,) = process(installation).submissions
    assert "S02" not in codes(on_time)
    clock.turn(21, 0)
    drop(installation, "县科技局/台账.xlsx", sample("ledgers/02-kejiju"))
    (late,) = process(installation).submissions
    assert "S02" in codes(late)


@pytest.mark.parametrize("ending", ["crashed", "memory"])
def test_a_file_that_breaks_its_child_gets_a_verdict_after_three_tries(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    tries = []

    def break_down(_: object, items):  # type: ignore[no-untyped-def]
        for item in items:
            tries.append(item)
            yield Outcome(item, ending=ending)

    monkeypatch.setattr("pipeline.guard.guard.Guard.map", break_down)
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    (submission,) = process(installation).submissions
    assert len(tries) == 3
    assert (submission.verdict, submission.unit) == (Verdict.UNREADABLE, "县水利局")
    assert process(installation).submissions == ()


def test_what_was_claimed_but_not_examined_is_examined_at_the_next_pass(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "台账.xlsx", sample("ledgers/01-shuiliju"))
    with monkeypatch.context() as broken:
        broken.setattr("pipeline.flow.day.receive._in_order", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            process(installation)
    assert [a.state for a in installation.register.arrivals_in(*ArrivalState)] == [ArrivalState.RECEIVED]
    (submission,) = process(installation).submissions
    assert submission.unit == "县水利局"


def test_what_was_examined_but_not_answered_is_answered_at_the_next_pass(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "台账.xlsx", sample("ledgers/01-shuiliju"))
    with monkeypatch.context() as broken:
        broken.setattr(
            "pipeline.flow.day.hand_out.finish_receipt", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
        )
        with pytest.raises(OSError, match="disk full"):
            process(installation)
    assert receipts(installation, "县水利局") == []
    process(installation)
    assert len(receipts(installation, "县水利局")) == 2
    assert len(installation.register.versions_of("县水利局")) == 1


def test_processing_twice_changes_nothing(installation: Installation) -> None:
    drop(installation, "台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    before = {p: p.read_bytes() for p in installation.outbox.rglob("*") if p.is_file()}
    assert process(installation).submissions == ()
    assert {p: p.read_bytes() for p in installation.outbox.rglob("*") if p.is_file()} == before


def test_last_years_sheet_beside_the_ledger_is_no_second_submission(installation: Installation) -> None:
    row = "1 | 规范政府信息公开 | 按月公开 | 长期坚持 | 张三 | 办公室"
    tables = [f"县水利局{year}年政务公开台账\n{HEADER}\n{row}" for year in (2022, 2021)]
    drop(installation, "县水利局.xlsx", book(*tables, names=["台账", "去年"]))
    (submission,) = process(installation).submissions
    assert submission.ledger is not None
    assert [e.sheet for e in submission.ledger.entries] == ["台账"]
    assert "other_form" in {n.kind for n in submission.ledger.notes}
    assert installation.register.versions_of("县水利局") == (submission,)
