"""How the blank cells of one form are meant: as blank, or as the same as above.

A department that merges cells says itself what holds for several rows. One that does not leaves blank what it
does not want to repeat. The same blank cell means 缺责任科室 in the one sheet and 同上 in the other; the shape of
the whole column tells which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import Final

from pipeline.form.rows import Row
from pipeline.model import Field

_CARRIED: Final = (Field.LEADER, Field.SECTION)
# From how many rows with a number but no task on we believe that the clerk numbers measures, not tasks.
_NUMBERED_ROWS: Final = 3
_NUMBERED_SHARE: Final = 0.25
_BLANK_TASKS: Final = 0.2
"""The share of tasks whose first row may be blank in a column whose other blanks mean the same as above."""
STOPS: Final = ("。", "；", ";", ".", "！", "!", "）", ")", "”")
_STOPPED_ROWS: Final = 3
_STOPPED_SHARE: Final = 0.8
_WRAPPED_ROWS: Final = 2
_WRAPPED_SHARE: Final = 0.25


@dataclass(frozen=True)
class Filling:
    """The shape of one form's columns.

    ``merged_tasks``: tasks are merged over their measures. ``numbers``: there are running numbers.
    ``numbers_measures``: each measure has a number of its own. ``carried``: the columns among leader and section
    in which a blank cell below the task's first row means the same as above. ``full_stops``: measures end with a
    stop, so that one without goes on below. ``wrapped``: one item fills several rows, as in tables taken from a PDF.
    """

    merged_tasks: bool = False
    numbers: bool = False
    numbers_measures: bool = False
    carried: frozenset[Field] = frozenset()
    full_stops: bool = False
    wrapped: bool = False

    def continues(self, row: Row) -> bool:
        """Say whether a row goes on with the task above."""
        if Field.TASK in row.merged:
            return row.values[Field.TASK].inherited
        if Field.TASK in row.given:
            return False
        if not self.numbers:
            return not self.merged_tasks
        return self.numbers_measures or Field.NO not in row.given

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Give the columns in which a blank cell of such a row takes the value above."""
        return (Field.NO, Field.TASK, *(f for f in _CARRIED if f in self.carried))


def filling_of(rows: Sequence[Row]) -> Filling:
    """Read the shape of a form's columns from all its rows."""
    merged_tasks = any(Field.TASK in row.merged for row in rows)
    numbers = any(Field.NO in row.given for row in rows)
    measures = [row for row in rows if Field.MEASURE in row.given]
    taskless = sum(Field.NO in row.given and Field.TASK not in row.given | row.merged for row in measures)
    numbers_measures = not merged_tasks and taskless >= max(_NUMBERED_ROWS, _NUMBERED_SHARE * len(measures))
    shape = Filling(merged_tasks, numbers, numbers_measures)
    return replace(
        shape,
        carried=frozenset(f for f in _CARRIED if _is_carried(rows, f, shape)),
        full_stops=_ends_with_stops(rows),
        wrapped=_is_wrapped(rows),
    )


def _ends_with_stops(rows: Sequence[Row]) -> bool:
    """Say whether measures of this clerk end with a stop; a measure that goes on in the next row says nothing."""
    whole = [
        row.text(Field.MEASURE)
        for row, below in zip_longest(rows, rows[1:])
        if Field.MEASURE in row.given and not (below and below.given == {Field.MEASURE})
    ]
    return len(whole) >= _STOPPED_ROWS and sum(t.endswith(STOPS) for t in whole) >= _STOPPED_SHARE * len(whole)


def _is_wrapped(rows: Sequence[Row]) -> bool:
    """Say whether many rows hold no more than pieces of task and measure, and all others are full ones."""
    pieces = [row for row in rows if row.given <= {Field.TASK, Field.MEASURE} and not row.merged]
    full = [row for row in rows if row.given >= {Field.NO, Field.TASK, Field.MEASURE}]
    with_task = sum(Field.TASK in row.given for row in pieces)
    if not full or len(pieces) + len(full) < len(rows):
        return False
    return with_task >= max(_WRAPPED_ROWS, _WRAPPED_SHARE * len(rows))


def _is_carried(rows: Sequence[Row], field: Field, shape: Filling) -> bool:
    """Say whether blanks of a column mean the same as above: nothing is merged in it, and blanks are its habit.

    A clerk who mostly types the same name again in the next row of a task fills every cell, and has left one blank.
    One who leaves the first row of many a task blank, where nothing stands above that it could mean, does not know.
    """
    if any(field in row.merged for row in rows):
        return False
    above = ""
    repeated = blank = tasks = blank_tasks = 0
    for row in rows:
        text = row.text(field)
        continues = shape.continues(row)
        if continues and above and Field.MEASURE in row.given:
            repeated += text == above
            blank += not text
        elif not continues and Field.TASK in row.given:
            tasks += 1
            blank_tasks += not text
        if text or not continues:
            above = text
    return blank > repeated and blank_tasks <= max(1, _BLANK_TASKS * tasks)
