"""Plans made of one by known changes: how well ``compare_plans`` finds them (``python -m tools.changed_plans``)."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.model import Obligation, Plan
from pipeline.plan.comparison import Comparison, Fate, compare_plans
from pipeline.plan.matcher_model import read_all_concepts
from pipeline.plan.plans import read_plan

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules" / "yiyuan-2022"
STRANGE = ROOT / "tests" / "data" / "plans" / "x" / "truth.csv"
_CLAUSES = re.compile(r"(?<=[，；。])")

Group = tuple[Fate, frozenset[str], frozenset[str]]
"""What became of which obligations: their ids before and now."""


@dataclass(frozen=True)
class Changed:
    """A plan made of another, and the truth of it."""

    before: Plan
    now: Plan
    truth: frozenset[Group]


def strange_requirements() -> list[str]:
    """Give the requirements of another county's plan, to be new ones."""
    with STRANGE.open(encoding="utf-8-sig", newline="") as lines:
        return [row["requirement"] for row in csv.DictReader(lines)]


def changed(plan: Plan, seed: int, strange: Sequence[str] = ()) -> Changed:
    """Make next year's plan: kept, edited, put into other words, split, merged, dropped; ``strange`` are new.

    Other words are phrasings of the plan (two sober ones), so that it must have been read with them.
    """
    chance = random.Random(seed)
    order = list(plan.obligations)
    chance.shuffle(order)
    made: list[tuple[list[Obligation], Fate, list[str]]] = []
    while order:
        one = order.pop()
        clauses = [c for c in _CLAUSES.split(one.requirement) if c]
        words = [p.text for p in plan.phrasings_of.get(one.id, ()) if p.style == "near"]
        draw = chance.random()
        if draw < 0.35:
            made.append(([one], Fate.SAME, [re.sub(str(plan.year), str(plan.year + 1), one.requirement)]))
        elif draw < 0.5 and len(clauses) > 2:
            kept = [c for c in clauses if chance.random() > 0.3] or clauses[:1]
            made.append(([one], Fate.REWORDED, ["".join([*kept, chance.choice(_MORE)])]))
        elif draw < 0.65 and len(words) > 1:
            made.append(([one], Fate.REWORDED, ["，".join(w.rstrip("。") for w in chance.sample(words, 2)) + "。"]))
        elif draw < 0.75 and len(clauses) > 3:
            half = len(clauses) // 2
            made.append(([one], Fate.SPLIT, ["".join(clauses[:half]), "".join(clauses[half:])]))
        elif draw < 0.85 and order:
            other = order.pop()
            made.append(([one, other], Fate.MERGED, [f"{one.requirement.rstrip('。')}；{other.requirement}"]))
        else:
            made.append(([one], Fate.DROPPED, []))
    made += [([], Fate.NEW, [text]) for text in strange]
    chance.shuffle(made)
    now: list[Obligation] = []
    truth: set[Group] = set()
    for olds, fate, texts in made:
        ids = []
        for text in texts:
            like = olds[0] if olds else plan.obligations[0]
            now.append(replace(like, id=f"A1-{len(now) + 1:02d}", no=len(now) + 1, requirement=text))
            ids.append(now[-1].id)
        truth.add((fate, frozenset(o.id for o in olds), frozenset(ids)))
    return Changed(plan, replace(plan, id="now", year=plan.year + 1, obligations=tuple(now)), frozenset(truth))


_MORE = ("做到应公开尽公开。", "并及时更新。", "接受社会监督。", "提升公开的针对性和时效性。")


def found(comparison: Comparison) -> frozenset[Group]:
    """Give what a comparison says, as the truth is given."""
    return frozenset(
        (p.fate, frozenset(o.id for o in p.before), frozenset(o.id for o in p.now)) for p in comparison.pairings
    )


def main() -> None:
    """Print precision and recall by fate, over several plans."""
    plan = read_plan(RULES, with_phrasings=True)
    concepts = read_all_concepts(RULES)
    strange = strange_requirements()
    said: list[Group] = []
    true: list[Group] = []
    right: list[Group] = []
    for seed in range(12):
        case = changed(plan, seed, strange[seed::12])
        one = found(compare_plans(case.before, case.now, concepts))
        said += one
        true += case.truth
        right += one & case.truth
    for fate in Fate:
        counts = [sum(g[0] is fate for g in groups) for groups in (right, said, true)]
        print(f"{fate.value}: P {counts[0] / max(1, counts[1]):.3f}  R {counts[0] / max(1, counts[2]):.3f}  {counts}")


if __name__ == "__main__":
    main()
