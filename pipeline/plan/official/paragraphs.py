"""A plan without a table: numbered paragraphs, each with its units in brackets or on a line below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from pipeline.model import ClauseKind, Standpoint
from pipeline.plan.official.group_words import group_spans
from pipeline.plan.official.unit_lists import looks_like_units
from pipeline.plan.official.wording import NUMERALS, one_line

if TYPE_CHECKING:
    from pipeline.plan.official.document import TaskRow

_PART: Final = re.compile(rf"([{NUMERALS}]{{1,3}})、(.+)")
_CHAPTER: Final = re.compile(rf"[（(]([{NUMERALS}]{{1,3}})[）)](.+)")
_NUMBER: Final = re.compile(
    r"(?:[（(]?[0-9]{1,3}[）)]|[0-9]{1,3}[.．、](?![0-9])|[①-⑳]|第[0-9一二三四五六七八九十]+[项条][、：:]?)\s*"
)
_KEY: Final = re.compile(
    r"(牵头(?:责任)?(?:单位|部门)|(?:配合|协办|参与|协助)(?:责任)?(?:单位|部门)|(?:责任|落实|承办|主办)(?:单位|部门|主体)"
    r"|(?:完成|办结|落实|公开)?(?:时限|时间|期限)(?:要求)?)[:：]"
)
_BRACKET: Final = re.compile(
    r"[（(〔\[【]([^（）()〔〕\[\]【】]*(?:[（(][^（）()]*[）)][^（）()〔〕\[\]【】]*)*)[）)〕\]】][。；;]?"
)
_HEADED: Final = re.compile(r"([^，、；：。！？“”]{3,20})。(?=.)")
_TAIL: Final = re.compile(rf"(?<=[。；;\s])(?={_KEY.pattern})|(?:——|—|--)(?=[^—]+$)")
"""Where a paragraph goes over to who bears it, without brackets: …。责任单位：某局。, or …。——某局."""
_WORKS: Final = re.compile(r"牵头|负责|配合|落实|承办|责任")
_MARKS: Final = "。；; "
_SAYS_MORE: Final = re.compile(r"。.")
"""A heading and what it heads in one paragraph: (一)招生。公布…。"""
_LONGEST_HEADING: Final = 30


@dataclass(frozen=True)
class Found:
    """The tasks found among the paragraphs, and the paragraphs that are none."""

    rows: tuple[TaskRow, ...]
    others: list[str]


@dataclass
class _Open:
    """A task whose lines are still being read."""

    category: str
    task: str
    requirement: str
    units: dict[str, str] = field(default_factory=dict)
    deadline: str = ""

    def bearers(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give who bears it by what they do, which goes without saying where all are simply responsible."""
        plain = [*self.units] == ["责任单位"]
        return tuple(("" if plain else part, (text,)) for part, text in self.units.items())


def read_paragraphs(paragraphs: Sequence[str]) -> Found:
    """Find the tasks in paragraphs such as ``1.按季公布进展。（责任单位：甲局；完成时限：年底前）``.

    A paragraph with several brackets holds several tasks; ``责任单位：…`` on a line of its own belongs to the
    numbered paragraphs above it that have none yet.
    """
    reader = _Reader()
    for paragraph in paragraphs:
        reader.take(one_line(paragraph.split("\n")))
    return reader.found()


@dataclass
class _Reader:
    category: str = ""
    task: str = ""
    tasks: list[_Open] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    bare: list[tuple[_Open, str]] = field(default_factory=list)
    """Numbered paragraphs without units, which a line below may still name."""
    last: tuple[_Open, str] | None = None
    """The paragraph just above, which a line below may name the units of, where no numbered one waits for them."""

    def take(self, line: str) -> None:
        if not line:
            return
        if part := _PART.fullmatch(line):
            self.category, self.task, self.bare = _heading(part[2]), "", []
        elif chapter := _CHAPTER.fullmatch(line):
            self.task = _heading(chapter[2])
            if not _SAYS_MORE.search(line):
                self.bare = []
        if keyed := _keyed(line):
            self._below(keyed)
            self.last = None
            return
        tasks = self._split(line)
        if tasks:
            self.tasks += tasks
            self.bare, self.last = [], None
            return
        self.others.append(line)
        self.last = (_Open(self.category, self.task, _unnumbered(line)), line)
        if _NUMBER.match(line):
            self.bare = [(task, above) for task, above in self.bare if _NUMBER.match(above)]
            self.bare.append(self.last)
        elif _CHAPTER.fullmatch(line) and _SAYS_MORE.search(line):
            self.bare.append(self.last)

    def _split(self, line: str) -> list[_Open]:
        """Part a paragraph at the brackets that name units."""
        found: list[_Open] = []
        words = group_spans(line)
        begin = 0
        for bracket in _BRACKET.finditer(line):
            units, deadline = _units_and_limit(bracket[1])
            if not units or any(begin <= bracket.start() < end for begin, end in words):
                continue
            text = _unnumbered(line[begin : bracket.start()].strip(_MARKS))
            begin = bracket.end()
            if text:
                found.append(_Open(self.category, self.task, _whole(text), units, deadline))
            elif found:
                found[-1].units |= units
                found[-1].deadline = found[-1].deadline or deadline
        rest = line[begin:].strip("。；;")
        if found and rest:
            # What stands behind the brackets belongs to the last task (a limit as a rule).
            found[-1].requirement += rest + "。"
        return found or self._with_tail(line)

    def _with_tail(self, line: str) -> list[_Open]:
        tail = _TAIL.search(line)
        if not tail or not (text := _unnumbered(line[: tail.start()].strip(_MARKS))):
            return []
        units, deadline = _units_and_limit(line[tail.end() :].strip(_MARKS))
        return [_Open(self.category, self.task, _whole(text), units, deadline)] if units else []

    def _below(self, keyed: dict[str, str]) -> None:
        units = {key: text for key, text in keyed.items() if key}
        named = self.bare or ([self.last] if self.last else [])
        if named and units:
            for task, line in named:
                task.units, task.deadline = dict(units), keyed.get("", "")
                self.tasks.append(task)
                if line in self.others:
                    self.others.remove(line)
            self.bare = []
        elif self.tasks:
            self.tasks[-1].units |= {k: v for k, v in units.items() if k not in self.tasks[-1].units}
            self.tasks[-1].deadline = self.tasks[-1].deadline or keyed.get("", "")

    def _take_heads_out(self) -> None:
        """Make a short first sentence the task, where most paragraphs begin so (1.招标采购公开。公开…)."""
        bare = [task for task in self.tasks if not task.task]
        heads = [_HEADED.match(task.requirement) for task in bare]
        if 2 * sum(map(bool, heads)) <= len(bare):
            return
        for task, head in zip(bare, heads, strict=True):
            if head:
                task.task, task.requirement = head[1], task.requirement[head.end() :]

    def found(self) -> Found:
        from pipeline.plan.official.document import TaskRow

        self._take_heads_out()
        return Found(
            tuple(
                TaskRow(
                    no,
                    task.category,
                    task.task if task.task != task.requirement else "",
                    task.requirement.removeprefix(f"{task.task}。") or task.requirement,
                    tuple(
                        (key if len(task.units) > 1 or key != "责任单位" else "", (text,))
                        for key, text in task.units.items()
                    ),
                    deadline=task.deadline or _told_limit(task.requirement),
                )
                for no, task in enumerate(self.tasks, 1)
            ),
            self.others,
        )


def _heading(text: str) -> str:
    head = re.split(r"[。：:]", text, maxsplit=1)[0]
    return head if len(head) <= _LONGEST_HEADING else ""


def _unnumbered(text: str) -> str:
    for pattern in (_CHAPTER, _PART):
        if found := pattern.fullmatch(text):
            return found[2]
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def _whole(text: str) -> str:
    return text if text.endswith(("。", "！", "”")) else text + "。"


def _keyed(line: str) -> dict[str, str]:
    """Read a line that is nothing but 责任单位：… 完成时限：…, or a bracket that says it; {} where it is none."""
    if alone := _BRACKET.fullmatch(line):
        units, deadline = _units_and_limit(alone[1])
        return units | ({"": deadline} if units and deadline else {})
    line = _NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line
    return _keys(line) if _KEY.match(line) else {}


def _keys(text: str) -> dict[str, str]:
    """Read what stands behind each key; limits under "", units under what they do."""
    marks = list(_KEY.finditer(text))
    found: dict[str, str] = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        value = text[mark.end() : following.start() if following else len(text)].strip("，,；;。、 ")
        key = mark[1]
        part = (
            "牵头单位"
            if "牵头" in key
            else "配合单位"
            if re.search(r"配合|协办|参与|协助", key)
            else ""
            if re.search(r"时|期限", key)
            else "责任单位"
        )
        if value:
            found[part] = f"{found[part]}、{value}" if part in found else value
    return found


def _units_and_limit(text: str) -> tuple[dict[str, str], str]:
    """Read what stands in brackets: who bears a task, and by when; {} where the brackets name no units."""
    if _KEY.match(text):
        keyed = _keys(text)
        return {key: value for key, value in keyed.items() if key}, keyed.get("", "")
    pieces = [piece for piece in re.split(r"[，,；;。]", text) if piece]
    limits = [piece for piece in pieces if not looks_like_units(piece) and _is_limit(piece)]
    units = [piece for piece in pieces if piece not in limits]
    named = "，".join(units)
    if not units or not (looks_like_units(named) or (_WORKS.search(named) and any(map(looks_like_units, units)))):
        return {}, ""
    return {"责任单位": named}, "，".join(limits)


def _is_limit(text: str) -> bool:
    from pipeline.judging.time_limits.limits import read_time_limit

    return bool(read_time_limit(re.sub(r"完成$", "", text), _ANY_DAY).clauses)


_ANY_DAY: Final = Standpoint(2000, date(2000, 1, 1), date(2000, 1, 1))
"""The year does not matter for whether a text speaks of time."""


def _told_limit(requirement: str) -> str:
    """Give the definite times that a requirement itself sets, where nothing else does."""
    from pipeline.judging.time_limits.limits import read_time_limit

    clauses = read_time_limit(requirement, _ANY_DAY, prose=True).clauses
    return "；".join(dict.fromkeys(clause.text for clause in clauses if clause.kind is not ClauseKind.VAGUE))
