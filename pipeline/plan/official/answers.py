"""What an officer answered about an imported plan, put into its folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.model import Plan
from pipeline.plan.assignments import BearerReader
from pipeline.plan.official.doubts import CONFIRMED, NEW_UNIT, DoubtKind
from pipeline.plan.official.folder import UNIT_ORDER, table
from pipeline.plan.official.group_words import find_groups
from pipeline.plan.official.unit_lists import kind_of
from pipeline.plan.plan_settings import PlanHead, read_head
from pipeline.plan.plans import read_plan
from pipeline.plan.roster import UNITS_FILE, roster_rows, spelling_table
from pipeline.plan.rules_files import PLAN_FILE, RulesFolder

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_SEPARATORS: Final = re.compile(r"[、，,；;\s]+")
_DATE: Final = re.compile(r"(?:(20[0-9]{2})[-年./])?([0-9]{1,2})[-月./]([0-9]{1,2})日?(?: 00:00:00)?")
_NONE: Final = frozenset({"无", "没有", "不定", "未规定"})


@dataclass
class Answered:
    """The files that the answers change, what was taken up (their keys), and what could not be, in Chinese."""

    files: dict[str, bytes] = field(default_factory=dict)
    taken: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def apply_answers(folder: Path, answers: Mapping[tuple[str, str], str]) -> Answered:
    """Work out what the answers change in a rules folder; nothing is written.

    Raises RulesError where the folder cannot be used.
    """
    from tomlkit import parse

    rules = RulesFolder(folder)
    head = read_head(rules)
    plan = read_plan(folder)
    assert head is not None
    work = _Work(plan, head, rules, parse(rules.text(PLAN_FILE) or ""))
    for (kind, key), answer in answers.items():
        fault = work.take(kind, key, answer)
        if fault:
            work.answered.left.append(f"{kind}“{key}”的答复“{answer}”未采用：{fault}")
        else:
            work.answered.taken.append((kind, key))
    work.finish()
    return work.answered


class _Work:
    """The state of taking up answers: the roster's lines, the annexes' rows and plan.toml as they change."""

    def __init__(self, plan: Plan, head: PlanHead, rules: RulesFolder, toml: TOMLDocument) -> None:
        self.plan, self.rules, self.toml = plan, rules, toml
        self.answered = Answered()
        self.units = [{c: row[c] for c in UNIT_ORDER} for row in roster_rows(rules) or []]
        self.files = {found.annex.id: found.file for found in head.annexes}
        self.tables: dict[str, tuple[list[str], list[dict[str, str]]]] = {}
        self.spellings = dict(spelling_table(plan.units, plan.county))
        self.group_spellings = head.group_spellings

    def take(self, kind: str, key: str, answer: str) -> str:
        """Take up one answer; give what is wrong with it, "" where nothing is."""
        takers = {
            DoubtKind.HEAD.value: self._head,
            DoubtKind.GROUP.value: self._group,
            DoubtKind.BEARER.value: self._bearer,
            DoubtKind.LIMIT.value: self._limit,
            DoubtKind.UNIT.value: self._unit,
        }
        return takers[kind](key, answer) if kind in takers else "类别不是本表的类别。"

    def finish(self) -> None:
        """Put the changed files together."""
        from tomlkit import dumps

        if not self.answered.taken:
            return
        self.answered.files[PLAN_FILE] = dumps(self.toml).encode()
        self.answered.files[UNITS_FILE] = table(UNIT_ORDER, ([u[c] for c in UNIT_ORDER] for u in self.units))
        for file, (columns, rows) in self.tables.items():
            self.answered.files[file] = table(columns, ([row[c] for c in columns] for row in rows))

    def _head(self, key: str, answer: str) -> str:
        where: Any = self.toml
        value: object = answer
        if key in ("ledgers_due", "issued"):
            found = _DATE.fullmatch(answer)
            if not found:
                return "日期无法辨认，请按2024-05-20的形式填写。"
            try:
                value = date(int(found[1] or self.toml["year"]), int(found[2]), int(found[3]))
            except ValueError:
                return "没有这一天，请核对。"
        elif key == "year":
            if not re.fullmatch(r"20[0-9]{2}(?:\.0)?", answer):
                return "请填写四位年份。"
            value = int(float(answer))
        elif key.startswith("collecting_"):
            where = self.toml["settings"]
        where[key] = value
        return ""

    def _group(self, key: str, answer: str) -> str:
        if answer == CONFIRMED:
            texts = (("", o.responsible_text) for o in self.plan.obligations)
            reader = BearerReader(self.spellings, {})
            found = {g.name: g for g in find_groups(texts, reader, self.plan.units, self.plan.kinds)}
            group = found.get(key)
            if group is None or not (group.members.kinds or group.members.units):
                return "" if key in self.group_spellings else "程序没有建议的成员，请列出单位名称。"
            return self._set_group(key, sorted(group.members.kinds), sorted(group.members.units))
        kinds: list[str] = []
        units: list[str] = []
        for part in filter(None, _SEPARATORS.split(answer)):
            if part in self.plan.kinds:
                kinds.append(part)
            else:
                units.append(self._known(part, key))
        return self._set_group(key, kinds, units)

    def _known(self, name: str, where: str) -> str:
        """Give the unit's name in the roster; one that is not there is added to it."""
        known = self.spellings.get(name)
        if known is None:
            known = name
            kind = kind_of(name, self.plan.units)
            self._add_kind(kind)
            self.spellings[name] = name
            line = dict.fromkeys(UNIT_ORDER, "") | {"name": name, "kind": kind, "expected": "否", "verified": "是"}
            self.units.append(line | {"note": f"由“{where}”的答复增加"})
        return known

    def _add_kind(self, kind: str) -> None:
        kinds: Any = self.toml["kinds"]
        if kind not in kinds:
            kinds.append(kind)

    def _set_group(self, name: str, kinds: list[str], units: list[str]) -> str:
        from tomlkit import aot
        from tomlkit import table as toml_table

        if "groups" not in self.toml:
            self.toml["groups"] = aot()
        groups: Any = self.toml["groups"]
        group: Any = next((g for g in groups if g["name"] == name), None)
        if group is None:
            group = toml_table()
            group["name"] = name
            groups.append(group)
        for key, members in (("kinds", kinds), ("units", list(dict.fromkeys(units)))):
            if members:
                group[key] = members
            elif key in group:
                del group[key]
        return ""

    def _bearer(self, key: str, answer: str) -> str:
        if key in self.plan.by_id:
            names = [self._known(part, key) for part in filter(None, _SEPARATORS.split(answer))]
            return self._set_cell(key, "、".join(names), ("responsible_units", "department"))
        return self._group(key, answer)

    def _limit(self, key: str, answer: str) -> str:
        from pipeline.judging.time_limits.limits import read_time_limit

        if key not in self.plan.by_id:
            return "方案中没有这项任务。"
        text = "" if answer in _NONE else answer
        if text and not read_time_limit(text, self.plan.standpoint()).clauses:
            return "其中没有可以识别的时间，请写明日期、频次或天数。"
        return self._set_cell(key, text, ("deadline",))

    def _set_cell(self, obligation: str, text: str, columns: tuple[str, ...]) -> str:
        found = self.plan.by_id[obligation]
        file = self.files[found.annex.id]
        if file not in self.tables:
            rows = self.rules.table(file, ("no",)) or []
            self.tables[file] = (list(rows[0].cells), [{c: row[c] for c in row.cells} for row in rows])
        heads, lines = self.tables[file]
        column = next(c for c in columns if c in heads)
        next(line for line in lines if line["no"] == str(found.no))[column] = text
        return ""

    def _unit(self, key: str, answer: str) -> str:
        line = next((u for u in self.units if u["name"] == key), None)
        if line is None:
            return "单位名录中已没有这个单位。"
        if answer in (NEW_UNIT, CONFIRMED):
            line["verified"] = "是"
            return ""
        owner = self.spellings.get(answer)
        other = next((u for u in self.units if u["name"] == owner and u is not line), None)
        if other is None:
            return "单位名录中没有这个单位，请按名录中的名称填写。"
        self.units.remove(line)
        other["aliases"] = "、".join(dict.fromkeys([*filter(None, other["aliases"].split("、")), key]))
        self.spellings[key] = other["name"]
        return ""
