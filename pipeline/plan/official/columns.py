"""Which table is which annex, told by its column headings, and to which column a cell below belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pipeline.plan.official.docx import Cell
from pipeline.plan.official.wording import levelled


class TableKind(StrEnum):
    """What a table of the plan holds."""

    TASKS = "附件1"
    ITEMS = "附件2"
    FORM = "附件3"


class Column(StrEnum):
    """The columns that a table of the plan may have."""

    NO = "no"
    TASK = "task"
    CATEGORY = "category"
    SUBTASK = "subtask"
    REQUIREMENT = "requirement"
    CONTENT = "content"
    UNITS = "units"
    PARTNERS = "partners"
    DEADLINE = "deadline"
    FORM = "form"
    OTHER = "other"


_HEADINGS: Final[tuple[tuple[Column, re.Pattern[str]], ...]] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.NO, r"序号|编号|项次"),
        (Column.FORM, r"(?:工作|具体|落实)?(?:举措|措施)|(?:单位)?分管(?:领导|负责人)|责任(?:科室|股室|人)"),
        (Column.CATEGORY, r"(?:任务)?(?:大类|类别|分类)|一级(?:任务|指标)"),
        (Column.SUBTASK, r"(?:任务)?小类|二级(?:任务|指标)"),
        (Column.TASK, r"(?:重点)?(?:工作)?(?:任务|事项|项目)(?:名称)?"),
        (Column.CONTENT, r"(?:牵头|重点|主动)*公开(?:工作)?(?:内容|事项)|牵头(?:事项|内容|工作)"),
        (Column.REQUIREMENT, r"(?:工作|具体|任务|公开)?(?:内容及|内容和)?要求|(?:工作|具体|任务|主要)?内容|具体任务"),
        (Column.PARTNERS, r"(?:配合|协办|参与|协助)(?:责任)?(?:单位|部门)"),
        (Column.UNITS, r"(?:主要)?(?:责任|牵头|承办|落实|牵头责任)?(?:单位|部门|主体)(?:[(、/]部门(?:单位)?\)?)?"),
        (
            Column.DEADLINE,
            r"(?:完成|公开|办理|落实|工作)?(?:时限|时间|期限)(?:要求|节点|安排|进度|和频次)?|进度(?:要求|安排)",
        ),
    )
)
_FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table: each with its reach from left to right."""

    kind: TableKind
    columns: tuple[tuple[Column, int, int], ...]
    width: int

    def place(self, cell: Cell, scale: float) -> Column:
        """Say in which column a cell stands for the most part."""
        left, right = cell.left * scale, cell.right * scale
        shared = [(min(right, r) - max(left, le), -i) for i, (_, le, r) in enumerate(self.columns)]
        most, place = max(shared)
        return self.columns[-place][0] if most > 0 else Column.OTHER

    def has(self, column: Column) -> bool:
        """Say whether there is such a column."""
        return any(c is column for c, _, _ in self.columns)


def read_header(row: Sequence[Cell], width: int, heading: TableKind | None) -> Layout | None:
    """Read a row as the column headings of one of the annexes; None where it is none.

    ``heading`` is the annex that the words above the table name; it decides where the columns alone do not.
    """
    named = [(_column_of(cell), cell) for cell in row]
    known = [column for column, _ in named if column is not Column.OTHER]
    filled = sum(1 for cell in row if cell.lines)
    if len(known) < _FEWEST or len(known) * 2 < filled:
        return None
    kind = _kind(known, heading)
    if kind is None:
        return None
    columns: list[tuple[Column, int, int]] = []
    for column, cell in named:
        if not cell.lines and columns and columns[-1][0] is Column.TASK:
            # The heading stands over the first of the two columns of the tasks alone.
            columns[-1] = (Column.TASK, columns[-1][1], cell.right)
        elif not cell.lines and not columns:
            columns.append((Column.NO, cell.left, cell.right))
        else:
            columns.append((column, cell.left, cell.right))
    return Layout(kind, _settled(kind, columns), width)


def _column_of(cell: Cell) -> Column:
    text = levelled(cell.text).rstrip(":")
    return next((column for column, pattern in _HEADINGS if pattern.fullmatch(text)), Column.OTHER)


def _kind(known: Sequence[Column], heading: TableKind | None) -> TableKind | None:
    if Column.FORM in known or heading is TableKind.FORM:
        return TableKind.FORM
    bears = Column.UNITS in known
    requires = known.count(Column.REQUIREMENT) + known.count(Column.CONTENT)
    if not bears or not requires:
        return None
    if Column.DEADLINE in known:
        return TableKind.TASKS
    if requires > 1 and not {Column.TASK, Column.CATEGORY} & set(known):
        return TableKind.ITEMS
    return heading or (TableKind.TASKS if Column.TASK in known and Column.CONTENT not in known else TableKind.ITEMS)


def _settled(kind: TableKind, columns: list[tuple[Column, int, int]]) -> tuple[tuple[Column, int, int], ...]:
    """Name the columns by their part in the annex: 工作任务 or 内容 is the content of 附件2, or the task of 附件1."""
    names = [column for column, _, _ in columns]
    first = next((i for i, n in enumerate(names) if n in (Column.CONTENT, Column.TASK)), None)
    if kind is TableKind.ITEMS:
        if first is None and names.count(Column.REQUIREMENT) > 1:
            first = names.index(Column.REQUIREMENT)
        if first is not None:
            names[first] = Column.CONTENT
    elif kind is TableKind.TASKS:
        if Column.REQUIREMENT not in names and Column.CONTENT in names:
            names[names.index(Column.CONTENT)] = Column.REQUIREMENT
        if Column.TASK not in names and names.count(Column.CATEGORY) == 1 and Column.SUBTASK not in names:
            names[names.index(Column.CATEGORY)] = Column.TASK
    if names.count(Column.UNITS) > 1:
        names[len(names) - 1 - names[::-1].index(Column.UNITS)] = Column.PARTNERS
    return tuple((name, left, right) for name, (_, left, right) in zip(names, columns, strict=True))
