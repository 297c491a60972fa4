"""The lives of deviations (整改销号): when each was found, put right, found again. Kept by day, so that
consolidating twice on one day, or again for the same day, changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Deviation, DeviationState, TrackedDeviation
from pipeline.store.first_upgrade import key_of
from pipeline.store.register import Register
from pipeline.store.tables import consolidations, deviations, lives

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Found = tuple[str, Deviation, str]
"""A deviation as found now: unit ("" where unknown), deviation, source file."""


def follow(
    register: Register,
    found: Iterable[Found],
    as_of: date,
    waived: Mapping[str, frozenset[str]],
    *,
    plan: str = "",
    gaping: Mapping[str, frozenset[str]] = MappingProxyType({}),
    record: bool = True,
    today: date | None = None,
) -> tuple[TrackedDeviation, ...]:
    """Bring the lives up to ``as_of`` with what is found now, and give every deviation ever found.

    The lives are those under one plan: each begins anew.

    ``waived`` maps a unit to the obligations that a waiver or nil return excuses ("" for what belongs to none): their
    deviations count as 已豁免, not as 已整改. ``gaping`` maps a unit to the obligations of which it still does
    nothing: a gap told of one stays open although it is told otherwise now (F12, F13). The order of ``found``
    does not matter. Without ``record`` the register stays as it was.
    """
    now: dict[str, Found] = {}
    for unit, deviation, source in sorted(found, key=_order):
        now.setdefault(key_of(plan, deviation.key(unit)), (unit, deviation, source))
    with register.begin() as connection:
        of_plan = lives.c.key.in_(select(deviations.c.key).where(deviations.c.plan == plan))
        if today is not None and record:
            forget_days_to_come(connection, today)
        newest = select(func.max(lives.c.last_seen), func.max(lives.c.closed)).where(of_plan)
        latest = connection.execute(newest).one()
        # A past night is looked at again, not lived again: the record of later days stays as it is.
        if as_of.isoformat() >= max(latest[0] or "", latest[1] or ""):
            _open_and_close(connection, now, gaping, as_of, plan)
        tracked = _tracked(connection, as_of, plan, waived, now)
        if not record:
            connection.rollback()
        return tracked


def forget_days_to_come(connection: Connection, today: date) -> int:
    """Take back what a clock in the future has recorded of lives and nights; give the number of rows.

    What was opened then is opened today, what was closed then is looked at again.
    """
    day = today.isoformat()
    changed = 0
    for table, column, value in ((lives, "opened", day), (lives, "last_seen", day), (lives, "closed", "")):
        ahead = update(table).where(table.c[column] > day).values({column: value})
        changed += connection.execute(ahead).rowcount
    return changed + connection.execute(delete(consolidations).where(consolidations.c.as_of > day)).rowcount


def _open_and_close(
    connection: Connection, now: Mapping[str, Found], gaping: Mapping[str, Set[str]], as_of: date, plan: str
) -> None:
    day = as_of.isoformat()
    known = {row.key for row in connection.execute(select(deviations.c.key).where(deviations.c.plan == plan))}
    told: list[dict[str, str]] = []
    new: list[dict[str, str]] = []
    for key, (unit, deviation, source) in now.items():
        content = _adapter().dump_json(deviation).decode()
        if key in known:
            told.append({"of": key, "content": content, "source_file": source})
        else:
            said = {"content": content, "source_file": source, "plan": plan}
            new.append({"key": key, "subject": deviation.key(unit), "unit": unit} | said)
    if told:
        connection.execute(update(deviations).where(deviations.c.key == bindparam("of")), told)
    if new:
        connection.execute(insert(deviations), new)
    open_keys: set[str] = set()
    seen: list[dict[str, int | str]] = []
    held = _held(connection, gaping, plan)
    of_plan = lives.c.key.in_(select(deviations.c.key).where(deviations.c.plan == plan))
    for row in connection.execute(select(lives).where(of_plan)).all():
        if row.opened > day:
            continue
        if row.key in now and (not row.closed or row.closed == day):
            open_keys.add(row.key)
            if row.last_seen < day or row.closed:
                seen.append({"of": row.id, "last_seen": day, "closed": ""})
        elif row.key not in now and not row.closed:
            still = row.key in held
            last = max(row.last_seen, day) if still else row.last_seen
            seen.append({"of": row.id, "last_seen": last, "closed": "" if still else day})
    if seen:
        connection.execute(update(lives).where(lives.c.id == bindparam("of")), seen)
    begun = [{"key": key, "opened": day, "last_seen": day, "closed": ""} for key in now if key not in open_keys]
    if begun:
        connection.execute(insert(lives), begun)


def _held(connection: Connection, gaping: Mapping[str, Set[str]], plan: str) -> set[str]:
    """Give the keys of the gaps ever told of that no measure has closed."""
    rows = connection.execute(
        select(deviations.c.key, deviations.c.unit, deviations.c.content).where(
            deviations.c.plan == plan, deviations.c.unit.in_(list(gaping))
        )
    )
    told = ((row.key, row.unit, _adapter().validate_json(row.content)) for row in rows)
    return {
        key
        for key, unit, deviation in told
        if has(deviation.code, Trait.GAP) and deviation.obligation in gaping[unit]
    }


def _tracked(
    connection: Connection,
    as_of: date,
    plan: str,
    waived: Mapping[str, frozenset[str]],
    now: Mapping[str, Found],
) -> tuple[TrackedDeviation, ...]:
    spans: dict[str, list[tuple[date, date, date | None]]] = defaultdict(list)
    for row in connection.execute(select(lives).order_by(lives.c.opened, lives.c.id)):
        if row.opened <= as_of.isoformat():
            closed = _day(row.closed) if row.closed and row.closed <= as_of.isoformat() else None
            spans[row.key].append((_day(row.opened), min(_day(row.last_seen), as_of), closed))
    tracked = []
    for row in connection.execute(select(deviations).where(deviations.c.plan == plan)):
        if row.key in spans:
            # What was found on the day says it in the words of that day; the register keeps the newest ones.
            unit, deviation, source = now.get(row.key) or (
                row.unit,
                _adapter().validate_json(row.content),
                row.source_file,
            )
            tracked.append(_one_life(unit, row.subject, deviation, source, spans[row.key], as_of, waived))
    return tuple(sorted(tracked, key=lambda t: (t.unit, t.deviation.code, t.key)))


def _one_life(
    unit: str,
    subject: str,
    deviation: Deviation,
    source: str,
    spans: Sequence[tuple[date, date, date | None]],
    as_of: date,
    waived: Mapping[str, frozenset[str]],
) -> TrackedDeviation:
    opened, last_seen, closed = spans[-1]
    if closed is not None:
        excused = (deviation.obligation or "") in waived.get(unit, frozenset())
        state = DeviationState.WAIVED if excused else DeviationState.CLOSED
    elif len(spans) > 1:
        state = DeviationState.REOPENED
    else:
        state = DeviationState.NEW if opened == as_of else DeviationState.OPEN
    return TrackedDeviation(
        unit=unit,
        key=subject,
        deviation=deviation,
        source_file=source,
        first_found=spans[0][0],
        last_seen=last_seen,
        state=state,
        days_open=((closed or as_of) - opened).days,
        times_returned=len(spans) - 1,
        closed=_closed_on(spans),
    )


def _closed_on(spans: Sequence[tuple[date, date, date | None]]) -> date | None:
    """Give the day on which a life was closed to stay so: what came back and went again on one day changed nothing.

    What was found for the first time and put right on one day was not on record before: it was closed on that day.
    """
    opened, _, closed = spans[-1]
    return _closed_on(spans[:-1]) if closed == opened and len(spans) > 1 else closed


def _order(found: Found) -> tuple[str, str, str, str, str]:
    unit, deviation, source = found
    return (unit, deviation.code, deviation.sheet or "", deviation.cell or "", source)


def _day(text: str) -> date:
    return date.fromisoformat(text)


@cache
def _adapter() -> TypeAdapter[Deviation]:
    from pydantic import TypeAdapter

    return TypeAdapter(Deviation)
