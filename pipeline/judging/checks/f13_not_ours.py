"""F13: the measure says that the task is not the unit's, does not arise, or lies with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import at_application, at_field, collector
from pipeline.model import Field, Severity, Substance


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each measure that refuses, until an officer has decided on the obligation that its task stands for.

    So with each application on 缺失任务.
    """
    for row in case.rows:
        value = row.entry.measure
        if row.match.substance is not Substance.REFUSAL or row.twin is not None or value.inherited:
            continue
        meant = [m.obligation for m in row.match.meant if m.obligation in case.plan.by_id]
        if meant and all(_is_decided(case, obligation) for obligation in meant):
            continue
        yield Finding(
            place=at_field(row.entry, Field.MEASURE),
            words=_words(case, meant),
            obligation=next((o for o in meant if not _is_decided(case, o)), None),
            content=value.text,
            subject=_subject(row),
        )
    pending = {obligation.id for obligation in case.pending}
    for applied in case.applications:
        if applied.obligation in pending:
            application = applied.application
            yield Finding(
                place=at_application(application),
                words=_words(case, [applied.obligation]),
                obligation=applied.obligation,
                content=application.said,
                subject=f"application|{applied.obligation}",
            )


def _words(case: LedgerCase, meant: Sequence[str]) -> Mapping[str, str]:
    """Say what becomes of it: it waits for an officer, or there is nothing to wait for."""
    if {o.id for o in case.pending}.intersection(meant):
        reason, remedy = _WAITS
    elif not meant:
        reason, remedy = _UNKNOWN
    elif {o.id for o in case.binding}.intersection(meant):
        reason, remedy = _DONE_ELSEWHERE
    else:
        reason, remedy = _NOT_GIVEN
    return {"reason": reason, "remedy": remedy.format(collector=collector(case.plan))}


_WAITS = (
    "已作为申请提交核定；核定之前不算落实，也不列为漏项",
    "理由已写明的，等候{collector}核定即可；尚未写明的，请写具体，例如职责已划转的文件名称、文号，或者确无此类业务的情况。"
    "实际承担该项任务的，请改写为本单位的具体举措。",
)
_UNKNOWN = (
    "但看不出是方案的哪一项任务，暂不能提交核定",
    "请在回执“缺失任务”表中找到该项任务，在“处理方式”栏中选择并写明理由，同时删去本行；实际承担的，请改写为本单位的具体举措。",
)
_DONE_ELSEWHERE = (
    "但台账的其他行已列有该项任务的举措",
    "请核对：实际承担的，请删去本行；确不承担的，请把其他行的有关举措一并删去，由{collector}核定。",
)
_NOT_GIVEN = ("方案也没有把该项任务分给本单位，不必申请", "可以删去本行。")


def _is_decided(case: LedgerCase, obligation: str) -> bool:
    return obligation in case.excused or obligation in case.upheld


def _subject(row: EntryRow) -> str:
    return f"{row.entry.task.text.strip()}|{row.entry.measure.text.strip()}"


CHECK = Check(
    code="F13",
    title="申请不适用",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="“工作举措”写的是不涉及、无此项工作、今年不开展、由其他单位承担等，或者在回执“缺失任务”表的“处理方式”栏选了申请不适用、"
    "由他单位承担、已含于某行，视为就该项任务提出申请，由汇总单位核定。"
    "核定前，该任务既不算落实，也不算漏项；同意的登记豁免，不同意的列为漏项。",
    sentence_template="本单位表示该项任务不涉及、不发生、由其他单位承担或者已含于其他举措，{reason}。",
    advice_template="{remedy}",
    example="工作表“台账”C12单元格（工作任务“公共企事业单位信息公开”）：本单位表示该项任务不涉及、不发生、"
    "由其他单位承担或者已含于其他举措，已作为申请提交核定；核定之前不算落实，也不列为漏项。",
    find=find,
)
