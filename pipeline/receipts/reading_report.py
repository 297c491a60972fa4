"""What was read from a file, said to its sender (读取说明)."""

from __future__ import annotations

from pipeline.model import EXAMPLE_ROWS, MISSING_SHEET, OTHER_FORM, Evidence, Ledger, LedgerForm, Submission, Unread

_SOURCES = {
    "title": "表格标题",
    "reporting_unit": "“填报单位”一行",
    "file_name": "文件名",
    "folder": "报送文件夹",
    "template": "所用模板",
    "sender": "发件人",
    "option": "经办人指定",
}
_LONGEST = 40
_TELL_RANGES = frozenset({"not_seen", EXAMPLE_ROWS})
"""Kinds of notes that name the cells which are unread for the reason that they give."""


def reading_report(submission: Submission, form: LedgerForm) -> tuple[str, ...]:
    """List what was read and how it was understood; a file without a ledger has the notes on the file only."""
    lines: list[str] = []
    ledger = submission.ledger
    if ledger is not None:
        lines.extend(_ledger_lines(ledger, form))
    if companions := submission.arrival.companions:
        named = "、".join(companions)
        lines.append(f"一并收到的“{named}”不是电子表格，已留存，未作为台账校验，无需处理。")
    notes = (*(ledger.notes if ledger else ()), *submission.file.notes)
    lines.extend(note.said for note in notes)
    told = {note.sheet for note in notes if note.kind == OTHER_FORM}
    unread = (u for u in submission.file.unread_beside(ledger) if not u.asks and u.sheet not in told)
    seen = tuple(note for note in notes if note.kind in _TELL_RANGES)
    lines.extend(_unread(u) for u in unread if not any(n.sheet == u.sheet and u.reason in n.text for n in seen))
    # What was taken for granted comes last: only who has a doubt looks for it.
    if ledger is not None:
        lines.extend(_columns(ledger, form))
    lines.extend(_evidence(submission))
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _unread(unread: Unread) -> str:
    return f"工作表“{unread.sheet}”{unread.range}未计入台账（{unread.reason}）。"


def _ledger_lines(ledger: Ledger, form: LedgerForm) -> list[str]:
    tasks = sum(bool(e.task.text.strip()) and not e.task.inherited for e in ledger.entries)
    sheets = dict.fromkeys((ledger.sheet, *(e.sheet for e in ledger.entries if e.sheet.strip() != MISSING_SHEET)))
    named = "".join(f"“{name}”" for name in sheets) + ("，合为一份台账" if len(sheets) > 1 else "")
    added = sum(e.sheet.strip() == MISSING_SHEET for e in ledger.entries)
    beside = f"，连同“{MISSING_SHEET}”表中填写的{added}项" if added else ""
    lines = [
        f"读取的是工作表{named}，表头在第{ledger.header_row}行{beside}，共读到工作任务{tasks}项、"
        f"工作举措{len(ledger.entries)}条。"
    ]
    if ledger.missing_columns:
        lines.append(
            "未找到的栏目：" + "、".join(c.heading for c in form.columns if c.key in ledger.missing_columns) + "。"
        )
    merged = len({v.cell for e in ledger.entries for v in (e.task, e.leader, e.section) if v.inherited})
    if merged:
        lines.append(f"有{merged}处合并或承接上行的内容，已按适用于所辖各行读取。")
    hidden = [str(e.row) for e in ledger.entries if e.hidden]
    if hidden and not any(n.kind.startswith("hidden") for n in ledger.notes):
        lines.append(f"第{'、'.join(hidden)}行处于隐藏状态，已一并读取。")
    return lines


def _columns(ledger: Ledger, form: LedgerForm) -> list[str]:
    named = "、".join(f"{column}列为{form.heading(field)}" for field, column in ledger.columns.items())
    return [f"各列的读法：{named}。"] if named else []


def _evidence(submission: Submission) -> list[str]:
    signs = "、".join(dict.fromkeys(_sign(e) for e in submission.identification.evidence))
    if not signs:
        return []
    if submission.identification.contradictory:
        return [f"有关报送单位的信息相互矛盾：{signs}。"]
    if submission.unit is None:
        return [f"有关报送单位的信息：{signs}。"]
    return [f"报送单位认定为{submission.unit}，依据：{signs}。"]


def _sign(evidence: Evidence) -> str:
    text = evidence.text.strip()
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f"{_SOURCES.get(evidence.source, evidence.source)}（{shown}）"
