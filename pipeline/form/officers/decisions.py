"""Reading an officer's decisions out of a county workbook that came back (存疑核定, 责任待明确)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from pipeline.model import Decision, DecisionKind, FileWord, FileWordKind, ReadingNote, WordSource, stamp
from pipeline.model.cells import address
from pipeline.office.sheets import Sheet, Workbook

DOUBTS: Final = "存疑核定"
OPEN_BEARERS: Final = "责任待明确"

WAITING: Final = "待确认来件"
STANDING: Final = "现行核定"
FILE_KEY: Final = "编号"
RECORD_KEY: Final = "记录编号"
_FILE_WORDS: Final = MappingProxyType(
    {
        WAITING: (
            tuple(k.value for k in (FileWordKind.CLAIM, FileWordKind.ADOPT, FileWordKind.REFUSE, FileWordKind.VOID)),
            FILE_KEY,
        ),
        STANDING: ((FileWordKind.REVOKE.value,), RECORD_KEY),
    }
)
"""What may be said on which sheet, and the column that says about what."""

_PLAN_YEAR: Final = re.compile(r"(\d{4})年政务公开")
_AS_OF: Final = re.compile(r"截至(\d{4})年(\d{1,2})月(\d{1,2})日")
_SEPARATORS: Final = re.compile(r"[、，,;；\s]+")
_ISO_DATE: Final = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


_HEADINGS_WITHIN: Final = 40
"""Rows from the top among which the headings of such a sheet are looked for."""
_WORDS: Final = frozenset({"核定结果", "处理结果", "责任单位（填写）", "责任单位(填写)"})
_SIGNED: Final = frozenset({"核定人", "经办人"})
_ON_ENTRIES: Final = (DecisionKind.CONFIRM, DecisionKind.REJECT, DecisionKind.OWN_TASK, DecisionKind.WAIVE)
_ON_OBLIGATIONS: Final = (DecisionKind.WAIVE, DecisionKind.EXTEND, DecisionKind.NIL_RETURN)


def is_county_workbook(workbook: Workbook) -> bool:
    """Say whether a workbook is one of ours for the whole county, or holds a sheet for officers' words.

    Whether its words count is another question: a sheet that was copied out of it is known for what it is, too.
    """
    if workbook.stamp.get(stamp.KIND) == stamp.COUNTY_WORKBOOK:
        return True
    return any(_is_for_words(row) for sheet in workbook.sheets for row in sheet.rows[:_HEADINGS_WITHIN])


def _is_for_words(row: Sequence[str]) -> bool:
    """Say whether a row heads columns in which an officer says his word and signs it."""
    headings = {re.sub(r"\s+", "", text) for text in row}
    return bool(headings & _WORDS) and bool(headings & _SIGNED)


def day_of(workbook: Workbook) -> date | None:
    """Say as of which day a county workbook was made: by its stamp, else by the line below a title."""
    with contextlib.suppress(ValueError):
        return date.fromisoformat(workbook.stamp.get(stamp.AS_OF, ""))
    if found := _AS_OF.search(_titles(workbook)):
        with contextlib.suppress(ValueError):
            return date(*map(int, found.groups()))
    return None


def plan_year_of(workbook: Workbook) -> int | None:
    """Say of which year's plan a county workbook speaks, by its title; None where no title says so."""
    found = _PLAN_YEAR.search(_titles(workbook))
    return int(found[1]) if found else None


def _titles(workbook: Workbook) -> str:
    """Give what stands above the headings of the two sheets: it outlives the stamp, which some programs drop."""
    rows = (row for sheet in workbook.sheets if sheet.name in (DOUBTS, OPEN_BEARERS) for row in sheet.rows[:3])
    return "\n".join(" ".join(row) for row in rows)


def read_decisions(workbook: Workbook) -> tuple[tuple[Decision, ...], tuple[ReadingNote, ...]]:
    """Read all lines that an officer has filled in, and a note for each that cannot be taken.

    ``decided_at`` stays empty: the day on which the workbook arrived is not known here.
    """
    decisions: list[Decision] = []
    notes: list[ReadingNote] = []
    for sheet in workbook.sheets:
        reader = {DOUBTS: _doubt, OPEN_BEARERS: _bearers}.get(sheet.name)
        header = _header(sheet) if reader else None
        if reader is None or header is None:
            continue
        head, columns = header
        for row in range(head + 1, len(sheet.rows) + 1):
            line = {name: sheet.text(row, column).strip() for name, column in columns.items()}
            for found in _altered(line) or reader(line):
                if isinstance(found, Decision):
                    decisions.append(replace(found, source=WordSource(sheet=sheet.name, row=row)))
                else:
                    notes.append(ReadingNote("decision_left_out", found, sheet.name, address(row, 1)))
    return tuple(decisions), tuple(notes)


def read_words(workbook: Workbook) -> tuple[tuple[FileWord, ...], tuple[ReadingNote, ...]]:
    """Read what an officer has said about files that wait (待确认来件) and about decisions on record (现行核定)."""
    words: list[FileWord] = []
    notes: list[ReadingNote] = []
    for sheet in workbook.sheets:
        kinds, key = _FILE_WORDS.get(sheet.name, ((), ""))
        header = _header_with(sheet, {key, "处理结果"}) if kinds else None
        if header is None:
            continue
        head, columns = header
        for row in range(head + 1, len(sheet.rows) + 1):
            line = {name: sheet.text(row, column).strip() for name, column in columns.items()}
            said = line.get("处理结果", "")
            if not said or not line.get(key):
                continue
            officer = line.get("经办人") or line.get("核定人", "")
            fault = _word_fault(said, kinds, line.get("单位", ""), line.get("经办人", ""))
            if fault:
                notes.append(ReadingNote("decision_left_out", fault, sheet.name, address(row, 1)))
                continue
            source = WordSource(sheet=sheet.name, row=row)
            reason = line.get("处理理由", "")
            words.append(FileWord(FileWordKind(said), line[key], line.get("单位", ""), officer, reason, source))
    return tuple(words), tuple(notes)


def _word_fault(said: str, kinds: Sequence[str], unit: str, officer: str) -> str:
    if said not in kinds:
        return f"处理结果“{said}”不在{'、'.join(kinds)}之中，未采用。请从下拉列表中选择。"
    lacking = [] if officer else ["经办人"]
    if said == FileWordKind.CLAIM and not unit:
        lacking.append("单位")
    return f"已填处理结果，但未填{'、'.join(lacking)}，未采用。请补填后重新放回。" if lacking else ""


def _header_with(sheet: Sheet, wanted: Set[str]) -> tuple[int, Mapping[str, int]] | None:
    for number, row in enumerate(sheet.rows[:_HEADINGS_WITHIN], 1):
        columns = {text.strip(): place for place, text in enumerate(row, 1) if text.strip()}
        if wanted <= columns.keys():
            return number, columns
    return None


def _header(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    return _header_with(sheet, {"核定人", "键-任务编号"})


def _altered(line: Mapping[str, str]) -> tuple[str, ...]:
    """Say where what stands on a line is not what its hidden key columns say: it was pasted or typed over."""
    if not any(text for name, text in line.items() if name.startswith("键-")):
        return ()
    for shown, key in (("单位", "键-单位"), ("任务编号", "键-任务编号")):
        if key in line and line.get(shown, line[key]) != line[key] and (line.get("核定人") or line.get("核定结果")):
            return (
                f"本行“{shown}”（{line[shown]}）与系统记录（{line[key]}）不符，可能曾被改动或错行粘贴，未采用。"
                "请在最新汇总表中重新填写。",
            )
    return ()


def _doubt(line: Mapping[str, str]) -> Iterator[Decision | str]:
    """Read a line on a doubtful entry, which its keys name, or one that the officer added below them."""
    added = not line.get("键-单位")
    verdict, officer = line.get("核定结果", ""), line.get("核定人", "")
    unit = line.get("单位", "") if added else line["键-单位"]
    obligation = line.get("任务编号", "") if added else line["键-任务编号"]
    until = _date(line.get("截止日期") or line.get("豁免截止", ""))
    if not verdict:
        if added and unit and officer:
            yield "已填单位和核定人，但未填核定结果，未采用。请从下拉列表中选择。"
        return
    known = {k.value: k for k in (_ON_OBLIGATIONS if added else _ON_ENTRIES)}
    lacking = [name for name, text in (("单位", unit), ("核定人", officer)) if not text]
    if not obligation and known.get(verdict) is not DecisionKind.NIL_RETURN:
        lacking.append("任务编号")
    if known.get(verdict) is DecisionKind.EXTEND and until is None:
        lacking.append("截止日期")
    if added and not line.get("核定理由"):
        lacking.append("核定理由")
    if verdict not in known:
        yield f"核定结果“{verdict}”不在{'、'.join(known)}之中，未采用。请从下拉列表中选择。"
    elif lacking:
        yield f"已填核定结果，但未填{'、'.join(lacking)}，未采用。请补填后重新放回。"
    elif isinstance(until, str):
        yield until
    else:
        text = "" if added else line.get("键-原文", "")
        kind = known[verdict]
        if kind is DecisionKind.CONFIRM and not text:  # a line without a wording is an application: it is granted
            kind = DecisionKind.NIL_RETURN
        yield Decision(kind, unit, obligation, text, line.get("核定理由", ""), officer, until=until)


def _bearers(line: Mapping[str, str]) -> Iterator[Decision | str]:
    units = [u for u in _SEPARATORS.split(line.get("责任单位（填写）", "")) if u]
    officer = line.get("核定人", "")
    if not units:
        return
    if not officer:
        yield "已填责任单位，但未填核定人，未采用。请补填核定人后重新放回。"
        return
    obligation = line.get("键-任务编号") or line.get("任务编号", "")
    if not obligation:
        yield "已填责任单位，但未填任务编号，未采用。请按“A1-47”的形式补填任务编号后重新放回。"
        return
    for unit in units:
        yield Decision(
            DecisionKind.ASSIGN,
            unit,
            obligation,
            line.get("键-责任主体", ""),
            line.get("明确依据", ""),
            officer,
        )


def _date(text: str) -> date | str | None:
    if not text:
        return None
    found = _ISO_DATE.fullmatch(text.split(" ")[0])
    try:
        return (
            date(*map(int, found.groups()))
            if found
            else f"日期“{text}”无法辨认，未采用。请按 2022-12-31 的形式填写。"
        )
    except ValueError:
        return f"日期“{text}”不存在，未采用。请按 2022-12-31 的形式填写。"
