"""What counted at a moment, what waited for an officer, and whose nobody knew: read from the register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.flow.installation import Installation
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Act, Doubt, Standings, Submission, replay
from pipeline.model.standing import LedgerKey
from pipeline.store.ledgers import KnownLedger

_NOTE = re.compile(r"\.(?:txt|text|md|log|eml)$", re.IGNORECASE)
"""What nobody sends for a ledger."""
_LETTER = re.compile(r"\.(?:docx?|wps|rtf|pdf|odt|ofd|html?|jpe?g|png)$", re.IGNORECASE)
"""What may be meant for a ledger, and may be a letter: a person should read it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for an officer: its ledger's key, what it is, and why it waits (None: it says so itself)."""

    key: LedgerKey
    submission: Submission
    doubt: Doubt | None = None

    @property
    def number(self) -> str:
        """What officers call it by."""
        arrival, part = self.key
        return f"{arrival}-{part + 1}"


@dataclass(frozen=True)
class Stood:
    """How all stood. ``counting`` gives by unit the ledger in force, or its newest unreadable file where none is."""

    counting: Mapping[str, Submission]
    first: Mapping[str, datetime]
    strays: tuple[Submission, ...]
    waiting: tuple[Waiting, ...]
    standings: Standings
    progress: Mapping[str, tuple[Submission, ...]]
    """The ledgers of each unit that say how far measures have got, as they came."""


def standing_at(installation: Installation, end: datetime) -> Stood:
    """Read how all stood at a moment."""
    register, plan = installation.register, installation.plan.id
    acts = [act for act in register.acts(plan) if aware(_known(act), end) <= end]
    standings = replay(acts)
    ledgers = register.ledgers(plan, end)
    by_key = {ledger.key: ledger for ledger in ledgers}
    counting: dict[str, KnownLedger] = {}
    again: dict[LedgerKey, int] = {}
    for ledger in ledgers:
        # A workbook that could not be read was meant as a report; it is replaced by whatever can be.
        if ledger.unit and not ledger.readable and ledger.key not in standings.settled:
            counting[ledger.unit] = ledger
    for unit, standing in standings.units.items():
        held = standing.in_force
        if held is not None and held.ledger in by_key:
            counting[unit] = by_key[held.ledger]
            again[held.ledger] = held.repeat
    strays = strays_of(ledgers, standings)
    waiting = [
        (by_key[key], doubt)
        for unit, standing in standings.units.items()
        for version, doubt in standing.waiting.items()
        if (key := _newest(ledgers, unit, version)) is not None
    ]
    notes = [one for one in ledgers if one.unit and not one.readable and one.key not in standings.settled]
    reports = {u: [by_key[key] for key in s.reports if key in by_key] for u, s in standings.units.items()}
    told = [one for those in reports.values() for one in those]
    wanted = [*counting.values(), *strays, *(w for w, _ in waiting), *notes, *told]
    contents = dict(zip([one.id for one in wanted], register.contents(wanted), strict=True))
    speaking = [one for one in notes if _speaks(contents[one.id])]
    came = dict(register.repeats_as_they_came(again.values()))
    found = {
        unit: replace(contents[ledger.id], arrival=came.get(again.get(ledger.key, 0), contents[ledger.id].arrival))
        for unit, ledger in counting.items()
        if ledger.readable or not is_note(contents[ledger.id])
    }
    # An officer's own workbook has had its answer: nobody has to see to it.
    unsettled = [one for one in strays if contents[one.id].file.decisions is None or _speaks(contents[one.id])]
    listed = [
        *(Waiting(one.key, contents[one.id], None) for one in (*_first_of_each(unsettled), *speaking)),
        *(Waiting(one.key, contents[one.id], doubt) for one, doubt in waiting),
    ]
    return Stood(
        counting=found,
        first={u: first for u, s in standings.units.items() if (first := s.first_came) is not None}
        | {u: s.arrival.received_at for u, s in found.items() if s.ledger is None},
        strays=tuple(contents[one.id] for one in unsettled),
        waiting=tuple(sorted(listed, key=lambda one: one.key)),
        standings=standings,
        progress={unit: tuple(contents[one.id] for one in those) for unit, those in reports.items() if those},
    )


def strays_of(ledgers: Iterable[KnownLedger], standings: Standings) -> list[KnownLedger]:
    """Give the files whose unit is unknown and that wait for an officer.

    One on which an officer has said a word is settled, and so is one whose very bytes have come under a known name.
    """
    all_ = tuple(ledgers)
    known = {(one.arrival.sha256, one.sheet) for one in all_ if one.unit}
    return [
        one
        for one in all_
        if not one.unit and one.key not in standings.settled and (one.arrival.sha256, one.sheet) not in known
    ]


def _first_of_each(strays: Iterable[KnownLedger]) -> list[KnownLedger]:
    """Leave out what came again under another name or in another place: an officer's word settles all of it."""
    first: dict[tuple[str, str], KnownLedger] = {}
    for one in strays:
        first.setdefault((one.arrival.sha256, one.sheet), one)
    return list(first.values())


def once(strays: Iterable[Submission]) -> list[Submission]:
    """Give each content of files of nobody once, as it came first."""
    first: dict[tuple[str, str], Submission] = {}
    for one in strays:
        first.setdefault((one.arrival.sha256, one.ledger.sheet if one.ledger else ""), one)
    return list(first.values())


def _newest(ledgers: Iterable[KnownLedger], unit: str, version: int) -> LedgerKey | None:
    return next((one.key for one in reversed([*ledgers]) if (one.unit, one.version) == (unit, version)), None)


def summary_of(submission: Submission) -> str:
    """Say in short what stands in a file that waits: the first words of a note, or how much a ledger holds."""
    if submission.file.excerpt:
        return submission.file.excerpt
    if submission.ledger is not None:
        tasks = [e.task.text.strip() for e in submission.ledger.entries if e.task.text.strip()]
        named = "、".join(dict.fromkeys(tasks[:3]))
        return f"{submission.ledger.title.strip()}，举措{len(submission.ledger.entries)}条：{named}"
    return submission.file.failure.message if submission.file.failure else ""


def is_note(submission: Submission) -> bool:
    """Say whether a file is a plain note, which nobody sends for a ledger."""
    return bool(_NOTE.search(submission.arrival.file_name))


def _speaks(submission: Submission) -> bool:
    """Say whether a file that is no ledger may speak to a person: a note, a letter, or officers' words unproved."""
    if submission.file.decisions is not None:
        return any(has(d.code, Trait.WAITS) for d in submission.deviations)
    name = submission.arrival.file_name
    return submission.ledger is None and bool(_NOTE.search(name) or _LETTER.search(name))


def _known(act: Act) -> datetime:
    return act.known_at or act.at


def by_arrival(submission: Submission) -> tuple[datetime, str, str, str]:
    """Give the order in which files came."""
    arrival = submission.arrival
    sheet = submission.ledger.sheet if submission.ledger else ""
    return (arrival.received_at, arrival.file_name, arrival.sha256, sheet)


def aware(moment: datetime, like: datetime) -> datetime:
    """Give a moment with a zone, that of another one where it has none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)
