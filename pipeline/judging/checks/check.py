"""What a check is: a rule with its words (for the catalogue) and a pure function that finds where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from pipeline.judging.checks.traits import Trait
from pipeline.model import Plan, Severity

C_contra = TypeVar("C_contra", contravariant=True)


class Scope(StrEnum):
    """What a check looks at; ``label`` is the word of the catalogue."""

    ARRIVAL = "arrival"
    LEDGER = "ledger"
    COUNTY = "county"

    @property
    def label(self) -> str:
        """The words that an officer reads."""
        return {"arrival": "来件", "ledger": "台账", "county": "全县汇总"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found. ``text`` is said before the sentence ("" where the sentence says it itself).

    ``beside`` are further cells that it concerns.
    """

    text: str = ""
    sheet: str | None = None
    cell: str | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach, as a check yields it. ``words`` fill the check's sentence and advice.

    ``unit`` is the unit concerned, for checks of the county only ("" where it concerns none in particular).
    ``subject`` names what it is about, so that it is known again after a row has moved; by default the obligation,
    else the content, else the cell.
    """

    place: Place = field(default_factory=Place)
    words: Mapping[str, str] = field(default_factory=dict)
    obligation: str | None = None
    content: str = ""
    suggestion: str = ""
    subject: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Check(Generic[C_contra]):
    """A check with all that is said of it.

    All its texts are templates (``str.format``): they are filled with what the plan calls its parts (``Plan.words``),
    those of ``sentence_template`` and ``advice_template`` with the words of a finding, too. ``example`` shows a
    message as a department reads it, ``meaning`` says when the code is raised. The clause of the plan on which a
    check rests is the plan's (``Plan.basis``).
    """

    code: str
    title: str
    severity: Severity
    scope: Scope
    meaning: str
    sentence_template: str
    advice_template: str
    example: str
    find: Callable[[C_contra], Iterable[Finding]]
    traits: frozenset[Trait] = frozenset()
    """What the code means to other rooms, which name none."""

    def explained(self, plan: Plan) -> Explanation:
        """Say what the catalogue says of the check under a plan."""
        words = _Named(plan.words)
        return Explanation(
            title=self.title.format_map(words),
            meaning=self.meaning.format_map(words),
            basis=plan.basis.get(self.code, ""),
            sentence=self.sentence_template.format_map(words),
            advice=self.advice_template.format_map(words),
            example=self.example.format_map(words),
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the catalogue says of a check under one plan; slots of the templates stand as 〔…〕."""

    title: str
    meaning: str
    basis: str
    sentence: str
    advice: str
    example: str


class _Named(dict[str, str]):
    """Fills a template with the names of its words; what only adds to a sentence is left out."""

    def __missing__(self, word: str) -> str:
        name = SLOTS[word]
        return f"〔{name}〕" if name else ""


SLOTS: Mapping[str, str] = {
    "bearers": "责任单位",
    "candidates": "可能对应的任务",
    "collector": "台账汇总单位",
    "content": "填写内容",
    "count": "",
    "county": "本县",
    "days": "天数",
    "due": "日期",
    "heading": "栏目",
    "kinds": "号码种类",
    "label": "任务名称",
    "limit": "",
    "masked": "遮盖后的号码",
    "measure": "工作举措",
    "number": "任务编号",
    "obligation": "任务",
    "others": "其他单位及其时限",
    "own": "本单位时限",
    "reason": "具体情形",
    "received": "报送日期",
    "remedy": "按具体原因给出的处理办法",
    "requirement": "工作要求",
    "so": "",
    "role": "责任单位或牵头单位",
    "row": "行号",
    "rule": "方案的时限要求",
    "said": "不落实的情形",
    "source": "任务或要求",
    "suggestion": "符合方案要求的时限",
    "taken": "已列入的单位",
    "unit": "单位名称",
    "year": "方案年度",
}
"""What the words of the templates are called in the catalogue; "" for those that stand only where needed."""
