"""Broken rules folders: each fault is said with its file, its line and what to do, and read_plan refuses."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.model import Binding
from pipeline.plan.plans import read_plan
from pipeline.plan.rules_check import verify_rules
from pipeline.plan.rules_files import RulesError, RulesProblem

RULES = Path(__file__).parents[2] / "rules" / "yiyuan-2022"

PLAN = """title = "甲县政务公开工作方案"
document_number = "甲政办字〔2022〕1号"
county = "甲县"
year = 2022
ledgers_due = 2022-05-20
template_version = "1"
form = "附件3"
kinds = ["县政府部门单位", "经济开发区"]

[[annexes]]
id = "A1"
name = "附件1"
part = "落实"
file = "annex1.csv"

[[annexes]]
id = "A2"
name = "附件2"
part = "牵头"
file = "annex2.csv"

[[groups]]
name = "县政府各部门单位"
kinds = ["县政府部门单位"]

[settings]
collecting_unit = "县数据中心"
"""
ANNEX1 = """no,category,task,requirement,responsible_units,deadline
1,大类,小类,公开事项甲。,县政府各部门单位,长期坚持
2,大类,小类,公开事项乙。,县财政局牵头，有关部门落实,2022年年底前
"""
ANNEX2 = """no,department,content,requirement
1,县财政局,预决算,指导公开。
"""
UNITS = """name,full_name,aliases,kind,expected,verified,emails,note
县财政局,甲县财政局,财局,县政府部门单位,是,是,,
县税务局,,,县政府部门单位,是,是,,
"""
DUTIES = """duty,section,text,who,same_as,could_stand_in_a_ledger
B1-1,一,回头看。,各部门,A1-02,1
"""
BASIS = "code,basis\n" + "".join(f"{code},方案二\n" for code in CATALOGUE)
FILES = {
    "basis.csv": BASIS,
    "plan.toml": PLAN,
    "annex1.csv": ANNEX1,
    "annex2.csv": ANNEX2,
    "units.csv": UNITS,
    "body_duties.csv": DUTIES,
    "teaching/phrasings.csv": "obligation,style,text\nA1-01,near,公开甲\n,own,收发文件\n",
    "own_tasks.csv": "text,near_miss_of\n值班,\n公开丙,A1-02\n",
    "confusable.csv": "obligation,other,how_to_tell\nA1-01,A2-01,自己公开是A1-01；指导别人是A2-01。\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "plan-2022"
    (path / "teaching").mkdir(parents=True)
    for name, text in FILES.items():
        (path / name).write_text(text, encoding="utf-8-sig")
    return path


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8-sig")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8-sig")

    return change


def _bytes(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


def test_a_sound_folder_has_no_problems(folder: Path) -> None:
    assert verify_rules(folder) == ()
    assert len(read_plan(folder).obligations) == 3


def test_the_plan_of_the_project_is_sound() -> None:
    assert verify_rules(RULES) == ()


FAULTS: list[tuple[str, Callable[[Path], None], str, int | None, str]] = [
    ("no file", lambda f: (f / "annex2.csv").unlink(), "annex2.csv", None, "缺少该文件"),
    ("empty file", _bytes("annex2.csv", b""), "annex2.csv", None, "文件为空"),
    ("only a heading", _bytes("annex2.csv", ANNEX2.splitlines()[0].encode()), "annex2.csv", None, "没有任何工作任务"),
    ("column missing", _edit("annex1.csv", "deadline", "limit"), "annex1.csv", 1, "deadline"),
    ("column doubled", _edit("annex1.csv", "task", "category"), "annex1.csv", 1, "task"),
    ("UTF-16", _bytes("units.csv", UNITS.encode("utf-16")), "units.csv", None, "编码"),
    ("damaged bytes", _bytes("units.csv", UNITS.encode() + b"\xff\xff\xff"), "units.csv", 4, "无法识别的字符"),
    ("loose quote", _edit("annex1.csv", "公开事项乙。", '"公开"事项乙。'), "annex1.csv", 3, "双引号"),
    ("unquoted comma", _edit("annex1.csv", "长期坚持", "长期,坚持"), "annex1.csv", 2, "多于表头"),
    ("number doubled", _edit("annex1.csv", "\n2,", "\n1,"), "annex1.csv", 3, "重复"),
    ("number skipped", _edit("annex1.csv", "\n2,", "\n3,"), "annex1.csv", 3, "不连续"),
    ("no number", _edit("annex1.csv", "\n2,", "\n二,"), "annex1.csv", 3, "不是数字"),
    ("blank requirement", _edit("annex1.csv", "公开事项乙。", ""), "annex1.csv", 3, "requirement"),
    ("no bearer", _edit("annex1.csv", "县政府各部门单位,长", "，,长"), "annex1.csv", 2, "没有写明责任单位"),
    ("alias doubled", _edit("units.csv", "县税务局,,", "县税务局,,财局"), "units.csv", 3, "财局"),
    ("unit doubled", _edit("units.csv", "县税务局,,", "县财政局,,"), "units.csv", 3, "县财政局"),
    ("unknown kind", _edit("units.csv", "财局,县政府部门单位", "财局,部门"), "units.csv", 2, "部门"),
    ("unclear flag", _edit("units.csv", "县政府部门单位,是", "县政府部门单位,可能"), "units.csv", 2, "可能"),
    ("bad mail", _edit("units.csv", ",是,是,,", ",是,是,czj,"), "units.csv", 2, "czj"),
    ("unit without name", _edit("units.csv", "县税务局,", ","), "units.csv", 3, "name"),
    ("bad TOML", _edit("plan.toml", "year = 2022", "year = "), "plan.toml", 4, "TOML"),
    ("key missing", _edit("plan.toml", 'county = "甲县"\n', ""), "plan.toml", None, "county"),
    ("key misspelt", _edit("plan.toml", "title =", "titel ="), "plan.toml", 1, "titel"),
    ("date as text", _edit("plan.toml", "2022-05-20", '"5月20日"'), "plan.toml", 5, "5月20日"),
    ("date of another year", _edit("plan.toml", "2022-05-20", "2012-05-20"), "plan.toml", 5, "不一致"),
    ("impossible date", _edit("plan.toml", "2022-05-20", "2022-02-30"), "plan.toml", 5, "TOML"),
    ("impossible year", _edit("plan.toml", "year = 2022", "year = 22"), "plan.toml", 4, "22"),
    (
        "unknown kind in a group",
        _edit("plan.toml", 'kinds = ["县政府部门单位"]', 'kinds = ["部门"]'),
        "plan.toml",
        24,
        "不是规定的类别",
    ),
    (
        "unknown severity",
        _edit("plan.toml", "[settings]", "[settings.severities]\nT05 = 'hint'\n[settings]"),
        "plan.toml",
        27,
        "hint",
    ),
    (
        "unknown code",
        _edit("plan.toml", "[settings]", "[settings.severities]\nT99 = 'error'\n[settings]"),
        "plan.toml",
        27,
        "T99",
    ),
    ("unknown pilot", _edit("plan.toml", "[settings]", "[settings]\npilots = ['Z01']"), "plan.toml", 27, "Z01"),
    ("unknown setting", _edit("plan.toml", "[settings]", "[settings]\ncolour = 1"), "plan.toml", 27, "colour"),
    (
        "unknown weight",
        _edit("plan.toml", "[settings]", "[settings.assessment_weights]\nbeauty = 9\n[settings]"),
        "plan.toml",
        27,
        "beauty",
    ),
    (
        "weight below nothing",
        _edit("plan.toml", "[settings]", "[settings.assessment_weights]\ncoverage = -9\n[settings]"),
        "plan.toml",
        27,
        "-9",
    ),
    ("duty of nothing", _edit("body_duties.csv", "A1-02", "A1-09"), "body_duties.csv", None, "A1-09"),
    ("odd duty number", _edit("body_duties.csv", "B1-1", "1-1"), "body_duties.csv", 2, "1-1"),
    ("phrasing of nothing", _edit("teaching/phrasings.csv", "A1-01", "A1-77"), "teaching/phrasings.csv", 2, "A1-77"),
    ("pair with nothing", _edit("confusable.csv", "A2-01,自", "A2-09,自"), "confusable.csv", 2, "A2-09"),
    (
        "pair without a word",
        _edit("confusable.csv", "自己公开是A1-01；指导别人是A2-01。", ""),
        "confusable.csv",
        2,
        "how_to_tell",
    ),
    ("near miss of nothing", _edit("own_tasks.csv", "A1-02", "A3-01"), "own_tasks.csv", 3, "A3-01"),
    ("annex without a table", _edit("plan.toml", 'file = "annex2.csv"\n', ""), "plan.toml", None, "file"),
    ("odd letters of an annex", _edit("plan.toml", 'id = "A2"', 'id = "B2"'), "plan.toml", 17, "B2"),
    ("odd part of an annex", _edit("plan.toml", 'part = "牵头"', 'part = "带头"'), "plan.toml", 19, "带头"),
    ("group without members", _edit("plan.toml", '\nkinds = ["县政府部门单位"]', ""), "plan.toml", 23, "没有写明"),
    (
        "group with a unit that is not there",
        _edit("plan.toml", '\nkinds = ["县政府部门单位"]', '\nunits = ["县渔业局"]'),
        "plan.toml",
        None,
        "不在单位名录中",
    ),
    ("no basis", lambda f: (f / "basis.csv").unlink(), "basis.csv", None, "缺少该文件"),
    ("basis of one code missing", _edit("basis.csv", "T05,方案二\n", ""), "basis.csv", None, "T05"),
    ("blank basis", _edit("basis.csv", "S01,方案二", "S01,"), "basis.csv", 2, "S01"),
    ("basis of no code", _edit("basis.csv", "S01,", "S99,"), "basis.csv", 2, "S99"),
]


DOUBTS: list[tuple[str, Callable[[Path], None], str, int | None, str]] = [
    (
        "group of nobody",
        _edit("plan.toml", 'kinds = ["县政府部门单位"]', 'kinds = ["经济开发区"]'),
        "plan.toml",
        None,
        "不包括任何单位",
    ),
    ("unknown unit", _edit("annex1.csv", "县财政局牵头", "县财镇局牵头"), "annex1.csv", 3, "县财镇局"),
    ("unknown unit in annex 2", _edit("annex2.csv", "县财政局", "县渔业局"), "annex2.csv", 2, "县渔业局"),
    ("unreadable limit", _edit("annex1.csv", "2022年年底前", "见附件"), "annex1.csv", 3, "见附件"),
]
"""What an officer should answer; until then the plan is used all the same."""


@pytest.mark.parametrize(("change", "file", "line", "word"), [f[1:] for f in DOUBTS], ids=[f[0] for f in DOUBTS])
def test_doubts_do_not_stop_a_plan(
    folder: Path, change: Callable[[Path], None], file: str, line: int | None, word: str
) -> None:
    change(folder)
    (problem,) = verify_rules(folder)
    assert (problem.file, problem.line, problem.fatal) == (file, line, False)
    assert word in problem.message
    assert len(read_plan(folder).obligations) == 3


def test_a_bearer_that_nobody_knows_leaves_the_obligation_open(folder: Path) -> None:
    _edit("annex1.csv", "县财政局牵头，有关部门落实", "县财镇局")(folder)
    plan = read_plan(folder)
    (assignment,) = plan.by_id["A1-02"].assignments
    assert (assignment.bearer, assignment.binding) == ("县财镇局", Binding.OPEN)
    assert not [o.id for u in plan.units for o in plan.binding_on(u) if o.id == "A1-02"]


@pytest.mark.parametrize(("change", "file", "line", "word"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_faults(folder: Path, change: Callable[[Path], None], file: str, line: int | None, word: str) -> None:
    change(folder)
    problems = [p for p in verify_rules(folder) if p.file == file and word in p.message]
    assert problems, verify_rules(folder)
    assert problems[0].line == line
    assert problems[0].fatal
    assert problems[0].advice.endswith("。")


def test_read_plan_refuses_with_all_problems(folder: Path) -> None:
    _edit("annex1.csv", "公开事项甲。", "")(folder)
    _edit("annex1.csv", "\n2,", "\n5,")(folder)
    with pytest.raises(RulesError) as caught:
        read_plan(folder)
    assert len(caught.value.problems) == 2
    assert "annex1.csv 第2行：“requirement”栏为空。" in str(caught.value)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    (problem,) = verify_rules(tmp_path / "none")
    assert "不存在" in problem.message
    with pytest.raises(RulesError):
        read_plan(tmp_path / "none")


def test_tables_saved_as_gbk_by_excel_are_read_with_a_notice(folder: Path) -> None:
    for name in ("annex1.csv", "units.csv"):
        (folder / name).write_bytes(FILES[name].encode("gb18030"))
    problems = verify_rules(folder)
    assert [(p.file, p.fatal) for p in problems] == [("annex1.csv", False), ("units.csv", False)]
    assert read_plan(folder).obligations[0].requirement == "公开事项甲。"


def test_headings_of_the_roster_may_be_chinese(folder: Path) -> None:
    before = read_plan(folder).units
    chinese = "单位名称,全 称,别名,单位类别,是否报送,已核实,电子邮箱,备注"
    (folder / "units.csv").write_text(chinese + UNITS[UNITS.index("\n") :], encoding="utf-8")
    assert verify_rules(folder) == ()
    assert read_plan(folder).units == before


def test_two_headings_for_one_column_are_told(folder: Path) -> None:
    _edit("units.csv", "name,full_name", "name,单位名称")(folder)
    assert any("重复" in p.message for p in verify_rules(folder))


def test_a_mail_address_of_two_units_is_told_and_the_plan_can_be_used(folder: Path) -> None:
    (folder / "units.csv").write_text(UNITS.replace("是,是,", "是,是,czj@a.test"), encoding="utf-8")
    problem = next(p for p in verify_rules(folder) if "czj@a.test" in p.message)
    assert (problem.file, problem.line, problem.fatal) == ("units.csv", 3, False)
    assert "县财政局" in problem.message
    assert "县税务局" in problem.message
    assert len(read_plan(folder).units) == 2


def test_an_unverified_unit_that_the_plan_names_gives_a_notice(folder: Path) -> None:
    _edit("units.csv", "是,是", "是,否")(folder)
    problems = verify_rules(folder)
    assert {p.fatal for p in problems} == {False}
    assert "未核实" in problems[0].message
    assert problems[0].line == 2


def test_blank_lines_and_quoted_line_breaks_keep_the_line_numbers(folder: Path) -> None:
    _edit("annex1.csv", "公开事项甲。,县政府各部门单位", '"公开\n事项甲。",县渔业局')(folder)
    _edit("annex1.csv", "\n2,", "\n\n,,,,,\n9,")(folder)
    problems = [p for p in verify_rules(folder) if p.file == "annex1.csv"]
    # A record counts as standing where it begins.
    assert [p.line for p in problems] == [6, 2]


def test_a_problem_reads_as_one_line() -> None:
    problem = RulesProblem("units.csv", 3, "“name”栏为空。", "请填写。")
    assert str(problem) == "units.csv 第3行：“name”栏为空。请填写。"


def test_a_broken_annex_does_not_drown_in_what_follows_from_it(folder: Path) -> None:
    (folder / "annex2.csv").write_text("", encoding="utf-8")
    problems = verify_rules(folder)
    assert problems[0].file == "annex2.csv"
    assert not any("不是任务编号" in p.message for p in problems)
    assert any("暂未检查" in p.message for p in problems)


@pytest.mark.parametrize("change", [lambda f: f.unlink(), lambda f: f.write_text("", encoding="utf-8")])
def test_without_a_roster_not_every_line_is_reported(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder / "units.csv")
    problems = verify_rules(folder)
    assert problems[0].file == "units.csv"
    assert not any("无法识别" in p.message for p in problems)


def test_a_damaged_model_is_found_and_said_in_chinese(folder: Path) -> None:
    (folder / "teaching/matcher.npz").write_bytes(b"PK\x03\x04 nothing")
    (problem,) = verify_rules(folder)
    assert problem.fatal
    assert str(problem).startswith("teaching/matcher.npz：任务对应模型已损坏")
    assert "pickle" not in str(problem)


def test_tasks_that_the_model_does_not_know_are_told(folder: Path) -> None:
    shutil.copy(RULES / "teaching/matcher.npz", folder / "teaching")
    assert verify_rules(folder) == ()
    rows = "".join(f"{no},大类,小类,公开事项{no}。,县财政局,长期坚持\n" for no in range(3, 71))
    (folder / "annex1.csv").write_text(ANNEX1 + rows, encoding="utf-8-sig")
    (problem,) = verify_rules(folder)
    assert not problem.fatal
    assert "不认识A1-64、A1-65、A1-66、A1-67、A1-68等共7项任务" in problem.message
