"""A ledger with its matches, as the ledger checks see it. Everything that several of them ask is here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from pipeline.judging.checks.applications import Applied, applied, undecided
from pipeline.judging.checks.entry_limits import limits_of
from pipeline.judging.checks.wording import blank
from pipeline.judging.matching.text import normalise
from pipeline.judging.time_limits.judge import Offer, judge_obligation
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.judging.time_limits.shortfalls import Shortfall
from pipeline.judging.time_limits.subjects import DEFINITE, clauses_of
from pipeline.model import (
    Assignment,
    Binding,
    Clause,
    ClauseKind,
    Decision,
    DecisionKind,
    Entry,
    EntryMatch,
    Field,
    Ledger,
    Obligation,
    Plan,
    Role,
    Standpoint,
    Substance,
    Unit,
    Value,
)


@dataclass(frozen=True)
class EntryRow:
    """An entry with what is known about it: its match, its time limit, and from where that was read.

    ``twin`` is the first row with the same task and measure, where this one repeats it; what says nothing of any
    work, or refuses it, repeats none.
    """

    entry: Entry
    match: EntryMatch
    limit: TimeLimit
    here: Standpoint
    twin: Entry | None = None

    @cached_property
    def measure_limit(self) -> TimeLimit:
        """The time limit that the measure itself speaks of; read when asked for, since few judgements need it."""
        return read_time_limit(self.entry.measure.text, self.here, prose=True)

    @property
    def says_nothing(self) -> bool:
        """Whether the time limit cannot be judged: blank, unreadable, or its column absent."""
        value = self.entry.time_limit
        return value.fault is not None or blank(value)


@dataclass(frozen=True)
class LedgerCase:
    """A ledger with its matches, as the ledger checks see it.

    ``matches`` runs parallel to ``ledger.entries``. ``received`` is the day on which the ledger came: 下月底 counts
    from it, however much later it is judged again. ``decisions`` are the county's; those of the unit that are in
    force on ``as_of`` are picked here.
    """

    plan: Plan
    unit: Unit | None
    ledger: Ledger
    matches: tuple[EntryMatch, ...]
    as_of: date
    received: date
    decisions: tuple[Decision, ...] = ()
    struck: Mapping[str, Entry] = field(default_factory=dict)
    """Rows that are struck out, by the obligations that they would fulfil."""

    @cached_property
    def here(self) -> Standpoint:
        """From where the ledger's time limits are read."""
        return self.plan.standpoint(self.received)

    @cached_property
    def limits(self) -> tuple[TimeLimit, ...]:
        """The time limit of each entry, parallel to ``ledger.entries``."""
        return limits_of(self.ledger.entries, self.here)

    @cached_property
    def rows(self) -> tuple[EntryRow, ...]:
        """The entries that the unit has begun to fill in; a row with nothing but a number is none."""
        first: dict[tuple[str, str], Entry] = {}
        rows: list[EntryRow] = []
        for entry, match, limit in zip(self.ledger.entries, self.matches, self.limits, strict=True):
            if not _is_used(entry):
                continue
            words = (normalise(entry.task.text), normalise(entry.measure.text))
            idle = match.substance in (Substance.HOLLOW, Substance.REFUSAL)
            twin = first.setdefault(words, entry) if words[1] and not idle else entry
            rows.append(EntryRow(entry, match, limit, self.here, twin=None if twin is entry else twin))
        return tuple(rows)

    @cached_property
    def limits_at(self) -> Mapping[tuple[str, str], tuple[EntryRow, ...]]:
        """The rows for which each cell of a time limit (sheet, cell) holds, merged ones for several."""
        found: dict[tuple[str, str], list[EntryRow]] = defaultdict(list)
        for row in self.rows:
            if row.entry.time_limit.cell:
                found[row.entry.sheet, row.entry.time_limit.cell].append(row)
        return {place: tuple(rows) for place, rows in found.items()}

    @cached_property
    def is_empty(self) -> bool:
        """Whether the form holds no task at all."""
        return not any(r.entry.task.text.strip() or r.entry.measure.text.strip() for r in self.rows)

    @property
    def can_show_gaps(self) -> bool:
        """Whether gaps can be told: not from an empty form, nor from one whose measures cannot be found."""
        return not self.is_empty and Field.MEASURE not in self.ledger.missing_columns

    @cached_property
    def _of_unit(self) -> tuple[Decision, ...]:
        return tuple(d for d in self.decisions if self.unit is not None and d.unit == self.unit.name)

    @cached_property
    def excused(self) -> frozenset[str]:
        """Obligations that a waiver or a nil return in force takes from the unit."""
        return excused(self.plan, self._of_unit, self.as_of)

    @cached_property
    def binding(self) -> tuple[Obligation, ...]:
        """The obligations that bind the unit by name, by group, or by an assignment in force; in the plan's order."""
        if self.unit is None:
            return ()
        bound = {o.id for o in self.plan.binding_on(self.unit)}
        bound |= {d.obligation for d in self._of_unit if d.kind is DecisionKind.ASSIGN and d.in_force(self.as_of)}
        return tuple(o for o in self.plan.obligations if o.id in bound)

    @cached_property
    def upheld(self) -> frozenset[str]:
        """Obligations to which an officer holds the unit although it says that they do not apply to it (否定)."""
        return frozenset(d.obligation for d in self._of_unit if d.upholds and d.in_force(self.as_of))

    @cached_property
    def _unmet(self) -> tuple[Obligation, ...]:
        met = {m.obligation for match in self.matches for m in (*match.certain, *match.doubtful)}
        return tuple(o for o in self.binding if o.id not in met and o.id not in self.excused)

    @cached_property
    def applications(self) -> tuple[Applied, ...]:
        """What the unit applies for on 缺失任务, as far as no officer has refused it."""
        return undecided(applied(self.plan, self.ledger), self.decisions, self.upheld)

    def meant_by(self, substance: Substance) -> frozenset[str]:
        """Give the obligations for which measures stand that do nothing, or refuse."""
        return frozenset(m.obligation for e in self.matches if e.substance is substance for m in e.meant)

    @cached_property
    def pending(self) -> tuple[Obligation, ...]:
        """The binding obligations that the unit says do not apply to it, until an officer has decided."""
        refused = self.meant_by(Substance.REFUSAL) - self.upheld
        refused |= {a.obligation for a in self.applications}
        return tuple(o for o in self._unmet if o.id in refused)

    @cached_property
    def missing(self) -> tuple[Obligation, ...]:
        """The binding obligations that no entry fulfils, not even doubtfully, and that nothing excuses.

        Those of which an officer has yet to say whether they apply are not among them (``pending``).
        """
        return tuple(o for o in self._unmet if o not in self.pending)

    @cached_property
    def covering(self) -> Mapping[str, tuple[EntryRow, ...]]:
        """The rows that certainly fulfil an obligation, by its id; in the order of the plan."""
        found: dict[str, list[EntryRow]] = defaultdict(list)
        for row in self.rows:
            for match in row.match.certain:
                found[match.obligation].append(row)
        return {o.id: tuple(found[o.id]) for o in self.plan.obligations if o.id in found}

    @cached_property
    def judged(self) -> Mapping[str, tuple[Shortfall, ...]]:
        """What each covered obligation's time limits fall short of, all its entries judged together.

        Excused obligations are not judged. ``Offered.entry`` is the row's place in ``covering``. A cell that is blank
        (F03), unreadable (F08) or whose column is absent (S05) offers nothing and says nothing.
        """
        return {
            obligation_id: self._judge(self.plan.by_id[obligation_id], rows)
            for obligation_id, rows in self.covering.items()
            if obligation_id not in self.excused
        }

    def _judge(self, obligation: Obligation, rows: tuple[EntryRow, ...]) -> tuple[Shortfall, ...]:
        definite = any(c.kind in DEFINITE for c in obligation.clauses)
        # Where nothing definite is asked, the measures have no say (time-limits.md), and reading them is dear.
        offers = tuple(
            Offer(
                self._limit_for(r, obligation.id),
                r.measure_limit if definite else TimeLimit(""),
                blank=r.says_nothing,
            )
            for r in rows
        )
        return judge_obligation(self.required(obligation), offers, self.here)

    def _limit_for(self, row: EntryRow, obligation_id: str) -> TimeLimit:
        """Give what a row's time limit says to one of the obligations that the row fulfils."""
        if len(row.match.certain) < 2 or len(row.limit.clauses) < 2:
            return row.limit
        subjects = {m.obligation: self._subject(m.obligation) for m in row.match.certain}
        shares = clauses_of(row.limit.text, row.limit.clauses, subjects)
        return replace(row.limit, clauses=shares[obligation_id])

    def _subject(self, obligation_id: str) -> str:
        obligation = self.plan.by_id.get(obligation_id)
        return f"{obligation.requirement} {obligation.time_limit_text}" if obligation else ""

    def assignment_of(self, obligation: Obligation) -> Assignment | None:
        """Say how an obligation binds the unit: as the plan prints it, or by an officer's assignment."""
        if self.unit is None:
            return None
        printed = self.plan.assignment_of(self.unit, obligation.id)
        if printed is None and obligation in self.binding:
            return Assignment(self.unit.name, Role.RESPONSIBLE, Binding.NAMED)
        return printed

    def extended_to(self, obligation: Obligation) -> date | None:
        """Give the day to which the unit's date was extended (延期至); once granted, it stays what is asked."""
        return extended_to(self._of_unit, obligation.id)

    def required(self, obligation: Obligation) -> tuple[Clause, ...]:
        """Give the clauses that the plan sets for the obligation, with the unit's extensions (延期至) put in."""
        until = self.extended_to(obligation)
        if until is None:
            return obligation.clauses
        return tuple(_extended(clause, until) for clause in obligation.clauses)


def excused(plan: Plan, decisions: Sequence[Decision], on: date) -> frozenset[str]:
    """Give the obligations from which the waivers and nil returns among a unit's decisions free it on a day.

    A nil return that names no obligation speaks of the whole ledger.
    """
    free: set[str] = set()
    for decision in decisions:
        if not decision.in_force(on):
            continue
        if decision.kind is DecisionKind.WAIVE:
            free.add(decision.obligation)
        elif decision.kind is DecisionKind.NIL_RETURN:
            free.update([decision.obligation] if decision.obligation else plan.by_id)
    return frozenset(free)


def extended_to(decisions: Sequence[Decision], obligation: str) -> date | None:
    """Give the day to which a unit's decisions extend its date for an obligation; None where none does."""
    granted = (
        d for d in decisions if d.kind is DecisionKind.EXTEND and d.obligation == obligation and not d.replaced
    )
    return max((d.until for d in granted if d.until is not None), default=None)


def _extended(clause: Clause, until: date) -> Clause:
    if clause.kind is ClauseKind.FIXED and clause.due is not None and clause.due < until:
        return replace(clause, due=until)
    return clause


def _is_used(entry: Entry) -> bool:
    """A row is in use when anything but its number stands in it; what is merged down from above does not count."""
    values: tuple[Value, ...] = (entry.task, entry.measure, entry.time_limit, entry.leader, entry.section)
    return any(not blank(v) and not v.inherited for v in values)
