"""Why an officer's decision cannot take effect: nobody is told that it does."""

from __future__ import annotations

from datetime import date

from pipeline.flow.installation import Installation
from pipeline.judging.checks.wording import day, excerpt
from pipeline.judging.progress.claims import contradictions
from pipeline.judging.progress.tracking import Places
from pipeline.model import Claim, Decision, DecisionKind, Entry, Stage, Standpoint, Told, Value

Held = dict[str, Places]
"""The entries of the ledgers in force that were looked into, by unit."""

_ON_DUTY = frozenset({DecisionKind.WAIVE, DecisionKind.EXTEND, DecisionKind.NIL_RETURN})


def fault_in(installation: Installation, decision: Decision, today: date, held: Held | None = None) -> str:
    """Say why a decision cannot take effect, "" where it can. ``held`` keeps the ledgers looked into for the next."""
    plan = installation.plan
    if installation.officers and decision.officer not in installation.officers:
        return (
            f"“{decision.officer}”不在设置所列的核定人员中，未采用。"
            f"请由{'、'.join(installation.officers)}核定，或请维护人员修改 [trust] 的 officers。"
        )
    unit = plan.unit_by_name.get(decision.unit)
    if unit is None:
        fault = f"任务{decision.obligation}：“{decision.unit}”不在方案的单位名录中，未采用。"
        return f"{fault}请使用“报送情况”表中的单位名称。"
    if decision.kind in _ON_DUTY and decision.until is not None and decision.until < today:
        return (
            f"{decision.unit}{decision.obligation}：所填日期{day(decision.until)}已过，“{decision.kind.value}”不起作用，"
            "未采用。请核对日期；需终止此前意见的，请用“撤销”。"
        )
    if decision.kind is DecisionKind.NIL_RETURN and not decision.obligation:
        return ""
    if decision.kind is DecisionKind.PROGRESS:
        return _not_so(decision, plan.standpoint(today)) or _not_in_force(
            installation, decision, {} if held is None else held
        )
    is_duty = any(d.id == decision.obligation for d in plan.duties)
    if decision.obligation not in plan.by_id and not is_duty:
        return f"方案中没有任务“{decision.obligation}”，未采用。请核对任务编号。"
    if decision.kind not in _ON_DUTY or (is_duty and decision.kind is DecisionKind.WAIVE):
        return ""
    if is_duty or not _binds(installation, decision):
        return (
            f"方案没有把{decision.obligation}分给{decision.unit}，“{decision.kind.value}”不起作用，未采用。"
            "请核对单位和任务编号；台账原文不落实此任务的，请选“否定”。"
        )
    return ""


def _not_so(decision: Decision, here: Standpoint) -> str:
    """Say where a registered state and its day cannot be true together, as units' own claims are checked (F15)."""
    told = decision.progress
    if told is None or not told.done_on:
        return ""
    done = date.fromisoformat(told.done_on)
    claim = Claim(Value(told.state, ""), Value(told.done_on, ""))
    if told.state == Stage.NOT_BEGUN:
        why = f"登记状态为“{told.state}”，又填写了登记完成时间{day(done)}，两者不符"
    elif not any(c.told is Told.DONE_ON for c in contradictions(claim, here)):
        return ""
    elif done > here.day:
        why = f"登记状态为“{told.state}”，而登记完成时间{day(done)}尚未到"
    elif told.state == Stage.UNDER_WAY:
        why = f"登记状态为“{told.state}”，而登记完成时间{day(done)}已到，两者不符"
    else:
        why = f"登记完成时间{day(done)}早于方案印发日期"
    return f"{decision.unit}“{excerpt(decision.text)}”：{why}，未采用。请核对登记状态和登记完成时间后重新填写。"


def _not_in_force(installation: Installation, decision: Decision, held: Held) -> str:
    """Say where a unit's ledger in force has no such measure, of which an officer registers the progress."""
    if decision.unit not in held:
        held[decision.unit] = Places(_entries_in_force(installation, decision.unit))
    if held[decision.unit].of_registered(decision) is not None:
        return ""
    return (
        f"{decision.unit}的现行台账中没有举措“{excerpt(decision.text)}”，或有多条而不能确定是哪一条，进度未予登记。"
        "请在最新汇总表中登记。"
    )


def _entries_in_force(installation: Installation, unit: str) -> tuple[Entry, ...]:
    standing = installation.book().now().of(unit).in_force
    ledgers = [
        x for x in installation.register.ledgers(installation.plan.id) if standing and x.key == standing.ledger
    ]
    return tuple(
        entry for one in installation.register.contents(ledgers) if one.ledger for entry in one.ledger.entries
    )


def _binds(installation: Installation, decision: Decision) -> bool:
    plan, today = installation.plan, installation.clock().date()
    unit = plan.unit_by_name[decision.unit]
    if plan.assignment_of(unit, decision.obligation) is not None:
        return True
    return any(
        d.kind is DecisionKind.ASSIGN
        and (d.unit, d.obligation) == (decision.unit, decision.obligation)
        and d.in_force(today)
        for d in installation.decisions()
    )
