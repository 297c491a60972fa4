"""From the official document of a new plan to a rules folder that can be used at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Plan
from pipeline.plan.official.answers import Answered
from pipeline.plan.official.document import OfficialFile, OfficialPlan
from pipeline.plan.official.doubts import Doubt
from pipeline.plan.official.folder_notes import NewRules
from pipeline.plan.rules_files import RulesProblem


class NotWrittenError(Exception):
    """The folder cannot be written where it was asked for; the message says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A rules folder that was written: what it was made of, and what checking it found.

    ``no_model`` says why it has no matcher's model, "" where it has one.
    """

    folder: Path
    source: Path
    official: OfficialPlan
    made: NewRules
    plan: Plan
    problems: tuple[RulesProblem, ...]
    doubts: tuple[Doubt, ...]
    no_model: str


def read_official(file: OfficialFile) -> OfficialPlan:
    """Read the document in a limited child, as every outside file; a child that fails gives a failure."""
    from pipeline.guard.guard import Guard
    from pipeline.plan.official.document import read_official_plan
    from pipeline.plan.official.refusals import refusal

    with Guard(read_official_plan, workers=1) as guard:
        outcome = guard.run(file)
    return outcome.result or OfficialPlan(failure=refusal(outcome.ending))


def default_folder(official: OfficialPlan, source: Path) -> str:
    """Name the new folder after the one before, with the year of the new plan; another county's is its own."""
    from pipeline.plan.plan_settings import read_head
    from pipeline.plan.rules_files import RulesFolder

    before = read_head(RulesFolder(source))
    if before and official.head.county and before.county != official.head.county:
        return f"plan-{official.head.year or 'new'}"
    stem = source.resolve().name.rstrip("0123456789").rstrip("-_") or "plan"
    return f"{stem}-{official.head.year}" if official.head.year else f"{stem}-new"


def check_target(target: Path, source: Path, *, overwrite: bool) -> None:
    """Raise NotWrittenError where the new folder may not stand at ``target``."""
    if target.resolve() == source.resolve():
        raise NotWrittenError(
            f"{target} 正是所依据的现行方案数据，不能覆盖。请用 -o 另指一个文件夹，例如以新年度命名。"
        )
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not target.is_dir() or not (target / "plan.toml").is_file():
        raise NotWrittenError(f"{target} 已存在，且不是方案数据文件夹，未作改动。请用 -o 另指一个文件夹。")
    if not overwrite:
        raise NotWrittenError(
            f"{target} 已有方案数据，未作改动。请用 -o 另指一个文件夹；确需覆盖的，请加 --overwrite。"
        )


Progress = Callable[[Iterator[None], int], Iterable[None]]
"""Passes steps on and shows how many of the total are done."""


def write_new_rules(
    official: OfficialPlan,
    source: Path,
    target: Path,
    *,
    overwrite: bool,
    progress: Progress = lambda steps, _: steps,
) -> Imported:
    """Write the folder, whole or not at all, and check it. ``progress`` is given what takes long, step by step.

    A folder that is replaced is deleted only when the new one stands in its place; whatever ends the run before puts
    it back, and where a run was killed, the next one does. Raises NotWrittenError, and RulesError where the folder
    before cannot be used.
    """
    from pipeline.plan.official.doubts import doubts_of
    from pipeline.plan.official.doubts_book import DOUBTS_FILE, doubts_workbook
    from pipeline.plan.official.folder import new_rules
    from pipeline.store.archive import fsync_folder, write_all_durably

    aside = _aside(target)
    _put_back_what_a_killed_run_moved(target, aside, overwrite=overwrite)
    check_target(target, source, overwrite=overwrite)
    made = new_rules(official, source)
    target.parent.mkdir(parents=True, exist_ok=True)
    # It is checked under the name that it will have, since a plan is called after its folder.
    workshop = target.parent / f".{target.name}.{os.getpid()}.tmp"
    draft = workshop / target.name
    try:
        draft.mkdir(parents=True)
        write_all_durably(draft, made.files)
        fitting = _Fitting(draft, source)
        for _ in progress(fitting.steps(), fitting.count()):
            pass
        doubts = doubts_of(official.head, fitting.plan, made.groups, made.new_units, same_county=made.same_county)
        if doubts:
            book = doubts_workbook(doubts, str(target), fitting.plan.title)
            write_all_durably(draft, {DOUBTS_FILE: book})
        _put_in_place(draft, target, aside)
        fsync_folder(target.parent)
        if aside.exists():
            # Half deleted it must not be taken for the folder that was there.
            aside.rename(workshop / "before")
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return Imported(target, source, official, made, fitting.plan, fitting.problems, doubts, fitting.no_model)


class NoAnswersError(Exception):
    """The file is no workbook of doubts, or there is no folder to put answers into; the message says what to do."""


def take_answers(data: bytes, name: str, folder: Path) -> tuple[Answered, tuple[Doubt, ...]]:
    """Put an officer's answers into a rules folder, and leave the doubts that stay open in its workbook.

    Raises NoAnswersError, and RulesError where the folder cannot be used.
    """
    from pipeline.office.failures import UnreadableError
    from pipeline.plan.official.answers import apply_answers
    from pipeline.plan.official.doubts_book import DOUBTS_FILE, doubts_workbook, read_answers
    from pipeline.plan.plans import read_plan
    from pipeline.store.archive import write_all_durably

    if not (folder / "plan.toml").is_file():
        raise NoAnswersError(f"{folder} 不是方案数据文件夹，请用 -o 指明生成的方案数据文件夹。")
    try:
        answers = read_answers(data, name)
    except UnreadableError as error:
        raise NoAnswersError("文件不是可以读取的 Excel 工作簿，请使用生成的“待确认事项.xlsx”。") from error
    if answers is None:
        raise NoAnswersError(
            "文件中没有“待确认事项”表，请使用生成的“待确认事项.xlsx”，不要改动表头和隐藏的“键”一栏。"
        )
    answered = apply_answers(folder, answers.given)
    stay = answers.open(answered.taken)
    if answered.files:
        book = doubts_workbook(stay, str(folder), read_plan(folder).title)
        write_all_durably(folder, answered.files | {DOUBTS_FILE: book})
    return answered, stay


def _aside(target: Path) -> Path:
    """Say where the folder that is being replaced waits: under one name, so that the next run finds it."""
    return target.parent / f".{target.name}.before"


def _put_back_what_a_killed_run_moved(target: Path, aside: Path, *, overwrite: bool) -> None:
    if not aside.exists():
        return
    if target.exists():
        raise NotWrittenError(
            f"上次覆盖 {target} 时中断，原有的方案数据仍保存在 {aside}（隐藏文件夹），未作改动。"
            f"请核对两者：仍需要原数据的，请将其移到别处；不需要的，请将其删除。然后重新运行。"
        )
    aside.rename(target)
    if not overwrite:
        raise NotWrittenError(
            f"上次覆盖 {target} 时中断，原有的方案数据已恢复原处，未作其他改动。"
            "请用 -o 另指一个文件夹；确需覆盖的，请加 --overwrite。"
        )


def _put_in_place(draft: Path, target: Path, aside: Path) -> None:
    try:
        if target.exists():
            target.rename(aside)
        draft.rename(target)
    except BaseException:
        _take_back(draft, target, aside)
        raise


def _take_back(draft: Path, target: Path, aside: Path) -> None:
    if not aside.exists():
        return
    try:
        if target.exists():
            target.rename(draft)
        aside.rename(target)
    except OSError as fault:
        raise NotWrittenError(
            f"新的方案数据未能写到 {target}，原有的方案数据也未能放回，现完整保存在 {aside}（隐藏文件夹）。"
            f"请关闭正在使用该文件夹的程序后重新运行，程序会先将其恢复；也可自行将其改名为 {target.name}。"
        ) from fault


class _Fitting:
    """Fits the matcher to the new plan and checks the folder, in steps; what came of it is there after the last.

    The fitting needs the texts alone, so that faults elsewhere do not stand in its way.
    """

    plan: Plan
    problems: tuple[RulesProblem, ...] = ()
    no_model: str = ""

    def __init__(self, draft: Path, source: Path) -> None:
        self._draft, self._source = draft, source

    def count(self) -> int:
        return 2

    def steps(self) -> Iterator[None]:
        from pipeline.judging.matching.learning import learn
        from pipeline.plan.matcher_model import (
            MODEL_FILE,
            ModelError,
            read_all_concepts,
            read_knowledge,
            write_matcher_model,
        )
        from pipeline.plan.plans import build_plan
        from pipeline.plan.rules_check import verify_rules
        from pipeline.plan.rules_files import RulesFolder

        plan = build_plan(RulesFolder(self._draft), with_phrasings=True)
        assert plan is not None, "the program writes a plan.toml that it can read"
        self.plan = plan
        try:
            knowledge = read_knowledge()
        except ModelError as error:
            self.no_model = str(error)
        else:
            model = learn(plan, read_all_concepts(self._draft), knowledge)
            (self._draft / MODEL_FILE).parent.mkdir(exist_ok=True)
            write_matcher_model(model, self._draft / MODEL_FILE)
        yield
        self.problems = verify_rules(self._draft)
        yield
