"""What a unit says of how far a measure has got, and where that contradicts itself or the calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from pipeline.judging.matching.text import normalise
from pipeline.judging.progress.steps import Span
from pipeline.judging.time_limits.calendar import month_end
from pipeline.judging.time_limits.limits import read_time_limit
from pipeline.judging.time_limits.numerals import number
from pipeline.model import Claim, Stage, Standpoint, Told, Value

_NOT_BEGUN: Final = re.compile(
    r"(?:未|没有?|尚未|还未|暂未)(?:正式)?(?:开展|启动|开始|实施|着手|动工|进行|推进|落实)|待(?:启动|开展|实施)|不具备.{0,4}条件|^0%?$|^(?:否|无|没有|x|×|✗)$"
)
_NOT_DONE: Final = re.compile(
    r"(?:未|没有?|尚未|还未|暂未|未能|难以|部分|基本|大部|即将|预计|计划|拟|力争|争取|将|待|正在|有望|接近|推进|加快)[^,，;；。]{0,6}?(?:完成|办结|办理|公开|发布|落实|做完|整改)"
    r"|(?<!\d)(?:[1-9]|[1-9]\d)(?:\.\d+)?%"
)
_DONE: Final = re.compile(
    r"完成|办结|完毕|已[^,，;；。]{0,12}?(?:公开|发布|落实|公布|印发|上线|整改|报送|举办|组织|建立|更新)|100(?:\.0+)?%"
    r"|^(?:是|√|✓|✔|☑|ok|done|已办|办毕|达标)$"
)
_UNDER_WAY: Final = re.compile(
    r"进行|推进|正在|持续|开展|启动|实施|办理|有序|落实中|整理|起草|准备|筹备|长期|坚持|常态|%"
)
_QUARTER: Final = re.compile(r"第?([一二三四1-4])季度?|q([1-4])")
_HALF: Final = re.compile(r"([上下])半年")
_MONTHS: Final = re.compile(
    r"(?<![年\d])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![\d一二三四五六七八九十]|前|底前|底)"
)
_YEAR: Final = re.compile(r"全年|年度")
_PARTS: Final = re.compile(r"[;；。,，、\n]+")
_LINK: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|www\.)", re.IGNORECASE)
_HOST: Final = re.compile(r"^[^\s.]+(?:\.[^\s.]+)+$")
_INCOMPLETE: Final = "网页地址书写不完整"
_DAY: Final = re.compile(r"[日号]|\d[./-]\d{1,2}[./-]\d|(?<!\d)\d{8}(?!\d)|\d{5}")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as it is read: the stage of the measure as a whole, of single periods, the days on which it was done.

    ``stage`` is None where the words say nothing that can be told. A month without a day is all of the month.
    """

    stage: Stage | None = None
    periods: tuple[tuple[Span, Stage], ...] = ()
    done: tuple[Span, ...] = ()


@lru_cache(maxsize=8192)
def read_claim(claim: Claim, here: Standpoint) -> Said:
    """Read a claim; dates without a year lie in the plan's. It never raises on any text."""
    done = days_in(claim.done_on.text, here)
    whole: list[Stage] = []
    periods: list[tuple[Span, Stage]] = []
    span: Span | None = None
    for part in _PARTS.split(claim.state.text):
        span = _span_in(normalise(part), here.year) or span
        stage = stage_of(part)
        if stage is not None:
            periods += [(span, stage)] if span else []
            whole += [] if span else [stage]
    stage = _joined(whole)
    if stage is None and not periods and not claim.state.text.strip() and done:
        stage = Stage.DONE if done[-1].first <= here.day else Stage.UNDER_WAY
    if stage is Stage.DONE and any(d.first > here.day for d in done):
        stage = Stage.UNDER_WAY  # what is to come is not done
    return Said(stage, tuple(periods), done)


def stage_of(text: str) -> Stage | None:
    """Read the words for a stage; None where they tell none."""
    said = normalise(text)
    if not said:
        return None
    if _NOT_BEGUN.search(said):
        return Stage.NOT_BEGUN
    if _NOT_DONE.search(said):
        return Stage.UNDER_WAY
    if _DONE.search(said):
        return Stage.DONE
    return Stage.UNDER_WAY if _UNDER_WAY.search(said) else None


def _joined(stages: list[Stage]) -> Stage | None:
    """What several words on one measure come to: it is done where all are, and not begun where all are not."""
    kinds = set(stages)
    if not kinds:
        return None
    return kinds.pop() if len(kinds) == 1 else Stage.UNDER_WAY


def days_in(text: str, here: Standpoint) -> tuple[Span, ...]:
    """Give the days that a text names, in order; of a month without a day the whole month."""
    if not text.strip():
        return ()
    found = []
    for clause in read_time_limit(text, here).clauses:
        due = clause.deadline
        if due is not None:
            whole_day = _DAY.search(normalise(clause.text)) is not None
            found.append(Span(due if whole_day else due.replace(day=1), due))
    return tuple(sorted(found, key=lambda s: s.last))


def _span_in(text: str, year: int) -> Span | None:
    if found := _QUARTER.search(text):
        last = 3 * number(found[1] or found[2])
        return Span(date(year, last - 2, 1), month_end(year, last))
    if found := _HALF.search(text):
        last = 6 if found[1] == "上" else 12
        return Span(date(year, last - 5, 1), month_end(year, last))
    if found := _MONTHS.search(text):
        month = number(found[1])
        return Span(date(year, month, 1), month_end(year, month))
    return Span(date(year, 1, 1), date(year, 12, 31)) if _YEAR.search(text) else None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot be as a claim has it: the part of it, the reason, how to put it right (both Chinese)."""

    told: Told
    value: Value
    reason: str
    remedy: str


def contradictions(claim: Claim, here: Standpoint) -> Iterator[Contradiction]:
    """Say what is amiss with a claim of the day ``here.day``."""
    if (found := _date_fault(claim, here)) is not None:
        yield Contradiction(Told.DONE_ON, claim.done_on, *found)
    if fault := _link_fault(claim.evidence.text):
        remedy = "请填写完整的网页地址（如“http://www.…”），或者佐证材料的文件名。"
        yield Contradiction(Told.EVIDENCE, claim.evidence, fault, remedy)


def _date_fault(claim: Claim, here: Standpoint) -> tuple[str, str] | None:
    told, done = stage_of(claim.state.text), days_in(claim.done_on.text, here)
    if not claim.done_on.text.strip():
        return None
    if not done:
        if told is not Stage.DONE:
            return None
        return "没有写明日期", "请填写完成的具体日期，例如“6月28日”；尚未完成的，请改填完成情况。"
    ahead = done[-1].first > here.day
    if told in (Stage.DONE, None) and ahead:
        return "晚于报送日期", "尚未完成的，请将完成情况改为“进行中”；已完成的，请核对日期。"
    if ahead:
        return None  # when it is meant to be done
    if told in (Stage.NOT_BEGUN, Stage.UNDER_WAY) and not _several(claim):
        remedy = "已完成的，请将完成情况改为“已完成”；未完成的，请删去完成时间。"
        return f"已到，而完成情况填的是“{told.value}”", remedy
    if done[0].last < here.issued:
        return "早于方案印发日期", "请核对日期；方案印发前已完成的，请写明本年度的落实情况。"
    return None


def _several(claim: Claim) -> bool:
    return len(_PARTS.split(claim.state.text)) > 1


def _link_fault(text: str) -> str:
    """Say what is wrong with the form of a link, "" where nothing is or it is none; nobody follows it."""
    for link in text.split():
        if not _LINK.match(link):
            continue
        try:
            parts = urlsplit(f"http://{link}" if link.casefold().startswith("www.") else link)
            host = parts.hostname or ""
        except ValueError:
            return _INCOMPLETE
        if parts.scheme not in ("http", "https") or not _HOST.match(host):
            return _INCOMPLETE
    return ""
