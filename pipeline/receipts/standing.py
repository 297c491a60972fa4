"""How many of its tasks a unit has reported, in one sentence that adds up."""

from __future__ import annotations

from pipeline.judging.checks.gaps import told_at_cells
from pipeline.judging.checks.ledger_case import excused
from pipeline.model import DecisionKind, Field, Plan, Submission


def tally_of(submission: Submission, plan: Plan) -> str:
    """Say 应报N项，已报N项 and what the rest is; "" where the unit or its measures are not known."""
    unit, ledger = plan.unit_by_name.get(submission.unit or ""), submission.ledger
    if unit is None or ledger is None or not ledger.entries or Field.MEASURE in ledger.missing_columns:
        return ""
    on = submission.arrival.received_at.date()
    wanted = {o.id for o in plan.binding_on(unit)}
    wanted |= {d.obligation for d in submission.in_force if d.kind is DecisionKind.ASSIGN and d.in_force(on)}
    wanted &= plan.by_id.keys()
    if not wanted:
        return ""
    counts: list[tuple[str, int]] = []
    left = set(wanted)
    for label, ids in (
        ("缺报", submission.missing),
        ("已申请、待核定", submission.pending),
        ("已报", submission.covered),
        ("举措是否对应待核定", submission.doubtful),
    ):
        counts.append((label, len(left.intersection(ids))))
        left -= set(ids)
    if left - excused(plan, submission.in_force, on):
        return ""
    told = dict(counts)
    idle = len(wanted & set(submission.missing) & told_at_cells(submission.matches))
    told |= {"缺报": told["缺报"] - idle, "所写举措过于空泛、不计入已报": idle}
    parts = [f"已报{told['已报']}项", *(f"{label}{n}项" for label, n in told.items() if n and label != "已报")]
    parts += [f"已核定不需报{len(left)}项"] if left else []
    return f"方案分给本单位的任务应报{len(wanted)}项：{'，'.join(parts)}。"
