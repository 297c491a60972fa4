"""F07: an example or a placeholder of the form was left in place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import at_field, excerpt
from pipeline.judging.matching.text import normalise
from pipeline.model import EXAMPLE_ROWS, Field, Severity

_BLANKED = r"(?<![a-z0-9])x{2,}(?![a-z0-9])|×{2,}|\*{2,}|某某|○{2,}|〇{2,}|□{2,}"
IN_TITLE = re.compile(rf"{_BLANKED}|示例|样表|范例")
# 示例 inside a sentence may be meant (公开办事材料填写示例); alone, in brackets or in front it is the form's own.
IN_CELL = re.compile(
    rf"{_BLANKED}|[(\[](?:示例|样例|填写[^)\]]*)[)\]]|^(?:示例|样例|例如:|请填写|请在此|此处填写|待填|待补充)"
)

_OWN = (Field.MEASURE, Field.TIME_LIMIT)
"""The columns whose example nobody writes by chance; a task or a section may well be the same."""
_REPLACE = "请改为本单位的实际内容并删去“示例”字样，例如将标题中的“XX”改为本单位名称；不需要的示例行请删除。"
_FILL = "请将本格改为本单位的实际内容"
_NO_EXAMPLE = "，并删去“示例”等字样；不需要的示例行，请整行删除"
_DELETE = "请将该行整行删除；确由本单位承担该项任务的，请另行填写本单位的举措、时限、领导和科室。"


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield the title, rows that are the form's own example, then each cell that still shows what the form came with.

    A merged cell is told once; of an example row nothing else is said.
    """
    ledger = case.ledger
    for label, text, cell in (("表格标题", ledger.title, ledger.title_cell), ("填报单位", ledger.reporting_unit, "")):
        found = IN_TITLE.search(normalise(text))
        if found:
            place = Place(f"工作表“{ledger.sheet}”{label}“{excerpt(text, 30)}”", ledger.sheet, cell or None)
            yield Finding(place=place, words=_left(found[0].upper()), content=text)
    for note in ledger.notes:
        if note.kind == EXAMPLE_ROWS:
            words = {"reason": note.text.rpartition("：")[2].rstrip("。"), "remedy": _DELETE}
            yield Finding(place=Place(f"工作表“{note.sheet}”", note.sheet, note.cell), words=words, subject=note.kind)
    examples = frozenset(text for row in case.plan.form.examples for f, text in row if f in _OWN)
    for row in case.rows:
        for field in Field:
            yield from _in_cell(row, field, examples)


def _in_cell(row: EntryRow, field: Field, examples: frozenset[str]) -> Iterator[Finding]:
    value = row.entry.value(field)
    if value.inherited:
        return
    text = normalise(value.text)
    found = IN_CELL.search(text)
    if found or text in examples:
        placeholder = found[0].upper() if found else excerpt(value.text)
        remedy = f"{_FILL}{_NO_EXAMPLE if '例' in placeholder else ''}。"
        yield Finding(place=at_field(row.entry, field), words=_left(placeholder, remedy), content=value.text)


def _left(placeholder: str, remedy: str = _REPLACE) -> dict[str, str]:
    return {"reason": f"示例或占位内容“{placeholder}”尚未替换", "remedy": remedy}


CHECK = Check(
    code="F07",
    title="示例或占位内容未替换",
    severity=Severity.WARNING,
    scope=Scope.LEDGER,
    meaning="表格标题或单元格中仍保留{form}表式的示例内容，或者“XX局”“（示例）”“某某”等占位文字。原样留下的示例行只报本项，不计入台账。",
    sentence_template="{reason}。",
    advice_template="{remedy}",
    example="工作表“台账”表格标题“XX局政务公开工作任务台账（示例）”：示例或占位内容“XX”尚未替换。",
    find=find,
)
