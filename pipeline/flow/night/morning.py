"""The morning letter: where the county stands, and what the center has to see to. Once for each working day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.flow.day.decide import speaks_for_officers
from pipeline.flow.installation import RECEIPTS, UNKNOWN_SENDER, Installation
from pipeline.flow.mail.outbox import chinese_day, contact_of, put_letter, withdraw_of_days_past
from pipeline.flow.mail.reply import FOR_PEOPLE
from pipeline.flow.night.publish import Published
from pipeline.flow.night.remind import Reminder
from pipeline.judging.checks.traits import Trait, has
from pipeline.judging.time_limits.working_days import is_working_day
from pipeline.mail.letters.letters import Letter, write_letter
from pipeline.mail.letters.message import Enclosure
from pipeline.mail.register.mails import MailRecords
from pipeline.mail.register.outgoing import OutgoingKind, OutgoingMails, OutgoingState
from pipeline.mail.register.rows import MailState, RecordedMail
from pipeline.model import County, DeviationState, Proof, Severity, Submission, UnitStatus
from pipeline.store.arrivals import ArrivalState

_TEXT = "mail-morning"
_IN_FORCE = frozenset({DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED})
_MOST_LINES = 20
_MOST_NAMES = 10
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
    # One that could not be sent is replaced: this one tells of all since the last that was.
    withdraw_of_days_past(installation, OutgoingKind.LETTER)
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
        has(t.deviation.code, Trait.PERSONAL) and t.state in _IN_FORCE for t in county.tracked
    )
    since = _last_letter(installation)
    wanted = post.attach_workbook and workbook is not None and workbook.stat().st_size <= _LARGEST_ENCLOSURE
    came = list(_received(installation, since))
    received = [one for one in came if one.ledger is not None]
    others = [one for one in came if one.ledger is None]
    return {
        "faults": list(faults),
        "received": [_came(one) for one in received[:_MOST_LINES]],
        "received_counts": _counted(received),
        "received_more": max(len(received) - _MOST_LINES, 0),
        "others": [_came(one) for one in others[:_MOST_LINES]],
        "others_counts": _counted(others),
        "others_more": max(len(others) - _MOST_LINES, 0),
        "todo": list(_todo(installation, county, reminders, since)),
        "consolidated": county is not None,
        "due": chinese_day(installation.plan.ledgers_due),
        "due_in": (installation.plan.ledgers_due - installation.clock().date()).days,
        "attached": wanted and not personal,
        "not_attached_for_personal_data": wanted and personal,
        "workbook": post.workbook_link or (place_of(workbook, installation) if workbook else ""),
        **(_figures(county) if county is not None else {}),
        **contact_of(installation),
    }


def _list(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def place_of(path: Path, installation: Installation) -> str:
    """Say where a file lies: seen from the working folder, or in full where outbox/ lies elsewhere."""
    return path.relative_to(installation.root).as_posix() if path.is_relative_to(installation.root) else str(path)


def _last_letter(installation: Installation) -> datetime:
    """Give the time of the last letter, from which on everything is news; without one, a day ago."""
    last = OutgoingMails(installation.register).last_written(OutgoingKind.LETTER)
    return last or installation.clock() - timedelta(days=1)


def _figures(county: County) -> dict[str, object]:
    from pipeline.county.facts import CountyFacts
    from pipeline.county.figures import figures_of

    facts = CountyFacts(county)
    figures = figures_of(facts)
    return {
        "expected": figures.expected,
        "reported": figures.reported,
        "missing": list(figures.missing_units),
        "unreadable": [r.unit for r in county.reports if r.status is UnitStatus.UNREADABLE],
        "errors": figures.severities[Severity.ERROR],
        "warnings": figures.severities[Severity.WARNING],
        "new": figures.states[DeviationState.NEW],
        "closed": figures.closed_now,
        "returned": figures.returned_now,
        "progress": facts.progress.sentence,
    }


def _received(installation: Installation, since: datetime) -> Iterator[Submission]:
    """Give what has come from others since the last letter: an officer's own workbook has had its answer."""
    for _, _, submission in installation.register.all_submissions():
        own = submission.file.decisions is not None and speaks_for_officers(installation, submission)
        if submission.arrival.received_at >= since and not own:
            yield submission


def _came(submission: Submission) -> str:
    unit, arrival = submission.unit or UNKNOWN_SENDER, submission.arrival
    return f"{arrival.received_at:%m-%d %H:%M} {unit}：{arrival.file_name}（{submission.verdict.label}）"


def _counted(submissions: Sequence[Submission]) -> str:
    verdicts = Counter(submission.verdict.label for submission in submissions)
    return "，".join(f"{verdict}{count}份" for verdict, count in verdicts.most_common())


def _some(names: Iterable[str], counted: str) -> str:
    """Name some of many; ``counted`` is the word by which all are counted."""
    each = list(dict.fromkeys(names))
    more = f"等{len(each)}{counted}" if len(each) > _MOST_NAMES else ""
    return "、".join(each[:_MOST_NAMES]) + more


def _todo(
    installation: Installation, county: County | None, reminders: Sequence[Reminder], since: datetime
) -> Iterator[str]:
    """List what only people can do. However much there is of one kind, it takes a few lines."""
    register = installation.register
    if county is not None:
        yield from _of_nobody(county)
        yield from _to_confirm(county)
    yield from _mails_to_see_to(MailRecords(register), since)
    yield from _mails_not_delivered(OutgoingMails(register), since)
    limited: list[str] = []
    for _, kind, subject, text in register.events_since(since):
        if kind == "text_fault":
            yield text
        elif kind == "answer_limit":
            limited.append(subject)
    if limited:
        yield f"以下邮箱的来信超过每日自动答复上限，其后来信请人工答复：{_some(limited, '个')}。"
    aside = register.arrivals_in(ArrivalState.SET_ASIDE)
    if aside:
        yield f"未能生成回执的来件：{_some((a.arrival.file_name for a in aside), '份')}。请联系维护人员。"
    silent = [r for r in reminders if not r.recipients]
    if silent:
        named = "、".join(r.unit for r in silent)
        yield (
            f"以下{len(silent)}个单位今日应催办而没有登记邮箱，请用其他方式催办：{named}。"
            "未列文件的，催办函可用 taizhang report --kind 催办函 起草。"
        )
        filed = [place_of(r.filed, installation) for r in silent if r.filed]
        if filed:
            yield f"已起草催办函{len(filed)}份（办理期限留空，请填写后印发）：{'；'.join(filed)}。"


def _of_nobody(county: County) -> Iterator[str]:
    """Say what to do with files whose unit is not known: a ledger is claimed, anything else is read and settled."""
    for names, what, asked in (
        (
            [s.arrival.file_name for s in county.strays if s.ledger is not None],
            "单位待确认的台账",
            "请核实后在汇总表“待确认来件”中选“认领”并填写单位，或者放入 inbox/ 下该单位的文件夹。",
        ),
        (
            [s.arrival.file_name for s in county.strays if s.ledger is None],
            "单位不明、未读出台账的来件",
            "请查看文件，属误报、重报的在汇总表“待确认来件”中选“作废”，应报台账的请联系报送单位另报。",
        ),
    ):
        if names:
            yield f"{what}：{_some(names, '份')}。回执在 {RECEIPTS}/{UNKNOWN_SENDER}/，{asked}"


def _to_confirm(county: County) -> Iterator[str]:
    """Say what waits for an officer's word, and what is not proved."""
    doubtful = [one for one in county.waiting if one.submission.unit]
    if doubtful:
        files = _some((one.submission.arrival.file_name for one in doubtful), "份")
        yield f"待确认来件：{files}。请在汇总表“待确认来件”中处理。"
    if county.plan.year < county.as_of.year:
        years = f"现行方案为{county.plan.year}年度方案，现已是{county.as_of.year}年"
        yield f"{years}。新方案印发后请及时更换，催办提醒已停止。"


def _mails_to_see_to(records: MailRecords, since: datetime) -> Iterator[str]:
    strangers: list[RecordedMail] = []
    wordless: list[str] = []
    for mail in records.since(since):
        if mail.state is not MailState.APART:
            continue
        if mail.proof is Proof.FAILED:
            yield (
                f"发件人可能系冒用（{_who(mail)}），主题“{mail.subject}”：邮件服务器的验证未通过，未自动答复，"
                "所附台账未生效。请向该单位核实。"
            )
        elif mail.kind in FOR_PEOPLE:
            yield f"邮件无法处理（{_who(mail)}）：{'；'.join(text for _, text in mail.problems)}"
        elif records.parts(mail):
            strangers.append(mail)
        else:
            wordless.append(_who(mail))
    for mail in strangers[:_MOST_NAMES]:
        files = _some((part.arrival.file_name for part in records.parts(mail)), "个")
        yield (
            f"未登记的邮箱来信：{_who(mail)}，主题“{mail.subject}”，附件：{files}。未自动答复；确认为本县单位的，请把邮箱填入"
            " units.csv 的 emails 栏，已收的台账即计入该单位。"
        )
    if len(strangers) > _MOST_NAMES:
        yield f"另有{len(strangers) - _MOST_NAMES}封未登记邮箱的来信带有附件，请登录邮箱查看（已加标记）。"
    if wordless:
        yield f"未登记邮箱的来信{len(wordless)}封，没有附件，未自动答复：{_some(wordless, '个邮箱')}。"


def _who(mail: RecordedMail) -> str:
    return f"{mail.sender_name} {mail.sender}".strip() or "发件人不明"


def _mails_not_delivered(outgoing: OutgoingMails, since: datetime) -> Iterator[str]:
    lost = outgoing.in_state(OutgoingState.FAILED, OutgoingState.RETURNED, since=since)
    for mail in lost[:_MOST_NAMES]:
        to = "、".join(mail.recipients)
        yield f"未能送达：{to}，《{mail.subject}》（{mail.fault}）。请核对邮箱，或用其他方式告知。"
    if len(lost) > _MOST_NAMES:
        yield f"另有{len(lost) - _MOST_NAMES}封邮件未能送达，详见运行日志。"
