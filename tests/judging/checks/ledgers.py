"""Ledgers and plans for tests, written as small tables.

A line of a table is one row of the form:
序号 | 工作任务 | 工作举措 | 时限要求 | 单位分管领导 | 责任科室 | the obligations that it fulfils.
``^`` is a cell merged with the one above; ``#`` in front of a text is an error value, ``=`` alone a formula without a
value; ``?A1-03`` is a doubtful match. The first line stands in row 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.county_case import CountyCase
from pipeline.judging.checks.ledger_case import LedgerCase
from pipeline.judging.checks.runner import CheckRun
from pipeline.model import (
    Annex,
    Arrival,
    Assignment,
    Binding,
    CellFault,
    Clause,
    ClauseKind,
    DayType,
    Decision,
    Deviation,
    Entry,
    EntryMatch,
    Field,
    FileRead,
    Group,
    Identification,
    Ledger,
    Match,
    Obligation,
    Plan,
    PlanSettings,
    Role,
    Submission,
    Unit,
    UnitReport,
    UnitStatus,
    Value,
    Verdict,
)
from pipeline.plan.form_columns import default_form

FIRST_ROW = 5
SHEET = "台账"
DUE = date(2022, 5, 20)
EVERYONE = "县政府各部门单位"
DEPARTMENT = "县政府部门单位"
TOWN = "镇（街道）"
ANNEXES = {"A1": Annex("A1", "附件1"), "A2": Annex("A2", "附件2", led=True)}

_COLUMNS = dict(zip(Field, "ABCDEF", strict=True))


def _unit(name: str, kind: str = DEPARTMENT, *, expected: bool = True) -> Unit:
    return Unit(name, f"某县{name.removeprefix('县')}", (), kind, expected)


def _obligation(
    id_: str, requirement: str, limit: str, clauses: Iterable[Clause], *bearers: Assignment
) -> Obligation:
    annex, no = ANNEXES[id_[:2]], int(id_[3:])
    return Obligation(id_, annex, no, "大类", f"小类{no}", requirement, "", limit, bearers, tuple(clauses))


def named(name: str, role: Role = Role.RESPONSIBLE) -> Assignment:
    return Assignment(name, role, Binding.NAMED)


GROUP = Assignment(EVERYONE, Role.RESPONSIBLE, Binding.GROUP)
STANDING = Clause(ClauseKind.STANDING, "长期坚持")


def fixed(day: str) -> Clause:
    return Clause(ClauseKind.FIXED, day, due=date.fromisoformat(day))


PLAN = Plan(
    id="test",
    title="某县政务公开工作方案",
    document_number="",
    county="某县",
    year=2022,
    issued=date(2022, 5, 18),
    ledgers_due=DUE,
    template_version="1",
    obligations=(
        _obligation(
            "A1-01",
            "各责任单位定期公开各项任务进展情况、取得成效和后续举措。",
            "按季度公开",
            [Clause(ClauseKind.RECURRING, "按季度公开", every="quarter")],
            Assignment("另一文件确定的责任单位", Role.RESPONSIBLE, Binding.EXTERNAL),
        ),
        _obligation("A1-02", "开展历史公文公开属性认定工作。", "年底前", [fixed("2022-12-31")], named("县甲局")),
        _obligation(
            "A1-03",
            "做好供水、供气企业信息公开，公布适用主体清单。",
            "8月底前",
            [fixed("2022-08-31")],
            named("县甲局"),
            named("县乙局"),
        ),
        _obligation(
            "A1-04",
            "提高依申请公开答复的及时性和针对性。",
            "自收到申请之日起20个工作日内予以答复。",
            [
                Clause(
                    ClauseKind.RELATIVE,
                    "自收到申请之日起20个工作日内",
                    days=20,
                    day_type=DayType.WORKING,
                    trigger="收到申请",
                )
            ],
            GROUP,
        ),
        _obligation(
            "A1-05",
            "重大行政决策事项向社会公开征求意见。",
            "征求意见期限不少于30日。",
            [
                Clause(
                    ClauseKind.MINIMUM_DURATION,
                    "征求意见期限不少于30日",
                    days=30,
                    day_type=DayType.CALENDAR,
                    trigger="征求意见",
                )
            ],
            GROUP,
        ),
        _obligation("A1-06", "加强个人信息保护，选择恰当的公开方式。", "长期坚持", [STANDING], GROUP),
        _obligation("A1-07", "深入推进政府网站集约化建设。", "长期坚持", [STANDING], named("县乙局")),
        _obligation(
            "A1-08",
            "持续做好各类规划的主动公开工作。",
            "长期坚持",
            [STANDING],
            named("县乙局", Role.LEAD),
            Assignment("有关职能部门", Role.CARRY_OUT, Binding.OPEN),
        ),
        _obligation("A2-01", "指导、督促各部门单位依法公开财政预决算信息", "", [], named("县甲局", Role.LEAD)),
    ),
    units=(_unit("县甲局"), _unit("县乙局"), _unit("县丙局"), _unit("丁镇", TOWN, expected=False)),
    duties=(),
    phrasings=(),
    settings=PlanSettings(collecting_unit="县汇总中心", collecting_phone="0000000"),
    annexes=tuple(ANNEXES.values()),
    form=default_form(),
    form_annex="附件3",
    kinds=(DEPARTMENT, TOWN),
    groups={EVERYONE: Group(frozenset({DEPARTMENT}))},
)
"""县甲局 bears A1-02 to A1-06 and A2-01; 县乙局 A1-03 to A1-08; 县丙局 A1-04 to A1-06; 丁镇 nothing."""

FULL = """
1 | 公文属性   | 逐件认定历史公文的公开属性，形成清单 | 12月底前         | 张山 | 办公室 | A1-02
2 | 供水公开   | 公布供水企业名单并归集展示           | 8月底前          | 张山 | 办公室 | A1-03
3 | 依申请公开 | 专人登记申请并按期答复               | 收到申请后20个工作日内 | 张山 | 法规科 | A1-04
4 | 决策公开   | 网上征求意见并公布采纳情况           | 不少于30日       | 张山 | 法规科 | A1-05
5 | 隐私保护   | 发布前隐去个人住址和电话             | 长期坚持         | 张山 | 办公室 | A1-06
6 | 财政公开   | 每季度抽查各单位预决算公开           | 每季度           | 张山 | 财务科 | A2-01
"""
"""All that 县甲局 has to do, without a fault."""


def line(number: int, table: str = FULL, **changed: str) -> str:
    """Take one line of a table, with some columns changed: ``line(1, limit="")``."""
    names = ("no", "task", "measure", "limit", "leader", "section", "covers")
    cells = dict(zip(names, (c.strip() for c in _lines(table)[number - 1].split("|")), strict=True))
    return " | ".join((cells | changed).values())


def full_but(number: int, **changed: str) -> str:
    """Give the faultless ledger with one line changed."""
    return "\n".join(line(i, **(changed if i == number else {})) for i in range(1, 7))


def without(*numbers: int) -> str:
    """Give the faultless ledger without some lines, numbered afresh."""
    kept = [i for i in range(1, 7) if i not in numbers]
    return "\n".join(line(i, no=str(new)) for new, i in enumerate(kept, 1))


def ledger(table: str, *, title: str = "某县甲局政务公开工作任务台账", missing: Iterable[Field] = ()) -> Ledger:
    absent = tuple(missing)
    entries = tuple(_entries(table, absent))
    return Ledger(
        sheet=SHEET,
        title=title,
        reporting_unit="",
        header_row=FIRST_ROW - 1,
        columns={f: c for f, c in _COLUMNS.items() if f not in absent},
        missing_columns=absent,
        entries=entries,
        stamp={},
    )


def ledger_case(
    table: str,
    *,
    unit: str | None = "县甲局",
    plan: Plan = PLAN,
    title: str = "某县甲局政务公开工作任务台账",
    missing: Iterable[Field] = (),
    decisions: Iterable[Decision] = (),
    as_of: date = DUE,
) -> LedgerCase:
    return LedgerCase(
        plan=plan,
        unit=plan.unit_by_name[unit] if unit else None,
        ledger=ledger(table, title=title, missing=missing),
        matches=tuple(_match(text.split("|")[6]) for text in _lines(table)),
        as_of=as_of,
        received=as_of,
        decisions=tuple(decisions),
    )


def arrival_case(unit: str | None = "县甲局", **given: object) -> ArrivalCase:
    case = ArrivalCase(PLAN, FileRead("甲局台账.xlsx", "0" * 64), Identification(unit))
    return replace(case, **given)  # type: ignore[arg-type]


def submission(case: LedgerCase) -> Submission:
    unit = case.unit.name if case.unit else None
    file = FileRead("台账.xlsx", "0" * 64, (case.ledger,))
    return Submission(
        arrival=Arrival(file.file_name, file.sha256, 1, datetime(2022, 5, 18)),
        file=file,
        identification=Identification(unit),
        verdict=Verdict.ACCEPTED,
        ledger=case.ledger,
        matches=case.matches,
        clauses=tuple(limit.clauses for limit in case.limits),
    )


def county_case(
    *cases: LedgerCase, as_of: date = DUE, decisions: Iterable[Decision] = (), plan: Plan = PLAN
) -> CountyCase:
    """The county with these ledgers; expected units without one have not reported."""
    by_unit = {c.unit.name: submission(c) for c in cases if c.unit}
    reports = tuple(
        UnitReport(u.name, UnitStatus.ON_TIME if u.name in by_unit else UnitStatus.MISSING, by_unit.get(u.name))
        for u in plan.units
        if u.expected or u.name in by_unit
    )
    return CountyCase(plan, as_of, reports, tuple(decisions))


def marks(run: CheckRun) -> list[tuple[str, str | None]]:
    """Code and cell of each deviation, in the order given; a broken check is a broken test."""
    assert not run.faults, run.faults
    return [(d.code, d.cell) for d in run.deviations]


def of_code(deviations: Iterable[Deviation], code: str) -> list[Deviation]:
    return [d for d in deviations if d.code == code]


def _lines(table: str) -> list[str]:
    return [text for text in table.splitlines() if text.strip()]


def _entries(table: str, missing: tuple[Field, ...]) -> Iterable[Entry]:
    above: dict[Field, Value] = {}
    for row, text in enumerate(_lines(table), FIRST_ROW):
        values: dict[Field, Value] = {}
        for field, cell in zip(Field, text.split("|"), strict=False):
            values[field] = _value(cell.strip(), f"{_COLUMNS[field]}{row}", above.get(field), field in missing)
        above = values
        no, task, measure, limit, leader, section = (values[f] for f in Field)
        yield Entry(SHEET, row, no, task, measure, limit, leader, section)


def _value(text: str, cell: str, above: Value | None, absent: bool) -> Value:
    if absent:
        return Value("", "")
    if text == "^" and above is not None:
        return replace(above, inherited=True)
    if text == "=":
        return Value("", cell, fault=CellFault.FORMULA_WITHOUT_VALUE)
    return Value(text, cell, fault=CellFault.ERROR_VALUE if text.startswith("#") else None)


def _match(text: str) -> EntryMatch:
    ids = text.split()
    certain = tuple(Match(i, 0.95) for i in ids if not i.startswith("?"))
    return EntryMatch(certain, tuple(Match(i[1:], 0.5) for i in ids if i.startswith("?")))
