"""From the bytes of the official document to what it says, or to the reason why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.model import ReadingFailure
from pipeline.office.failures import UnreadableError
from pipeline.plan.official.blocks import Paragraph
from pipeline.plan.official.columns import Column
from pipeline.plan.official.head import Head, head_of
from pipeline.plan.official.numbering import settle_rows
from pipeline.plan.official.paragraphs import read_paragraphs
from pipeline.plan.official.refusals import refusal
from pipeline.plan.official.sections import Section, read_sections
from pipeline.plan.official.sources import blocks_of_file
from pipeline.plan.official.tables import RawRow, TaskTable, read_annexes

_MOST_HEADERS: Final = 5
_LED: Final = re.compile(r"牵头.{0,12}(?:清单|事项|工作)")
_LEADS: Final = re.compile(r"牵头")
_JOINS: Final = re.compile(r"配合|协办|参与|协助|协同|落实")


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """A file that is said to be the plan."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as printed. ``units`` are the lines of each column that names units, with what the units of it do.

    That is one of 牵头单位, 配合单位, 责任单位, or "" where the column does not say.
    """

    no: int
    category: str
    task: str
    requirement: str
    units: tuple[tuple[str, tuple[str, ...]], ...]
    units_inherited: bool = False
    deadline: str = ""
    deadline_inherited: bool = False


@dataclass(frozen=True, slots=True)
class TaskList:
    """A list of tasks: how the plan cites it, its title, whether its units lead the work of all, its rows."""

    name: str
    title: str
    led: bool
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class OfficialPlan:
    """What an official document says. With a ``failure`` it says nothing that can be used."""

    head: Head = field(default_factory=Head)
    lists: tuple[TaskList, ...] = ()
    form: str = ""
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    failure: ReadingFailure | None = None


def read_official_plan(file: OfficialFile) -> OfficialPlan:
    """Read the document. It is the work of a guarded child: what is wrong with the file is the ``failure``."""
    try:
        return _read(file)
    except UnreadableError as error:
        return OfficialPlan(failure=refusal(error.reason))
    except MemoryError:
        return OfficialPlan(failure=refusal("bomb"))


def _read(file: OfficialFile) -> OfficialPlan:
    blocks = blocks_of_file(file.data, file.name)
    annexes = read_annexes(blocks)
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    lists: list[TaskList] = []
    notes = list(annexes.notes)
    for number, tables in _by_annex(annexes.tables):
        name = f"附件{number}"
        title = next((table.heading.title for table in tables if table.heading.title), "")
        rows, more = settle_rows([row for table in tables for row in table.rows], name)
        led = _is_led(title, tables)
        notes += more
        lists.append(TaskList(name, title, led, tuple(_task(row, led=led) for row in rows)))
    if not lists:
        found = read_paragraphs(paragraphs)
        if found.rows:
            lists.append(TaskList("正文任务", "", False, found.rows))
            paragraphs = found.others
    if not lists:
        seen = "；".join(f"“{h}”" for h in annexes.headers[:_MOST_HEADERS] if h)
        return OfficialPlan(failure=refusal("no_tasks", f"文档中其他表格的首行为：{seen}。" if seen else ""))
    form = annexes.form
    return OfficialPlan(
        head=head_of(paragraphs),
        lists=tuple(lists),
        form=f"附件{form.number}" if form and form.number else "",
        sections=read_sections(paragraphs),
        notes=tuple(notes),
    )


def _by_annex(tables: Sequence[TaskTable]) -> list[tuple[int, list[TaskTable]]]:
    """Put the tables of one annex together; a table without a heading has the next number that is free.

    Tables without any heading whose columns are alike are one list (it was cut by pages or by sections).
    """
    taken = {table.heading.number for table in tables}
    found: dict[int, list[TaskTable]] = {}
    last = 0
    for table in tables:
        number = table.heading.number
        alike = last and found[last][-1].layout.columns == table.layout.columns
        if not number and alike and not table.heading.title:
            number = last
        elif not number:
            number = next(n for n in range(1, 100) if n not in taken)
            taken.add(number)
        found.setdefault(number, []).append(table)
        last = number
    return list(found.items())


def _is_led(title: str, tables: Sequence[TaskTable]) -> bool:
    """Say whether the units of an annex lead the work of all: its title or its heads say so, and nobody joins in."""
    heads = [head for table in tables for head in table.layout.heads]
    if any(_JOINS.search(head.text) for head in heads):
        return False
    columns = [column for table in tables for column in table.layout.columns]
    named = any(_LEADS.search(h.text) and c is not Column.UNITS for h, c in zip(heads, columns, strict=True))
    return named or (bool(_LED.search(title)) and Column.DEADLINE not in columns)


def _task(row: RawRow, *, led: bool) -> TaskRow:
    several = len(row.units) > 1
    units = tuple((_part(head, several=several, led=led), lines) for head, lines in row.units if lines)
    return TaskRow(
        no=row.no or 0,
        category=row.category,
        task=row.task,
        requirement=row.line(Column.REQUIREMENT),
        units=units,
        units_inherited=Column.UNITS in row.inherited,
        deadline=row.line(Column.DEADLINE),
        deadline_inherited=Column.DEADLINE in row.inherited,
    )


def _part(head: str, *, several: bool, led: bool) -> str:
    """Say what the units of a column do, as far as its head does."""
    if led:
        return ""
    if _JOINS.search(head):
        return "配合单位"
    if _LEADS.search(head) and (several or "责任" not in head):
        return "牵头单位"
    return "责任单位" if several else ""
