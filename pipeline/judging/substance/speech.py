"""How a measure is laid out for judging: names levelled, the plan's own words set aside, clause by clause.

What a measure repeats from the plan or from its task cell is no proof that anything is done, and says nothing against
it either: it becomes one sign. What is left are the unit's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipeline.judging.matching.text import normalise

OWN: Final = "吾"
"""Stands for whatever a unit calls itself."""
BODY: Final = "某"
"""Stands for the name of any public body."""
COPIED: Final = "□"
"""Stands for a run of words that the plan or the task cell uses as well."""

_SELF = re.compile(
    r"[我本](?:局|单位|部门|办公室|办|中心|馆|委|部|镇|街道|科室|科|股|院|校|站|所|大队|支队|分局|机关|系统|队|会)|局里|单位里|"
    r"我们(?:局|单位|部门|这边|这里|这头|这儿)?|俺们?"
)
_KIND = r"(?:局|委员会|委|办公室|办|部|中心|馆|站|分局|大队|支队|集团|公司|部门|单位)"
_LEVEL = r"(?:县|市|省|区)?"
_GIVEN_TO = r"(?<=[归由找请让转属给跟])"
"""Before a bare short name (归卫健管): without it the word may be anything (卫健 in 卫健信息)."""
_FIGURES = re.compile(r"[\d〇零]+")
_BREAKS = re.compile(r"[;。!?,:、|→+\n]")
_REFUSES = frozenset("不没无未非")
_OWN_RUN = 3
"""From how many characters on a run that stands in the task or requirement counts as copied."""
_PLAN_RUN = 5
"""The same for a run that stands anywhere in the plan."""
_SURE_RUN = 6
"""A shorter run ends at a negation: that 培训不 of 培训不搞了 stands in 培训不少于1次 as well is chance."""
_JOINTS = frozenset("的等和与及对、")
_MOST_CLAUSES = 60
"""Clauses of one measure that are looked at: more than anybody writes."""
_LONGEST = 2000
"""Characters of one measure that are looked at."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A measure in clauses, copied words as signs; ``planned``: the share of its letters that stand in the plan."""

    clauses: tuple[str, ...]
    planned: float

    @property
    def is_bare(self) -> bool:
        """Whether nothing but copied words is left."""
        kept = set("".join(self.clauses))
        return COPIED in kept and kept <= _JOINTS | {COPIED}


class Speech:
    """Lays measures out; knows the names of public bodies and the words of a plan."""

    def __init__(self, names: Iterable[str], short_names: Iterable[str], plan_texts: Iterable[str]) -> None:
        """Take the names of bodies, what people call them for short, and the texts of the plan."""
        self._names = _alternatives(names)
        self._short = _alternatives((*short_names, *(_stem(n) for n in names)))
        plan_texts = tuple(plan_texts)
        texts = [self._levelled(normalise(t)) for t in plan_texts]
        self._plan_runs = frozenset(run for t in texts for run in _runs(t, _PLAN_RUN))
        self._runs_of_plan = {p: frozenset(_runs(t, _OWN_RUN)) for p, t in zip(plan_texts, texts, strict=True)}

    @cached_property
    def _body(self) -> re.Pattern[str]:
        return re.compile(rf"{self._names}|{_LEVEL}{self._short}{_KIND}|{_GIVEN_TO}{_LEVEL}{self._short}")

    def _levelled(self, text: str) -> str:
        return self._body.sub(BODY, _SELF.sub(OWN, text))

    def lay(self, measure: str, task: str = "", requirements: Sequence[str] = ()) -> Laid:
        """Lay a measure out against its task cell and the texts of the obligations that it may repeat."""
        text = self._levelled(normalise(measure[:_LONGEST]))
        of_plan = [False] * len(text)
        _mark(text, frozenset().union(*(self._own_runs(t) for t in requirements)), _OWN_RUN, of_plan)
        _mark(text, self._plan_runs, _PLAN_RUN, of_plan)
        copied = list(of_plan)
        _mark(text, self._own_runs(task[:_LONGEST]), _OWN_RUN, copied)
        shown = _FIGURES.sub("0", _with_signs(text, copied))
        clauses = [c for c in (c.strip() for c in _BREAKS.split(shown, maxsplit=_MOST_CLAUSES)) if c]
        letters = [i for i, c in enumerate(text) if c.isalnum()]
        return Laid(tuple(clauses or [shown]), sum(of_plan[i] for i in letters) / max(len(letters), 1))

    def _own_runs(self, text: str) -> frozenset[str]:
        known = self._runs_of_plan.get(text)
        return frozenset(_runs(self._levelled(normalise(text)), _OWN_RUN)) if known is None else known


def _alternatives(names: Iterable[str]) -> str:
    """Give a pattern for any of some names, the longest first; names of one character are none."""
    levelled = {n for n in map(normalise, names) if len(n) > 1}
    return f"(?:{'|'.join(map(re.escape, sorted(levelled, key=lambda n: (-len(n), n)))) or '(?!)'})"


def _stem(name: str) -> str:
    """Give what a body is called for short: 县水利局 is 水利."""
    return name.removeprefix("县").rstrip("局委办部")


def _mark(text: str, runs: Set[str], size: int, copied: list[bool]) -> None:
    for at in range(len(text) - size + 1):
        if text[at : at + size] in runs:
            copied[at : at + size] = [True] * size


def _runs(text: str, size: int) -> Iterable[str]:
    """Give the runs of so many characters that no mark parts."""
    return (text[i : i + size] for i in range(len(text) - size + 1) if text[i : i + size].isalnum())


def _with_signs(text: str, copied: list[bool]) -> str:
    shown: list[str] = []
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and copied[end]:
            end += 1
        if end == at:
            shown.append(text[at])
            at += 1
            continue
        shown.append(COPIED)
        if end - at < _SURE_RUN:
            refused = next((i for i in range(at, end) if text[i] in _REFUSES), end)
            shown.append(text[refused:end])
        at = end
    return "".join(shown)
