"""What there is to count in a county, in columns: grouped, pivoted and joined once, for all sheets and the page.

Three long frames hold the facts (a mark for each unit and obligation, the deviations in force, all their lives); what
the sheets say of a unit, an obligation, a family or a kind of units is counted from these and from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.county.coverage import Coverage
from pipeline.county.families import FAMILIES, family_of
from pipeline.county.tallies import FamilyFigures, KindFigures
from pipeline.judging.checks.wording import blank
from pipeline.model import DeviationState, Severity, Submission, UnitStatus

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.county.facts import CountyFacts

_MARKS = {
    Coverage.COVERED: "covered",
    Coverage.MISSING: "missing",
    Coverage.DOUBTFUL: "doubtful",
    Coverage.VOLUNTARY: "voluntary",
    Coverage.EXCUSED: "excused",
    Coverage.AWAITED: "awaited",
}
_SEVERITIES = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.NOTICE: "notices"}
_STATES = {
    DeviationState.NEW: "new",
    DeviationState.OPEN: "open",
    DeviationState.CLOSED: "closed",
    DeviationState.REOPENED: "reopened",
    DeviationState.WAIVED: "waived",
}
_STATUSES = {
    UnitStatus.ON_TIME: "on_time",
    UnitStatus.LATE: "late",
    UnitStatus.AWAITED: "still_due",
    UnitStatus.MISSING: "absent",
    UnitStatus.UNREADABLE: "unreadable",
}
GRAVE = (Severity.ERROR, Severity.WARNING)
"""What has to be put right (待整改); notices need not be."""


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """A unit in numbers. ``read`` says whether a ledger of it was read; without one, what it says counts nothing."""

    unit: str
    kind: str
    expected: bool
    status: str
    read: bool
    tasks: int
    entries: int
    required: int
    covered: int
    missing: int
    doubtful: int
    voluntary: int
    excused: int
    awaited: int
    errors: int
    warnings: int
    notices: int
    new: int
    open: int
    closed: int
    """Errors and warnings that have been put right; the four beside it count no notices either."""
    reopened: int
    waived: int

    @property
    def rate(self) -> float | None:
        """Obligations covered, of those that bind the unit."""
        return self.covered / self.required if self.required else None

    @property
    def to_put_right(self) -> int:
        """Errors and warnings in force (待整改)."""
        return self.errors + self.warnings

    @property
    def put_right(self) -> float | None:
        """Errors and warnings put right, of these and those in force."""
        return share_put_right(self.closed, self.to_put_right)


@dataclass(frozen=True, slots=True)
class ObligationCounts:
    """An obligation in numbers of units: how many it binds, and how many bear which mark."""

    bearers: int
    covered: int
    missing: int
    doubtful: int
    voluntary: int
    excused: int
    awaited: int

    @property
    def rate(self) -> float | None:
        """Units that cover it, of those that it binds."""
        return self.covered / self.bearers if self.bearers else None


@dataclass(frozen=True)
class CountyCounts:
    """The facts of a county as frames, and what is counted from them."""

    facts: CountyFacts

    @cached_property
    def marks(self) -> pd.DataFrame:
        """One row for each unit and each obligation that concerns it: unit, obligation, mark ("" for none), bound."""
        rows = (
            (c.unit, obligation, c.marks.get(obligation, ""), obligation in c.binding)
            for c in self.facts.coverage
            for obligation in sorted({*c.marks, *c.binding})
        )
        return _frame(rows, unit=str, obligation=str, mark=str, bound=bool)

    @cached_property
    def deviations(self) -> pd.DataFrame:
        """One row for each deviation in force: unit, code, family (its letter), severity, state."""
        rows = (
            (c.unit, c.deviation.code, family_of(c.deviation.code).letter, c.deviation.severity, c.state)
            for c in self.facts.current
        )
        return _frame(rows, unit=str, code=str, family=str, severity=str, state=str)

    @cached_property
    def lives(self) -> pd.DataFrame:
        """One row for each deviation ever found: unit, severity, state, whether that has changed now."""
        rows = ((t.unit, t.deviation.severity, t.state, self.facts.has_changed(t)) for t in self.facts.tracked)
        return _frame(rows, unit=str, severity=str, state=str, changed=bool)

    @cached_property
    def units(self) -> pd.DataFrame:
        """The columns of ``UnitCounts`` for each unit that has to report or has, in the order of the roster."""
        grave = self.lives[self.lives["severity"].isin(GRAVE)]
        bound = self.marks[self.marks["bound"]].groupby("unit").size()
        counted = {
            "required": bound,
        }
        return self._reports.join(
            [
                _counted(self.marks, "unit", "mark", _MARKS),
                _counted(self.deviations, "unit", "severity", _SEVERITIES),
                _counted(grave, "unit", "state", _STATES),
                *(series.rename(name) for name, series in counted.items()),
            ]
        ).fillna(0)

    @cached_property
    def _reports(self) -> pd.DataFrame:
        roster = self.facts.county.plan.unit_by_name
        rows = []
        for report in self.facts.reports:
            known, ledger = roster.get(report.unit), report.submission.ledger if report.submission else None
            rows.append(
                (
                    report.unit,
                    known.kind if known else "",
                    known is not None and known.expected and report.status is not UnitStatus.NIL,
                    report.status,
                    ledger is not None,
                    task_count(report.submission),
                    measure_count(report.submission),
                )
            )
        frame = _frame(rows, unit=str, kind=str, expected=bool, status=str, read=bool, tasks=int, entries=int)
        return frame.set_index("unit")

    @cached_property
    def by_unit(self) -> Mapping[str, UnitCounts]:
        """Each unit in numbers, in the order of the roster."""
        return {str(unit): UnitCounts(str(unit), **_plain(row)) for unit, row in self.units.to_dict("index").items()}

    @cached_property
    def obligations(self) -> pd.DataFrame:
        """The columns of ``ObligationCounts`` for each obligation, in the order of the plan."""
        bearers = self.marks[self.marks["bound"]].groupby("obligation").size().rename("bearers")
        counted = _counted(self.marks, "obligation", "mark", _MARKS).join(bearers, how="outer")
        return counted.reindex([o.id for o in self.facts.county.plan.obligations]).fillna(0).astype(int)

    @cached_property
    def by_obligation(self) -> Mapping[str, ObligationCounts]:
        """Each obligation in numbers, in the order of the plan."""
        return {str(o): ObligationCounts(**_plain(row)) for o, row in self.obligations.to_dict("index").items()}

    @cached_property
    def families(self) -> tuple[FamilyFigures, ...]:
        """The deviations in force of each family, by severity."""
        counts = _counted(self.deviations, "family", "severity", _SEVERITIES)
        named = self.deviations[self.deviations["unit"] != ""].groupby("family")["unit"].nunique().rename("units")
        table = counts.join(named).reindex([f.letter for f in FAMILIES]).fillna(0).astype(int)
        return tuple(
            FamilyFigures(f.name, f.sheet, **_plain(row))
            for f, row in zip(FAMILIES, table.to_dict("records"), strict=True)
        )

    @cached_property
    def kinds(self) -> tuple[KindFigures, ...]:
        """How the expected units of each kind have reported; a kind of which there is none is left out."""
        expected = self.units[self.units["expected"]]
        table = _counted(expected, "kind", "status", _STATUSES)
        order = [kind for kind in self.facts.county.plan.kinds if kind in table.index]
        return tuple(
            KindFigures(
                kind,
                sum(row.values()),
                on_time=row["on_time"],
                late=row["late"],
                missing=row["absent"] + row["still_due"],
                unreadable=row["unreadable"],
            )
            for kind, row in ((kind, _plain(table.loc[kind].to_dict())) for kind in order)
        )

    @cached_property
    def severities(self) -> Mapping[Severity, int]:
        """The deviations in force by severity."""
        counts = self.deviations["severity"].value_counts()
        return {s: int(counts.get(s.value, 0)) for s in Severity}

    @cached_property
    def states(self) -> Mapping[DeviationState, int]:
        """All errors and warnings by their state; those in force as they stand on their sheets."""
        import pandas as pd

        gone = self.lives[self.lives["state"].isin([DeviationState.CLOSED, DeviationState.WAIVED])]
        grave = [frame[frame["severity"].isin(GRAVE)]["state"] for frame in (gone, self.deviations)]
        counts = pd.concat(grave).value_counts()
        return {s: int(counts.get(s.value, 0)) for s in DeviationState}

    def changed(self, state: DeviationState) -> int:
        """Count the errors and warnings that have come into a state since the last consolidation."""
        lives = self.lives[self.lives["severity"].isin(GRAVE) & self.lives["changed"]]
        return int((lives["state"] == state).sum())

    @cached_property
    def grid(self) -> pd.DataFrame:
        """The marks, obligations down and units across, "" for none."""
        pivot = self.marks.pivot(index="obligation", columns="unit", values="mark")
        obligations = [o.id for o in self.facts.county.plan.obligations]
        return pivot.reindex(index=obligations, columns=[r.unit for r in self.facts.reports]).fillna("")


def task_count(submission: Submission | None) -> int:
    """Count the tasks of a unit's ledger: merged cells count once."""
    ledger = submission.ledger if submission else None
    if ledger is None:
        return 0
    return sum(bool(e.task.text.strip()) and not e.task.inherited for e in ledger.entries)


def measure_count(submission: Submission | None) -> int:
    """Count the measures of a unit's ledger: a row that has none is no measure, merged cells count once."""
    ledger = submission.ledger if submission else None
    if ledger is None:
        return 0
    return sum(not blank(e.measure) and not e.measure.inherited for e in ledger.entries)


def share_put_right(closed: int, standing: int) -> float | None:
    """Give the share of what has been put right (整改率); None where nothing was ever found."""
    return round(closed / (closed + standing), 4) if closed + standing else None


def _frame(rows: Any, **columns: type) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns)).astype(columns)


def _counted(frame: pd.DataFrame, by: str, what: str, names: Mapping[Any, str]) -> pd.DataFrame:
    """Count the rows for each value of ``by``; each value of ``what`` has a column, under its name."""
    pivot = frame.groupby([by, what]).size().unstack(fill_value=0)
    return pivot.rename(columns={key.value: name for key, name in names.items()}).reindex(
        columns=list(names.values()), fill_value=0
    )


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Give a row in Python's own numbers."""
    return {str(k): v if isinstance(v, str | bool) else int(v) for k, v in row.items()}
