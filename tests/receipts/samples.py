"""Ledgers as departments send them, and submissions with hand-made deviations of every family."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.form.files import read_file
from pipeline.model import (
    Arrival,
    Channel,
    Deviation,
    EntryMatch,
    Evidence,
    FileRead,
    Identification,
    PastFindings,
    Plan,
    ReadingFailure,
    Severity,
    Submission,
    Verdict,
)
from pipeline.plan.plans import read_plan

RULES = Path(__file__).parents[2] / "rules" / "yiyuan-2022"
HEADINGS = ("序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室")
ROWS = (
    ("1", "推进政策集中统一公开", "每月汇总本单位规范性文件，报县政府办公室统一公开。", "每月", "王海燕", "办公室"),
    ("", "", "对历史公文逐件认定公开属性。", "2023年6月底前", "", "办公室"),
    ("2", "加强公开平台建设", "=SUM(1,2) 维护政府网站专栏", "", "李明", ""),
    ("3", "做好依申请公开", "=cmd|' /C calc'!A0", "30个工作日内", "", "法规科"),
)
SECOND_ROWS = (
    ROWS[0],
    ("", "", "对历史公文逐件认定公开属性。", "2022年9月底前", "王海燕", "办公室"),
    ("2", "加强公开平台建设", "=SUM(1,2) 维护政府网站专栏，每季度检查一次", "每季度", "李明", ""),
    ("3", "做好依申请公开", "=cmd|' /C calc'!A0", "30个工作日内", "", ""),
    ("4", "加强政策解读", "政策文件印发时同步发布解读材料，联系人13812345678。", "全年", "李明", "法规科"),
)
"""What the clerk sends next."""
ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


@cache
def plan() -> Plan:
    return read_plan(RULES)


def ledger_bytes(rows: Sequence[Sequence[str]] = ROWS, **options: Any) -> bytes:
    """Write a ledger as a careful clerk lays it out.

    Merged title and task, widths, fills, number formats, the clerk's own comments, a picture's place, a filter, print
    settings, a second sheet in front of which the ledger is not, a defined name. ``comment_at`` puts the clerk's
    comment on a cell; ``plain`` leaves all of it out. ``blanks`` is a range in which blank cells are coloured, as the
    template does.
    """
    plain = options.get("plain", False)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2022, 5, 1), "author": "办公室"})
    border = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    dated = book.add_format({"border": 1, "num_format": "yyyy年m月d日", "bg_color": "#E2EFDA", "italic": True})
    head = book.add_format({"border": 1, "bold": True, "bg_color": "#D9E1F2", "align": "center"})
    if not plain:
        other = book.add_worksheet("填表人须知")
        other.write_string(0, 0, "内部使用")
        book.define_name("'填表人须知'!本地名", "='填表人须知'!$A$1")
    sheet = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, 5, "沂源县水利局政务公开工作任务台账", head)
    sheet.write_string(1, 0, "填报单位：沂源县水利局")
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(2, column, heading, head)
    for number, row in enumerate(rows, 3):
        for column, text in enumerate(row):
            style = dated if column == 3 else border
            if text:
                sheet.write_string(number, column, text, style)
            else:
                sheet.write_blank(number, column, None, style)
    if blanks := options.get("blanks"):
        still_blank = book.add_format({"bg_color": "#FFF2CC"})
        rule = {"type": "formula", "criteria": f'=TRIM({blanks.partition(":")[0]})=""', "format": still_blank}
        sheet.conditional_format(blanks, rule)
    if not plain:
        sheet.merge_range(3, 1, 4, 1, rows[0][1], border)
        sheet.set_column(0, 0, 6)
        sheet.set_column(1, 5, 24, border)
        sheet.autofilter(2, 0, 2 + len(rows), 5)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(2)
        sheet.set_row(5, 40)
        for cell in options.get("comments", ("B4",)):
            sheet.write_comment(cell, "请王主任核一下", {"author": "张三"})
        sheet.insert_image(9, 1, "seal.png", {"image_data": io.BytesIO(_PIXEL)})
        sheet.activate()
    book.close()
    return target.getvalue()


_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)


def deviation(
    code: str, severity: Severity, what: str, advice: str, cell: str | None = None, **others: Any
) -> Deviation:
    sheet = others.pop("sheet", "台账" if cell else None)
    place = f"工作表“{sheet}”{cell}单元格：" if cell else ""
    return Deviation(code, severity, place + what, advice, sheet=sheet, cell=cell, what=what, **others)


FILL_LEADER = "请填写分管该项工作的单位领导姓名。"
LEADER_1 = deviation("F04", ERROR, "“单位分管领导”未填写。", FILL_LEADER, "E5", subject="leader|1")
LEADER_2 = deviation("F04", ERROR, "“单位分管领导”未填写。", FILL_LEADER, "E7", subject="leader|2")
NO_LIMIT = deviation(
    "F03", ERROR, "“时限要求”未填写。", "请对照方案填写明确的时限。", "D6", suggestion="长期坚持", subject="limit|1"
)
NO_SECTION = deviation("F05", ERROR, "“责任科室”未填写。", "请填写具体负责的科室名称。", "F6", subject="section|1")
TOO_LATE = deviation(
    "T01",
    ERROR,
    "时限“2023年6月底前”晚于要求。方案对附件1第47项的时限要求为“2022年年底前”。",
    "请将时限调整为不晚于2022年12月31日，并据此安排工作进度。",
    "D5",
    obligation="A1-47",
    content="2023年6月底前",
    suggestion="不晚于2022年12月31日",
)
COPIED = deviation(
    "F09",
    WARNING,
    "工作举措与工作任务基本相同。",
    "请写明做什么、怎么做。",
    "C5",
    content="对历史公文逐件认定公开属性。",
)
OWN_TASK = deviation(
    "C03", NOTICE, "未找到与该举措对应的方案任务。", "自行安排的工作可以保留。", "B5", content="公开"
)
GAPS = tuple(
    deviation(
        "C01",
        ERROR,
        f"台账缺少附件1第{number}项。",
        "请在台账中补充该项任务。",
        obligation=f"A1-{number}",
        suggestion="长期坚持",
    )
    for number in (11, 31)
)
DEVIATIONS = (LEADER_1, LEADER_2, NO_LIMIT, NO_SECTION, TOO_LATE, COPIED, OWN_TASK, *GAPS)


def past(sent: Submission) -> PastFindings:
    return PastFindings(sent.version, sent.deviations, sent.ledger, sent.matches, sent.clauses)


def submission(
    data: bytes | None = None,
    deviations: tuple[Deviation, ...] = DEVIATIONS,
    *,
    verdict: Verdict = Verdict.RETURNED,
    version: int = 1,
    name: str = "县水利局台账.xlsx",
) -> Submission:
    """Give the submission of a ledger (the sample by default) with these deviations."""
    data = _sample() if data is None else data
    file = _read(data, name)
    ledger = file.ledgers[0]
    return Submission(
        arrival=arrival(data, name),
        file=file,
        identification=Identification("县水利局", (Evidence("title", ledger.title, "县水利局"),)),
        verdict=verdict,
        ledger=ledger,
        matches=(EntryMatch(),) * len(ledger.entries),
        clauses=((),) * len(ledger.entries),
        missing=tuple(d.obligation for d in deviations if d.code in ("C01", "C02") and d.obligation),
        deviations=deviations,
        version=version,
    )


@cache
def _sample() -> bytes:
    return ledger_bytes()


@lru_cache(maxsize=16)
def _read(data: bytes, name: str) -> FileRead:
    return read_file(data, name)


def arrival(data: bytes, name: str) -> Arrival:
    return Arrival(name, hashlib.sha256(data).hexdigest(), len(data), datetime(2022, 5, 19, 9, 30), Channel.FOLDER)


def without_ledger(kind: str, verdict: Verdict, *, data: bytes = b"", name: str = "台账.xlsx") -> Submission:
    """Give the submission of a file that holds no ledger."""
    failure = ReadingFailure(kind, "文件设置了打开密码，无法读取。", "请取消打开密码并保存后重新报送。")
    code = "S03" if verdict is Verdict.UNIDENTIFIED else "S04"
    return Submission(
        arrival=arrival(data, name),
        file=FileRead(name, hashlib.sha256(data).hexdigest(), failure=failure),
        identification=Identification(None),
        verdict=verdict,
        deviations=(deviation(code, ERROR, f"文件无法读取：{failure.message}", failure.advice),),
    )


def resubmission() -> tuple[Submission, Submission]:
    """Give a second version in which the limit and one leader are mended and one fault is new; and the first."""
    first = submission(deviations=(LEADER_1, LEADER_2, NO_LIMIT, COPIED, OWN_TASK))
    new = replace(NO_SECTION, cell="F7", subject="section|2")
    data = ledger_bytes(SECOND_ROWS)
    return submission(data, deviations=(LEADER_2, COPIED, OWN_TASK, new), version=2), first
