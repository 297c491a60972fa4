"""What last year's ledgers and officers taught, put into the folder of the new plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.model import ON_WORDINGS, Decision, DecisionKind, Submission
from pipeline.plan.comparison import Comparison
from pipeline.plan.official.folder import table
from pipeline.plan.official.years import Years
from pipeline.plan.plans import PHRASING_COLUMNS

CARRIED_FILE = "teaching/phrasings-last-year.csv"
_SURE = 0.9
"""From this probability on last year's ledger is trusted to have meant what it was matched to."""
_MOST_OF_ONE = 20
"""Wordings of one obligation that are carried; more of them teach nothing new."""

Wordings = tuple[tuple[str, str], ...]
"""Obligations of the plan now (their ids) with wordings of last year's ledgers."""


def wordings_of(comparison: Comparison, submissions: Iterable[Submission]) -> Wordings:
    """Give the wordings of last year's ledgers that surely meant one obligation which the plan now has again."""
    found: dict[str, dict[str, None]] = {}
    for submission in submissions:
        entries = submission.ledger.entries if submission.ledger else ()
        for entry, match in zip(entries, submission.matches, strict=False):
            text = entry.measure.text.strip()
            if len(match.certain) != 1 or match.doubtful or not text:
                continue
            now = comparison.successors.get(match.certain[0].obligation)
            if now and (match.certain[0].decided or match.certain[0].score >= _SURE):
                old = match.certain[0].obligation
                found.setdefault(now, {})[_renewed(comparison, text, old)] = None
    order = (o.id for o in comparison.now.obligations if o.id in found)
    return tuple((now, text) for now in order for text in [*found[now]][:_MOST_OF_ONE])


def decisions_carried(comparison: Comparison, decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Decision]]:
    """Give the decisions on wordings that hold under the plan now as well: each as it was, and as it is now.

    What a wording means moves with its obligation where that stayed, in the same or other words; that it is a unit's
    own task is asked anew, since the plan now may ask for it.
    """
    for decision in decisions:
        now = comparison.successors.get(decision.obligation)
        if decision.kind in ON_WORDINGS and decision.kind is not DecisionKind.OWN_TASK and now and decision.text:
            reason = f"沿用上一方案核定意见第{decision.number}号" + (
                f"：{decision.reason}" if decision.reason else ""
            )
            text = _renewed(comparison, decision.text, decision.obligation)
            yield decision, replace(decision, obligation=now, text=text, reason=reason, number=0)


def _renewed(comparison: Comparison, text: str, obligation: str) -> str:
    years = Years(comparison.before.year, comparison.now.year)
    old, new = comparison.before.by_id[obligation], comparison.now.by_id[comparison.successors[obligation]]
    return years.renewed(text, old.requirement, new.requirement)


def teach(folder: Path, wordings: Wordings) -> None:
    """Put the wordings into a rules folder, and fit its model anew where the general knowledge reads its ledgers.

    Raises RulesError and ModelError where the folder cannot be used.
    """
    from pipeline.judging.matching.knowledge import Knowledge
    from pipeline.judging.matching.learning import CARRIED, learn
    from pipeline.plan.matcher_model import (
        MODEL_FILE,
        read_all_concepts,
        read_knowledge,
        read_matcher_model,
        write_matcher_model,
    )
    from pipeline.plan.plans import read_plan
    from pipeline.store.archive import write_all_durably

    files: Mapping[str, bytes] = {
        CARRIED_FILE: table(PHRASING_COLUMNS, [(obligation, CARRIED, text) for obligation, text in wordings])
    }
    write_all_durably(folder, files)
    if isinstance(read_matcher_model(folder).weigher, Knowledge):
        plan = read_plan(folder, with_phrasings=True)
        write_matcher_model(learn(plan, read_all_concepts(folder), read_knowledge()), folder / MODEL_FILE)
