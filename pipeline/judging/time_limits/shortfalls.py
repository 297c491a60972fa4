"""What a time limit falls short of (不符之处): named results, which the checks give codes and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.model.clauses import Clause


class ShortfallKind(StrEnum):
    """The eight ways in which what is offered misses what is asked, in the order in which they are told."""

    LATER = "later"
    """A date after the one that is asked."""
    LESS_OFTEN = "less_often"
    """A lower frequency, or dates that leave a period without one."""
    WIDER = "wider"
    """More days than are asked, or a frequency or date where days are asked."""
    SHORTER = "shorter"
    """Fewer days than it must last, or only how many it may last at most."""
    INDEFINITE = "indefinite"
    """Nothing definite, or no upper limit, where something definite is asked."""
    NO_TIME = "no_time"
    """Something stands in the cell, but nothing about time."""
    OUTSIDE_YEAR = "outside_year"
    """A date outside the plan's year, where no other shortfall says so already."""
    ONE_OFF = "one_off"
    """Only dates that pass, where something is asked for good."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A clause that an entry offers: ``entry`` is the entry's place among the offers, ``in_measure`` the column."""

    clause: Clause
    entry: int
    in_measure: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a frequency: its first and last day, and the last day on which its follow-up still counts."""

    first: date
    last: date
    until: date


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that is not met: which clause of the plan, against which clause offered.

    ``required`` is None where the shortfall does not hang on one clause (no time, outside the year); ``offered`` is
    None where the entries offer nothing to hold against it, and else the clause that comes nearest. ``due`` is the
    date that a late one comes to. ``periods`` are those of the plan year that count, ``unmet`` those among them that
    no date meets.
    """

    kind: ShortfallKind
    required: Clause | None = None
    offered: Offered | None = None
    due: date | None = None
    periods: tuple[Period, ...] = ()
    unmet: tuple[Period, ...] = ()
