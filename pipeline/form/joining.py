"""One ledger for each unit: which forms of a workbook belong together, and which only look like more of the same.

A unit may write its ledger on several sheets, or in two tables on one. Beside it often stand last year's ledger and
copies of sheets. Nothing is left out without a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Entry, Ledger, ReadingNote

_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_PAST: Final = re.compile(r"去年|上一?年|往年|作废|废弃|旧[版表]|停用")
_COPY_NAME: Final = re.compile(r"\(\d+\)$|副本|备份|copy", re.IGNORECASE)
_ALIKE: Final = 0.8
"""From which share of its measures on a form counts as a copy of another."""
_ROWS_SHOWN: Final = 5


def joined(first: Ledger, second: Ledger) -> Ledger:
    """Put the entries of a further form behind those of the first."""
    entries = second.entries
    if second.sheet == first.sheet:
        # Each table of a sheet counts its rows anew, as sections do.
        entries = tuple(replace(e, heading=e.heading or second.title) for e in entries)
    return replace(
        first,
        entries=(*first.entries, *entries),
        notes=(*first.notes, *second.notes),
        misplaced=(*first.misplaced, *second.misplaced),
        missing_columns=tuple(f for f in first.missing_columns if f in second.missing_columns),
    )


def is_further_part(first: Ledger, second: Ledger) -> bool:
    """Say whether a form may go on with another: it is neither a copy of it nor of another year."""
    others = years(second) - years(first)
    return not (others and years(first)) and not _PAST.search(second.sheet) and not _copied(second, first)


def years(ledger: Ledger) -> frozenset[int]:
    """Give the years that a form's title and its sheet's name speak of."""
    return frozenset(int(y) for y in _YEAR.findall(f"{ledger.title} {ledger.sheet}"))


def one_per_unit(ledgers: Sequence[tuple[Ledger, str | None]], year: int) -> tuple[Ledger, ...]:
    """Make one ledger of all that a workbook holds of a unit in a year.

    Each ledger comes with its unit, None where it has none; those stay by themselves. Forms of another year and
    copies of sheets are left out, with a note on the ledger that counts.
    """
    found: list[Ledger] = []
    place: dict[str, list[int]] = {}
    for index, (_, unit) in enumerate(ledgers):
        place.setdefault(unit or f"#{index}", []).append(index)
    for own in place.values():
        found.append(_one([ledgers[i][0] for i in own], year))
    return tuple(found)


def _one(ledgers: list[Ledger], year: int) -> Ledger:
    current = [ledger for ledger in ledgers if not _is_past(ledger, year)] or ledgers
    notes = [_left_out(ledger, current[0], "是往年的或已作废的台账") for ledger in ledgers if ledger not in current]
    # Excel names a copied sheet after the first: 台账 (2).
    kept: list[Ledger] = []
    for ledger in sorted(current, key=lambda one: bool(_COPY_NAME.search(one.sheet))):
        first = next((known for known in kept if _copied(ledger, known)), None)
        if first is None:
            kept.append(ledger)
        else:
            notes.append(_left_out(ledger, first, f"与“{first.sheet}”基本相同", _unlike(ledger, first)))
    kept.sort(key=current.index)
    result = kept[0]
    for ledger in kept[1:]:
        result = joined(result, ledger)
    named = years(result)
    if named and year not in named:
        text = (
            f"表格标题或工作表名称写的是{'、'.join(map(str, sorted(named)))}年，与方案年度（{year}年）不符，"
            "请核对是否误报了往年的台账；如只是标题未改，请改正标题。"
        )
        notes.append(ReadingNote("other_year", text, result.sheet))
    return replace(result, notes=(*result.notes, *notes)) if notes else result


def _is_past(ledger: Ledger, year: int) -> bool:
    named = years(ledger)
    return bool(named and year not in named) or bool(_PAST.search(ledger.sheet))


def _left_out(ledger: Ledger, first: Ledger, reason: str, unlike: Sequence[int] = ()) -> ReadingNote:
    told = f"“{ledger.title}”" if ledger.title and ledger.title != first.title else ""
    listed = "、".join(map(str, unlike[:_ROWS_SHOWN])) + ("等" if len(unlike) > _ROWS_SHOWN else "")
    differs = f"（第{listed}行有不同）" if unlike else ""
    text = (
        f"工作表“{ledger.sheet}”{told}{reason}{differs}，未计入，本次校验的是“{first.sheet}”。"
        "如有误，请删去不用的表后重新报送。"
    )
    return ReadingNote("other_form", text, ledger.sheet)


def _copied(ledger: Ledger, known: Ledger) -> bool:
    """Say whether most of a form's entries stand in another as well."""
    said = {_wording(e) for e in known.entries}
    own = [_wording(e) for e in ledger.entries if e.measure.text.strip()]
    return bool(own) and ledger.sheet != known.sheet and sum(w in said for w in own) >= _ALIKE * len(own)


def _unlike(ledger: Ledger, known: Ledger) -> list[int]:
    """Give the rows of a copy whose entries differ from those of the form that it copies."""
    said = {_content(e) for e in known.entries}
    return [e.row for e in ledger.entries if _content(e) not in said]


def _wording(entry: Entry) -> tuple[str, str]:
    return normalise(entry.task.text), normalise(entry.measure.text)


def _content(entry: Entry) -> tuple[str, ...]:
    values = (entry.task, entry.measure, entry.time_limit, entry.leader, entry.section)
    return tuple(normalise(v.text) for v in values)
