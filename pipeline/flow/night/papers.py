"""What is on record of each unit, for its page: versions with what changed between them, receipts, letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.county.board.papers import ReceiptOnRecord, UnitPapers, VersionOnRecord, VersionState
from pipeline.county.letters.writing import LetterKind
from pipeline.flow.installation import Installation
from pipeline.judging.checks.version_words import difference_sentence, told_changes
from pipeline.judging.differences import differences, rows_of
from pipeline.model import County, PastFindings, Plan, Standing
from pipeline.store.ledgers import KnownLedger
from pipeline.store.receipts import IssuedReceipt, Receipts

MOST_VERSIONS: Final = 10
MOST_RECEIPTS: Final = 20
MOST_CHANGES: Final = 100
"""How many of each a page lists; it says how many there are besides."""


def unit_papers(installation: Installation, county: County) -> Mapping[str, UnitPapers]:
    """Gather what is on record of the units of a county, as of now."""
    register, plan = installation.register, county.plan
    versions = _versions(register.ledgers(plan.id))
    compared = [one for those in versions.values() if len(those) > 1 for one in those[-MOST_VERSIONS - 1 :]]
    contents = dict(zip([one.id for one in compared], register.findings(compared), strict=True))
    standings = installation.book().now()
    receipts: dict[str, list[IssuedReceipt]] = defaultdict(list)
    for receipt in Receipts(register).all_written():
        receipts[receipt.unit].append(receipt)
    papers = {}
    for unit in (r.unit for r in county.reports):
        its = versions.get(unit, [])
        told = tuple(_told(its, contents, standings.of(unit), plan))[-MOST_VERSIONS:]
        papers[unit] = replace(
            _files(installation, unit, receipts[unit]), versions=told[::-1], more_versions=len(its) - len(told)
        )
    return papers


def _versions(ledgers: Iterable[KnownLedger]) -> Mapping[str, list[KnownLedger]]:
    """Give each unit's versions as they came first, in their order."""
    found: dict[str, dict[int, KnownLedger]] = defaultdict(dict)
    for ledger in ledgers:
        if ledger.unit and ledger.version and ledger.readable:
            found[ledger.unit].setdefault(ledger.version, ledger)
    return {unit: [its[number] for number in sorted(its)] for unit, its in found.items()}


def _told(
    its: Sequence[KnownLedger], contents: Mapping[int, PastFindings], standing: Standing, plan: Plan
) -> Iterator[VersionOnRecord]:
    for before, ledger in zip((None, *its), its, strict=False):
        arrival = ledger.arrival
        told = VersionOnRecord(
            ledger.version,
            _state(ledger.version, standing),
            arrival.received_at,
            arrival.file_name,
            arrival.proof.label,
        )
        if before is not None and before.id in contents:
            old, new = (rows_of(f.ledger, f.matches, f.clauses) for f in (contents[before.id], contents[ledger.id]))
            difference = differences(old, new)
            changes = told_changes(difference, plan)
            told = replace(
                told,
                sentence=difference_sentence(difference, before.version),
                changes=changes[:MOST_CHANGES],
                left_out=max(len(changes) - MOST_CHANGES, 0),
            )
        yield told


def _state(version: int, standing: Standing) -> VersionState:
    held = standing.in_force
    if held is not None and held.version == version:
        return VersionState.IN_FORCE
    if version in standing.waiting:
        return VersionState.WAITING
    return VersionState.WITHDRAWN if version in standing.withdrawn else VersionState.REPLACED


def _files(installation: Installation, unit: str, receipts: Sequence[IssuedReceipt]) -> UnitPapers:
    """Give what lies in a unit's folder: its receipts, its letters of demand."""
    folder = installation.receipt_folder(unit)
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    home = folder.relative_to(installation.outbox).as_posix()

    def path(name: str) -> str:
        return f"{home}/{name}" if name in there else ""

    listed = tuple(
        ReceiptOnRecord(
            one.mark.number, one.mark.issued_at, one.mark.reason, path(f"{one.stem}.html"), path(f"{one.stem}.xlsx")
        )
        for one in reversed(receipts[-MOST_RECEIPTS:])
    )
    demands = (name for name in there if f"{LetterKind.DEMAND}_" in name and name.endswith(".docx"))
    letters = sorted(demands, reverse=True)
    return UnitPapers(receipts=listed, more_receipts=len(receipts) - len(listed), letters=tuple(map(path, letters)))
