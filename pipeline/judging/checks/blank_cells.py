"""How blank cells are found, and those that name nobody; F01 to F05 differ in the column only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.judging.checks.bearers import is_same_as_above
from pipeline.judging.checks.check import Finding
from pipeline.judging.checks.ledger_case import EntryRow, LedgerCase
from pipeline.judging.checks.wording import at_field, blank, excerpt
from pipeline.model import Field, Substance

_OF_THE_WORK = frozenset({Field.TIME_LIMIT, Field.LEADER, Field.SECTION})
"""What is asked of a measure alone: who says that a task is not the unit's need not say who does it, and when."""


def blank_cells(case: LedgerCase, field: Field) -> Iterator[tuple[EntryRow, Finding]]:
    """Yield each blank cell of a column once, with its row.

    A column that the form lacks is S05, a cell whose formula failed is F08; a merged cell counts once, on its first
    row. A row that refuses its task (F13) is not asked for what belongs to doing it.
    """
    if case.is_empty or field in case.ledger.missing_columns:
        return
    for row in _asked(case, field):
        value = row.entry.value(field)
        if blank(value) and not value.inherited:
            yield (
                row,
                Finding(
                    place=at_field(row.entry, field),
                    subject=f"{row.entry.task.text.strip()}|{row.entry.measure.text.strip()}",
                ),
            )


def unnamed_cells(case: LedgerCase, field: Field, is_nobody: Callable[[str], bool]) -> Iterator[Finding]:
    """Yield each cell of a column that is blank or names nobody, with the reason; a merged one once."""
    for _, finding in blank_cells(case, field):
        yield replace(finding, words={"reason": "未填写"})
    for row in _asked(case, field):
        value = row.entry.value(field)
        if not value.inherited and value.fault is None and value.text.strip() and is_nobody(value.text):
            above = "，而上面没有可以承接的内容" if is_same_as_above(value.text) else ""
            yield Finding(
                place=at_field(row.entry, field),
                words={"reason": f"填的是“{excerpt(value.text)}”{above}"},
                content=value.text,
                subject=f"{value.text.strip()}|{row.entry.task.text.strip()}|{row.entry.measure.text.strip()}",
            )


def _asked(case: LedgerCase, field: Field) -> Iterator[EntryRow]:
    """Yield the rows that are to fill in a column."""
    return (r for r in case.rows if field not in _OF_THE_WORK or r.match.substance is not Substance.REFUSAL)
