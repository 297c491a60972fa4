"""F07: an example or a placeholder of the form was left in place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import at_field, excerpt
from pipeline.judging.matching.text import normalise
from pipeline.model import Field, Severity

_BLANKED = r"(?<![a-z0-9])x{2,}(?![a-z0-9])|×{2,}|\*{2,}|某某|○{2,}|〇{2,}|□{2,}"
IN_TITLE = re.compile(rf"{_BLANKED}|示例|样表|范例")
# 示例 inside a sentence may be meant (公开办事材料填写示例); alone, in brackets or in front it is the form's own.
IN_CELL = re.compile(
    rf"{_BLANKED}|[(\[](?:示例|样例|填写[^)\]]*)[)\]]|^(?:示例|样例|例如:|请填写|请在此|此处填写|待填|待补充)"
)

# The texts that the form prints as its example, without the ones that name bodies: nobody writes these by chance.
EXAMPLE_TEXTS = frozenset(
    normalise(text)
    for text in (
        "指导相关职能部门及时公开“双随机、一公开”检查结果信息。",
        "印发通知，督促相关职部门4月底全部公开到位。",
        "按季度检查相关职能部门“双随机、一公开”检查结果信息公开情况，对未全面公开检查结果信息的督促其整改完善。",
    )
)


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield the title, then each cell (a merged one once) that still shows what the form came with."""
    ledger = case.ledger
    for label, text in (("表格标题", ledger.title), ("填报单位", ledger.reporting_unit)):
        found = IN_TITLE.search(normalise(text))
        if found:
            yield Finding(
                place=Place(f"工作表“{ledger.sheet}”{label}“{excerpt(text, 30)}”", ledger.sheet, None),
                words={"placeholder": found[0].upper()},
                content=text,
            )
    for row in case.rows:
        for field in Field:
            yield from _in_cell(row, field)


def _in_cell(row: EntryRow, field: Field) -> Iterator[Finding]:
    value = row.entry.value(field)
    if value.inherited:
        return
    text = normalise(value.text)
    found = IN_CELL.search(text)
    if found or text in EXAMPLE_TEXTS:
        placeholder = found[0].upper() if found else excerpt(value.text)
        yield Finding(
            place=at_field(row.entry, field),
            words={"placeholder": placeholder},
            content=value.text,
        )


CHECK = Check(
    code="F07",
    title="示例或占位内容未替换",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="表格标题或单元格中仍保留{form}表式的示例内容，或者“XX局”“（示例）”“某某”等占位文字。",
    sentence_template="示例或占位内容“{placeholder}”尚未替换。",
    advice_template="请改为本单位的实际内容并删去“示例”字样，例如将标题中的“XX局”改为本单位名称；不需要的示例行请删除。",
    example="工作表“台账”表格标题“XX局政务公开工作任务台账（示例）”：示例或占位内容“XX”尚未替换。",
    find=find,
)
