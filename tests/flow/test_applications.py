"""What a unit answers on 缺失任务: put before an officer, decided, told in a new receipt; nothing is lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.county.facts import CountyFacts
from pipeline.county.frames_decisions import doubts_table
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county
from pipeline.form.officers.columns import KEY_OBLIGATION, KEY_TEXT, KEY_UNIT
from pipeline.model import Submission, Verdict
from tests.flow.conftest import Clock, drop, sample
from tests.flow.test_county import sealed_words

UNIT = "县水利局"
BLANKED = (12, 24, 27, 28)
"""Rows of the true ledger whose tasks nothing else in it fulfils."""
REASON = "机构改革后该职能已划转，见沂编〔2021〕3号。"


def short_ledger() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sample("ledgers/01-shuiliju")))
    sheet = book.active
    assert sheet is not None
    for row in BLANKED:
        for area in [a for a in sheet.merged_cells.ranges if a.min_row <= row <= a.max_row]:
            text = sheet.cell(area.min_row, area.min_col).value
            sheet.unmerge_cells(str(area))
            for below in range(area.min_row, area.max_row + 1):
                sheet.cell(below, area.min_col, text)
        for column in range(1, 7):
            sheet.cell(row, column).value = None
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(installation: Installation, clock: Clock, data: bytes) -> Submission:
    clock.turn(clock.now.day + 1)
    drop(installation, f"{UNIT}/台账.xlsx", data)
    (submission,) = process(installation).submissions
    return submission


def newest(installation: Installation, ending: str = "xlsx") -> Path:
    return max(installation.receipt_folder(UNIT).glob(f"*.{ending}"), key=lambda p: p.name)


def missing_rows(data: bytes) -> dict[str, tuple[int, dict[str, Any]]]:
    """Give the rows of 缺失任务 by the place of their obligation: number, and texts by heading."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["缺失任务"]
    head = [str(c.value or "") for c in sheet[3]]
    rows = ((n, dict(zip(head, (c.value for c in sheet[n]), strict=True))) for n in range(4, sheet.max_row + 1))
    return {str(row["方案编号"]).split("\n")[0]: (n, row) for n, row in rows if row["方案编号"]}


def fill(data: bytes, answers: dict[str, dict[str, str]]) -> bytes:
    """Write texts by heading into the rows of obligations, by their places."""
    rows = missing_rows(data)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, texts in answers.items():
        number, row = rows[place]
        for heading, text in texts.items():
            book["缺失任务"].cell(number, list(row).index(heading) + 1, text)
    return saved(book)


def decide(installation: Installation, clock: Clock, verdicts: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Fill in 存疑核定 by obligation, drop it before the officers, and give the lines that were decided."""
    table = doubts_table(CountyFacts(build_county(installation, clock.now.date())))
    head = [c.heading for c in table.columns]
    every = (dict(zip(head, row, strict=True)) for row in table.rows)
    lines = {line["任务编号"]: line for line in every if line["任务编号"] in verdicts}
    filled = [
        (verdict, "李明", f"经核实{verdict}", *(lines[o][key] for key in (KEY_UNIT, KEY_OBLIGATION, KEY_TEXT)))
        for o, verdict in verdicts.items()
    ]
    clock.turn(clock.now.day + 1)
    drop(installation, "核定/汇总.xlsx", sealed_words(installation, *filled))
    process(installation)
    return lines


def counted(installation: Installation) -> Submission:
    return installation.register.versions_of(UNIT)[-1]


@pytest.fixture
def answered(installation: Installation, clock: Clock) -> Installation:
    """One gap is filled in, three are answered: not ours, with others, held by row 30."""
    first = send(installation, clock, short_ledger())
    assert first.verdict is Verdict.RETURNED
    gaps = [installation.plan.by_id[o] for o in first.missing]
    assert len(gaps) >= 4
    data = newest(installation).read_bytes()
    supplied, ours, others, held = gaps[:4]
    entry = {
        "工作举措": f"每季度末由办公室围绕“{supplied.requirement[:12]}”汇总进展，审核后在局网站公布。",
        "时限要求": supplied.time_limit_text or "长期坚持",
        "单位分管领导": "王海燕",
        "责任科室": "办公室",
    }
    answers = {
        supplied.place: entry,
        ours.place: {"处理方式": "申请不适用", "情况说明": REASON},
        others.place: {"处理方式": "由他单位承担", "情况说明": "由县发展改革局统一公开。"},
        held.place: {"处理方式": "已含于第30行"},
    }
    further = {"处理方式": "申请不适用", "情况说明": "本单位没有此项业务。"}
    data = fill(data, answers | {gap.place: further for gap in gaps[4:]})
    send(installation, clock, data)
    installation.gaps = [g.id for g in gaps]  # type: ignore[attr-defined]
    return installation


def test_answers_wait_are_decided_and_told_and_nothing_is_lost(answered: Installation, clock: Clock) -> None:
    supplied, ours, others, held, *more = answered.gaps  # type: ignore[attr-defined]
    asked = {ours, others, held, *more}
    place = {o: answered.plan.by_id[o].place for o in (supplied, *asked)}
    second = counted(answered)
    assert second.missing == ()
    assert set(second.pending) == asked
    assert {d.obligation for d in second.deviations if d.code == "F13"} == asked
    blank = [d for d in second.deviations if d.sheet == "缺失任务" and d.code in ("F01", "F02", "F03", "F04", "F05")]
    assert not blank
    before = newest(answered)
    mended = newest(answered, "html").read_text(encoding="utf-8").partition("已整改的事项")[2]
    assert place[supplied] in mended
    assert not [o for o in asked if f"台账缺少{place[o]}（" in mended]
    page = newest(answered, "html").read_text(encoding="utf-8")
    assert f"已提出申请的任务（{len(asked)}项）" in page
    assert f"申请不适用：{REASON}（等候核定）" in page
    rows = missing_rows(before.read_bytes())
    assert rows[place[ours]][1]["情况说明"] == REASON
    assert {rows[place[o]][1]["核定情况"] for o in asked} == {"等候核定"}
    assert rows[place[supplied]][1]["单位分管领导"] == "王海燕"

    verdicts = {ours: "豁免", others: "否定", held: "否定"} | dict.fromkeys(more, "认定")
    lines = decide(answered, clock, verdicts)
    assert REASON in lines[ours]["单位说明"]
    assert "县发展改革局" in lines[others]["单位说明"]
    assert second.ledger is not None
    row30 = next(e for e in second.ledger.entries if e.row == 30)
    assert lines[held]["工作举措"] == row30.measure.text

    third = counted(answered)
    assert set(third.missing) == {others, held}
    assert third.pending == ()
    assert newest(answered) != before
    page = newest(answered, "html").read_text(encoding="utf-8")
    assert "因核定结果变化" in page
    assert "经核实否定" in page
    rows = missing_rows(newest(answered).read_bytes())
    states = {o: rows[place[o]][1]["核定情况"] for o in asked}
    assert states == dict.fromkeys(asked, "无需补报") | dict.fromkeys((others, held), "未获同意，请补报")
    assert rows[place[others]][1]["情况说明"] == "由县发展改革局统一公开。"

    # What is said otherwise makes a new version, though no entry has changed.
    data = fill(newest(answered).read_bytes(), {place[others]: {"情况说明": "另有文件。"}})
    assert send(answered, clock, data).version == 3
