"""What stands in the calendars (到期日程): a unit's days, and those of the center, one event for a day and matter."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.county.facts import CountyFacts
from pipeline.county.progress import Item
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.judging.checks.wording import STOPS, excerpt, limit_of
from pipeline.judging.progress.steps import steps_of
from pipeline.model import ABSENT, Obligation, Stage

_QUOTED = 40


@dataclass(frozen=True, slots=True)
class DueEvent:
    """A whole day in a calendar. The same matter on the same day has the same ``uid``, whatever is said of it."""

    uid: str
    day: date
    summary: str
    description: str


@dataclass(frozen=True)
class DueEvents:
    """The events of one county; days before the plan was issued are nobody's."""

    facts: CountyFacts

    def of_unit(self, unit: str) -> tuple[DueEvent, ...]:
        """Give a unit's days: when it reports, what its own ledger sets, what the plan asks of it."""
        own = [o for o in self.facts.county.plan.obligations if o.id in self._binding[unit]]
        items = self._items.get(unit, ())
        return _in_order((*self._reporting(unit), *self._measures(unit, items), *self._obligations(unit, own)))

    def of_center(self) -> tuple[DueEvent, ...]:
        """Give the days of all units alike: when they report, and what the plan asks of them."""
        return _in_order((*self._reporting(""), *self._obligations("", self.facts.county.plan.obligations)))

    @cached_property
    def _binding(self) -> Mapping[str, frozenset[str]]:
        return {c.unit: c.binding for c in self.facts.coverage}

    @cached_property
    def _items(self) -> Mapping[str, Sequence[Item]]:
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.facts.progress.items:
            found[item.line.unit].append(item)
        return found

    def _event(self, unit: str, matter: str, day: date, summary: str, lines: Iterable[str]) -> DueEvent:
        words = "|".join((self.facts.county.plan.id, unit, matter, day.isoformat()))
        uid = f"{hashlib.sha256(words.encode()).hexdigest()[:32]}@taizhang"
        return DueEvent(uid, day, mask_personal(summary), mask_personal("\n".join(lines)))

    def _reporting(self, unit: str) -> Iterator[DueEvent]:
        plan = self.facts.county.plan
        states = {r.unit: r.status for r in self.facts.reports}
        if unit:
            lines = [f"报送情况：{states[unit].value}。"]
        else:
            absent = [name for name, status in states.items() if status in ABSENT]
            lines = [f"尚未报送{len(absent)}家：{'、'.join(absent)}。" if absent else "各单位均已报送。"]
        yield self._event(unit, "ledgers", plan.ledgers_due, "政务公开工作台账报送截止", lines)
        for day in plan.settings.progress_days:
            asked = "请在台账“完成情况”等栏填写进度后重新报送。" if unit else "各单位报告工作举措完成情况。"
            yield self._event(unit, "progress", day, "政务公开工作进度报告截止", [asked])

    def _measures(self, unit: str, items: Iterable[Item]) -> Iterator[DueEvent]:
        by_day: dict[date, list[Item]] = defaultdict(list)
        for item in items:
            if item.track.step.due is not None:
                by_day[item.track.step.due].append(item)
        for day, those in by_day.items():
            done = sum(item.track.stage is Stage.DONE for item in those)
            state = "均已完成" if done == len(those) else f"已完成{done}条" if done else "均未完成"
            summary = f"本单位台账{len(those)}条举措到期（{state}）"
            yield self._event(unit, "measures", day, summary, map(_measure, those))

    def _obligations(self, unit: str, obligations: Iterable[Obligation]) -> Iterator[DueEvent]:
        by_day: dict[date, dict[str, str]] = defaultdict(dict)
        for obligation in obligations:
            for day, line in self._limits[obligation.id]:
                by_day[day][obligation.id] = line
        for day, lines in by_day.items():
            yield self._event(unit, "plan", day, f"方案规定{len(lines)}项政务公开任务到期", lines.values())

    @cached_property
    def _limits(self) -> Mapping[str, tuple[tuple[date, str], ...]]:
        """The days of each obligation, each with its line."""
        plan = self.facts.county.plan
        return {
            o.id: tuple(
                (step.due, _obligation(o, step.label))
                for step in steps_of(o.clauses, plan.year, plan.issued)
                if step.due
            )
            for o in plan.obligations
        }


def _measure(item: Item) -> str:
    entry, step = item.line.entry, item.track.step
    period = f"（{step.label}）" if step.label else ""
    measure = _quoted(entry.measure.text.strip() or entry.task.text)
    return f"{item.line.where}{period} {measure}：{item.track.stage.value}"


def _obligation(obligation: Obligation, label: str) -> str:
    period = f"（{label}）" if label else ""
    limit = limit_of(obligation)
    asked = f"，时限：{limit}" if limit else ""
    return f"{obligation.place}{period} {obligation.label}：{_quoted(obligation.requirement)}{asked}"


def _quoted(text: str) -> str:
    return excerpt(text.strip().rstrip(STOPS), _QUOTED)


def _in_order(events: Iterable[DueEvent]) -> tuple[DueEvent, ...]:
    return tuple(sorted(events, key=lambda event: (event.day, event.uid)))
