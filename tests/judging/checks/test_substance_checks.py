"""F12 and F13: what a hollow or a refusing measure means for its obligation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipeline.judging.checks.cases import LedgerCase
from pipeline.judging.checks.runner import check_ledger
from pipeline.model import Decision, DecisionKind, Match, Substance
from tests.judging.checks.ledgers import full_but, ledger_case

HOLLOW = full_but(1, measure="按要求落实", covers="")
REFUSED = full_but(1, measure="本单位不涉及", covers="")


def case(table: str, substance: Substance, *decisions: Decision) -> LedgerCase:
    """The faultless ledger whose first measure is hollow or refuses what its task stands for (A1-02)."""
    found = ledger_case(table)
    first = replace(found.matches[0], substance=substance, meant=(Match("A1-02", 0.9),))
    return replace(found, matches=(first, *found.matches[1:]), decisions=decisions)


def codes(found: LedgerCase) -> list[tuple[str, str | None, str | None]]:
    return [(d.code, d.obligation, d.cell) for d in check_ledger(found).deviations]


def ids(found: LedgerCase) -> tuple[list[str], list[str]]:
    return [o.id for o in found.missing], [o.id for o in found.pending]


def decided(kind: DecisionKind, text: str = "", until: date | None = None) -> Decision:
    return Decision(kind, "县甲局", "A1-02", text, "", "王五", until=until)


def test_a_hollow_measure_is_an_error_at_its_cell_in_place_of_the_gap() -> None:
    found = case(HOLLOW, Substance.HOLLOW)
    assert codes(found) == [("F12", "A1-02", "C5")]
    assert ids(found) == (["A1-02"], [])


def test_a_refusal_waits_and_is_neither_covered_nor_missing() -> None:
    found = case(REFUSED, Substance.REFUSAL)
    assert codes(found) == [("F13", "A1-02", "C5")]
    assert ids(found) == ([], ["A1-02"])


def test_a_waiver_ends_the_waiting() -> None:
    found = case(REFUSED, Substance.REFUSAL, decided(DecisionKind.WAIVE))
    assert codes(found) == []
    assert ids(found) == ([], [])


def test_a_refusal_that_the_officer_does_not_accept_is_a_gap() -> None:
    found = case(REFUSED, Substance.REFUSAL, decided(DecisionKind.REJECT))
    assert codes(found) == [("C01", "A1-02", None)]
    assert ids(found) == (["A1-02"], [])


def test_a_rejected_wording_of_another_kind_does_not_hold_the_unit_to_it() -> None:
    found = case(REFUSED, Substance.REFUSAL, decided(DecisionKind.REJECT, "逐件认定"))
    assert ids(found) == ([], ["A1-02"])


def test_where_another_row_does_the_work_nothing_waits_and_nothing_is_missing() -> None:
    found = case(
        full_but(1, measure="本单位不涉及", covers="")
        + "\n"
        + "7 | 公文 | 逐件认定 | 12月底前 | 张山 | 办公室 | A1-02",
        Substance.REFUSAL,
    )
    assert ids(found) == ([], [])
    assert ("F13", "A1-02", "C5") in codes(found)


def test_an_unclear_measure_says_why_an_officer_has_to_look() -> None:
    found = ledger_case(full_but(1, covers="?A1-02"))
    unclear = replace(found.matches[0], substance=Substance.UNCLEAR)
    run = check_ledger(replace(found, matches=(unclear, *found.matches[1:])))
    assert ["看不出本单位具体做什么、怎么做" in d.message for d in run.deviations] == [True]


def test_a_copied_measure_still_counts_and_is_warned_of() -> None:
    found = ledger_case(full_but(1))
    copied = replace(found.matches[0], substance=Substance.COPIED)
    assert codes(replace(found, matches=(copied, *found.matches[1:]))) == [("F09", "A1-02", "C5")]
