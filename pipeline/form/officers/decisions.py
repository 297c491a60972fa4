"""Reading an officer's decisions out of a county workbook that came back (存疑核定, 责任待明确)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.form.officers import columns as form
from pipeline.judging.matching.text import normalise
from pipeline.model import (
    Decision,
    DecisionKind,
    FileWord,
    FileWordKind,
    ReadingNote,
    Registered,
    WordSource,
    stamp,
)
from pipeline.model.cells import address
from pipeline.office.sheets import Sheet, Workbook

_PLAN_YEAR: Final = re.compile(r"(\d{4})年政务公开")
_AS_OF: Final = re.compile(r"截至(\d{4})年(\d{1,2})月(\d{1,2})日")
_SEPARATORS: Final = re.compile(r"[、，,;；\s]+")
_FULL_WIDTH: Final = str.maketrans("()", "（）")
_ON_DUTIES: Final = (form.DOUBTS, form.OPEN_BEARERS)
_ON_DUTY_SHEETS: Final = frozenset({form.OFFICER.heading, form.KEY_OBLIGATION})
_ISO_DATE: Final = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


_HEADINGS_WITHIN: Final = 40
"""Rows from the top among which the headings of such a sheet are looked for."""


def is_county_workbook(workbook: Workbook) -> bool:
    """Say whether a workbook is one of ours for the whole county, or holds a sheet for officers' words.

    Whether its words count is another question: a sheet that was copied out of it is known for what it is, too.
    """
    if workbook.stamp.get(stamp.KIND) == stamp.COUNTY_WORKBOOK:
        return True
    return any(_is_for_words(row) for sheet in workbook.sheets for row in sheet.rows[:_HEADINGS_WITHIN])


def _is_for_words(row: Sequence[str]) -> bool:
    """Say whether a row heads columns in which an officer says his word and signs it."""
    headings = {re.sub(r"\s+", "", text).translate(_FULL_WIDTH) for text in row}
    return bool(headings & form.WORDS) and bool(headings & form.SIGNATURES)


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
    rows = (row for sheet in workbook.sheets if sheet.name in _ON_DUTIES for row in sheet.rows[:3])
    return "\n".join(" ".join(row) for row in rows)


def read_decisions(workbook: Workbook) -> tuple[tuple[Decision, ...], tuple[ReadingNote, ...]]:
    """Read all lines that an officer has filled in, and a note for each that cannot be taken.

    ``decided_at`` stays empty: the day on which the workbook arrived is not known here.
    """
    decisions: list[Decision] = []
    notes: list[ReadingNote] = []
    for sheet in workbook.sheets:
        reader = {form.DOUBTS: _doubt, form.OPEN_BEARERS: _bearers, form.PROGRESS: _progress}.get(sheet.name)
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
        if sheet.name not in form.FILE_WORDS:
            continue
        word, key = form.FILE_WORDS[sheet.name]
        header = _header_with(sheet, {key, word.heading})
        if header is None:
            continue
        head, columns = header
        for row in range(head + 1, len(sheet.rows) + 1):
            line = {name: sheet.text(row, column).strip() for name, column in columns.items()}
            said = line.get(word.heading, "")
            about = line.get(key, "")
            choices = word.choices if about else tuple(kind.value for kind in form.ON_NOTHING)
            if not said or (not about and said not in choices):
                continue
            officer = line.get(form.SIGNED.heading) or line.get(form.OFFICER.heading, "")
            unit = line.get(form.UNIT, "")
            fault = _word_fault(said, choices, unit, line.get(form.SIGNED.heading, ""))
            if fault:
                notes.append(ReadingNote("decision_left_out", fault, sheet.name, address(row, 1)))
                continue
            source = WordSource(sheet=sheet.name, row=row)
            reason = line.get(form.WHY_FILE.heading, "")
            shown = line.get(form.OBLIGATION if key == form.RECORD_KEY else form.FILE_NAME, "")
            words.append(FileWord(FileWordKind(said), about, unit, officer, reason, source, shown))
    return tuple(words), tuple(notes)


def _word_fault(said: str, kinds: Sequence[str], unit: str, officer: str) -> str:
    if said not in kinds:
        return f"处理结果“{said}”不在{'、'.join(kinds)}之中，未采用。请从下拉列表中选择。"
    lacking = [] if officer else [form.SIGNED.heading]
    if said == FileWordKind.CLAIM and not unit:
        lacking.append(form.UNIT)
    return f"已填处理结果，但未填{'、'.join(lacking)}，未采用。请补填后重新放回。" if lacking else ""


def _header_with(sheet: Sheet, wanted: Set[str]) -> tuple[int, Mapping[str, int]] | None:
    for number, row in enumerate(sheet.rows[:_HEADINGS_WITHIN], 1):
        columns = {text.strip(): place for place, text in enumerate(row, 1) if text.strip()}
        if wanted <= columns.keys():
            return number, columns
    return None


def _header(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    wanted = {form.SIGNED.heading, form.KEY_PERIOD} if sheet.name == form.PROGRESS else _ON_DUTY_SHEETS
    return _header_with(sheet, wanted)


def _altered(line: Mapping[str, str]) -> tuple[str, ...]:
    """Say where what stands on a line is not what its hidden key columns say: it was pasted or typed over."""
    if not any(text for name, text in line.items() if name.startswith(form.KEY)):
        return ()
    filled = line.get(form.OFFICER.heading) or line.get(form.VERDICT.heading)
    for shown, key in ((form.UNIT, form.KEY_UNIT), (form.OBLIGATION, form.KEY_OBLIGATION)):
        if filled and key in line and line.get(shown, line[key]) != line[key]:
            return (
                f"本行“{shown}”（{line[shown]}）与程序的记录（{line[key]}）不符，可能曾被改动或错行粘贴，未采用。"
                "请在最新汇总表中重新填写。",
            )
    return ()


def _doubt(line: Mapping[str, str]) -> Iterator[Decision | str]:
    """Read a line on a doubtful entry, which its keys name, or one that the officer added below them."""
    added = not line.get(form.KEY_UNIT)
    verdict, officer = line.get(form.VERDICT.heading, ""), line.get(form.OFFICER.heading, "")
    unit = line.get(form.UNIT, "") if added else line[form.KEY_UNIT]
    obligation = line.get(form.OBLIGATION, "") if added else line[form.KEY_OBLIGATION]
    until = _date(line.get(form.UNTIL.heading) or line.get(form.UNTIL_BEFORE, ""))
    if not verdict:
        if added and unit and officer:
            yield "已填单位和核定人，但未填核定结果，未采用。请从下拉列表中选择。"
        return
    known = {k.value: k for k in (form.ON_OBLIGATIONS if added else form.ON_ENTRIES)}
    lacking = [name for name, text in ((form.UNIT, unit), (form.OFFICER.heading, officer)) if not text]
    if not obligation and known.get(verdict) is not DecisionKind.NIL_RETURN:
        lacking.append(form.OBLIGATION)
    if known.get(verdict) is DecisionKind.EXTEND and until is None:
        lacking.append(form.UNTIL.heading)
    if added and not line.get(form.REASON.heading):
        lacking.append(form.REASON.heading)
    if verdict not in known:
        yield f"核定结果“{verdict}”不在{'、'.join(known)}之中，未采用。请从下拉列表中选择。"
    elif lacking:
        yield f"已填核定结果，但未填{'、'.join(lacking)}，未采用。请补填后重新放回。"
    elif isinstance(until, str):
        yield until
    else:
        text = "" if added else line.get(form.KEY_TEXT, "")
        kind = known[verdict]
        if kind is DecisionKind.CONFIRM and not text:  # a line without a wording is an application: it is granted
            kind = DecisionKind.NIL_RETURN
        yield Decision(kind, unit, obligation, text, line.get(form.REASON.heading, ""), officer, until=until)


def _bearers(line: Mapping[str, str]) -> Iterator[Decision | str]:
    units = [u for u in _SEPARATORS.split(line.get(form.BEARERS.heading, "")) if u]
    officer = line.get(form.OFFICER.heading, "")
    if not units:
        return
    if not officer:
        yield "已填责任单位，但未填核定人，未采用。请补填核定人后重新放回。"
        return
    obligation = line.get(form.KEY_OBLIGATION) or line.get(form.OBLIGATION, "")
    if not obligation:
        yield "已填责任单位，但未填任务编号，未采用。请按“A1-47”的形式补填任务编号后重新放回。"
        return
    for unit in units:
        yield Decision(
            DecisionKind.ASSIGN,
            unit,
            obligation,
            line.get(form.KEY_BEARER, ""),
            line.get(form.BASIS.heading, ""),
            officer,
        )


def _progress(line: Mapping[str, str]) -> Iterator[Decision | str]:
    """Read what the center registers of one step of a measure, which its keys name."""
    state, officer = line.get(form.STAGE.heading, ""), line.get(form.SIGNED.heading, "")
    unit, text, reason = (
        line.get(form.KEY_UNIT, ""),
        line.get(form.KEY_TEXT, ""),
        line.get(form.PROGRESS_BASIS.heading),
    )
    if not state:
        return
    done_on = _date(line.get(form.DONE_ON.heading, ""))
    lacking = [
        name for name, said in ((form.SIGNED.heading, officer), (form.PROGRESS_BASIS.heading, reason)) if not said
    ]
    if state not in form.STAGE.choices:
        yield f"登记状态“{state}”不在{'、'.join(form.STAGE.choices)}之中，未采用。请从下拉列表中选择。"
    elif lacking:
        yield f"已填登记状态，但未填{'、'.join(lacking)}，未采用。请补填后重新放回。"
    elif not unit or not text:
        yield "本行没有程序的记录，可能是自行增加的行，未采用。请在汇总表原有的行中登记。"
    elif line.get(form.UNIT, unit) != unit or any(
        key in line and normalise(line.get(shown, line[key])) != normalise(line[key])
        for shown, key in ((form.MEASURE, form.KEY_TEXT), (form.TASK, form.KEY_TASK))
    ):
        yield (
            "本行单位、工作任务、工作举措与程序的记录不符，可能曾被改动或错行粘贴，未采用。请在最新汇总表中重新填写。"
        )
    elif isinstance(done_on, str):
        yield done_on
    else:
        which = line.get(form.KEY_WHICH, "").removeprefix("#")
        told = Registered(
            line.get(form.KEY_PERIOD, ""),
            state,
            done_on.isoformat() if done_on else "",
            task=line.get(form.KEY_TASK),
            which=int(which) if which.isascii() and which.isdecimal() else 0,
            due=line.get(form.KEY_DUE, ""),
            made=line.get(form.KEY_MADE, ""),
        )
        yield Decision(DecisionKind.PROGRESS, unit, "", text, reason or "", officer, progress=told)


def _date(text: str) -> date | str | None:
    if not text:
        return None
    found = _ISO_DATE.fullmatch(text.split(" ")[0])
    try:
        return (
            date(*map(int, found.groups())) if found else f"日期“{text}”无法辨认，未采用。请按2022-12-31的形式填写。"
        )
    except ValueError:
        return f"日期“{text}”不存在，未采用。请按2022-12-31的形式填写。"
