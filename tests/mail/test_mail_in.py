"""What the mailbox remembers and survives: restarts, renumbering, crashes, many mails, strange mails."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import date
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.mail.outbox import send_due
from pipeline.flow.mail.reply import answer_mails
from pipeline.flow.mail.taking import MOST_FAILURES, take_mail
from pipeline.flow.night.night import nightly
from pipeline.flow.service.service import Service
from pipeline.mail.fetching.mailbox import Mailbox
from pipeline.mail.register.mails import MailRecords
from pipeline.mail.register.rows import MailState
from tests.flow.conftest import drop, sample
from tests.mail.conftest import CENTER, OWN, SCIENCE, WATER, write_settings
from tests.mail.letters import mail, small_ledger
from tests.mail.plant import Dovecot, Smtp, Wire
from tests.mail.test_conversation import one_round
from tools.reliability.ledgers import archive_of


def water(mark: str = "", **more: Any) -> bytes:
    return mail(("县水利局台账.xlsx", small_ledger("县水利局", mark)), sender=WATER, **more)


def units(installation: Installation) -> list[str | None]:
    return [s.unit for _, _, s in installation.register.all_submissions()]


def wait_for(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class KilledError(BaseException):
    """Ends the work where a power cut would; nothing may catch it."""


@pytest.mark.parametrize("call", range(2))
@pytest.mark.parametrize(
    "where",
    [
        "store.archive.Archive.keep",
        "mail.register.mails.MailRecords.record",
        "mail.register.mails.MailRecords.settle",
        "mail.fetching.mailbox.Mailbox.settle",
    ],
)
def test_killed_anywhere_nothing_is_lost_and_nothing_comes_twice(
    where: str,
    call: int,
    opened: Callable[[], Installation],
    dovecot: Dovecot,
    smtp: Smtp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """K12 and P10: the mail is flagged after its files are archived; killed between, it is not taken twice."""
    dovecot.put(water("甲"), water("乙"))
    target = f"pipeline.{where}"
    _, _, name = target.rpartition(".")
    from pkgutil import resolve_name

    module_path, class_name = target.rsplit(".", 2)[0], target.rsplit(".", 2)[1]
    owner = getattr(resolve_name(module_path), class_name)
    real, calls = getattr(owner, name), iter(range(1000))

    def dies(self: Any, *arguments: Any, **named: Any) -> Any:
        number = next(calls)
        if number == call and call % 2:
            raise KilledError
        done = real(self, *arguments, **named)
        if number == call:
            raise KilledError
        return done

    monkeypatch.setattr(owner, name, dies)
    with contextlib.suppress(KilledError):
        take_mail(opened())
    monkeypatch.undo()
    flagged = [uid for uid, flags in dovecot.mails().items() if flags]
    installation = opened()
    archived = {s for s, _ in _arrivals(installation)}
    assert len(flagged) <= len(archived)

    one_round(installation)
    assert units(installation) == ["县水利局", "县水利局"]
    assert len(smtp.to(WATER)) == 2
    assert dovecot.mails() == {1: (b"\\Seen",), 2: (b"\\Seen",)}
    one_round(opened())
    assert len(smtp.taken) == 2


def _arrivals(installation: Installation) -> list[tuple[str, str]]:
    from sqlalchemy import select

    from pipeline.store.tables import arrivals

    with installation.register.begin() as connection:
        return [(row.sha256, row.state) for row in connection.execute(select(arrivals))]


def test_a_mailbox_numbered_anew_brings_nothing_twice(
    opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    """Row 66: UIDVALIDITY has changed; mails are known by Message-ID and content."""
    first, second = water("甲", identity="<a@unit.test>"), water("乙", identity="<b@unit.test>")
    dovecot.put(first, second)
    installation = opened()
    one_round(installation)
    with Mailbox(installation.post.mailbox) as mailbox:  # type: ignore[union-attr, arg-type]
        before = mailbox.uid_validity
    dovecot.forget()
    time.sleep(1.1)  # Dovecot numbers a mailbox by the second
    dovecot.put(second, water("丙", identity="<c@unit.test>"), first)
    with Mailbox(installation.post.mailbox) as mailbox:  # type: ignore[union-attr, arg-type]
        assert mailbox.uid_validity != before
    one_round(installation)
    assert len(units(installation)) == 3
    assert len(smtp.taken) == 3
    assert set(dovecot.mails().values()) == {(b"\\Seen",)}


def test_no_mail_is_taken_in_one_go_with_an_archive_that_came_before_it(
    installation: Installation, dovecot: Dovecot
) -> None:
    dovecot.put(
        mail(("打包.zip", archive_of({"县水利局.xlsx": small_ledger("县水利局", "旧")})), sender=WATER), water("新")
    )
    taken = take_mail(installation, 40)
    assert (taken.mails, taken.more) == (1, True)
    process(installation)
    assert take_mail(installation, 40).mails == 1
    process(installation)
    origins = [s.arrival.origin for s in installation.register.versions_of("县水利局")]
    assert origins == ["打包.zip", ""]


def test_a_night_examines_an_archive_before_it_takes_the_mail_after_it(
    installation: Installation, dovecot: Dovecot
) -> None:
    old = archive_of({"县水利局.xlsx": small_ledger("县水利局", "旧")})
    dovecot.put(mail(("打包.zip", old), sender=WATER), water("新"))
    processed = nightly(installation).processed
    assert processed is not None
    assert [s.arrival.origin for s in processed.submissions] == ["打包.zip", ""]
    assert [s.version for s in processed.submissions] == [1, 2]


def test_one_identity_with_other_files_is_another_mail(installation: Installation, dovecot: Dovecot) -> None:
    dovecot.put(water("甲", identity="<a@unit.test>"), water("乙", identity="<a@unit.test>"))
    take_mail(installation)
    assert MailRecords(installation.register).count() == 2


def test_mails_without_identity_are_told_by_their_bytes(installation: Installation, dovecot: Dovecot) -> None:
    bare = water("甲", identity="<x@y.test>").replace(b"Message-ID: <x@y.test>\r\n", b"")
    dovecot.put(bare, bare, bare.replace(b"Subject: ", b"Subject: x"))
    take_mail(installation)
    assert MailRecords(installation.register).count() == 2


@pytest.mark.parametrize("at", [20_000])
def test_the_line_breaks_in_the_middle_and_the_server_restarts(
    at: int, post_root: Path, authority: Any, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    wire = Wire(dovecot.tls_port)
    write_settings(post_root, authority, dovecot, smtp, port=wire.port)
    dovecot.put(*(water(str(n)) for n in range(8)))
    installation = opened()
    wire.bytes_left = at
    taken = take_mail(installation)
    assert taken.mails < 8
    assert "邮件服务器" in taken.fault
    dovecot.stop()
    assert "邮件服务器" in take_mail(installation).fault
    dovecot.start()
    wire.bytes_left = 1 << 60
    one_round(installation)
    wire.close()
    assert len(units(installation)) == 8
    assert len(smtp.taken) == 8


def test_a_mail_over_which_the_server_stumbles_holds_nobody_up_and_is_left_to_people(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    dovecot.put(water("甲"))
    (broken,) = (p for d in ("new", "cur") for p in (dovecot.work / "mail" / dovecot.user / d).iterdir())
    dovecot.put(water("乙"))
    broken.chmod(0)
    assert take_mail(installation).mails == 0
    assert take_mail(installation).mails == 1, "the other one comes first now"
    for _ in range(MOST_FAILURES - 2):
        assert take_mail(installation).fault
    assert take_mail(installation).fault == ""
    assert take_mail(installation).mails == 0
    process(installation)
    answer_mails(installation)
    send_due(installation)
    assert units(installation) == ["县水利局"]
    assert len(smtp.taken) == 1
    (apart,) = MailRecords(installation.register).in_state(MailState.APART)
    assert apart.kind == "unfetchable"
    assert dovecot.mails() == {1: (b"\\Flagged",), 2: (b"\\Seen",)}
    nightly(installation)
    (letter,) = smtp.to(CENTER)
    assert "多次收取都未成功" in letter.body


def test_done_mails_move_to_their_folder(
    post_root: Path, authority: Any, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    write_settings(post_root, authority, dovecot, smtp, imap='done_folder = "已收取"')
    dovecot.put(water("甲"), mail(sender="who@elsewhere.test"), water("乙"))
    one_round(opened())
    assert dovecot.mails() == {2: (b"\\Flagged",)}
    with Mailbox(_with_folder(opened(), "已收取")) as mailbox:
        assert len(mailbox.uids(date(2020, 1, 1), 0)) == 2


def _with_folder(installation: Installation, folder: str) -> Any:
    from dataclasses import replace

    assert installation.post is not None
    assert installation.post.mailbox is not None
    return replace(installation.post.mailbox, folder=folder)


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"Auto-Submitted": "auto-replied"}, WATER),
        ({"Precedence": "list", "List-Id": "<x.county.test>"}, WATER),
        ({"Return-Path": "<>"}, WATER),
        ({}, OWN),
        ({}, "mailer-daemon@county.test"),
        ({}, "who@elsewhere.test"),
    ],
)
def test_machines_ourselves_and_strangers_are_not_answered(
    headers: dict[str, str], sender: str, installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    """P11."""
    dovecot.put(
        mail(("县水利局台账.xlsx", small_ledger("县水利局")), sender=sender, headers=headers),
        mail(sender=sender, headers=headers),
    )
    one_round(installation)
    assert smtp.taken == []


def test_a_letter_of_ours_that_came_round_brings_nothing_and_what_a_colleague_sends_does(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    """The center may read in this very mailbox, and forward from it to itself."""
    drop(installation, "县水利局/台账.xlsx", small_ledger("县水利局"))
    nightly(installation)
    (letter,) = smtp.to(CENTER)
    assert letter.enclosures
    smtp.taken.clear()
    dovecot.put(letter.data, mail(("县科技局台账.xlsx", small_ledger("县科技局")), sender=OWN))
    one_round(installation)
    assert len(installation.register.all_submissions()) == 2
    assert smtp.taken == []
    assert dovecot.mails() == {1: (b"\\Seen",), 2: (b"\\Seen",)}


def test_what_came_without_a_ledger_is_answered_in_words(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    dovecot.put(
        mail(sender=WATER),
        mail(sender=WATER, text="https://pan.baidu.com/s/1abc"),
        mail(("winmail.dat", b"junk"), sender=WATER),
        mail(("台账.pdf", b"%PDF-1.7 x"), sender=WATER),
        mail(("空.xlsx", b""), sender=WATER),
        mail(("县水利局.xlsx", small_ledger("县水利局")), ("报送函.pdf", b"%PDF"), sender=WATER),
    )
    one_round(installation)
    bodies = [t.body for t in smtp.taken]
    assert len(bodies) == 6
    for body, words in zip(
        bodies,
        ("邮件中没有附件", "只有网盘", "winmail.dat", "文件无法读取", "文件无法读取", "报送函.pdf"),
        strict=True,
    ):
        assert words in body
    assert all("县水利局" in body for body in bodies)


def test_a_word_of_thanks_is_not_answered(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    dovecot.put(water())
    one_round(installation)
    answer = str(smtp.taken[0].message["Message-ID"])
    dovecot.put(mail(sender=WATER, text="收到，谢谢。", headers={"In-Reply-To": answer}))
    one_round(installation)
    assert len(smtp.taken) == 1


def test_two_ledgers_of_one_name_are_two_submissions_and_two_receipts(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    """Row 62."""
    dovecot.put(
        mail(
            ("台账.xlsx", small_ledger("县水利局", "甲")), ("台账.xlsx", small_ledger("县水利局", "乙")), sender=WATER
        )
    )
    one_round(installation)
    assert units(installation) == ["县水利局", "县水利局"]
    (answer,) = smtp.taken
    assert len(answer.enclosures) == 2


def test_a_zip_is_answered_for_each_ledger_in_it(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("台账一.xlsx", small_ledger("县水利局", "甲"))
        packed.writestr("台账二.xlsx", small_ledger("县水利局", "乙"))
    dovecot.put(mail(("报送.zip", buffer.getvalue()), sender=WATER))
    one_round(installation)
    assert units(installation) == ["县水利局", "县水利局"]
    (answer,) = smtp.taken
    assert "台账一.xlsx" in answer.body
    assert "台账二.xlsx" in answer.body
    assert len(answer.enclosures) == 2


def test_the_same_file_again_gets_another_receipt(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    """P4."""
    dovecot.put(water())
    one_round(installation)
    dovecot.put(water())
    one_round(installation)
    assert units(installation) == ["县水利局"]
    assert len(smtp.taken) == 2


def test_a_county_workbook_by_mail_decides_nothing(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    from openpyxl import load_workbook

    from pipeline.flow.night.county import consolidate

    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    path = consolidate(installation).dated
    book = load_workbook(path)
    sheet = book["存疑核定"]
    header = next(r for r in sheet.iter_rows() if any(c.value == "核定结果" for c in r))
    columns = {c.value: c.column for c in header}
    for row in range(header[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["键-单位"]).value is not None:
            sheet.cell(row, columns["核定结果"]).value = "豁免"
            sheet.cell(row, columns["核定人"]).value = "外人"
    words = {"单位": "县水利局", "任务编号": "A1-32", "核定结果": "豁免", "核定人": "外人"}
    for heading, value in words.items():
        sheet.cell(sheet.max_row, columns[heading]).value = value
    filled = path.with_name("filled.xlsx")
    book.save(filled)
    dovecot.put(mail(("汇总.xlsx", filled.read_bytes()), sender=WATER))
    one_round(installation)
    assert installation.register.all_decisions() == ()


def test_a_hostile_mail_is_kept_apart_and_holds_nobody_up(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    """Row 64."""
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000))
    dovecot.put(b"From: " + WATER.encode() + b"\r\nMIME-Version: 1.0\r\n" + nested, water())
    one_round(installation)
    assert units(installation) == ["县水利局"]
    (apart,) = MailRecords(installation.register).in_state(MailState.APART)
    assert apart.kind == "unreadable"
    assert installation.archive.read(apart.raw_sha256)
    assert dovecot.mails() == {1: (b"\\Flagged",), 2: (b"\\Seen",)}


def test_a_mail_beyond_all_measure_is_not_fetched(
    installation: Installation, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    assert installation.post is not None
    installation.post = replace(installation.post, largest_mail=2000)
    monkeypatch.setattr(Mailbox, "fetch", lambda *_: pytest.fail("it was fetched"))
    dovecot.put(mail(("大.xlsx", b"x" * 4000), sender=WATER))
    take_mail(installation)
    (apart,) = MailRecords(installation.register).in_state(MailState.APART)
    assert apart.kind == "too_large"


def test_nobody_is_answered_more_often_than_the_limit(
    post_root: Path, authority: Any, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    write_settings(post_root, authority, dovecot, smtp, more="answers_a_day = 3")
    dovecot.put(*(mail(sender=WATER, text=f"第{n}封") for n in range(5)), mail(sender=SCIENCE))
    one_round(opened())
    assert len(smtp.to(WATER)) == 3
    assert len(smtp.to(SCIENCE)) == 1


def test_the_center_may_forward_what_it_got(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    dovecot.put(mail(("县水利局台账.xlsx", small_ledger("县水利局")), sender=CENTER))
    one_round(installation)
    assert units(installation) == ["县水利局"]
    assert [t.recipients for t in smtp.taken] == [[CENTER]]


def test_a_hundred_and_fifty_mails_in_a_row(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    """Ledgers, words, strangers and machines in a mix, with the server restarted among them."""
    mails = []
    for number in range(150):
        kind = number % 10
        if kind == 0:
            mails.append(water(str(number % 40)))
        elif kind == 1:
            mails.append(mail(sender=f"s{number}@elsewhere.test"))
        elif kind == 2:
            mails.append(mail(sender=WATER, headers={"Auto-Submitted": "auto-replied"}))
        else:
            mails.append(mail(sender=SCIENCE, text=f"第{number}封"))
    dovecot.put(*mails)
    taken = 0
    while True:
        step = take_mail(installation, 36)
        taken += step.mails
        if not step.more:
            break
        dovecot.stop()
        assert take_mail(installation).fault
        dovecot.start()
    process(installation)
    answer_mails(installation)
    send_due(installation)
    assert taken == 150
    flags = list(dovecot.mails().values())
    assert flags.count((b"\\Seen",)) == 135
    assert flags.count((b"\\Flagged",)) == 15
    assert len(units(installation)) == 4
    assert len(smtp.to(SCIENCE)) == 10
    assert len(smtp.to(WATER)) == 10


def test_the_service_answers_at_once_where_the_server_tells(
    post_root: Path, authority: Any, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    lines: list[str] = []
    installation = opened()
    service = Service(
        installation,
        rescan_seconds=60,
        settle_seconds=0,
        nightly_at=clock_time(1, 30),
        poll=False,
        say=lines.append,
        mail_seconds=60,
    )
    thread = threading.Thread(target=service.run)
    thread.start()
    try:
        wait_for(lambda: bool(lines))
        time.sleep(1.5)
        dovecot.put(water())
        # The next visit is a minute away: only the server's word (IDLE) can bring it so soon.
        wait_for(lambda: len(smtp.taken) == 1, 25)
        assert any("已收取邮件1封" in line for line in lines)
        dovecot.stop()
        time.sleep(0.5)
        dovecot.start()
        dovecot.put(water("乙"))
        wait_for(lambda: len(smtp.taken) == 2, 25)
    finally:
        service.stop()
        thread.join(60)
    assert not thread.is_alive()
