"""Reading an officer's decisions out of a county workbook that came back (存疑核定, 责任待明确)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from pipeline.model import Decision, DecisionKind, ReadingNote, stamp
from pipeline.model.cells import address
from pipeline.office.sheets import Sheet, Workbook

DOUBTS: Final = "存疑核定"
OPEN_BEARERS: Final = "责任待明确"

_PLAN_YEAR: Final = re.compile(r"(\d{4})年政务公开")
_AS_OF: Final = re.compile(r"截至(\d{4})年(\d{1,2})月(\d{1,2})日")
_SEPARATORS: Final = re.compile(r"[、，,;；\s]+")
_ISO_DATE: Final = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


_ON_ENTRIES: Final = (DecisionKind.CONFIRM, DecisionKind.REJECT, DecisionKind.WAIVE)
_ON_OBLIGATIONS: Final = (DecisionKind.WAIVE, DecisionKind.EXTEND, DecisionKind.NIL_RETURN)


def is_county_workbook(workbook: Workbook) -> bool:
    """Say whether a workbook is one of ours for the whole county, by its stamp or by the two sheets to fill in."""
    if workbook.stamp.get(stamp.KIND) == stamp.COUNTY_WORKBOOK:
        return True
    # WPS drops custom properties on saving; the key columns stay.
    return sum(_header(sheet) is not None for sheet in workbook.sheets if sheet.name in (DOUBTS, OPEN_BEARERS)) == 2


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
                    decisions.append(found)
                else:
                    notes.append(ReadingNote("decision_left_out", found, sheet.name, address(row, 1)))
    return tuple(decisions), tuple(notes)


def _header(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    for number, row in enumerate(sheet.rows[:20], 1):
        columns = {text.strip(): place for place, text in enumerate(row, 1) if text.strip()}
        if "核定人" in columns and "键-任务编号" in columns:
            return number, columns
    return None


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
