"""F08: a cell shows a formula's error value, or its formula has no stored value."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.suggestions import limit_for
from pipeline.judging.checks.wording import at_field, excerpt
from pipeline.model import CellFault, Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each faulty cell once; such a cell is not reported as blank as well."""
    for row in case.rows:
        for field in Field:
            value = row.entry.value(field)
            if value.fault is None or value.inherited:
                continue
            if value.fault is CellFault.ERROR_VALUE:
                shown = excerpt(value.text)
                reason = f"显示错误值“{shown}”" if shown else "显示公式错误值"
                remedy = _REPLACE
            else:
                reason, remedy = "公式没有保存计算结果", _CALCULATE
            yield Finding(
                place=at_field(row.entry, field),
                words={"heading": case.plan.form.heading(field), "reason": reason, "remedy": remedy},
                content=value.text,
                suggestion=limit_for(case, row) if field is Field.TIME_LIMIT else "",
                subject=f"{field.value}|{row.entry.task.text.strip()}|{row.entry.measure.text.strip()}",
            )


_REPLACE = "该内容不会自行恢复，请直接在本格填写文字。"
_CALCULATE = (
    "请直接在本格填写文字；也可以在WPS、Excel中打开文件，待公式算出结果后复制并“选择性粘贴为数值”，保存后重新报送。"
)


CHECK = Check(
    code="F08",
    title="公式错误值",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="单元格是公式错误值（如#REF!、#N/A），或者公式没有保存计算结果，无法读出内容。该单元格不再报“未填写”。",
    sentence_template="“{heading}”{reason}，无法读出填写的内容。",
    advice_template="{remedy}",
    example="工作表“台账”D7单元格（工作任务“加强公开平台建设”）：“时限要求”显示错误值“#REF!”，无法读出填写的内容。",
    find=find,
)
