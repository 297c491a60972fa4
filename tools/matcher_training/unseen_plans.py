"""Made-up plans with labelled ledgers that nobody prepared (``tests/data/plans``), judged as after an import.

A plan's truth says who is bound by what; of its obligations the matcher knows the printed texts alone.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matcher_training.evaluation import Claims, Figures
from matcher_training.labelled import LabelledLedger, read_labelled

from pipeline.judging.matching.knowledge import Knowledge
from pipeline.judging.matching.learning import learn
from pipeline.judging.matching.matcher import Matcher
from pipeline.judging.matching.matcher_model import MatcherModel
from pipeline.model import Assignment, Binding, Decision, Obligation, Plan, Role, Unit

_CUT = 4


@dataclass(frozen=True)
class UnseenPlan:
    """A plan as its truth gives it, and its labelled ledgers."""

    plan: Plan
    ledgers: tuple[LabelledLedger, ...]

    def model(self, concepts: Mapping[str, Sequence[str]], knowledge: Knowledge) -> MatcherModel:
        """Fit the matcher's model as an import does."""
        return learn(self.plan, concepts, knowledge)

    def brief(self) -> UnseenPlan:
        """Give the same plan with very short ledgers, four entries each, cut out of all."""
        cuts = (k.cut(i, i + _CUT) for k in self.ledgers for i in range(0, len(k.covers) - _CUT + 1, _CUT))
        return replace(self, ledgers=tuple(cuts))

    def claims(self, matcher: Matcher, ledger: LabelledLedger) -> Claims:
        """Say for each entry what is certain and what doubtful."""
        found = matcher.match(ledger.ledger, self.plan.unit_by_name[ledger.unit])
        known = self.plan.by_id
        return (
            [frozenset(m.obligation for m in match.certain if m.obligation in known) for match in found],
            [frozenset(m.obligation for m in match.doubtful if m.obligation in known) for match in found],
        )

    def figures(self, model: MatcherModel, decisions: Sequence[Decision] = ()) -> Figures:
        """Judge all ledgers."""
        matcher, figures = Matcher(self.plan, model, decisions), Figures()
        for ledger in self.ledgers:
            bound = {o.id for o in self.plan.binding_on(self.plan.unit_by_name[ledger.unit])}
            figures.add(ledger, bound, self.claims(matcher, ledger))
        return figures


def read_unseen_plan(folder: Path, like: Plan) -> UnseenPlan:
    """Read a folder that holds truth.csv (the obligations), binding.csv (unit, id) and ledgers/*.json.

    What the matcher does not ask for (the form, the settings) is that of the plan ``like``.
    """
    binding: dict[str, list[str]] = {}
    for row in _rows(folder / "binding.csv"):
        binding.setdefault(row["id"], []).append(row["unit"])
    ledgers = tuple(read_labelled(folder / "ledgers", {}))
    names = dict.fromkeys([*(u for units in binding.values() for u in units), *(k.unit for k in ledgers)])
    plan = replace(
        like,
        id=folder.name,
        obligations=tuple(_obligation(row, binding.get(row["id"], ())) for row in _rows(folder / "truth.csv")),
        units=tuple(Unit(name, name, (), like.units[0].kind, expected=True) for name in names),
        duties=(),
        phrasings=(),
    )
    return UnseenPlan(plan, ledgers)


def _obligation(row: Mapping[str, str], units: Sequence[str]) -> Obligation:
    annex, number = row["id"].removeprefix("A").split("-")
    return Obligation(
        id=row["id"],
        annex=int(annex),
        no=int(number),
        category=row["category"],
        task=row["task"],
        requirement=row["requirement"],
        responsible_text=row["units"],
        time_limit_text=row["deadline"],
        assignments=tuple(Assignment(unit, Role.RESPONSIBLE, Binding.NAMED) for unit in units),
        clauses=(),
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
