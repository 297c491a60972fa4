"""The register: what arrived, what became of it, what officers decided, and a dated line for every change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, insert, select

from pipeline.model import Act, Decision, WordSource
from pipeline.model.decision import COMMAND_LINE
from pipeline.store.acts import acts_of, insert_act
from pipeline.store.arrival_register import ArrivalRegister
from pipeline.store.arrivals import (
    newest_place,
    note,
)
from pipeline.store.decisions import (
    Revocation,
    record_decision,
    recorded_decisions,
    recorded_revocations,
    revoke,
)
from pipeline.store.submission_register import SubmissionRegister
from pipeline.store.tables import consolidations, events


class Register(ArrivalRegister, SubmissionRegister):
    """The register of one installation. Every public method is one transaction."""

    def acts(self, plan: str, after: int = 0) -> tuple[Act, ...]:
        """Give all acts under a plan with numbers beyond ``after``, in the order in which they were recorded."""
        with self.begin() as connection:
            return acts_of(connection, plan, after)

    def record_act(self, act: Act, plan: str) -> Act:
        """Record an officer's word on a ledger, after all that has come until now; give it with its number."""
        with self.begin() as connection:
            act = replace(act, order=newest_place(connection))
            act = replace(act, number=insert_act(connection, act, plan))
            note(connection, act.at, act.kind.value, act.unit, f"{act.ledger[0]}/{act.ledger[1]} {act.officer}")
            return act

    # -- decisions

    def record_decision(self, decision: Decision, plan: str = "", *, renew: bool = False) -> bool:
        """Record an officer's word under a plan once; say whether it is new.

        A word that was recorded before stays recorded, so that an old workbook cannot undo a newer word. With
        ``renew`` it counts again where a newer word on the same matter has come in between.
        """
        with self.begin() as connection:
            return record_decision(connection, decision, plan, renew=renew)

    def decisions(self, plan: str) -> tuple[Decision, ...]:
        """Give every decision under a plan, oldest first."""
        with self.begin() as connection:
            return recorded_decisions(connection, plan)

    def all_decisions(self) -> tuple[Decision, ...]:
        """Give every decision under any plan, oldest first."""
        with self.begin() as connection:
            return recorded_decisions(connection)

    def revoke(
        self, number: int, at: datetime, officer: str, reason: str = "", source: WordSource = COMMAND_LINE
    ) -> bool:
        """End a decision by another word; say whether it held until now."""
        with self.begin() as connection:
            return revoke(connection, number, at, officer, reason, source)

    def revocations(self, plan: str) -> tuple[Revocation, ...]:
        """Give every word that ended a decision under a plan, oldest first."""
        with self.begin() as connection:
            return recorded_revocations(connection, plan)

    # -- consolidations and events

    def record_consolidation(
        self, as_of: date, generated_at: datetime, figures: Mapping[str, object], plan: str
    ) -> None:
        """Record the figures of a consolidation under a plan; a later one of the same day replaces them."""
        with self.begin() as connection:
            of_day = (consolidations.c.as_of == as_of.isoformat()) & (consolidations.c.plan == plan)
            connection.execute(consolidations.delete().where(of_day))
            connection.execute(
                insert(consolidations).values(
                    as_of=as_of.isoformat(),
                    plan=plan,
                    generated_at=generated_at.isoformat(),
                    figures=json.dumps(figures, ensure_ascii=False, sort_keys=True),
                )
            )
            note(connection, generated_at, "consolidated", as_of.isoformat(), "")

    def consolidations_before(self, as_of: date, plan: str) -> tuple[Mapping[str, object], ...]:
        """Give the figures of all consolidations under a plan before a day, oldest first, each with its ``date``."""
        with self.begin() as connection:
            rows = connection.execute(
                select(consolidations)
                .where(consolidations.c.as_of < as_of.isoformat(), consolidations.c.plan == plan)
                .order_by(consolidations.c.as_of)
            )
            return tuple({**json.loads(row.figures), "date": date.fromisoformat(row.as_of)} for row in rows)

    def last_consolidation(self, plan: str, until: date | None = None) -> date | None:
        """Give the newest day that was consolidated under a plan, None where none was.

        Days after ``until``, which a clock that was wrong for a while has left, do not count.
        """
        wanted = consolidations.c.plan == plan
        if until is not None:
            wanted &= consolidations.c.as_of <= until.isoformat()
        with self.begin() as connection:
            newest = connection.execute(select(func.max(consolidations.c.as_of)).where(wanted)).scalar_one()
            return date.fromisoformat(newest) if newest else None

    def note(self, at: datetime, kind: str, subject: str, text: str = "") -> None:
        """Write a dated line of what happened."""
        with self.begin() as connection:
            note(connection, at, kind, subject, text)

    def last_note(self, kind: str, subject: str) -> str | None:
        """Give the text of the newest line of a kind on a subject, None where there is none."""
        with self.begin() as connection:
            found = select(events.c.text).where(events.c.kind == kind, events.c.subject == subject)
            return connection.execute(found.order_by(events.c.id.desc()).limit(1)).scalar_one_or_none()

    def events_since(self, at: datetime) -> tuple[tuple[str, str, str, str], ...]:
        """Give the lines written since a moment, as (time, kind, subject, text), oldest first."""
        with self.begin() as connection:
            rows = connection.execute(select(events).where(events.c.at >= at.isoformat()).order_by(events.c.id))
            return tuple((row.at, row.kind, row.subject, row.text) for row in rows)
