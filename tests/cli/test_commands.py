"""The commands as a user types them: Chinese words, clean stdout, exit codes, no traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from babel.messages.catalog import Catalog

from tests.commands import started, taizhang
from tests.flow.conftest import sample

PROJECT = Path(__file__).resolve().parent.parent.parent


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_help_is_chinese_and_names_every_command() -> None:
    shown = started("--help")
    assert shown.returncode == 0
    assert "用法" in shown.stdout
    for word in ("Usage", "Options", "Commands", "Show this message"):
        assert word not in shown.stdout
    for command in (
        "init",
        "demo",
        "template",
        "check",
        "process",
        "consolidate",
        "nightly",
        "serve",
        "status",
        "report",
        "rules",
        "time-limit",
        "explain",
        "decide",
        "withdraw",
        "restore",
        "claim",
        "dismiss",
        "log",
        "backup",
        "restore-backup",
        "retake",
    ):
        assert command in shown.stdout
        assert taizhang(command, "--help").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["chekc"], "没有命令"),
        (["check"], "缺少参数“文件…”。"),
        (["decide"], "缺少参数“类别”。可选：认定、否定、自定任务、豁免、延期至、无此项任务、明确责任单位、撤销。"),
        (["decide", "豁免"], "缺少选项“--unit”。"),
        (["check", "a.xlsx", "--format", "xml"], "不在可选范围"),
        (["check", "a.xlsx", "--unit", "某局"], "名录中没有"),
        (["explain", "X99"], "没有代码"),
        (["time-limit", "年底前", "--against", "A9-99"], "没有任务"),
        (["process", "--dir", "/"], "不是工作文件夹"),
        (["rules", "show", "nowhere"], "找不到方案数据"),
    ],
)
def test_wrong_usage_is_refused_in_chinese_with_exit_code_2(arguments: list[str], word: str) -> None:
    refused = started(*arguments)
    assert refused.returncode == 2
    assert word in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_the_json_of_check_keeps_the_schema(tmp_path: Path) -> None:
    paths = [
        put(tmp_path, "水利.xlsx", sample("ledgers/01-shuiliju")),
        put(tmp_path, "坏的.xlsx", b"PK\x03\x04"),
        tmp_path / "没有.xlsx",
        put(tmp_path, "科技.xlsx", sample("ledgers/02-kejiju")),
    ]
    done = taizhang("check", "--format", "json", "--as-of", "2022-05-20", *paths)
    assert done.returncode == 3
    document = json.loads(done.stdout)
    schema = json.loads((PROJECT / "docs" / "check-output.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert [s["file"] for s in document["submissions"]] == [p.name for p in paths]
    assert [s["verdict"] for s in document["submissions"]] == ["returned", "unreadable", "unreadable", "returned"]
    assert document["plan"] == "yiyuan-2022"
    assert document["as_of"] == "2022-05-20"
    water = document["submissions"][0]
    assert water["missing"] == ["A1-32", "A1-42"]
    assert water["entries"][0]["obligations"] == ["A1-26"]
    for bad in (document["submissions"][1], document["submissions"][2]):
        assert bad["entries"] == []
        assert {d["code"][0] for d in bad["deviations"]} == {"S"}


def test_exit_codes_of_check(tmp_path: Path) -> None:
    errors = put(tmp_path, "水利.xlsx", sample("ledgers/01-shuiliju"))
    assert started("check", errors).returncode == 1
    assert taizhang("check", errors, put(tmp_path, "坏的.xlsx", b"x")).returncode == 3


def test_check_explains_and_annotates(tmp_path: Path) -> None:
    path = put(tmp_path, "水利.xlsx", sample("ledgers/01-shuiliju"))
    done = taizhang("check", path, "--explain", "--annotate", tmp_path / "回执")
    assert "A1-26" in done.stdout
    assert {p.suffix for p in (tmp_path / "回执").iterdir()} == {".xlsx", ".html"}


def test_check_prints_a_page(tmp_path: Path) -> None:
    path = put(tmp_path, "水利.xlsx", sample("ledgers/01-shuiliju"))
    done = taizhang("check", path, "--format", "html")
    assert done.stdout.lstrip().lower().startswith("<!doctype html")
    assert taizhang("check", path, path, "--format", "html").returncode == 2


def test_time_limit_json_is_that_of_the_contract() -> None:
    done = taizhang("time-limit", "2022年8月底前", "按季度公开", "无", "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == [
        {
            "text": "2022年8月底前",
            "clauses": [
                {
                    "kind": "fixed",
                    "due": "2022-08-31",
                    "every": None,
                    "days": None,
                    "day_type": None,
                    "trigger": None,
                    "text": "2022年8月底前",
                }
            ],
            "codes": [],
        },
        {
            "text": "按季度公开",
            "clauses": [
                {
                    "kind": "recurring",
                    "due": None,
                    "every": "quarter",
                    "days": None,
                    "day_type": None,
                    "trigger": None,
                    "text": "按季度公开",
                }
            ],
            "codes": [],
        },
        {"text": "无", "clauses": [], "codes": []},
    ]


@pytest.mark.parametrize(
    ("text", "against", "codes", "exit_code"),
    [
        ("2023年3月底前", "A1-47", ["T01"], 1),
        ("12月20日前", "A1-47", [], 0),
        ("每半年", "A1-01", ["T02"], 1),
        ("及时", "A1-49", ["T05"], 0),
        ("", "A1-49", ["F03"], 1),
        ("无", "A2-03", ["T06"], 0),
        ("2021年底前", "A2-03", ["T07"], 0),
        ("长期坚持", "A2-03", [], 0),
    ],
)
def test_time_limit_compares(text: str, against: str, codes: list[str], exit_code: int) -> None:
    done = taizhang("time-limit", text, "--against", against, "--format", "json")
    assert [answer["codes"] for answer in json.loads(done.stdout)] == [codes]
    assert done.returncode == exit_code


def test_time_limit_says_why_and_what_would_be_right() -> None:
    done = taizhang("time-limit", "6月底、12月底前", "按季度", "--against", "A1-01", "--format", "json")
    short, fine = json.loads(done.stdout)
    assert short["shortfalls"] == [
        {
            "code": "T02",
            "required": "按季度公开",
            "offered": "6月底",
            "reason": "须于6、9、12月底前各公开一次，台账缺9月",
            "suggestion": "每季度",
        }
    ]
    assert fine["shortfalls"] == []


@pytest.mark.parametrize(("day", "due"), [("2022-05-20", "2022-05-31"), ("2022-11-02", "2022-11-30")])
def test_time_limit_counts_from_the_day_that_is_given(day: str, due: str) -> None:
    done = taizhang("time-limit", "本月底前", "--as-of", day, "--format", "json")
    assert json.loads(done.stdout)[0]["clauses"][0]["due"] == due


def test_time_limit_counts_from_the_plan_where_today_lies_outside_its_year() -> None:
    (answer,) = json.loads(taizhang("time-limit", "下个月底前", "--format", "json").stdout)
    assert answer["clauses"][0]["due"] == "2022-06-30"


def test_time_limit_says_what_cannot_be_read() -> None:
    done = taizhang("time-limit", "20日前", "6月底前", "--format", "json")
    answers = json.loads(done.stdout)
    assert [a.get("unreadable") for a in answers] == [["20日前"], None]


def test_time_limit_speaks_to_an_officer() -> None:
    done = taizhang("time-limit", "每旬一次，2022年9月底前", "5月至12月", "20日前", "", "--against", "A1-47")
    assert done.stdout.splitlines() == [
        "A1-47的时限要求：2022年年底前",
        "  读作：截止日期　2022年12月31日",
        "每旬一次，2022年9月底前",
        "  “每旬一次”：频次　每旬",
        "  “2022年9月底前”：截止日期　2022年9月30日",
        "  与A1-47比较：符合要求",
        "5月至12月",
        "  “5月至12月”：截止日期　2022年12月31日",
        "  与A1-47比较：符合要求",
        "20日前",
        "  “20日前”：无法确定含义，请改写为明确的日期、频次或天数",
        "  与A1-47比较：T05 时限不明确",
        "    原因：台账所写时间无法确定，没有写明最迟在哪一天完成",
        "    可填写：2022年年底前",
        "（空白）",
        "  没有时间内容",
        "  与A1-47比较：F03 缺时限要求",
        "    可填写：2022年年底前",
    ]
    assert done.returncode == 1


def test_rules_show_and_verify() -> None:
    shown = taizhang("rules", "show", "--unit", "县财政局")
    assert shown.returncode == 0
    assert "A2-07" in shown.stdout
    assert "A1-02" not in shown.stdout
    assert taizhang("rules", "verify").returncode == 0


def test_explain_speaks_of_meaning_basis_and_remedy() -> None:
    shown = taizhang("explain", "t01")
    assert shown.returncode == 0
    for word in ("含义", "依据", "整改", "示例"):
        assert word in shown.stdout
    assert "{" not in shown.stdout


def test_init_makes_a_working_folder_once_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    work = tmp_path / "工作"
    assert taizhang("init", work).returncode == 0
    (work / "taizhang.toml").write_text("settle_seconds = 1\n", encoding="utf-8")
    assert taizhang("init", work).returncode == 0
    assert (work / "taizhang.toml").read_text(encoding="utf-8") == "settle_seconds = 1\n"
    for name in ("inbox", "outbox/回执", "outbox/汇总", "rules", "templates/ledger_template.xlsx", "data"):
        assert (work / name).exists()


def test_a_broken_settings_file_is_named_with_the_setting(tmp_path: Path) -> None:
    taizhang("init", tmp_path / "w")
    (tmp_path / "w" / "taizhang.toml").write_text('settle_seconds = "soon"\n', encoding="utf-8")
    refused = taizhang("process", "--dir", tmp_path / "w")
    assert refused.returncode == 2
    assert "settle_seconds" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_working_folder_from_process_to_status(tmp_path: Path) -> None:
    work = tmp_path / "w"
    taizhang("init", work)
    (work / "taizhang.toml").write_text("settle_seconds = 0\n", encoding="utf-8")
    put(work / "inbox", "水利.xlsx", sample("ledgers/01-shuiliju"))
    assert started("process", "--dir", work).returncode == 1
    done = taizhang("consolidate", cwd=work)
    assert done.returncode == 0
    assert list((work / "outbox" / "汇总").glob("*.xlsx"))
    assert "县水利局" in taizhang("status", cwd=work).stdout
    decided = taizhang(
        "decide",
        "豁免",
        "--unit",
        "县水利局",
        "--obligation",
        "A1-32",
        "--reason",
        "无此会议",
        "--officer",
        "张",
        cwd=work,
    )
    assert decided.returncode == 0
    assert "县水利局　A1-32（推进行政决策公开透明）　豁免，核定人张（记录编号1）" in decided.stdout
    assert "已重新校验：县水利局" in decided.stdout
    assert "汇总表：" in decided.stdout
    assert "核定意见：现行有效1条（豁免1条），已失效0条" in taizhang("status", cwd=work).stdout
    by = ("--reason", "误批", "--officer", "张")
    assert "已撤销：县水利局A1-32“豁免”" in taizhang("decide", "撤销", "--record", "1", *by, cwd=work).stdout
    assert "已登记：撤回　县水利局第1版" in taizhang("withdraw", "--unit", "水利局", *by, cwd=work).stdout
    assert "应报42个单位：已报0个" in taizhang("status", cwd=work).stdout
    assert "已登记：恢复　县水利局第1版" in taizhang("restore", "--unit", "水利局", *by, cwd=work).stdout
    log = taizhang("log", "--unit", "水利局", "--format", "csv", cwd=work).stdout.splitlines()
    assert [line.split(",")[1] for line in log] == ["事项", "来件", "豁免", "撤销“豁免”", "撤回", "恢复"]
    taizhang("consolidate", "-o", tmp_path / "c.xlsx", cwd=work)
    assert (tmp_path / "c.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["豁免", "--unit", "水利局", "--obligation", "a1-32", "--until", "2020-01-01"], "所填日期2020年1月1日已过"),
        (["豁免", "--unit", "水利局", "--obligation", "A1-57"], "没有把A1-57分给县水利局"),
    ],
)
def test_what_cannot_take_effect_is_refused(tmp_path: Path, arguments: list[str], refusal: str) -> None:
    taizhang("init", tmp_path / "w")
    given = [*arguments, "--reason", "试点", "--officer", "张"]
    done = taizhang("decide", *given, cwd=tmp_path / "w")
    assert done.returncode == 2
    assert refusal in done.stderr
    blank = taizhang("decide", *arguments, "--reason", " ", "--officer", "张", cwd=tmp_path / "w")
    assert blank.returncode == 2
    assert "不能为空" in blank.stderr


def test_settings_that_cannot_be_read_stop_a_check_too(tmp_path: Path) -> None:
    """Else it would be held against other rules than those of the working folder."""
    (tmp_path / "taizhang.toml").write_text("plan = [", encoding="utf-8")
    refused = taizhang("check", "台账.xlsx", cwd=tmp_path)
    assert refused.returncode == 2
    assert "taizhang.toml" in refused.stderr


def test_ledgers_of_one_name_get_receipts_of_their_own(tmp_path: Path) -> None:
    paths = []
    for folder, name in (("水利", "ledgers/01-shuiliju"), ("科技", "ledgers/02-kejiju")):
        (tmp_path / folder).mkdir()
        paths.append(put(tmp_path / folder, "台账.xlsx", sample(name)))
    taizhang("check", *paths, "--annotate", tmp_path / "回执")
    pages = [p.read_text(encoding="utf-8") for p in (tmp_path / "回执").rglob("*.html")]
    assert len(pages) == 2
    assert len({re.findall("<title>(.*?)（", page)[0] for page in pages}) == 2


def test_a_template_never_takes_the_place_of_a_filled_in_ledger(tmp_path: Path) -> None:
    name = "县财政局政务公开工作任务台账.xlsx"
    write = ("template", "--unit", "财政局", "-o", tmp_path)
    assert taizhang(*write).returncode == 0
    blank = (tmp_path / name).read_bytes()
    assert taizhang(*write).returncode == 0
    filled = put(tmp_path, name, b"filled in").read_bytes()
    refused = taizhang(*write)
    assert refused.returncode == 2
    assert "已有该文件" in refused.stderr
    assert (tmp_path / name).read_bytes() == filled
    assert taizhang(*write, "--overwrite").returncode == 0
    assert (tmp_path / name).read_bytes() == blank


def test_a_file_that_cannot_be_written_is_said_in_chinese(tmp_path: Path) -> None:
    refused = taizhang("template", "--all", "-o", put(tmp_path, "文件", b""))
    assert refused.returncode == 2
    assert "已有同名的文件" in refused.stderr


def test_the_compiled_words_are_those_of_the_source() -> None:
    from io import BytesIO

    from babel.messages.mofile import read_mo
    from babel.messages.pofile import read_po

    folder = PROJECT / "pipeline" / "cli" / "locale" / "zh_CN" / "LC_MESSAGES"
    source = read_po(BytesIO((folder / "taizhang.po").read_bytes()))
    compiled = read_mo(BytesIO((folder / "taizhang.mo").read_bytes()))
    assert _words(source) == _words(compiled)


def _words(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string)
        for message in catalogue
        if message.id
    }


def test_a_unit_may_be_named_as_people_say_it() -> None:
    by_alias, by_name = (taizhang("rules", "show", "--unit", name) for name in ("财政局", "县财政局"))
    assert by_alias.returncode == 0
    assert by_alias.stdout == by_name.stdout
    assert taizhang("rules", "show", "--unit", "县某某局").returncode == 2


@pytest.mark.parametrize(
    "command",
    ["check", "consolidate", "decide", "template", "time-limit", "withdraw", "claim", "log", "restore-backup"],
)
def test_usage_lines_speak_no_english(command: str) -> None:
    shown = taizhang(command, "--help").stdout
    assert not any(word in shown for word in ("OPTIONS", "TEXT", "INTEGER", "RANGE", "%Y"))


def test_a_date_that_cannot_be_is_refused_with_an_example() -> None:
    refused = taizhang("check", "x.xlsx", "--as-of", "2022-13-1")
    assert refused.returncode == 2
    assert "2022-05-20" in refused.stderr
    assert "%" not in refused.stderr
