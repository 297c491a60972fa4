"""The county's figures: what 总览, the status page and ``taizhang status`` say in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.county.coverage import Coverage, count_marks
from pipeline.county.due_dates import DueObligation, in_order
from pipeline.county.facts import IN_FORCE, CountyFacts, as_date
from pipeline.county.families import FAMILIES
from pipeline.county.tallies import FamilyFigures, KindFigures, TrendPoint
from pipeline.model import County, DeviationState, Severity, UnitReport, UnitStatus

REPORTED = frozenset({UnitStatus.ON_TIME, UnitStatus.LATE, UnitStatus.NIL})


@dataclass(frozen=True)
class CountyFigures:
    """All figures of one consolidation. Rates are from 0 to 1; None where there is nothing to divide by."""

    as_of: date
    ledgers_due: date
    expected: int
    reported: int
    kinds: tuple[KindFigures, ...]
    missing_units: tuple[str, ...]
    late_units: tuple[str, ...]
    unreadable_units: tuple[str, ...]
    volunteers: tuple[str, ...]
    """Units that have reported although no ledger is expected from them."""
    stray_files: int
    entries: int
    tasks: int
    required: int
    """Obligations × units that a ledger must cover, over the units that have reported."""
    covered: int
    gaps: int
    doubtful: int
    """Doubtful matches (entry × obligation) that wait for an officer."""
    obligations: int
    obligations_fully_covered: int
    """Obligations that every one of their bearers covers."""
    obligations_partly_covered: int
    obligations_without_bearer: int
    """Obligations that bind no unit by name or group and that no unit has taken up."""
    families: tuple[FamilyFigures, ...]
    severities: Mapping[Severity, int]
    states: Mapping[DeviationState, int]
    closed_now: int
    """Deviations put right since the consolidation before."""
    last_consolidation: date | None
    next_due: tuple[DueObligation, ...]
    due_soon: int
    """Notices T10."""
    overdue: int
    """Notices T09."""
    trend: tuple[TrendPoint, ...]
    """Earlier consolidations and this one, in the order of their days."""

    @property
    def reporting_rate(self) -> float | None:
        """Units that have reported, of those expected."""
        return self.reported / self.expected if self.expected else None

    @property
    def coverage_rate(self) -> float | None:
        """Obligations covered, of those that bind the units that have reported."""
        return self.covered / self.required if self.required else None

    @property
    def to_put_right(self) -> int:
        """Errors and warnings in force."""
        return self.severities[Severity.ERROR] + self.severities[Severity.WARNING]

    def as_history(self) -> dict[str, object]:
        """Give what the register keeps of this consolidation for ``County.history``."""
        now = self.trend[-1]
        return {
            "date": now.date.isoformat(),
            "reported": now.reported,
            "covered": now.covered,
            "errors": now.errors,
            "warnings": now.warnings,
            "notices": now.notices,
        }


def county_figures(county: County) -> CountyFigures:
    """Work out the figures of a county."""
    return figures_of(CountyFacts(county))


def figures_of(facts: CountyFacts) -> CountyFigures:
    """Work out the figures from facts that are joined already."""
    county = facts.county
    expected_names = {u.name for u in county.plan.expected_units}
    expected = [r for r in facts.reports if r.unit in expected_names]
    read = [c for r, c in zip(facts.reports, facts.coverage, strict=True) if r.submission and r.submission.ledger]
    severities = Counter(c.deviation.severity for c in facts.current)
    codes = Counter(c.deviation.code for c in facts.current)
    states = Counter(t.state for t in facts.tracked if t.state not in IN_FORCE)
    states.update(c.state for c in facts.current)
    full, partial, orphaned = _obligation_counts(facts)
    point = TrendPoint(
        county.as_of,
        sum(r.status in REPORTED for r in expected),
        sum(c.covered for c in read),
        severities[Severity.ERROR],
        severities[Severity.WARNING],
        severities[Severity.NOTICE],
    )
    return CountyFigures(
        as_of=county.as_of,
        ledgers_due=county.plan.ledgers_due,
        expected=len(expected),
        reported=point.reported,
        kinds=_kinds(facts, expected),
        missing_units=_named(expected, UnitStatus.MISSING),
        late_units=_named(expected, UnitStatus.LATE),
        unreadable_units=_named(expected, UnitStatus.UNREADABLE),
        volunteers=tuple(r.unit for r in facts.reports if r.submission and r.unit not in expected_names),
        stray_files=len({s.arrival.sha256 for s in facts.strays}),
        entries=len(facts.lines.all),
        tasks=sum(task_count(r) for r in facts.reports),
        required=sum(c.required for c in read),
        covered=point.covered,
        gaps=sum(c.count(Coverage.MISSING) for c in read),
        doubtful=sum(len(line.match.doubtful) for line in facts.lines.all),
        obligations=len(county.plan.obligations),
        obligations_fully_covered=full,
        obligations_partly_covered=partial,
        obligations_without_bearer=orphaned,
        families=_families(facts),
        severities={s: severities[s] for s in Severity},
        states={s: states[s] for s in DeviationState},
        closed_now=_closed_now(facts),
        last_consolidation=facts.last_consolidation,
        next_due=_next_due(facts),
        due_soon=codes["T10"],
        overdue=codes["T09"],
        trend=(*_history(county), point),
    )


def task_count(report: UnitReport) -> int:
    """Count the tasks of a unit's ledger: merged cells count once."""
    ledger = report.submission.ledger if report.submission else None
    if ledger is None:
        return 0
    return sum(bool(e.task.text.strip()) and not e.task.inherited for e in ledger.entries)


def _named(reports: Iterable[UnitReport], status: UnitStatus) -> tuple[str, ...]:
    return tuple(r.unit for r in reports if r.status is status)


def _kinds(facts: CountyFacts, expected: list[UnitReport]) -> tuple[KindFigures, ...]:
    by_kind: dict[str, Counter[UnitStatus]] = {}
    for report in expected:
        kind = facts.county.plan.unit_by_name[report.unit].kind
        by_kind.setdefault(kind, Counter())[report.status] += 1
    return tuple(
        KindFigures(
            kind,
            expected=counts.total(),
            on_time=counts[UnitStatus.ON_TIME] + counts[UnitStatus.NIL],
            late=counts[UnitStatus.LATE],
            missing=counts[UnitStatus.MISSING],
            unreadable=counts[UnitStatus.UNREADABLE],
        )
        for kind in facts.county.plan.kinds
        if (counts := by_kind.get(kind))
    )


def _families(facts: CountyFacts) -> tuple[FamilyFigures, ...]:
    found = []
    for family in FAMILIES:
        those = [c for c in facts.current if c.deviation.code.startswith(family.letter)]
        counts = Counter(c.deviation.severity for c in those)
        found.append(
            FamilyFigures(
                family.name,
                family.sheet,
                counts[Severity.ERROR],
                counts[Severity.WARNING],
                counts[Severity.NOTICE],
                len({c.unit for c in those if c.unit}),
            )
        )
    return tuple(found)


def _obligation_counts(facts: CountyFacts) -> tuple[int, int, int]:
    full = partial = orphaned = 0
    for obligation in facts.county.plan.obligations:
        marks = count_marks(facts.coverage, obligation.id)
        bearers = sum(obligation.id in c.binding for c in facts.coverage)
        covered = marks[Coverage.COVERED] + marks[Coverage.VOLUNTARY]
        if bearers and marks[Coverage.COVERED] == bearers:
            full += 1
        elif covered:
            partial += 1
        elif not bearers:
            orphaned += 1
    return full, partial, orphaned


def _closed_now(facts: CountyFacts) -> int:
    since = facts.last_consolidation
    return sum(t.state is DeviationState.CLOSED and (since is None or t.last_seen >= since) for t in facts.tracked)


def _next_due(facts: CountyFacts) -> tuple[DueObligation, ...]:
    counted = []
    for obligation in facts.county.plan.obligations:
        bearers = [c for c in facts.coverage if obligation.id in c.binding]
        waiting = sum(c.marks.get(obligation.id) is not Coverage.COVERED for c in bearers)
        counted.append((obligation, len(bearers), waiting))
    return in_order(counted, facts.county.plan.year, facts.county.as_of)


def _history(county: County) -> tuple[TrendPoint, ...]:
    points: dict[date, TrendPoint] = {}
    for record in county.history:
        day = as_date(record.get("date"))
        if day is None or day >= county.as_of:
            continue
        points[day] = TrendPoint(
            day, *(int(str(record.get(k) or 0)) for k in ("reported", "covered", "errors", "warnings", "notices"))
        )
    return tuple(points[day] for day in sorted(points))
