"""Columns that stand wrong in a part of the rows alone: a block pasted askew below rows that stand right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.form.misplaced import suits
from pipeline.form.no_entries import spans
from pipeline.form.rows import Row
from pipeline.judging.checks.cell_kinds import BELONGS, is_strange
from pipeline.model import Misplaced


def as_each_is_meant(given: Sequence[Row], moved: Sequence[Row]) -> list[Row]:
    """Give each row as its cells are meant: as given where they plainly suit their own headings, else as moved.

    Both are the same rows, read under the header as given and under the one that most of them are meant under.
    """
    under = {row.number: row for row in moved}
    return [row if _suited(row) > _suited(under[row.number]) else under[row.number] for row in given]


def _suited(row: Row) -> int:
    """Count the cells of a row that suit their headings, less those that plainly belong elsewhere."""
    return sum(
        suits(f, row.text(f)) - is_strange(f, row.text(f)) for f in BELONGS if f in row.header.columns and row.text(f)
    )


def said_of_part(found: Sequence[Misplaced], rows: Sequence[Row]) -> list[Misplaced]:
    """Say what was wrong of the rows alone that stand so, where others of their columns stand right."""
    numbers = spans([row.number for row in rows])
    return [
        replace(
            m,
            what=f"第{numbers}行：{m.what}",
            remedy=f"请只改第{numbers}行，把各格内容移回表头所示的栏目，其余各行不动。",
        )
        for m in found
    ]
