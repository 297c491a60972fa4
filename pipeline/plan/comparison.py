"""Two plans compared, obligation by obligation: what stayed, what was reworded, split, merged, added, dropped.

Texts are compared by the same features that ledgers are matched by (runs of characters, concepts of the trade). Which
departments a change concerns is worked out from both rosters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.model import Obligation, Plan
from pipeline.plan.roster import spelling_table

if TYPE_CHECKING:
    from pipeline.judging.matching.grams import Floats

_YEAR = re.compile(r"(?:19|20)\d\d")
_REWORDED = 0.3
"""From this likeness on (cosine of the texts' features) two obligations that are each other's best are one."""
_HELD = 0.5
"""From this share on of what an obligation says, another one says it as well."""
_GAIN = 0.12
"""How much more of an obligation two of the other plan must say together than one alone, for it to be split."""


class Fate(StrEnum):
    """What became of obligations from one plan to the next; the value is what officers read."""

    SAME = "未变动"
    REWORDED = "文字调整"
    SPLIT = "拆分"
    MERGED = "合并"
    NEW = "新增"
    DROPPED = "取消"


@dataclass(frozen=True, slots=True)
class Pairing:
    """Obligations that belong together: of the plan before and of the plan now (either may be empty).

    ``likeness`` is that of their texts, from 0 to 1; 1 where only years differ.
    """

    fate: Fate
    before: tuple[Obligation, ...]
    now: tuple[Obligation, ...]
    likeness: float


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What changes for one unit: obligations that it gains, loses, has in other words or with other limits, keeps."""

    unit: str
    gained: tuple[Obligation, ...]
    lost: tuple[Obligation, ...]
    altered: tuple[Pairing, ...]
    kept: tuple[Pairing, ...]


@dataclass(frozen=True)
class Comparison:
    """Two plans and how their obligations belong together, in the order of the plan now, then what was dropped."""

    before: Plan
    now: Plan
    pairings: tuple[Pairing, ...]

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """The obligation now of each before that stayed what it was, in the same or in other words; by their ids."""
        return {p.before[0].id: p.now[0].id for p in self.pairings if p.fate in (Fate.SAME, Fate.REWORDED)}

    def counts(self) -> dict[Fate, int]:
        """Count the pairings of each fate."""
        return {fate: sum(p.fate is fate for p in self.pairings) for fate in Fate}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The name that each unit of the plan before has now, where the plan now knows it by any spelling."""
        known = spelling_table(self.now.units, self.now.county)
        found = {}
        for unit in self.before.units:
            names = (known.get(name) for name in (unit.name, unit.full_name, *unit.aliases))
            found[unit.name] = next(filter(None, names), unit.name)
        return found

    def name_now(self, unit: str) -> str:
        """Give the name that a unit of the plan before has now."""
        return self._names.get(unit, unit)

    def bearers(self, pairing: Pairing) -> tuple[frozenset[str], frozenset[str]]:
        """Give the units that a pairing binds before and now, both by the names that they have now."""
        old = {self._names[name] for name in _bound(self.before, pairing.before)}
        return frozenset(old), _bound(self.now, pairing.now)

    @cached_property
    def by_unit(self) -> tuple[UnitChange, ...]:
        """What changes for whom, in the order of the roster now; units that are no longer in it come last."""
        bearers = [(p, *self.bearers(p)) for p in self.pairings]
        names = dict.fromkeys([*(u.name for u in self.now.units), *(self._names[u.name] for u in self.before.units)])
        found = []
        for unit in names:
            both = [p for p, old, new in bearers if unit in old and unit in new]
            change = UnitChange(
                unit,
                tuple(o for p, old, new in bearers if unit in new - old for o in p.now),
                tuple(o for p, old, new in bearers if unit in old - new for o in p.before),
                tuple(p for p in both if is_altered(p)),
                tuple(p for p in both if not is_altered(p)),
            )
            if change.gained or change.lost or change.altered or change.kept:
                found.append(change)
        return tuple(found)


def is_altered(pairing: Pairing) -> bool:
    """Say whether a unit that bears both sides has something else to do: other words or another time limit."""
    return pairing.fate is not Fate.SAME or limits_differ(pairing)


def limits_differ(pairing: Pairing) -> bool:
    """Say whether the time limits differ in more than their years."""
    old, new = ({_YEAR.sub("#", o.time_limit_text) for o in side} for side in (pairing.before, pairing.now))
    return bool(pairing.before and pairing.now) and old != new


def compare_plans(before: Plan, now: Plan, concepts: Mapping[str, Sequence[str]]) -> Comparison:
    """Compare two plans; ``concepts`` is the lexicon by which different words count as one."""
    work = _Work(before.obligations, now.obligations, concepts)
    work.take_the_same()
    work.take_the_reworded()
    work.take_the_split_and_merged()
    return Comparison(before, now, work.pairings())


def _bound(plan: Plan, obligations: Sequence[Obligation]) -> frozenset[str]:
    return frozenset(u.name for u in plan.units if any(plan.assignment_of(u, o.id) for o in obligations))


def _text(obligation: Obligation) -> str:
    from pipeline.judging.matching.text import normalise

    return _YEAR.sub("#", normalise(obligation.requirement))


class _Work:
    """Pairs two lists of obligations. ``partner`` says what each before is now, in the same or other words.

    ``split`` and ``merged`` hold, by the place before of a pair, what else belongs to it now and before.
    """

    def __init__(
        self, before: Sequence[Obligation], now: Sequence[Obligation], concepts: Mapping[str, Sequence[str]]
    ) -> None:
        self._before, self._now = before, now
        self._texts = [_text(o) for o in before], [_text(o) for o in now]
        self._vectors = _vectors([*self._texts[0], *self._texts[1]], concepts)
        self._old, self._new = self._vectors[: len(before)], self._vectors[len(before) :]
        self.likeness: Floats = self._old @ self._new.T
        self.partner: dict[int, int] = {}
        self.same: set[int] = set()
        self.split: dict[int, list[int]] = {}
        self.merged: dict[int, list[int]] = {}

    def take_the_same(self) -> None:
        left: dict[str, list[int]] = {}
        for j, text in enumerate(self._texts[1]):
            left.setdefault(text, []).append(j)
        for i, text in enumerate(self._texts[0]):
            places = left.get(text, [])
            if places:
                own = next((j for j in places if self._now[j].id == self._before[i].id), places[0])
                places.remove(own)
                self.partner[i] = own
                self.same.add(i)

    def take_the_reworded(self) -> None:
        pairs = sorted(
            ((float(self.likeness[i, j]), -i, -j) for i in self._open(0) for j in self._open(1)), reverse=True
        )
        taken = set(self.partner.values())
        for likeness, i, j in pairs:
            if likeness < _REWORDED:
                break
            if -i not in self.partner and -j not in taken:
                self.partner[-i] = -j
                taken.add(-j)

    def take_the_split_and_merged(self) -> None:
        """What is still alone may be a part of what a pair says on the other side."""
        for side, mine, other in ((1, self._new, self._old), (0, self._old, self._new)):
            pairs = {(i if side else j): (j if side else i) for i, j in self.partner.items() if i not in self.same}
            into = self.split if side else self.merged
            for alone in self._open(side):
                told = {whole: _held(mine[alone], other[whole]) for whole in pairs}
                whole = max(told, key=lambda w: told[w], default=None)
                if whole is None or told[whole] < _HELD:
                    continue
                together = mine[alone] + mine[pairs[whole]]
                if _held(other[whole], together) - _held(other[whole], mine[pairs[whole]]) >= _GAIN:
                    into.setdefault(whole if side else pairs[whole], []).append(alone)

    def pairings(self) -> tuple[Pairing, ...]:
        absorbed = {k for more in self.merged.values() for k in more}
        of_now = {j: i for i, j in self.partner.items()}
        further = {k for more in self.split.values() for k in more}
        found = []
        for j, new in enumerate(self._now):
            i = of_now.get(j)
            if i is not None:
                split, merged = sorted([j, *self.split.get(i, [])]), sorted([i, *self.merged.get(i, [])])
                fate = (
                    *((Fate.SAME,) if i in self.same else ()),
                    *((Fate.MERGED,) if len(merged) > 1 else ()),
                    *((Fate.SPLIT,) if len(split) > 1 else ()),
                    Fate.REWORDED,
                )[0]
                olds, news = tuple(self._before[k] for k in merged), tuple(self._now[k] for k in split)
                found.append(Pairing(fate, olds, news, 1.0 if i in self.same else float(self.likeness[i, j])))
            elif j not in further:
                found.append(Pairing(Fate.NEW, (), (new,), 0.0))
        dropped = [i for i in self._open(0) if i not in absorbed]
        found += [Pairing(Fate.DROPPED, (self._before[i],), (), 0.0) for i in dropped]
        return tuple(found)

    def _open(self, side: int) -> list[int]:
        taken = set(self.partner.values() if side else self.partner)
        return [k for k in range(len(self._now if side else self._before)) if k not in taken]


def _held(part: Floats, whole: Floats) -> float:
    """Say what share of the features of one text (a vector of length 1) another text has as well."""
    return float((part * part)[whole > 0].sum())


def _vectors(texts: Sequence[str], concepts: Mapping[str, Sequence[str]]) -> Floats:
    import numpy as np

    from pipeline.judging.matching.grams import Vocabulary
    from pipeline.judging.matching.lexicon import lexicon_of

    vocabulary = Vocabulary.learn(texts, lexicon_of(concepts))
    text, place, value = vocabulary.sparse(texts)
    dense = np.zeros((len(texts), len(vocabulary.keys)), dtype=np.float32)
    dense[text, place] = value
    return dense
