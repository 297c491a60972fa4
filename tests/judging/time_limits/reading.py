"""Helpers of the tests of time limits: a short notation for readings, and the data at hand."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.judging.checks.judged_limits import codes_of
from pipeline.judging.time_limits.judge import Offer, judge
from pipeline.judging.time_limits.limits import TimeLimit
from pipeline.judging.time_limits.triggers import EXTENSION
from pipeline.model.clauses import Clause, Standpoint

DATA = Path(__file__).parents[2] / "data"
YEAR = 2022
HERE = Standpoint(YEAR, issued=date(2022, 5, 18), day=date(2022, 5, 20))
"""A ledger of 20 May, under a plan of 18 May."""


def reading_of(limit: TimeLimit) -> str:
    """Write a reading in short: ``fixed 2022-06-30; recurring every=quarter; ?20日前`` (? cannot be read)."""
    return "; ".join([*(clause_in_short(c) for c in limit.clauses), *(f"?{t}" for t in limit.unreadable)]) or "-"


def sense_of(limit: TimeLimit) -> str:
    """Write a reading without its events, each clause once; ? for what cannot be read."""
    shorts = [clause_in_short(replace(c, trigger=None)) for c in limit.clauses]
    for n, clause in enumerate(limit.clauses):
        if clause.trigger == EXTENSION:
            shorts[n] += " extension"
    return "; ".join(dict.fromkeys([*shorts, *("?" for _ in limit.unreadable)])) or "-"


def clause_in_short(clause: Clause) -> str:
    said = clause.as_json()
    parts = [clause.kind.value]
    if said["due"]:
        parts.append(str(said["due"]))
    parts += [f"{k}={said[k]}" for k in ("every", "days", "day_type", "trigger") if said[k] is not None]
    return " ".join(parts)


def codes_said(required: Sequence[Clause], offers: Sequence[Offer], here: Standpoint = HERE) -> tuple[str, ...]:
    """Judge, and give the codes that the checks give to what falls short."""
    return codes_of(judge(required, offers, here))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def required_texts() -> dict[str, str]:
    """The limits of 附件1 by obligation; A1-45's blank cell is read as 长期坚持 (doubts in the plan's README)."""
    return {f"A1-{int(r['no']):02d}": r["deadline"] or "长期坚持" for r in rows("annex1.csv")}
