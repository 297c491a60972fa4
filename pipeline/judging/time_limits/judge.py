"""Comparing what the plan asks with what a unit offers (时限比对): what falls short, and of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.judging.time_limits.limits import TimeLimit
from pipeline.judging.time_limits.periods import periods
from pipeline.judging.time_limits.shortfalls import Offered, Shortfall, ShortfallKind
from pipeline.judging.time_limits.subjects import DEFINITE
from pipeline.judging.time_limits.verdicts import Evidence, shortfalls
from pipeline.model.clauses import Clause, ClauseKind, Standpoint

_ORDER: Final = {kind: n for n, kind in enumerate(ShortfallKind)}
_SAYS_THE_YEAR: Final = (ShortfallKind.LATER, ShortfallKind.LESS_OFTEN)
"""What says of a date outside the plan year already that it is none."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one entry says about time: its 时限要求 cell, and its measure (read with ``prose=True``).

    ``blank`` says that the cell is blank; such an entry raises nothing by itself, only its measure speaks.
    """

    limit: TimeLimit
    measure: TimeLimit
    blank: bool


def judge(required: Sequence[Clause], offers: Sequence[Offer], here: Standpoint) -> tuple[Shortfall, ...]:
    """Compare the clauses of an obligation with all entries that fulfil it, taken together.

    Gives what falls short, in the order of ``ShortfallKind``; nothing where all is well. The obligation is fine as
    soon as one entry satisfies it.
    """
    written = [n for n, o in enumerate(offers) if not o.blank]
    if not written or not required:
        return ()
    if not any(offers[n].limit.speaks_of_time for n in written):
        return (Shortfall(ShortfallKind.NO_TIME),)
    found = _compare(required, offers, written, here)
    if not any(s.kind in _SAYS_THE_YEAR for s in found):
        found += _outside_year(required, offers, written, here)
    return tuple(sorted(found, key=lambda s: _ORDER[s.kind]))


def judge_obligation(required: Sequence[Clause], offers: Sequence[Offer], here: Standpoint) -> tuple[Shortfall, ...]:
    """Judge the entries of an obligation, also of one for which the plan sets no limit.

    Then they must name one all the same (方案七), and any that speaks of time will do, as long as its year is right.
    """
    if required:
        return judge(required, offers, here)
    found = judge((Clause(ClauseKind.VAGUE, ""),), offers, here)
    return tuple(s for s in found if s.kind in (ShortfallKind.NO_TIME, ShortfallKind.OUTSIDE_YEAR))


def _outside_year(
    required: Sequence[Clause], offers: Sequence[Offer], written: list[int], here: Standpoint
) -> tuple[Shortfall, ...]:
    """Hold a date outside the plan year against the unit only where nothing does without it.

    That is: no other entry, and no other clause of the kind that is asked.
    """
    said = [Offered(c, n) for n in written for c in offers[n].limit.clauses]
    strays = [o for o in said if _strays(o.clause, required, here)]
    if not strays:
        return ()
    astray = {o.entry for o in strays}
    clean = [n for n in written if n not in astray]
    if clean and not _compare(required, offers, clean, here):
        return ()
    asked = frozenset(c.kind for c in required) & DEFINITE
    beside = tuple(o for o in said if o.clause.kind in asked and o not in strays)
    definite = [c for c in required if c.kind in DEFINITE]
    if beside and not shortfalls(definite, Evidence(beside, (), here, asked)):
        return ()
    return (Shortfall(ShortfallKind.OUTSIDE_YEAR, offered=strays[0]),)


def _strays(clause: Clause, required: Sequence[Clause], here: Standpoint) -> bool:
    """Say whether a date lies outside the plan year, and neither the plan itself nor a follow-up reaches that far."""
    if clause.due is None or clause.due.year == here.year:
        return False
    last = max((c.due for c in required if c.due), default=date(here.year, 12, 31))
    reached = [p.until for c in required if c.kind is ClauseKind.RECURRING for p in periods(c, here)]
    return clause.due.year < here.year or clause.due > max(last, *reached, date(here.year, 12, 31))


def _compare(
    required: Sequence[Clause], offers: Sequence[Offer], written: list[int], here: Standpoint
) -> tuple[Shortfall, ...]:
    cells = tuple(Offered(c, n) for n in written for c in offers[n].limit.clauses)
    measures = tuple(Offered(c, n, in_measure=True) for n, o in enumerate(offers) for c in o.measure.clauses)
    wanted = [c for c in required if c.kind in DEFINITE] or list(required)
    if not cells:
        # Only what cannot be read, or nothing about time in the entries that are left.
        return (Shortfall(ShortfallKind.INDEFINITE, wanted[0]),)
    return shortfalls(wanted, Evidence(cells, measures, here, frozenset(c.kind for c in wanted)))
