"""Officers' decisions (认定, 否定, 自定任务): a wording that was decided once is settled for every department.

A decision holds for the same wording after normalising and for wordings that differ by a slip or a name (nearly all
of their character pairs are the same). It outranks whatever the model says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.judging.matching.evidence import Wording
from pipeline.judging.matching.text import normalise
from pipeline.model import ON_WORDINGS, Decision, DecisionKind

NEARLY_THE_SAME = 0.85
"""Share of common character pairs (Dice) from which two wordings count as one."""
OWN = ""
"""Stands for all obligations, where a wording was decided to mean none."""
_SHORTEST_ALIKE = 8
"""Shorter wordings must be the same: in them one character makes the difference."""


@dataclass(frozen=True, slots=True)
class _Decided:
    obligation: str
    confirmed: bool
    text: str
    pairs: frozenset[str]


class DecidedWordings:
    """The decisions on wordings, newest last; of two on the same wording and obligation the newer holds."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        """Take the decisions on wordings; others are passed over."""
        newest: dict[tuple[str, str], _Decided] = {}
        for decision in on_wordings(decisions):
            text = _letters(normalise(decision.text))
            own = decision.kind is DecisionKind.OWN_TASK
            if not text or not (decision.obligation or own):
                continue
            obligation = OWN if own else decision.obligation
            confirmed = decision.kind is DecisionKind.CONFIRM
            # What a wording means, and that it means nothing, cannot both hold.
            gone = {o for t, o in newest if t == text} if own else {obligation, OWN} if confirmed else {obligation}
            for other in gone:
                newest.pop((text, other), None)
            newest[text, obligation] = _Decided(obligation, confirmed, text, _pairs(text))
        self._decided: Sequence[_Decided] = tuple(newest.values())

    def settle(self, wording: Wording) -> Mapping[str, bool]:
        """Say for which obligations a wording is settled, and whether it fulfils them (True) or not (False).

        ``OWN`` among them: it is the unit's own task and fulfils none.
        """
        if not self._decided:
            return {}
        forms = {_letters(t) for t in (wording.measure or wording.task, wording.task + wording.measure)} - {""}
        task = _letters(wording.task) if wording.measure else ""
        likeness: dict[str, tuple[float, bool]] = {}
        for decided in self._decided:
            if task and decided.text not in forms and _likeness(task, decided) >= NEARLY_THE_SAME:
                continue  # decided of a row without a measure: a short measure beside a long task is not that row
            alike = max(_likeness(form, decided) for form in forms) if forms else 0.0
            if alike >= NEARLY_THE_SAME and alike >= likeness.get(decided.obligation, (0.0, False))[0]:
                likeness[decided.obligation] = (alike, decided.confirmed)
        return {obligation: confirmed for obligation, (_, confirmed) in likeness.items()}


def on_wordings(decisions: Iterable[Decision]) -> list[Decision]:
    """Give the decisions that say what a wording means, the newest last."""
    found = (d for d in decisions if d.kind in ON_WORDINGS)
    return sorted(found, key=lambda d: d.decided_at.timestamp() if d.decided_at else 0.0)


def _likeness(form: str, decided: _Decided) -> float:
    if form == decided.text:
        return 1.0
    if min(len(form), len(decided.text)) < _SHORTEST_ALIKE:
        return 0.0
    # Cheap bound first: the shares of two sets of very different size cannot be high.
    small, large = sorted((len(form), len(decided.text)))
    if 2 * small / (small + large) < NEARLY_THE_SAME - 0.05:
        return 0.0
    pairs = _pairs(form)
    return 2 * len(pairs & decided.pairs) / (len(pairs) + len(decided.pairs))


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
