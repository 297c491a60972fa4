"""What a new plan takes over of the one before: phrasings and distinctions of tasks whose text is unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.judging.matching.text import normalise
from pipeline.model import Plan
from pipeline.plan.official.years import Years
from pipeline.plan.plans import (
    DISTINCTION_COLUMNS,
    DISTINCTIONS_FILE,
    OWN_TASK_COLUMNS,
    OWN_TASKS_FILE,
    PHRASING_COLUMNS,
    PHRASING_FILES,
)
from pipeline.plan.rules_files import RulesFolder

Rows = list[tuple[str, ...]]


@dataclass
class Carried:
    """The rows taken over, by file; how many phrasings were kept, left behind, given the years of the new plan."""

    files: dict[str, tuple[tuple[str, ...], Rows]] = field(default_factory=dict)
    kept: int = 0
    left: int = 0
    renewed: int = 0
    own: int = 0


def same_requirements(before: Plan, requirements: Mapping[str, str], year: int) -> dict[str, str]:
    """Map the ids of the tasks before to those now that have the same text, or the same but for the plan's year.

    ``requirements`` are the new tasks by id. The same text letter for letter goes before one with another year.
    """
    years = Years(before.year, year)
    now: dict[tuple[str, str], str] = {}
    for new, text in requirements.items():
        now.setdefault((new[:2], normalise(text)), new)
    texts = {o.id: normalise(o.requirement) for o in before.obligations}
    same = {old: now[old[:2], text] for old, text in texts.items() if (old[:2], text) in now}
    taken = set(same.values())
    for old, text in texts.items():
        if old in same:
            continue
        printed = years.printed_again(text)
        for (annex, other), new in now.items():
            if annex == old[:2] and new not in taken and printed.fullmatch(other):
                same[old] = new
                break
    return {old: same[old] for old in texts if old in same}


@dataclass(frozen=True)
class Wordings:
    """What the tasks and duties of the plan before said (by their ids), and what the new plan says (by its ids)."""

    years: Years
    before: Mapping[str, str]
    now: Mapping[str, str]

    def renewed(self, phrasing: str, meanings: Iterable[str], ids: Mapping[str, str]) -> str:
        """Give a phrasing the years of the new plan; one that means several tasks stays one wording for all."""
        meant = [id for id in meanings if id]
        before = "\n".join(self.before.get(id, "") for id in meant)
        return self.years.renewed(phrasing, before, "\n".join(self.now.get(ids[id], "") for id in meant))


def carry(source: RulesFolder, ids: Mapping[str, str], wordings: Wordings) -> Carried:
    """Take over what belongs to ids that still exist (``ids``: before → now) and what belongs to none.

    A wording that means several tasks is taken over only where all of them still exist: with one of them missing it
    would teach that it means the others alone. Years that a phrasing names move on as ``Years.renewed`` says.
    """
    carried = Carried()
    names = [source.name_of(path) for path in source.files(PHRASING_FILES)]
    tables = {name: source.table(name, PHRASING_COLUMNS) or [] for name in names}
    meanings: dict[str, set[str]] = {}
    for rows in tables.values():
        for row in rows:
            meanings.setdefault(normalise(row["text"]), set()).add(row["obligation"])
    for name, rows in tables.items():
        kept: Rows = []
        for row in rows:
            meant = meanings[normalise(row["text"])]
            if any(m and m not in ids for m in meant):
                carried.left += 1
                continue
            carried.kept += bool(row["obligation"])
            carried.own += not row["obligation"]
            text = wordings.renewed(row["text"], sorted(meant), ids)
            carried.renewed += text != row["text"]
            kept.append((ids.get(row["obligation"], ""), row["style"], text))
        carried.files[name] = (PHRASING_COLUMNS, kept)
    if source.files(OWN_TASKS_FILE):
        own = source.table(OWN_TASKS_FILE, OWN_TASK_COLUMNS) or []
        carried.own += len(own)
        carried.files[OWN_TASKS_FILE] = (
            OWN_TASK_COLUMNS,
            [
                (
                    wordings.renewed(row["text"], (m,) if (m := row["near_miss_of"]) in ids else (), ids),
                    ids.get(m, ""),
                )
                for row in own
            ],
        )
    if source.files(DISTINCTIONS_FILE):
        carried.files[DISTINCTIONS_FILE] = (
            DISTINCTION_COLUMNS,
            [
                (ids[row["obligation"]], ids[row["other"]], _renamed(row["how_to_tell"], ids))
                for row in source.table(DISTINCTIONS_FILE, DISTINCTION_COLUMNS) or []
                if row["obligation"] in ids and row["other"] in ids
            ],
        )
    return carried


def _renamed(text: str, ids: Mapping[str, str]) -> str:
    return re.sub(r"\b[AB][0-9]+-[0-9]+", lambda found: ids.get(found[0], found[0]), text)
