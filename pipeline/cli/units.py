"""The unit that an option names, by any name that people use for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.model import Plan, Unit


def unit_named(plan: Plan, name: str) -> Unit:
    """Give the unit of a name, an alias or a short name (县财政局, 财政局, 卫健局).

    Raises:
        click.BadParameter: the roster knows no such unit.
    """
    from pipeline.judging.matching.text import normalise
    from pipeline.plan.unit_names import UnitNames

    found = UnitNames(plan).names.get(normalise(name).strip())
    if found is None:
        raise click.BadParameter(f"方案的单位名录中没有“{name}”，请用名录中的名称。", param_hint="--unit")
    return plan.unit_by_name[found]
