"""F05: no section is named."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.bearers import is_blanked, is_same_as_above, names_nobody
from pipeline.judging.checks.blank_cells import unnamed_cells
from pipeline.judging.checks.check import Check, Finding, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.model import Field, Severity


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield each 责任科室 cell that is blank or names none."""
    yield from unnamed_cells(case, Field.SECTION, _is_nobody)


def _is_nobody(text: str) -> bool:
    return names_nobody(text) or is_blanked(text) or is_same_as_above(text)


CHECK = Check(
    code="F05",
    title="缺责任科室",
    severity=Severity.ERROR,
    scope=Scope.LEDGER,
    meaning="“责任科室”栏空白，或者所填内容不能确定是哪个科室：“/”“无”“待定”“——”“？”、数字、勾选、图片，上面没有内容而写“同上”。“各科室”“各直属单位”不算。多行由同一科室负责的，可合并单元格，不算空白。",
    sentence_template="“责任科室”{reason}，没有写明由哪个科室负责。",
    advice_template="请填写具体负责的科室名称，例如“办公室”；多行由同一科室负责的，可合并单元格。",
    example="工作表“台账”F12单元格（工作任务“规范开展政府信息公开”）：“责任科室”填的是“/”，没有写明由哪个科室负责。",
    find=find,
)
