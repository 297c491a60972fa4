"""Comparing what the plan asks with what a unit offers (时限比对): codes T01 to T08."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.judging.time_limits.limits import TimeLimit
from pipeline.judging.time_limits.subjects import DEFINITE
from pipeline.judging.time_limits.verdicts import Evidence, unmet
from pipeline.model.clauses import Clause, ClauseKind


@dataclass(frozen=True, slots=True)
class Offer:
    """What one entry says about time: its 时限要求 cell, and its measure (read with ``prose=True``).

    ``blank`` says that the cell is blank; such an entry is left to F03, only its measure speaks.
    """

    limit: TimeLimit
    measure: TimeLimit
    blank: bool


def judge(required: Sequence[Clause], offers: Sequence[Offer], year: int) -> tuple[str, ...]:
    """Compare the clauses of an obligation with all entries that fulfil it, taken together.

    Returns the codes of ``time-limits.md``, in order: T01 later, T02 less often, T03 wider, T04 shorter,
    T05 not definite, T06 nothing about time, T07 outside the plan year, T08 one-off for a standing duty. The
    obligation is fine as soon as one entry satisfies it. Entries with a blank cell raise nothing by themselves.
    """
    written = [o for o in offers if not o.blank]
    if not written or not required:
        return ()
    if not any(o.limit.speaks_of_time for o in written):
        return ("T06",)
    clean = [o for o in written if not _strays(o, year)]
    codes = _compare(required, written, offers, year)
    strays = len(clean) < len(written)
    # A date outside the plan year is held against the unit only where nothing does without it: no other entry,
    # and no other clause of the kind that is asked.
    without = clean and not _compare(required, clean, offers, year)
    if strays and "T01" not in codes and not without and not _met_beside_strays(required, written, year):
        codes = (*codes, "T07")
    return tuple(sorted(set(codes)))


def judge_unset(offers: Sequence[Offer], year: int) -> tuple[str, ...]:
    """Judge the entries of an obligation for which the plan sets no limit.

    They must name one all the same (方案七), and any that speaks of time will do: only T06 and T07 can come.
    """
    codes = judge((Clause(ClauseKind.VAGUE, ""),), offers, year)
    return tuple(c for c in codes if c in ("T06", "T07"))


def _met_beside_strays(required: Sequence[Clause], written: Sequence[Offer], year: int) -> bool:
    asked = {c.kind for c in required} & DEFINITE
    beside = tuple(
        c for o in written for c in o.limit.clauses if c.kind in asked and (c.due is None or c.due.year == year)
    )
    return bool(beside) and not unmet(
        [c for c in required if c.kind in DEFINITE], Evidence(beside, (), year, frozenset(asked))
    )


def _strays(offer: Offer, year: int) -> bool:
    return any(c.due is not None and c.due.year != year for c in offer.limit.clauses)


def _compare(
    required: Sequence[Clause], written: Sequence[Offer], offers: Sequence[Offer], year: int
) -> tuple[str, ...]:
    cells = [c for o in written for c in o.limit.clauses]
    measures = [c for o in offers for c in o.measure.clauses]
    if not cells:
        # Only what cannot be read, or nothing about time in the entries that are left.
        return ("T05",)
    wanted = [c for c in required if c.kind in DEFINITE] or list(required)
    return unmet(wanted, Evidence(tuple(cells), tuple(measures), year, frozenset(c.kind for c in wanted)))
