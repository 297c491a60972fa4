"""From when on something recurs: 7月起每月, 四季度开始按月, 7月至12月每月25日前."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from pipeline.judging.time_limits.calendar import day_of_month, month_end
from pipeline.judging.time_limits.characters import plain_text
from pipeline.judging.time_limits.numerals import number
from pipeline.model.clauses import Clause, ClauseKind

_SENTENCES: Final = re.compile(r"[;。\n]")
_START: Final = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?<![\d每])"
    r"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:(?P<day>0?[1-9]|[12]\d|3[01])[日号]|[初底末]|[上中下]旬)?"
    r"|第?(?P<quarter>[一二三四1-4])季度?)(?:(?P<on>起|开始)|(?P<after>[之以]?后))"
    r"|(?P<half>(?<!上)(?<!上[、,和及与/])(?<!上半年)(?<!上半年[、,和及与/])下半年)(?![^,]{0,3}前)(?:起|开始)?"
)
_RECURS: Final = re.compile(r"[每逐按各]")
_LEADS: Final = re.compile(r"(?:[至到][^,()]*)?(?:,[^()]*|[^,、()]*)")
"""What may stand between a start and what recurs from then on: no other act, which alone might begin then."""
_TOUCHES: Final = re.compile(r"(?:期间|[之]?[内间])?,?")
_AND: Final = re.compile(r"[,、]?")
_BEHIND: Final = re.compile(r"[(,][自从]?$")
_FIRST_HALF: Final = "上半年"


@dataclass(frozen=True, slots=True)
class _Start:
    """The first day that some words name, where they stand, and what may stand between them and what recurs."""

    begin: int
    end: int
    day: date
    before: re.Pattern[str] = _LEADS
    half: bool = False


def with_starts(text: str, clauses: Sequence[Clause], year: int) -> tuple[Clause, ...]:
    """Give clauses with the first day of what recurs, where the sentence (of a plain text) says it of them."""
    if not any(c.kind is ClauseKind.RECURRING for c in clauses):
        return tuple(clauses)
    starts = [*_starts(text, year), *_spans(text, clauses)]
    if not starts:
        return tuple(clauses)
    found: list[Clause] = []
    led: tuple[int, date] | None = None
    for clause in clauses:
        said = plain_text(clause.text).plain
        at = text.find(said)
        if clause.kind is not ClauseKind.RECURRING or at < 0:
            found.append(clause)
            continue
        start = _start_of(text, clause, at, at + len(said), starts)
        since = start.day if start else None
        if since is None and led is not None and led[0] <= at and _AND.fullmatch(text, led[0], at):
            since = led[1]  # 7月起每月公开，每季度通报
        leads = start is None or start.begin < _recurs_at(text, at, at + len(said), at)
        led = (at + len(said), since) if leads and since else None
        found.append(replace(clause, since=since) if since else clause)
    return tuple(found)


def _start_of(text: str, clause: Clause, at: int, end: int, starts: Sequence[_Start]) -> _Start | None:
    """Give the start that is said of a recurrence: it leads to it, or stands alone in brackets behind it."""
    begin = max((m.end() for m in _SENTENCES.finditer(text, 0, at)), default=0)
    halves = clause.every == "half_year" and _FIRST_HALF in text[begin:end]

    def meant(start: _Start) -> bool:
        if start.begin < begin or (halves and start.half):
            return False
        recurs = _recurs_at(text, at, end, max(at, start.end)) if start.begin < end else -1
        if start.end <= recurs and start.before.fullmatch(text, start.end, recurs):
            return True
        return _is_alone(text, at, end, start)

    return max((s for s in starts if meant(s)), key=lambda s: s.begin, default=None)


def _is_alone(text: str, at: int, end: int, start: _Start) -> bool:
    """Say whether a start stands by itself right behind a recurrence: 每月(7月起), 每月一次,从7月开始."""
    if start.begin < at:
        return False
    begin = start.begin + text.startswith("(", start.begin)
    stop = start.end - (begin > start.begin)
    before = _BEHIND.fullmatch(text, end, begin) if start.begin >= end else _BEHIND.search(text, at, begin)
    return before is not None and (")" if before[0][0] == "(" else "") == text[stop : stop + 1].strip(";。\n")


def _recurs_at(text: str, at: int, end: int, begin: int) -> int:
    """Say where a clause tells of its recurrence, from a place within it on; -1 where it has told before."""
    if not _RECURS.search(text, at, end):
        return begin if begin == at else end
    found = _RECURS.search(text, begin, end)
    return found.start() if found else -1


def _spans(text: str, clauses: Sequence[Clause]) -> Iterator[_Start]:
    for clause in clauses:
        if clause.kind is ClauseKind.FIXED and clause.since is not None:
            said = plain_text(clause.text).plain
            at = text.find(said)
            if at >= 0:
                yield _Start(at, at + len(said), clause.since, _TOUCHES)


def _starts(text: str, year: int) -> Iterator[_Start]:
    for found in _START.finditer(text):
        in_year = int(found["year"] or year)
        month = 7 if found["half"] else number(found["month"]) if found["month"] else 3 * number(found["quarter"]) - 2
        first = day_of_month(in_year, month, int(found["day"] or 1))
        if found["after"]:
            last = first if found["day"] else month_end(in_year, month if found["month"] else month + 2)
            first = last + timedelta(days=1)
        yield _Start(found.start(), found.end(), first, half=bool(found["half"]))
