"""What the template says holds in the pipeline: its examples are judged as it says, and a filled one reads back."""

import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from pipeline.form.files import read_file
from pipeline.form.template.template import ledger_template
from pipeline.judging.time_limits.judge import Offer, judge
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.model import Plan
from pipeline.plan.identification import identify
from pipeline.plan.plans import read_plan

ROOT = Path(__file__).parents[2]


@cache
def _plan() -> Plan:
    return read_plan(ROOT / "rules" / "yiyuan-2022")


def _examples() -> list[tuple[str, str, bool]]:
    guide = openpyxl.load_workbook(io.BytesIO(ledger_template(_plan())))["填报说明"]
    rows = list(guide.iter_rows(values_only=True))
    first = next(i for i, row in enumerate(rows) if row[0] == "方案要求") + 1
    found = []
    for required, good, bad in rows[first : first + 5]:
        for texts, fine in ((good, True), (bad, False)):
            found += [(str(required), re.sub("（.*）", "", t), fine) for t in str(texts).split("；")]
    return found


@pytest.mark.parametrize(("required", "offered", "fine"), _examples())
def test_examples_of_time_limits_are_judged_as_the_guide_says(required: str, offered: str, fine: bool) -> None:
    here = _plan().standpoint()
    clauses = read_time_limit(required, here).clauses
    lacking = judge(clauses, [Offer(read_time_limit(offered, here), TimeLimit(""), blank=False)], here)
    assert (lacking == ()) is fine


def test_an_issued_template_reads_as_the_units_own_form() -> None:
    plan = _plan()
    for unit in plan.expected_units[::5]:
        read = read_file(ledger_template(plan, unit), "台账.xlsx")
        (ledger,) = read.ledgers
        assert identify(plan, ledger, file_name="台账.xlsx").unit == unit.name
        assert [e.task.text for e in ledger.entries] == [o.requirement.rstrip("。") for o in plan.binding_on(unit)]


def test_a_blank_template_holds_no_entry_and_names_no_unit() -> None:
    plan = _plan()
    (ledger,) = read_file(ledger_template(plan), "台账.xlsx").ledgers
    assert ledger.entries == ()
    assert identify(plan, ledger, file_name="台账.xlsx").unit is None


def test_a_filled_template_reads_back_exactly() -> None:
    plan = _plan()
    unit = plan.unit_by_name["县科技局"]
    book = openpyxl.load_workbook(io.BytesIO(ledger_template(plan, unit)))
    form = book["台账"]
    count = len(plan.binding_on(unit))
    filled = [(f"举措{n}", f"2022年{n % 12 + 1}月底前", "张三", f"科室{n}") for n in range(count)]
    for row, cells in enumerate(filled, start=4):
        for column, text in enumerate(cells, start=3):
            form.cell(row, column, text)
    target = io.BytesIO()
    book.save(target)
    (ledger,) = read_file(target.getvalue(), "x.xlsx").ledgers
    read = [(e.measure.text, e.time_limit.text, e.leader.text, e.section.text) for e in ledger.entries]
    assert read == filled
    assert [e.row for e in ledger.entries] == list(range(4, 4 + count))
    assert [e.no.text for e in ledger.entries] == [str(n) for n in range(1, count + 1)]
