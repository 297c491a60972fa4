"""F12: the measure holds words alone: no act of the unit's own."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import at_field
from pipeline.model import Field, Severity, Substance

_MISSING = "，任务仍列为漏项（在本格改写即可，“缺失任务”表不另列）"


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each measure that does nothing, with the obligation that its task stands for.

    A repeated row has been told already (F11), a merged cell is told once.
    """
    missing = {o.id for o in case.missing}
    for row in case.rows:
        value = row.entry.measure
        if row.match.substance is Substance.HOLLOW and row.twin is None and not value.inherited:
            yield Finding(
                place=at_field(row.entry, Field.MEASURE),
                obligation=next((m.obligation for m in row.match.meant if m.obligation in case.plan.by_id), None),
                words={"so": _MISSING if missing & {m.obligation for m in row.match.meant} else ""},
                content=value.text,
                subject=f"{row.entry.task.text.strip()}|{value.text.strip()}",
            )


CHECK = Check(
    code="F12",
    title="举措空泛",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="“工作举措”只有要求、表态、待定或“见附件”“同上”之类的话，或者只重复任务名称，没有写明本单位做什么、怎么做。"
    "该行不算落实任务，所对应的任务仍列入漏项，但不再另报漏项（C01、C02）。整句照抄方案工作要求的，按F09提示。",
    sentence_template="“工作举措”没有写明本单位做什么、怎么做，不能算作落实该项任务{so}。",
    advice_template="请写出具体做法：做什么、由谁做、通过什么方式或形成什么结果，例如“每季度末由××科室汇总××，审核后在××公开”；"
    "写在附件或其他文件中的，请把要点写进本格。确不承担该项任务的，请写明理由，由汇总单位核定。",
    example="工作表“台账”C7单元格（工作任务“规范信息公开”）：“工作举措”没有写明本单位做什么、怎么做，"
    "不能算作落实该项任务，任务仍列为漏项（在本格改写即可，“缺失任务”表不另列）。",
    find=find,
)
