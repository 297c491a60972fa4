"""How far each measure has got on a day: its steps, held against all that the unit has said of them so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from pipeline.judging.matching.text import normalise
from pipeline.judging.progress.claims import Said, read_claim
from pipeline.judging.progress.steps import Span, Step
from pipeline.model import Claim, Decision, Entry, Light, Stage, Standpoint, Value


class Reported(NamedTuple):
    """A claim, the day on which it came, and where it stands: the sheet, and which of the unit's reports.

    ``by`` is the officer's word that registered it where no file of the unit says so.
    """

    on: date
    claim: Claim
    sheet: str = ""
    report: int = 0
    by: Decision | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a unit said of one step: which stage (None: nobody can tell), and when it was done."""

    reported: Reported
    stage: Stage | None
    done: Span | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One step of a measure on a day. ``tellings`` is its history, oldest first; () where nothing was said yet."""

    step: Step
    stage: Stage
    light: Light
    tellings: tuple[Telling, ...] = ()

    @property
    def done(self) -> Span | None:
        """When it was done, as the unit says; None where it is not, or it does not say when."""
        return self.tellings[-1].done if self.stage is Stage.DONE and self.tellings else None

    @property
    def late(self) -> bool:
        """Whether it was done after its day."""
        return self.done is not None and self.step.due is not None and self.done.first > self.step.due


def claims_by_entry(now: Sequence[Entry], reports: Iterable[tuple[date, Sequence[Entry]]]) -> list[list[Reported]]:
    """Find what each report says of each entry that counts now, by task and measure, wherever their rows stood."""
    places: dict[tuple[str, str, int], int] = {}
    by_measure: dict[str, list[int]] = defaultdict(list)
    for at, (key, entry) in enumerate(zip(_keys(now), now, strict=True)):
        places[key] = at
        by_measure[normalise(entry.measure.text)].append(at)
    found: list[list[Reported]] = [[] for _ in now]
    for report, (day, entries) in enumerate(reports):
        for key, entry in zip(_keys(entries), entries, strict=True):
            if entry.claim is None:
                continue
            alike = by_measure.get(key[1], [])
            place = places.get(key, alike[0] if len(alike) == 1 else None)
            if place is not None:
                found[place].append(Reported(day, entry.claim, entry.sheet, report))
    return found


def registered(entry: Entry, decisions: Iterable[Decision]) -> list[Reported]:
    """Give what officers have registered of an entry (进度登记), whose words are those of its measure."""
    found = []
    for decision in decisions:
        told = decision.progress
        if told is None or decision.decided_at is None or normalise(decision.text) != normalise(entry.measure.text):
            continue
        claim = Claim(Value(f"{told.period}{told.state}", ""), Value(told.done_on, ""))
        found.append(Reported(decision.decided_at.date(), claim, by=decision))
    return found


def _keys(entries: Sequence[Entry]) -> list[tuple[str, str, int]]:
    """Name entries by what they say; which of several that say the same, by their order."""
    seen: Counter[tuple[str, str]] = Counter()
    keys = []
    for entry in entries:
        said = (normalise(entry.task.text), normalise(entry.measure.text))
        keys.append((*said, seen[said]))
        seen[said] += 1
    return keys


def track(
    steps: Sequence[Step],
    claims: Sequence[Reported],
    standpoint: Callable[[date], Standpoint],
    as_of: date,
    soon: int,
) -> tuple[Track, ...]:
    """Say how far each step has got; ``standpoint`` says from where a claim of a day is read, ``soon`` is in days."""
    told: Mapping[Step, list[Telling]] = {step: [] for step in steps}
    for reported in claims:
        said = read_claim(reported.claim, standpoint(reported.on))
        for step, stage, done in _spoken_of(steps, said, reported.on):
            told[step].append(Telling(reported, stage, done))
    return tuple(_track(step, tuple(told[step]), as_of, soon) for step in steps)


def _spoken_of(steps: Sequence[Step], said: Said, day: date) -> list[tuple[Step, Stage | None, Span | None]]:
    """Say of which steps a claim speaks: of the periods named, else of the one in which it was done or came."""
    found: dict[Step, tuple[Stage | None, Span | None]] = {}
    for step in steps:
        for span, stage in said.periods:
            if step.period is not None and span.holds(step.period):
                found[step] = stage, _within(said.done, step.period)
    if not found or said.stage is not None:
        last = said.done[-1] if said.done else None
        meant = steps if len(steps) == 1 else [_nearest(steps, last.last if last else None, day)]
        overall = said.stage if said.stage or not said.periods else _overall(said)
        for step in meant:
            found.setdefault(step, (overall, last))
    return [(step, *found[step]) for step in steps if step in found]


def _overall(said: Said) -> Stage:
    stages = {stage for _, stage in said.periods}
    return stages.pop() if len(stages) == 1 else Stage.UNDER_WAY


def _within(days: Sequence[Span], period: Span) -> Span | None:
    return next((d for d in days if period.first <= d.first <= period.last), None)


def _nearest(steps: Sequence[Step], done: date | None, told: date) -> Step:
    """Give the step that was next due when it was done, or the one whose day is nearest to that of the report."""
    dated = [s for s in steps if s.due is not None] or list(steps)
    if done is not None:
        return next((s for s in dated if s.due is None or s.due >= done), dated[-1])
    return min(dated, key=lambda s: abs(((s.due or told) - told).days))


def _track(step: Step, tellings: tuple[Telling, ...], as_of: date, soon: int) -> Track:
    stage = next((t.stage for t in reversed(tellings) if t.stage is not None), Stage.NOT_BEGUN)
    if stage is Stage.DONE or step.due is None:
        return Track(step, stage, Light.GREEN, tellings)
    if step.due < as_of:
        return Track(step, Stage.OVERDUE, Light.RED, tellings)
    near = step.due <= as_of + timedelta(days=soon)
    return Track(step, stage, Light.YELLOW if near else Light.GREEN, tellings)
