"""What has been put right since the last version (整改进度)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.judging.checks.gaps import open_gaps
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Deviation, PastFindings, Submission


@dataclass(frozen=True, slots=True)
class Progress:
    """The deviations of the last version that are gone, how many remain, and how many are new.

    ``remaining`` and ``new`` together are all that the receipt counts but ``past``: the titles of what no version
    mends (lateness, a repetition), one for each.
    """

    previous_version: int
    fixed: tuple[Deviation, ...]
    remaining: int
    new_keys: frozenset[str]
    new: int
    past: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The sentence of the contract."""
        done = f"已整改{len(self.fixed)}项，还剩{self.remaining}项，新增{self.new}项"
        titles = "、".join(f"“{title}”" for title in dict.fromkeys(self.past))
        apart = f"（{titles}{len(self.past)}项不在其内）" if self.past else ""
        return f"与第{self.previous_version}版相比：{done}{apart}。"


def progress_since(previous: PastFindings | None, current: Submission) -> Progress | None:
    """Compare with the previous version by the deviations' stable keys; None where there is none to compare with.

    Where the current version could not be read, nothing can be said of its cells, and nothing is compared.
    """
    if previous is None or current.ledger is None:
        return None
    unit = current.unit or ""
    before, now = _counted(previous, unit), _counted(current, unit)
    gone = before - now
    fixed = []
    for deviation in previous.deviations:
        key = deviation.key(unit)
        if gone[key] > 0:
            gone[key] -= 1
            if not has(deviation.code, Trait.GAP) or deviation.obligation not in open_gaps(current):
                fixed.append(deviation)
    new = now - before
    return Progress(
        previous_version=previous.version,
        fixed=tuple(fixed),
        remaining=(now & before).total(),
        new_keys=frozenset(new),
        new=new.total(),
        past=tuple(_title(d.code) for d in current.deviations if has(d.code, Trait.PAST)),
    )


def _counted(submission: Submission | PastFindings, unit: str) -> Counter[str]:
    return Counter(d.key(unit) for d in submission.deviations if not has(d.code, Trait.PAST))


def _title(code: str) -> str:
    from pipeline.judging.checks.catalogue import CATALOGUE

    return CATALOGUE[code].title
