"""Reading an officer's decisions out of a county workbook that came back (存疑核定, 责任待明确)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from pipeline.matching import normalise
from pipeline.model import Decision, DecisionKind, ReadingNote, stamp
from pipeline.reading.sheets import Sheet, Workbook, address

DOUBTS: Final = "存疑核定"
OPEN_BEARERS: Final = "责任待明确"

_SEPARATORS: Final = re.compile(r"[、，,;；\s]+")
_OBLIGATION: Final = re.compile(r"(?:a|附件)(\d)(?:-|第)(\d{1,2})项?")
_VERDICTS: Final = {
    kind.value: kind
    for kind in (
        DecisionKind.CONFIRM,
        DecisionKind.REJECT,
        DecisionKind.WAIVE,
        DecisionKind.EXTEND,
        DecisionKind.NIL_RETURN,
    )
}
_ON_WORDINGS: Final = frozenset({DecisionKind.CONFIRM, DecisionKind.REJECT})
_ISO_DATE: Final = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


def is_county_workbook(workbook: Workbook) -> bool:
    """Say whether a workbook is one of ours for the whole county, by its stamp or by the two sheets to fill in."""
    if workbook.stamp.get(stamp.KIND) == stamp.COUNTY_WORKBOOK:
        return True
    # WPS drops custom properties on saving; the key columns stay.
    return sum(_header(sheet) is not None for sheet in workbook.sheets if sheet.name in (DOUBTS, OPEN_BEARERS)) == 2


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
    keys = (("单位", "键-单位"), ("任务编号", "键-任务编号"))
    if not any(line.get(key) for _, key in keys):
        return ()  # the officer's own line below ours
    for shown, key in keys:
        if key in line and line.get(shown, line[key]) != line[key] and (line.get("核定人") or line.get("核定结果")):
            return (
                f"本行“{shown}”（{line[shown]}）与系统记录（{line[key]}）不符，可能曾被改动或错行粘贴，未采用。"
                "请在最新汇总表中重新填写。",
            )
    return ()


def _doubt(line: Mapping[str, str]) -> Iterator[Decision | str]:
    """Read a line of 存疑核定: one of ours, known by its keys, or one that the officer has written below them."""
    verdict, officer = line.get("核定结果", ""), line.get("核定人", "")
    ours = bool(line.get("键-单位"))
    unit = line.get("键-单位") or line.get("单位", "")
    obligation = line.get("键-任务编号") or _obligation(line.get("任务编号", ""))
    text = line.get("键-原文", "") if ours else line.get("工作举措", "")
    kind, until = _VERDICTS.get(verdict), _date(line.get("豁免截止", ""))
    if not verdict or (ours and not unit):
        return
    fault = _fault_of(verdict, kind, officer, until, typed=None if ours else (unit, obligation, text))
    if fault or kind is None or isinstance(until, str):
        yield fault
        return
    reason = line.get("核定理由", "")
    if not ours and kind not in _ON_WORDINGS:
        if not reason:
            yield f"登记“{kind.value}”须填写核定理由，未采用。请补填后重新放回。"
            return
        text = ""
    yield Decision(kind, unit, obligation, text, reason, officer, until=until)


def _fault_of(
    verdict: str,
    kind: DecisionKind | None,
    officer: str,
    until: date | str | None,
    typed: tuple[str, str, str] | None,
) -> str:
    """Say why a filled line cannot be taken, "" where it can. ``typed`` is what the officer wrote himself."""
    if kind is None:
        return f"核定结果“{verdict}”不在{'、'.join(_VERDICTS)}之中，未采用。请从下拉列表中选择。"
    if not officer:
        return "已填核定结果，但未填核定人，未采用。请补填核定人后重新放回。"
    if isinstance(until, str):
        return until
    if kind is DecisionKind.EXTEND and until is None:
        return "“延期至”未填截止日期，未采用。请在“豁免截止”栏填写延期到哪一天。"
    if typed is None:
        return ""
    unit, obligation, text = typed
    if not unit:
        return "已填核定结果，但未填单位，未采用。请补填单位后重新放回。"
    if not obligation and kind is not DecisionKind.NIL_RETURN:
        return "未填任务编号，未采用。请按“A1-47”的形式填写任务编号后重新放回。"
    if kind in _ON_WORDINGS and not text:
        return f"“{kind.value}”未写明台账原文，未采用。请在“工作举措”栏填写台账原文后重新放回。"
    return ""


def _obligation(text: str) -> str:
    """Read the number of an obligation as people write it: A1-32, a1－32, 附件1第32项."""
    found = _OBLIGATION.fullmatch(normalise(text))
    return f"A{found[1]}-{int(found[2]):02d}" if found else text


def _bearers(line: Mapping[str, str]) -> Iterator[Decision | str]:
    units = [u for u in _SEPARATORS.split(line.get("责任单位（填写）", "")) if u]
    officer = line.get("核定人", "")
    if not units:
        return
    if not officer:
        yield "已填责任单位，但未填核定人，未采用。请补填核定人后重新放回。"
        return
    obligation = line.get("键-任务编号") or _obligation(line.get("任务编号", ""))
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
