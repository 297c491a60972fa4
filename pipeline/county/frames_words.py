"""The tables of officers' words: 待确认来件 and 现行核定, which they fill in; 操作记录 tells who did what."""

from __future__ import annotations

from pipeline.county.columns import Column, Kind, Table
from pipeline.county.facts import CountyFacts
from pipeline.county.frames_ledgers import REPORTING
from pipeline.form.officers.decisions import FILE_KEY, RECORD_KEY, STANDING, WAITING
from pipeline.judging.checks.wording import excerpt
from pipeline.model import Decision, FileWordKind, WaitingFile

OPERATIONS = "操作记录"
_MOST_OPERATIONS = 20_000
_FILE_WORDS = (FileWordKind.CLAIM, FileWordKind.ADOPT, FileWordKind.REFUSE, FileWordKind.VOID)

_WAITING_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column(FILE_KEY, Kind.TEXT, 8),
    Column("来件", Kind.SOURCE, 24),
    Column("收到时间", Kind.MOMENT, 16.5),
    Column("自称单位", Kind.TEXT, 16),
    Column("来源依据", Kind.TEXT, 14),
    Column("来自", Kind.PROSE, 20),
    Column("待确认原因", Kind.PROSE, 36),
    Column("内容摘要", Kind.PROSE, 36),
    Column(
        "处理结果",
        Kind.FILL,
        9,
        choices=tuple(word.value for word in _FILE_WORDS),
        hint="认领＝是右栏所填单位的台账；采用＝确为自称单位报送，自此生效；不采用、作废＝留存备查，不再列出。",
    ),
    Column("单位", Kind.FILL, 16, hint="选“认领”的必填，请从列表中选择。", choices_from=(REPORTING, "单位")),
    Column("经办人", Kind.FILL, 9, hint="请填写经办人姓名。处理结果和经办人均填写的行方可入库。"),
    Column("处理理由", Kind.FILL, 18, hint="可填写核实情况。"),
)


def waiting_table(facts: CountyFacts) -> Table:
    """One line for each file that waits for an officer."""
    files = facts.county.waiting
    return Table(
        WAITING,
        "待确认来件",
        _WAITING_COLUMNS,
        tuple(_waiting_row(number, one) for number, one in enumerate(files, 1)),
        f"共{len(files)}件：单位不明、来源未核实，或不是台账而可能另有说明的来件。请逐件选择“处理结果”，填写“经办人”，"
        "保存后将本工作簿放入 inbox/核定 文件夹，系统即时处理，结果见“回执/核定意见”。"
        "确认之前，现行台账和各项统计不变。",
        "没有待确认的来件。",
        frozen=3,
    )


def _waiting_row(number: int, one: WaitingFile) -> tuple[object, ...]:
    submission = one.submission
    arrival = submission.arrival
    doubts = [d for d in submission.deviations if d.code == "S09"] or submission.deviations[:1]
    where = (arrival.folder, arrival.sender, arrival.origin, arrival.owner)
    return (
        number,
        one.number,
        arrival.file_name,
        arrival.received_at,
        submission.unit or "",
        submission.proof.label,
        "，".join(filter(None, where)),
        "".join(d.what or d.message for d in doubts),
        one.summary,
        "",
        "",
        "",
        "",
    )


_STANDING_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column(RECORD_KEY, Kind.NUMBER, 8),
    Column("单位", Kind.TEXT, 16),
    Column("任务编号", Kind.OBLIGATION, 9),
    Column("核定意见", Kind.TEXT, 12),
    Column("台账原文或责任主体", Kind.PROSE, 30),
    Column("核定理由", Kind.PROSE, 24),
    Column("核定人", Kind.TEXT, 10),
    Column("核定时间", Kind.MOMENT, 16.5),
    Column("截止日期", Kind.DATE, 11.5),
    Column("登记来源", Kind.PROSE, 24),
    Column(
        "处理结果",
        Kind.FILL,
        9,
        choices=(FileWordKind.REVOKE.value,),
        hint="需终止该意见的，请选“撤销”：此前被它取代的意见恢复有效。",
    ),
    Column("经办人", Kind.FILL, 9, hint="请填写经办人姓名。处理结果和经办人均填写的行方可入库。"),
    Column("处理理由", Kind.FILL, 18, hint="可填写撤销理由。"),
)


def standing_table(facts: CountyFacts) -> Table:
    """One line for each decision in force."""
    standing = [d for d in facts.county.decisions if d.in_force(facts.county.as_of)]
    return Table(
        STANDING,
        "现行核定意见",
        _STANDING_COLUMNS,
        tuple(_standing_row(number, decision) for number, decision in enumerate(standing, 1)),
        f"共{len(standing)}条现行有效。需终止的，请选“撤销”并填写“经办人”，保存后将本工作簿放入 inbox/核定 文件夹。",
        "没有现行有效的核定意见。",
        frozen=3,
    )


def _standing_row(number: int, decision: Decision) -> tuple[object, ...]:
    return (
        number,
        decision.number or None,
        decision.unit,
        decision.obligation,
        decision.kind.value,
        decision.text,
        decision.reason,
        decision.officer,
        decision.decided_at,
        decision.until,
        decision.source.shown,
        "",
        "",
        "",
    )


_OPERATION_COLUMNS = (
    Column("序号", Kind.NUMBER, 6),
    Column("时间", Kind.MOMENT, 16.5),
    Column("事项", Kind.TEXT, 12),
    Column("单位", Kind.TEXT, 16),
    Column("版本", Kind.TEXT, 8),
    Column("内容", Kind.PROSE, 44),
    Column("来源依据", Kind.TEXT, 14),
    Column("来源", Kind.PROSE, 28),
    Column("经办人", Kind.TEXT, 10),
    Column("理由", Kind.PROSE, 24),
    Column("编号", Kind.TEXT, 8),
)


def operations_table(facts: CountyFacts) -> Table:
    """Who did what, when, from where: newest first."""
    done = facts.county.operations[::-1][:_MOST_OPERATIONS]
    return Table(
        OPERATIONS,
        "操作记录",
        _OPERATION_COLUMNS,
        tuple(
            (
                n,
                o.at,
                o.what,
                o.unit,
                o.version,
                excerpt(o.content, 200),
                o.proof,
                o.source,
                o.officer,
                o.reason,
                o.number,
            )
            for n, o in enumerate(done, 1)
        ),
        "每一份来件、每一版台账，以及核定、撤回、恢复、认领等，最近的在前；只增不改。",
        "还没有操作记录。",
        frozen=3,
    )
