"""F06: the numbers of the rows are repeated, jump, or are absent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.wording import at_cell, blank
from pipeline.judging.matching.text import normalise
from pipeline.model import MISSING_SHEET, Entry, Field, Severity

TOLD = 5
"""How many faults of numbering are told; the clerk numbers the column afresh anyway."""


@dataclass(frozen=True, slots=True)
class _Fault:
    entry: Entry
    text: str


def find(case: LedgerCase) -> Iterator[Finding]:
    """Yield at most once for a ledger."""
    if case.is_empty:
        return
    ledger = case.ledger
    # The numbers on 缺失任务 are the receipt's own.
    entries = [r.entry for r in case.rows if not r.entry.no.inherited and r.entry.sheet.strip() != MISSING_SHEET]
    if Field.NO in ledger.missing_columns:
        place = Place(f"工作表“{ledger.sheet}”第{ledger.header_row}行表头", ledger.sheet, None)
        yield Finding(place=place, words={"reason": "表中没有“序号”栏"}, subject="numbering")
        return
    aside = {n for text in ledger.numbers_aside if (n := _number(text)) is not None}
    faults = _faults(entries, aside)
    if faults:
        told = "；".join(_at(f.entry, ledger.sheet) + f.text for f in faults[:TOLD])
        more = f"；等{len(faults)}处" if len(faults) > TOLD else ""
        yield Finding(
            place=at_cell(faults[0].entry.sheet, faults[0].entry.no.cell),
            words={"reason": told + more},
            subject="numbering",
        )


def _faults(entries: Sequence[Entry], aside: Collection[int]) -> list[_Fault]:
    faults: list[_Fault] = []
    seen: dict[str, dict[int, int]] = {}
    before: tuple[int, Entry] | None = None
    # A part of the ledger under a heading of its own may have no such column at all.
    unnumbered = [e for e in entries if e.no.cell and blank(e.no) and not e.task.inherited and not blank(e.task)]
    if unnumbered and all(blank(e.no) for e in entries):
        return [_Fault(unnumbered[0], "“序号”栏未填写")]
    faults.extend(_Fault(e, f"第{e.row}行未填序号") for e in unnumbered)
    for entry in entries:
        number = _number(entry.no.text)
        if number is None:
            continue
        rows = seen.setdefault(f"{entry.sheet}|{entry.heading}", {})
        if before is not None and before[0] == number and _same_task(before[1], entry):
            continue  # several measures of one task, its number written on each row
        if number in rows:
            faults.append(_Fault(entry, f"第{entry.row}行序号“{number}”与第{rows[number]}行重复"))
        elif before is not None and number == before[0]:
            where = _at(before[1], entry.sheet)
            faults.append(_Fault(entry, f"第{entry.row}行序号“{number}”与{where}第{before[1].row}行重复"))
        elif before is not None and not _follows(before[0], number, aside) and not (number == 1 and not rows):
            faults.append(_Fault(entry, f"第{entry.row}行序号“{number}”与前面的“{before[0]}”不连续"))
        rows.setdefault(number, entry.row)
        before = (number, entry)
    return faults


def _follows(before: int, number: int, aside: Collection[int]) -> bool:
    """Say whether a number is the next one, but for those of rows that were set aside."""
    return number > before and all(n in aside for n in range(before + 1, number))


def _at(entry: Entry, home: str) -> str:
    """Name the sheet of an entry where it is another."""
    return "" if entry.sheet == home else f"工作表“{entry.sheet}”"


def _same_task(one: Entry, other: Entry) -> bool:
    return normalise(one.task.text) == normalise(other.task.text)


def _number(text: str) -> int | None:
    """Read 3, 3., （3）, ３ or 3.0; codes and words (1.2, 二) are numbered in their own way and let be."""
    found = re.fullmatch(r"\(?(\d{1,4})(?:\.0)?\)?[.、,]?", normalise(text))
    return int(found[1]) if found else None


CHECK = Check(
    code="F06",
    title="序号重复或不连续",
    severity=Severity.NOTICE,
    scope=Scope.LEDGER,
    meaning="序号有重复、跳号或未填写。合并的序号、同一任务各行写同一序号、分大项重新编号的，都不算。每份台账只提示一次。",
    sentence_template="序号不规范：{reason}。",
    advice_template="请按行的先后从1起连续编号；同一任务有多项举措的，合并为一个序号。",
    example="工作表“台账”A9单元格：序号不规范：第9行序号“3”与第8行重复。",
    find=find,
)
