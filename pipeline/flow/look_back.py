"""回头看: what units had not put right when last year's book was closed, kept for this year's county workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from pipeline.flow.installation import Installation
from pipeline.model import County, DeviationState, LookBack, Severity
from pipeline.plan.comparison import Comparison

_LEFT = frozenset({DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED})


def left_over(county: County, comparison: Comparison) -> tuple[LookBack, ...]:
    """List the errors and warnings that stood when a county's book was closed, unit by unit."""
    order = {unit.name: at for at, unit in enumerate(county.plan.units)}
    found = _left_over(county, comparison)
    return tuple(sorted(found, key=lambda left: (order.get(left.unit, len(order)), left.place, left.code, left.what)))


def _left_over(county: County, comparison: Comparison) -> Iterator[LookBack]:
    from pipeline.judging.checks.catalogue import CATALOGUE

    plan = county.plan
    for life in county.tracked:
        deviation = life.deviation
        check = CATALOGUE.get(deviation.code)
        if life.state not in _LEFT or deviation.severity is Severity.NOTICE or not life.unit or check is None:
            continue
        obligation = plan.by_id.get(deviation.obligation or "")
        yield LookBack(
            unit=comparison.name_now(life.unit),
            place=obligation.place if obligation else "",
            requirement=obligation.requirement if obligation else "",
            code=deviation.code,
            title=check.explained(plan).title,
            severity=deviation.severity.label,
            what=deviation.what or deviation.message,
            since=life.first_found,
            now=comparison.successors.get(obligation.id, "") if obligation else "",
        )


def keep(installation: Installation, plan: str, left: Sequence[LookBack]) -> None:
    """Keep what is left over for the county workbook of a plan (its id)."""
    rows = [{**asdict(one), "since": one.since.isoformat()} for one in left]
    data = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    installation.register.remember(_name(plan), installation.archive.keep(data))


def kept(installation: Installation, plan: str) -> tuple[LookBack, ...]:
    """Give what was kept for a plan; nothing where no book was closed before it."""
    sha256 = installation.register.fact(_name(plan))
    if not sha256:
        return ()
    rows = json.loads(installation.archive.read(sha256))
    return tuple(LookBack(**{**row, "since": date.fromisoformat(row["since"])}) for row in rows)


def _name(plan: str) -> str:
    return f"look_back:{plan}"
