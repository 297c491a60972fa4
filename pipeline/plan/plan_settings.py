"""plan.toml: the head of a plan, the groups of units that its texts speak of, and its settings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from pipeline.model import Annex, AssessmentFigure, Group, PlanSettings, Severity
from pipeline.plan.rules_files import PLAN_FILE, RulesFolder

_HEAD = frozenset(
    {
        "title",
        "document_number",
        "county",
        "year",
        "issued",
        "ledgers_due",
        "template_version",
        "form",
        "kinds",
        "annexes",
        "groups",
        "settings",
    }
)
_SETTINGS = frozenset(
    {
        "collecting_unit",
        "collecting_phone",
        "due_soon_days",
        "pilots",
        "severities",
        "template_changes",
        "approval",
        "progress_days",
        "assessment_weights",
    }
)
_ANNEX = frozenset({"id", "name", "title", "part", "file"})
_MEMBERS = ("kinds", "units", "without")
_GROUP = frozenset({"name", "also", *_MEMBERS})

_HEAVIEST = 1000
_PARTS = {"落实": False, "牵头": True}
"""What the units of an annex do: carry its tasks out, or lead the whole county's work on them."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """An annex and the table of the folder that holds its lines."""

    annex: Annex
    file: str


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What plan.toml says. ``group_spellings`` maps each spelling of a group to the group's name."""

    title: str
    document_number: str
    county: str
    year: int
    issued: date
    ledgers_due: date
    template_version: str
    form: str
    kinds: tuple[str, ...]
    annexes: tuple[AnnexFile, ...]
    groups: Mapping[str, Group]
    group_spellings: Mapping[str, str]
    settings: PlanSettings


def read_head(folder: RulesFolder) -> PlanHead | None:
    """Read plan.toml; faults are reported to the folder. None where it cannot be read at all."""
    content = folder.toml()
    if content is None:
        return None
    reader = _TomlReader(folder, (folder.path / PLAN_FILE).read_bytes().decode("utf-8-sig", "replace").splitlines())
    reader.forbid_others(content, _HEAD)
    kinds = tuple(map(str, reader.get(content, "kinds", list, [])))
    groups, spellings = _groups(reader, content, kinds)
    year = reader.get(content, "year", int, 0)
    due = _day(reader.get(content, "ledgers_due", date, date.min))
    # A folder of before this was asked names no date of the plan; ledgers fall due a few days after it.
    issued = _day(reader.get(content, "issued", date, due, needed=False))
    if year and "issued" in content and issued.year not in (year - 1, year):
        reader.fault("issued", f"方案成文日期{issued:%Y-%m-%d}与方案年度{year}不一致。", "请核对年份。")
    if year and due != date.min and due.year not in (year, year + 1):
        reader.fault("ledgers_due", f"报送截止日期{due:%Y-%m-%d}与方案年度{year}不一致。", "请核对年份。")
    if year and not 2008 <= year <= 2100:
        # The regulation on open government information has been in force since 2008.
        reader.fault("year", f"方案年度“{year}”不正确。", "请填写四位公元年份，例如2022。")
    return PlanHead(
        title=reader.get(content, "title", str, ""),
        document_number=reader.get(content, "document_number", str, ""),
        county=reader.get(content, "county", str, ""),
        year=year,
        issued=issued,
        ledgers_due=due,
        template_version=reader.get(content, "template_version", str, ""),
        form=reader.get(content, "form", str, "", needed=False),
        kinds=kinds,
        annexes=_annexes(reader, content),
        groups=groups,
        group_spellings=spellings,
        settings=_settings(reader, content),
    )


def _annexes(reader: _TomlReader, content: Mapping[str, object]) -> tuple[AnnexFile, ...]:
    found: dict[str, AnnexFile] = {}
    for table in reader.get(content, "annexes", list, []):
        if not isinstance(table, dict):
            reader.fault("annexes", "“annexes”的写法不正确。", "每个附件单列一段，以[[annexes]]开头。")
            continue
        reader.forbid_others(table, _ANNEX)
        id_, part = reader.get(table, "id", str, ""), reader.get(table, "part", str, "")
        if not re.fullmatch(r"[A-Z][0-9]{0,2}", id_) or id_.startswith("B") or id_ in found:
            reader.fault(id_, f"附件的编号字头“{id_}”不正确或重复。", "写法示例：A1（B留给方案正文的要求）。")
        if part not in _PARTS:
            reader.fault(part, f"附件的“part”填写的“{part}”不正确。", f"请填写{'或'.join(_PARTS)}。")
        annex = Annex(
            id_,
            reader.get(table, "name", str, ""),
            reader.get(table, "title", str, "", needed=False),
            led=_PARTS.get(part, False),
        )
        found.setdefault(id_, AnnexFile(annex, reader.get(table, "file", str, "")))
    return tuple(found.values())


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _groups(
    reader: _TomlReader, content: Mapping[str, object], known: Sequence[str]
) -> tuple[dict[str, Group], dict[str, str]]:
    groups: dict[str, Group] = {}
    spellings: dict[str, str] = {}
    for table in reader.get(content, "groups", list, [], needed=False):
        if not isinstance(table, dict):
            reader.fault("groups", "“groups”的写法不正确。", "每个统称单列一段，以[[groups]]开头。")
            continue
        name = reader.get(table, "name", str, "")
        reader.forbid_others(table, _GROUP)
        kinds, units, without = (
            frozenset(map(str, reader.get(table, key, list, [], needed=False))) for key in _MEMBERS
        )
        if not kinds and not units:
            reader.fault(
                name, f"统称“{name}”没有写明包括哪些单位。", "请用kinds写明单位类别，或用units写明单位名称。"
            )
        for text in sorted(kinds - {*known}):
            reader.fault(
                text,
                f"统称“{name}”的类别“{text}”不是规定的类别。",
                f"请填写kinds中列出的类别：{'、'.join(known)}。",
            )
        groups[name] = Group(kinds, units, without)
        for spelling in (name, *reader.get(table, "also", list, [], needed=False)):
            if spellings.setdefault(str(spelling), name) != name:
                reader.fault(str(spelling), f"统称“{spelling}”重复。", "每种写法只能属于一个统称。")
    return groups, spellings


def _settings(reader: _TomlReader, content: Mapping[str, object]) -> PlanSettings:
    table = reader.get(content, "settings", dict, {}, needed=False)
    reader.forbid_others(table, _SETTINGS)
    severities = reader.get(table, "severities", dict, {}, needed=False)
    for code, value in severities.items():
        if value not in {s.value for s in Severity}:
            reader.fault(
                code,
                f"校验项“{code}”的等级“{value}”不正确。",
                "请填写error（错误）、warning（警告）或notice（提示）。",
            )
    pilots = reader.get(table, "pilots", list, [], needed=False)
    for code in (*severities, *pilots):
        if not _known_code(str(code)):
            reader.fault(str(code), f"没有代码为“{code}”的校验项。", "代码见“说明”表的偏差代码目录。")
    days = reader.get(table, "due_soon_days", int, 30, needed=False)
    if not 0 <= days <= 366:
        reader.fault("due_soon_days", f"临期提醒天数“{days}”不正确。", "请填写0至366之间的整数。")
    return PlanSettings(
        severities=dict(severities),
        pilots=frozenset(str(p) for p in pilots),
        due_soon_days=days,
        collecting_unit=reader.get(table, "collecting_unit", str, "", needed=False),
        collecting_phone=reader.get(table, "collecting_phone", str, "", needed=False),
        approval=reader.get(table, "approval", str, "", needed=False),
        template_changes={
            str(version): str(change)
            for version, change in reader.get(table, "template_changes", dict, {}, needed=False).items()
        },
        progress_days=_days(reader, table),
        assessment_weights=_weights(reader, table),
    )


def _days(reader: _TomlReader, table: Mapping[str, object]) -> tuple[date, ...]:
    days = reader.get(table, "progress_days", list, [], needed=False)
    for value in days:
        if not isinstance(value, date):
            advice = "请逐个填写日期，不加引号，例如progress_days = [2022-07-10, 2022-10-10]。"
            reader.fault("progress_days", f"进度报告日“{value}”不是日期。", advice)
    return tuple(sorted({_day(value) for value in days if isinstance(value, date)}))


def _weights(reader: _TomlReader, table: Mapping[str, object]) -> dict[str, float]:
    known = [figure.value for figure in AssessmentFigure]
    weights: dict[str, float] = {}
    for name, value in reader.get(table, "assessment_weights", dict, {}, needed=False).items():
        if name not in known:
            reader.fault(name, f"“{name}”不是可以设权重的项目。", f"可用的项目：{'、'.join(known)}。")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _HEAVIEST:
            reader.fault(name, f"“{name}”的权重“{value}”不正确。", f"请填写0至{_HEAVIEST}之间的数，例如{name} = 30。")
        else:
            weights[name] = float(value)
    return weights


def _known_code(code: str) -> bool:
    from pipeline.judging.checks.catalogue import CATALOGUE

    return code in CATALOGUE


@dataclass
class _TomlReader:
    """Takes typed values out of the parsed file and says on which line a faulty one stands."""

    folder: RulesFolder
    lines: list[str]

    def get(self, table: Mapping[str, object], key: str, kind: type[_T], default: _T, *, needed: bool = True) -> _T:
        value = table.get(key)
        if value is None:
            if needed:
                self.fault("", f"缺少“{key}”。", f"请补上一行：{key} = {_EXAMPLES.get(kind, '…')}。")
            return default
        if not isinstance(value, kind) or isinstance(value, bool):
            self.fault(key, f"“{key}”的值“{value}”格式不正确。", f"写法示例：{key} = {_EXAMPLES.get(kind, '…')}。")
            return default
        if needed and not value:
            self.fault(key, f"“{key}”的值为空。", f"请填写，例如：{key} = {_EXAMPLES.get(kind, '…')}。")
        return value

    def forbid_others(self, table: Mapping[str, object], known: frozenset[str]) -> None:
        for key in table:
            if key not in known:
                self.fault(key, f"“{key}”不是规定的项目。", f"可用的项目：{'、'.join(sorted(known))}。")

    def fault(self, word: str, message: str, advice: str) -> None:
        self.folder.report(PLAN_FILE, self._line_of(word), message, advice)

    def _line_of(self, word: str) -> int | None:
        """The line on which a key is set, or else the first that holds the word in quotes."""
        if not word:
            return None
        for pattern in (rf"\s*(?:\[+\s*)?[\"']?{re.escape(word)}[\"']?\s*[=\]]", rf".*[\"']{re.escape(word)}[\"']"):
            for number, line in enumerate(self.lines, start=1):
                if re.match(pattern, line):
                    return number
        return None


_EXAMPLES: Mapping[type, str] = {str: '"文字"', int: "30", date: "2022-05-20", list: '["…"]', dict: "{}"}
