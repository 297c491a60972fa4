"""Official letters: what they say of the sample county, and how they look in an office program."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from pipeline.county.facts import CountyFacts
from pipeline.county.figures import county_figures
from pipeline.county.letters.county_words import county_words
from pipeline.county.letters.demands import Demands
from pipeline.county.letters.writing import LetterKind, LetterTemplates, letter_name
from pipeline.model import County, Severity, UnitReport, UnitStatus
from tests.county.county_builder import AS_OF, plan, sample_county, samples
from tests.programs import program
from tools.letter_templates.__main__ import MAKERS

SHIPPED = Path(__file__).parents[2] / "templates" / "letters"
TEMPLATES = LetterTemplates(Path("/nowhere"), SHIPPED)


def empty_county(as_of: date = AS_OF) -> County:
    absent = UnitStatus.MISSING if as_of > plan().ledgers_due else UnitStatus.AWAITED
    reports = tuple(UnitReport(u.name, absent) for u in plan().expected_units)
    return County(plan(), as_of, datetime(2022, 5, 23, 2, 30), reports, (), ())


def paragraphs(document: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(document)).paragraphs]


def text(document: bytes) -> str:
    return "\n".join(paragraphs(document))


def rows(document: bytes, table: int) -> list[list[str]]:
    return [[c.text for c in row.cells] for row in docx.Document(io.BytesIO(document)).tables[table].rows]


def notice(county: County) -> bytes:
    return TEMPLATES.write(LetterKind.NOTICE, county_words(county)).document


def brief(county: County) -> bytes:
    return TEMPLATES.write(LetterKind.BRIEF, county_words(county)).document


def demand(unit: str, county: County, by: date | None = None) -> bytes:
    return TEMPLATES.write(LetterKind.DEMAND, Demands(county).words(unit, by)).document


@pytest.mark.parametrize("kind", LetterKind)
def test_the_shipped_templates_are_those_that_the_script_makes(kind: LetterKind) -> None:
    assert (SHIPPED / f"{kind}.docx").read_bytes() == MAKERS[kind]()


@pytest.mark.parametrize("write", [notice, brief])
def test_the_same_county_gives_the_same_bytes(write: Callable[[County], bytes]) -> None:
    assert write(sample_county()) == write(sample_county())


@pytest.mark.parametrize("write", [notice, brief])
def test_the_figures_are_those_of_the_overview(write: Callable[[County], bytes]) -> None:
    figures, said = county_figures(sample_county()), text(write(sample_county()))
    assert f"{figures.expected}个，已报送{figures.reported}个" in said
    assert f"{figures.reporting_rate:.1%}" in said
    assert f"{figures.required}项次" in said
    assert f"{figures.coverage_rate:.1%}" in said
    assert f"漏项{figures.gaps}项次" in said
    assert f"待整改{figures.to_put_right}条" in said
    assert f"已整改{figures.states['已整改']}条" in said
    assert "{{" not in said
    assert "{%" not in said


def test_the_notice_names_all_who_have_not_reported() -> None:
    said = paragraphs(notice(sample_county()))
    figures = county_figures(sample_county())
    assert said[said.index(f"（一）未报送的单位（{len(figures.missing_units)}个）") + 1] == (
        "、".join(figures.missing_units) + "。"
    )
    assert said[said.index("（二）报送文件无法读取、应重新报送的单位（1个）") + 1] == "县司法局。"
    assert said[said.index("（三）逾期报送的单位（1个）") + 1] == "县供销社。"


def test_before_the_due_day_nobody_has_failed_to_report() -> None:
    said = notice(empty_county(date(2022, 5, 20)))
    assert "尚待报送的单位" in text(said)
    assert "未报送的单位" not in text(said)
    assert {row[2] for row in rows(said, 0)[1:]} == {"待报送"}
    assert "未报送" in text(notice(empty_county(date(2022, 5, 21))))


def test_the_table_adds_up_to_the_figures() -> None:
    figures, made = county_figures(sample_county()), notice(sample_county())
    listed = rows(made, 0)[1:]
    assert {row[1] for row in listed} == {r.unit for r in sample_county().reports}
    (note,) = re.findall(r"另有错误(\d+)条、警告(\d+)条", text(made))
    assert sum(int(row[6]) for row in listed) + int(note[0]) == figures.severities[Severity.ERROR]
    assert sum(int(row[7]) for row in listed) + int(note[1]) == figures.severities[Severity.WARNING]
    assert sum(int(row[5]) for row in listed if row[5] != "—") == figures.gaps
    assert sum(int(row[1]) for row in rows(made, 1)[1:]) == figures.gaps


def test_what_may_not_be_published_is_marked_until_it_is_approved() -> None:
    assert paragraphs(notice(sample_county()))[0] == "内部资料"
    approved = replace(plan(), settings=replace(plan().settings, approval="经县政府主要负责同志批准公开"))
    assert "内部资料" not in text(notice(replace(sample_county(), plan=approved)))


def test_who_has_sent_nothing_is_asked_for_the_ledger() -> None:
    said = text(demand("县财政局", sample_county(), date(2022, 5, 30)))
    assert "关于尽快报送2022年政务公开工作台账的函" in said
    assert "沂源县财政局：" in said
    assert "已超过规定期限3天" in said
    assert "于2022年5月30日前报县大数据中心" in said
    assert "附件" not in said.replace("附件3", "")
    assert "一、" not in said, "a single matter is not numbered"


def test_the_day_is_an_officers_to_set() -> None:
    assert "于　　月　　日前" in text(demand("县财政局", sample_county()))


def test_whose_file_cannot_be_read_is_told_why() -> None:
    said = text(demand("县司法局", sample_county()))
    assert "无法读取（文件设有打开密码，无法读取）" in said
    assert "尚未收到" not in said


def test_missing_tasks_are_listed_one_by_one() -> None:
    (sample,) = [s for s in samples() if s["unit"] == "县水利局"]
    made = demand("县水利局", sample_county())
    places = [plan().place_of(o) for o in sorted(sample["missing"])]
    assert [row[1] for row in rows(made, 0)[1:]] == places
    assert f"有{len(places)}项未列入台账" in text(made)
    said = text(made)
    assert said.index("一、台账漏项") < said.index("二、其他需要整改的问题") < said.index("特此函告。")
    assert "C01" not in said


def test_those_who_owe_nothing_get_no_letter() -> None:
    county = sample_county()
    owing = set(Demands(county).units())
    facts = CountyFacts(county)
    errors = {c.unit for c in facts.current if c.deviation.severity is Severity.ERROR}
    figures = county_figures(county)
    assert owing == ({*figures.missing_units, *figures.unreadable_units, *errors} - {"", "县大数据中心"})
    assert len(owing) < len(facts.reports)
    assert Demands(empty_county(date(2022, 5, 20))).units() == ()


def test_personal_numbers_are_masked() -> None:
    phone = replace(plan(), settings=replace(plan().settings, collecting_unit="张三13812345678"))
    made = notice(replace(sample_county(), plan=phone))
    assert "13812345678" not in text(made)


def test_what_a_name_holds_cannot_break_the_document() -> None:
    odd = replace(plan(), title="2022年<方案>&“甲”\x0b{{ 县 }}")
    assert "《2022年<方案>&“甲”{{ 县 }}》" in text(notice(replace(sample_county(), plan=odd)))


def test_the_centers_own_template_goes_first(tmp_path: Path) -> None:
    own = docx.Document(str(SHIPPED / "简报.docx"))
    own.add_paragraph("{{ 县 }}政务公开领导小组办公室编")
    own.save(str(tmp_path / "简报.docx"))
    made = LetterTemplates(tmp_path, SHIPPED).write(LetterKind.BRIEF, county_words(sample_county()))
    assert paragraphs(made.document)[-1] == "沂源县政务公开领导小组办公室编"
    assert made.fault == ""


@pytest.mark.parametrize("slip", ["{{ 不存在的词 }}", "{% if 县 %}没有结束"])
def test_a_slip_in_the_centers_template_stops_no_letter(tmp_path: Path, slip: str) -> None:
    own = docx.Document(str(SHIPPED / "简报.docx"))
    own.add_paragraph(slip)
    own.save(str(tmp_path / "简报.docx"))
    made = LetterTemplates(tmp_path, SHIPPED).write(LetterKind.BRIEF, county_words(sample_county()))
    assert made.document == brief(sample_county())
    assert "公文模板 简报.docx 有误" in made.fault


def test_files_are_named_by_addressee_and_day() -> None:
    assert letter_name(sample_county(), LetterKind.DEMAND, "县财政局") == "县财政局催办函_2022-05-23.docx"
    assert letter_name(sample_county(), LetterKind.BRIEF) == "2022年沂源县政务公开工作台账简报_2022-05-23.docx"


@pytest.mark.parametrize("kind", LetterKind)
def test_the_layout_is_that_of_official_letters(kind: LetterKind) -> None:
    letter = docx.Document(str(SHIPPED / f"{kind}.docx"))
    section = letter.sections[0]
    millimetres = [
        round(m.mm)
        for m in (section.page_width, section.page_height, section.top_margin, section.bottom_margin,
                  section.left_margin, section.right_margin)
        if m is not None
    ]  # fmt: skip
    assert millimetres == [210, 297, 37, 35, 28, 26]
    fonts = {
        name: (letter.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")), letter.styles[name].font.size.pt)
        for name in ("公文标题", "公文正文", "一级标题", "二级标题")
    }
    assert fonts == {
        "公文标题": ("方正小标宋简体", 22),
        "公文正文": ("仿宋", 16),
        "一级标题": ("黑体", 16),
        "二级标题": ("楷体", 16),
    }
    body = letter.styles["公文正文"].paragraph_format
    assert body.line_spacing is not None
    assert 22 * body.line_spacing <= Mm(297 - 37 - 35) < 23 * body.line_spacing


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The letters as LibreOffice prints them, page by page."""
    folder = tmp_path_factory.mktemp("letters")
    letters = {
        "notice": notice(sample_county()),
        "brief": brief(sample_county()),
        "brief-empty": brief(empty_county()),
        "demand": demand("县财政局", sample_county()),
        "demand-gaps": demand("县水利局", sample_county()),
    }
    for name, document in letters.items():
        (folder / f"{name}.docx").write_bytes(document)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [program("soffice"), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, *(str(folder / f"{name}.docx") for name in letters)], check=True, capture_output=True, timeout=280
    )
    pages = {}
    for name in letters:
        shown = subprocess.run(
            [program("pdftotext"), "-layout", str(folder / f"{name}.pdf"), "-"], check=True, capture_output=True
        )
        pages[name] = re.sub(r"[ 　]", "", shown.stdout.decode()).split("\f")[:-1]
    return pages


def test_the_brief_is_one_page(printed: dict[str, list[str]]) -> None:
    assert len(printed["brief"]) == len(printed["brief-empty"]) == 1
    assert len(printed["demand"]) == 1


def test_pages_are_numbered_outside_and_annexes_begin_a_page(printed: dict[str, list[str]]) -> None:
    pages = printed["notice"]
    assert all(f"— {at} —" in page for at, page in enumerate(pages, 1))
    first, second = (next(at for at, p in enumerate(pages) if p.startswith(mark)) for mark in ("附件1", "附件2"))
    assert 0 < first < second
    (signed,) = [p for p in pages if "2022年5月23日\n" in p and "沂源县大数据中心" in p]
    assert "附件：1." in signed, "who signs does not stand alone on a page"


def test_the_head_of_a_table_is_repeated(printed: dict[str, list[str]]) -> None:
    assert sum("报送情况应落实已覆盖" in page for page in printed["notice"]) == 2


def test_a_line_holds_twenty_eight_characters(printed: dict[str, list[str]]) -> None:
    assert max(len(line) for line in printed["notice"][0].splitlines() if not re.search(r"\d", line)) == 28
