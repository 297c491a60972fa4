"""What a new plan takes over of the one before: phrasings and distinctions of tasks whose text is unchanged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.matching import normalise
from pipeline.model import Plan
from pipeline.reading.plans import (
    DISTINCTION_COLUMNS,
    DISTINCTIONS_FILE,
    OWN_TASK_COLUMNS,
    OWN_TASKS_FILE,
    PHRASING_COLUMNS,
    PHRASING_FILES,
)
from pipeline.reading.rules_files import RulesFolder

Rows = list[tuple[str, ...]]


@dataclass
class Carried:
    """The rows taken over, by file, and how many phrasings were kept and left behind."""

    files: dict[str, tuple[tuple[str, ...], Rows]] = field(default_factory=dict)
    kept: int = 0
    left: int = 0
    own: int = 0


def of_year(text: str, before: int, now: int) -> str:
    """Give a text of the plan before as the new plan would print it: its year is the new one."""
    return text.replace(str(before), str(now)) if before and now else text


def same_requirements(before: Plan, requirements: Mapping[str, str], year: int) -> dict[str, str]:
    """Map the ids of the tasks before to those now that have the same text but for the plan's year.

    ``requirements`` are the new tasks by id.
    """
    now: dict[tuple[str, str], str] = {}
    for new, text in requirements.items():
        now.setdefault((new[:2], normalise(text)), new)
    texts = ((o.id, of_year(o.requirement, before.year, year)) for o in before.obligations)
    pairs = ((id, now.get((id[:2], normalise(text)))) for id, text in texts)
    return {old: new for old, new in pairs if new is not None}


def carry(source: RulesFolder, ids: Mapping[str, str]) -> Carried:
    """Take over what belongs to ids that still exist (``ids``: before → now) and what belongs to none.

    A wording that means several tasks is taken over only where all of them still exist: with one of them missing it
    would teach that it means the others alone.
    """
    carried = Carried()
    tables = {path.name: source.table(path.name, PHRASING_COLUMNS) or [] for path in source.files(PHRASING_FILES)}
    meanings: dict[str, set[str]] = {}
    for rows in tables.values():
        for row in rows:
            meanings.setdefault(normalise(row["text"]), set()).add(row["obligation"])
    for name, rows in tables.items():
        kept: Rows = []
        for row in rows:
            if any(m and m not in ids for m in meanings[normalise(row["text"])]):
                carried.left += 1
                continue
            carried.kept += bool(row["obligation"])
            carried.own += not row["obligation"]
            kept.append((ids.get(row["obligation"], ""), row["style"], row["text"]))
        carried.files[name] = (PHRASING_COLUMNS, kept)
    if source.files(OWN_TASKS_FILE):
        own = source.table(OWN_TASKS_FILE, OWN_TASK_COLUMNS) or []
        carried.own += len(own)
        carried.files[OWN_TASKS_FILE] = (
            OWN_TASK_COLUMNS,
            [(row["text"], ids.get(row["near_miss_of"], "")) for row in own],
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
