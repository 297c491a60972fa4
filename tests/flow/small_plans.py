"""A small plan before, the document of the one after it, and its import."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.plan.new_rules import Imported, read_official, write_new_rules
from pipeline.plan.official.document import OfficialFile
from tests.plan.plan_docx import ITEM_WIDTHS, RULES, document, item_rows, paragraph, rows_of, table, task_rows
from tests.plan.test_rules_check import FILES

TASK = {"no": "1", "category": "大类", "task": "小类", "units_inherited": "0", "deadline_inherited": "0"}
TASKS = [
    # The second task of the plan before, then the first one with another text, then a new one of a new unit.
    TASK | {"requirement": "公开事项乙。", "responsible_units": "县财政局", "deadline": "2023年年底前"},
    TASK | {"no": "2", "requirement": "公开事项甲和丙。", "responsible_units": "县渔业局", "deadline": "长期坚持"},
    TASK | {"no": "3", "requirement": "公开事项丁。", "responsible_units": "各乡镇", "deadline": "见附件"},
]
ITEMS = [{"department": "县财政局", "content": "预决算", "requirement": "指导公开。"}]
LETTER = (
    "甲政办字〔2023〕9号",
    "2023年甲县政务公开工作方案",
    "一、总体要求。全面落实公开。",
    "二、工作保障。各部门要做好回头看工作，认真整改。每年组织培训不少于1次，提升工作能力水平。",
    "各单位工作台账于6月9日前报县政务中心。",
    "联系电话：0533-1234567",
)


def letter(tasks: list[dict[str, str]] = TASKS, lines: tuple[str, ...] = LETTER) -> bytes:
    return document(
        *map(paragraph, lines),
        paragraph("附件1"),
        table(task_rows(tasks)),
        paragraph("附件2"),
        table(item_rows(ITEMS), ITEM_WIDTHS),
    )


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A small rules folder with a model."""
    folder = tmp_path / "jia-2022"
    (folder / "teaching").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8-sig")
    (folder / "body_duties.csv").write_text(
        "duty,section,text,who,same_as,could_stand_in_a_ledger\n"
        "B7-1,七,各部门要做好回头看工作，认真整改。,各部门,A1-02,1\n",
        encoding="utf-8-sig",
    )
    (folder / "teaching/phrasings.csv").write_text(
        "obligation,style,text\nA1-01,near,公开甲\nA1-02,near,公开乙\nA1-01,near,甲乙都公开\nA1-02,near,甲乙都公开\n"
        "B7-1,near,回头看\n,own,收发文件\n",
        encoding="utf-8-sig",
    )
    shutil.copy(RULES / "teaching/matcher.npz", folder / "teaching")
    return folder


def imported(
    data: bytes, source: Path, target: Path, *, overwrite: bool = False, name: str = "方案.docx"
) -> Imported:
    found = read_official(OfficialFile(data, name))
    assert found.failure is None, found.failure
    return write_new_rules(found, source, target, overwrite=overwrite)


def told(result: Imported) -> list[str]:
    return [str(note) for note in result.made.notes]


def read_rows(folder: Path, name: str) -> list[list[str]]:
    return [list(row.values()) for row in rows_of(name, folder)]
