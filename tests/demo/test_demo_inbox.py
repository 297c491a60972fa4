"""The demo inbox: every form holds every text of its ledger, and the bad files are bad as they should be."""

import io
import json
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from pipeline.model import Plan
from pipeline.plan.plans import read_plan
from taizhang_demo.forms import FORMS, resaved_by_libreoffice
from taizhang_demo.inbox import DemoFile, demo_files, write_demo_inbox
from taizhang_demo.ledger_texts import DemoLedger, Line, load_ledger

ROOT = Path(__file__).parents[2]
FAULTY = {"encrypted", "truncated", "duty_roster"}

SMALL = DemoLedger(
    unit="县甲局",
    title="县甲局台账",
    lines=(
        Line(1, "任务一", "举措一", "2022年6月30日前", "张三", "甲科"),
        Line(None, None, "举措二", "长期坚持", None, None),
        Line(2, "任务二", "举措三", "", "", "乙科"),
        Line(None, None, "举措四", "按季度", "李四", None),
        Line(3, "任务三", "举措五", "年底前", "王五", "丙科"),
    ),
)


@cache
def _plan() -> Plan:
    return read_plan(ROOT / "rules" / "yiyuan-2022")


@cache
def _files() -> tuple[DemoFile, ...]:
    return demo_files(_plan())


def _cells(data: bytes) -> list[list[list[object]]]:
    """All cells of all sheets, from A1 on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names]


def _texts(data: bytes) -> list[str]:
    return [str(c) for sheet in _cells(data) for row in sheet for c in row if c != ""]


def _sample_files() -> list[DemoFile]:
    return [f for f in _files() if f.form not in FAULTY and f.unit]


def test_sixteen_departments_in_at_least_eight_forms() -> None:
    sent = _sample_files()
    assert len({f.unit for f in sent}) == len(sent) == 16
    assert len({f.form for f in sent}) >= 8
    assert {f.unit for f in sent} <= {u.name for u in _plan().expected_units}


def test_one_is_late_and_some_never_come() -> None:
    due = _plan().ledgers_due
    assert [f.unit for f in _sample_files() if f.received_at.date() > due] == ["县供销社"]
    assert {u.name for u in _plan().expected_units} - {f.unit for f in _files()}
    assert all(f.received_at.tzinfo for f in _files())
    assert list(_files()) == sorted(_files(), key=lambda f: f.received_at)


@pytest.mark.parametrize("file", _sample_files(), ids=lambda f: f.unit)
def test_every_text_of_a_ledger_is_in_its_file(file: DemoFile) -> None:
    sheets = _cells(file.data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    form = sheets[book.sheet_names.index("台账")]
    texts = [str(c) for row in form for c in row]
    (ledger,) = [x for x in map(load_ledger, _names()) if x.unit == file.unit]
    for line in ledger.lines:
        for text in (line.task, line.measure, line.leader, line.section):
            assert not text or text in texts, text
    measures = [str(c) for row in form for c in row if str(c) in {x.measure for x in ledger.lines if x.measure}]
    assert measures == [x.measure for x in ledger.lines if x.measure]


def _names() -> list[str]:
    return [p.stem for p in (ROOT / "taizhang_demo" / "ledgers").glob("*.json")]


def test_demo_ledgers_hold_no_labels() -> None:
    for name in _names():
        text = (ROOT / "taizhang_demo" / "ledgers" / f"{name}.json").read_text(encoding="utf-8")
        assert set(json.loads(text)) == {"unit", "title", "tasks"}
        assert not any(f'"{label}"' in text for label in ("covers", "maybe", "difficulty", "missing"))


def test_same_plan_gives_the_same_files() -> None:
    for first, second in zip(_files(), demo_files(_plan()), strict=True):
        assert (first.path, first.unit, first.form) == (second.path, second.unit, second.form)
        if first.form != "encrypted":  # encryption draws random numbers
            assert first.data == second.data, first.path


def test_inbox_is_written_with_times_of_arrival(tmp_path: Path) -> None:
    for file in write_demo_inbox(tmp_path, _plan()):
        path = tmp_path / file.path
        assert path.read_bytes() == file.data or file.form == "encrypted"
        assert datetime.fromtimestamp(path.stat().st_mtime, file.received_at.tzinfo) == file.received_at
    assert (tmp_path / "县审计局").is_dir()


def test_encrypted_file_asks_for_a_password() -> None:
    (file,) = (f for f in _files() if f.form == "encrypted")
    assert msoffcrypto.OfficeFile(io.BytesIO(file.data)).is_encrypted()


def test_truncated_file_does_not_open() -> None:
    (file,) = (f for f in _files() if f.form == "truncated")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the reader's own kind of error
        CalamineWorkbook.from_filelike(io.BytesIO(file.data))


def test_nothing_says_whose_the_unidentified_file_is() -> None:
    (file,) = (f for f in _files() if f.unit is None and f.form != "duty_roster")
    said = file.path + "".join(_texts(file.data))
    assert not any(unit.name in said or unit.full_name in said for unit in _plan().units)


def test_duty_roster_is_no_ledger() -> None:
    (file,) = (f for f in _files() if f.form == "duty_roster")
    assert not {"工作任务", "工作举措"} & set(_texts(file.data))


@pytest.mark.parametrize("name", sorted(set(FORMS) - {"resaved_by_libreoffice"}))
def test_each_form_holds_the_whole_ledger(name: str) -> None:
    texts = _texts(FORMS[name](SMALL))
    for text in ("任务一", "举措一", "举措二", "长期坚持", "张三", "甲科", "任务三", "举措五", "丙科"):
        assert texts.count(text) == 1, (name, text)


def test_merged_form_merges_what_belongs_together() -> None:
    form = openpyxl.load_workbook(io.BytesIO(FORMS["merged"](SMALL)))["台账"]
    merged = {str(area) for area in form.merged_cells.ranges}
    # The leader of the second task stands on both its lines: blank, then 李四.
    assert merged == {"A1:F1", "A3:A4", "B3:B4", "E3:E4", "F3:F4", "A5:A6", "B5:B6", "F5:F6"}


def test_filled_down_form_merges_nothing_but_the_title() -> None:
    form = openpyxl.load_workbook(io.BytesIO(FORMS["filled_down"](SMALL)))["台账"]
    assert {str(area) for area in form.merged_cells.ranges} == {"A1:F1"}


def test_table_behind_a_cover_begins_at_c5() -> None:
    book = openpyxl.load_workbook(io.BytesIO(FORMS["behind_a_cover_sheet"](SMALL)))
    assert book.sheetnames == ["封面", "台账"]
    assert book["台账"]["C5"].value == SMALL.title
    assert book["台账"]["C6"].value == "序号"


def test_real_dates_are_dates() -> None:
    form = openpyxl.load_workbook(io.BytesIO(FORMS["with_real_dates"](SMALL)))["台账"]
    assert form["D3"].value == datetime(2022, 6, 30)
    sheets = _cells(FORMS["with_real_dates"](SMALL))
    assert date(2022, 6, 30) in [c for row in sheets[0] for c in row]


def test_hidden_rows_are_hidden() -> None:
    form = openpyxl.load_workbook(io.BytesIO(FORMS["with_hidden_rows"](SMALL)))["台账"]
    assert [r for r, d in form.row_dimensions.items() if d.hidden] == [5, 6, 7]


def test_section_lines_stand_before_their_tasks() -> None:
    form = openpyxl.load_workbook(io.BytesIO(FORMS["with_section_lines"](SMALL)))["台账"]
    column = [cell.value for cell in form["A"] if cell.value is not None]
    assert column[2:] == ["一、重点领域信息公开", 1, "二、政策公开与解读", 2, "三、基础工作与保障措施", 3]


def test_merges_do_not_cross_section_lines() -> None:
    # One leader for everything: merged over all lines, but for the section lines between them.
    lines = tuple(replace(line, leader=None if place else "张三") for place, line in enumerate(SMALL.lines))
    data = FORMS["with_section_lines"](replace(SMALL, lines=lines))
    form = openpyxl.load_workbook(io.BytesIO(data))["台账"]
    merged = {str(area) for area in form.merged_cells.ranges}
    assert merged >= {"A3:F3", "A6:F6", "A9:F9", "E4:E5", "E7:E8"}
    assert not any(area.startswith("E4") and area != "E4:E5" for area in merged)


def test_without_libreoffice_the_merged_form_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert resaved_by_libreoffice(SMALL) == FORMS["merged"](SMALL)
