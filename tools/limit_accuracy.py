"""How well written time limits are read and compared, by writer, against labels that two officers set.

``tests/data/limits/<writer>.csv`` holds what five writers wrote for real obligations, both labels, and the settled
one (``settled``: whose label holds where they differ). Nothing was fitted to the writers kept for measuring.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.judging.checks.judged_limits import codes_of
from pipeline.judging.time_limits.judge import Offer, judge_obligation
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.model import Clause, ClauseKind, DayType, Plan
from pipeline.plan.plans import read_plan
from tools.accuracy import RULES, Score

LIMITS = Path(__file__).resolve().parent.parent / "tests" / "data" / "limits"
KEPT = ("b", "d")
"""The writers whose limits are kept for measuring."""
_DAY = date(2022, 5, 20)
_IN_NOTATION = {
    "ten_days": "month",
    "two_weeks": "month",
    "half_month": "month",
    "three_weeks": "month",
    "two_months": "quarter",
    "four_months": "half_year",
}
"""The labels know the common frequencies alone: what lies between counts as the next less frequent."""


@dataclass
class WriterScore:
    """Figures of one writer: limits whose label is met exactly, and clauses and codes one by one."""

    limits: int = 0
    same_clauses: int = 0
    same_codes: int = 0
    clauses: Score = field(default_factory=Score)
    codes: Score = field(default_factory=Score)

    @property
    def clause_share(self) -> float:
        """How many of the limits are read as labelled, as a share."""
        return self.same_clauses / self.limits

    @property
    def code_share(self) -> float:
        """How many of the limits get the codes of their label, as a share."""
        return self.same_codes / self.limits


def notation(clause: Clause) -> str:
    """Write a clause in the notation of the labels: fixed:2022-06-30, relative:20w, recurring:quarter, standing."""
    if clause.kind is ClauseKind.FIXED:
        return f"fixed:{clause.due}"
    if clause.kind is ClauseKind.RECURRING:
        every = clause.every or ""
        return f"recurring:{'year' if every.endswith('_years') else _IN_NOTATION.get(every, every)}"
    if clause.kind in (ClauseKind.RELATIVE, ClauseKind.MINIMUM_DURATION) and clause.days is not None:
        return f"{clause.kind.value}:{clause.days}{'w' if clause.day_type is DayType.WORKING else 'c'}"
    return "vague" if clause.kind is ClauseKind.RELATIVE else clause.kind.value


def read_as(limit: TimeLimit) -> set[str]:
    """Give what of a limit counts, in the notation of the labels; dates of parts do not count."""
    return {notation(c) for c in limit.clauses if not c.part} or {"vague" if limit.unreadable else "none"}


@cache
def _plan() -> Plan:
    return read_plan(RULES)


def score_of(writer: str) -> WriterScore:
    """Read and compare all limits of a writer and hold them against the settled labels."""
    plan, found = _plan(), WriterScore()
    here = plan.standpoint(_DAY)
    with (LIMITS / f"{writer}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            limit = read_time_limit(row["text"], here)
            offer = Offer(limit, TimeLimit(""), blank=not row["text"].strip())
            codes = set(codes_of(judge_obligation(plan.by_id[row["obligation"]].clauses, [offer], here)))
            clauses, wanted = read_as(limit), set(row["clauses"].split(" + "))
            deserved = set(filter(None, row["codes"].split(";")))
            found.limits += 1
            found.same_clauses += clauses == wanted
            found.same_codes += codes == deserved
            found.clauses.add(clauses, wanted)
            found.codes.add(codes, deserved)
    return found


def writers() -> list[str]:
    """List the writers by name."""
    return sorted(path.stem for path in LIMITS.glob("*.csv"))


def table() -> list[str]:
    """Give the figures as the page prints them."""
    lines = [
        "| writer | limits | clauses as labelled | clauses F1 | codes as labelled | codes F1 |",
        "| --- " * 6 + "|",
    ]
    for writer in writers():
        score = score_of(writer)
        kept = " (kept for measuring)" if writer in KEPT else ""
        lines.append(
            f"| {writer}{kept} | {score.limits} | {score.clause_share:.3f} | {score.clauses.f1:.3f} | "
            f"{score.code_share:.3f} | {score.codes.f1:.3f} |"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
