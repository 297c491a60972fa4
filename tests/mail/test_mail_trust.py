"""Mail: whose word counts, whose mail is touched, and how much room strangers get."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipeline.flow.day.words import waiting_now
from pipeline.flow.installation import Installation
from pipeline.flow.mail.taking import take_mail
from pipeline.mail.fetching import mailbox as fetching
from pipeline.mail.fetching.mailbox import Mailbox
from pipeline.mail.register.mails import MailRecords
from pipeline.mail.register.rows import MailState
from pipeline.model import Doubt, Proof
from tests.mail.conftest import WATER, write_settings
from tests.mail.letters import mail, small_ledger
from tests.mail.plant import Dovecot, Smtp
from tests.mail.test_conversation import one_round
from tests.mail.test_mail_in import _with_folder

UNIT = "县水利局"
SERVER = "mx.county.test"
PASSED = f"Authentication-Results: {SERVER}; dmarc=pass header.from={WATER.rpartition('@')[2]}\r\n"
FAILED = f"Authentication-Results: {SERVER}; spf=fail; dkim=fail; dmarc=fail header.from=county.test\r\n"
Opened = Callable[[], Installation]


def ledger(mark: str, checked: str = "") -> bytes:
    return checked.encode() + mail((f"{UNIT}台账.xlsx", small_ledger(UNIT, mark)), sender=WATER)


@pytest.fixture
def trusting(post_root: Any, authority: Any, opened: Opened, dovecot: Dovecot, smtp: Smtp) -> Installation:
    """An installation that knows its mail server's name."""
    write_settings(post_root, authority, dovecot, smtp, imap=f'authserv_id = "{SERVER}"\ndone_folder = "已收取"')
    return opened()


def test_a_mail_that_passed_is_proved_and_one_that_failed_waits_unanswered(
    trusting: Installation, dovecot: Dovecot, smtp: Smtp
) -> None:
    dovecot.put(ledger("真", PASSED))
    one_round(trusting)
    held = trusting.book().now().of(UNIT).in_force
    assert held is not None
    assert held.proof is Proof.MAIL
    assert len(smtp.to(WATER)) == 1
    dovecot.put(ledger("假", FAILED))
    one_round(trusting)
    assert trusting.book().now().of(UNIT).in_force == held
    assert [w.doubt for w in waiting_now(trusting)] == [Doubt.FORGED]
    assert len(smtp.to(WATER)) == 1, "whose name was forged gets no answer"


def test_a_forged_mail_counts_for_nobody_even_as_the_first(trusting: Installation, dovecot: Dovecot) -> None:
    dovecot.put(ledger("假", FAILED))
    one_round(trusting)
    assert trusting.book().now().of(UNIT).in_force is None


def test_what_another_client_marked_as_deleted_is_never_expunged(trusting: Installation, dovecot: Dovecot) -> None:
    dovecot.put(mail(sender="who@elsewhere.test", text="一封私人邮件"))
    with dovecot.client() as person:
        person.select("INBOX")
        person.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
        dovecot.put(ledger("真", PASSED))
        one_round(trusting)
        lying = dovecot.mails()
        assert set(lying) == {1}, "ours has moved, the other is still there"
        assert b"\\Deleted" in lying[1]
    with Mailbox(_with_folder(trusting, "已收取")) as done:
        assert len(done.uids(date(2020, 1, 1), 0)) == 1


@pytest.mark.parametrize(("can", "moved"), [({"UIDPLUS"}, True), (set(), False)], ids=["uid-expunge", "neither"])
def test_where_the_server_cannot_move_one_mail_alone(
    trusting: Installation, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, can: set[str], moved: bool
) -> None:
    monkeypatch.setattr(fetching, "_told_capabilities", lambda _: frozenset(can))
    dovecot.put(mail(sender="who@elsewhere.test", text="一封私人邮件"))
    with dovecot.client() as person:
        person.select("INBOX")
        person.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
        dovecot.put(ledger("真", PASSED))
        one_round(trusting)
    lying = dovecot.mails()
    assert 1 in lying
    assert (2 in lying) is not moved
    assert moved or b"\\Seen" in lying[2]


def test_capabilities_are_asked_after_the_log_in(trusting: Installation) -> None:
    assert trusting.post is not None
    assert trusting.post.mailbox is not None
    with Mailbox(trusting.post.mailbox) as mailbox:
        assert mailbox.can_move


def test_strangers_fill_no_more_than_their_share(
    post_root: Any, authority: Any, opened: Opened, dovecot: Dovecot, smtp: Smtp
) -> None:
    write_settings(post_root, authority, dovecot, smtp, imap="strangers_mib_a_day = 1")
    large = ("大.xlsx", bytes(300_000))  # in base64 well beyond a third of a mebibyte
    dovecot.put(*(mail(large, sender=f"who{n}@elsewhere.test") for n in range(3)))
    installation = opened()
    take_mail(installation)
    apart = MailRecords(installation.register).in_state(MailState.APART)
    assert [m.kind == "quota" for m in apart] == [False, False, True]
    assert set(dovecot.mails()) == {1, 2, 3}, "what is not kept stays in the mailbox"
