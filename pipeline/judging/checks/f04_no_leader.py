"""F04: no leader is named."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.bearers import is_blanked, is_same_as_above, is_title_alone, names_nobody
from pipeline.judging.checks.blank_cells import unnamed_cells
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each 单位分管领导 cell that is blank or gives no name."""
    yield from unnamed_cells(case, Field.LEADER, _is_nobody)


def _is_nobody(text: str) -> bool:
    return names_nobody(text) or is_title_alone(text) or is_blanked(text) or is_same_as_above(text)


CHECK = Check(
    code="F04",
    title="缺单位分管领导",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="“单位分管领导”栏空白，或者所填内容不能确定是谁：“/”“无”“待定”“——”“？”、数字、勾选、图片，只写职务不写姓名，上面没有内容而写“同上”。多行共用一位领导的，可合并单元格，不算空白。",
    sentence_template="“单位分管领导”{reason}，没有写明由谁分管。",
    advice_template="请填写分管该项工作的单位领导姓名，例如“李明”，职务可以一并写明；多行由同一位领导分管的，可合并单元格。",
    example="工作表“台账”E12单元格（工作任务“规范开展政府信息公开”）：“单位分管领导”填的是“待定”，没有写明由谁分管。",
    find=find,
)
