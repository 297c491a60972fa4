"""S05: the workbook was read, but it does not hold the form of the ledgers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.cell_kinds import BELONGS
from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.s04_unreadable import NOT_THE_FORM
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import at_cell, in_file
from pipeline.model import FileRead, Ledger, Severity, Unread
from pipeline.model.cells import column_letter

_ONE_COLUMN = re.compile(r"([A-Z]{1,3})\d+:\1\d+")
"""Several cells below one another; a single one is a remark."""


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once for a file without the form, or once for all the columns that the form lacks."""
    failure, ledger = case.file.failure, case.ledger
    if failure is not None and failure.kind == NOT_THE_FORM:
        yield Finding(
            place=in_file(case.file.file_name),
            subject=case.file.sha256,
            words={
                "reason": failure.message.strip().rstrip("。") or "未找到台账的表头",
                "remedy": f"请先确认报送的是政务公开工作台账。{_standard(case)}",
            },
        )
    elif ledger is not None:
        # A missing 序号 column is noticed by F06 and does no harm.
        needed = (c for c in case.plan.form.columns if c.needed)
        absent = "、".join(f"“{c.heading}”" for c in needed if c.key in ledger.missing_columns)
        if other_year(ledger, case.plan.year):
            said = "、".join(map(str, sorted(ledger.years)))
            yield Finding(
                place=Place(f"工作表“{ledger.sheet}”", ledger.sheet, ledger.title_cell or "A1"),
                subject=f"year {said}",
                words={
                    "reason": f"标题或工作表名称写的是{said}年，方案是{case.plan.year}年的",
                    "remedy": f"只是标题未改的，改正年份即可；误报了往年台账的，请改报{case.plan.year}年的台账。",
                },
            )
        for field in ledger.unnamed:
            heading, cell = case.plan.form.heading(field), f"{ledger.columns[field]}{ledger.header_row}"
            yield Finding(
                place=at_cell(ledger.sheet, cell),
                subject=f"unnamed {field}",
                words={
                    "reason": f"“{heading}”栏没有栏名，已按内容读取",
                    "remedy": f"请在{cell}单元格填写栏名“{heading}”；该列不是“{heading}”的，请另加该栏。",
                },
            )
        if absent:
            row = f"第{ledger.header_row}行表头" if ledger.header_row else ""
            yield Finding(
                place=Place(f"工作表“{ledger.sheet}”{row}", ledger.sheet, f"A{max(ledger.header_row, 1)}"),
                subject=absent,
                words={
                    "reason": f"缺少{absent}栏，或者栏目名称无法辨认",
                    "remedy": f"{_unnamed(case.file, ledger)}{_standard(case)}",
                },
            )


def _standard(case: ArrivalCase) -> str:
    headings = "、".join(column.heading for column in case.plan.form.columns if column.field is not None)
    form = case.plan.words["form"]
    return f"请使用{form}格式（{headings}各栏）补齐栏目、填写内容后重新报送，也可以使用下发的台账模板。"


def _unnamed(file: FileRead, ledger: Ledger) -> str:
    """Say which columns hold something and bear no heading: a name may be all that is lacking."""
    letters = "、".join(sorted(unnamed_columns(file, ledger), key=lambda letter: (len(letter), letter)))
    if not letters:
        return ""
    return f"{letters}列有内容而没有栏名，如果就是所缺的栏目，在第{ledger.header_row}行补上栏名即可。"


def unnamed_columns(file: FileRead, ledger: Ledger) -> Mapping[str, Unread]:
    """Give what is unread in columns that bear no heading, by their letters, where the form lacks a column."""
    if not any(key in ledger.missing_columns for key in BELONGS):
        return {}
    named = {column_letter(at) for at, heading in enumerate(ledger.headings, 1) if heading}
    found = (
        (_ONE_COLUMN.fullmatch(u.range), u) for u in file.unread_beside(ledger) if u.sheet == ledger.sheet and u.asks
    )
    return {f[1]: u for f, u in found if f and f[1] not in named}


def other_year(ledger: Ledger, year: int) -> bool:
    """Say whether a form says of itself that it is another year's."""
    return bool(ledger.years) and year not in ledger.years


CHECK = Check(
    code="S05",
    title="表式不符",
    severity=Severity.ERROR,
    scope=Scope.ARRIVAL,
    meaning="来件不是{form}的表式：找不到台账表头，或者缺少工作任务、工作举措、时限要求、单位分管领导、责任科室中的某一栏；"
    "或者标题写明是其他年度的台账。"
    "栏目换了顺序、另加栏目、用了相近名称的，不算不符。",
    sentence_template="表式与{form}不符：{reason}。",
    advice_template="{remedy}",
    example="工作表“台账”第3行表头：表式与{form}不符：缺少“责任科室”栏，或者栏目名称无法辨认。",
    find=find,
    traits=frozenset({Trait.FORM}),
)
