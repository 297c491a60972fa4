"""The acts in the register: only ever added to."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.engine import Row

from pipeline.model import Act, ActKind, Offer, WordSource
from pipeline.store.tables import acts

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_AFTER: Final = select(acts).where(acts.c.plan == bindparam("of"), acts.c.id > bindparam("after")).order_by(acts.c.id)


def insert_act(connection: Connection, act: Act, plan: str) -> int:
    """Record one act; give its number."""
    result = connection.execute(
        insert(acts),
        {
            "kind": act.kind.value,
            "plan": plan,
            "unit": act.unit,
            "version": act.version,
            "arrival_id": act.ledger[0],
            "part": act.ledger[1],
            "repeat_id": act.repeat,
            "place": act.order,
            "at": act.at.isoformat(),
            "known_at": act.known_at.isoformat() if act.known_at else "",
            "offer": _adapter().dump_json(act.offer).decode() if act.offer else "",
            "officer": act.officer,
            "reason": act.reason,
            "source": source_text(act.source),
        },
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def acts_of(connection: Connection, plan: str, after: int = 0) -> tuple[Act, ...]:
    """Give the acts under a plan with numbers beyond ``after``, in the order in which they were recorded."""
    return tuple(map(_act, connection.execute(_AFTER, {"of": plan, "after": after})))


def source_text(source: WordSource) -> str:
    """Give what is kept of where an officer's word was written."""
    if not source.sha256:
        return ""
    return (
        json.dumps([source.sha256, source.file_name, source.sheet, source.row], ensure_ascii=False)
        .encode("utf-8", "replace")
        .decode()
    )


def source_of(text: str) -> WordSource:
    """Read what is kept of where an officer's word was written."""
    return WordSource(*json.loads(text)) if text else WordSource()


def _act(row: Row[tuple[object, ...]]) -> Act:
    return Act(
        kind=ActKind(row.kind),
        unit=row.unit,
        version=int(row.version),
        ledger=(int(row.arrival_id), int(row.part)),
        at=datetime.fromisoformat(row.at),
        order=int(row.place),
        number=int(row.id),
        offer=_adapter().validate_json(row.offer) if row.offer else None,
        repeat=int(row.repeat_id),
        known_at=datetime.fromisoformat(row.known_at) if row.known_at else None,
        officer=row.officer,
        reason=row.reason,
        source=source_of(row.source),
    )


@cache
def _adapter() -> TypeAdapter[Offer]:
    from pydantic import TypeAdapter

    return TypeAdapter(Offer)
