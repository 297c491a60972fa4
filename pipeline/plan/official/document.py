"""From the bytes of the official document to what it says, or to the reason why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pipeline.model import ReadingFailure
from pipeline.office.failures import UnreadableError
from pipeline.office.file_kind import sniff
from pipeline.office.zip_parts import check_xml, read_parts
from pipeline.plan.official.columns import Column, TableKind
from pipeline.plan.official.docx import Paragraph, blocks_of
from pipeline.plan.official.head import Head, head_of
from pipeline.plan.official.numbering import settle_rows
from pipeline.plan.official.refusals import refusal
from pipeline.plan.official.sections import Section, read_sections
from pipeline.plan.official.tables import RawRow, read_annexes

_MOST_HEADERS: Final = 5


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """A file that is said to be the plan."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of 附件1 as printed; who bears it still in the lines of the print."""

    no: int
    category: str
    task: str
    requirement: str
    units: tuple[str, ...]
    partners: tuple[str, ...]
    units_inherited: bool
    deadline: str
    deadline_inherited: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of 附件2 as printed."""

    no: int
    department: tuple[str, ...]
    content: str
    requirement: str


@dataclass(frozen=True, slots=True)
class OfficialPlan:
    """What an official document says. With a ``failure`` it says nothing that can be used."""

    head: Head = field(default_factory=Head)
    tasks: tuple[TaskRow, ...] = ()
    items: tuple[ItemRow, ...] = ()
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
    parts = read_parts(file.data) if sniff(file.data, file.name) is None else {"xl/": b""}
    if foreign := _other_kind(parts):
        return OfficialPlan(failure=refusal(foreign))
    check_xml(parts)
    blocks = blocks_of(parts)
    annexes = read_annexes(blocks)
    raw_tasks = annexes.rows.get(TableKind.TASKS, [])
    if not raw_tasks:
        seen = "；".join(f"“{h}”" for h in annexes.headers[:_MOST_HEADERS] if h)
        return OfficialPlan(failure=refusal("no_tasks", f"文档中其他表格的首行为：{seen}。" if seen else ""))
    tasks, task_notes = settle_rows(raw_tasks, TableKind.TASKS)
    items, item_notes = settle_rows(annexes.rows.get(TableKind.ITEMS, []), TableKind.ITEMS)
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    return OfficialPlan(
        head=head_of(paragraphs),
        tasks=tuple(_task(row) for row in tasks),
        items=tuple(_item(row) for row in items),
        sections=read_sections(paragraphs),
        notes=(*task_notes, *item_notes, *annexes.notes),
    )


def _other_kind(parts: dict[str, bytes]) -> str:
    """Name what a container is that holds no Word document; "" for one that does."""
    if any(name.startswith("word/") for name in parts):
        return ""
    kind = parts.get("mimetype", b"")
    if any(name.startswith("xl/") for name in parts) or b"spreadsheet" in kind:
        return "workbook"
    if any(name.startswith("ppt/") for name in parts) or b"presentation" in kind:
        return "slides"
    return "open_text" if kind else "archive"


def _task(row: RawRow) -> TaskRow:
    return TaskRow(
        no=row.no or 0,
        category=row.category,
        task=row.task,
        requirement=row.line(Column.REQUIREMENT),
        units=row.cells.get(Column.UNITS, ()),
        partners=row.cells.get(Column.PARTNERS, ()),
        units_inherited=Column.UNITS in row.inherited,
        deadline=row.line(Column.DEADLINE),
        deadline_inherited=Column.DEADLINE in row.inherited,
    )


def _item(row: RawRow) -> ItemRow:
    return ItemRow(
        row.no or 0, row.cells.get(Column.UNITS, ()), row.line(Column.CONTENT), row.line(Column.REQUIREMENT)
    )
