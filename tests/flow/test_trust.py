"""Whose word counts: what proves a source, what waits, and that nobody acts for another."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.day.words import waiting_now
from pipeline.flow.installation import FolderRights, Installation
from pipeline.flow.night.county import build_county
from pipeline.model import Doubt, Proof, Submission, UnitStatus, Verdict
from pipeline.store.arrivals import ArrivalState
from tests.flow.conftest import Clock, Story, drop, sample
from tests.form.reading_books import HEADER, book

UNIT = "县水利局"
TRUE = "ledgers/01-shuiliju"


def ledger(rows: int, unit: str = UNIT, word: str = "", measures: bool = True) -> bytes:
    """A plain ledger of so many rows."""
    lines = [
        f"{n} | 规范政府信息公开 | {f'按月公开第{n}类{word}信息' if measures else ''} | 长期坚持 | 张三 | 办公室"
        for n in range(1, rows + 1)
    ]
    return book(f"{unit}政务公开工作任务台账\n{HEADER}\n" + "\n".join(lines))


def changed(word: str = "新") -> bytes:
    """The unit's true ledger with one measure put otherwise."""
    true = openpyxl.load_workbook(io.BytesIO(sample(TRUE)))
    sheet = true.active
    assert sheet is not None
    measure = next(c for row in reversed(list(sheet.rows)) for c in row[2:3] if c.value)
    measure.value = f"{measure.value}{word}"
    buffer = io.BytesIO()
    true.save(buffer)
    return buffer.getvalue()


def send(installation: Installation, name: str, data: bytes) -> Submission:
    drop(installation, name, data)
    (submission,) = process(installation).submissions
    return submission


def counting(installation: Installation) -> Submission | None:
    county = build_county(installation, installation.clock().date())
    (report,) = (r for r in county.reports if r.unit == UNIT)
    return report.submission


def codes(submission: Submission) -> set[str]:
    return {d.code for d in submission.deviations}


def one_version(installation: Installation, clock: Clock) -> None:
    send(installation, f"{UNIT}/台账.xlsx", sample(TRUE))
    clock.turn(20)


@pytest.fixture
def reported(after: Callable[[Story], Installation]) -> Installation:
    return after(one_version)


def test_what_lies_in_the_units_own_folder_is_proved(reported: Installation) -> None:
    held = reported.book().now().of(UNIT).in_force
    assert held is not None
    assert held.proof is Proof.FOLDER


def test_a_file_that_only_names_the_unit_waits_and_changes_nothing(reported: Installation) -> None:
    before = counting(reported)
    forged = send(reported, f"{UNIT}台账.xlsx", ledger(40))
    assert forged.verdict is Verdict.WAITING
    assert "S09" in codes(forged)
    assert counting(reported) == before
    (waiting,) = waiting_now(reported)
    assert (waiting.submission.arrival.file_name, waiting.doubt) == (f"{UNIT}台账.xlsx", Doubt.SOURCE)


def test_a_file_in_another_units_folder_acts_for_nobody(reported: Installation) -> None:
    forged = send(reported, f"县审计局/{UNIT}台账.xlsx", ledger(40))
    assert (forged.unit, forged.verdict) == (None, Verdict.UNIDENTIFIED)


def test_a_folder_inside_an_archive_proves_nothing(reported: Installation) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{UNIT}/台账.xlsx", ledger(40))
    forged = send(reported, "打包.zip", packed.getvalue())
    assert (forged.unit, forged.verdict, forged.proof) == (UNIT, Verdict.WAITING, Proof.NAMED)


def test_an_archive_in_the_units_own_folder_is_as_good_as_its_files(reported: Installation) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("新台账.xlsx", ledger(40))
    new = send(reported, f"{UNIT}/打包.zip", packed.getvalue())
    assert (new.version, new.proof) == (2, Proof.FOLDER)


def test_what_an_officer_puts_into_his_folder_counts(reported: Installation) -> None:
    new = send(reported, f"核定/{UNIT}台账.xlsx", changed())
    assert (new.unit, new.proof, new.verdict is Verdict.WAITING) == (UNIT, Proof.OFFICER, False)


@pytest.mark.parametrize("mode", ["proof", "named"])
@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        (ledger(0), Doubt.BLANK),
        (ledger(30, measures=False), Doubt.BLANK),
        (ledger(3), Doubt.SHRUNKEN),
    ],
    ids=["no-row", "no-measure", "three-lines"],
)
def test_blank_and_shrunken_versions_wait_whatever_their_proof(
    reported: Installation, mode: str, data: bytes, doubt: Doubt
) -> None:
    reported.trusts_names = mode == "named"
    before = counting(reported)
    name = f"{UNIT}/新.xlsx" if mode == "proof" else f"{UNIT}新.xlsx"
    waits = send(reported, name, data)
    assert (waits.verdict, counting(reported)) == (Verdict.WAITING, before)
    assert [w.doubt for w in waiting_now(reported)] == [doubt]


def hidden(data: bytes, *, beside: bool, state: str = "veryHidden") -> bytes:
    """Hide the ledger's sheet behind an empty one, or beside another unit's ledger."""
    hides = openpyxl.load_workbook(io.BytesIO(data))
    sheet = hides.active
    assert sheet is not None
    sheet.title = "隐"
    front = hides.create_sheet("封面" if not beside else "台账", 0)
    if beside:
        for row in openpyxl.load_workbook(io.BytesIO(ledger(20, "县审计局"))).active.iter_rows(values_only=True):
            front.append(row)
    else:
        front["A1"] = "见附件"
    sheet.sheet_state = state
    hides.active = 0
    buffer = io.BytesIO()
    hides.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_ledger_that_nobody_sees_waits(reported: Installation, state: str) -> None:
    before = counting(reported)
    waits = send(reported, f"{UNIT}/新.xlsx", hidden(ledger(40), beside=False, state=state))
    assert waits.verdict is Verdict.WAITING
    assert counting(reported) == before
    assert [w.doubt for w in waiting_now(reported)] == [Doubt.HIDDEN]


def test_a_hidden_sheet_never_acts_for_a_unit_that_the_visible_ones_do_not_name(reported: Installation) -> None:
    before = counting(reported)
    (found,) = [send(reported, "县审计局台账.xlsx", hidden(ledger(40), beside=True))]
    assert found.unit == "县审计局"
    assert "hidden_form" in {n.kind for n in found.file.notes}
    assert counting(reported) == before


def test_the_first_named_only_counts_while_there_is_nothing_better(installation: Installation) -> None:
    first = send(installation, f"{UNIT}台账.xlsx", ledger(10))
    assert (first.proof, first.verdict is Verdict.WAITING) == (Proof.NAMED, False)
    proved = send(installation, f"{UNIT}/台账.xlsx", ledger(10, word="新"))
    assert proved.version == 2
    assert send(installation, f"{UNIT}台账3.xlsx", ledger(10, word="又")).verdict is Verdict.WAITING


def test_where_names_are_trusted_the_latest_counts(reported: Installation) -> None:
    reported.trusts_names = True
    assert send(reported, f"{UNIT}台账.xlsx", changed()).verdict is not Verdict.WAITING


def test_the_true_ledger_again_from_its_own_folder_is_in_force_again(
    installation: Installation, clock: Clock
) -> None:
    send(installation, f"{UNIT}台账.xlsx", ledger(20))
    clock.turn(20)
    send(installation, f"{UNIT}台账（假）.xlsx", ledger(60, word="假"))
    clock.turn(21)
    again = send(installation, f"{UNIT}/台账.xlsx", ledger(20))
    assert (again.version, "S09" in codes(again)) == (1, False)
    counts = counting(installation)
    assert counts is not None
    assert counts.version == 1


def test_a_small_draft_that_counted_once_waits_where_its_unit_sends_it_again(
    installation: Installation, clock: Clock
) -> None:
    send(installation, f"{UNIT}/初稿.xlsx", ledger(3))
    clock.turn(20)
    send(installation, f"{UNIT}/台账.xlsx", ledger(20))
    clock.turn(21)
    again = send(installation, f"{UNIT}/初稿.xlsx", ledger(3))
    assert again.version == 1
    assert {"S06", "S09"} <= codes(again)
    assert again.verdict is Verdict.WAITING
    counts = counting(installation)
    assert counts is not None
    assert counts.version == 2
    assert [(w.submission.version, w.doubt) for w in waiting_now(installation)] == [(1, Doubt.SHRUNKEN)]


def test_a_blank_form_is_no_report(installation: Installation) -> None:
    send(installation, f"{UNIT}/空表.xlsx", ledger(0))
    county = build_county(installation, installation.clock().date())
    assert {r.unit: r.status for r in county.reports}[UNIT] is UnitStatus.AWAITED


def test_a_note_reaches_the_officer_and_takes_no_number(reported: Installation) -> None:
    note = send(reported, f"{UNIT}/撤回说明.txt", "我局台账有误，请予撤回。".encode())
    assert note.version == 0
    (waiting,) = waiting_now(reported)
    assert waiting.submission.arrival.file_name == "撤回说明.txt"
    assert send(reported, f"{UNIT}/新.xlsx", ledger(40)).version == 2


def test_bytes_that_come_again_under_a_known_name_are_settled(installation: Installation) -> None:
    data = book(f"政务公开工作任务台账\n{HEADER}\n1 | 规范政府信息公开 | 按月公开各类信息 | 长期坚持 | 张三 | 办公室")
    send(installation, "台账.xlsx", data)
    assert len(build_county(installation, installation.clock().date()).strays) == 1
    known = send(installation, f"{UNIT}/台账.xlsx", data)
    assert known.version == 1
    county = build_county(installation, installation.clock().date())
    assert county.strays == ()
    assert waiting_now(installation) == ()


def test_who_wrote_a_file_is_kept(reported: Installation) -> None:
    (recorded,) = reported.register.arrivals_in(*ArrivalState)
    assert recorded.arrival.owner == reported.inbox_folder.owner()


def test_a_units_folder_is_made_with_the_rights_that_are_set(installation: Installation) -> None:
    installation.rights = FolderRights(0o2750, {UNIT: "no-such-group"})
    send(installation, f"{UNIT}/台账.xlsx", sample(TRUE))
    assert list(installation.receipt_folder(UNIT).glob("*.xlsx")), "what cannot be set keeps no receipt back"
    installation.rights = FolderRights(0o2750)
    send(installation, "县科技局/台账.xlsx", sample("ledgers/02-kejiju"))
    assert installation.receipt_folder("县科技局").stat().st_mode & 0o7777 == 0o2750
