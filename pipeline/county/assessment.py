"""What the yearly assessment weighs (按时序开展、问题整改), put together as the plan's settings weigh it.

The plan names what is weighed and no weights; so there is no sum until the county sets them.
"""

from __future__ import annotations

from pipeline.county.counts import UnitCounts
from pipeline.county.facts import CountyFacts
from pipeline.model import AssessmentFigure, UnitStatus


class Assessment:
    """The units' figures, each a share from 0 to 1 (or None where nothing is to be assessed), and their sum."""

    def __init__(self, facts: CountyFacts) -> None:
        settings = facts.county.plan.settings.assessment_weights
        self.weights = {figure: settings[figure.value] for figure in AssessmentFigure if settings.get(figure.value)}

    @property
    def explanation(self) -> str:
        """Say how the sum is made; "" where no weights are set."""
        if not self.weights:
            return ""
        terms = "＋".join(f"{figure.label}×{weight:g}" for figure, weight in self.weights.items())
        return (
            f"考核参考＝{terms}，权重由本县在方案设置（plan.toml）中设定；没有相应内容的项目不计，按其余项目折算。"
            "整改只计错误和警告。本栏仅供内部研判，不作为考核结论。"
        )

    def score(self, unit: UnitCounts) -> float | None:
        """Give the weighted sum, scaled to all weights; None where nothing of the unit is to be assessed."""
        shares = {figure: _share(figure, unit) for figure in self.weights}
        counted = {figure: share for figure, share in shares.items() if share is not None}
        weight = sum(self.weights[figure] for figure in counted)
        if not weight:
            return None
        total = sum(self.weights[figure] * share for figure, share in counted.items())
        return round(total / weight * sum(self.weights.values()), 1)


def _share(figure: AssessmentFigure, unit: UnitCounts) -> float | None:
    """Give one figure of a unit."""
    if figure is AssessmentFigure.ON_TIME:
        return None if unit.status == UnitStatus.NIL else float(unit.status == UnitStatus.ON_TIME)
    return unit.rate if figure is AssessmentFigure.COVERAGE else unit.put_right
