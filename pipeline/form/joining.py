"""One ledger for each unit: which forms of a workbook belong together, and which only look like more of the same.

A unit may write its ledger on several sheets, or in two tables on one. Beside it often stand last year's ledger and
copies of sheets. Nothing is left out without a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import NO_CELLS, OTHER_FORM, CellCount, Entry, Ledger, ReadingNote, Unread

_PAST: Final = re.compile(r"去年|上一?年|往年|作废|废弃|旧[版表]|停用")
_COPY_NAME: Final = re.compile(r"\(\d+\)$|副本|备份|copy", re.IGNORECASE)
_REVISED_NAME: Final = re.compile(
    r"(?<!未)修改|修订|更正|更新|改后|已改|(?<!整)改[稿版好定]?\)?$|最新|新版|终稿|终版|定稿|报出稿|[上呈]报稿|报送稿|审定稿|最终|正式|final|new",
    re.IGNORECASE,
)
_DAY_NAME: Final = re.compile(
    r"(?<![\dv.\-])(?<!附件)(?<!表)(?<!版)(?<!版本)(?:(?P<year>20\d\d)[年.\-])?"
    r"(?P<month>0?[1-9]|1[0-2])(?P<mark>[月.\-])(?P<day>0?[1-9]|[12]\d|3[01])(?![\d月.\-])"
    r"|(?<![\dv])(?<!附件)(?<!表)(?<!版)(?<!版本)(?P<y>20\d\d)?(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_AT_A_DAY: Final = re.compile("[日号改修更定报稿]")
"""What follows a day in figures of one digit each, which alone may as well number a table (3-1, 1.2)."""
_FORMER_NAME: Final = re.compile(
    r"修改前|更新前|原[表版稿]|初稿|草稿|送审稿|讨论稿|征求意见稿|旧|old|draft", re.IGNORECASE
)
_SAME_TASKS: Final = 0.8
"""From which share of the tasks of the one that stand in the other, two forms may be versions of one ledger."""
_ALIKE: Final = 0.8
_SOME_ALIKE: Final = 0.3
"""From which share of its measures a form is a copy of another, and a version of it where its tasks are the same."""
_ROWS_SHOWN: Final = 5
CONTINUATION: Final = "continuation"
"""Kind of the note on a sheet that was read as going on with the form of another."""


@dataclass(frozen=True)
class OneEach:
    """One ledger for each unit; with what was left out of them, and how many cells that concerns."""

    ledgers: tuple[Ledger, ...]
    unread: tuple[Unread, ...] = ()
    cells_left: CellCount = NO_CELLS


def joined(first: Ledger, second: Ledger) -> Ledger:
    """Put the entries of a further form behind those of the first."""
    entries = second.entries
    if second.sheet == first.sheet:
        # Each table of a sheet counts its rows anew, as sections do.
        entries = tuple(replace(e, heading=e.heading or second.title) for e in entries)
    return replace(
        first,
        entries=(*first.entries, *entries),
        notes=(*first.notes, *second.notes, *_told_as_further(first, second)),
        misplaced=(*first.misplaced, *second.misplaced),
        struck=(*first.struck, *second.struck),
        numbers_aside=(*first.numbers_aside, *second.numbers_aside),
        cells=CellCount(*(a + b for a, b in zip(first.cells, second.cells, strict=True))),
        missing_columns=tuple(f for f in first.missing_columns if f in second.missing_columns),
    )


def _told_as_further(first: Ledger, second: Ledger) -> list[ReadingNote]:
    """Say of a form of another sheet that it was read as going on with the first, where nothing said so before."""
    if second.sheet == first.sheet or not second.entries or any(n.kind == CONTINUATION for n in second.notes):
        return []
    where = f"{second.area}，{len(second.entries)}条举措"
    text = f"工作表“{second.sheet}”是“{first.sheet}”的后续部分，已接在其后读取（{where}）。"
    return [ReadingNote(CONTINUATION, text, second.sheet)]


def is_further_part(first: Ledger, second: Ledger) -> bool:
    """Say whether a form may go on with another: it is neither a version of it nor of another year."""
    others = second.years - first.years
    return not (others and first.years) and not _PAST.search(second.sheet) and not _versions(first, second)


def one_per_unit(ledgers: Sequence[tuple[Ledger, str | None]], year: int) -> OneEach:
    """Make one ledger of all that a workbook holds of a unit in a year.

    Each ledger comes with its unit, None where it has none; those go by what stands above them. Forms of another
    year and other versions of a form are left out, with a word to the sender.
    """
    found: list[Ledger] = []
    place: dict[str, list[Ledger]] = {}
    for ledger, unit in ledgers:
        place.setdefault(unit or f"#{normalise(ledger.title)}|{normalise(ledger.reporting_unit)}", []).append(ledger)
    unread: list[Unread] = []
    left: list[Ledger] = []
    for own in place.values():
        result, unread_of_it, left_out = _one(own, year)
        found.append(result)
        unread += unread_of_it
        left += left_out
    read, form = sum(one.cells.read for one in left), sum(one.cells.form for one in left)
    return OneEach(tuple(found), tuple(unread), CellCount(0, -read, -form, read + form))


def _one(ledgers: list[Ledger], year: int) -> tuple[Ledger, list[Unread], list[Ledger]]:
    named = any(year in ledger.years for ledger in ledgers)
    current = [g for g in ledgers if not _is_past(g, year) or (not named and _is_dated(g, year))]
    if all(_FORMER_NAME.search(ledger.sheet) for ledger in current):
        # Beside nothing but a draft, the ledger under an old title is the one that is meant; its title is told (S05).
        meant = [g for g in ledgers if g in current or _is_dated(g, year) or not (named or _is_of_its_title(g))]
        current = meant or [ledger for ledger in ledgers if not _PAST.search(ledger.sheet)] or ledgers
    kept: list[Ledger] = []
    reasons: list[tuple[Ledger, Ledger, str, bool]] = []
    for ledger in sorted(current, key=lambda g: _preference(g, year)):
        first = next((known for known in kept if _versions(ledger, known)), None)
        if first is None:
            kept.append(ledger)
        elif _is_unfilled(ledger):
            reasons.append((ledger, first, "只印有任务名称，没有填写举措", False))
        else:
            reasons.append((ledger, first, f"与“{first.sheet}”基本相同{_unlike(ledger, first)}", True))
    for ledger in ledgers:
        if ledger not in current:
            reasons.append((ledger, current[0], "是往年的或已作废的台账", False))
    notes, unread = [], []
    for ledger, first, reason, asks in reasons:
        told = f"“{ledger.title}”" if ledger.title and ledger.title != first.title else ""
        because = f"（{_why(first, ledger, year)}）" if asks else ""
        text = (
            f"工作表“{ledger.sheet}”{told}{reason}，未计入，本次校验的是“{first.sheet}”{because}。"
            "如有误，请删去不用的表后重新报送。"
        )
        notes.append(ReadingNote(OTHER_FORM, text, ledger.sheet))
        why = f"{reason}；本次校验的是“{first.sheet}”{because}"
        remedy = (
            f"以“{first.sheet}”为准的，请删去“{ledger.sheet}”表；以“{ledger.sheet}”为准的，请删去“{first.sheet}”表，"
            "改好后整份重新报送。"
        )
        unread.append(
            Unread(ledger.sheet, ledger.area, ledger.title or ledger.sheet, why, asks, remedy if asks else "")
        )
    kept.sort(key=ledgers.index)
    result = kept[0]
    for ledger in kept[1:]:
        result = joined(result, ledger)
    return replace(result, notes=(*result.notes, *notes)), unread, [ledger for ledger, *_ in reasons]


def _preference(ledger: Ledger, year: int) -> tuple[bool, bool, bool, tuple[int, ...], int]:
    """Order the versions of a ledger: filled in before blank, revised before former, the later, the fuller one."""
    former = bool(_FORMER_NAME.search(ledger.sheet) or _COPY_NAME.search(ledger.sheet))
    revised = bool(_REVISED_NAME.search(ledger.sheet)) and not former
    measures = sum(bool(e.measure.text.strip()) for e in ledger.entries)
    return _is_unfilled(ledger), not revised, former, tuple(-n for n in _day_named(ledger, year)), -measures


def _day_named(ledger: Ledger, year: int) -> tuple[int, int, int]:
    """Give the day that the name of a sheet tells (5.18, 20220518, 5月18日); zeros where it tells none."""
    name = normalise(ledger.sheet)
    found = _DAY_NAME.search(name)
    if found is None:
        return 0, 0, 0
    short = found["mark"] in {".", "-"} and not found["year"] and len(found["month"]) == len(found["day"]) == 1
    # 5.8 alone is a day; 台账1.2 and 3-1 may as well be numbers.
    if short and not (_AT_A_DAY.match(name, found.end()) or (found["mark"] == "." and found[0] == name)):
        return 0, 0, 0
    return (
        int(found["year"] or found["y"] or year),
        int(found["month"] or found["m"]),
        int(found["day"] or found["d"]),
    )


def _why(first: Ledger, other: Ledger, year: int) -> str:
    if _REVISED_NAME.search(first.sheet):
        return "从表名看是修改后的"
    if _FORMER_NAME.search(other.sheet) or _COPY_NAME.search(other.sheet):
        return "从表名看另一张是副本或旧稿"
    if _day_named(first, year) > _day_named(other, year):
        return "从表名看日期较晚"
    return "填写的举措不少于另一张，排列在前"


def _is_past(ledger: Ledger, year: int) -> bool:
    named = ledger.years
    return bool(named and year not in named) or bool(_PAST.search(ledger.sheet))


def _is_dated(ledger: Ledger, year: int) -> bool:
    """Say whether the limits of a form name a year, and none of those in its title: the title alone is old."""
    if _PAST.search(ledger.sheet):
        return False
    limits = [e.time_limit.text for e in ledger.entries]
    return any(str(year) in text for text in limits) and not any(
        str(other) in text for other in ledger.years for text in limits
    )


def _is_of_its_title(ledger: Ledger) -> bool:
    """Say whether a form under an old title is what that says: its sheet or its limits name a past year as well."""
    if _PAST.search(ledger.sheet) or replace(ledger, title="").years:
        return True
    return any(str(year) in e.time_limit.text for year in ledger.years for e in ledger.entries)


def _is_unfilled(ledger: Ledger) -> bool:
    """Say whether a form holds tasks, as the template prints them, and no measure at all."""
    return bool(ledger.entries) and not any(e.measure.text.strip() for e in ledger.entries)


def _versions(one: Ledger, other: Ledger) -> bool:
    """Say whether two forms are versions of one ledger, rather than two parts of it."""
    if one.sheet == other.sheet:
        return False
    if _is_unfilled(one) or _is_unfilled(other):
        return True
    measures = [_wording(e) for e in one.entries if e.measure.text.strip()]
    said = {_wording(e) for e in other.entries}
    same = sum(w in said for w in measures)
    if measures and same >= _ALIKE * len(measures):
        return True
    tasks = {normalise(e.task.text) for e in one.entries}
    shared = len(tasks & {normalise(e.task.text) for e in other.entries})
    named = any(_REVISED_NAME.search(f.sheet) or _FORMER_NAME.search(f.sheet) for f in (one, other))
    return shared >= _SAME_TASKS * max(len(tasks), 1) and (named or same >= _SOME_ALIKE * max(len(measures), 1))


def _unlike(ledger: Ledger, known: Ledger) -> str:
    """Say which rows of a version differ from those of the form that counts."""
    said = {_content(e) for e in known.entries}
    rows = [e.row for e in ledger.entries if _content(e) not in said]
    listed = "、".join(map(str, rows[:_ROWS_SHOWN])) + ("等" if len(rows) > _ROWS_SHOWN else "")
    return f"（第{listed}行有不同）" if rows else ""


def _wording(entry: Entry) -> tuple[str, str]:
    return normalise(entry.task.text), normalise(entry.measure.text)


def _content(entry: Entry) -> tuple[str, ...]:
    values = (entry.task, entry.measure, entry.time_limit, entry.leader, entry.section)
    return tuple(normalise(v.text) for v in values)
