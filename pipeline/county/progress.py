"""How far the county has got (完成情况): every step of every measure with its state, counted in three ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from pipeline.county.lines import LedgerLine
from pipeline.county.origins import Origin
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.wording import day as day_of
from pipeline.judging.progress.tracking import Telling, Track, keys_of
from pipeline.model import Decision, Light, Stage, Submission

Key = TypeVar("Key", bound=Hashable)

if TYPE_CHECKING:
    from pipeline.county.facts import CountyFacts


@dataclass(frozen=True, slots=True)
class Item:
    """One step of a measure, with the line of 汇总台账 that it stands on, and its unit's reports of progress."""

    line: LedgerLine
    track: Track
    reports: tuple[Submission, ...] = ()
    which: int = 0
    """The number of the measure among the unit's of the same task and words."""

    @property
    def last(self) -> Telling | None:
        """What was said of it last."""
        return self.track.tellings[-1] if self.track.tellings else None

    @property
    def source(self) -> Submission:
        """The file that tells of it, else the ledger."""
        if self.last is None or self.last.reported.by is not None:
            return self.line.submission
        return self.reports[self.last.reported.report]

    @property
    def registered(self) -> Decision | None:
        """The officer's word that tells of it, where no file of the unit does."""
        return self.last.reported.by if self.last else None

    @property
    def origin(self) -> Origin:
        """The cell that tells of it, else the measure itself."""
        entry, last = self.line.entry, self.last
        sheet, cell = (entry.sheet, entry.measure.cell)
        if last is not None and last.reported.by is None:
            sheet = last.reported.sheet
            cell = next((value.cell for _, value in last.reported.claim.values if value.cell), "")
        return Origin(self.line.unit, self.source.arrival.sha256, sheet, cell)


@dataclass(frozen=True, slots=True)
class ProgressCounts:
    """Steps in numbers. ``dated`` are those for which a day is set, ``dated_done`` those of them that are done."""

    steps: int = 0
    done: int = 0
    under_way: int = 0
    not_begun: int = 0
    overdue: int = 0
    silent: int = 0
    """Steps of which the unit has said nothing."""
    silent_overdue: int = 0
    due_soon: int = 0
    """Steps not done whose day is near: those with a yellow light."""
    dated: int = 0
    dated_done: int = 0

    @property
    def rate(self) -> float | None:
        """Steps done, of those for which a day is set; None where there are none."""
        return round(self.dated_done / self.dated, 4) if self.dated else None


def count(items: Iterable[Item]) -> ProgressCounts:
    """Count steps by their state."""
    tracks = [item.track for item in items]
    stages = [t.stage for t in tracks]
    dated = [t for t in tracks if t.step.due is not None]
    return ProgressCounts(
        steps=len(tracks),
        done=stages.count(Stage.DONE),
        under_way=stages.count(Stage.UNDER_WAY),
        not_begun=stages.count(Stage.NOT_BEGUN),
        overdue=stages.count(Stage.OVERDUE),
        silent=sum(not t.tellings for t in tracks),
        silent_overdue=sum(t.stage is Stage.OVERDUE and not t.tellings for t in tracks),
        due_soon=sum(t.light is Light.YELLOW for t in tracks),
        dated=len(dated),
        dated_done=sum(t.stage is Stage.DONE for t in dated),
    )


@dataclass(frozen=True, slots=True)
class ReportingDay:
    """A day of the plan by which units report their progress, who has, and who of those with a ledger has not."""

    day: date
    passed: bool
    reported: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class CountyProgress:
    """The progress of a county, worked out once for all sheets, the page and the letters."""

    facts: CountyFacts

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every step, in the order of 汇总台账 and of its days."""
        county, lines = self.facts.county, self.facts.lines
        case = CountyCase(county.plan, county.as_of, self.facts.reports, county.decisions)
        reports = {r.unit: r.progress for r in self.facts.reports}
        found = [
            Item(line, one, reports[unit], which)
            for unit, tracked in case.tracked.items()
            for (commitment, tracks), (*_, which) in zip(tracked, keys_of([c.entry for c, _ in tracked]), strict=True)
            if (line := lines.at(unit, commitment.entry.sheet, commitment.entry.row)) is not None
            for one in tracks
        ]
        return tuple(sorted(found, key=lambda item: item.line.number))

    @cached_property
    def total(self) -> ProgressCounts:
        """All of the county."""
        return count(self.items)

    @cached_property
    def reporting(self) -> tuple[str, ...]:
        """The units that have told of their progress at all."""
        return tuple(r.unit for r in self.facts.reports if r.progress)

    @cached_property
    def reporting_day(self) -> ReportingDay | None:
        """The day of the plan that is next, within its soon; else the last that has passed. None where it sets none.

        A report counts for the first day on or after it.
        """
        as_of, settings = self.facts.county.as_of, self.facts.county.plan.settings
        past = [d for d in settings.progress_days if d < as_of]
        coming = [d for d in settings.progress_days if as_of <= d <= as_of + timedelta(days=settings.due_soon_days)]
        if not past and not coming:
            return None
        day = coming[0] if coming else past[-1]
        before = max((d for d in settings.progress_days if d < day), default=date.min)
        told = {
            r.unit: any(before < s.arrival.received_at.date() <= as_of for s in r.progress)
            for r in self.facts.reports
            if r.submission is not None and r.submission.ledger is not None
        }
        return ReportingDay(
            day,
            day < as_of,
            tuple(unit for unit, reported in told.items() if reported),
            tuple(unit for unit, reported in told.items() if not reported),
        )

    @cached_property
    def sentence(self) -> str:
        """Say how far the county has got, and who has still to report it."""
        total = self.total
        if not total.steps:
            return ""
        rate = "" if total.rate is None else f"，有期限事项完成率{total.rate:.1%}"
        words = (
            f"台账所列事项共{total.steps}项（按期次计），已完成{total.done}项、进行中{total.under_way}项、"
            f"未开展{total.not_begun}项、逾期未完成{total.overdue}项（其中从未报告{total.silent_overdue}项）{rate}。"
        )
        due = self.reporting_day
        if due is None:
            return words
        tense = "应于" if due.passed else "请于"
        return f"{words}本期进度{tense}{day_of(due.day)}前报告：已报{len(due.reported)}家，未报{len(due.silent)}家。"

    @cached_property
    def by_unit(self) -> Mapping[str, ProgressCounts]:
        """By unit, in the order of the roster."""
        return self._counted(lambda item: (item.line.unit,))

    @cached_property
    def by_obligation(self) -> Mapping[str, ProgressCounts]:
        """By the obligations that measures certainly serve, in the order of the plan."""
        counted = self._counted(lambda item: {m.obligation for m in item.line.match.certain})
        return {o: counted[o] for o in sorted(counted, key=self.facts.obligation_order)}

    @cached_property
    def by_leader(self) -> Mapping[tuple[str, str], ProgressCounts]:
        """By unit and its leader, as the ledger names him or her; in the order of 汇总台账."""
        return self._counted(lambda item: ((item.line.unit, " ".join(item.line.entry.leader.text.split())),))

    def _counted(self, keys: Callable[[Item], Iterable[Key]]) -> dict[Key, ProgressCounts]:
        groups: dict[Key, list[Item]] = defaultdict(list)
        for item in self.items:
            for key in keys(item):
                groups[key].append(item)
        return {key: count(items) for key, items in groups.items()}
