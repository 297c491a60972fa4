"""The files of a rules folder, made of an official document and of the rules folder in force before it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pipeline.model import Annex, Group, Plan, Unit
from pipeline.plan.assignments import BearerReader
from pipeline.plan.matcher_model import LEXICON_FILE
from pipeline.plan.official.basis import propose_basis
from pipeline.plan.official.carrying import Wordings, carry, same_requirements
from pipeline.plan.official.document import OfficialPlan, TaskList, TaskRow
from pipeline.plan.official.duties import FoundDuty, find_duties
from pipeline.plan.official.folder_notes import NewRules, note_duties, note_head
from pipeline.plan.official.group_words import find_groups
from pipeline.plan.official.plan_toml import plan_toml
from pipeline.plan.official.proposed_roster import propose_units
from pipeline.plan.official.unit_lists import NewUnit, kind_of, printed_units, unknown_names
from pipeline.plan.official.years import Years
from pipeline.plan.plan_settings import PlanHead, read_head
from pipeline.plan.plans import BASIS_COLUMNS, BASIS_FILE, DUTIES_FILE, DUTY_COLUMNS, read_plan
from pipeline.plan.roster import UNITS_FILE, roster_rows, spelling_table
from pipeline.plan.rules_files import PLAN_FILE, RulesFolder

_TASK_ORDER: Final = (
    "no",
    "category",
    "task",
    "requirement",
    "responsible_units",
    "units_inherited",
    "deadline",
    "deadline_inherited",
)
_LED_ORDER: Final = ("no", "department", "content", "requirement")
UNIT_ORDER: Final = ("name", "full_name", "aliases", "kind", "expected", "verified", "emails", "note")
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class _Names:
    """Who is who in the new plan: its roster, its groups, and a reader that knows both."""

    units: tuple[Unit, ...]
    groups: dict[str, Group]
    spellings: dict[str, str]
    kinds: tuple[str, ...]

    def reader(self, county: str) -> BearerReader:
        return BearerReader(spelling_table(self.units, county), self.spellings)


def new_rules(official: OfficialPlan, source: Path) -> NewRules:
    """Make the files of the new folder. Raises RulesError where the folder before cannot be used itself."""
    before = read_plan(source)
    folder = RulesFolder(source)
    head = read_head(folder)
    assert head is not None
    made = NewRules()
    county = official.head.county or before.county
    made.same_county = county == before.county
    year = official.head.year or date.today().year
    names = _known_names(made, official, before, head) if made.same_county else _proposed_names(official, county)
    names = _with_groups(made, official, names, county)
    made.files[UNITS_FILE] = table(UNIT_ORDER, _roster_lines(made, names, folder))
    annexes = [(_annex(i, tasks), f"annex{i}.csv") for i, tasks in _numbered(official.lists)]
    reader = names.reader(county)
    requirements: dict[str, str] = {}
    for (annex, file), tasks in zip(annexes, official.lists, strict=True):
        made.files[file] = _annex_table(tasks, reader)
        requirements |= {f"{annex.id}-{row.no:02d}": row.requirement for row in tasks.rows}
    ids = same_requirements(before, requirements, year)
    made.unchanged = len(ids)
    made.duties = find_duties(official.sections, before, year, ids, requirements)
    made.files[DUTIES_FILE] = table(DUTY_COLUMNS, (_duty_row(found) for found in made.duties))
    wordings = Wordings(
        Years(before.year, year),
        {o.id: o.requirement for o in before.obligations} | {d.id: d.text for d in before.duties},
        requirements | {found.duty.id: found.duty.text for found in made.duties},
    )
    ids |= {found.before: found.duty.id for found in made.duties if found.before}
    made.carried = carry(folder, ids, wordings)
    made.files |= {name: table(columns, rows) for name, (columns, rows) in made.carried.files.items() if rows}
    if (source / LEXICON_FILE).is_file():
        made.files[LEXICON_FILE] = (source / LEXICON_FILE).read_bytes()
    text = plan_toml(
        official,
        year,
        before if made.same_county else None,
        county,
        annexes,
        names.kinds,
        names.groups,
        names.spellings,
    )
    made.files[PLAN_FILE] = text.encode()
    _basis(made, official, before, [annex for annex, _ in annexes])
    note_head(made, official, before, text)
    note_duties(made, official)
    for told in official.notes:
        file = next((f for a, f in annexes if told.startswith(a.name)), PLAN_FILE)
        made.note(file, None, told, "请对照方案原文核对。")
    return made


def _numbered(lists: Sequence[TaskList]) -> Iterator[tuple[int, TaskList]]:
    """Number the lists as the plan does (附件2 is the second); one that has no number of its own is the first."""
    for i, tasks in enumerate(lists, 1):
        number = tasks.name.removeprefix("附件")
        yield (int(number) if number.isdecimal() else i), tasks


def _annex(number: int, tasks: TaskList) -> Annex:
    return Annex(f"A{number}", tasks.name, tasks.title, led=tasks.led)


def _annex_table(tasks: TaskList, reader: BearerReader) -> bytes:
    if tasks.led:
        lines = ((str(row.no), printed(row, reader), row.task or row.category, row.requirement) for row in tasks.rows)
        return table(_LED_ORDER, lines)
    return table(
        _TASK_ORDER,
        (
            (
                str(row.no),
                row.category,
                row.task,
                row.requirement,
                printed(row, reader),
                str(int(row.units_inherited)),
                row.deadline,
                str(int(row.deadline_inherited)),
            )
            for row in tasks.rows
        ),
    )


def printed(row: TaskRow, reader: BearerReader) -> str:
    """Say who bears a task in one text; where several columns say it, with what each of them is."""
    parts = [(part, printed_units(lines, reader)) for part, lines in row.units]
    return "；".join(f"{part}：{text}" if part else text for part, text in parts if text)


def _cells(official: OfficialPlan) -> Iterator[tuple[str, tuple[str, ...]]]:
    for tasks in official.lists:
        for row in tasks.rows:
            yield from ((f"{tasks.name}第{row.no}项", lines) for _, lines in row.units)


def _known_names(made: NewRules, official: OfficialPlan, before: Plan, head: PlanHead) -> _Names:
    """Take over the roster of the plan before, with the names added that the new plan prints and the roster lacks."""
    names = _Names(before.units, dict(head.groups), dict(head.group_spellings), before.kinds)
    reader = names.reader(before.county)
    new: dict[str, NewUnit] = {}
    for where, lines in _cells(official):
        for name in unknown_names(printed_units(lines, reader), reader):
            new.setdefault(name, NewUnit(name, kind_of(name, before.units), where))
    made.new_units = tuple(new.values())
    added = tuple(Unit(u.name, "", (), u.kind, expected=False, verified=False) for u in new.values())
    kinds = tuple(dict.fromkeys((*before.kinds, *(unit.kind for unit in added))))
    return _Names((*before.units, *added), names.groups, names.spellings, kinds)


def _proposed_names(official: OfficialPlan, county: str) -> _Names:
    towns_report = any(word in official.head.due_sentence for word in ("镇", "乡", "街道", "各级"))
    units = propose_units([lines for _, lines in _cells(official)], county, towns_report=towns_report)
    return _Names(units, {}, {}, tuple(dict.fromkeys(unit.kind for unit in units)))


def _with_groups(made: NewRules, official: OfficialPlan, names: _Names, county: str) -> _Names:
    """Add the groups whose members are plain; the others wait for an answer."""
    reader = names.reader(county)
    texts = [(where, printed_units(lines, reader)) for where, lines in _cells(official)]
    made.groups = find_groups(texts, reader, names.units, names.kinds)
    groups, spellings = dict(names.groups), dict(names.spellings)
    for group in made.groups:
        if group.sure:
            groups[group.name] = group.members
            spellings |= dict.fromkeys((group.name, *group.also), group.name)
    kinds = dict.fromkeys((*names.kinds, *sorted(kind for g in groups.values() for kind in g.kinds)))
    return _Names(names.units, groups, spellings, tuple(kinds))


def _roster_lines(made: NewRules, names: _Names, folder: RulesFolder) -> Iterator[tuple[str, ...]]:
    """Give the lines of units.csv: those of the plan before as they stand, then what is new."""
    known: set[str] = set()
    if made.same_county:
        for row in roster_rows(folder) or []:
            known.add(row["name"])
            yield tuple(row[column] for column in UNIT_ORDER)
    where = {unit.name: unit.where for unit in made.new_units}
    line = len(known) + 1
    for unit in names.units:
        if unit.name in known:
            continue
        line += 1
        flags = ("是" if unit.expected else "否", "否" if made.same_county else "是")
        told = f"方案{where[unit.name]}点名，上一方案的名录中没有，请核实" if unit.name in where else "由方案原文摘出"
        yield (unit.name, unit.full_name, "、".join(unit.aliases), unit.kind, *flags, "", told)
        if made.same_county:
            made.note(
                UNITS_FILE,
                line,
                f"新增单位“{unit.name}”（{where[unit.name]}点名，名录中原来没有；"
                f"类别暂按名称推断为“{unit.kind}”，暂列为不报送）。",
                "请核实：是新单位的，补全称和别名，核对类别和是否应报，将“已核实（verified）”栏改为“是”；"
                "是已有单位的另一种写法的，删去本行，把该写法加入原单位的“别名（aliases）”栏。",
            )


def _basis(made: NewRules, official: OfficialPlan, before: Plan, annexes: Sequence[Annex]) -> None:
    names = {led: "、".join(a.name for a in annexes if a.led is led) for led in (False, True)}
    every = "、".join(a.name for a in annexes)
    texts = "\n".join(t for tasks in official.lists for r in tasks.rows for t in (r.category, r.task, r.requirement))
    words = {"annexes": every, "carried": names[False] or every, "led": names[True] or every}
    proposed = propose_basis(before, official.sections, texts, words | {"form": official.form or "规定表式"})
    made.files[BASIS_FILE] = table(BASIS_COLUMNS, ((code, text) for code, (text, _) in proposed.items()))
    unsure = [code for code, (_, sure) in proposed.items() if not sure]
    if unsure:
        codes = "、".join(unsure[:3]) + (f"等{len(unsure)}个代码" if len(unsure) > 3 else "")
        made.note(
            BASIS_FILE,
            None,
            f"{codes}所依据的方案条款与上一方案的文字不同，已按相近条款填写。",
            "请对照方案正文核对“basis”栏。",
        )


def _duty_row(found: FoundDuty) -> tuple[str, ...]:
    duty = found.duty
    return (duty.id, duty.section, duty.text, duty.who, duty.same_as, str(int(duty.could_stand_in_a_ledger)))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table as Excel reads it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    # Excel tells UTF-8 by its mark only.
    return _BOM + out.getvalue().encode()
