"""Which table is a list of tasks, and what each of its columns holds: told by all heads and contents together.

Heads alone do not tell: 具体举措 heads the requirement of one plan and the blank column of another's form, 内容 a
name of three characters here and a paragraph there. So each column is weighed by both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pipeline.plan.official.blocks import Cell
from pipeline.plan.official.unit_lists import looks_like_units
from pipeline.plan.official.wording import levelled, one_line


class Column(StrEnum):
    """What a column of an annex holds."""

    NO = "no"
    TASK = "task"
    REQUIREMENT = "requirement"
    UNITS = "units"
    DEADLINE = "deadline"
    QUARTER = "quarter"
    OTHER = "other"


class _Word(StrEnum):
    """What a head speaks of."""

    NO = "no"
    OTHER = "other"
    QUARTER = "quarter"
    UNITS = "units"
    DEADLINE = "deadline"
    TASK = "task"
    REQUIREMENT = "requirement"


_WORDS: Final[tuple[tuple[_Word, re.Pattern[str]], ...]] = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        (_Word.NO, r"序号?|编号|项次|号"),
        (
            _Word.OTHER,
            r".{0,4}分管.{0,4}(?:领导|负责人)|责任(?:科室|股室|人)|经办.{1,2}|联系.{1,3}|.{0,2}电话|备注|说明"
            r"|.{0,4}(?:完成|进展|落实|办理|整改)情况|公开(?:方式|渠道|形式|载体|平台|范围|对象|属性|依据)"
            r"|.{0,4}(?:依据|分值|权重|得分)",
        ),
        (_Word.QUARTER, r"(?:第?[一二三四1-4]季度|[上下]半年|全年)(?:.{0,6})|[0-9]{1,2}月(?:份|底)?"),
        (
            _Word.UNITS,
            r".{0,8}(?:单位|部门|主体|机构|部门单位)(?:[(/].{1,8}[)]?)?|(?:牵头|责任|承办|配合|协办)(?:方|者)?"
            r"|(?:责任|职责|任务)分工",
        ),
        (
            _Word.DEADLINE,
            r".{0,6}(?:时限|时间|期限|进度|时点|频次|频率)(?:要求|节点|安排|进度|及频次|和频次|与频次)?",
        ),
        (_Word.REQUIREMENT, r".{0,8}(?:要求|内容|举措|措施|标准|描述|做法|目标|任务分解|任务要求)(?:[(].{1,8}[)])?"),
        (
            _Word.TASK,
            r".{0,6}(?:任务|事项|项目|工作|要点|大类|小类|类别|分类|领域|板块|方面|一级指标|二级指标|指标)(?:名称)?",
        ),
    )
)
_LONGEST_HEAD: Final = 14
_FEWEST_HEADS: Final = 3
_FORM: Final = re.compile(r"分管.{0,4}(?:领导|负责人)|责任(?:科室|股室)|经办(?:科室|人)")
_TICK: Final = re.compile(r"[√✓✔☑●★■○是]")
_NO: Final = re.compile(r"[(]?[0-9]{1,3}[)]?[.、]?")
_PRIOR: Final = (
    *(("要求", 0.7), ("标准", 0.6), ("描述", 0.6), ("内容", 0.55), ("举措", 0.5), ("措施", 0.5), ("做法", 0.5)),
    *(("目标", 0.4), ("任务", 0.3), ("事项", 0.2)),
)
"""How much a head speaks for the requirement, where the lengths of the texts do not differ much."""
_LONG: Final = 40.0
"""From this mean length on a text is as long as a requirement may be expected to be."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column and how far it reaches."""

    text: str
    left: int
    right: int

    @property
    def word(self) -> _Word | None:
        """What it speaks of; None where that is not known."""
        if len(self.text) > _LONGEST_HEAD:
            return None
        return next((word for word, pattern in _WORDS if pattern.fullmatch(self.text)), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table, each with its head and what it holds."""

    heads: tuple[Head, ...]
    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        """How far the columns reach."""
        return max((head.right for head in self.heads), default=0)

    def place(self, cell: Cell, scale: float) -> int:
        """Say in which column (by its place) a cell stands for the most part; -1 for none."""
        return place_of(self.heads, cell, scale)


def place_of(heads: Sequence[Head], cell: Cell, scale: float) -> int:
    """Say under which head a cell stands for the most part; -1 for none."""
    left, right = cell.left * scale, cell.right * scale
    shared = [(min(right, head.right) - max(left, head.left), -i) for i, head in enumerate(heads)]
    most, place = max(shared, default=(0, 0))
    return -place if most > 0 else -1


def read_heads(row: Sequence[Cell]) -> tuple[Head, ...]:
    """Read a row as the heads of a list of tasks or of a form; () where it is none."""
    heads = [Head(levelled(cell.text).rstrip(":"), cell.left, cell.right) for cell in row]
    filled = [head for head in heads if head.text]
    known = [head for head in filled if head.word is not None]
    words = {head.word for head in known}
    enough = len(known) >= _FEWEST_HEADS or (len(known) == len(filled) == 2 and _Word.UNITS in words)
    if not enough or len(known) * 2 < len(filled) or len(words) < 2:
        return ()
    if not words & {_Word.UNITS, _Word.OTHER} or not words & {_Word.TASK, _Word.REQUIREMENT}:
        return ()
    settled: list[Head] = []
    for head in heads:
        if head.text or not settled:
            settled.append(head)
        elif settled[-1].word is _Word.TASK:
            # The head stands over the first of the two columns of the tasks alone.
            settled[-1] = Head(settled[-1].text, settled[-1].left, head.right)
        else:
            settled.append(head)
    return tuple(settled)


def with_second_row(heads: tuple[Head, ...], row: Sequence[Cell]) -> tuple[Head, ...]:
    """Give the heads where they take two rows (责任单位 over 牵头单位 and 配合单位); () where they do not."""
    own = [cell for cell in row if cell.lines and not cell.merged]
    below = [Head(levelled(cell.text), cell.left, cell.right) for cell in own]
    if len(below) < 2 or any(head.word is None for head in below):
        return ()
    found: list[Head] = []
    for head in heads:
        inner = [b for b in below if head.left <= b.left and b.right <= head.right]
        found += inner if len(inner) > 1 or (inner and not head.text) else [head]
    return tuple(found) if len(found) > len(heads) else ()


def is_form(heads: Sequence[Head], texts: Sequence[Sequence[str]]) -> bool:
    """Say whether a table is a ledger to be filled in: it asks for sections or leaders, and no column names units."""
    asks = any(_FORM.search(head.text) for head in heads)
    return asks and not any(_share(column, looks_like_units) >= _CLEAR for column in texts)


_CLEAR: Final = 0.5
_MOSTLY: Final = 0.8


def settle(heads: tuple[Head, ...], texts: Sequence[Sequence[str]]) -> Layout | None:
    """Say what each column holds, by its head and by the texts below it; None where the table is no list of tasks."""
    columns: list[Column | None] = [None] * len(heads)
    words = [head.word for head in heads]
    for i, (word, column) in enumerate(zip(words, texts, strict=True)):
        if word is _Word.NO or (word is None and not heads[i].text and _share(column, _is_number) >= _CLEAR):
            columns[i] = Column.NO
        elif word is _Word.OTHER:
            columns[i] = Column.OTHER
        elif word is _Word.QUARTER:
            columns[i] = Column.QUARTER
        elif word is _Word.DEADLINE and _length(column) < 2 * _LONG:
            columns[i] = Column.DEADLINE
        elif word is _Word.UNITS or (
            (word is None or _Word.UNITS not in words) and _share(column, looks_like_units) >= _MOSTLY
        ):
            columns[i] = Column.UNITS
    rest = [i for i, column in enumerate(columns) if column is None]
    if not rest or Column.UNITS not in columns:
        return None
    requirement = max(rest, key=lambda i: (_speaks_for_requirement(heads[i], texts[i]), -i))
    for i in rest:
        named = words[i] in (_Word.TASK, _Word.REQUIREMENT) or not heads[i].text or i < requirement
        columns[i] = Column.REQUIREMENT if i == requirement else Column.TASK if named else Column.OTHER
    return Layout(heads, tuple(column or Column.OTHER for column in columns))


def _speaks_for_requirement(head: Head, texts: Sequence[str]) -> float:
    prior = max((weight for word, weight in _PRIOR if word in head.text), default=0.0)
    return prior + min(_length(texts), 2 * _LONG) / _LONG


def _length(texts: Sequence[str]) -> float:
    filled = [len(text) for text in texts if text]
    return sum(filled) / len(filled) if filled else 0.0


def _share(texts: Sequence[str], fits: object) -> float:
    assert callable(fits)
    filled = [text for text in texts if text]
    return sum(bool(fits(text)) for text in filled) / len(filled) if filled else 0.0


def _is_number(text: str) -> bool:
    return bool(_NO.fullmatch(levelled(text)))


def quarters(cells: Sequence[tuple[str, str]]) -> str:
    """Say a time limit that is printed as columns: (head, text) of each; a tick says that the column's time holds."""
    filled = [(head, text) for head, text in cells if text and text not in ("/", "-", "—", "无", "×")]
    ticked = [head for head, text in filled if _TICK.fullmatch(text)]
    if filled and len(ticked) == len(filled):
        return "、".join(ticked)
    return "；".join(head if _TICK.fullmatch(text) else f"{head}：{text}" for head, text in filled)


def own_texts(heads: Sequence[Head], rows: Sequence[tuple[Sequence[Cell], float]]) -> list[list[str]]:
    """Gather the texts that stand below each head, each merged cell once; rows come with the scale of their table."""
    texts: list[list[str]] = [[] for _ in heads]
    for row, scale in rows:
        for cell in row:
            place = place_of(heads, cell, scale)
            if place >= 0 and cell.lines and not cell.merged:
                texts[place].append(one_line(cell.lines))
    return texts
