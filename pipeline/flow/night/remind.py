"""Reminders: what is due today, one mail for each unit; each matter at most once a day, on working days only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import groupby
from pathlib import Path

from pipeline.flow.installation import Installation
from pipeline.flow.mail.outbox import chinese_day, contact_of, put_letter, withdraw_of_days_past
from pipeline.flow.night.demands import file_demands
from pipeline.judging.checks.traits import Trait, has
from pipeline.mail.letters.letters import Letter, write_letter
from pipeline.mail.letters.matters import Matter, MatterKind, matters_due
from pipeline.mail.register.outgoing import OutgoingKind, OutgoingMails
from pipeline.model import County, Deviation, Plan, Unit

_LINES_SHOWN = 10
_ITEMS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder to one unit. ``recipients`` is empty where the roster knows no address of it.

    ``filed`` is the letter of demand in its folder that takes the mail's place then; None where there is none.
    """

    unit: str
    recipients: tuple[str, ...]
    matters: tuple[Matter, ...]
    letter: Letter
    filed: Path | None = None


def reminders_of(installation: Installation, county: County) -> tuple[Reminder, ...]:
    """Write today's reminders without sending any; units without an address are among them."""
    post = installation.post
    if post is None:
        return ()
    last = OutgoingMails(installation.register).last_reminded()
    due = matters_due(county, post.rules, installation.clock().date(), last)
    reminders = []
    for name, matters in groupby(due, key=lambda m: m.unit):
        unit = county.plan.unit_by_name.get(name)
        if unit is not None:
            reminders.append(_reminder(installation, county, unit, tuple(matters)))
    return tuple(reminders)


def put_reminders(installation: Installation, county: County, not_before: datetime | None) -> tuple[Reminder, ...]:
    """Put today's reminders into the outbox; give those that are new there and those that have no address.

    For these a letter of demand is put into their folders.
    """
    put = []
    withdraw_of_days_past(installation, OutgoingKind.REMINDER)
    for reminder in reminders_of(installation, county):
        new = bool(reminder.recipients) and put_letter(
            installation,
            "mail-reminder",
            _words(installation, county, reminder.unit, reminder.matters),
            key=f"reminder|{installation.clock().date().isoformat()}|{reminder.unit}",
            kind=OutgoingKind.REMINDER,
            recipients=reminder.recipients,
            matters=[m.key for m in reminder.matters],
            not_before=not_before,
        )
        if new or not reminder.recipients:
            put.append(reminder)
    filed = file_demands(installation, county, [r.unit for r in put if not r.recipients])
    return tuple(replace(reminder, filed=filed.get(reminder.unit)) for reminder in put)


def morning_of(installation: Installation, *, at_once: bool) -> datetime | None:
    """Give the moment before which the night's mails are not sent; None where they go at once."""
    post, now = installation.post, installation.clock()
    if post is None or at_once:
        return None
    morning: time = post.morning
    moment = datetime.combine(now.date(), morning, tzinfo=now.tzinfo)
    return moment if now < moment else None


def _reminder(installation: Installation, county: County, unit: Unit, matters: tuple[Matter, ...]) -> Reminder:
    assert installation.post is not None
    words = _words(installation, county, unit.name, matters)
    letter = write_letter("mail-reminder", words, installation.post.texts)
    return Reminder(unit.name, unit.emails, matters, letter)


def _words(installation: Installation, county: County, unit: str, matters: Sequence[Matter]) -> dict[str, object]:
    report = next((m for m in matters if m.key.startswith("report|")), None)
    errors = next((m for m in matters if m.kind is MatterKind.ERRORS), None)
    due_soon = [m for m in matters if m.kind is MatterKind.DUE_SOON]
    found_errors: dict[str, object] = {}
    if errors is not None:
        lines = list(_lines((t.deviation for t in errors.tracked), county.plan))
        found_errors = {
            "count": len(errors.tracked),
            "since": chinese_day(min(t.first_found for t in errors.tracked)),
            "days": errors.days,
            "lines": lines[:_LINES_SHOWN],
            "more": len(lines) > _LINES_SHOWN,
        }
    return {
        "unit": unit,
        "due": chinese_day(county.plan.ledgers_due),
        "report": {"kind": report.kind.value, "days": report.days} if report else {},
        "errors": found_errors,
        "due_soon": [m.tracked[0].deviation.message for m in due_soon],
        **contact_of(installation),
    }


def _lines(deviations: Iterable[Deviation], plan: Plan) -> Iterator[str]:
    """Say what stands open: all missing tasks of an annex in one line, which the receipt lists one by one."""
    gaps: dict[str, list[str]] = {}
    others: list[str] = []
    for deviation in deviations:
        obligation = plan.by_id.get(deviation.obligation or "")
        if has(deviation.code, Trait.GAP) and obligation:
            gaps.setdefault(obligation.annex.name, []).append(str(obligation.no))
        else:
            others.append(deviation.message)
    for annex, items in gaps.items():
        shown = "、".join(items[:_ITEMS_SHOWN]) + ("…" if len(items) > _ITEMS_SHOWN else "")
        yield f"台账缺少{annex}任务{len(items)}项：第{shown}项，详见回执“缺失任务”表。"
    yield from others
