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
from pipeline.model import Claim, Decision, Entry, Light, Registered, Stage, Standpoint, Value


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


Key = tuple[str, str, int]
"""What names an entry: its task, its measure, its number among those that say the same."""


class Places:
    """Where the entries that count now stand, by what they say, wherever their rows stood before."""

    def __init__(self, now: Sequence[Entry]) -> None:
        self._by_key: dict[Key, int] = {}
        self._by_measure: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(keys_of(now)):
            self._by_key[key] = at
            self._by_measure[key[1]].append(at)

    def of(self, key: Key) -> int | None:
        """Give the place of an entry: by task and measure, else by a measure that stands there once."""
        return self._by_key.get(key, self.of_measure(key[1]))

    def of_measure(self, measure: str) -> int | None:
        """Give the place of a measure (normalised) that stands there once, None for any other."""
        alike = self._by_measure.get(measure, [])
        return alike[0] if len(alike) == 1 else None

    def of_registered(self, decision: Decision) -> int | None:
        """Give the place of the measure of which an officer's word speaks; None where nobody can tell."""
        told, measure = decision.progress, normalise(decision.text)
        if told is None or told.task is None:
            return self.of_measure(measure)
        return self.of((normalise(told.task), measure, told.which))


def claims_by_entry(now: Sequence[Entry], reports: Iterable[tuple[date, Sequence[Entry]]]) -> list[list[Reported]]:
    """Find what each report says of each entry that counts now, by task and measure, wherever their rows stood."""
    places = Places(now)
    found: list[list[Reported]] = [[] for _ in now]
    for report, (day, entries) in enumerate(reports):
        for key, entry in zip(keys_of(entries), entries, strict=True):
            place = places.of(key) if entry.claim is not None else None
            if entry.claim is not None and place is not None:
                found[place].append(Reported(day, entry.claim, entry.sheet, report))
    return found


def registered(now: Sequence[Entry], decisions: Iterable[Decision]) -> list[list[Reported]]:
    """Find what officers have registered (进度登记) of each entry that counts now."""
    places = Places(now)
    found: list[list[Reported]] = [[] for _ in now]
    for decision in decisions:
        told = decision.progress
        place = places.of_registered(decision)
        if told is None or decision.decided_at is None or place is None:
            continue
        claim = Claim(Value(f"{told.period}{told.state}", ""), Value(told.done_on, ""))
        found[place].append(Reported(decision.decided_at.date(), claim, by=decision))
    return found


def keys_of(entries: Sequence[Entry]) -> list[Key]:
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
        by = reported.by and reported.by.progress
        spoken = _registered_of(steps, by, said, reported.on) if by else _spoken_of(steps, said, reported.on)
        for step, stage, done in spoken:
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


def _registered_of(
    steps: Sequence[Step], told: Registered, said: Said, day: date
) -> list[tuple[Step, Stage | None, Span | None]]:
    """Say of which step an officer's word speaks: of the one that bears the label of its line, and of no other.

    Where the limit has changed since, a period that it still holds is meant, or the only step there is.
    """
    labelled = [s for s in steps if s.label == told.period]
    exact = [s for s in labelled if s.due is not None and s.due.isoformat() == told.due]
    meant = exact or labelled
    if len(meant) != 1:
        return _spoken_of(steps, said, day) if said.periods or not told.period else []
    done = said.done[-1] if said.done else None
    stage = Stage(told.state)
    ahead = stage is Stage.DONE and done is not None and done.first > day
    return [(meant[0], Stage.UNDER_WAY if ahead else stage, done)]


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
