"""From the codes that an obligation's time limits deserve to the cell that is at fault, and the words for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.judging.checks.cases import LedgerCase, Row
from pipeline.judging.checks.check import Finding
from pipeline.judging.checks.wording import STOPS, at_field, day, excerpt, limit_of, named
from pipeline.judging.time_limits.limits import TimeLimit
from pipeline.model import Clause, ClauseKind, DayType, Field, Obligation

CELL = 30
"""How many characters of a time limit are quoted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An obligation whose time limits deserve a code: what is required, and the rows that offer something."""

    case: LedgerCase
    obligation: Obligation
    required: tuple[Clause, ...]
    rows: tuple[Row, ...]

    def only(self, kind: ClauseKind) -> Clause | None:
        """Give what all required clauses of a kind agree on, None where they differ and only its words do."""
        clauses = [c for c in self.required if c.kind is kind]
        alike = {(c.due, c.every, c.month_day, c.days, c.day_type) for c in clauses}
        return clauses[0] if len(alike) == 1 else None

    def finding(self, row: Row, *, at: Field = Field.TIME_LIMIT, suggestion: str = "") -> Finding:
        """Make the finding at a row, with the plan's own words as suggestion where there is no better one."""
        suggestion = suggestion or limit_of(self.obligation)
        value = row.entry.value(at)
        return Finding(
            place=at_field(row.entry, at),
            words={
                "content": excerpt(value.text.strip().rstrip(STOPS), CELL),
                "obligation": named(self.obligation),
                "rule": self.rule(),
                "suggestion": suggestion,
                "example": "" if suggestion else "，可填写“每季度”“12月底前”等",
                "year": str(self.case.plan.year),
            },
            obligation=self.obligation.id,
            content=value.text,
            suggestion=suggestion,
        )

    def rule(self) -> str:
        """Say what the plan asks of the obligation, with an extension where one was granted."""
        limit = limit_of(self.obligation)
        if not limit:
            return f"方案对{named(self.obligation)}未规定具体时限"
        extended = max((c.due for c in self.required if c.due and c not in self.obligation.clauses), default=None)
        note = f"（已核定延期至{day(extended)}）" if extended else ""
        return f"方案对{named(self.obligation)}的时限要求为“{limit}”{note}"


def faults(case: LedgerCase, code: str) -> Iterator[Fault]:
    """Yield each obligation whose time limits deserve a code, in the order of the plan."""
    for obligation_id, codes in case.judged.items():
        if code in codes:
            obligation = case.plan.by_id[obligation_id]
            rows = tuple(r for r in case.covering[obligation_id] if not r.says_nothing)
            yield Fault(case, obligation, case.required(obligation), rows or case.covering[obligation_id])


def first(rows: tuple[Row, ...], wanted: Callable[[Row], bool]) -> Row:
    """Give the first row that is at fault; the first row at all where the fault lies in all of them together."""
    return next((r for r in rows if wanted(r)), rows[0])


def dates(row: Row) -> tuple[date, ...]:
    """Give the dates by which a row's time limit has things done, earliest first: fixed ones, and ends of periods."""
    return tuple(sorted(c.deadline for c in row.limit.clauses if c.deadline is not None))


def speaks(row: Row, *kinds: ClauseKind) -> bool:
    """Say whether a row's time limit holds a clause of one of the kinds."""
    return any(c.kind in kinds for c in row.limit.clauses)


def days_text(clause: Clause) -> str:
    """Write a number of days as the plan does: 20个工作日, 30日."""
    return f"{clause.days}{'个工作日' if clause.day_type is DayType.WORKING else '日'}"


def row_with_days(
    rows: tuple[Row, ...],
    pick: Callable[[Iterable[float]], float],
    counts: Callable[[Clause], bool] | None = None,
) -> tuple[Row, Field]:
    """Give the row with the fewest (min) or the most (max) days, and the column in which they stand.

    ``counts`` says which clauses with days are meant. The measure speaks where the time limit names no such days.
    Working days count 7/5 calendar days.
    """
    counted: list[tuple[float, Row, Field]] = []
    for row in rows:
        own, told = _days(row.limit, counts), _days(row.measure_limit, counts)
        if own or told:
            counted.append((pick(own or told), row, Field.TIME_LIMIT if own else Field.MEASURE))
    if not counted:  # a date or a frequency stands where days are asked
        return first(rows, lambda r: speaks(r, ClauseKind.FIXED, ClauseKind.RECURRING)), Field.TIME_LIMIT
    best = pick(days for days, _, _ in counted)
    return next((row, at) for days, row, at in counted if days == best)


def _days(limit: TimeLimit, counts: Callable[[Clause], bool] | None) -> list[float]:
    return [
        clause.days * (7 / 5 if clause.day_type is DayType.WORKING else 1)
        for clause in limit.clauses
        if clause.kind in (ClauseKind.RELATIVE, ClauseKind.MINIMUM_DURATION)
        and clause.days
        and (counts is None or counts(clause))
    ]
