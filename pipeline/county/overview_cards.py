"""The figures at the top of 总览."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.county.figures import CountyFigures
from pipeline.county.frames_deviations import LIVES
from pipeline.county.frames_ledgers import COVERAGE, REPORTING
from pipeline.form.officers.columns import DOUBTS
from pipeline.model import DeviationState, Severity


@dataclass(frozen=True, slots=True)
class Card:
    """A figure: its name, the number (None where there is none), a word on it, the sheet that it leads to."""

    name: str
    value: float | None
    remark: str
    sheet: str
    number_format: str = "0"
    alarming: bool = False


def _beside(figures: CountyFigures) -> str:
    """Name those that are not among the units expected."""
    nil = f"，无此项任务{len(figures.nil_units)}家" if figures.nil_units else ""
    return f"名录外报送{len(figures.volunteers)}家{nil}"


def cards_of(figures: CountyFigures) -> tuple[Card, ...]:
    """Choose the nine figures, three for each of the questions: who reported, what is covered, what is wrong."""
    errors, warnings = figures.severities[Severity.ERROR], figures.severities[Severity.WARNING]
    absent = len(figures.missing_units)
    closed = figures.states[DeviationState.CLOSED]
    rate = "—" if figures.reporting_rate is None else f"{figures.reporting_rate:.1%}"
    return (
        Card("应报单位", figures.expected, _beside(figures), REPORTING),
        Card("已报送", figures.reported, f"报送率{rate}，逾期{len(figures.late_units)}家", REPORTING),
        Card(
            figures.absent_word,
            absent,
            f"另有无法读取{len(figures.unreadable_units)}家",
            "偏差-报送" if figures.is_due else REPORTING,
            alarming=bool(absent and figures.is_due) or bool(figures.unreadable_units),
        ),
        Card(
            "任务覆盖率",
            figures.coverage_rate,
            f"{figures.covered}／{figures.required}项次",
            COVERAGE,
            number_format="0.0%",
        ),
        Card("漏项", figures.gaps, "项次，请督促补列", "偏差-漏项", alarming=figures.gaps > 0),
        Card("存疑", figures.doubtful, f"条待核定，涉及{figures.doubtful_duties}项次", DOUBTS),
        Card("错误", errors, "条，应当补正", LIVES, alarming=errors > 0),
        Card("警告", warnings, "条，请予核对", LIVES),
        Card("已整改", closed, f"条，本次销号{figures.closed_now}条", LIVES),
    )
