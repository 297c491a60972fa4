"""The template: the form of 附件3, its stamps, hints and reference sheet; and the file in templates/."""

import io
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.form.template.hints import usual_limits
from pipeline.form.template.template import ledger_template
from pipeline.model import Plan
from pipeline.office.style import row_height
from pipeline.plan.form_columns import default_form
from pipeline.plan.plans import read_plan

ROOT = Path(__file__).parents[2]


@cache
def _plan() -> Plan:
    return read_plan(ROOT / "rules" / "yiyuan-2022")


@cache
def _workbook(unit: str = "") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(_template(unit)))


@cache
def _template(unit: str = "") -> bytes:
    return ledger_template(_plan(), _plan().unit_by_name[unit] if unit else None)


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _headings(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def test_the_file_in_the_repository_is_what_the_code_writes() -> None:
    # Member by member: the compression itself may differ between builds of zlib.
    assert _members((ROOT / "templates" / "ledger_template.xlsx").read_bytes()) == _members(_template())


def test_same_plan_and_unit_give_the_same_bytes() -> None:
    plan = _plan()
    assert ledger_template(plan) == ledger_template(plan)


def test_blank_form_is_that_of_annex_3() -> None:
    form = _workbook()["台账"]
    assert form["A1"].value == "沂源县XX局政务公开工作任务台账"
    assert _headings(form, 3) == [c.heading for c in default_form().columns]
    assert all(cell.value is None for row in form.iter_rows(min_row=4) for cell in row)


def test_form_prints_on_a4_landscape_with_its_header_on_each_page() -> None:
    form = _workbook()["台账"]
    assert (form.page_setup.orientation, str(form.page_setup.paperSize)) == ("landscape", "9")
    assert form.print_title_rows == "$3:$3"
    assert form.print_area == "'台账'!$A$1:$F$16"
    assert "&P" in (form.oddFooter.center.text or "")


def test_official_fonts_are_named() -> None:
    form = _workbook("县财政局")["台账"]
    assert form["A1"].font.name == "方正小标宋简体"
    assert form["B4"].font.name == "仿宋_GB2312"
    # The charset makes programs without these fonts choose another Chinese one.
    assert form["B4"].font.charset == 134


@pytest.mark.parametrize("unit", ["县财政局", "市生态环境局沂源分局", "县供销社", "县委编办"])
def test_prefilled_with_the_obligations_of_the_unit(unit: str) -> None:
    plan = _plan()
    form = _workbook(unit)["台账"]
    obligations = plan.binding_on(plan.unit_by_name[unit])
    lines = [[cell.value for cell in row] for row in form.iter_rows(min_row=4, max_col=6) if row[0].value is not None]
    assert form["A1"].value == f"{plan.unit_by_name[unit].full_name}政务公开工作任务台账"
    assert lines == [
        [no, o.requirement.rstrip("。"), None, None, None, None] for no, o in enumerate(obligations, start=1)
    ]


def test_stamps() -> None:
    plan = _plan()
    stamps = {p.name: p.value for p in _workbook("县财政局").custom_doc_props.props}
    assert stamps == {
        "taizhang.plan": plan.id,
        "taizhang.template_version": plan.template_version,
        "taizhang.unit": "县财政局",
    }
    assert "taizhang.unit" not in {p.name for p in _workbook().custom_doc_props.props}


def test_reference_sheet_is_not_to_be_taken_for_a_form() -> None:
    for unit in ("", "县财政局"):
        for sheet in _workbook(unit).worksheets[1:]:
            for row in sheet.iter_rows(values_only=True):
                assert not {"工作任务", "工作举措"} <= set(row)


def test_reference_sheet_holds_the_plan_and_leaves_filters_and_widths_free() -> None:
    plan = _plan()
    sheet = _workbook("县司法局")["任务依据"]
    assert _headings(sheet, 3) == ["任务编号", "方案位置", "工作要求", "责任分工", "方案时限"]
    lines = {row[0]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert list(lines) == [o.id for o in plan.binding_on(plan.unit_by_name["县司法局"])]
    assert lines["A1-34"][3:] == ("牵头单位（方案点名）", "长期坚持")
    assert lines["A1-37"][3] == "责任单位（县政府各部门单位）"
    assert sheet.protection.sheet
    assert not sheet.protection.formatColumns
    assert not sheet.protection.autoFilter


def test_hints_and_lists_never_refuse_other_text() -> None:
    for unit in ("", "县住房城乡建设局"):
        validations = _workbook(unit)["台账"].data_validations.dataValidation
        assert validations
        assert not any(v.showErrorMessage for v in validations)
        assert all(v.prompt and len(v.prompt) <= 255 and len(v.promptTitle) <= 32 for v in validations)


def test_limits_to_choose_from_begin_with_the_plans_own() -> None:
    plan = _plan()
    for obligation in plan.obligations:
        limits = usual_limits(plan, obligation)
        assert limits, obligation.id
        assert len(",".join(limits)) <= 255
    assert usual_limits(plan, plan.by_id["A1-03"])[0] == "长期坚持"
    assert usual_limits(plan, plan.by_id["A1-47"])[:2] == ("2022年年底前", "2022年12月31日前")


def test_every_limit_offered_satisfies_the_plan() -> None:
    from pipeline.judging.time_limits.judge import Offer, judge
    from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit

    plan = _plan()
    here = plan.standpoint(date(2022, 9, 1))
    for obligation in (o for o in plan.obligations if o.clauses):
        for text in usual_limits(plan, obligation):
            offer = Offer(read_time_limit(text, here), TimeLimit(""), blank=False)
            assert judge(obligation.clauses, [offer], here) == (), (obligation.id, text)
    assert usual_limits(plan, plan.by_id["A1-24"])[:3] == (
        "长期落实；2022年8月底前",
        "2022年8月底前",
        "2022年8月31日前完成，并长期坚持",
    )
    assert "适时开展政策施行后跟踪解读" not in usual_limits(plan, plan.by_id["A1-38"])


def test_blanks_are_coloured_and_counted() -> None:
    book = _workbook("县财政局")
    coloured = {str(area.sqref) for area in book["台账"].conditional_formatting}
    assert coloured == {"C4:C200", "D4:D200", "E4:E200", "F4:F200"}
    count = len(_plan().binding_on(_plan().unit_by_name["县财政局"]))
    stored = openpyxl.load_workbook(io.BytesIO(_template("县财政局")), data_only=True)["填报说明"]
    counts = {row[0]: row[1] for row in stored.iter_rows(values_only=True) if isinstance(row[1], int)}
    assert counts == {"工作举措": count, "时限要求": count, "单位分管领导": count, "责任科室": count}


def test_instructions_say_where_and_when() -> None:
    text = "\n".join(str(v) for row in _workbook()["填报说明"].iter_rows(values_only=True) for v in row if v)
    assert "请于2022年5月20日（星期五）前报县大数据中心（联系电话：3228369）" in text
    assert "〔2022〕20号" in text


def test_rows_grow_with_what_is_typed() -> None:
    form = _members(_template("县财政局"))["xl/worksheets/sheet1.xml"]
    assert form.count(b"customHeight") == 3  # title, 填报单位 line, header


def test_row_height_grows_with_the_text() -> None:
    heights = [row_height("公开" * n, 38) for n in (5, 20, 60, 100)]
    assert heights == sorted(set(heights))
    assert row_height("", 38, lines=2) == row_height("公", 38, lines=2)
