"""回头看: what units had not put right or not carried out when last year's book was closed, kept for this year's."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from pipeline.county.facts import CountyFacts
from pipeline.county.progress import Item
from pipeline.flow.installation import Installation
from pipeline.model import County, DeviationState, LookBack, Severity, Stage
from pipeline.plan.comparison import Comparison

_LEFT = frozenset({DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED})


def left_over(county: County, comparison: Comparison) -> tuple[LookBack, ...]:
    """List the errors and warnings, and the measures not carried out, that stood when a county's book was closed.

    Unit by unit; nothing where the plan that follows is another county's.
    """
    if comparison.before.county != comparison.now.county:
        return ()
    order = {unit.name: at for at, unit in enumerate(county.plan.units)}
    found = [*_left_over(county, comparison), *_not_done(county, comparison)]
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


def _not_done(county: County, comparison: Comparison) -> Iterator[LookBack]:
    """List the measures with a day that were not done, one for all its periods.

    A unit that never told how far it got has one line for all of them; where no unit ever did, nothing is known.
    """
    progress = CountyFacts(county).progress
    if not progress.reporting:
        return
    open_items: dict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in progress.items:
        if item.track.step.due is not None and item.track.stage is not Stage.DONE:
            unit = item.line.unit
            open_items[unit, item.line.number if unit in progress.reporting else 0].append(item)
    for (unit, number), items in open_items.items():
        since = min(item.track.step.due for item in items if item.track.step.due is not None)
        name = comparison.name_now(unit)
        if not number:
            measures = len({item.line.number for item in items})
            what = f"台账列有期限的举措{measures}条，全年未报告完成情况。"
            yield LookBack(name, "", "", "", "未报告完成情况", "", what, since)
            continue
        line = items[0].line
        served = sorted(m.obligation for m in line.match.certain)
        obligation = next((o for o in map(county.plan.by_id.get, served) if o is not None), None)
        yield LookBack(
            unit=name,
            place=obligation.place if obligation else "",
            requirement=obligation.requirement if obligation else "",
            code="",
            title=_worst(items).value,
            severity="",
            what=line.entry.measure.text + _periods(items),
            since=since,
            now=comparison.successors.get(obligation.id, "") if obligation else "",
            measure=line.entry.measure.text,
        )


def _worst(items: Sequence[Item]) -> Stage:
    return next(s for s in (Stage.OVERDUE, Stage.NOT_BEGUN, Stage.UNDER_WAY) if s in {i.track.stage for i in items})


def _periods(items: Sequence[Item]) -> str:
    labels = [item.track.step.label for item in items if item.track.step.label]
    return f"（{'、'.join(labels)}）" if labels else ""


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
