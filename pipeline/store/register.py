"""The register: what arrived, what became of it, what officers decided, and a dated line for every change."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from pipeline.model import Act, Arrival, Decision, PastFindings, Submission, WordSource
from pipeline.model.decision import COMMAND_LINE
from pipeline.model.standing import LedgerKey
from pipeline.store.acts import acts_of, insert_act
from pipeline.store.arrivals import (
    ArrivalState,
    RecordedArrival,
    RepeatedArrival,
    SameSender,
    Source,
    again,
    any_sender,
    arrival_of,
    forget_sources,
    newest_place,
    note,
    record_arrival,
    remember_source,
    repeated_arrivals,
    repeats_unanswered,
    taken_from,
)
from pipeline.store.database import RegisterError, is_passing, open_database, transaction
from pipeline.store.decisions import (
    Revocation,
    record_decision,
    recorded_decisions,
    recorded_revocations,
    revoke,
)
from pipeline.store.facts import JUDGED, SEAL_KEY, fact, remember, words_of
from pipeline.store.ledgers import KnownLedger, contents_of, known_ledgers
from pipeline.store.mail_tables import mails
from pipeline.store.receipts import Answered, number
from pipeline.store.submissions import insert_submission, read_findings, read_submission, supersede
from pipeline.store.tables import arrivals, consolidations, events, repeats, sources, submissions
from pipeline.store.versions import KnownVersion, known_versions
from pipeline.store.words import storable


class Register:
    """The register of one installation. Every public method is one transaction."""

    def __init__(self, url: str) -> None:
        self._engine = open_database(url)
        self._seal_key: bytes | None = None

    @property
    def place(self) -> str:
        """Say where the register lies, without the password that its address may hold."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def password(self) -> str:
        """The password in the register's address, "" where there is none; it belongs into no log."""
        return str(self._engine.url.password or "")

    @property
    def seal_key(self) -> bytes:
        """With what the county workbooks of this installation are sealed."""
        if self._seal_key is None:
            self._seal_key = bytes.fromhex(self.fact(SEAL_KEY) or "")
        return self._seal_key

    def fact(self, name: str) -> str | None:
        """Give what the register says of itself under a name, None where it says nothing."""
        with self.begin() as connection:
            return fact(connection, name)

    def remember(self, name: str, value: str) -> None:
        """Have the register say something of itself from now on."""
        with self.begin() as connection:
            remember(connection, name, value)

    def words(self) -> str:
        """Say which officers' words are on record: the same text as long as there is no new one."""
        with self.begin() as connection:
            return words_of(connection)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def begin(self, *, waits: bool = True) -> Iterator[Connection]:
        """Open one transaction; it is committed at the end and rolled back where an exception passes.

        One that ``waits`` is on the disk then. The others are for what would be found out again if the power failed.
        """
        try:
            with transaction(self._engine, waits=waits) as connection:
                yield connection
        except DBAPIError as fault:
            if not is_passing(fault):
                raise
            raise RegisterError(fault) from fault

    # -- arrivals

    def record_arrivals(
        self,
        found: Sequence[tuple[Arrival, Source]],
        same: SameSender = any_sender,
        companions: Sequence[tuple[Arrival, Source]] = (),
    ) -> None:
        """Record arrivals, and those that only accompany them.

        The same bytes from the same place again are a repeat (it waits for its receipt).

        A source is how the file lies in its folder: recorded once more from the same source, it is not even a
        repeat. ``same`` says whether the names of two arrivals of the same bytes allow the same sender; where they
        do not, the second is an arrival of its own (two units may send the same blank form).
        """
        with self.begin() as connection:
            lying = set(connection.execute(select(sources.c.path)).scalars())
            received = ((arrival, source, ArrivalState.RECEIVED) for arrival, source in found)
            beside = ((arrival, source, ArrivalState.COMPANION) for arrival, source in companions)
            for arrival, source, state in (*received, *beside):
                if storable(source.path) in lying:
                    if taken_from(connection, source, arrival.sha256) is not None:
                        continue
                    forget_sources(connection, [source.path])
                recorded, _ = record_arrival(connection, arrival, same, state)
                remember_source(connection, source, recorded.id)
                # Two names that cannot be decoded may be recorded as one.
                lying.add(storable(source.path))

    def source_paths(self) -> tuple[str, ...]:
        """List where files lie that were recorded and, as far as is known, not yet removed."""
        with self.begin() as connection:
            return tuple(connection.execute(select(sources.c.path)).scalars())

    def forget_sources(self, paths: Sequence[str]) -> None:
        """Forget how files lay in their folder, after they were removed from there."""
        if paths:
            with self.begin() as connection:
                forget_sources(connection, paths)

    def record_unpacked(
        self, arrival_id: int, members: Sequence[Arrival], at: datetime, same: SameSender = any_sender
    ) -> None:
        """Record the members of an archive as arrivals of their own, and the archive itself as done with."""
        with self.begin() as connection:
            for member in members:
                record_arrival(connection, member, same)
            connection.execute(
                update(arrivals).where(arrivals.c.id == arrival_id).values(state=ArrivalState.UNPACKED.value)
            )
            note(connection, at, "unpacked", str(arrival_id), str(len(members)))

    def repeats_unanswered(self) -> tuple[RepeatedArrival, ...]:
        """List the repeats that still wait for their receipt, in the order in which they came."""
        with self.begin() as connection:
            return repeats_unanswered(connection)

    def repeats_as_they_came(self, numbers: Collection[int]) -> tuple[tuple[int, Arrival], ...]:
        """Give, for some repeats by their numbers, how they came."""
        with self.begin() as connection:
            rows = connection.execute(repeated_arrivals().where(repeats.c.id.in_(sorted(set(numbers) - {0}))))
            return tuple((one.id, one.arrival) for one in map(again, rows))

    def close_repeat(self, repeat_id: int, at: datetime) -> None:
        """Record that a repeat has had its receipt."""
        with self.begin() as connection:
            connection.execute(update(repeats).where(repeats.c.id == repeat_id).values(answered=1))
            note(connection, at, "repeat_receipted", str(repeat_id), "")

    def arrivals_in(self, *states: ArrivalState) -> tuple[RecordedArrival, ...]:
        """List the arrivals in these states, oldest first."""
        with self.begin() as connection:
            rows = connection.execute(
                select(arrivals).where(arrivals.c.state.in_([s.value for s in states])).order_by(arrivals.c.id)
            )
            return tuple(arrival_of(row) for row in rows)

    def known_hashes(self) -> frozenset[str]:
        """Give the sha256 of all that the register knows to lie in the archive: files, and mails as they came."""
        with self.begin() as connection:
            files = connection.execute(select(arrivals.c.sha256)).scalars()
            return frozenset(files) | frozenset(connection.execute(select(mails.c.raw_sha256)).scalars())

    def count_open(self) -> dict[ArrivalState, int]:
        """Count the arrivals that are not done with, by state."""
        open_states = (ArrivalState.RECEIVED, ArrivalState.EXAMINED, ArrivalState.SET_ASIDE)
        with self.begin() as connection:
            rows = connection.execute(
                select(arrivals.c.state, func.count())
                .where(arrivals.c.state.in_([s.value for s in open_states]))
                .group_by(arrivals.c.state)
            )
            counted = {ArrivalState(state): int(count) for state, count in rows}
            return {state: counted.get(state, 0) for state in open_states}

    def move_arrivals(self, moved: Sequence[tuple[int, ArrivalState]], at: datetime, text: str = "") -> None:
        """Record that arrivals have come one step further."""
        if not moved:
            return
        with self.begin() as connection:
            connection.execute(
                update(arrivals).where(arrivals.c.id == bindparam("moved")).values(state=bindparam("new_state")),
                [{"moved": arrival_id, "new_state": state.value} for arrival_id, state in moved],
            )
            for arrival_id, state in moved:
                note(connection, at, state.value, str(arrival_id), text)

    def count_tries(self, arrival_ids: Sequence[int]) -> None:
        """Count one more attempt at each of some arrivals, before it is made."""
        with self.begin() as connection:
            connection.execute(
                update(arrivals).where(arrivals.c.id.in_(arrival_ids)).values(tries=arrivals.c.tries + 1)
            )

    # -- submissions

    def record_submissions(
        self, arrival_id: int, found: Sequence[Submission], plan: str, at: datetime, acts: Sequence[Act] = ()
    ) -> None:
        """Record what an arrival gave and offers, once, and move it to examined; recording again changes nothing.

        What is lost with the power is found out again from the archived original.
        """
        with self.begin(waits=False) as connection:
            known = connection.execute(
                select(func.count()).select_from(submissions).where(submissions.c.arrival_id == arrival_id)
            ).scalar_one()
            if not known:
                for part, submission in enumerate(found):
                    insert_submission(connection, submission, arrival_id, part, plan)
                for act in acts:
                    insert_act(connection, act, plan)
            connection.execute(
                update(arrivals).where(arrivals.c.id == arrival_id).values(state=ArrivalState.EXAMINED.value)
            )
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
        with self.begin() as connection:
            row = connection.execute(
                select(submissions.c.content)
                .where(
                    submissions.c.unit == unit,
                    submissions.c.version < version,
                    submissions.c.plan == plan,
                    submissions.c.current == 1,
                    submissions.c.fingerprint != "",
                )
                .order_by(submissions.c.version.desc(), submissions.c.id.desc())
                .limit(1)
            ).first()
            return read_findings(row.content) if row is not None else None

    # -- what was done with ledgers

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
