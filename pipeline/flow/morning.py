"""The morning letter: where the county stands, and what the center has to see to. Once for each working day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline.flow.installation import RECEIPTS, UNKNOWN_SENDER, Installation
from pipeline.flow.outbox import chinese_day, contact_of, put_letter
from pipeline.flow.publish import Published
from pipeline.flow.remind import Reminder
from pipeline.model import County, DeviationState, Severity, UnitStatus
from pipeline.notices import Enclosure, Letter, write_letter
from pipeline.store import ArrivalState, MailRecords, MailState, OutgoingKind, OutgoingMails, OutgoingState
from pipeline.time_limits import is_working_day

_TEXT = "mail-morning"
_PERSONAL_DATA = "F10"
_IN_FORCE = frozenset({DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED})
_FOR_PEOPLE = frozenset({"unreadable", "too_large", "unfetchable"})
_LARGEST_ENCLOSURE = 20 << 20
"""Bytes: many servers take mails of 25 MB, which base64 reaches from three quarters of that."""


def put_morning_letter(
    installation: Installation,
    published: Published | None,
    reminders: Sequence[Reminder],
    faults: Sequence[str],
    not_before: datetime | None,
) -> bool:
    """Put the day's letter into the outbox; say whether it is new there.

    On days off there is a letter only where something went wrong. A night that is done again writes no second
    letter.
    """
    post = installation.post
    today = installation.clock().date()
    if post is None or not post.center or (not faults and not is_working_day(today)):
        return False
    county = published.county if published else None
    workbook = published.newest or published.dated if published else None
    words = _words(installation, county, workbook, reminders, faults)
    if published is not None:
        words["todo"] = [*_list(words["todo"]), *published.remarks]
    return put_letter(
        installation,
        _TEXT,
        words,
        key=f"morning|{today.isoformat()}",
        kind=OutgoingKind.LETTER,
        recipients=post.center,
        enclosures=(Enclosure(workbook.name, workbook.read_bytes()),) if workbook and words["attached"] else (),
        not_before=not_before,
    )


def morning_letter(
    installation: Installation,
    county: County,
    workbook: Path | None,
    reminders: Sequence[Reminder],
    faults: Sequence[str],
) -> tuple[tuple[str, ...], Letter] | None:
    """Write the letter without putting it anywhere; None where nobody would get one today."""
    post = installation.post
    if post is None or not post.center or not is_working_day(installation.clock().date()):
        return None
    words = _words(installation, county, workbook, reminders, faults)
    return post.center, write_letter(_TEXT, words, post.texts)


def _words(
    installation: Installation,
    county: County | None,
    workbook: Path | None,
    reminders: Sequence[Reminder],
    faults: Sequence[str],
) -> dict[str, object]:
    """Gather what the letter says. Without a consolidation it says that there was none."""
    post = installation.post
    assert post is not None
    personal = county is not None and any(
        t.deviation.code == _PERSONAL_DATA and t.state in _IN_FORCE for t in county.tracked
    )
    since = _last_letter(installation)
    wanted = post.attach_workbook and workbook is not None and workbook.stat().st_size <= _LARGEST_ENCLOSURE
    return {
        "faults": list(faults),
        "received": list(_received(installation, since)),
        "todo": list(_todo(installation, county, reminders, since)),
        "consolidated": county is not None,
        "due": chinese_day(installation.plan.ledgers_due),
        "attached": wanted and not personal,
        "not_attached_for_personal_data": wanted and personal,
        "workbook": post.workbook_link or (str(workbook.relative_to(installation.root)) if workbook else ""),
        **(_figures(county, since.date()) if county is not None else {}),
        **contact_of(installation),
    }


def _list(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def _last_letter(installation: Installation) -> datetime:
    """Give the time of the last letter, from which on everything is news; without one, a day ago."""
    last = OutgoingMails(installation.register).last_written(OutgoingKind.LETTER)
    return last or installation.clock() - timedelta(days=1)


def _figures(county: County, since: date) -> dict[str, object]:
    from pipeline.consolidation import county_figures

    figures = county_figures(county)
    in_force = [t for t in county.tracked if t.state in _IN_FORCE]
    return {
        "expected": figures.expected,
        "reported": figures.reported,
        "missing": list(figures.missing_units),
        "unreadable": [r.unit for r in county.reports if r.status is UnitStatus.UNREADABLE],
        "errors": sum(t.deviation.severity is Severity.ERROR for t in in_force),
        "warnings": sum(t.deviation.severity is Severity.WARNING for t in in_force),
        "new": sum(t.first_found > since or t.state is DeviationState.REOPENED for t in in_force),
        "closed": sum(t.state is DeviationState.CLOSED and t.last_seen >= since for t in county.tracked),
    }


def _received(installation: Installation, since: datetime) -> Iterator[str]:
    """List what has come since the last letter."""
    for _, _, submission in installation.register.all_submissions():
        if submission.arrival.received_at >= since:
            unit, arrival = submission.unit or UNKNOWN_SENDER, submission.arrival
            yield f"{arrival.received_at:%m-%d %H:%M} {unit}：{arrival.file_name}（{submission.verdict.label}）"


def _todo(
    installation: Installation, county: County | None, reminders: Sequence[Reminder], since: datetime
) -> Iterator[str]:
    """List what only people can do."""
    register = installation.register
    if county is not None and county.strays:
        names = "、".join(dict.fromkeys(s.arrival.file_name for s in county.strays))
        place = f"{RECEIPTS}/{UNKNOWN_SENDER}/"
        yield f"单位待确认的来件：{names}。回执在 {place}，请核实后放入 inbox/ 下该单位的文件夹。"
    for mail in MailRecords(register).since(since):
        who = f"{mail.sender_name} {mail.sender}".strip() or "发件人不明"
        if mail.state is MailState.APART and mail.kind in _FOR_PEOPLE:
            yield f"邮件无法处理（{who}）：{'；'.join(text for _, text in mail.problems)}"
        elif mail.state is MailState.APART:
            yield (
                f"未登记的邮箱来信：{who}，主题“{mail.subject}”。未自动答复；"
                "确认为本县单位的，请把邮箱填入 units.csv 的 emails 栏。"
            )
    outgoing = OutgoingMails(register)
    for sent in outgoing.in_state(OutgoingState.FAILED, OutgoingState.RETURNED, since=since):
        yield f"未能送达：{'、'.join(sent.recipients)}，《{sent.subject}》（{sent.fault}）"
    for at, kind, subject, text in register.events_since(since):
        if kind == "text_fault":
            yield text
        elif kind == "answer_limit":
            yield f"{at[:16].replace('T', ' ')} {subject} 的自动答复已达每日上限，其后来信请人工答复。"
    aside = register.arrivals_in(ArrivalState.SET_ASIDE)
    if aside:
        yield f"未能生成回执的来件：{'、'.join(a.arrival.file_name for a in aside)}。请联系维护人员。"
    silent = [r.unit for r in reminders if not r.recipients]
    if silent:
        yield f"以下单位没有登记邮箱，请用其他方式催办：{'、'.join(silent)}。"
