"""Where the folder of a new plan is written: whole or not at all, and over nothing that is not to be replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.judging.matching.knowledge import Knowledge
from pipeline.plan.matcher_model import read_knowledge, read_matcher_model
from pipeline.plan.new_rules import NotWrittenError, read_official, write_new_rules
from pipeline.plan.official.document import OfficialFile
from tests.flow.small_plans import TASKS, before, imported, letter
from tests.plan.plan_docx import rows_of

__all__ = ["before"]


def test_a_folder_that_is_there_is_kept_unless_told_otherwise(before: Path, tmp_path: Path) -> None:
    target = tmp_path / "rules" / "jia-2023"
    imported(letter(), before, target)
    (target / "teaching/phrasings-mine.csv").write_text("obligation,style,text\n", encoding="utf-8")
    first = (target / "annex1.csv").read_bytes()
    with pytest.raises(NotWrittenError, match="--overwrite"):
        imported(letter(TASKS[:1]), before, target)
    assert (target / "annex1.csv").read_bytes() == first
    imported(letter(TASKS[:1]), before, target, overwrite=True)
    assert len(rows_of("annex1.csv", target)) == 1
    assert not (target / "teaching/phrasings-mine.csv").exists()
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
    kept = contents(target)

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("pipeline.plan.matcher_model.write_matcher_model", fails)
    with pytest.raises(OSError, match="disk full"):
        imported(letter(TASKS[:1]), before, target, overwrite=True)
    with pytest.raises(OSError, match="disk full"):
        imported(letter(), before, tmp_path / "rules" / "other")
    assert [p.name for p in target.parent.iterdir()] == ["jia-2023"]
    assert contents(target) == kept


def rename_ends(patch: pytest.MonkeyPatch, fault: BaseException, calls: set[int], *, after: bool) -> list[Path]:
    """Let some calls of Path.rename end with a fault, ``after`` their work or before; give a list of all calls."""
    rename, seen = Path.rename, list[Path]()

    def ends(path: Path, to: Path) -> Path:
        seen.append(path)
        if len(seen) not in calls:
            return rename(path, to)
        if after:
            rename(path, to)
        raise fault

    patch.setattr(Path, "rename", ends)
    return seen


@pytest.fixture
def there(before: Path, tmp_path: Path) -> Path:
    """A folder that an import replaces, with a file that an officer wrote."""
    target = tmp_path / "rules" / "jia-2023"
    shutil.copytree(before, target)
    (target / "teaching/phrasings-mine.csv").write_text("obligation,style,text\n", encoding="utf-8")
    return target


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("fault", [OSError("in use"), KeyboardInterrupt()], ids=["failure", "interrupt"])
def test_what_ends_the_replacing_puts_back_what_was_there(
    before: Path, there: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, call: int, *, after: bool
) -> None:
    kept = contents(there)
    with monkeypatch.context() as patch:
        renames = rename_ends(patch, fault, {call}, after=after)
        with pytest.raises(type(fault)):
            imported(letter(TASKS[:1]), before, there, overwrite=True)
    assert len(renames) >= call
    assert contents(there) == kept
    assert [path.name for path in there.parent.iterdir()] == ["jia-2023"]


def test_what_could_not_be_put_back_is_told_and_put_back_by_the_next_run(
    before: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = contents(there)
    with monkeypatch.context() as patch:
        rename_ends(patch, OSError("in use"), {2, 3}, after=False)
        with pytest.raises(NotWrittenError, match=r"完整保存在 .*\.jia-2023\.before.*重新运行"):
            imported(letter(TASKS[:1]), before, there, overwrite=True)
    assert not there.exists()
    assert contents(there.parent / ".jia-2023.before") == kept
    with pytest.raises(NotWrittenError, match="已恢复原处"):
        imported(letter(TASKS[:1]), before, there)
    assert contents(there) == kept
    assert [path.name for path in there.parent.iterdir()] == ["jia-2023"]


def test_a_run_after_a_killed_one_replaces_the_folder_all_the_same(before: Path, there: Path) -> None:
    there.rename(there.parent / ".jia-2023.before")
    imported(letter(TASKS[:1]), before, there, overwrite=True)
    assert len(rows_of("annex1.csv", there)) == 1
    assert [path.name for path in there.parent.iterdir()] == ["jia-2023"]


def test_two_folders_after_a_killed_run_are_both_kept_and_told(before: Path, there: Path) -> None:
    aside = there.parent / ".jia-2023.before"
    shutil.copytree(before, aside)
    kept, other = contents(there), contents(aside)
    with pytest.raises(NotWrittenError, match=r"仍保存在 .*\.jia-2023\.before"):
        imported(letter(TASKS[:1]), before, there, overwrite=True)
    assert (contents(there), contents(aside)) == (kept, other)


def test_a_plan_needs_no_prepared_one_to_be_understood(before: Path, tmp_path: Path) -> None:
    (before / "teaching/matcher.npz").unlink()
    result = imported(letter(), before, tmp_path / "jia-2023")
    assert not result.no_model
    assert isinstance(read_matcher_model(result.folder).weigher, Knowledge)


def test_a_program_without_its_general_knowledge_says_so(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_knowledge, "__defaults__", (tmp_path / "gone.npz",))
    result = imported(letter(), before, tmp_path / "jia-2023")
    assert "缺少任务对应模型" in result.no_model
    assert not (result.folder / "teaching/matcher.npz").exists()


def test_what_takes_long_is_shown_step_by_step(before: Path, tmp_path: Path) -> None:
    told: list[int] = []
    folder = tmp_path / "jia-2023"

    def progress(steps: Iterator[None], total: int) -> Iterator[None]:
        for step in steps:
            assert not folder.exists()
            told.append(total)
            yield step

    official = read_official(OfficialFile(letter(), "方案.docx"))
    result = write_new_rules(official, before, folder, overwrite=False, progress=progress)
    assert told == [2, 2]
    assert result.problems


def _dies(_: object) -> None:
    os._exit(3)


def test_a_child_that_dies_is_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.plan.official.document.read_official_plan", _dies)
    failure = read_official(OfficialFile(b"", "方案.docx")).failure
    assert failure is not None
    assert "被迫中止" in failure.message
