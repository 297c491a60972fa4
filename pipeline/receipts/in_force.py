"""What officers have decided for a unit and holds (核定事项): waivers, extensions, nil returns, assignments."""

from __future__ import annotations

from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.judging.checks.wording import STOPS, day, excerpt, named
from pipeline.model import Decision, DecisionKind, Plan, Submission

_KINDS = {
    DecisionKind.WAIVE: "豁免",
    DecisionKind.EXTEND: "延期",
    DecisionKind.NIL_RETURN: "无此项任务",
    DecisionKind.ASSIGN: "明确责任单位",
    DecisionKind.REJECT: "申请未获同意，仍须落实",
    DecisionKind.PROGRESS: "中心登记完成情况",
}
_LONGEST_REASON = 60


def in_force(submission: Submission, plan: Plan) -> tuple[str, ...]:
    """List the records, one line each; one that ended before the file came (again) is gone."""
    on = submission.arrival.received_at.date()
    kinds = list(_KINDS)
    holding = sorted(
        (d for d in submission.in_force if d.kind in _KINDS and d.in_force(on)),
        key=lambda d: (kinds.index(d.kind), d.obligation),
    )
    return tuple(dict.fromkeys(_line(decision, plan) for decision in holding))


def _line(decision: Decision, plan: Plan) -> str:
    parts = [f"{_KINDS[decision.kind]}：{_subject(decision, plan)}，{_until(decision)}。"]
    reason = excerpt(mask_personal(decision.reason), _LONGEST_REASON).rstrip(STOPS)
    parts += [f"理由：{reason}。"] if reason else []
    officer = excerpt(mask_personal(decision.officer))
    parts += [f"核定人：{officer}。"] if officer else []
    return "".join(parts)


def _subject(decision: Decision, plan: Plan) -> str:
    if decision.progress is not None:
        return f"“{excerpt(mask_personal(decision.text))}”{decision.progress.shown}"
    if not decision.obligation:
        return "全部任务"
    found = plan.by_id.get(decision.obligation)
    duty = next((d for d in plan.duties if d.id == decision.obligation), None)
    told = f"方案正文“{excerpt(duty.text)}”" if duty else decision.obligation
    name = named(found) if found is not None else told
    return f"{name}由本单位落实" if decision.kind is DecisionKind.ASSIGN else name


def _until(decision: Decision) -> str:
    if decision.progress is not None:
        return "贵单位以后在台账“完成情况”栏另行报告的，以后报的为准"
    if decision.until is None:
        return "长期有效"
    return f"{'延期' if decision.kind is DecisionKind.EXTEND else '有效期'}至{day(decision.until)}"
