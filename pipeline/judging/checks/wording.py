"""The phrases that every check's sentence is made of, so that equal things are said in equal words."""

from __future__ import annotations

import re
from datetime import date, datetime

from pipeline.judging.checks.check import Place
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.model import Application, Entry, Field, Obligation, Plan, Value

EXCERPT = 20
"""How many characters of a task or a cell are quoted."""

LONG_LIMIT = 30
"""From how many characters on only the parts of a time limit that speak of time are quoted."""

EVERY = {
    "day": "每日",
    "week": "每周",
    "ten_days": "每旬",
    "two_weeks": "每两周",
    "half_month": "每半个月",
    "three_weeks": "每三周",
    "month": "每月",
    "two_months": "每两个月",
    "quarter": "每季度",
    "four_months": "每四个月",
    "half_year": "每半年",
    "year": "每年",
    "two_years": "每两年",
    "three_years": "每三年",
    "four_years": "每四年",
    "five_years": "每五年",
    "unspecified": "定期",
}
"""How the frequencies of a clause are said."""

STOPS = "。；;."

NO_NEED = "无需再报"
"""How an advice begins that asks for nothing to be done: the deviation has happened, or an officer is to decide."""

_INNER_MARKS = str.maketrans("“”", "‘’")


def excerpt(text: str, length: int = EXCERPT) -> str:
    """Give the beginning of a text on one line, with an ellipsis where it was cut.

    It will stand between quotation marks: its own become single ones, and none stays open.
    Personal numbers are masked.
    """
    line = mask_personal(re.sub(r"\s+", " ", text).strip()).translate(_INNER_MARKS)
    if len(line) <= length:
        return line
    cut = line[: length - 1] + "…"
    return cut + "’" * (cut.count("‘") - cut.count("’"))


def day(value: date) -> str:
    """Write a date as official papers do: 2022年6月30日."""
    return f"{value.year}年{value.month}月{value.day}日"


def minute(value: datetime) -> str:
    """Write a moment to the minute: 2022年5月16日9时12分."""
    return f"{day(value)}{value.hour}时{value.minute}分"


def named(obligation: Obligation) -> str:
    """Number an obligation and quote how its requirement begins."""
    return f"{obligation.place}“{excerpt(obligation.requirement.rstrip(STOPS))}”"


def limit_of(obligation: Obligation) -> str:
    """Give the plan's time limit without its closing stop; of a long text, the parts that speak of time.

    An annex may set none: then it is "".
    """
    limit = re.sub(r"\s+", "", obligation.time_limit_text).rstrip(STOPS)
    if len(limit) <= LONG_LIMIT or not obligation.clauses:
        return limit
    return "；".join(re.sub(r"\s+", "", c.text).strip("，" + STOPS) for c in obligation.clauses)


def at_cell(sheet: str, cell: str, *, task: str = "") -> Place:
    """Place something at a cell, with the task that the row speaks of."""
    task_part = f"（工作任务“{excerpt(task)}”）" if task.strip() else ""
    return Place(f"工作表“{sheet}”{cell}单元格{task_part}", sheet, cell)


def at_field(entry: Entry, field: Field) -> Place:
    """Place something at a field of an entry; at its row where the ledger has no such column."""
    value = entry.value(field)
    task = "" if field is Field.TASK else entry.task.text
    return at_cell(entry.sheet, value.cell, task=task) if value.cell else at_row(entry)


def at_application(application: Application) -> Place:
    """Place something at what a unit chose on 缺失任务, or at its reason."""
    cell = application.choice.cell if application.choice.text.strip() else application.reason.cell
    return at_cell(application.entry.sheet, cell, task=application.place)


def at_row(entry: Entry) -> Place:
    """Place something at a row as a whole, where no single cell is meant; the mark goes to its first known cell."""
    cells = (entry.measure, entry.task, entry.time_limit, entry.leader, entry.section, entry.no)
    cell = next((v.cell for v in cells if v.cell), None)
    return Place(f"工作表“{entry.sheet}”第{entry.row}行", entry.sheet, cell)


def at_measure(entry: Entry) -> Place:
    """Place something that an entry says: at its measure, or at its task where no measure stands (F02 marks that)."""
    return at_field(entry, Field.TASK if blank(entry.measure) else Field.MEASURE)


def in_file(file_name: str) -> Place:
    """Place something at a file as a whole."""
    return Place(f"来件“{file_name}”")


def blank(value: Value) -> bool:
    """Say whether nothing stands in a cell: no text, and no fault that hides one."""
    return not value.text.strip() and value.fault is None


def collector(plan: Plan) -> str:
    """Name who collects the ledgers, with the telephone number, as the plan gives them."""
    unit = plan.settings.collecting_unit or "台账汇总单位"
    return f"{unit}（电话：{plan.settings.collecting_phone}）" if plan.settings.collecting_phone else unit
