"""Officers' decisions in the register: a word is recorded once, and never changed; what ends one is another word."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.engine import Row

from pipeline.model import Decision, DecisionKind, Registered, WordSource
from pipeline.store.acts import source_of, source_text
from pipeline.store.arrivals import note
from pipeline.store.tables import decisions, revocations

_SAID = ("kind", "unit", "obligation", "text", "reason", "officer", "until", "progress")
"""What makes two decisions the same word, beside the plan under which it was said."""


def record_decision(connection: Connection, decision: Decision, plan: str, *, renew: bool) -> bool:
    """Record a decision under a plan once; say whether it is new.

    With ``renew`` it counts again after a newer word, or after it was revoked.
    """
    values = {
        "kind": decision.kind.value,
        "unit": decision.unit,
        "obligation": decision.obligation,
        "text": decision.text,
        "reason": decision.reason,
        "officer": decision.officer,
        "decided_at": decision.decided_at.isoformat() if decision.decided_at else "",
        "until": decision.until.isoformat() if decision.until else "",
        "plan": plan,
        "source": source_text(decision.source),
        "progress": json.dumps(astuple(decision.progress), ensure_ascii=False) if decision.progress else "",
    }
    of_plan = decisions.c.plan == plan
    same = select(func.max(decisions.c.id)).where(of_plan, *(decisions.c[name] == values[name] for name in _SAID))
    newest = select(func.max(decisions.c.id)).where(
        of_plan, *(decisions.c[name] == values[name] for name in ("unit", "obligation", "text"))
    )
    recorded = connection.execute(same).scalar()
    if recorded is not None:
        ended = connection.execute(select(revocations.c.id).where(revocations.c.decision_id == recorded)).first()
        holds = recorded == connection.execute(newest).scalar() and ended is None
        if not renew or holds:
            return False
    connection.execute(insert(decisions).values(**values))
    at = decision.decided_at or datetime.now().astimezone()
    note(connection, at, "decision", decision.unit, f"{decision.kind.value} {decision.obligation}")
    return True


def recorded_decisions(connection: Connection, plan: str | None = None) -> tuple[Decision, ...]:
    """Give every decision under a plan (under any by default), oldest first, with when it was revoked.

    One that was recorded under no plan holds under all.
    """
    ended = {
        int(row.decision_id): datetime.fromisoformat(row.at)
        for row in connection.execute(select(revocations).order_by(revocations.c.id.desc()))
    }
    wanted = select(decisions).order_by(decisions.c.id)
    if plan is not None:
        wanted = wanted.where(decisions.c.plan.in_((plan, "")))
    return tuple(_decision(row, ended.get(int(row.id))) for row in connection.execute(wanted))


def revoke(connection: Connection, number: int, at: datetime, officer: str, reason: str, source: WordSource) -> bool:
    """End a decision; say whether it held until now."""
    if connection.execute(select(revocations.c.id).where(revocations.c.decision_id == number)).first():
        return False
    connection.execute(
        insert(revocations).values(
            decision_id=number, at=at.isoformat(), officer=officer, reason=reason, source=source_text(source)
        )
    )
    note(connection, at, "revoked", str(number), officer)
    return True


@dataclass(frozen=True, slots=True)
class Revocation:
    """An officer's word that ended a decision."""

    decision: Decision
    at: datetime
    officer: str
    reason: str
    source: WordSource


def recorded_revocations(connection: Connection, plan: str) -> tuple[Revocation, ...]:
    """Give every revocation of a decision under a plan, oldest first."""
    known = {d.number: d for d in recorded_decisions(connection, plan)}
    return tuple(
        Revocation(
            known[int(row.decision_id)],
            datetime.fromisoformat(row.at),
            row.officer,
            row.reason,
            source_of(row.source),
        )
        for row in connection.execute(select(revocations).order_by(revocations.c.id))
        if int(row.decision_id) in known
    )


def _decision(row: Row[tuple[object, ...]], revoked_at: datetime | None) -> Decision:
    return Decision(
        kind=DecisionKind(row.kind),
        unit=row.unit,
        obligation=row.obligation,
        text=row.text,
        reason=row.reason,
        officer=row.officer,
        decided_at=datetime.fromisoformat(row.decided_at) if row.decided_at else None,
        until=date.fromisoformat(row.until) if row.until else None,
        source=source_of(row.source),
        number=int(row.id),
        revoked_at=revoked_at,
        progress=Registered(*json.loads(row.progress)) if row.progress else None,
    )
