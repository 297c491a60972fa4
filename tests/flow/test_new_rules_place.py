"""Where the folder of a new plan is written: whole or not at all, and over nothing that is not to be replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.flow.new_rules import NotWrittenError, read_official
from pipeline.reading.official.document import OfficialFile
from tests.flow.small_plans import TASKS, before, imported, letter
from tests.reading.plan_docx import (
    rows_of,
)

__all__ = ["before"]


def test_a_folder_that_is_there_is_kept_unless_told_otherwise(before: Path, tmp_path: Path) -> None:
    target = tmp_path / "rules" / "jia-2023"
    imported(letter(), before, target)
    (target / "phrasings-mine.csv").write_text("obligation,style,text\n", encoding="utf-8")
    first = (target / "annex1.csv").read_bytes()
    with pytest.raises(NotWrittenError, match="--overwrite"):
        imported(letter(TASKS[:1]), before, target)
    assert (target / "annex1.csv").read_bytes() == first
    imported(letter(TASKS[:1]), before, target, overwrite=True)
    assert len(rows_of("annex1.csv", target)) == 1
    assert not (target / "phrasings-mine.csv").exists()
    assert [p.name for p in target.parent.iterdir()] == ["jia-2023"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_neither_the_plan_in_force_nor_other_peoples_folders_are_replaced(
    before: Path, tmp_path: Path, *, overwrite: bool
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "letter.txt").write_text("x", encoding="utf-8")
    for target in (before, papers, papers / "letter.txt"):
        with pytest.raises(NotWrittenError):
            imported(letter(), before, target, overwrite=overwrite)
    assert (papers / "letter.txt").read_text(encoding="utf-8") == "x"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert imported(letter(), before, empty).folder == empty


def test_what_fails_on_the_way_leaves_nothing(before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "rules" / "jia-2023"
    imported(letter(), before, target)
    kept = {p.name: p.read_bytes() for p in target.iterdir()}

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("pipeline.reading.matcher_model.write_matcher_model", fails)
    with pytest.raises(OSError, match="disk full"):
        imported(letter(TASKS[:1]), before, target, overwrite=True)
    with pytest.raises(OSError, match="disk full"):
        imported(letter(), before, tmp_path / "rules" / "other")
    assert [p.name for p in target.parent.iterdir()] == ["jia-2023"]
    assert {p.name: p.read_bytes() for p in target.iterdir()} == kept


def test_without_a_model_to_borrow_from_that_is_said(before: Path, tmp_path: Path) -> None:
    (before / "matcher.npz").unlink()
    result = imported(letter(), before, tmp_path / "jia-2023")
    assert "缺少任务对应模型" in result.no_model
    assert not (result.folder / "matcher.npz").exists()


def _dies(_: object) -> None:
    os._exit(3)


def test_a_child_that_dies_is_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reading.official.document.read_official_plan", _dies)
    failure = read_official(OfficialFile(b"", "方案.docx")).failure
    assert failure is not None
    assert "被迫中止" in failure.message
