"""From an official document to a rules folder: what is written, what is taken over, and what an officer is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.judging.matching.matcher import Matcher
from pipeline.model import Entry, Ledger, Value
from pipeline.plan.matcher_model import read_matcher_model
from pipeline.plan.new_rules import Imported, read_official
from pipeline.plan.official.document import OfficialFile
from pipeline.plan.official.doubts import DoubtKind
from pipeline.plan.plans import read_plan
from pipeline.plan.rules_check import verify_rules
from tests.flow.small_plans import LETTER, TASK, TASKS, before, imported, letter, read_rows, told
from tests.plan.plan_docx import RULES, document, official, paragraph, rewritten, rows_of, table, task_rows

__all__ = ["before"]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The plan of the project, imported from its document."""
    return imported(official(page=7), RULES, tmp_path_factory.mktemp("rules") / "yiyuan-2022")


@pytest.mark.timeout(600)
def test_the_plan_of_the_project_comes_back_cell_by_cell(again: Imported) -> None:
    for name in ("annex1.csv", "annex2.csv", "body_duties.csv", "units.csv"):
        assert rows_of(name, again.folder) == rows_of(name), name
    assert again.problems == ()
    assert again.made.notes == []
    assert verify_rules(again.folder) == ()


def test_what_the_program_derives_from_it_is_the_same(again: Imported) -> None:
    one, other = read_plan(again.folder, with_phrasings=True), read_plan(RULES, with_phrasings=True)
    assert one.obligations == other.obligations
    assert (one.title, one.document_number, one.county) == (other.title, other.document_number, other.county)
    assert (one.year, one.ledgers_due) == (other.year, other.ledgers_due)
    assert (one.units, one.groups, one.duties) == (other.units, other.groups, other.duties)
    assert (one.settings, one.phrasings, one.distinctions) == (other.settings, other.phrasings, other.distinctions)


def test_the_new_model_knows_every_task(again: Imported) -> None:
    plan = read_plan(again.folder)
    model = read_matcher_model(again.folder)
    assert model.classes == read_matcher_model(RULES).classes
    matcher = Matcher(plan, model)
    wrong = [o.id for o in plan.obligations if o.id not in covered(matcher, o.requirement)]
    assert wrong == []


def covered(matcher: Matcher, text: str) -> tuple[str, ...]:
    blank = Value("", "")
    entry = Entry("台账", 3, blank, blank, Value(text, "C3"), blank, blank, blank)
    (match,) = matcher.match(Ledger("台账", "", "", 2, {}, (), (entry,), {}), None)
    return tuple(m.obligation for m in match.certain)


def test_the_document_that_libreoffice_saved_gives_the_same(again: Imported) -> None:
    saved = rewritten(official(page=7))
    assert read_official(OfficialFile(saved, "方案.docx")) == again.official
    saved = rewritten(official(numbers="auto"))
    assert (
        read_official(OfficialFile(saved, "方案.docx")).lists
        == read_official(OfficialFile(official(), "方案.docx")).lists
    )


def test_a_new_plan_takes_over_what_is_unchanged_under_its_new_ids(before: Path, tmp_path: Path) -> None:
    result = imported(letter(), before, tmp_path / "jia-2023")
    plan = read_rows(result.folder, "teaching/phrasings.csv")
    # What meant the changed task, too, would teach that it means the other alone.
    assert plan == [["A1-01", "near", "公开乙"], ["B2-1", "near", "回头看"], ["", "own", "收发文件"]]
    assert read_rows(result.folder, "own_tasks.csv") == [["值班", ""], ["公开丙", "A1-01"]]
    # The first task of the pair is gone, and the file with it.
    assert not (result.folder / "confusable.csv").exists()
    assert (result.made.carried.kept, result.made.carried.left, result.made.unchanged) == (2, 3, 2)


def test_duties_known_and_new(before: Path, tmp_path: Path) -> None:
    result = imported(letter(), before, tmp_path / "jia-2023")
    assert read_rows(result.folder, "body_duties.csv") == [
        ["B2-1", "二、工作保障", "各部门要做好回头看工作，认真整改。", "各部门", "A1-01", "1"],
        ["B2-2", "二、工作保障", "每年组织培训不少于1次，提升工作能力水平。", "", "", "1"],
        ["B2-3", "二、工作保障", "各单位工作台账于6月9日前报县政务中心。", "", "", "1"],
    ]
    assert any(note.startswith("body_duties.csv 第3行：正文新增要求B2-2") for note in told(result))


def test_the_head_and_the_settings(before: Path, tmp_path: Path) -> None:
    result = imported(letter(), before, tmp_path / "jia-2023")
    text = (result.folder / "plan.toml").read_text(encoding="utf-8")
    for line in (
        'title = "2023年甲县政务公开工作方案"',
        'document_number = "甲政办字〔2023〕9号"',
        "year = 2023",
        "ledgers_due = 2023-06-09",
        'collecting_unit = "县政务中心"',
        'collecting_phone = "0533-1234567"',
        'kinds = ["县政府部门单位"]',
    ):
        assert line in text.splitlines()


def test_a_unit_that_the_roster_lacks_is_added_unverified_and_reported(before: Path, tmp_path: Path) -> None:
    result = imported(letter(), before, tmp_path / "jia-2023")
    (unit,) = [u for u in result.plan.units if u.name == "县渔业局"]
    assert (unit.kind, unit.expected, unit.verified) == ("县政府部门单位", False, False)
    (note,) = [n for n in told(result) if "县渔业局" in n]
    assert note.startswith("units.csv 第4行：新增单位“县渔业局”（附件1第2项点名")
    assert rows_of("units.csv", result.folder)[2]["name"] == "县渔业局"
    assert result.plan.by_id["A1-02"].assignments[0].bearer == "县渔业局"


def test_what_an_officer_should_answer_has_its_file_and_line(before: Path, tmp_path: Path) -> None:
    result = imported(letter(), before, tmp_path / "jia-2023")
    told = [str(p) for p in result.problems if p.file == "annex1.csv"]
    assert [p.partition("：")[0] for p in told] == ["annex1.csv 第4行"]
    assert "时限要求“见附件”无法识别" in "".join(told)
    assert not any(p.fatal for p in result.problems)


def test_what_the_document_does_not_say_must_be_filled_in(before: Path, tmp_path: Path) -> None:
    result = imported(letter(TASKS[:1], ()), before, tmp_path / "jia-2023")
    lines = (result.folder / "plan.toml").read_text(encoding="utf-8").splitlines()
    asked = {doubt.key: doubt.must for doubt in result.doubts if doubt.kind is DoubtKind.HEAD}
    assert asked == {
        "ledgers_due": True,
        "issued": False,
        "county": True,
        "year": True,
        "title": False,
        "document_number": False,
        "collecting_unit": False,
        "collecting_phone": False,
    }
    # Nobody is late before the officer has said when ledgers are due.
    plan = read_plan(result.folder)
    assert plan.ledgers_due == date(plan.year, 12, 31)
    assert not any(p.fatal for p in result.problems)
    assert any("没有读出以“一、”“二、”开头的各部分" in note for note in told(result))
    (county,) = [n for n in result.made.notes if "县名" in n.message]
    assert lines[(county.line or 0) - 1] == 'county = "甲县"'


def test_a_text_that_differs_in_the_year_alone_is_the_same(before: Path, tmp_path: Path) -> None:
    for name in ("annex1.csv", "body_duties.csv"):
        text = (before / name).read_text(encoding="utf-8-sig")
        text = text.replace("公开事项甲。", "公开2022年事项。").replace("各部门要做好", "2022年要做好")
        (before / name).write_text(text, encoding="utf-8-sig")
    tasks = [TASK | {"requirement": "公开2023年事项。", "responsible_units": "县财政局", "deadline": "年底前"}]
    lines = tuple(line.replace("各部门要做好", "2023年要做好") for line in LETTER)
    result = imported(letter(tasks, lines), before, tmp_path / "jia-2023")
    assert ["A1-01", "near", "公开甲"] in read_rows(result.folder, "teaching/phrasings.csv")
    assert result.made.duties[0].before == "B7-1"


def test_phrasings_taken_over_do_not_set_limits_of_last_year(before: Path, tmp_path: Path) -> None:
    phrasings = (
        "A1-02,near,2022年12月底前公开乙\n,own,公开2021年决算\nA1-02,near,都在2022年公开\nB7-1,near,都在2022年公开\n"
    )
    with (before / "teaching/phrasings.csv").open("a", encoding="utf-8") as file:
        file.write(phrasings)
    with (before / "own_tasks.csv").open("a", encoding="utf-8") as file:
        file.write("编制2022年预算,\n")
    result = imported(letter(), before, tmp_path / "jia-2023")
    assert read_rows(result.folder, "teaching/phrasings.csv")[-4:] == [
        ["A1-01", "near", "2023年12月底前公开乙"],
        ["", "own", "公开2022年决算"],
        ["A1-01", "near", "都在2023年公开"],
        ["B2-1", "near", "都在2023年公开"],
    ]
    assert read_rows(result.folder, "own_tasks.csv")[-1] == ["编制2023年预算", ""]
    assert result.made.carried.renewed == 4


def test_a_plan_of_another_county_is_reported(before: Path, tmp_path: Path) -> None:
    lines = tuple(line.replace("甲县", "乙县") for line in LETTER)
    assert any("方案属于乙县" in note for note in told(imported(letter(lines=lines), before, tmp_path / "yi-2023")))


def test_two_columns_of_units_say_who_leads(before: Path, tmp_path: Path) -> None:
    rows = task_rows(TASKS[:1])
    names, task = rows[0], rows[1]
    both = [
        [*names[:3], type(names[3])("牵头单位"), type(names[3])("配合单位"), names[4]],
        [*task[:4], task[4], type(task[4])("县税务局"), task[5]],
    ]
    data = document(*map(paragraph, LETTER), table(both, (600, 1100, 1500, 5000, 1500, 1500, 2200)))
    result = imported(data, before, tmp_path / "jia-2023")
    roles = [(a.bearer, a.role.value) for a in result.plan.by_id["A1-01"].assignments]
    assert roles == [("县财政局", "牵头"), ("县税务局", "落实")]
