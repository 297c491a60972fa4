"""The files of an archive as arrivals: the ledgers, each with the names of what was sent along with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import Arrival, Plan

if TYPE_CHECKING:
    from pipeline.office.archives import Member


def arrivals_of(plan: Plan, archive: Arrival, members: Sequence[Member]) -> tuple[tuple[Arrival, bytes], ...]:
    """Make an arrival of each member; a letter or a scan beside a ledger is named with it and gets none of its own.

    What has no ledger beside it, or names another unit than those, is answered by itself.
    """
    from pipeline.office.companions import may_accompany

    folders = [archive.folder or _folder(plan, archive, member) for member in members]
    units = [_units(plan, member.file_name, folder) for member, folder in zip(members, folders, strict=True)]
    beside = [may_accompany(member.data, member.file_name) for member in members]
    of_ledgers = [units[i] for i in range(len(members)) if not beside[i]]
    arrivals = []
    for i, member in enumerate(members):
        if beside[i] and any(_same(units[i], own) for own in of_ledgers):
            continue
        companions = (
            members[k].file_name
            for k in range(len(members))
            if beside[k] and _same(units[k], units[i]) and not beside[i]
        )
        arrival = replace(
            archive,
            file_name=member.file_name,
            sha256="",
            size=len(member.data),
            folder=folders[i],
            origin=archive.file_name,
            companions=tuple(companions),
        )
        arrivals.append((arrival, member.data))
    return tuple(arrivals)


def beside_ledgers(plan: Plan, arrivals: Sequence[Arrival], is_beside: Sequence[bool]) -> list[Arrival | None]:
    """Name with each ledger what came into the same folder together with it; None in the place of a companion.

    Where all units share one folder, what is sent along has to name the unit of a ledger.
    """
    units = [_units(plan, a.file_name, a.folder) for a in arrivals]

    def belong(companion: int, ledger: int) -> bool:
        if is_beside[ledger] or arrivals[companion].folder != arrivals[ledger].folder:
            return False
        if not arrivals[companion].folder and not units[companion]:
            return False
        return _same(units[companion], units[ledger])

    found: list[Arrival | None] = []
    for i, arrival in enumerate(arrivals):
        if is_beside[i]:
            found.append(None if any(belong(i, k) for k in range(len(arrivals))) else arrival)
        else:
            names = (arrivals[k].file_name for k in range(len(arrivals)) if is_beside[k] and belong(k, i))
            found.append(replace(arrival, companions=tuple(names)))
    return found


def _folder(plan: Plan, archive: Arrival, member: Member) -> str:
    """Give the innermost folder, or else the archive's name, that says who sent a member; "" where none does."""
    for name in (*reversed(member.folders), archive.file_name):
        if _units(plan, name, ""):
            return name.rpartition(".")[0] if name == archive.file_name else name
    return ""


def _units(plan: Plan, file_name: str, folder: str) -> frozenset[str]:
    from pipeline.plan.identification import identify

    return frozenset(e.unit for e in identify(plan, None, file_name=file_name, folder=folder).evidence)


def _same(companion: Iterable[str], ledger: Iterable[str]) -> bool:
    """Say whether what is sent along may belong to a ledger: its name speaks of the same unit, or of none."""
    named, own = set(companion), set(ledger)
    return not named or not own or bool(named & own)
