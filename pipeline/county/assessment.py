"""What the yearly assessment weighs (按时序开展、问题整改), put together as the plan's settings weigh it.

The plan names what is weighed and no weights; so there is no sum until the county sets them.
"""

from __future__ import annotations

from collections import Counter

from pipeline.county.coverage import UnitCoverage
from pipeline.county.facts import CountyFacts
from pipeline.model import AssessmentFigure, DeviationState, Severity, UnitReport, UnitStatus

_LIVING = (DeviationState.NEW, DeviationState.OPEN, DeviationState.REOPENED)


class Assessment:
    """The units' figures, each a share from 0 to 1 (or None where nothing is to be assessed), and their sum."""

    def __init__(self, facts: CountyFacts) -> None:
        settings = facts.county.plan.settings.assessment_weights
        self.weights = {figure: settings[figure.value] for figure in AssessmentFigure if settings.get(figure.value)}
        self._states = Counter(
            (t.unit, t.state) for t in facts.tracked if t.deviation.severity is not Severity.NOTICE
        )

    @property
    def explanation(self) -> str:
        """Say how the sum is made; "" where no weights are set."""
        if not self.weights:
            return ""
        terms = "＋".join(f"{figure.label}×{weight:g}" for figure, weight in self.weights.items())
        return (
            f"考核参考＝{terms}，权重由本县在 plan.toml 中设定；没有相应内容的项目不计，按其余项目折算。"
            "整改只计错误和警告。本栏仅供内部研判，不作为考核结论。"
        )

    def score(self, report: UnitReport, coverage: UnitCoverage) -> float | None:
        """Give the weighted sum, scaled to all weights; None where nothing of the unit is to be assessed."""
        shares = {figure: self.share(figure, report, coverage) for figure in self.weights}
        counted = {figure: share for figure, share in shares.items() if share is not None}
        weight = sum(self.weights[figure] for figure in counted)
        if not weight:
            return None
        total = sum(self.weights[figure] * share for figure, share in counted.items())
        return round(total / weight * sum(self.weights.values()), 1)

    def share(self, figure: AssessmentFigure, report: UnitReport, coverage: UnitCoverage) -> float | None:
        """Give one figure of a unit."""
        if figure is AssessmentFigure.ON_TIME:
            return None if report.status is UnitStatus.NIL else float(report.status is UnitStatus.ON_TIME)
        if figure is AssessmentFigure.COVERAGE:
            return coverage.covered / coverage.required if coverage.required else None
        return self.put_right(report.unit)

    def put_right(self, unit: str) -> float | None:
        """Give how much of what was found with a unit has been put right."""
        closed = self._states[unit, DeviationState.CLOSED]
        found = closed + sum(self._states[unit, state] for state in _LIVING)
        return round(closed / found, 4) if found else None
