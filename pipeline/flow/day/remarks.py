"""What an officer should know of words that were recorded: whose place they take, what no longer stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.flow.installation import Installation
from pipeline.judging.checks.wording import excerpt
from pipeline.judging.matching.text import normalise
from pipeline.model import ON_WORDINGS, Decision, DecisionKind, Registered, Stage

_ON_ENTRIES = ON_WORDINGS | {DecisionKind.WAIVE}
_ORDER = (Stage.NOT_BEGUN, Stage.UNDER_WAY, Stage.DONE)


def remarks_on(
    installation: Installation, decision: Decision, earlier: Sequence[Decision], is_new: bool
) -> Iterator[str]:
    """Say where a decision takes the place of another word, or speaks of what no longer stands there."""
    where = f"（“{decision.source.sheet}”第{decision.source.row}行）" if decision.source.row else ""
    about = f"{decision.unit}{decision.obligation}"
    if decision.text and decision.kind in _ON_ENTRIES:
        about += f"“{excerpt(decision.text)}”"
        wording = normalise(decision.text)
        versions = installation.register.versions_of(decision.unit)
        newest = versions[-1].ledger if versions else None
        if newest and not any(wording in (normalise(e.measure.text), normalise(e.task.text)) for e in newest.entries):
            yield (
                f"{about}{where}：该单位已报送新版台账，其中没有这条原文，所填“{decision.kind.value}”对现行台账不起作用。"
            )
    if decision.progress is not None:
        yield from _progress_remarks(decision, where, earlier, is_new)
        return
    last = next((d for d in reversed(earlier) if contradicts(d, decision)), None)
    if last is not None:
        before = f"{about}{where}：{last.officer}已另行核定为“{last.kind.value}”（{last.source.shown}）"
        if is_new:
            yield f"{before}，现以本次所填“{decision.kind.value}”为准。"
        else:
            yield f"{before}，本次所填“{decision.kind.value}”是此前的意见，不再登记。"


def _progress_remarks(decision: Decision, where: str, earlier: Sequence[Decision], is_new: bool) -> Iterator[str]:
    """Say where what is registered of a step goes back on what was registered of it last; on is the usual way."""
    told = decision.progress
    last = next((d for d in reversed(earlier) if d.matter == decision.matter and d.revoked_at is None), None)
    if told is None or last is None or last.progress is None or not contradicts(last, decision):
        return
    step = f"（{told.period}）" if told.period else ""
    before = (
        f"{decision.unit}“{excerpt(decision.text)}”{step}{where}：{last.officer}已登记为“{_state(last.progress)}”"
    )
    if is_new:
        yield f"{before}（{last.source.shown}），现以本次所填“{_state(told)}”为准。"
    else:
        yield f"{before}（{last.source.shown}），本次所填“{_state(told)}”是此前的登记，不再登记。"


def _state(told: Registered) -> str:
    return replace(told, period="").shown


def _goes_back(before: Registered, after: Registered) -> bool:
    """Say whether what is registered of a step is less than before, or another day of its completion."""
    was, is_now = _ORDER.index(Stage(before.state)), _ORDER.index(Stage(after.state))
    other_day = bool(before.done_on and after.done_on) and before.done_on != after.done_on
    return is_now < was or (is_now == was and other_day)


def contradicts(one: Decision, other: Decision) -> bool:
    """Say whether two words of which the later counts say different things about one matter."""
    if one.revoked_at is not None or (one.unit, one.obligation) != (other.unit, other.obligation):
        return False
    if one.matter == other.matter:
        if one.progress is not None and other.progress is not None:
            return _goes_back(one.progress, other.progress)
        return (one.kind, one.until) != (other.kind, other.until)
    wordings = {DecisionKind.CONFIRM, DecisionKind.REJECT}
    free = {DecisionKind.WAIVE, DecisionKind.NIL_RETURN}
    return (one.kind in wordings and other.kind in free) or (one.kind in free and other.kind in wordings)
