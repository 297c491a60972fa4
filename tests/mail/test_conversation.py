"""Whole conversations with real servers: a ledger is mailed, examined, answered in its thread."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.mail.outbox import send_due
from pipeline.flow.mail.reply import answer_mails
from pipeline.flow.mail.taking import take_mail
from pipeline.flow.night.county import consolidate
from pipeline.model import Channel, UnitStatus
from tests.children import give_addresses
from tests.flow.conftest import Clock, sample
from tests.flow.test_old_drafts import ledger
from tests.mail.conftest import WATER
from tests.mail.letters import mail, small_ledger
from tests.mail.plant import Dovecot, Smtp


def one_round(installation: Installation) -> None:
    assert take_mail(installation).fault == ""
    process(installation)
    answer_mails(installation)
    assert send_due(installation).fault == ""


def test_a_ledger_is_answered_in_its_thread(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    ledger = sample("ledgers/01-shuiliju")
    dovecot.put(mail(("县水利局台账.xlsx", ledger), sender=f"水利局办公室 <{WATER}>", identity="<one@unit.test>"))
    one_round(installation)

    ((_, _, submission),) = installation.register.all_submissions()
    assert submission.arrival.channel is Channel.MAIL
    assert submission.arrival.sender == WATER
    assert submission.unit == "县水利局"
    assert installation.archive.read(submission.arrival.sha256) == ledger

    (answer,) = smtp.taken
    assert answer.recipients == [WATER]
    assert answer.sender == "<>"  # nothing can come back to an automatic answer
    assert answer.message["In-Reply-To"] == "<one@unit.test>"
    assert answer.message["References"] == "<one@unit.test>"
    assert answer.message["Auto-Submitted"] == "auto-replied"
    assert answer.message["Subject"] == "回复：报送台账"
    assert submission.verdict.label in answer.body
    ((name, workbook),) = answer.enclosures.items()
    assert name.endswith("回执.xlsx")
    assert "校验结果" in load_workbook(BytesIO(workbook)).sheetnames
    assert dovecot.mails() == {1: (b"\\Seen",)}

    one_round(installation)
    assert len(smtp.taken) == 1


def test_a_stranger_is_taken_in_but_neither_counted_nor_answered(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    dovecot.put(mail(("县水利局台账.xlsx", sample("ledgers/01-shuiliju")), sender="who@elsewhere.test"))
    one_round(installation)
    ((_, _, submission),) = installation.register.all_submissions()
    assert submission.unit is None
    assert [d.code for d in submission.deviations][:1] == ["S03"]
    assert "who@elsewhere.test" in submission.deviations[0].message
    assert smtp.taken == []
    assert dovecot.mails() == {1: (b"\\Flagged",)}


def test_a_stranger_becomes_a_unit_without_a_restart(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    """The morning letter says: put the address into units.csv. Then the ledger counts, and the sender is answered."""
    dovecot.put(mail(("县民政局台账.xlsx", small_ledger("县民政局")), sender="who@elsewhere.test"))
    one_round(installation)
    assert reports(installation)["县民政局"] is UnitStatus.AWAITED
    give_addresses(installation.rules, {"县民政局": "who@elsewhere.test"})
    dovecot.put(mail(("县民政局台账.xlsx", small_ledger("县民政局", "二")), sender="who@elsewhere.test"))
    one_round(installation)
    assert [s.unit for _, _, s in installation.register.all_submissions()] == [None, "县民政局"]
    assert reports(installation)["县民政局"] is UnitStatus.ON_TIME
    assert consolidate(installation).county.strays == ()
    (answer,) = smtp.taken
    assert answer.recipients == ["who@elsewhere.test"]


@pytest.mark.parametrize("late", [False, True], ids=["day-by-day", "all-at-the-end"])
def test_a_ledger_that_is_mailed_again_after_an_old_draft_is_answered_as_on_its_receipt(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock, late: bool
) -> None:
    newest = ("台账.xlsx", ledger("2022-05-18T08:40:00Z"))
    for day, file in ((19, newest), (20, ("草稿.xlsx", ledger("2022-05-16T01:12:00Z", "乙"))), (21, newest)):
        clock.turn(day)
        dovecot.put(mail(file, sender=WATER))
        take_mail(installation)
        process(installation)
        if not late:
            answer_mails(installation)
    answer_mails(installation)
    send_due(installation)
    first, _, last = smtp.taken
    assert "现行台账" not in first.body
    assert "与2022年5月19日收到的第1版“台账.xlsx”相同，现行台账以本次来件为准，即恢复为该版" in last.body
    assert "现行台账即为该版" not in last.body
    (name,) = last.enclosures
    assert "第1版" in name


def reports(installation: Installation) -> dict[str, UnitStatus]:
    return {r.unit: r.status for r in consolidate(installation).county.reports}
