"""``taizhang rules import`` as an officer types it: what is printed, exit codes, no traceback."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.commands import taizhang
from tests.flow.small_plans import TASKS, before, letter
from tests.plan.plan_docx import document, paragraph

__all__ = ["before"]


def here(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    """Run the import in this process, where a test can stand in for the system; give the exit code."""
    monkeypatch.setattr("sys.argv", ["taizhang", "rules", "import", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "方案.docx"
    path.write_bytes(letter())
    return path


def test_a_plan_with_open_matters_is_written_and_each_is_named(before: Path, plan: Path, tmp_path: Path) -> None:
    shown = taizhang("rules", "import", plan, "--from", before, cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    folder = tmp_path / "jia-2023"
    for words in (
        "已由《方案.docx》生成方案数据：jia-2023",
        "文号：甲政办字〔2023〕9号　县：甲县　年度：2023",
        "台账报送截止：2023年6月9日",
        "附件1：任务3项　附件2：事项1项",
        "单位：3个（其中新增待核实1个）",
        "时限：读懂2项，未读懂1项",
        "A1-03　见附件",
        "要求文字与上一方案相同（年度数字除外）的任务：2项，其常见表述2条已按新编号沿用；其余3条",
        "请答复的4项（其中必答1项）",
        "时限　见附件（附件1第3项）　答复前暂按：未规定时限",
        "units.csv 第4行：新增单位“县渔业局”",
        "body_duties.csv 第3行：正文新增要求",
        "taizhang rules verify jia-2023",
        "taizhang rules dry-run jia-2023",
    ):
        assert words in shown.stdout
    assert "teaching/phrasings*.csv：各行" not in shown.stdout
    assert "Traceback" not in shown.stderr
    assert "正在按新方案生成任务对应模型" in shown.stderr
    assert taizhang("rules", "verify", folder).returncode == 0
    again = taizhang("rules", "import", plan, "--from", before, cwd=tmp_path)
    assert again.returncode == 2
    assert "已有方案数据，未作改动" in again.stderr
    assert taizhang("rules", "import", plan, "--from", before, "--overwrite", cwd=tmp_path).returncode == 0


def test_a_plan_without_open_matters_can_be_used_at_once(before: Path, tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    path.write_bytes(letter(TASKS[:1]))
    shown = taizhang("rules", "import", path, "--from", before, "-o", tmp_path / "新方案" / "jia-2023")
    assert shown.returncode == 0, shown.stdout
    assert "必须补正" not in shown.stdout
    folder = tmp_path / "新方案" / "jia-2023"
    assert taizhang("rules", "verify", folder).returncode == 0
    ledger = tmp_path / "台账.xlsx"
    made = taizhang("template", "--rules", folder, "--unit", "县财政局", "-o", ledger)
    assert made.returncode == 0, made.stderr
    checked = taizhang("check", ledger, "--rules", folder)
    assert checked.returncode == 1
    assert "jia-2023" in taizhang("check", ledger, "--rules", folder, "--format", "json").stdout


def test_a_plan_is_refused_with_what_to_do(tmp_path: Path, before: Path) -> None:
    other = tmp_path / "方案.docx"
    for data, words in (
        (b"%PDF-1.7", "已损坏"),
        (letter()[:900], "文件不完整"),
        (b"", "文件是空的"),
        (document(paragraph("正文")), "没有找到任务"),
    ):
        other.write_bytes(data)
        refused = taizhang("rules", "import", other, "--from", before, cwd=tmp_path)
        assert refused.returncode == 3
        assert words in refused.stderr
        assert refused.stderr.rstrip().endswith("没有写入任何文件。")
        assert refused.stdout == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["jia-2022", "方案.docx"]


def test_what_cannot_be_opened_or_written(tmp_path: Path, before: Path, plan: Path) -> None:
    for path, words in ((tmp_path / "none.docx", "文件不存在"), (tmp_path, "这是文件夹")):
        refused = taizhang("rules", "import", path, "--from", before)
        assert refused.returncode == 3
        assert words in refused.stderr
    refused = taizhang("rules", "import", plan, "--from", before, "-o", before, "--overwrite")
    assert refused.returncode == 2
    assert "不能覆盖" in refused.stderr
    refused = taizhang("rules", "import", plan, "--from", "nowhere")
    assert refused.returncode == 2
    assert "找不到方案数据" in refused.stderr
    assert taizhang("rules", "import").returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_a_folder_that_may_not_be_written(
    tmp_path: Path, before: Path, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    mkdir = Path.mkdir

    def refused(path: Path, *arguments: bool, **named: bool) -> None:
        if closed in path.parents:
            raise PermissionError(13, "Permission denied", str(path))
        mkdir(path, *arguments, **named)

    if os.geteuid() == 0:  # who may write everywhere
        monkeypatch.setattr(Path, "mkdir", refused)
    assert here(monkeypatch, plan, "--from", before, "-o", closed / "jia-2023") == 2
    assert "没有权限" in capsys.readouterr().err
    assert list(closed.iterdir()) == []


def test_how_far_it_has_come_is_shown(
    tmp_path: Path, before: Path, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bars: list[tuple[int, str]] = []

    def shown(items: Iterable[None], total: int, title: str) -> Iterator[None]:
        for item in items:
            bars.append((total, title))
            yield item

    monkeypatch.setattr("pipeline.cli.progress.shown", shown)
    with (before / "teaching/phrasings.csv").open("a", encoding="utf-8") as file:
        file.write("A1-02,near,2022年年底前公开乙\n")
    assert here(monkeypatch, plan, "--from", before, "-o", tmp_path / "jia-2023") == 0
    assert bars == [(2, "正在生成")] * 2
    assert "沿用的表述中有1条写明了年份，已按新年度顺延" in capsys.readouterr().out


def test_an_unchecked_plan_is_not_put_in_force(tmp_path: Path, before: Path, plan: Path) -> None:
    home = tmp_path / "home"
    assert taizhang("init", home).returncode == 0
    for target in ("zz-2023", "rules/zz-2023"):
        cwd = home / "rules" if target == "zz-2023" else home
        refused = taizhang("rules", "import", plan, "--from", before, "-o", target, cwd=cwd)
        assert refused.returncode == 2
        assert "会使尚未核对的方案立即启用" in refused.stderr
    assert not (home / "rules" / "zz-2023").exists()
    written = taizhang("rules", "import", plan, "--from", before, cwd=home)
    assert written.returncode == 0
    assert (home / "jia-2023").is_dir()


def test_a_broken_folder_before_is_named(tmp_path: Path, before: Path, plan: Path) -> None:
    (before / "units.csv").unlink()
    refused = taizhang("rules", "import", plan, "--from", before, cwd=tmp_path)
    assert refused.returncode == 2
    assert "units.csv：缺少该文件" in refused.stderr
    assert not (tmp_path / "jia-2023").exists()
