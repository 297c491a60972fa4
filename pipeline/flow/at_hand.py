"""What children have at hand: all readers and the rules, loaded by the server from which they are forked."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.judging.matching.matcher_model import MatcherModel
    from pipeline.model import Plan

RulesStamp = frozenset[tuple[str, int, int]]
_RULES_FILES = frozenset({".csv", ".toml", ".npz"})
_READERS = (
    "jinja2",
    "lxml.etree",
    "numpy.ma",
    "python_calamine",
    "pipeline.judging.checks.runner",
    "pipeline.flow.desk",
    "pipeline.guard.guard",
    "pipeline.judging.matching.matcher",
    "pipeline.judging.substance.judge",
    "pipeline.office.archives",
    "pipeline.form.files",
    "pipeline.plan.identification",
    "pipeline.receipts.annotated",
    "pipeline.receipts.page",
    "rapidfuzz.process",
)


@dataclass(frozen=True, slots=True)
class RulesAtHand:
    """A rules folder as it was loaded: the plan with its phrasings, and the model."""

    stamp: RulesStamp
    plan: Plan
    model: MatcherModel


_kept: dict[Path, RulesAtHand] = {}


def load_readers() -> None:
    """Load every module that children need."""
    for module in _READERS:
        import_module(module)


def keep_at_hand(rules: Path) -> None:
    """Load a rules folder for whoever asks for it in this process, or in one that is forked from it.

    What is changed while it is loaded is not kept. Raises ``RulesError`` or ``ModelError`` where it holds a slip.
    """
    from pipeline.plan.matcher_model import read_matcher_model
    from pipeline.plan.plans import read_plan
    from pipeline.plan.substance_model import read_substance_model

    read_substance_model()
    stamp = stamp_of(rules)
    plan = read_plan(rules, with_phrasings=True)
    model = read_matcher_model(rules)
    if stamp_of(rules) == stamp:
        _kept[rules] = RulesAtHand(stamp, plan, model)


def at_hand(rules: Path, stamp: RulesStamp | None) -> RulesAtHand | None:
    """Give a rules folder in the state that ``stamp`` tells (None: as it is now), None where it is not at hand so."""
    kept = _kept.get(rules)
    return kept if kept is not None and kept.stamp == (stamp or stamp_of(rules)) else None


def stamp_of(rules: Path) -> RulesStamp:
    """Tell one state of the rules folder from another; what editors leave beside the files is no part of it."""
    from pipeline.plan.holidays import HOLIDAYS_FILE

    inside = (*rules.rglob("*"), *rules.parent.glob(HOLIDAYS_FILE))
    files = (p for p in inside if p.suffix in _RULES_FILES and not p.name.startswith(("~$", ".")))
    return frozenset((p.name, status.st_mtime_ns, status.st_size) for p in files for status in (p.stat(),))
