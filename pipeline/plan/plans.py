"""Reading a plan from its rules folder: the printed texts, and what the program derives from them by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.model import Assignment, BodyDuty, Clause, Obligation, Phrasing, Plan, Role, Standpoint
from pipeline.plan.assignments import BearerReader
from pipeline.plan.form_columns import read_form
from pipeline.plan.holidays import follow, read_holidays
from pipeline.plan.plan_settings import AnnexFile, read_head
from pipeline.plan.roster import UNITS_FILE, read_roster, spelling_table
from pipeline.plan.rules_files import PLAN_FILE, Record, RulesError, RulesFolder

TASK_COLUMNS = ("no", "category", "task", "requirement", "responsible_units", "deadline")
TASK_OPTIONAL = ("units_inherited", "deadline_inherited")
"""Which cells the print merges with the cell above; the text stands in each row all the same."""

LED_COLUMNS = ("no", "department", "content", "requirement")
LED_OPTIONAL = ("deadline",)

BASIS_FILE = "basis.csv"
BASIS_COLUMNS = ("code", "basis")
"""The clause of the plan on which each deviation rests."""

DUTIES_FILE = "body_duties.csv"
DUTY_COLUMNS = ("duty", "section", "text", "who", "same_as", "could_stand_in_a_ledger")

PHRASING_FILES = "teaching/phrasings*.csv"
PHRASING_COLUMNS = ("obligation", "style", "text")

OWN_TASKS_FILE = "own_tasks.csv"
OWN_TASK_COLUMNS = ("text", "near_miss_of")

DISTINCTIONS_FILE = "confusable.csv"
DISTINCTION_COLUMNS = ("obligation", "other", "how_to_tell")
"""Pairs of obligations that are easily confused, and how to tell them apart: shown to who decides on a doubt."""


def read_plan(folder: Path, *, with_phrasings: bool = False) -> Plan:
    """Read a plan from a rules folder (``rules/<plan id>/``).

    Who bears an obligation and the clauses of its time limit are derived from the printed 责任单位 and 时限要求.
    The phrasings (``with_phrasings``) serve to train a matcher and as examples in receipts; they are not needed to
    check a ledger.

    Raises:
        RulesError: the folder cannot be used; its ``problems`` name file, line and what to do.
    """
    rules = RulesFolder(folder)
    plan = build_plan(rules, with_phrasings=with_phrasings)
    if plan is None or rules.broken:
        raise RulesError(folder, rules.problems)
    return plan


def build_plan(rules: RulesFolder, *, with_phrasings: bool) -> Plan | None:
    """Read what can be read; every fault is reported to the folder. None where plan.toml is not readable."""
    if not rules.path.is_dir():
        rules.report(
            rules.path.name, None, "方案数据文件夹不存在。", "请检查路径，或先运行 taizhang init 建立工作文件夹。"
        )
        return None
    holidays = read_holidays(rules)
    follow(holidays)
    head = read_head(rules)
    units = read_roster(rules, head.county if head else "", head.kinds if head else ())
    # Without a roster nobody could be recognised; one problem says so, and not one for each line.
    bearers = BearerReader(spelling_table(units, head.county), head.group_spellings) if head and units else None
    limits = _Limits(rules, Standpoint(head.year, head.issued, head.issued) if head else None)
    obligations = tuple(o for annex in (head.annexes if head else ()) for o in _annex(rules, annex, bearers, limits))
    duties = tuple(_duties(rules))
    phrasings = tuple(_phrasings(rules)) if with_phrasings else ()
    form = read_form(rules)
    if head is None:
        return None
    return Plan(
        id=rules.path.name,
        title=head.title,
        document_number=head.document_number,
        county=head.county,
        year=head.year,
        issued=head.issued,
        ledgers_due=head.ledgers_due,
        template_version=head.template_version,
        obligations=obligations,
        units=units,
        duties=duties,
        phrasings=phrasings,
        settings=head.settings,
        groups=head.groups,
        form=form,
        annexes=tuple(found.annex for found in head.annexes),
        form_annex=head.form,
        kinds=head.kinds,
        basis=_basis(rules),
        fingerprint=rules.fingerprint(holidays),
        distinctions=_distinctions(rules),
        holidays=holidays,
    )


def _annex(
    rules: RulesFolder, found: AnnexFile, bearers: BearerReader | None, limits: _Limits
) -> Iterator[Obligation]:
    annex, file = found.annex, found.file
    if not file:
        return
    columns, optional = (LED_COLUMNS, LED_OPTIONAL) if annex.led else (TASK_COLUMNS, TASK_OPTIONAL)
    who = "department" if annex.led else "responsible_units"
    for no, row in _numbered(rules, rules.table(file, columns, optional) or []):
        _needed(rules, row, "requirement", who)
        yield Obligation(
            id=f"{annex.id}-{no:02d}",
            annex=annex,
            no=no,
            category=row["content"] if annex.led else row["category"],
            task=row["task"],
            requirement=row["requirement"],
            responsible_text=row[who],
            time_limit_text=row["deadline"],
            assignments=_assignments(rules, row, who, bearers, Role.LEAD if annex.led else Role.RESPONSIBLE),
            clauses=limits.read(row),
        )


def _numbered(rules: RulesFolder, rows: list[Record]) -> Iterator[tuple[int, Record]]:
    """Give rows with their number; they must run 1, 2, 3 … as printed, since ids are made of them."""
    expected = 1
    for row in rows:
        text = row["no"]
        if not re.fullmatch(r"[0-9]{1,3}", text):
            rules.report(row.file, row.line, f"序号“{text}”不是数字。", "请按方案填写阿拉伯数字序号。")
            continue
        no = int(text)
        if no < expected:
            rules.report(row.file, row.line, f"序号{no}重复或倒置。", f"请按方案的顺序填写，此处应为{expected}。")
            continue
        if no > expected:
            rules.report(
                row.file,
                row.line,
                f"序号不连续：此处应为{expected}，实为{no}。",
                f"请补上缺少的第{expected}项，或改正序号。",
            )
        expected = no + 1
        yield no, row


def _needed(rules: RulesFolder, row: Record, *columns: str) -> None:
    for column in columns:
        if not row[column]:
            rules.report(row.file, row.line, f"“{column}”栏为空。", "合并单元格的内容请逐行填写完整。")


def _assignments(
    rules: RulesFolder, row: Record, column: str, reader: BearerReader | None, default: Role
) -> tuple[Assignment, ...]:
    if reader is None or not row[column]:
        return ()
    found = reader.read(row[column], default)
    for part in found.unread:
        rules.report(
            row.file,
            row.line,
            f"责任单位“{part}”无法识别，暂按责任待明确使用。",
            f"如是单位，请在{UNITS_FILE}中增加该单位或别名；如是统称，请在{PLAN_FILE}的groups中增加。",
            fatal=False,
        )
    if not found.assignments:
        rules.report(row.file, row.line, f"“{column}”栏没有写明责任单位。", "请按方案填写。")
    return found.assignments


@dataclass
class _Limits:
    """Reads the printed time limits, each once."""

    rules: RulesFolder
    here: Standpoint | None
    known: dict[str, tuple[Clause, ...]] = field(default_factory=dict)

    def read(self, row: Record) -> tuple[Clause, ...]:
        from pipeline.judging.time_limits.limits import read_time_limit

        text = row["deadline"]
        if not text or self.here is None:
            return ()
        if text not in self.known:
            self.known[text] = read_time_limit(text, self.here).clauses
            if not self.known[text]:
                self.rules.report(
                    row.file,
                    row.line,
                    f"时限要求“{text}”无法识别，暂按未规定时限使用。",
                    "请核对是否有错字；可用 taizhang time-limit 加上该文字，查看程序如何识别。",
                    fatal=False,
                )
        return self.known[text]


def _basis(rules: RulesFolder) -> dict[str, str]:
    if not rules.files(BASIS_FILE):
        return {}
    return {row["code"]: row["basis"] for row in rules.table(BASIS_FILE, BASIS_COLUMNS) or [] if row["basis"]}


def _duties(rules: RulesFolder) -> Iterator[BodyDuty]:
    seen: set[str] = set()
    for row in rules.table(DUTIES_FILE, DUTY_COLUMNS) or []:
        _needed(rules, row, "duty", "text")
        if not re.fullmatch(r"B[0-9]+-[0-9]+", row["duty"]) or row["duty"] in seen:
            rules.report(
                row.file,
                row.line,
                f"编号“{row['duty']}”格式不正确或重复。",
                "编号写作B3-1，表示正文第三部分第1项，不能重复。",
            )
        seen.add(row["duty"])
        yield BodyDuty(
            id=row["duty"],
            section=row["section"],
            text=row["text"],
            who=row["who"],
            same_as=row["same_as"],
            could_stand_in_a_ledger=row["could_stand_in_a_ledger"] == "1",
        )


def _phrasings(rules: RulesFolder) -> Iterator[Phrasing]:
    for path in rules.files(PHRASING_FILES):
        for row in rules.table(name := rules.name_of(path), PHRASING_COLUMNS) or []:
            _needed(rules, row, "text")
            yield Phrasing(text=row["text"], obligation=row["obligation"], origin=name, style=row["style"])
    if rules.files(OWN_TASKS_FILE):
        for row in rules.table(OWN_TASKS_FILE, OWN_TASK_COLUMNS) or []:
            _needed(rules, row, "text")
            yield Phrasing(text=row["text"], obligation="", origin=OWN_TASKS_FILE)


def _distinctions(rules: RulesFolder) -> dict[frozenset[str], str]:
    told: dict[frozenset[str], str] = {}
    if rules.files(DISTINCTIONS_FILE):
        for row in rules.table(DISTINCTIONS_FILE, DISTINCTION_COLUMNS) or []:
            _needed(rules, row, "how_to_tell")
            told.setdefault(frozenset((row["obligation"], row["other"])), row["how_to_tell"])
    return told
