"""The part of the register that tells what was found: ledgers as they were judged, under every plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select, update

from pipeline.model import Act, PastFindings, Submission
from pipeline.model.standing import LedgerKey
from pipeline.store.acts import insert_act
from pipeline.store.arrivals import (
    ArrivalState,
    newest_place,
    note,
)
from pipeline.store.facts import JUDGED, remember
from pipeline.store.ledgers import KnownLedger, contents_of, known_ledgers
from pipeline.store.receipts import Answered, number
from pipeline.store.submissions import insert_submission, read_findings, read_submission, supersede
from pipeline.store.tables import arrivals, submissions
from pipeline.store.transactions import Transactions
from pipeline.store.versions import KnownVersion, known_versions

_ANY_OF: Final = select(submissions.c.id).where(submissions.c.arrival_id == bindparam("of")).limit(1)
_MOVED: Final = update(arrivals).where(arrivals.c.id == bindparam("of"))
_BEFORE: Final = (
    select(submissions.c.content)
    .where(
        submissions.c.unit == bindparam("of"),
        submissions.c.version < bindparam("before"),
        submissions.c.plan == bindparam("under"),
        submissions.c.current == 1,
        submissions.c.fingerprint != "",
    )
    .order_by(submissions.c.version.desc(), submissions.c.id.desc())
    .limit(1)
)


class SubmissionRegister(Transactions):
    """What arrivals gave, as it was judged first and later."""

    def record_submissions(
        self, arrival_id: int, found: Sequence[Submission], plan: str, at: datetime, acts: Sequence[Act] = ()
    ) -> None:
        """Record what an arrival gave and offers, once, and move it to examined; recording again changes nothing.

        What is lost with the power is found out again from the archived original.
        """
        with self.begin(waits=False) as connection:
            if connection.execute(_ANY_OF, {"of": arrival_id}).first() is None:
                for part, submission in enumerate(found):
                    insert_submission(connection, submission, arrival_id, part, plan)
                for act in acts:
                    insert_act(connection, act, plan)
            connection.execute(_MOVED, {"of": arrival_id, "state": ArrivalState.EXAMINED.value})
            note(connection, at, "examined", str(arrival_id), ",".join(s.verdict.value for s in found))

    def record_judgements(
        self,
        judged: Mapping[LedgerKey, tuple[Submission, str]],
        plan: str,
        at: datetime,
        *,
        acts: Sequence[Act] = (),
        gone: Collection[LedgerKey] = (),
        answered: Collection[LedgerKey] = (),
        words: str = "",
    ) -> None:
        """Record how ledgers were judged once more, each with the reason; what was recorded before stays beside it.

        ``gone`` are ledgers that a new reading no longer finds. Those to be ``answered`` get the number of their
        receipt now, so that none is forgotten. ``words`` are those that were regarded, "" where that was not all.
        """
        with self.begin() as connection:
            for key in (*gone, *judged):
                issue = supersede(connection, *key, plan) + 1
                if key in judged:
                    submission, reason = judged[key]
                    insert_submission(connection, submission, *key, plan, issue, at, reason)
                    if key in answered:
                        number(connection, submission.unit or "", Answered(key, issue), at, reason)
            for act in acts:
                insert_act(connection, act if act.order else replace(act, order=newest_place(connection)), plan)
            if words:
                remember(connection, JUDGED, words)
            if judged or gone:
                keys = ",".join(f"{a}/{p}" for a, p in (*judged, *gone))
                note(connection, at, "judged_again", keys, "；".join({reason for _, reason in judged.values()}))

    def submissions_of(self, arrival_id: int, plan: str = "") -> tuple[Submission, ...]:
        """Give what is on record of one arrival now, in the order of the file; under one plan only, if wanted."""
        wanted = select(submissions).where(submissions.c.arrival_id == arrival_id, submissions.c.current == 1)
        if plan:
            wanted = wanted.where(submissions.c.plan == plan)
        with self.begin() as connection:
            newest = {int(row.part): row.content for row in connection.execute(wanted.order_by(submissions.c.issue))}
            return tuple(read_submission(newest[part]) for part in sorted(newest))

    def all_submissions(self) -> tuple[tuple[int, int, Submission], ...]:
        """Give every submission as it is on record now, as (arrival id, part, submission), oldest first."""
        with self.begin() as connection:
            rows = connection.execute(
                select(submissions)
                .where(submissions.c.current == 1)
                .order_by(submissions.c.arrival_id, submissions.c.part)
            )
            return tuple((int(row.arrival_id), int(row.part), read_submission(row.content)) for row in rows)

    def ledgers(self, plan: str, until: datetime | None = None) -> tuple[KnownLedger, ...]:
        """List what is on record of each ledger under a plan, without its content, in the order in which they came.

        With ``until``, as it was at that moment.
        """
        with self.begin() as connection:
            return known_ledgers(connection, plan, until)

    def contents(self, wanted: Sequence[KnownLedger]) -> tuple[Submission, ...]:
        """Give the content of ledgers, in the same order."""
        with self.begin() as connection:
            return contents_of(connection, wanted, read_submission)

    def findings(self, wanted: Sequence[KnownLedger]) -> tuple[PastFindings, ...]:
        """Give no more of ledgers than what stood in them and what was found, in the same order."""
        with self.begin() as connection:
            return contents_of(connection, wanted, read_findings)

    def known_versions(self, unit: str, plan: str) -> tuple[KnownVersion, ...]:
        """Give all ledgers of a unit under a plan without their content, oldest version first."""
        with self.begin() as connection:
            return known_versions(connection, unit, plan)

    def versions_of(self, unit: str) -> tuple[Submission, ...]:
        """Give all ledgers that a unit has submitted, oldest version first."""
        with self.begin() as connection:
            rows = connection.execute(
                select(submissions.c.content)
                .where(submissions.c.unit == unit, submissions.c.current == 1, submissions.c.fingerprint != "")
                .order_by(submissions.c.version, submissions.c.arrival_id, submissions.c.part)
            )
            return tuple(read_submission(row.content) for row in rows)

    def findings_before(self, unit: str, version: int, plan: str) -> PastFindings | None:
        """Give what was found in the newest of a unit's versions before one; None if there is none to read."""
        if version <= 1:
            return None  # the first is number 1
        with self.begin() as connection:
            row = connection.execute(_BEFORE, {"of": unit, "before": version, "under": plan}).first()
            return read_findings(row.content) if row is not None else None
