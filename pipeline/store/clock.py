"""What a clock that was wrong for a while has left in the register, and how it is put right.

Whatever is dated in the future does not count until then: a ledger that came meanwhile would be missing from every
county workbook. What was so dated is given the time at which it is put right; nothing that was said or sent is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, Connection, String, Table, select, update

from pipeline.store import mail_tables
from pipeline.store.arrivals import note
from pipeline.store.lives import forget_days_to_come
from pipeline.store.register import Register
from pipeline.store.tables import metadata, nights, submissions

_CLOSE: Final = timedelta(minutes=5)
"""Clocks of several machines differ by so much."""
_MOMENT: Final = 40
"""The length of the columns that hold moments of ours; what people wrote lies in others."""


def newest_ahead(register: Register, now: datetime) -> datetime | None:
    """Give the newest moment on record that is still to come, None where all is past."""
    with register.begin() as connection:
        ahead = [moment for _, _, moment in _ahead(connection, now)]
        nights_ahead = connection.execute(select(nights.c.night).where(nights.c.night > now.isoformat())).scalars()
        ahead += [datetime.fromisoformat(night) for night in nights_ahead]
    return max((moment for moment in ahead if moment > now + _CLOSE), default=None)


def set_right(register: Register, now: datetime) -> int:
    """Give what is dated in the future the present time; give the number of records that were.

    Nights and figures of days to come go, so that the real ones are done; deviations that were found or closed then
    are found anew.
    """
    moment, today = now.isoformat(), now.date().isoformat()
    with register.begin() as connection:
        found = list(_ahead(connection, now))
        for column, text, _ in found:
            if column is submissions.c.received_at:
                _date_contents(connection, text, moment)
            connection.execute(update(column.table).where(column == text).values({column.name: moment}))
        days = connection.execute(nights.delete().where(nights.c.night > moment)).rowcount
        reminded = mail_tables.reminders
        days += connection.execute(reminded.delete().where(reminded.c.day > today)).rowcount
        forget_days_to_come(connection, now.date())
        if found or days:
            note(connection, now, "clock_set_right", "", str(len(found) + days))
    return len(found) + days


def _date_contents(connection: Connection, received_at: str, moment: str) -> None:
    """Give what is on record of the ledgers that came at a moment another one for it."""
    ahead = select(submissions.c.id, submissions.c.content).where(submissions.c.received_at == received_at)
    for row in connection.execute(ahead).all():
        content = json.loads(row.content)
        content["arrival"]["received_at"] = moment
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        connection.execute(update(submissions).where(submissions.c.id == row.id).values(content=text))


def _ahead(connection: Connection, now: datetime) -> Iterator[tuple[Column[Any], str, datetime]]:
    """Give the moments that are still to come, each with its column."""
    for column in _moments():
        # As text, moments of one zone stand in their order; those of others differ by a day at most.
        later = select(column).where(column > (now - timedelta(days=1)).isoformat()).distinct()
        for text in connection.execute(later).scalars():
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
            if moment > now:
                yield column, text, moment


def _moments() -> Iterator[Column[Any]]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String) and column.type.length == _MOMENT and not _is_plan(table, column):
                yield column


def _is_plan(table: Table, column: Column[Any]) -> bool:
    """Say whether a moment is one that is meant to lie ahead: when to try or send again, which night is due."""
    return column.name in ("not_before", "next_try_at") or table is nights
