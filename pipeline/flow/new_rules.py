"""From the official document of a new plan to a rules folder that can be used at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Plan
from pipeline.reading.official.document import OfficialFile, OfficialPlan
from pipeline.reading.official.folder import NewRules
from pipeline.reading.rules_files import RulesProblem


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
    no_model: str


def read_official(file: OfficialFile) -> OfficialPlan:
    """Read the document in a limited child, as every outside file; a child that fails gives a failure."""
    from pipeline.intake import Guard
    from pipeline.reading.official.document import read_official_plan
    from pipeline.reading.official.refusals import refusal

    with Guard(read_official_plan, workers=1) as guard:
        outcome = guard.run(file)
    return outcome.result or OfficialPlan(failure=refusal(outcome.ending))


def default_folder(official: OfficialPlan, source: Path) -> str:
    """Name the new folder after the one before, with the year of the new plan."""
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


def write_new_rules(
    official: OfficialPlan, source: Path, target: Path, *, overwrite: bool, fits: Callable[[], None] = lambda: None
) -> Imported:
    """Write the folder, whole or not at all, and check it. ``fits`` is called before the model is fitted.

    Raises NotWrittenError, and RulesError where the folder before cannot be used.
    """
    from pipeline.reading import verify_rules
    from pipeline.reading.official.folder import new_rules
    from pipeline.store.archive import fsync_folder, write_all_durably

    check_target(target, source, overwrite=overwrite)
    made = new_rules(official, source)
    target.parent.mkdir(parents=True, exist_ok=True)
    # It is checked under the name that it will have, since a plan is called after its folder.
    workshop = target.parent / f".{target.name}.{os.getpid()}.tmp"
    draft = workshop / target.name
    try:
        draft.mkdir(parents=True)
        write_all_durably(draft, made.files)
        fits()
        plan, no_model = _fit(draft, source)
        problems = verify_rules(draft)
        _put_in_place(draft, target, workshop / "before")
        fsync_folder(target.parent)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return Imported(target, source, official, made, plan, problems, no_model)


def _put_in_place(draft: Path, target: Path, aside: Path) -> None:
    if not target.exists():
        draft.rename(target)
        return
    target.rename(aside)
    try:
        draft.rename(target)
    except OSError:
        aside.rename(target)
        raise


def _fit(draft: Path, source: Path) -> tuple[Plan, str]:
    """Fit the matcher to the new plan. It needs the texts alone, so that faults elsewhere do not stand in its way."""
    from pipeline.matching.learning import learn
    from pipeline.reading import ModelError, read_matcher_model
    from pipeline.reading.matcher_model import MODEL_FILE, read_concepts, write_matcher_model
    from pipeline.reading.plans import build_plan
    from pipeline.reading.rules_files import RulesFolder

    plan = build_plan(RulesFolder(draft), with_phrasings=True)
    assert plan is not None, "the program writes a plan.toml that it can read"
    try:
        weigher = read_matcher_model(source).weigher
    except ModelError as error:
        return plan, str(error)
    write_matcher_model(learn(plan, read_concepts(draft), weigher), draft / MODEL_FILE)
    return plan, ""
