"""The change of plans: last year's book is closed and kept, the new plan comes into force with nothing reported yet.

What has been received stays on record under the plan that it came under, so that the way back loses nothing. The
settings, which say which plan is in force, are the command's to write.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.county.comparison_book import Ending, comparison_workbook
from pipeline.flow.day.answer import safe_name
from pipeline.flow.installation import HISTORY, Installation
from pipeline.flow.look_back import keep, left_over
from pipeline.flow.night.county import consolidate, known_decisions
from pipeline.form.template.template import ledger_template
from pipeline.model import County, Decision, DecisionKind, LookBack, Plan
from pipeline.model.io_faults import HELD
from pipeline.plan.carried_wordings import Wordings, decisions_carried, teach, wordings_of
from pipeline.plan.comparison import Comparison, compare_plans
from pipeline.plan.matcher_model import read_all_concepts
from pipeline.plan.plans import read_plan
from pipeline.store.archive import fsync_folder, write_durably

_ADOPTED = "adopted"
TEMPLATES = "模板"
CLOSED = "封存"


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of plans brings: both plans compared, the book that was closed, what moves and what ends."""

    comparison: Comparison
    county: County
    closed: Path
    still_open: Path | None
    """Last year's newest workbook, where somebody holds it open; else it was moved away."""
    endings: tuple[Ending, ...]
    carried: tuple[Decision, ...]
    wordings: Wordings
    left: tuple[LookBack, ...]


def compare(before: Path, now: Path) -> Comparison:
    """Compare two rules folders. Raises RulesError where one cannot be used."""
    return compare_plans(read_plan(before), read_plan(now), read_all_concepts(now))


def close_year(installation: Installation, rules: Path) -> Change:
    """Publish the last county workbook under the plan in force, seal a copy of it, and work out what moves on.

    The register is as before but for that consolidation; nothing of the new plan is in force yet.
    """
    comparison = compare(installation.rules, rules)
    published = consolidate(installation)
    county = published.county
    today = installation.clock().date()
    decisions = [d for d in known_decisions(installation, today) if d.in_force(today)]
    pairs = list(decisions_carried(comparison, decisions))
    newest = published.newest
    closed = published.dated.with_name(f"{published.dated.stem.rpartition('_')[0]}_{CLOSED}.xlsx")
    data = published.dated.read_bytes()
    write_durably(closed, data)
    installation.register.note(
        installation.clock(), "book_closed", comparison.before.id, installation.archive.keep(data)
    )
    return Change(
        comparison,
        county,
        closed,
        None if newest is None or _removed(newest) else newest,
        _endings(comparison, decisions, [old for old, _ in pairs]),
        tuple(now for _, now in pairs),
        wordings_of(comparison, county.submissions),
        left_over(county, comparison),
    )


def _removed(newest: Path) -> bool:
    try:
        newest.unlink(missing_ok=True)
    except OSError as fault:
        if fault.errno not in HELD:
            raise
        return False
    return True


def _endings(
    comparison: Comparison, decisions: Sequence[Decision], carried: Sequence[Decision]
) -> tuple[Ending, ...]:
    before, now = comparison.before, comparison.now
    found = []
    for decision in decisions:
        place = before.place_of(decision.obligation) if decision.obligation else ""
        successor = comparison.successors.get(decision.obligation, "")
        if decision in carried:
            outcome = f"沿用到今年{now.place_of(successor)}"
        elif decision.kind is DecisionKind.OWN_TASK:
            outcome = "终止：今年的方案可能已列入，需要时重新核定"
        elif decision.obligation and not successor:
            outcome = "终止：今年的方案没有相同或相近的任务"
        else:
            outcome = "终止：仅对上年方案有效" + (f"；今年对应{now.place_of(successor)}" if successor else "")
        found.append(Ending(decision, place, outcome))
    return tuple(found)


def put_in_place(rules: Path, folder: Path) -> None:
    """Copy a rules folder to where the working folder's plans lie, whole or not at all; it may lie there already."""
    if rules.resolve() == folder.resolve():
        return
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(rules, unfinished)
    unfinished.rename(folder)
    fsync_folder(folder.parent)


def hand_over(installation: Installation, change: Change, folder: Path) -> Path:
    """Prepare all that the new plan (its folder in the working folder) begins with; give the comparison's workbook.

    The wordings and the decisions that move on, the templates, what was left over, and the page for the center. Done
    twice it gives the same.
    """
    teach(folder, change.wordings)
    now, register = change.comparison.now, installation.register
    for decision in change.carried:
        register.record_decision(decision, now.id)
    keep(installation, now.id, change.left)
    _change_templates(installation, change.comparison.before, now)
    year = change.comparison.now.year
    book = installation.summary_folder / f"{year}年{now.county}政务公开工作方案变动对照.xlsx"
    book.parent.mkdir(parents=True, exist_ok=True)
    write_durably(book, comparison_workbook(change.comparison, change.endings))
    register.remember(_ADOPTED, json.dumps({"before": change.comparison.before.id, "now": now.id}))
    register.note(installation.clock(), "plan_adopted", now.id, change.comparison.before.id)
    return book


def _change_templates(installation: Installation, before: Plan, now: Plan) -> None:
    folder = installation.outbox / TEMPLATES
    _put_aside(folder, before.id)
    folder.mkdir(parents=True, exist_ok=True)
    for unit in (None, *now.keeping_units):
        name = safe_name(f"{unit.name if unit else '空白'}政务公开工作任务台账.xlsx")
        write_durably(folder / name, ledger_template(now, unit))


def _put_aside(folder: Path, plan: str) -> None:
    """Move the templates of a plan below 历史, from where ``go_back`` takes them."""
    aside = folder / HISTORY / plan
    for template in sorted(folder.glob("*.xlsx")):
        aside.mkdir(parents=True, exist_ok=True)
        template.replace(aside / template.name)


def adopted(installation: Installation) -> tuple[str, str] | None:
    """Give the ids of the plans before and now of the last change of plans; None where there was none."""
    said = installation.register.fact(_ADOPTED)
    if not said:
        return None
    change = json.loads(said)
    return change["before"], change["now"]


def go_back(installation: Installation, before: str, now: str) -> None:
    """Take back a change of plans: last year's templates come back; what came in meanwhile stays on record.

    The workbooks of the plan that goes are moved to the history, so that nobody takes them for what holds.
    """
    for book in sorted(installation.summary_folder.glob("*.xlsx")):
        aside = installation.summary_folder / HISTORY
        aside.mkdir(parents=True, exist_ok=True)
        book.replace(aside / f"{book.stem}_撤回{installation.clock():%Y%m%d-%H%M%S}.xlsx")
    folder = installation.outbox / TEMPLATES
    _put_aside(folder, now)
    for template in sorted((folder / HISTORY / before).glob("*.xlsx")):
        template.replace(folder / template.name)
    installation.register.remember(_ADOPTED, "")
    installation.register.note(installation.clock(), "plan_taken_back", now, before)
