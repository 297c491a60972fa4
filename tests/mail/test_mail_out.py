"""The outbox: each mail once, whatever the server does and wherever the program dies; the night's mails."""

from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.mail.outbox import contact_of, put_letter, send_due
from pipeline.flow.mail.reply import answer_mails
from pipeline.flow.mail.taking import take_mail
from pipeline.flow.night.night import nightly
from pipeline.mail.letters.server import SmtpSession
from pipeline.mail.register.outgoing import OutgoingKind, OutgoingMails, OutgoingState
from pipeline.store.nights import Nights
from tests.flow.conftest import Clock, drop
from tests.mail.conftest import CENTER, SCIENCE, WATER, write_settings
from tests.mail.letters import mail, small_ledger
from tests.mail.plant import Dovecot, Smtp, Wire
from tests.mail.test_conversation import one_round
from tests.mail.test_mail_in import KilledError


def write_answers(installation: Installation, dovecot: Dovecot, *senders: str) -> None:
    dovecot.put(*(mail(sender=sender) for sender in senders))
    take_mail(installation)
    process(installation)
    assert answer_mails(installation) == len(senders)


def states(installation: Installation) -> list[str]:
    return [m.state.value for m in OutgoingMails(installation.register).in_state(*OutgoingState)]


def later(clock: Clock, **span: int) -> None:
    from datetime import timedelta

    clock.now += timedelta(**span)


def test_a_server_that_is_away_only_delays(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    write_answers(installation, dovecot, WATER, SCIENCE)
    smtp.stop()
    sent = send_due(installation)
    assert (sent.sent, sent.waiting) == (0, 2)
    assert "无法连接" in sent.fault
    smtp.start()
    later(clock, minutes=2)
    assert send_due(installation).sent == 2
    assert [t.recipients for t in smtp.taken] == [[WATER], [SCIENCE]]
    assert send_due(installation).sent == 0


def test_of_many_mails_one_knocks_at_a_server_that_is_away(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_answers(installation, dovecot, *[WATER] * 4)
    smtp.stop()
    knocks = []
    monkeypatch.setattr(SmtpSession, "_opened", lambda _, server: knocks.append(server) or _refuse())
    for _ in range(5):
        send_due(installation)
    assert len(knocks) == 1
    later(clock, minutes=2)
    send_due(installation)
    assert len(knocks) == 2


def _refuse() -> None:
    raise ConnectionRefusedError


@pytest.mark.parametrize("wrong", ["张三@county.test", "no address", "@county.test"])
def test_an_address_that_is_none_holds_nobody_up(
    wrong: str, installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    for number, recipient in enumerate((wrong, "water@县水利局.cn", SCIENCE)):
        assert installation.post is not None
        put_letter(
            installation,
            "mail-reminder",
            {
                **contact_of(installation),
                "unit": "县水利局",
                "report": {},
                "errors": {},
                "due_soon": ["甲"],
                "due": "",
            },
            key=str(number),
            kind=OutgoingKind.REMINDER,
            recipients=(recipient,),
        )
    sent = send_due(installation)
    assert (sent.sent, sent.failed, sent.waiting) == (2, 1, 0)
    assert [t.recipients for t in smtp.taken] == [["water@xn--kcr81bw6oy8q.cn"], [SCIENCE]]
    (failed,) = OutgoingMails(installation.register).in_state(OutgoingState.FAILED)
    assert "不是可以投递的邮箱地址" in failed.fault


def test_a_passing_refusal_is_tried_again_and_holds_nobody_up(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    write_answers(installation, dovecot, WATER, SCIENCE)
    smtp.refuse[WATER] = "451 greylisted"
    assert send_due(installation).sent == 1
    smtp.refuse.clear()
    assert send_due(installation).sent == 0, "not before its time"
    later(clock, minutes=2)
    assert send_due(installation).sent == 1
    assert [t.recipients for t in smtp.taken] == [[SCIENCE], [WATER]]


def test_a_lasting_refusal_is_told_and_not_tried_again(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    write_answers(installation, dovecot, WATER)
    smtp.refuse[WATER] = "550 no such user"
    assert send_due(installation).failed == 1
    later(clock, days=1)
    assert send_due(installation).sent == 0
    assert states(installation) == ["failed"]
    smtp.refuse.clear()
    nightly(installation)
    (letter,) = smtp.to(CENTER)
    assert "550 no such user" in letter.body


def test_a_server_that_wants_a_sender_gets_one(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    smtp.refuse_null = True
    write_answers(installation, dovecot, WATER, SCIENCE)
    assert send_due(installation).sent == 2
    assert {t.sender for t in smtp.taken} == {"taizhang@county.test"}


def test_a_mail_without_identity_is_answered_as_by_a_machine(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    dovecot.put(mail(sender=WATER, identity="<x@y.test>").replace(b"Message-ID: <x@y.test>\r\n", b""))
    one_round(installation)
    (answer,) = smtp.taken
    assert answer.sender == "<>"
    assert answer.message["Auto-Submitted"] == "auto-replied"
    assert answer.message["In-Reply-To"] is None


@pytest.mark.parametrize("share", [0.0, 0.5, 0.8, 0.97])
def test_the_line_breaks_while_mails_are_handed_over(
    share: float,
    post_root: Path,
    authority: Any,
    opened: Callable[[], Installation],
    dovecot: Dovecot,
    smtp: Smtp,
    clock: Clock,
) -> None:
    """Wherever it breaks: each mail arrives, and one that arrives twice is the same by its Message-ID."""
    wire = Wire(smtp.port)
    write_settings(post_root, authority, dovecot, smtp)
    path = post_root / "taizhang.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(str(smtp.port), str(wire.port)), encoding="utf-8")
    installation = opened()
    write_answers(installation, dovecot, *[SCIENCE] * 5)
    wire.bytes_left = plenty = 1 << 60
    send_due(installation)
    smtp.taken.clear()
    write_answers(installation, dovecot, *[WATER] * 5)
    wire.bytes_left = int((plenty - wire.bytes_left) * share)
    assert send_due(installation).fault
    smtp.stop()
    smtp.start()
    wire.bytes_left = plenty
    later(clock, minutes=2)
    assert send_due(installation).fault == ""
    wire.close()
    assert states(installation) == ["sent"] * 10
    assert len({str(t.message["Message-ID"]) for t in smtp.taken}) == 5
    assert len(smtp.taken) <= 6


@pytest.mark.parametrize("died", ["before the server", "after the server"])
def test_killed_while_sending(
    died: str,
    opened: Callable[[], Installation],
    dovecot: Dovecot,
    smtp: Smtp,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """K13: at most one duplicate, and that with the same Message-ID."""
    write_answers(opened(), dovecot, WATER)
    real = SmtpSession.send

    def dies(self: SmtpSession, *arguments: Any, **named: Any) -> str:
        if died == "after the server":
            real(self, *arguments, **named)
        raise KilledError

    monkeypatch.setattr(SmtpSession, "send", dies)
    with pytest.raises(KilledError):
        send_due(opened())
    monkeypatch.undo()
    assert send_due(opened()).sent == 1
    assert len(smtp.taken) == (2 if died == "after the server" else 1)
    assert len({str(t.message["Message-ID"]) for t in smtp.taken}) == 1
    assert send_due(opened()).sent == 0


@pytest.mark.parametrize("call", range(2))
def test_killed_while_writing_the_answer(
    call: int, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.put(mail(("县水利局台账.xlsx", small_ledger("县水利局")), sender=WATER))
    installation = opened()
    take_mail(installation)
    process(installation)
    real = OutgoingMails.put

    def dies(self: OutgoingMails, *arguments: Any, **named: Any) -> bool:
        if call:
            real(self, *arguments, **named)
        raise KilledError

    monkeypatch.setattr(OutgoingMails, "put", dies)
    with pytest.raises(KilledError):
        answer_mails(installation)
    monkeypatch.undo()
    installation = opened()
    one_round(installation)
    assert len(smtp.taken) == 1


def test_a_bounce_is_told_and_not_answered(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    dovecot.put(mail(("县水利局台账.xlsx", small_ledger("县水利局")), sender=WATER))
    one_round(installation)
    returned = smtp.taken[0].data
    dovecot.put(mail(("回执.eml", returned), sender="MAILER-DAEMON@county.test", subject="系统退信"))
    one_round(installation)
    assert len(smtp.taken) == 1
    assert states(installation) == ["returned"]
    assert len(installation.register.all_submissions()) == 1


def test_a_ledger_with_personal_numbers_is_answered_without_them(
    installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    """F10: neither in words nor in an enclosure does a number leave the house."""
    ledger = small_ledger("县水利局", section="张明13812345678")
    dovecot.put(mail(("县水利局台账.xlsx", ledger), sender=WATER, subject="13812345678"))
    one_round(installation)
    (answer,) = smtp.taken
    assert "13812345678" not in answer.body
    assert b"13812345678" not in answer.data
    assert "13812345678" not in str(answer.message["Subject"])
    assert answer.enclosures == {}
    assert "F4" in answer.body
    nightly(installation)
    (letter,) = smtp.to(CENTER)
    assert letter.enclosures == {}
    assert "未作为附件发送" in letter.body


def test_the_night_writes_reminders_and_the_letter_once(
    opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    drop(opened(), "县水利局/台账.xlsx", small_ledger("县水利局"))
    installation = opened()
    night = nightly(installation)
    assert night.faults == ()
    (letter,) = smtp.to(CENTER)
    assert "已报1个" in letter.body
    assert [name for name in letter.enclosures if "汇总" in name]
    (reminder,) = smtp.to(SCIENCE)
    assert "距截止日期还有1天" in reminder.body
    assert reminder.message["Auto-Submitted"] == "auto-generated"
    assert smtp.to(WATER) == []
    silent = [u.name for u in installation.plan.expected_units if not u.emails and u.name != "县水利局"]
    assert f"以下{len(silent)}个单位今日应催办而没有登记邮箱" in letter.body
    assert "、".join(silent) in letter.body, "nobody is left out of the list"

    nightly(opened())
    assert len(smtp.taken) == 2
    clock.turn(20)
    nightly(opened())
    assert "今日（2022年5月20日）截止报送" in smtp.to(SCIENCE)[-1].body
    clock.turn(21)  # a Saturday
    nightly(opened())
    assert len(smtp.to(SCIENCE)) == 2
    assert len(smtp.to(CENTER)) == 2
    clock.turn(23)
    installation = opened()
    nightly(installation)
    body = smtp.to(CENTER)[-1].body
    assert f"已起草催办函{len(silent)}份" in body
    for unit in silent:
        place = f"outbox/回执/{unit}/{unit}催办函_2022-05-23.docx"
        assert place in body, "each is told in full, where it lies"
        assert (installation.root / place).is_file()


def test_the_services_night_mails_wait_for_the_morning(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    clock.turn(19, 2)
    nightly(installation, at_once=False)
    assert smtp.taken == []
    assert send_due(installation).sent == 0
    clock.turn(19, 8)
    assert send_due(installation).sent == 3


def test_one_step_that_breaks_keeps_no_other_from_being_done(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.put(mail(("县水利局台账.xlsx", small_ledger("县水利局")), sender=WATER))

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    for step in ("consolidate", "sweep_outbox", "back_up"):
        monkeypatch.setattr(f"pipeline.flow.night.night.{step}", broken)
    night = nightly(installation)
    assert [f.split("：")[0] for f in night.faults] == ["汇总", "清理", "备份", "催办提醒"]
    assert len(smtp.to(WATER)) == 1
    (letter,) = smtp.to(CENTER)
    assert "【有异常】" in str(letter.message["Subject"])
    assert "汇总：程序内部出错" in letter.body
    assert Nights(installation.register).last_done(clock.now) is None
    kinds = [kind for _, kind, _, _ in installation.register.events_since(installation.clock())]
    assert "step_broken" in kinds


def test_mail_away_all_night_is_told_in_the_log_and_made_up_for(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    smtp.stop()
    night = nightly(installation)
    assert [f.split("：")[0] for f in night.faults] == ["发送邮件"]
    assert night.done
    smtp.start()
    later(clock, minutes=2)
    assert send_due(installation).sent == 3


@pytest.mark.parametrize("step", ["take_all_mail", "process"])
def test_nobody_is_reminded_where_ledgers_may_lie_unfetched(
    installation: Installation, smtp: Smtp, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def away(*_: object) -> None:
        raise OSError(errno.ENOTCONN, "share is away")

    with monkeypatch.context() as broken:
        broken.setattr(f"pipeline.flow.night.night.{step}", away)
        night = nightly(installation)
    assert any("催办提醒" in fault and "今日未催办" in fault for fault in night.faults)
    assert not smtp.to(SCIENCE)
    nightly(installation)
    assert len(smtp.to(SCIENCE)) == 1


def test_reminders_of_a_day_gone_by_are_not_sent_but_said_anew(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    """Nobody is told “today is the last day” on the day after, nor three things at once when the server is back."""
    smtp.stop()
    for day in (19, 20):
        clock.turn(day)
        nightly(installation)
    smtp.start()
    clock.turn(21)  # a Saturday: the letter goes out, the reminders wait for Monday
    assert send_due(installation).sent == 1
    clock.turn(23)
    drop(installation, "县水利局/台账.xlsx", small_ledger("县水利局"))
    nightly(installation)
    assert smtp.to(WATER) == []
    (reminder,) = smtp.to(SCIENCE)
    assert "现已逾期3天" in reminder.body
    assert [str(t.message["Date"])[:11] for t in smtp.to(CENTER)] == ["Fri, 20 May", "Mon, 23 May"]
    assert OutgoingMails(installation.register).last_reminded() == {"report|yiyuan-2022|县科技局": date(2022, 5, 23)}


def test_a_letter_tells_of_all_since_the_last_that_was_sent(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    smtp.stop()
    drop(installation, "县水利局/台账.xlsx", small_ledger("县水利局"))
    nightly(installation)
    clock.turn(20)
    nightly(installation)
    smtp.start()
    later(clock, hours=2)
    send_due(installation)
    (letter,) = smtp.to(CENTER)
    assert "05-19 09:00 县水利局：台账.xlsx" in letter.body


def test_what_was_sent_long_ago_is_swept_but_stays_on_record(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    write_answers(installation, dovecot, WATER, SCIENCE)
    smtp.refuse[SCIENCE] = "451 later"
    send_due(installation)
    later(clock, days=200)
    from pipeline.flow.mail.outbox import sweep_outbox

    assert installation.post is not None
    assert sweep_outbox(installation, installation.post) == 1
    assert states(installation) == ["sent", "waiting"]
    smtp.refuse.clear()
    assert send_due(installation).sent == 1


def test_a_dry_run_shows_and_sends_nothing(
    post_root: Path, installation: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    from pipeline.cli.mail import _would_be_sent

    write_answers(installation, dovecot, WATER)
    shown = "\n".join(_would_be_sent(installation))
    assert WATER in shown
    assert "主题：关于报送政务公开工作台账的提醒" in shown
    assert f"收件人：{CENTER}" in shown
    assert shown.count("主题：关于报送政务公开工作台账的提醒") == 2, "units without an address take one line in all"
    assert "没有登记邮箱的单位（40个），不会发出：县政府办公室、" in shown
    assert smtp.taken == []
    assert states(installation) == ["waiting"]
    assert OutgoingMails(installation.register).last_reminded() == {}


def test_a_wrong_password_is_told_and_in_no_log(
    post_root: Path, authority: Any, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    from pipeline.wiring import open_logbook

    wrong = "not-the-password"
    (post_root / "password").write_text(wrong, encoding="utf-8")
    installation = opened()
    with open_logbook(installation):
        taken = take_mail(installation)
        assert "登录被拒绝" in taken.fault
        installation.register.note(installation.clock(), "test", "13812345678", f"said {wrong}")
    log = (post_root / "data" / "logs" / "taizhang.log").read_text(encoding="utf-8")
    assert "mailbox_away" in log
    assert wrong not in log
    assert wrong not in repr(installation)
    assert "138****5678" in log


def test_an_untrusted_certificate_is_refused(
    post_root: Path, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    import trustme

    trustme.CA().cert_pem.write_to_path(str(post_root / "ca.pem"))
    installation = opened()
    assert "证书不受信任" in take_mail(installation).fault
    nightly(installation)
    assert "证书不受信任" in send_due_later(installation)


def send_due_later(installation: Installation) -> str:
    (waiting, *_) = OutgoingMails(installation.register).in_state(OutgoingState.WAITING)
    return waiting.fault


def test_without_addresses_of_the_center_there_is_no_letter(
    post_root: Path, authority: Any, opened: Callable[[], Installation], dovecot: Dovecot, smtp: Smtp
) -> None:
    write_settings(post_root, authority, dovecot, smtp)
    path = post_root / "taizhang.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(f'["{CENTER}"]', "[]"), encoding="utf-8")
    assert nightly(opened()).faults == ()
    assert smtp.to(CENTER) == []


def test_the_day_of_the_reminder_is_on_record(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> None:
    nightly(installation)
    assert OutgoingMails(installation.register).last_reminded() == {
        "report|yiyuan-2022|县水利局": date(2022, 5, 19),
        "report|yiyuan-2022|县科技局": date(2022, 5, 19),
    }


def test_mondays_letter_tells_of_the_weekend(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    clock.turn(20)
    nightly(installation)
    clock.turn(21, 15)  # Saturday
    dovecot.put(
        mail(("县水利局台账.xlsx", small_ledger("县水利局")), sender=WATER), mail(sender="who@elsewhere.test")
    )
    nightly(installation)
    clock.turn(23)
    nightly(installation)
    monday = smtp.to(CENTER)[-1].body
    assert "05-21 15:00 县水利局：县水利局台账.xlsx" in monday
    assert "who@elsewhere.test" in monday
    clock.turn(24)
    nightly(installation)
    assert "上次晨报以来没有收到新的台账" in smtp.to(CENTER)[-1].body
