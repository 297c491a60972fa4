"""The tables of officers' words: 待确认来件 and 现行核定, which they fill in; 操作记录 tells who did what."""

from __future__ import annotations

from datetime import datetime

from pipeline.county.columns import Column, Kind, Spare, Table, asked
from pipeline.county.facts import CountyFacts
from pipeline.county.frames_ledgers import REPORTING
from pipeline.form.officers import columns as form
from pipeline.judging.checks.traits import Trait, has
from pipeline.judging.checks.wording import excerpt
from pipeline.model import Decision, Operation, WaitingFile

OPERATIONS = "操作记录"
_MOST_OPERATIONS = 20_000


def _from(one: WaitingFile) -> str:
    arrival = one.submission.arrival
    return "，".join(filter(None, (arrival.folder, arrival.sender, arrival.origin, arrival.owner)))


def _why(one: WaitingFile) -> str:
    deviations = one.submission.deviations
    doubts = [d for d in deviations if has(d.code, Trait.WAITS)] or deviations[:1]
    return "".join(d.what or d.message for d in doubts)


_WAITING_COLUMNS: tuple[Column[WaitingFile], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column(form.FILE_KEY, Kind.TEXT, 8, lambda one: one.number),
    Column(form.FILE_NAME, Kind.SOURCE, 24, lambda one: one.submission.arrival.file_name),
    Column("收到时间", Kind.MOMENT, 16.5, lambda one: one.submission.arrival.received_at),
    Column("自称单位", Kind.TEXT, 16, lambda one: one.submission.unit),
    Column("来源依据", Kind.TEXT, 14, lambda one: one.submission.proof.label),
    Column("来自", Kind.PROSE, 20, _from),
    Column("待确认原因", Kind.PROSE, 32, _why),
    Column("内容摘要", Kind.PROSE, 32, lambda one: one.summary),
    asked(form.WORD_ON_FILE, 9),
    asked(form.CLAIMED_FOR, 16, choices_from=(REPORTING, "单位")),
    asked(form.SIGNED, 9),
    asked(form.WHY_FILE, 18),
)


def _by_arrival(file: WaitingFile) -> tuple[datetime, str, str]:
    arrival = file.submission.arrival
    return arrival.received_at, arrival.file_name, file.number


def waiting_table(facts: CountyFacts) -> Table[WaitingFile]:
    """One line for each file that waits for an officer."""
    files = sorted(facts.county.waiting, key=_by_arrival)
    return Table(
        form.WAITING,
        "待确认来件",
        _WAITING_COLUMNS,
        files,
        f"共{len(files)}件：单位不明、来源未核实，或不是台账而可能另有说明的来件。请逐件选择“处理结果”，填写“经办人”，"
        "保存后将本工作簿放入“inbox/核定”文件夹，程序即时处理，结果见“回执/核定意见”。"
        "确认之前，现行台账和各项统计不变。",
        "没有待确认的来件。需要立即汇总的，可在下面一行填写。",
        frozen=3,
        spare=Spare(
            1,
            "立即汇总：需要马上看到最新汇总表的，在下一行选“立即汇总”并填写“经办人”，保存后放入“inbox/核定”文件夹。",
            {form.WORD_ON_FILE.heading: tuple(kind.value for kind in form.ON_NOTHING)},
            {},
        ),
    )


def _word(decision: Decision) -> str:
    told = decision.progress
    return f"{decision.kind.value}：{told.shown}" if told else decision.kind.value


_STANDING_COLUMNS: tuple[Column[Decision], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column(form.RECORD_KEY, Kind.NUMBER, 8, lambda d: d.number or None),
    Column(form.UNIT, Kind.TEXT, 16, lambda d: d.unit),
    Column(form.OBLIGATION, Kind.OBLIGATION, 9, lambda d: d.obligation),
    Column("核定意见", Kind.TEXT, 12, _word),
    Column("台账原文或责任主体", Kind.PROSE, 30, lambda d: d.text),
    Column("核定理由", Kind.PROSE, 24, lambda d: d.reason),
    Column("核定人", Kind.TEXT, 10, lambda d: d.officer),
    Column("核定时间", Kind.MOMENT, 16.5, lambda d: d.decided_at),
    Column("截止日期", Kind.DATE, 11.5, lambda d: d.until),
    Column("登记来源", Kind.PROSE, 24, lambda d: d.source.shown),
    asked(form.WORD_ON_RECORD, 9),
    asked(form.SIGNED, 9),
    asked(form.WHY_RECORD, 18),
)


def standing_table(facts: CountyFacts) -> Table[Decision]:
    """One line for each decision in force."""
    standing = sorted(
        (d for d in facts.county.decisions if d.in_force(facts.county.as_of)),
        key=lambda d: (d.number, facts.unit_order(d.unit), d.obligation, d.kind.value, d.text),
    )
    return Table(
        form.STANDING,
        "现行核定意见",
        _STANDING_COLUMNS,
        standing,
        f"共{len(standing)}条现行有效。需终止的，请选“撤销”并填写“经办人”，保存后将本工作簿放入“inbox/核定”文件夹。",
        "没有现行有效的核定意见。",
        frozen=3,
    )


_OPERATION_COLUMNS: tuple[Column[Operation], ...] = (
    Column("序号", Kind.NUMBER, 6),
    Column("时间", Kind.MOMENT, 16.5, lambda o: o.at),
    Column("事项", Kind.TEXT, 12, lambda o: o.what),
    Column("单位", Kind.TEXT, 16, lambda o: o.unit),
    Column("版本", Kind.TEXT, 8, lambda o: o.version),
    Column("内容", Kind.PROSE, 44, lambda o: excerpt(o.content, 200)),
    Column("来源依据", Kind.TEXT, 14, lambda o: o.proof),
    Column("来源", Kind.PROSE, 28, lambda o: o.source),
    Column("经办人", Kind.TEXT, 10, lambda o: o.officer),
    Column("理由", Kind.PROSE, 24, lambda o: o.reason),
    Column("编号", Kind.TEXT, 8, lambda o: o.number),
)


def operations_table(facts: CountyFacts) -> Table[Operation]:
    """Who did what, when, from where: newest first."""
    return Table(
        OPERATIONS,
        "操作记录",
        _OPERATION_COLUMNS,
        facts.county.operations[::-1][:_MOST_OPERATIONS],
        "每一份来件、每一版台账，以及核定、撤回、恢复、认领等，最近的在前；只增不改。",
        "还没有操作记录。",
        frozen=3,
    )
