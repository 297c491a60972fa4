"""The roster (units.csv): every unit of the county, and the names under which people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import Unit
from pipeline.plan.rules_files import PLAN_FILE, Record, RulesFolder

UNITS_FILE = "units.csv"
UNIT_COLUMNS = ("name", "kind", "expected")
UNIT_OPTIONAL = ("full_name", "aliases", "verified", "emails", "note")

UNIT_HEADINGS: Mapping[str, str] = {
    chinese: column
    for column, known in {
        "name": "单位名称 单位 名称 单位简称 简称 部门 部门名称 责任单位",
        "full_name": "单位全称 全称 规范全称",
        "aliases": "别名 别称 其他名称 曾用名 其他写法 俗称",
        "kind": "类别 单位类别 性质 单位性质 类型 单位类型",
        "expected": "是否报送 是否应报 应报 应报送 报送 是否应报送 是否报送台账 应报台账",
        "verified": "已核实 是否核实 核实 是否已核实",
        "emails": "邮箱 单位邮箱 登记邮箱 电子邮箱 邮箱地址 电子邮件 邮件地址",
        "note": "备注 说明",
    }.items()
    for chinese in known.split()
}
"""Headings that officers write for the columns; the first of each is the one that is named to them."""

_YES = frozenset({"是", "yes", "y", "1", "true", "√"})
_NO = frozenset({"否", "no", "n", "0", "false"})
_SEPARATORS = re.compile(r"[、|;；,，\n]+")
_ABOVE = ("国家", "省", "市")
"""What a body of a level above is called by (市…局…分局): nobody writes the county before it, but before an alias."""
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def roster_rows(folder: RulesFolder) -> list[Record] | None:
    """Give the lines of units.csv as they stand, under whichever headings; None where it cannot be read at all."""
    return folder.table(UNITS_FILE, UNIT_COLUMNS, UNIT_OPTIONAL, also=UNIT_HEADINGS)


def read_roster(folder: RulesFolder, county: str, kinds: Sequence[str]) -> tuple[Unit, ...]:
    """Read units.csv, whose kinds are those of plan.toml; faults are reported to the folder.

    Order is the order of the lines.
    """
    rows = roster_rows(folder)
    if rows is None:
        return ()
    units: list[Unit] = []
    mailboxes: dict[str, tuple[str, int]] = {}
    owners: dict[str, tuple[str, int]] = {}
    for row in rows:
        unit = _unit(folder, row, kinds)
        if unit is None:
            continue
        for spelling in sorted(set(spellings(unit, county))):
            other, line = owners.setdefault(spelling, (unit.name, row.line))
            if line != row.line:
                folder.report(
                    UNITS_FILE,
                    row.line,
                    f"“{spelling}”既指“{unit.name}”，又指第{line}行的“{other}”。",
                    "请删去其中一处，使每个名称和别名只对应一个单位。",
                )
        for address in unit.emails:
            other, line = mailboxes.setdefault(address.casefold(), (unit.name, row.line))
            if line != row.line:
                folder.report(
                    UNITS_FILE,
                    row.line,
                    f"邮箱“{address}”既登记给“{unit.name}”，又登记给第{line}行的“{other}”。",
                    "由该邮箱发来的台账无法据此判断属于哪个单位，也不自动答复；请各登记一个，确属共用的只登记在代收单位。",
                    fatal=False,
                )
        units.append(unit)
    if not units:
        folder.report(UNITS_FILE, None, "没有任何单位。", "请至少填写方案点名的责任单位。")
    return tuple(units)


def spellings(unit: Unit, county: str) -> Iterator[str]:
    """All forms in which an official text may print a unit: name, full name, aliases, with 县 or the county's name.

    An alias such as 卫健局 stands for 县卫健局 and (in 沂源县) 沂源县卫健局 as well.
    """
    level = county[-1:]
    for written in (unit.name, unit.full_name, *unit.aliases):
        if not written:
            continue
        yield written
        if written.startswith(county):
            yield written.removeprefix(county[:-1])
        elif written.startswith(level):
            yield county[:-1] + written
        elif written in unit.aliases or not written.startswith(_ABOVE):
            yield level + written
            yield county + written


def spelling_table(units: Sequence[Unit], county: str) -> Mapping[str, str]:
    """Map every spelling to the unit's name; the first unit wins where two share one (a reported problem)."""
    table: dict[str, str] = {}
    for unit in units:
        for spelling in spellings(unit, county):
            table.setdefault(spelling, unit.name)
    return table


def _unit(folder: RulesFolder, row: Record, kinds: Sequence[str]) -> Unit | None:
    name = row["name"]
    if not name:
        folder.report(
            row.file, row.line, f"{_column('name')}栏为空。", "请填写单位名称（按方案中的写法），或删去整行。"
        )
        return None
    kind = row["kind"]
    if kinds and kind not in kinds:
        folder.report(
            row.file,
            row.line,
            f"{_column('kind')}栏的“{row['kind']}”不是规定的类别。",
            f"请填写下列之一：{'、'.join(kinds)}；或在{PLAN_FILE}的kinds中增加该类别。",
        )
        return None
    emails = _list(row["emails"])
    for address in emails:
        if not _MAIL.fullmatch(address):
            folder.report(row.file, row.line, f"“{address}”不是有效的邮箱地址。", "请改正；没有邮箱的留空。")
    return Unit(
        name=name,
        full_name=row["full_name"] or name,
        aliases=_list(row["aliases"]),
        kind=kind,
        expected=_flag(folder, row, "expected", default=False),
        verified=_flag(folder, row, "verified", default=True),
        emails=emails,
        note=row["note"],
    )


def _column(name: str) -> str:
    chinese = next(heading for heading, column in UNIT_HEADINGS.items() if column == name)
    return f"“{chinese}（{name}）”"


def _list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in (p.strip() for p in _SEPARATORS.split(cell)) if part))


def _flag(folder: RulesFolder, row: Record, column: str, *, default: bool) -> bool:
    text = row[column].lower()
    if text in _YES or text in _NO:
        return text in _YES
    if text or column in UNIT_COLUMNS:
        folder.report(row.file, row.line, f"{_column(column)}栏的“{row[column]}”无法识别。", "请填写“是”或“否”。")
    return default
