"""From when on something recurs: 7月起每月, 四季度开始按月, 7月至12月每月25日前."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    r"|(?P<half>下半年)(?![^,]{0,3}前)"
)


def with_starts(text: str, clauses: Sequence[Clause], year: int) -> tuple[Clause, ...]:
    """Give clauses with the first day of what recurs, where the sentence (of a plain text) says it before them."""
    if not any(c.kind is ClauseKind.RECURRING for c in clauses):
        return tuple(clauses)
    starts = [*_starts(text, year), *_spans(text, clauses)]
    return tuple(_with_start(text, clause, starts) for clause in clauses) if starts else tuple(clauses)


def _with_start(text: str, clause: Clause, starts: Sequence[tuple[int, date]]) -> Clause:
    said = plain_text(clause.text).plain
    at = text.find(said)
    if clause.kind is not ClauseKind.RECURRING or at < 0:
        return clause
    begin = max((m.end() for m in _SENTENCES.finditer(text, 0, at)), default=0)
    before = [(place, day) for place, day in starts if begin <= place < at + len(said)]
    return replace(clause, since=max(before)[1]) if before else clause


def _spans(text: str, clauses: Sequence[Clause]) -> Iterator[tuple[int, date]]:
    for clause in clauses:
        if clause.kind is ClauseKind.FIXED and clause.since is not None:
            at = text.find(plain_text(clause.text).plain)
            if at >= 0:
                yield at, clause.since


def _starts(text: str, year: int) -> Iterator[tuple[int, date]]:
    for found in _START.finditer(text):
        in_year = int(found["year"] or year)
        month = 7 if found["half"] else number(found["month"]) if found["month"] else 3 * number(found["quarter"]) - 2
        first = day_of_month(in_year, month, int(found["day"] or 1))
        if found["after"]:
            last = first if found["day"] else month_end(in_year, month if found["month"] else month + 2)
            first = last + timedelta(days=1)
        yield found.start(), first
