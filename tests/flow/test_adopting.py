"""A new plan comes into force by one command: last year is closed and kept, and there is a way back."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from pipeline.cli.adopt import adopt
from pipeline.flow.day.receive import process
from pipeline.flow.installation import HISTORY, Installation
from pipeline.flow.night.county import build_county, consolidate
from pipeline.model import Decision, DecisionKind, UnitStatus
from pipeline.plan.carried_wordings import CARRIED_FILE
from pipeline.settings import SettingsError
from pipeline.settings.naming import name_plan
from pipeline.settings.reading import read_settings
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, drop, sample

NEW = "yiyuan-2023"
WORDING = "举办政府开放日活动，邀请群众走进机关"


def next_plan(rules: Path, folder: Path) -> Path:
    """The plan of the project a year later: one obligation has more words, one is gone; nothing teaches it."""
    shutil.copytree(rules, folder, ignore=shutil.ignore_patterns("phrasings*", "own_tasks*", "confusable*"))
    settings = folder / "plan.toml"
    text = settings.read_text(encoding="utf-8")
    for old, new in (("year = 2022", "year = 2023"), ("2022-05", "2023-05"), ('"2022年', '"2023年')):
        text = text.replace(old, new)
    settings.write_text(text, encoding="utf-8")
    path = folder / "annex1.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    rows[0]["requirement"] += "并接受社会监督。"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[:-1])
    duties = folder / "body_duties.csv"
    duties.write_text(duties.read_text(encoding="utf-8-sig").replace("A1-63", ""), encoding="utf-8-sig")
    return folder


@pytest.fixture
def small(root: Path) -> Path:
    """The working folder with two units that report, so that no test makes forty templates."""
    path = root / "rules" / "yiyuan-2022" / "units.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    for row in rows:
        row["expected"] = "是" if row["name"] in ("县水利局", "县科技局") else "否"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return root


@pytest.fixture
def reported(small: Path, installation: Installation) -> Installation:
    """A county with one ledger, decisions, templates and a published workbook."""
    drop(installation, "水利局.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    plan = installation.plan.id
    for decision in (
        Decision(DecisionKind.CONFIRM, "县水利局", "A1-02", WORDING, "核定", "张三", installation.clock()),
        Decision(DecisionKind.WAIVE, "县水利局", "A1-02", "", "不涉及", "张三", installation.clock()),
    ):
        installation.register.record_decision(decision, plan)
    (installation.outbox / "模板" / "空白政务公开工作任务台账.xlsx").write_bytes(b"last year's")
    consolidate(installation)
    installation.rest()
    installation.register.close()
    return installation


def run(root: Path, *arguments: str) -> str:
    result = CliRunner().invoke(adopt, [*arguments, "--dir", str(root)], standalone_mode=False)
    assert result.exception is None, result.exception
    assert result.return_value == 0, result.output
    return result.output


@pytest.mark.timeout(120)
def test_a_plan_is_adopted_and_taken_back(reported: Installation, root: Path, tmp_path: Path, clock: Clock) -> None:
    rules = next_plan(reported.rules, tmp_path / NEW)
    said = run(root, str(rules))
    assert read_settings(root).plan == NEW
    assert "文字调整1项" in said
    assert "取消1项" in said
    assert "沿用1条，终止1条" in said
    summaries, templates = root / "outbox" / "汇总", root / "outbox" / "模板"
    # Last year's book is sealed, in the archive, and no longer where this year's lies.
    (closed,) = (summaries / HISTORY).glob("*2022*_封存.xlsx")
    assert not list(summaries.glob("2022*"))
    assert (templates / HISTORY / "yiyuan-2022" / "空白政务公开工作任务台账.xlsx").read_bytes() == b"last year's"
    assert (templates / "县水利局政务公开工作任务台账.xlsx").is_file()
    opened = open_installation(root, clock)
    try:
        assert (
            opened.archive.read(opened.register.last_note("book_closed", "yiyuan-2022") or "") == closed.read_bytes()
        )
        county = build_county(opened, clock.now.date())
        assert {r.status for r in county.reports} == {UnitStatus.AWAITED}
        (carried,) = opened.decisions()
        assert (carried.kind, carried.obligation, carried.text) == (DecisionKind.CONFIRM, "A1-02", WORDING)
        assert county.look_back
        assert all(one.severity in ("错误", "警告") for one in county.look_back)
        assert {one.unit for one in county.look_back} == {"县水利局", "县科技局"}
    finally:
        opened.rest()
        opened.register.close()
    with (root / "rules" / NEW / CARRIED_FILE).open(encoding="utf-8-sig", newline="") as lines:
        assert {row["style"] for row in csv.DictReader(lines)} == {"ledger"}
    (compared,) = summaries.glob("2023*变动对照.xlsx")
    book = openpyxl.load_workbook(compared)
    assert book.sheetnames[:3] == ["总览", "各单位变动", "文字调整"]
    assert book.sheetnames[-1] == "核定意见去向"
    (this_year,) = summaries.glob("2023*汇总.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(this_year.read_bytes()))["回头看"]
    assert sheet.max_row > 4
    assert {sheet.cell(r, sheet.max_column).value for r in range(5, sheet.max_row + 1)} <= {
        "今年台账尚未报送",
        "今年方案没有相同或相近的任务",
    }

    back = run(root, "--back")
    assert "已恢复为上一方案" in back
    assert read_settings(root).plan == "yiyuan-2022"
    assert (templates / "空白政务公开工作任务台账.xlsx").read_bytes() == b"last year's"
    assert not list(summaries.glob("2023*"))
    opened = open_installation(root, clock)
    try:
        county = build_county(opened, clock.now.date())
        assert [r.unit for r in county.reports if r.submission] == ["县水利局"]
        assert len(opened.decisions()) == 2
        assert not county.look_back
    finally:
        opened.rest()
        opened.register.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "请写明要启用的新方案"),
        (("yiyuan-2022",), "已是现行方案"),
        (("--back",), "没有可以撤回的启用"),
    ],
)
def test_what_cannot_be_adopted_is_told(installation: Installation, arguments: tuple[str, ...], words: str) -> None:
    installation.register.close()
    result = CliRunner().invoke(adopt, [*arguments, "--dir", str(installation.root)])
    assert result.exit_code == 2
    assert words in result.output


def test_a_plan_with_a_fault_is_not_adopted(installation: Installation, tmp_path: Path) -> None:
    rules = next_plan(installation.rules, tmp_path / NEW)
    (rules / "annex2.csv").unlink()
    installation.register.close()
    result = CliRunner().invoke(adopt, [str(rules), "--dir", str(installation.root)], standalone_mode=False)
    assert result.return_value == 2
    assert not (installation.root / "rules" / NEW).exists()
    assert read_settings(installation.root).plan == ""


def test_naming_the_plan_keeps_all_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taizhang.toml").write_text("# 说明\nsettle_seconds = 0\n[guard]\nworkers = 1\n", encoding="utf-8")
    name_plan(tmp_path, NEW)
    name_plan(tmp_path, "yiyuan-2024")
    settings = read_settings(tmp_path)
    assert (settings.plan, settings.settle_seconds, settings.guard.workers) == ("yiyuan-2024", 0, 1)
    assert (tmp_path / "taizhang.toml").read_text(encoding="utf-8").startswith("# 说明")
    monkeypatch.setenv("TAIZHANG_PLAN", "x")
    with pytest.raises(SettingsError, match="TAIZHANG_PLAN"):
        name_plan(tmp_path, NEW)
