"""What a code means to the rest of the house: every other room asks for a trait and names no code."""

from __future__ import annotations

from enum import StrEnum, auto


class Trait(StrEnum):
    """A trait of a check; what is found by it has the trait too."""

    GAP = auto()
    """An obligation has no entry (漏项)."""
    NOT_SUBMITTED = auto()
    """Nothing has come from the unit."""
    LATE = auto()
    """The first ledger came after the due date."""
    REPEAT = auto()
    """The file repeats another or seems older than what is there; only the arrival itself tells so."""
    REGISTER = auto()
    """Only what the register holds tells so, not the file."""
    WAITS = auto()
    """Nothing proves the source, or something is amiss: the arrival changes nothing until an officer says so."""
    PAST = auto()
    """It has happened: nothing that is sent again mends it."""
    FORM = auto()
    """The sheet itself is wrong, and not only a cell of it, where no content is quoted: it comes before all else."""
    UNIDENTIFIED = auto()
    """Decides the verdict: nobody knows whose the file is."""
    UNREADABLE = auto()
    """Decides the verdict: the file cannot be read."""
    PERSONAL = auto()
    """The ledger holds personal data, which no mail passes on."""
    DISPUTE = auto()
    """The joint bearers of an obligation do not agree."""
    PROGRESS = auto()
    """It speaks of what a unit tells of its progress, and goes with the report that tells it."""
    DUE_PASSED = auto()
    """A date that the ledger sets itself has passed."""
    DUE_SOON = auto()
    """A date that the ledger sets itself is near."""


def has(code: str, *traits: Trait) -> bool:
    """Say whether a code has one of some traits; one that is no longer in the catalogue has none."""
    from pipeline.judging.checks.catalogue import CATALOGUE

    check = CATALOGUE.get(code)
    return check is not None and not check.traits.isdisjoint(traits)


def codes_with(trait: Trait) -> frozenset[str]:
    """Give the codes that have a trait."""
    from pipeline.judging.checks.catalogue import CATALOGUE

    return frozenset(code for code, check in CATALOGUE.items() if trait in check.traits)
