"""F13: the measure says that the task is not the unit's, does not arise, or lies with another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import NO_NEED, at_application, at_field, collector
from pipeline.judging.matching.text import normalise
from pipeline.model import Application, Field, Severity, Substance, Treatment

_BARE: Final = re.compile(
    r"(?:本|我|该)(?:单位|局|办|镇|街道|委|中心|院|馆|部门|项|类|级)?|单位|此项|此类|这项|今年|本年度?|目前|暂时?|均|也|都|确|"
    r"不(?:再)?(?:涉及|适用|属于|承担|开展|具备|存在|需要|需)|没有|尚?无|职能|职责|范围|业务|工作|任务|事项|内容|情况|相关|有关|"
    r"年度|\d{4}年|[的了在内之为是、,。;.:!()\-/\s]"
)
"""What a bare refusal is made of; a reason says more than that."""
_REASON: Final = 5
"""From how many further characters on it says more."""


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each measure that refuses, until an officer has decided on the obligation that its task stands for.

    So with each application on 缺失任务.
    """
    pending = {obligation.id for obligation in case.pending}
    for row in case.rows:
        value = row.entry.measure
        if row.match.substance is not Substance.REFUSAL or row.twin is not None or value.inherited:
            continue
        meant = [m.obligation for m in row.match.meant if m.obligation in case.plan.by_id]
        if meant and all(_is_decided(case, obligation) for obligation in meant):
            continue
        yield Finding(
            place=at_field(row.entry, Field.MEASURE),
            words={"said": _REFUSES, **_words(case, meant, _FILL_CELL, reasoned=_says_why(value.text))},
            obligation=next((o for o in meant if o in pending), None)
            or next((o for o in meant if not _is_decided(case, o)), None),
            content=value.text,
            subject=_subject(row),
        )
    for applied in case.applications:
        if applied.obligation in pending:
            application = applied.application
            yield Finding(
                place=at_application(application),
                words={
                    "said": _SAID[application.treatment],
                    **_words(case, [applied.obligation], _FILL_REASON, reasoned=_is_reasoned(application)),
                },
                obligation=applied.obligation,
                content=application.said,
                subject=f"application|{applied.obligation}",
            )


def _says_why(text: str) -> bool:
    """Say whether words hold more than that the task is refused."""
    return len(_BARE.sub("", normalise(text))) >= _REASON


def _is_reasoned(application: Application) -> bool:
    return application.within > 0 or _says_why(application.reason.text)


def _words(case: LedgerCase, meant: Sequence[str], where: str, *, reasoned: bool) -> Mapping[str, str]:
    """Say what becomes of it: it waits for an officer, or there is nothing to wait for.

    ``where`` a reason is to be written, if none is ``reasoned``.
    """
    if {o.id for o in case.pending}.intersection(meant):
        reason, remedy = _WAITS if reasoned else (_WAITS_UNREASONED[0], _WAITS_UNREASONED[1].format(where=where))
    elif not meant:
        reason, remedy = _UNKNOWN
    elif {o.id for o in case.binding}.intersection(meant):
        reason, remedy = _DONE_ELSEWHERE
    else:
        reason, remedy = _NOT_GIVEN
    return {"reason": reason, "remedy": remedy.format(collector=collector(case.plan))}


_FILL_CELL = "本格"
_FILL_REASON = "本行的“情况说明”栏"
_REFUSES = "该格写的是本单位不承担或者没有该项任务"
_SAID: Final[Mapping[Treatment | None, str]] = {
    Treatment.NOT_OURS: "本行申请该项任务不适用于本单位",
    Treatment.OTHERS: "本行写明该项任务由其他单位承担",
    Treatment.CONTAINED: "本行写明该项任务已含于台账的其他行",
}
_WAITS = (
    "已作为申请提交核定，理由已收到，核定之前不要求补报",
    NO_NEED + "，请等候{collector}核定，结果将以新的回执告知；方案列有本单位，核定不同意的仍须补报。"
    "如本单位实际承担该项任务，请改写为具体举措后重新报送。",
)
_WAITS_UNREASONED = (
    "已作为申请提交核定，但没有写明理由",
    "请在{where}补充理由后重新报送，例如职责划转的文件名称和文号，或者没有此类业务的具体情况。如本单位实际承担该项任务，请改写为具体举措。",
)
_UNKNOWN = (
    "但不能确定是方案的哪一项任务，暂不能提交核定",
    "是方案任务的，请在回执“缺失任务”表中找到该项任务，在“处理方式”栏中选择并写明理由；"
    "是本单位自行安排的工作、确不开展的，可以删去本行；实际开展的，请改写为本单位的具体举措。",
)
_DONE_ELSEWHERE = (
    "但台账的其他行已列有该项任务的举措",
    "请核对：实际承担的，请把本格改写为具体举措，其他行已经写全的也可以删去本行；"
    "确不承担的，请把其他行的有关举措一并删去，由{collector}核定。",
)
_NOT_GIVEN = ("方案也没有把该项任务分给本单位，无需申请", "可以删去本行。")


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
    sentence_template="{said}，{reason}。",
    advice_template="{remedy}",
    example="工作表“台账”C12单元格（工作任务“公共企事业单位信息公开”）：该格写的是本单位不承担或者没有该项任务，"
    "已作为申请提交核定，但没有写明理由。",
    find=find,
)
