"""Officers' decisions in the register: a word is recorded once, and never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from pipeline.model import Decision, DecisionKind
from pipeline.store.arrivals import note
from pipeline.store.tables import decisions


def record_decision(connection: Connection, decision: Decision, *, renew: bool) -> bool:
    """Record a decision once; say whether it is new. With ``renew`` it counts again after a newer word."""
    values = {
        "kind": decision.kind.value,
        "unit": decision.unit,
        "obligation": decision.obligation,
        "text": decision.text,
        "reason": decision.reason,
        "officer": decision.officer,
        "decided_at": decision.decided_at.isoformat() if decision.decided_at else "",
        "until": decision.until.isoformat() if decision.until else "",
    }
    same = select(func.max(decisions.c.id)).where(
        *(decisions.c[name] == value for name, value in values.items() if name != "decided_at")
    )
    newest = select(func.max(decisions.c.id)).where(
        *(decisions.c[name] == values[name] for name in ("unit", "obligation", "text"))
    )
    recorded = connection.execute(same).scalar()
    if recorded is not None and (not renew or recorded == connection.execute(newest).scalar()):
        return False
    connection.execute(insert(decisions).values(**values))
    at = decision.decided_at or datetime.now().astimezone()
    note(connection, at, "decision", decision.unit, f"{decision.kind.value} {decision.obligation}")
    return True


def recorded_decisions(connection: Connection) -> tuple[Decision, ...]:
    """Give every decision, oldest first."""
    return tuple(
        Decision(
            kind=DecisionKind(row.kind),
            unit=row.unit,
            obligation=row.obligation,
            text=row.text,
            reason=row.reason,
            officer=row.officer,
            decided_at=datetime.fromisoformat(row.decided_at) if row.decided_at else None,
            until=date.fromisoformat(row.until) if row.until else None,
        )
        for row in connection.execute(select(decisions).order_by(decisions.c.id))
    )
