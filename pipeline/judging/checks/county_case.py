"""What the checks of the whole county look at: every unit's newest submission, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.judging.checks.ledger_case import excused, extended_to
from pipeline.judging.progress.steps import steps_of
from pipeline.judging.progress.tracking import Reported, Track, claims_by_entry, registered, track
from pipeline.model import (
    LEFT_OPEN,
    Assignment,
    Binding,
    Clause,
    Decision,
    DecisionKind,
    Entry,
    EntryMatch,
    Obligation,
    Plan,
    Submission,
    UnitReport,
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """One entry of a unit's newest ledger, with its match and its time clauses."""

    unit: str
    entry: Entry
    match: EntryMatch
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class CountyCase:
    """The county on a day. ``reports`` holds every expected unit and every other unit that has submitted."""

    plan: Plan
    as_of: date
    reports: tuple[UnitReport, ...]
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def submissions(self) -> Mapping[str, Submission]:
        """The newest readable submission of each unit, by the unit's name."""
        return {r.unit: r.submission for r in self.reports if r.submission is not None and r.submission.ledger}

    @cached_property
    def commitments(self) -> tuple[Commitment, ...]:
        """All entries of all units, in the order of the reports and of the rows."""
        return tuple(
            Commitment(unit, entry, match, clauses)
            for unit, submission in self.submissions.items()
            if submission.ledger is not None
            for entry, match, clauses in zip(
                submission.ledger.entries, submission.matches, submission.clauses, strict=True
            )
        )

    @cached_property
    def _of_unit(self) -> Mapping[str, tuple[Commitment, ...]]:
        found: dict[str, list[Commitment]] = defaultdict(list)
        for commitment in self.commitments:
            found[commitment.unit].append(commitment)
        return {unit: tuple(found[unit]) for unit in self.submissions}

    @cached_property
    def covering(self) -> Mapping[tuple[str, str], tuple[Commitment, ...]]:
        """The entries that certainly fulfil an obligation, by unit and obligation."""
        found: dict[tuple[str, str], list[Commitment]] = defaultdict(list)
        for commitment in self.commitments:
            for match in commitment.match.certain:
                found[commitment.unit, match.obligation].append(commitment)
        return {key: tuple(value) for key, value in found.items()}

    def excused(self, unit: str) -> frozenset[str]:
        """Give the obligations from which waivers and nil returns in force free a unit."""
        return excused(self.plan, self._decisions_of(unit), self.as_of)

    def extended_to(self, unit: str, obligation: str) -> date | None:
        """Give the day to which a unit's date for an obligation was extended (延期至), if it was."""
        return extended_to(self._decisions_of(unit), obligation)

    def partners(self, obligation: Obligation) -> tuple[str, ...]:
        """Name the units that the plan itself names for an obligation, as printed, but for the excused ones."""
        named = (a.bearer for a in obligation.assignments if a.binding is Binding.NAMED)
        return tuple(u for u in named if obligation.id not in self.excused(u))

    def unresolved(self, obligation: Obligation) -> tuple[Assignment, ...]:
        """Give the bearers that the plan leaves open and that no assignment in force resolves.

        An assignment resolves the phrase that its ``text`` repeats, or every open phrase where it repeats none.
        """
        resolved = [
            d.text.strip()
            for d in self.decisions
            if d.kind is DecisionKind.ASSIGN and d.obligation == obligation.id and d.in_force(self.as_of)
        ]
        if "" in resolved:
            return ()
        return tuple(a for a in obligation.assignments if a.binding in LEFT_OPEN and a.bearer not in resolved)

    @cached_property
    def tracked(self) -> Mapping[str, tuple[tuple[Commitment, tuple[Track, ...]], ...]]:
        """How far each entry of each unit has got, step by step; what the unit is excused from is left out."""
        return {
            r.unit: tuple(self._tracked(r, tuple(self._owed(r.unit))))
            for r in self.reports
            if r.unit in self.submissions
        }

    def _owed(self, unit: str) -> Iterator[Commitment]:
        free = self.excused(unit)
        for commitment in self._of_unit[unit]:
            obligations = [m.obligation for m in commitment.match.certain]
            if not obligations or not all(o in free for o in obligations):
                yield commitment

    def _tracked(
        self, report: UnitReport, owed: tuple[Commitment, ...]
    ) -> Iterator[tuple[Commitment, tuple[Track, ...]]]:
        reports = [(s.arrival.received_at.date(), s.ledger.entries) for s in report.progress if s.ledger is not None]
        claims = claims_by_entry([c.entry for c in owed], reports)
        plan = self.plan
        words = [d for d in self._decisions_of(report.unit) if d.progress is not None and d.in_force(self.as_of)]

        def moment(one: Reported) -> float:
            by = one.by and one.by.decided_at
            return (by or report.progress[one.report].arrival.received_at).timestamp()

        by_center = registered([c.entry for c in owed], words)
        for commitment, said, by in zip(owed, claims, by_center, strict=True):
            told = sorted((*said, *by), key=moment) if by else said
            steps = steps_of(commitment.clauses, plan.year, plan.issued, self._moved(commitment))
            yield commitment, track(steps, told, plan.standpoint, self.as_of, plan.settings.due_soon_days)

    def _moved(self, commitment: Commitment) -> date | None:
        """Give the day to which extensions of all that an entry fulfils move its earlier dates."""
        extensions = [self.extended_to(commitment.unit, m.obligation) for m in commitment.match.certain]
        return min((d for d in extensions if d is not None), default=None) if all(extensions) else None

    def _decisions_of(self, unit: str) -> tuple[Decision, ...]:
        return tuple(d for d in self.decisions if d.unit == unit)
