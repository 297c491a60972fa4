"""Columns that stand wrong as a whole are told once, with how to put them right in one go."""

from __future__ import annotations

import pytest

from pipeline.form.files import read_file
from pipeline.model import Ledger
from tests.form.reading_books import HEADER, book, read

TITLE = "沂源县水利局政务公开工作任务台账"
MEASURES = ("每月汇总水质检测结果并在网站公布", "逐条公示河长名单并设置公示牌", "每季度公开水库防汛值守安排")
LIMITS = ("每月10日前", "2022年6月底前", "每季度")
PEOPLE = ("王海燕", "李明", "张建国")
SECTIONS = ("供水管理科", "河湖科", "办公室")


def ledger(*columns: tuple[str, ...], header: str = HEADER) -> Ledger:
    rows = "\n".join(" | ".join(cells) for cells in zip(*columns, strict=True))
    (found,) = read_file(book(f"{TITLE}\n{header}\n{rows}"), "台账.xlsx").ledgers
    return found


NUMBERS, TASKS, BLANK = ("1", "2", "3"), ("做好供水信息公开", "做好河湖长制公开", "做好防汛信息公开"), ("", "", "")


@pytest.mark.parametrize(
    ("columns", "remedy"),
    [
        (
            (NUMBERS, TASKS, BLANK, MEASURES, LIMITS, PEOPLE, SECTIONS),
            "请选中D列至G列表头以下的内容，剪切后粘贴到C列起的位置，使各栏与表头对齐。",
        ),
        (
            (NUMBERS, TASKS, MEASURES, LIMITS, SECTIONS, PEOPLE),
            "请互换E2和F2两格的栏名，或者互换这两栏的内容。",
        ),
    ],
)
def test_the_remedy_names_columns_and_cells(columns: tuple[tuple[str, ...], ...], remedy: str) -> None:
    found = ledger(*columns)
    assert [m.remedy for m in found.misplaced] == [remedy]
    if "互换" in remedy:
        (swapped,) = found.misplaced
        assert (swapped.cell, swapped.beside) == ("E2", ("F2",))
    assert [e.leader.text for e in found.entries] == list(PEOPLE)


def test_rows_that_slipped_are_told_with_where_their_cells_belong() -> None:
    slipped = "4 | 做好规划公开 | 李明 | 办公室 | 每季度公布规划进展并上传网站 | 每季度"
    rows = "\n".join(" | ".join(c) for c in zip(NUMBERS, TASKS, MEASURES, LIMITS, PEOPLE, SECTIONS, strict=True))
    (found,) = read_file(book(f"{TITLE}\n{HEADER}\n{rows}\n{slipped}"), "台账.xlsx").ledgers
    (told,) = found.misplaced
    assert told.remedy.startswith("请把第6行的内容移回原栏：")
    assert found.title_cell == "A1"
    assert "E列的移到C列" in told.remedy
    assert found.entries[3].leader.text == "李明"
    assert {told.cell, *told.beside} == {"C6", "D6", "E6", "F6"}, "each cell that is to be moved is named"


def test_a_column_without_a_heading_is_one_matter() -> None:
    parts = "\n".join(
        f"{n} | 任务{n} | 每月公布第{n}类信息并更新专栏 | 每月 | {'已上墙' if n % 2 else ''}" for n in range(1, 9)
    )
    file = read_file(book(f"{TITLE}\n序号 | 工作任务 | 工作举措 | 时限要求\n{parts}"), "台账.xlsx")
    assert [u.range for u in file.unread] == ["E3:E9"]
    assert file.cells.unread == 4


@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_shifted_block_below_rows_that_stand_right_is_told_and_moved_alone(before: int) -> None:
    right = [
        f"{n} | 做好供水公开 | 每月公布第{n}类水质结果 | 每月 | 王海燕 | 供水管理科" for n in range(1, before + 1)
    ]
    shifted = [
        f"{n} | 做好河湖公开 | | 逐条公示第{n}批河长名单并立牌 | 每季度 | 李明 | 河湖科" for n in range(10, 23)
    ]
    (found,) = read_file(book("\n".join((TITLE, HEADER, *right, *shifted))), "台账.xlsx").ledgers
    (told,) = found.misplaced
    assert told.what.startswith(f"第{before + 3}—{before + 15}行：")
    assert [e.leader.text for e in found.entries] == ["王海燕"] * before + ["李明"] * 13
    assert [e.section.text for e in found.entries] == ["供水管理科"] * before + ["河湖科"] * 13
    assert all(e.time_limit.text in ("每月", "每季度") for e in found.entries)


def test_a_measure_in_the_column_of_limits_is_read_as_meant_where_the_limit_stands_in_its_own() -> None:
    rows = [
        "9月底前 | 逐件登记历史公文，认定公开属性",
        "长期坚持 | 每周检查专栏，法定主动公开内容集中发布",
        "逐件答复申请人 | 印发通知，督促4月底前公开到位",
    ]
    table = "\n".join(f"{n} | 任务{n} | {row} | 张三 | 办公室" for n, row in enumerate(rows, 1))
    found = read(f"{HEADER}\n{table}")
    assert [e.time_limit.text for e in found.entries] == ["9月底前", "长期坚持", "印发通知，督促4月底前公开到位"]
    assert len(found.misplaced) == 1


@pytest.mark.parametrize("rows", [1, 2])
def test_rows_whose_cells_begin_a_column_too_far_right_are_put_back_and_told_once(rows: int) -> None:
    right = [f"{n} | 做好供水公开 | 每月公布第{n}类水质结果 | 每月 | 王海燕 | 供水管理科" for n in range(1, 7)]
    askew = [
        f"{n} | 做好河湖公开 | | 逐条公示第{n}批河长名单并立牌 | 每季度 | 李明 | 河湖科" for n in range(7, 7 + rows)
    ]
    file = read_file(book("\n".join((TITLE, HEADER, *right, *askew))), "台账.xlsx")
    (found,) = file.ledgers
    (told,) = found.misplaced
    last = 8 + rows
    assert f"第{'9' if rows == 1 else '9—10'}行自“工作举措”栏起的内容整体偏右1列" in told.what
    assert told.remedy == f"请选中D9:G{last}，剪切后粘贴到C9，使各格与表头对齐。"
    assert {told.cell, *told.beside} == {f"{c}{r}" for c in "CDEFG" for r in range(9, last + 1)} - {
        f"C{r}" for r in range(10, last + 1)
    }
    assert [(e.time_limit.text, e.leader.text, e.section.text) for e in found.entries[6:]] == [
        ("每季度", "李明", "河湖科")
    ] * rows
    assert file.unread == ()


@pytest.mark.parametrize(
    "row",
    [
        "7 | 做好河湖公开 | | 每季度 | 李明 | 河湖科",  # a measure is wanting
        "7 | 做好河湖公开 | | | 李明 | 河湖科 | 每月核对一次河长名单",  # a remark stands beside
        "7 | 做好河湖公开 | 逐条公示河长名单并立牌 | | 李明 | 河湖科 | 供水科",
    ],
)
def test_a_row_with_a_blank_cell_and_a_remark_beside_is_not_shifted(row: str) -> None:
    right = [f"{n} | 做好供水公开 | 每月公布第{n}类水质结果 | 每月 | 王海燕 | 供水管理科" for n in range(1, 7)]
    (found,) = read_file(book("\n".join((TITLE, HEADER, *right, row))), "台账.xlsx").ledgers
    assert found.misplaced == ()
