"""The county's figures: what 总览, the status page and ``taizhang status`` say in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.county.counts import GRAVE, UnitCounts, share_put_right
from pipeline.county.due_dates import DueObligation, in_order
from pipeline.county.facts import CountyFacts, as_date
from pipeline.county.progress import ProgressCounts
from pipeline.county.tallies import FamilyFigures, KindFigures, TrendPoint
from pipeline.county.to_decide import to_decide
from pipeline.model import ABSENT, County, DeviationState, Severity, UnitStatus

REPORTED = frozenset({UnitStatus.ON_TIME, UnitStatus.LATE})


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
    nil_units: tuple[str, ...]
    """Units that have none of the tasks, as officers have recorded; they are not among those expected."""
    stray_files: int
    entries: int
    tasks: int
    required: int
    """Obligations × units that a ledger must cover, over the units that have reported."""
    covered: int
    gaps: int
    doubtful: int
    """Lines of 存疑核定: doubtful matches (entry × obligation) and applications that wait for an officer."""
    doubtful_duties: int
    """Obligations × units that are covered doubtfully and not otherwise: the sum of 存疑 in 报送情况."""
    obligations: int
    obligations_fully_covered: int
    """Obligations that every one of their bearers covers."""
    obligations_partly_covered: int
    obligations_without_bearer: int
    """Obligations that bind no unit by name or group and that no unit has taken up."""
    families: tuple[FamilyFigures, ...]
    severities: Mapping[Severity, int]
    states: Mapping[DeviationState, int]
    """Errors and warnings by their state, however long they have been in it."""
    closed_now: int
    """Errors and warnings put right since the last consolidation of the days before."""
    returned_now: int
    """Those that have come back since then."""
    last_consolidation: date | None
    next_due: tuple[DueObligation, ...]
    due_soon: int
    """Steps of measures that are near and not reported done."""
    overdue: int
    """Steps of measures that are past and not reported done; the same as ``progress.overdue``."""
    waiting: int
    """Files that wait for an officer, those of units that nobody knows among them."""
    unproved_units: tuple[str, ...]
    """Units of whose ledger in force nothing proves the source."""
    trusts_names: bool
    """Whether a file is taken for what it says it is."""
    progress: ProgressCounts
    """How far all measures have got."""
    telling: int
    """Units that have told how far they have got."""
    trend: tuple[TrendPoint, ...]
    """Earlier consolidations and this one, in the order of their days."""

    @property
    def is_due(self) -> bool:
        """Whether the day is over by which ledgers are due: what has not come until then is late."""
        return self.as_of > self.ledgers_due

    @property
    def absent_word(self) -> str:
        """What units are called from which nothing has come."""
        return (UnitStatus.MISSING if self.is_due else UnitStatus.AWAITED).value

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
        return sum(self.severities[severity] for severity in GRAVE)

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
            "put_right": now.put_right,
            "read": now.read,
            "errors_in_them": now.errors_in_them,
        }


def county_figures(county: County) -> CountyFigures:
    """Work out the figures of a county."""
    return figures_of(CountyFacts(county))


def figures_of(facts: CountyFacts) -> CountyFigures:
    """Work out the figures from facts that are joined already."""
    county = facts.county
    counts, units = facts.counts, facts.counts.units
    expected = [u for u in counts.by_unit.values() if u.expected]
    read = units[units["read"]].sum(numeric_only=True)
    obligations = counts.obligations
    full = (obligations["bearers"] > 0) & (obligations["covered"] == obligations["bearers"])
    partly = ~full & (obligations["covered"] + obligations["voluntary"] > 0)
    read_units = [u for u in counts.by_unit.values() if u.read]
    point = TrendPoint(
        county.as_of,
        sum(u.status in REPORTED for u in expected),
        int(read["covered"]),
        counts.severities[Severity.ERROR],
        counts.severities[Severity.WARNING],
        counts.severities[Severity.NOTICE],
        share_put_right(counts.states[DeviationState.CLOSED], sum(counts.severities[s] for s in GRAVE)),
        len(read_units),
        sum(u.errors for u in read_units),
    )
    return CountyFigures(
        as_of=county.as_of,
        ledgers_due=county.plan.ledgers_due,
        expected=len(expected),
        reported=point.reported,
        kinds=counts.kinds,
        missing_units=_named(expected, *ABSENT),
        late_units=_named(expected, UnitStatus.LATE),
        unreadable_units=_named(expected, UnitStatus.UNREADABLE),
        volunteers=tuple(
            r.unit
            for r in facts.reports
            if r.submission and not counts.by_unit[r.unit].expected and r.status is not UnitStatus.NIL
        ),
        nil_units=tuple(r.unit for r in facts.reports if r.status is UnitStatus.NIL),
        stray_files=len({s.arrival.sha256 for s in facts.strays}),
        entries=int(read["entries"]),
        tasks=int(read["tasks"]),
        required=int(read["required"]),
        covered=point.covered,
        gaps=int(read["missing"]),
        doubtful=len(to_decide(facts)),
        doubtful_duties=int(read["doubtful"]),
        obligations=len(county.plan.obligations),
        obligations_fully_covered=int(full.sum()),
        obligations_partly_covered=int(partly.sum()),
        obligations_without_bearer=int((~full & ~partly & (obligations["bearers"] == 0)).sum()),
        families=counts.families,
        severities=counts.severities,
        states=counts.states,
        closed_now=counts.changed(DeviationState.CLOSED),
        returned_now=counts.changed(DeviationState.REOPENED),
        last_consolidation=facts.last_consolidation,
        next_due=_next_due(facts),
        due_soon=facts.progress.total.due_soon,
        overdue=facts.progress.total.overdue,
        waiting=len(county.waiting),
        unproved_units=county.unproved,
        trusts_names=county.trusts_names,
        progress=facts.progress.total,
        telling=len(facts.progress.reporting),
        trend=(*_history(county), point),
    )


def _named(units: Iterable[UnitCounts], *statuses: UnitStatus) -> tuple[str, ...]:
    return tuple(u.unit for u in units if u.status in statuses)


def _next_due(facts: CountyFacts) -> tuple[DueObligation, ...]:
    counted = (
        (obligation, counts.bearers, counts.bearers - counts.covered)
        for obligation in facts.county.plan.obligations
        if (counts := facts.counts.by_obligation[obligation.id])
    )
    return in_order(counted, facts.county.plan.year, facts.county.as_of)


def _history(county: County) -> tuple[TrendPoint, ...]:
    points: dict[date, TrendPoint] = {}
    for record in county.history:
        day = as_date(record.get("date"))
        if day is None or day >= county.as_of:
            continue
        put_right = record.get("put_right")
        points[day] = TrendPoint(
            day,
            _number(record, "reported"),
            _number(record, "covered"),
            _number(record, "errors"),
            _number(record, "warnings"),
            _number(record, "notices"),
            float(str(put_right)) if put_right is not None else None,
            _number(record, "read"),
            _number(record, "errors_in_them"),
        )
    return tuple(points[day] for day in sorted(points))


def _number(record: Mapping[str, object], name: str) -> int:
    return int(str(record.get(name) or 0))
