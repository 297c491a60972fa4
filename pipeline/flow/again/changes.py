"""What differs between two judgements of the same submissions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Deviation, Severity


@dataclass(frozen=True, slots=True)
class Findings:
    """One judgement: the verdict as an officer reads it ("" for none), deviations, ids of missing obligations."""

    verdict: str = ""
    deviations: tuple[Deviation, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different for one unit or file. ``altered`` holds pairs: the same deviation before and after."""

    subject: str
    verdicts: tuple[str, str]
    new: tuple[Deviation, ...] = ()
    gone: tuple[Deviation, ...] = ()
    altered: tuple[tuple[Deviation, Deviation], ...] = ()
    newly_missing: tuple[str, ...] = ()
    no_longer_missing: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything differs at all."""
        lists = (self.new, self.gone, self.altered, self.newly_missing, self.no_longer_missing)
        return self.verdicts[0] != self.verdicts[1] or any(lists)

    @property
    def new_errors(self) -> int:
        """How many deviations become errors that were none before."""
        graver = (b for a, b in self.altered if a.severity is not Severity.ERROR)
        return sum(d.severity is Severity.ERROR for d in (*self.new, *graver))


def changes(before: Mapping[str, Findings], after: Mapping[str, Findings]) -> tuple[Change, ...]:
    """Compare two judgements by subject (a unit's or file's name), in the order of the second, then of the first."""
    found = (change(s, before.get(s, Findings()), after.get(s, Findings())) for s in dict.fromkeys([*after, *before]))
    return tuple(c for c in found if c.is_any)


def change(subject: str, before: Findings, after: Findings) -> Change:
    """Compare two judgements of one subject. Deviations are the same where their keys over the nights are."""
    old, new = _keyed(before.deviations), _keyed(after.deviations)
    return Change(
        subject,
        (before.verdict, after.verdict),
        tuple(d for key, d in new.items() if key not in old),
        tuple(d for key, d in old.items() if key not in new),
        tuple(
            (old[key], d)
            for key, d in new.items()
            if key in old and (d.severity, d.message) != (old[key].severity, old[key].message)
        ),
        tuple(o for o in after.missing if o not in before.missing),
        tuple(o for o in before.missing if o not in after.missing),
    )


def _keyed(deviations: Iterable[Deviation]) -> dict[tuple[str, int], Deviation]:
    """Give each deviation its key; those that share one are told apart by their order."""
    seen: Counter[str] = Counter()
    keyed = {}
    for deviation in deviations:
        key = deviation.key("")
        keyed[key, seen[key]] = deviation
        seen[key] += 1
    return keyed
