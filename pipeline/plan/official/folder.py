"""The files of a rules folder, made of an official document and of the rules folder in force before it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model import Annex, Plan, Unit
from pipeline.plan.assignments import BearerReader
from pipeline.plan.matcher_model import LEXICON_FILE
from pipeline.plan.official.carrying import Carried, Wordings, carry, same_requirements
from pipeline.plan.official.document import OfficialPlan
from pipeline.plan.official.duties import FoundDuty, find_duties
from pipeline.plan.official.plan_toml import line_of, plan_toml
from pipeline.plan.official.unit_lists import NewUnit, kind_of, printed_units, unknown_names
from pipeline.plan.official.years import Years
from pipeline.plan.plan_settings import PlanHead, read_head
from pipeline.plan.plans import BASIS_COLUMNS, BASIS_FILE, DUTIES_FILE, DUTY_COLUMNS, LED_COLUMNS, read_plan
from pipeline.plan.roster import UNIT_COLUMNS, UNIT_OPTIONAL, UNITS_FILE, spelling_table
from pipeline.plan.rules_files import PLAN_FILE, RulesFolder, RulesProblem

ANNEX1_FILE = "annex1.csv"
ANNEX2_FILE = "annex2.csv"
_ANNEX1_ORDER = (
    "no",
    "category",
    "task",
    "requirement",
    "responsible_units",
    "units_inherited",
    "deadline",
    "deadline_inherited",
)
_UNIT_ORDER = ("name", "full_name", "aliases", "kind", "expected", "verified", "emails", "note")
_BOM = b"\xef\xbb\xbf"


@dataclass
class NewRules:
    """The files of the new folder by name, and what is to be said of how they came about."""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[RulesProblem] = field(default_factory=list)
    new_units: tuple[NewUnit, ...] = ()
    unchanged: int = 0
    duties: tuple[FoundDuty, ...] = ()
    carried: Carried = field(default_factory=Carried)

    def note(self, file: str, line: int | None, message: str, advice: str) -> None:
        """Note what an officer must look at."""
        self.notes.append(RulesProblem(file, line, message, advice, fatal=False))


def new_rules(official: OfficialPlan, source: Path) -> NewRules:
    """Make the files of the new folder. Raises RulesError where the folder before cannot be used itself."""
    before = read_plan(source)
    folder = RulesFolder(source)
    head = read_head(folder)
    assert head is not None
    made = NewRules()
    county = official.head.county or before.county
    reader = _add_units(made, official, before, head, folder)
    units_of = [_printed(row.units, row.partners, reader) for row in official.tasks]
    departments = [printed_units(row.department, reader) for row in official.items]
    made.files[ANNEX1_FILE] = _table(
        _ANNEX1_ORDER,
        (
            (
                str(row.no),
                row.category,
                row.task,
                row.requirement,
                units,
                str(int(row.units_inherited)),
                row.deadline,
                str(int(row.deadline_inherited)),
            )
            for row, units in zip(official.tasks, units_of, strict=True)
        ),
    )
    made.files[ANNEX2_FILE] = _table(
        LED_COLUMNS,
        (
            (str(row.no), department, row.content, row.requirement)
            for row, department in zip(official.items, departments, strict=True)
        ),
    )
    requirements = {f"A1-{row.no:02d}": row.requirement for row in official.tasks}
    requirements |= {f"A2-{row.no:02d}": row.requirement for row in official.items}
    ids = same_requirements(before, requirements, official.head.year)
    made.unchanged = len(ids)
    made.duties = find_duties(official.sections, before, official.head.year, ids, requirements)
    made.files[DUTIES_FILE] = _table(DUTY_COLUMNS, (_duty_row(found) for found in made.duties))
    wordings = Wordings(
        Years(before.year, official.head.year),
        {o.id: o.requirement for o in before.obligations} | {d.id: d.text for d in before.duties},
        requirements | {found.duty.id: found.duty.text for found in made.duties},
    )
    ids |= {found.before: found.duty.id for found in made.duties if found.before}
    made.carried = carry(folder, ids, wordings)
    made.files |= {name: _table(columns, rows) for name, (columns, rows) in made.carried.files.items() if rows}
    if (source / LEXICON_FILE).is_file():
        made.files[LEXICON_FILE] = (source / LEXICON_FILE).read_bytes()
    annexes = [(Annex("A1", "附件1"), ANNEX1_FILE), (Annex("A2", "附件2", led=True), ANNEX2_FILE)]
    kinds = dict.fromkeys((*before.kinds, *(unit.kind for unit in made.new_units)))
    made.files[BASIS_FILE] = _table(BASIS_COLUMNS, before.basis.items())
    text = plan_toml(official.head, before, head, county, annexes, tuple(kinds))
    made.files[PLAN_FILE] = text.encode()
    _note_head(made, official, before, text)
    _note_duties(made, official)
    for told in official.notes:
        made.note(ANNEX1_FILE if told.startswith("附件1") else ANNEX2_FILE, None, told, "请对照方案原文核对。")
    return made


def _printed(units: Sequence[str], partners: Sequence[str], reader: BearerReader) -> str:
    text = printed_units(units, reader)
    if not partners:
        return text
    # The two columns say who leads and who joins in; the one column of the rules says it in words.
    return f"牵头单位：{text}；配合单位：{printed_units(partners, reader)}"


def _add_units(
    made: NewRules, official: OfficialPlan, before: Plan, head: PlanHead, folder: RulesFolder
) -> BearerReader:
    """Write the roster with the names added that the new plan prints and the roster lacks; give its reader."""
    rows = folder.table(UNITS_FILE, UNIT_COLUMNS, UNIT_OPTIONAL) or []
    lines = [tuple(row[column] for column in _UNIT_ORDER) for row in rows]
    reader = BearerReader(spelling_table(before.units, before.county), head.group_spellings)
    lists = [(f"附件1第{row.no}项", (row.units, row.partners)) for row in official.tasks]
    lists += [(f"附件2第{row.no}项", (row.department, ())) for row in official.items]
    new: dict[str, NewUnit] = {}
    for where, columns in lists:
        for column in columns:
            for name in unknown_names(printed_units(column, reader), reader):
                new.setdefault(name, NewUnit(name, kind_of(name, before.units), where))
    for unit in new.values():
        lines.append(
            (
                unit.name,
                "",
                "",
                unit.kind,
                "否",
                "否",
                "",
                f"方案{unit.where}点名，上一方案的名录中没有，请核实",
            )
        )
        made.note(
            UNITS_FILE,
            len(lines) + 1,
            f"新增单位“{unit.name}”（{unit.where}点名，名录中原来没有；类别暂按名称推断为“{unit.kind}”，暂列为不报送）。",
            "请核实：是新单位的，补全称和别名，核对类别和是否应报，将“verified”改为“是”；"
            "是已有单位的另一种写法的，删去本行，把该写法加入原单位的“aliases”栏。",
        )
    made.new_units = tuple(new.values())
    made.files[UNITS_FILE] = _table(_UNIT_ORDER, lines)
    if not new:
        return reader
    added = tuple(Unit(u.name, u.name, (), u.kind, expected=False, verified=False) for u in new.values())
    return BearerReader(spelling_table((*before.units, *added), before.county), head.group_spellings)


def _note_head(made: NewRules, official: OfficialPlan, before: Plan, text: str) -> None:
    head = official.head
    if not head.county:
        made.note(
            PLAN_FILE, line_of(text, "county"), f"方案中未找到县名，暂按上一方案填为“{before.county}”。", "请核对。"
        )
    elif head.county != before.county:
        made.note(
            UNITS_FILE,
            None,
            f"方案属于{head.county}，而单位名录取自{before.county}的方案。",
            "请换成本县的单位名录，或用 --from 指明本县上一年的方案数据。",
        )
    for key, value, what in (
        ("collecting_unit", head.collecting_unit, "台账报送单位"),
        ("collecting_phone", head.collecting_phone, "联系电话"),
    ):
        if not value:
            made.note(PLAN_FILE, line_of(text, key), f"方案中未找到{what}，暂沿用上一方案的填写。", "请核对。")


def _note_duties(made: NewRules, official: OfficialPlan) -> None:
    if not official.sections:
        made.note(
            DUTIES_FILE,
            None,
            "正文中没有读出以“一、”“二、”开头的各部分，未摘出正文要求。",
            "请对照方案原文填写；没有的可不填，不影响校验附件1、附件2的任务。",
        )
    for line, found in enumerate(made.duties, 2):
        if not found.before:
            made.note(
                DUTIES_FILE,
                line,
                f"正文新增要求{found.duty.id}“{found.duty.text[:20]}……”，由程序从正文摘出。",
                "请核对“who”“same_as”两栏；不属于工作要求的，可删去本行。",
            )


def _duty_row(found: FoundDuty) -> tuple[str, ...]:
    duty = found.duty
    return (duty.id, duty.section, duty.text, duty.who, duty.same_as, str(int(duty.could_stand_in_a_ledger)))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    # Excel tells UTF-8 by its mark only.
    return _BOM + out.getvalue().encode()
