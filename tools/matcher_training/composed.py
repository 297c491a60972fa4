"""Ledgers composed of phrasings: how departments that nobody has labelled yet might write.

The labelled ledgers come from few departments. Composed ones come from all of them, with each department's own
obligations, gaps, ways of heading a task, and measures that do two things at once; they teach the weigher how much
each kind of evidence is worth beyond the departments at hand. The phrasings that stand in a composed ledger are left
out of the linear model that scores it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.judging.matching.evidence import LedgerTexts, Wording
from pipeline.judging.matching.text import normalise
from pipeline.model import Plan, Unit

_SHORT = 12
_OWN_HEADINGS = ("其他工作", "本单位自行安排的工作", "其他公开事项", "")
_JOINTS = (",", ";", "。", "、")
_JOINED = 0.2
"""How often a measure does one thing more."""


@dataclass(frozen=True)
class Composed:
    """A composed ledger; ``meanings`` runs parallel to its entries, ``used`` are the wordings that it is made of."""

    unit: Unit
    texts: LedgerTexts
    meanings: tuple[frozenset[str], ...]
    used: tuple[int, ...]


class Composer:
    """Composes ledgers; the same seed gives the same ledger."""

    def __init__(self, plan: Plan, phrasings: Mapping[str, Sequence[tuple[int, str]]]) -> None:
        """Take the phrasings of each obligation ("" for own tasks) as (number of the wording, normalised text)."""
        self._plan = plan
        self._phrasings = phrasings

    def compose(self, seed: int) -> Composed:
        """Compose one ledger."""
        chance = random.Random(seed)
        unit = chance.choice(self._plan.expected_units)
        bound = self._plan.binding_on(unit)
        gaps = chance.uniform(0.05, 0.4)
        others = [o for o in self._plan.obligations if o not in bound]
        chosen = [o for o in bound if chance.random() > gaps]
        chosen += chance.sample(others, min(chance.randint(0, 4), len(others)))
        heading = chance.choice(("label", "short", "category", "vague", "mixed"))
        used: set[int] = set()
        rows: list[tuple[str, str, frozenset[str]]] = []
        for place, obligation in enumerate(chosen):
            way = chance.choice(("label", "short", "category", "vague")) if heading == "mixed" else heading
            task = {"label": obligation.label, "category": obligation.category, "vague": "政务公开工作"}.get(way)
            if task is None:
                task = next(self._pick(chance, obligation.id, used, _SHORT), obligation.label)
            for text in self._several(chance, obligation.id, used):
                meaning = {obligation.id}
                joint = chance.choice(_JOINTS)
                for following in chosen[place + 1 : place + 4]:
                    if chance.random() >= _JOINED:
                        break
                    for another in self._pick(chance, following.id, used):
                        text = f"{text.rstrip('。')}{joint}{another}"
                        meaning.add(following.id)
                rows.append((task, text, frozenset(meaning)))
        last = rows[-1][0] if rows else ""
        for _ in range(chance.randint(2, 6)):
            for text in self._pick(chance, "", used):
                rows.append((chance.choice((*_OWN_HEADINGS, last)), text, frozenset()))
        texts = LedgerTexts.of([Wording(normalise(task), text) for task, text, _ in rows])
        return Composed(unit, texts, tuple(meaning for *_, meaning in rows), tuple(sorted(used)))

    def _several(self, chance: random.Random, obligation: str, used: set[int]) -> Iterator[str]:
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
            yield from self._pick(chance, obligation, used)

    def _pick(self, chance: random.Random, obligation: str, used: set[int], longest: int = 0) -> Iterator[str]:
        """Give one phrasing that is not used yet (of at most ``longest`` characters, if set), or nothing."""
        left = [
            (i, text)
            for i, text in self._phrasings.get(obligation, ())
            if i not in used and (not longest or len(text) <= longest)
        ]
        if left:
            number, text = chance.choice(left)
            used.add(number)
            yield text
