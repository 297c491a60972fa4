"""What the pages of the units and of their leaders say: the same facts as the sheets, for one of them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.county.board.addresses import leader_file
from pipeline.county.board.content import BoardContent, UnitLine
from pipeline.county.board.papers import NO_PAPERS, UnitPapers
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts, CurrentDeviation
from pipeline.county.frames_deviations import title_of
from pipeline.county.lines import LedgerLine
from pipeline.county.progress import Item, ProgressCounts
from pipeline.judging.checks.wording import limit_of
from pipeline.model import Severity, Stage

_MEANINGS = {mark: mark.meaning.partition("：")[0] for mark in Coverage}
_GAPS = {Coverage.MISSING: "errors", Coverage.DOUBTFUL: "decide"}
_SOUGHT = 400
"""Characters of a line by which it is found."""


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of a measure: its period, its day, its stage, its light, and what the unit said of it last."""

    label: str
    due: date | None
    stage: str
    look: str
    light: str
    done_on: str
    said_on: date | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A deviation in force, as a page shows it."""

    code: str
    title: str
    severity: Severity
    what: str
    advice: str
    place: str
    since: date
    state: str


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure with all that hangs on it. ``number`` is its line in 汇总台账, ``where`` its row in the ledger.

    ``leader_page`` is where its leader's page lies ("" where nobody is named), ``sought`` are the words by which it
    is found, ``tokens`` what it can be filtered by.
    """

    number: int
    where: str
    task: str
    measure: str
    limit: str
    section: str
    leader: str
    leader_page: str
    certain: tuple[str, ...]
    doubtful: tuple[str, ...]
    steps: tuple[StepShown, ...]
    remarks: tuple[Remark, ...]
    tokens: str
    sought: str


@dataclass(frozen=True, slots=True)
class ObligationShown:
    """An obligation that concerns a unit: how it stands, and the rows of the ledger that serve it."""

    id: str
    place: str
    label: str
    requirement: str
    limit: str
    role: str
    mark: str
    meaning: str
    rows: tuple[str, ...]
    tokens: str
    sought: str


@dataclass(frozen=True, slots=True)
class LeaderShown:
    """A leader in one unit, and how far the measures have got that bear the name."""

    unit: str
    name: str
    page: str
    counts: ProgressCounts
    errors: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All of a unit's page. ``others`` are remarks that belong to no measure."""

    line: UnitLine
    full_name: str
    kind: str
    file_name: str
    obligations: tuple[ObligationShown, ...]
    measures: tuple[MeasureShown, ...]
    others: tuple[Remark, ...]
    counts: ProgressCounts
    leaders: tuple[LeaderShown, ...]
    papers: UnitPapers


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """All of a leader's page."""

    leader: LeaderShown
    full_name: str
    measures: tuple[MeasureShown, ...]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sought(*words: str) -> str:
    return _one_line(" ".join(words))[:_SOUGHT]


@dataclass(frozen=True)
class Details:
    """The units' and leaders' pages of one county."""

    content: BoardContent
    papers: Mapping[str, UnitPapers]

    @property
    def facts(self) -> CountyFacts:
        """The facts that they rest on."""
        return self.content.facts

    @cached_property
    def _items(self) -> Mapping[int, Sequence[Item]]:
        found: dict[int, list[Item]] = defaultdict(list)
        for item in self.facts.progress.items:
            found[item.line.number].append(item)
        return found

    @cached_property
    def _measures(self) -> Mapping[str, tuple[MeasureShown, ...]]:
        found: dict[str, list[MeasureShown]] = defaultdict(list)
        for line in self.facts.lines.all:
            found[line.unit].append(self._measure(line))
        return {unit: tuple(those) for unit, those in found.items()}

    @cached_property
    def _limits(self) -> Mapping[str, str]:
        return {o.id: limit_of(o) for o in self.facts.county.plan.obligations}

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        plan = self.facts.county.plan
        return {code: title_of(code, plan) for code in {c.deviation.code for c in self.facts.current}}

    @cached_property
    def _others(self) -> Mapping[str, tuple[Remark, ...]]:
        found: dict[str, list[Remark]] = defaultdict(list)
        for current in self.facts.current:
            if current.line is None and current.unit:
                found[current.unit].append(self._remark(current))
        return {unit: tuple(those) for unit, those in found.items()}

    @cached_property
    def leaders(self) -> Mapping[str, tuple[LeaderShown, ...]]:
        """The leaders of each unit, in the order of its ledger."""
        found: dict[str, list[LeaderShown]] = defaultdict(list)
        for (unit, name), counts in self.facts.progress.by_leader.items():
            if name:
                its = [m for m in self._measures[unit] if m.leader == name]
                errors = sum(r.severity is Severity.ERROR for m in its for r in m.remarks)
                found[unit].append(LeaderShown(unit, name, leader_file(unit, name), counts, errors))
        return {unit: tuple(those) for unit, those in found.items()}

    def unit_pages(self) -> Iterable[UnitPage]:
        """Give the pages of all units of 报送情况, in the order of the roster."""
        roster, coverage = self.facts.county.plan.unit_by_name, {c.unit: c for c in self.facts.coverage}
        for group in self.content.groups:
            for line in group.lines:
                known, unit = roster.get(line.unit), line.unit
                yield UnitPage(
                    line,
                    known.full_name if known else unit,
                    group.kind,
                    line.file_name,
                    tuple(self._obligation(unit, o, mark) for o, mark in coverage[unit].marks.items()),
                    self._measures.get(unit, ()),
                    self._others.get(unit, ()),
                    self.facts.progress.by_unit.get(unit, ProgressCounts()),
                    self.leaders.get(unit, ()),
                    self.papers.get(unit, NO_PAPERS),
                )

    def leader_pages(self) -> Iterable[LeaderPage]:
        """Give the pages of all leaders."""
        roster = self.facts.county.plan.unit_by_name
        for unit, those in self.leaders.items():
            full_name = roster[unit].full_name if unit in roster else unit
            for leader in those:
                its = tuple(m for m in self._measures[unit] if m.leader == leader.name)
                yield LeaderPage(leader, full_name, its)

    def _measure(self, line: LedgerLine) -> MeasureShown:
        entry, plan = line.entry, self.facts.county.plan
        leader = _one_line(entry.leader.text)
        steps = tuple(map(_step, self._items.get(line.number, ())))
        remarks = tuple(map(self._remark, self.facts.by_line.get(line.number, ())))
        tokens = {step.look for step in steps}
        tokens |= {"errors"} if any(r.severity is Severity.ERROR for r in remarks) else set()
        tokens |= {"decide"} if line.match.doubtful else set()
        certain, doubtful = (
            tuple(plan.place_of(m.obligation) for m in those) for those in (line.match.certain, line.match.doubtful)
        )
        return MeasureShown(
            line.number,
            line.where,
            entry.task.text,
            entry.measure.text,
            entry.time_limit.text,
            entry.section.text,
            leader,
            leader_file(line.unit, leader) if leader and steps else "",
            certain,
            doubtful,
            steps,
            remarks,
            " ".join(sorted(tokens)),
            _sought(entry.task.text, leader, entry.section.text, *certain, *doubtful, entry.measure.text),
        )

    def _remark(self, current: CurrentDeviation) -> Remark:
        deviation = current.deviation
        return Remark(
            deviation.code,
            self._titles[deviation.code],
            deviation.severity,
            deviation.what or deviation.message,
            deviation.advice,
            current.place,
            current.first_found,
            current.state.value,
        )

    def _obligation(self, unit: str, obligation_id: str, mark: Coverage) -> ObligationShown:
        plan = self.facts.county.plan
        obligation, known = plan.by_id[obligation_id], plan.unit_by_name.get(unit)
        assignment = plan.assignment_of(known, obligation_id) if known else None
        return ObligationShown(
            obligation.id,
            obligation.place,
            obligation.label,
            obligation.requirement,
            self._limits[obligation_id],
            assignment.role.value if assignment else "",
            mark.value,
            _MEANINGS[mark],
            tuple(line.where for line in self.facts.lines.serving(unit, obligation_id)),
            _GAPS.get(mark, ""),
            _sought(obligation.place, obligation.label, obligation.requirement),
        )


def _step(item: Item) -> StepShown:
    track, last = item.track, item.last
    return StepShown(
        track.step.label,
        track.step.due,
        track.stage.value,
        track.stage.name.lower(),
        track.light.value,
        _one_line(last.reported.claim.done_on.text) if last and track.stage is Stage.DONE else "",
        last.reported.on if last else None,
    )
