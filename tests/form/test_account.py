"""Nothing is passed over: what is read, what is the form's and what is unread make up all filled cells."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.form.files import read_file
from pipeline.form.joining import one_per_unit
from pipeline.model import CellCount, Field, FileRead
from pipeline.plan.plans import read_plan
from taizhang_demo.inbox import demo_files
from tests.form.reading_books import DATA, HEADER, book, written
from tools.forms import form_workbook

RULES = DATA.parents[1] / "rules" / "yiyuan-2022"
CASES = sorted((DATA / "cases").glob("*.xlsx"))
LEDGERS = sorted(DATA.glob("ledgers*/*.json"))
TITLE = "沂源县水利局政务公开工作任务台账"
ROWS = "1 | 甲任务 | 公布水质检测结果 | 每月 | 张三 | 办公室\n2 | 乙任务 | 公开河长名单 | 6月底前 | 李四 | 河湖科"


def add_up(file: FileRead) -> bool:
    filled, read, form, unread = file.cells
    return filled == read + form + unread and all(n >= 0 for n in file.cells)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_every_case_adds_up(path: Path) -> None:
    file = read_file(path.read_bytes(), path.name)
    assert file.failure is None
    assert add_up(file)
    assert bool(file.cells.unread) == any(u.range for u in file.unread)


@pytest.mark.parametrize("path", LEDGERS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_of_a_labelled_ledger_nothing_is_unread(path: Path) -> None:
    file = read_file(form_workbook(path), json.loads(path.read_text("utf-8"))["file_name"])
    assert add_up(file)
    assert file.unread == ()
    assert [m for ledger in file.ledgers for m in ledger.misplaced] == []


def test_of_the_demo_nothing_is_asked_about() -> None:
    for sent in demo_files(read_plan(RULES)):
        file = read_file(sent.data, sent.path)
        if file.failure is None:
            assert add_up(file), sent.path
            assert [u for u in file.unread if u.asks] == [], sent.path


def unread(*tables: str, **options: object) -> list[tuple[str, str, bool]]:
    file = read_file(book(*tables, **options), "台账.xlsx")  # type: ignore[arg-type]
    assert add_up(file)
    return [(u.range, u.reason, u.asks) for u in file.unread]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (f"{TITLE}\n{HEADER}\n{ROWS}", []),
        (f"{TITLE}\n{HEADER}\n{ROWS} | 9月底前", [("G4", "表格以外的内容", True)]),
        (f"{TITLE}\n{HEADER}\n{ROWS} | | | 另见\n | | | | | | | | 附件", [("I4:I5", "表格以外的内容", True)]),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n\n | | | 其余任务正在梳理", [("D6", "表格末尾的文字", True)]),
        (
            f"{TITLE}\n{HEADER}\n{ROWS}\n\n以上请协调融媒体中心支持。\n\n | | 另：成果展未列入",
            [("A6", "表格中的说明文字", True), ("C8", "表格下方的文字", True)],
        ),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n\n | | 公布水质\n3 | 丙 | 公布水价 | 每月 | 张三 | 办公室", []),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n填表人：张三", []),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n合计 | | 2项", []),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n以下空白", []),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n注：本表一式两份", [("A5", "表下说明", False)]),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n注：依申请公开由办公室于12月底前完成", [("A5", "表下说明", True)]),
        (f"{TITLE}\n{HEADER}\n{ROWS}\n姓名 | 职务 | 联系电话\n张三 | 局长 | 123", [("A5:C6", "另一张表", False)]),
        (
            f"{TITLE}\n{HEADER}\n{ROWS}\n / | / | / | / | / | /",
            [("A5:F5", "只有公式、默认值或“/”，没有任务和举措", False)],
        ),
        (
            f"{TITLE}\n{HEADER}\n{ROWS}\n | | | 长期坚持 | 张三 | 办公室\n | | | 长期坚持 | 张三 | 办公室",
            [("D5:F6", "只有公式、默认值或“/”，没有任务和举措", False)],
        ),
    ],
)
def test_what_stands_beside_the_entries(table: str, found: list[tuple[str, str, bool]]) -> None:
    assert unread(table) == found


def test_a_sheet_that_is_no_ledger_is_told_as_a_whole() -> None:
    assert unread(f"{TITLE}\n{HEADER}\n{ROWS}", "姓名 | 科室\n张三 | 办公室") == [
        ("A1:B2", "未识别为台账内容", False)
    ]


LONGEST = 200
"""Longer texts are shown in part alone."""
CELLS = """
1|2|甲任务|公布水质检测结果|每月|6月底前|张三|办公室|/|合计|注：见附件|一、重点工作|序号|工作任务|工作举措|时限要求|责任科室|备注
单位分管领导|填报单位：县水利局|第1页|2022年5月20日|续表|附件3|沂源县水利局政务公开工作任务台账
"""
CELL = st.sampled_from(["", "", *(word for line in CELLS.split() for word in line.split("|"))])
GRID = st.lists(st.lists(CELL, max_size=9), max_size=8)


@settings(max_examples=150, deadline=None)
@given(GRID, st.booleans(), GRID, st.none() | st.tuples(st.integers(0, 9), st.integers(0, 6)))
def test_any_sheet_adds_up(
    above: list[list[str]], with_form: bool, below: list[list[str]], corner: tuple[int, int] | None
) -> None:
    form = [[c.strip() for c in line.split("|")] for line in f"{HEADER}\n{ROWS}".splitlines()] if with_form else []
    merges = [(*corner, corner[0] + 1, corner[1] + 1)] if corner else []
    file = read_file(written([("台账", above + form + below, merges), ("续表", below, [])]), "台账.xlsx")
    if file.failure is not None:
        return
    assert add_up(file)
    counted = one_per_unit([(ledger, None) for ledger in file.ledgers], 2022)
    moved = CellCount(*(a + b for a, b in zip(file.cells, counted.cells_left, strict=True)))
    assert add_up(replace(file, cells=moved))
    if with_form and not corner:
        entries = [e for ledger in file.ledgers for e in ledger.entries]
        said = [e.value(f).text for e in entries for f in Field] + [
            t for e in entries for t in (e.extra or {}).values()
        ]
        said += [u.text for u in file.unread] + [m for e in entries for m in [e.heading]]
        cut = any(len(u.text) >= LONGEST for u in file.unread)
        assert cut or any("公开河长名单" in text for text in said)
