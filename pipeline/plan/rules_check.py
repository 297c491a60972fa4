"""Checking a rules folder before it is used: everything that reading it finds, and what only the whole shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.model import Annex, Binding, Plan
from pipeline.plan.matcher_model import MODEL_FILE, ModelError, read_matcher_model
from pipeline.plan.plan_settings import read_head
from pipeline.plan.plans import (
    BASIS_COLUMNS,
    BASIS_FILE,
    DISTINCTION_COLUMNS,
    DISTINCTIONS_FILE,
    DUTIES_FILE,
    OWN_TASK_COLUMNS,
    OWN_TASKS_FILE,
    PHRASING_COLUMNS,
    PHRASING_FILES,
    build_plan,
)
from pipeline.plan.roster import UNITS_FILE, roster_rows
from pipeline.plan.rules_files import PLAN_FILE, RulesFolder, RulesProblem

_MOST_SHOWN = 5


def verify_rules(folder: Path) -> tuple[RulesProblem, ...]:
    """List every problem of a rules folder; empty where all is well.

    Files that are wrong as a whole come first, because most other problems follow from them; then in the order of
    files and lines. Problems with ``fatal`` false are notices: the folder can be used as it is.
    """
    rules = RulesFolder(folder)
    annexes: Mapping[Annex, str] = {}
    plan = build_plan(rules, with_phrasings=True)
    if plan is not None:
        annexes = (
            {found.annex: found.file for found in head.annexes} if (head := read_head(RulesFolder(folder))) else {}
        )
        _check_units(rules, plan)
        _check_basis(rules)
        wrong = [name for name in (*annexes.values(), DUTIES_FILE) if _named(rules, name)]
        if wrong:
            # With rows missing there, whatever refers to them would be reported a thousand times over.
            rules.report(
                PHRASING_FILES, None, "各行的任务编号暂未检查。", f"请先改正{'、'.join(wrong)}，再检查一遍。"
            )
        else:
            _check_references(rules, plan, annexes)
            _check_phrasings(rules, plan)
        if (folder / MODEL_FILE).exists():
            _check_model(rules, plan)
    order = {name: i for i, name in enumerate((PLAN_FILE, *annexes.values(), UNITS_FILE, DUTIES_FILE))}
    return tuple(
        sorted(
            rules.problems,
            key=lambda p: (not p.fatal, p.line is not None, order.get(p.file, len(order)), p.file, p.line or 0),
        )
    )


def _example(plan: Plan) -> str:
    first = next(iter(plan.obligations), None)
    return f"{first.id}（{first.place}）" if first else "附件的编号字头加序号"


def _check_basis(rules: RulesFolder) -> None:
    """Demand the clause of the plan for every deviation: a department is told on what it rests."""
    from pipeline.judging.checks.catalogue import CATALOGUE

    if not rules.files(BASIS_FILE):
        rules.report(BASIS_FILE, None, "缺少该文件。", "请列出各偏差代码（code）所依据的方案条款（basis）。")
        return
    told: set[str] = set()
    for row in RulesFolder(rules.path).table(BASIS_FILE, BASIS_COLUMNS) or []:
        if row["code"] not in CATALOGUE or row["code"] in told:
            rules.report(
                BASIS_FILE, row.line, f"偏差代码“{row['code']}”不存在或重复。", "代码见“说明”表的偏差代码目录。"
            )
        elif not row["basis"]:
            rules.report(BASIS_FILE, row.line, f"{row['code']}的“basis”栏为空。", "请写明所依据的方案条款。")
        told.add(row["code"])
    if missing := [code for code in CATALOGUE if code not in told]:
        rules.report(BASIS_FILE, None, f"没有写明{'、'.join(missing)}的依据。", "请各补一行，写明所依据的方案条款。")


def _check_model(rules: RulesFolder, plan: Plan) -> None:
    try:
        model = read_matcher_model(rules.path)
    except ModelError as error:
        rules.report(MODEL_FILE, None, error.what, error.remedy)
        return
    unknown = [o.id for o in plan.obligations if o.id not in model.classes]
    if unknown:
        # Nothing would ever be matched to them, and every department would be told that they are missing.
        shown = "、".join(unknown[:_MOST_SHOWN]) + ("等" if len(unknown) > _MOST_SHOWN else "")
        rules.report(
            MODEL_FILE,
            None,
            f"任务对应模型不认识{shown}共{len(unknown)}项任务，这些任务会被误报为漏项。",
            "请改正方案文档后重新运行 taizhang rules import，或请维护人员运行 tools/train_matcher.py 重新训练。",
            fatal=False,
        )


def _check_references(rules: RulesFolder, plan: Plan, annexes: Mapping[Annex, str]) -> None:
    for annex, file in annexes.items():
        exists = (rules.path / file).is_file()
        if exists and not any(o.annex == annex for o in plan.obligations) and not _named(rules, file):
            rules.report(file, None, "没有任何工作任务。", "请按方案附件填写。")
    for duty in plan.duties:
        if duty.same_as and duty.same_as not in plan.by_id:
            rules.report(
                DUTIES_FILE,
                None,
                f"{duty.id}的“same_as”栏“{duty.same_as}”不是附件中的任务编号。",
                f"任务编号写作{_example(plan)}。",
            )


def _check_units(rules: RulesFolder, plan: Plan) -> None:
    names = {u.name for u in plan.units}
    for name, group in plan.groups.items():
        for unknown in sorted((group.units | group.without) - names):
            rules.report(
                PLAN_FILE,
                None,
                f"统称“{name}”所列的“{unknown}”不在单位名录中。",
                f"请按{UNITS_FILE}中“单位名称（name）”栏的写法填写，或在其中增加该单位。",
            )
        if plan.units and not any(group.holds(u) for u in plan.units):
            rules.report(
                PLAN_FILE,
                None,
                f"统称“{name}”不包括任何单位。",
                f"请核对其类别，或在{UNITS_FILE}中增加相应类别的单位。",
                fatal=False,
            )
    if plan.units and not plan.expected_units:
        rules.report(
            UNITS_FILE,
            None,
            "没有应报送台账的单位。",
            "请将应报送单位的“是否报送（expected）”栏填为“是”。",
            fatal=False,
        )
    lines = {row["name"]: row.line for row in roster_rows(RulesFolder(rules.path)) or []}
    named = {a.bearer for o in plan.obligations for a in o.assignments if a.binding is Binding.NAMED}
    for unit in plan.units:
        if unit.name in named and not unit.verified:
            rules.report(
                UNITS_FILE,
                lines.get(unit.name),
                f"“{unit.name}”为方案点名的责任单位，但标记为未核实。",
                "请核实其名称后，将“已核实（verified）”栏改为“是”。",
                fatal=False,
            )


def _check_phrasings(rules: RulesFolder, plan: Plan) -> None:
    known = {o.id for o in plan.obligations} | {d.id for d in plan.duties}
    for file, line, obligation in _phrasing_targets(rules):
        if obligation and obligation not in known:
            rules.report(
                file,
                line,
                f"“{obligation}”不是任务编号。",
                f"任务编号写作{_example(plan)}，正文要求写作B1-1；与各项任务无关的留空。",
            )


def _phrasing_targets(rules: RulesFolder) -> Iterator[tuple[str, int, str]]:
    # Read a second time, for the line numbers; the problems of the tables themselves are already noted.
    again = RulesFolder(rules.path)
    for path in again.files(PHRASING_FILES):
        for row in again.table(name := again.name_of(path), PHRASING_COLUMNS) or []:
            yield name, row.line, row["obligation"]
    if again.files(OWN_TASKS_FILE):
        for row in again.table(OWN_TASKS_FILE, OWN_TASK_COLUMNS) or []:
            yield OWN_TASKS_FILE, row.line, row["near_miss_of"]
    if again.files(DISTINCTIONS_FILE):
        for row in again.table(DISTINCTIONS_FILE, DISTINCTION_COLUMNS) or []:
            yield DISTINCTIONS_FILE, row.line, row["obligation"]
            yield DISTINCTIONS_FILE, row.line, row["other"]


def _named(rules: RulesFolder, file: str) -> bool:
    return any(p.file == file and p.fatal for p in rules.problems)
