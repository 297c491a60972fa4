"""How blank cells are found; F01 to F05 differ in the column only."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.judging.checks.cases import LedgerCase, Row
from pipeline.judging.checks.check import Finding
from pipeline.judging.checks.wording import at_field, blank
from pipeline.model import Field


def blank_cells(case: LedgerCase, field: Field) -> Iterator[tuple[Row, Finding]]:
    """Yield each blank cell of a column once, with its row.

    A column that the form lacks is S05, a cell whose formula failed is F08; a merged cell counts once, on its first
    row.
    """
    if case.is_empty or field in case.ledger.missing_columns:
        return
    for row in case.rows:
        value = row.entry.value(field)
        if blank(value) and not value.inherited:
            yield (
                row,
                Finding(
                    place=at_field(row.entry, field),
                    subject=f"{row.entry.task.text.strip()}|{row.entry.measure.text.strip()}",
                ),
            )
