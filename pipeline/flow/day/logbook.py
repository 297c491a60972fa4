"""Who did what, when, from where: read from the register, for the command line and the sheet 操作记录."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from pipeline.flow.installation import Installation
from pipeline.model import Act, Arrival, Channel, Decision, Operation, WordSource
from pipeline.store.arrivals import ArrivalState

COLUMNS: Final = ("时间", "事项", "单位", "版本", "内容", "来源依据", "来源", "经办人", "理由", "编号")
_CHANNELS = {Channel.FOLDER: "收件夹", Channel.MAIL: "邮件", Channel.COMMAND: "命令行"}


def row_of(one: Operation) -> tuple[str, ...]:
    """Give an operation as text, in the order of ``COLUMNS``."""
    words = (one.what, one.unit, one.version, one.content, one.proof, one.source, one.officer, one.reason, one.number)
    return (f"{one.at:%Y-%m-%d %H:%M:%S}", *words)


def operations(installation: Installation, unit: str = "", since: date | None = None) -> tuple[Operation, ...]:
    """Give all that was done under the plan in force, oldest first; of one unit, or since a day, if wanted."""
    found = sorted((*_ledgers(installation), *_decisions(installation)), key=lambda one: one.at.timestamp())
    return tuple(one for one in found if (not unit or one.unit == unit) and (since is None or one.at.date() >= since))


def _ledgers(installation: Installation) -> Iterator[Operation]:
    register, plan = installation.register, installation.plan.id
    arrivals = {recorded.id: recorded.arrival for recorded in register.arrivals_in(*ArrivalState)}
    acts = register.acts(plan)
    again = dict(register.repeats_as_they_came([act.repeat for act in acts]))
    told = {act.ledger for act in acts if act.offer is not None and not act.repeat}
    for ledger in register.ledgers(plan):
        if ledger.key not in told:
            yield _came(ledger.arrival, ledger.unit, "", ledger.verdict.label, ledger.key)
    for act in acts:
        arrival = again.get(act.repeat) or arrivals[act.ledger[0]]
        version = f"第{act.version}版" if act.version else ""
        if act.offer is not None:
            content = "再次报送" if act.repeat else "报送台账"
            yield _came(arrival, act.unit, version, content, act.ledger, act)
        else:
            yield Operation(
                act.at,
                act.kind.label,
                act.unit,
                version,
                arrival.file_name,
                "",
                act.source.shown,
                act.officer,
                act.reason,
                f"{act.ledger[0]}-{act.ledger[1] + 1}",
            )


def _came(
    arrival: Arrival, unit: str, version: str, content: str, key: tuple[int, int], act: Act | None = None
) -> Operation:
    proof = act.offer.proof.label if act is not None and act.offer is not None else arrival.proof.label
    where = [_CHANNELS[arrival.channel], arrival.folder, arrival.sender, arrival.origin, arrival.owner]
    return Operation(
        arrival.received_at,
        "来件",
        unit,
        version,
        f"{arrival.file_name}（{content}，{arrival.sha256[:8]}）",
        proof,
        " ".join(filter(None, where)),
        "",
        "",
        f"{key[0]}-{key[1] + 1}",
    )


def _decisions(installation: Installation) -> Iterator[Operation]:
    for decision in installation.decisions():
        at = decision.decided_at or datetime.min.replace(tzinfo=installation.clock().tzinfo)
        yield _word(at, decision.kind.value, decision, decision.officer, decision.reason, decision.source)
    for revocation in installation.register.revocations(installation.plan.id):
        decision = revocation.decision
        what = f"撤销“{decision.kind.value}”"
        yield _word(revocation.at, what, decision, revocation.officer, revocation.reason, revocation.source)


def _word(at: datetime, what: str, decision: Decision, officer: str, reason: str, source: WordSource) -> Operation:
    until = f"至{decision.until.isoformat()}" if decision.until else ""
    about = decision.progress.shown if decision.progress else decision.obligation or "全部任务"
    content = " ".join(filter(None, (about, decision.text, until)))
    return Operation(at, what, decision.unit, "", content, "", source.shown, officer, reason, str(decision.number))
