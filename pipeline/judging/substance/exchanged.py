"""The columns of task and measure filled the wrong way round: only the plan's own words tell one from the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Final

from pipeline.judging.substance.judge import SubstanceJudge, bare_name
from pipeline.judging.substance.meant import by_label, name_said
from pipeline.model import Entry, EntryMatch, Field, Ledger, Misplaced, Plan, Substance

_BLOCK: Final = 3
"""From how many rows below each other on that stand the wrong way round it is no chance."""
_COLUMN: Final = 0.6
"""From which share of the rows on the whole columns are meant, where no row speaks against it."""


def as_meant(plan: Plan, ledger: Ledger, judge: SubstanceJudge) -> Ledger:
    """Give the ledger with tasks and measures where they belong, and say it once for the columns or a block of rows.

    A row stands the wrong way round where its measure is what the plan calls a task, and its task is none of the
    plan's but an act in words of the unit's own. Fewer than three such rows below each other are left as they are.
    """
    names = {bare_name(text) for o in plan.obligations for text in (o.label, o.requirement)} - {""}
    labels = by_label(plan)

    def names_task(text: str) -> bool:
        return bare_name(text) in names or bool(name_said(labels, text))

    named = [(names_task(e.task.text), names_task(e.measure.text)) for e in ledger.entries]
    suspects = [i for i, (task, measure) in enumerate(named) if measure and not task and ledger.entries[i].task.text]
    if len(suspects) < _BLOCK or not {Field.TASK, Field.MEASURE} <= set(ledger.columns):
        return ledger
    turned = replace(ledger, entries=tuple(_turned(ledger.entries[i]) for i in suspects))
    weighed = judge.weigh(turned, [EntryMatch()] * len(suspects))
    wrong = {i for i, match in zip(suspects, weighed, strict=True) if match.substance is Substance.REAL}
    if len(wrong) >= _COLUMN * len(named) and not any(task for task, _ in named):
        columns = dict(ledger.columns)
        columns[Field.TASK], columns[Field.MEASURE] = columns[Field.MEASURE], columns[Field.TASK]
        entries = tuple(map(_turned, ledger.entries))
        told = (_said_of_columns(plan, ledger),)
        return replace(ledger, entries=entries, columns=columns, misplaced=(*ledger.misplaced, *told))
    blocks = [block for block in _blocks(sorted(wrong)) if len(block) >= _BLOCK]
    moved = {i for block in blocks for i in block}
    entries = tuple(_turned(e) if i in moved else e for i, e in enumerate(ledger.entries))
    said = tuple(_said_of_rows(plan, [ledger.entries[i] for i in block]) for block in blocks)
    return replace(ledger, entries=entries, misplaced=(*ledger.misplaced, *said))


def _turned(entry: Entry) -> Entry:
    return replace(entry, task=entry.measure, measure=entry.task)


def _blocks(indexes: Iterable[int]) -> list[list[int]]:
    """Give the runs of indexes that follow each other."""
    return [[i for _, i in run] for _, run in groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0])]


def _said_of_columns(plan: Plan, ledger: Ledger) -> Misplaced:
    task, measure = ledger.columns[Field.TASK], ledger.columns[Field.MEASURE]
    what = f"{_heading(plan, Field.TASK)}（{task}列）与{_heading(plan, Field.MEASURE)}（{measure}列）两栏的内容填反了"
    row = ledger.header_row
    remedy = f"请互换{task}{row}和{measure}{row}两格的栏名，或者互换这两栏的内容。"
    return Misplaced(ledger.sheet, f"{task}{row}", what, remedy=remedy)


def _said_of_rows(plan: Plan, block: list[Entry]) -> Misplaced:
    where = f"第{block[0].row}—{block[-1].row}行"
    what = f"{where}的{_heading(plan, Field.TASK)}与{_heading(plan, Field.MEASURE)}填反了"
    remedy = f"请把{where}这两栏的内容互换，其余各行不动。"
    return Misplaced(block[0].sheet, block[0].task.cell, what, remedy=remedy, rows=len(block))


def _heading(plan: Plan, field: Field) -> str:
    return f"“{plan.form.heading(field)}”"
