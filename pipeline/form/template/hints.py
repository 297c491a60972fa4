"""Hints and drop-down lists of the template: what to write, said when the cell is selected. Any text may be typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.judging.checks.suggestions import fitting
from pipeline.judging.checks.wording import limit_of
from pipeline.model import ClauseKind, Field, FormColumn, Obligation, Plan, Standpoint, Unit

_LONGEST_TITLE = 32
_LONGEST_HINT = 255
_LONGEST_LIST = 255
"""Limits of the file format."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A note that shows when a cell is selected."""

    title: str
    text: str

    def as_validation(self, choices: Sequence[str] = ()) -> dict[str, object]:
        """Give the options of a data validation; with ``choices`` a drop-down list. Other text is never refused."""
        return {
            "validate": "list" if choices else "any",
            **({"source": list(choices)} if choices else {}),
            "input_title": _cut(self.title, _LONGEST_TITLE),
            "input_message": _cut(self.text, _LONGEST_HINT),
            "show_error": False,
        }


def limit_hint(plan: Plan, obligation: Obligation | None = None) -> Hint:
    """Say what belongs into the column of the time limit; for an obligation, what the plan asks."""
    if obligation is not None:
        required = obligation.time_limit_text or "方案未作统一规定，请结合实际明确日期或频次。"
        return Hint("方案时限", f"{required}\n可从下拉列表选择，也可直接填写，不得晚于、宽于方案要求。")
    return form_hint(plan, plan.form.of(Field.TIME_LIMIT))


def form_hint(plan: Plan, column: FormColumn) -> Hint:
    """Say what belongs into a column, as the form's description has it."""
    return Hint(column.heading, column.hint.format(year=plan.year))


def obligation_hint(plan: Plan, unit: Unit | None, obligation: Obligation) -> Hint:
    """Say where the task of a prefilled line stands in the plan, and the unit's part in it."""
    assignment = plan.assignment_of(unit, obligation.id) if unit else None
    part = f"本单位为{assignment.role.value}单位。" if assignment else ""
    return Hint(
        f"{obligation.id}  {obligation.label}",
        f"方案{obligation.place}。{part}有多条举措的，请在下方插入行，一条举措一行。完整要求见“任务依据”表。",
    )


def usual_limits(plan: Plan, obligation: Obligation | None = None) -> tuple[str, ...]:
    """Time limits to choose from: the plan's own first, then usual ones. All of an obligation's satisfy it."""
    return _usual_limits(plan.standpoint(), obligation)


@lru_cache(maxsize=512)
def _usual_limits(here: Standpoint, obligation: Obligation | None) -> tuple[str, ...]:
    chosen: list[str] = []
    room = _LONGEST_LIST
    texts = _limits(here.year, obligation)
    for text in fitting(texts, obligation.clauses if obligation is not None else (), here):
        # The list is one comma-separated string in the file.
        if "," not in text and len(text) < room:
            chosen.append(text)
            room -= len(text) + 1
    return tuple(chosen)


def _limits(year: int, obligation: Obligation | None) -> Iterator[str]:
    if obligation is None:
        yield from (
            "长期坚持",
            f"{year}年6月30日前",
            f"{year}年12月31日前",
            "每月",
            "每季度",
            "每半年",
            "信息形成或者变更之日起20个工作日内",
            "动态调整",
        )
        return
    clauses = obligation.clauses
    if obligation.time_limit_text:
        yield limit_of(obligation)
    if len(clauses) > 1:
        yield from (clause.text for clause in clauses)
    kinds = {clause.kind for clause in clauses}
    standing = not kinds or ClauseKind.STANDING in kinds or ClauseKind.DYNAMIC in kinds
    dates = [clause.due for clause in clauses if clause.due]
    for due in dates:
        day = f"{due.year}年{due.month}月{due.day}日前"
        if standing:
            yield f"{day}完成，并长期坚持"
        yield day
    if ClauseKind.RECURRING in kinds:
        yield from (text for clause in clauses for text in _FREQUENCIES.get(clause.every or "", ()))
    if standing:
        yield "长期坚持，每季度检查一次"
        if not dates:
            yield f"{year}年12月31日前完成，并长期坚持"
        yield from ("按季度", "按月")


_FREQUENCIES = {
    "quarter": ("每季度末前", "每月"),
    "year": ("每年12月31日前", "每半年"),
    "unspecified": ("每月", "每季度"),
}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
