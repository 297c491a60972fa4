"""Which version is in force, after any order of offers and officers' words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Act, ActKind, Doubt, Offer, Proof, Standing, replay

UNIT, OTHER = "县财政局", "县审计局"
START = datetime(2022, 5, 19, 9, tzinfo=UTC)
PROVED = Offer(Proof.FOLDER, ranks=True, size=26, covered=24)
NAMED = replace(PROVED, proof=Proof.NAMED, ranks=False)


def offer(order: int, version: int, what: Offer = PROVED, *, unit: str = UNIT, repeat: int = 0) -> Act:
    came = START + timedelta(hours=order)
    return Act(ActKind.OFFERED, unit, version, (version, 0), came, order, order, offer=what, repeat=repeat)


def word(order: int, kind: ActKind, version: int, *, unit: str = UNIT) -> Act:
    said = START + timedelta(hours=order)
    return Act(kind, unit, version, (version, 0), said, order, order, officer="李")


def standing(*acts: Act, unit: str = UNIT) -> Standing:
    return replay(acts).of(unit)


def version(*acts: Act) -> int | None:
    held = standing(*acts).in_force
    return held.version if held else None


def test_the_latest_of_equal_proof_is_in_force() -> None:
    assert version(offer(1, 1), offer(2, 2)) == 2
    assert version(offer(1, 1, NAMED), offer(2, 2, NAMED)) == 2
    assert version(offer(1, 1, NAMED)) == 1, "what is named only counts while there is nothing better"
    assert version(offer(1, 1, NAMED), offer(2, 2)) == 2
    assert version() is None


def test_less_proof_waits_and_changes_nothing() -> None:
    stands = standing(offer(1, 1), offer(2, 2, NAMED))
    assert stands.in_force is not None
    assert stands.in_force.version == 1
    assert stands.waiting == {2: Doubt.SOURCE}


@pytest.mark.parametrize("proof", [Proof.FOLDER, Proof.MAIL, Proof.OFFICER, Proof.NAMED])
@pytest.mark.parametrize("flaw", [Doubt.BLANK, Doubt.HIDDEN])
def test_blank_and_hidden_ones_wait_whatever_their_proof(proof: Proof, flaw: Doubt) -> None:
    amiss = replace(PROVED, proof=proof, flaw=flaw)
    assert version(offer(1, 1, amiss)) is None, "even where nothing is there yet"
    assert standing(offer(1, 1), offer(2, 2, amiss)).waiting == {2: flaw}


@pytest.mark.parametrize(
    ("size", "covered", "waits"), [(13, 24, False), (12, 24, True), (26, 11, True), (26, 12, False), (40, 3, True)]
)
def test_one_with_far_less_waits(size: int, covered: int, waits: bool) -> None:
    less = replace(PROVED, size=size, covered=covered)
    assert (version(offer(1, 1), offer(2, 2, less)) == 1) is waits


def test_one_measure_of_two_is_no_reason_to_wait() -> None:
    assert (
        version(offer(1, 1, replace(PROVED, size=2, covered=2)), offer(2, 2, replace(PROVED, size=1, covered=1))) == 2
    )


def test_a_forged_sender_waits_even_where_nothing_is_there_and_names_are_trusted() -> None:
    forged = Offer(Proof.FAILED, ranks=True, size=26, covered=24)
    assert standing(offer(1, 1, forged)).waiting == {1: Doubt.FORGED}


def test_the_same_content_again_is_in_force_again() -> None:
    acts = (offer(1, 1), offer(2, 2), offer(3, 1, repeat=1))
    assert version(*acts) == 1
    stands = standing(*acts)
    assert stands.in_force is not None
    assert (stands.in_force.since, stands.in_force.repeat) == (START + timedelta(hours=3), 1)
    assert stands.first_came == START + timedelta(hours=1)


def test_the_true_ledger_again_ends_a_larger_forgery() -> None:
    forged = replace(NAMED, size=90, covered=60)
    assert version(offer(1, 1, NAMED), offer(2, 2, forged), offer(3, 1, PROVED, repeat=1)) == 1


def test_a_small_draft_that_counted_once_waits_where_its_unit_sends_it_again() -> None:
    draft = replace(PROVED, size=3, covered=3)
    sent = (offer(1, 1, draft), offer(2, 2), offer(3, 1, draft, repeat=1))
    stands = standing(*sent)
    assert stands.in_force is not None
    assert stands.in_force.version == 2
    assert stands.waiting == {1: Doubt.SHRUNKEN}
    assert version(*sent, word(4, ActKind.ADOPTED, 1)) == 1, "an officer may take it"
    ended = standing(*sent, word(4, ActKind.WITHDRAWN, 2))
    assert ended.in_force is not None
    assert (ended.in_force.version, ended.waiting) == (1, {})
    again = (*sent[:2], word(3, ActKind.WITHDRAWN, 1), offer(4, 1, draft, repeat=1))
    assert version(*again) == 2, "nor does one that was withdrawn"
    by_officer = (offer(1, 1, draft), offer(2, 2, NAMED), word(3, ActKind.ADOPTED, 2), offer(4, 1, draft, repeat=1))
    assert version(*by_officer) == 2, "what an officer has confirmed is proved"


def test_a_blank_that_an_officer_took_once_waits_when_it_comes_again() -> None:
    blank = replace(PROVED, size=0, covered=0, flaw=Doubt.BLANK)
    taken = (offer(1, 1, blank), word(2, ActKind.ADOPTED, 1), offer(3, 2))
    assert version(*taken) == 2
    assert version(*taken, offer(4, 1, blank, repeat=1)) == 2


def test_withdrawn_restored_adopted_dismissed() -> None:
    two = (offer(1, 1), offer(2, 2))
    assert version(*two, word(3, ActKind.WITHDRAWN, 2)) == 1
    assert version(*two, word(3, ActKind.WITHDRAWN, 2), word(4, ActKind.WITHDRAWN, 1)) is None
    assert version(*two, word(3, ActKind.WITHDRAWN, 2), word(4, ActKind.RESTORED, 2)) == 2
    waiting = (offer(1, 1), offer(2, 2, NAMED))
    assert version(*waiting, word(3, ActKind.ADOPTED, 2)) == 2
    dismissed = standing(*waiting, word(3, ActKind.DISMISSED, 2))
    assert (dismissed.waiting, dismissed.in_force is not None) == ({}, True)


def test_what_an_officer_adopted_is_proved() -> None:
    adopted = (offer(1, 1, NAMED), word(2, ActKind.RESTORED, 1))
    assert version(*adopted, offer(3, 2, NAMED)) == 1
    assert version(*adopted, offer(3, 2)) == 2


def test_withdrawn_content_comes_back_only_with_proof() -> None:
    gone = (offer(1, 1, NAMED), word(2, ActKind.WITHDRAWN, 1))
    assert standing(*gone, offer(3, 1, NAMED, repeat=1)).in_force is None
    assert version(*gone, offer(3, 1, PROVED, repeat=1)) == 1


def test_what_is_withdrawn_was_no_report() -> None:
    stands = standing(offer(1, 1), offer(2, 2), word(3, ActKind.WITHDRAWN, 1))
    assert stands.first_came == START + timedelta(hours=2)


def test_a_claimed_ledger_leaves_the_unit_that_it_seemed_to_be_from() -> None:
    acts = (
        offer(1, 1, unit=OTHER),
        offer(2, 2, unit=OTHER),
        replace(offer(2, 1), ledger=(2, 0), number=3),
        replace(word(3, ActKind.CLAIMED, 1), ledger=(2, 0), number=4),
    )
    assert standing(*acts, unit=OTHER).in_force == standing(acts[0], unit=OTHER).in_force
    held = standing(*acts).in_force
    assert held is not None
    assert (held.ledger, held.proof) == ((2, 0), Proof.OFFICER)


def test_a_ledger_claimed_away_leaves_what_stood_before_it() -> None:
    sent = (offer(1, 1, unit=OTHER), offer(2, 2, unit=OTHER))
    claimed = replace(word(3, ActKind.CLAIMED, 1), ledger=(2, 0))
    assert standing(*sent, claimed, unit=OTHER).in_force == standing(sent[0], unit=OTHER).in_force


def test_what_came_again_and_is_withdrawn_gives_way_to_what_came_between() -> None:
    assert version(offer(1, 1), offer(2, 2), offer(3, 1, repeat=1), word(4, ActKind.WITHDRAWN, 1)) == 2


def test_the_same_content_with_better_proof_is_better_proved_and_never_less() -> None:
    again = standing(offer(1, 1, NAMED), offer(2, 1, PROVED, repeat=1))
    assert again.in_force is not None
    assert again.in_force.proof is Proof.FOLDER
    mailed = replace(PROVED, proof=Proof.MAIL)
    for other in (NAMED, mailed):
        kept = standing(offer(1, 1), offer(2, 1, other, repeat=1)).in_force
        assert kept is not None
        assert kept.proof is Proof.FOLDER
    confirmed = standing(offer(1, 1, NAMED), word(2, ActKind.ADOPTED, 1), offer(3, 1, repeat=1)).in_force
    assert confirmed is not None
    assert confirmed.proof is Proof.OFFICER


def test_what_an_officer_put_in_force_unseen_is_measured_when_it_comes() -> None:
    small = replace(PROVED, size=3, covered=3)
    assert standing(word(1, ActKind.CLAIMED, 1), offer(2, 1), offer(3, 2, small)).waiting == {2: Doubt.SHRUNKEN}


def test_a_small_one_that_never_counted_waits_behind_a_larger_one_that_is_only_named() -> None:
    assert standing(offer(1, 1, NAMED), offer(2, 2, replace(PROVED, size=3, covered=3))).waiting == {
        2: Doubt.SHRUNKEN
    }


@pytest.mark.parametrize(("mine", "its", "less"), [(0, 1, False), (0, 2, True), (1, 2, False), (1, 3, True)])
def test_how_much_less_is_far_less(mine: int, its: int, less: bool) -> None:
    one, other = replace(PROVED, size=mine, covered=9), replace(PROVED, size=its, covered=9)
    assert one.is_far_less_than(other) is less
    assert not other.is_far_less_than(one)


def test_reports_are_the_ledgers_that_tell_of_progress_each_once() -> None:
    telling = replace(PROVED, claims=4)
    stands = standing(offer(1, 1), offer(2, 2, telling), offer(3, 3, telling), offer(4, 2, telling, repeat=1))
    assert stands.reports == ((2, 0), (3, 0)), "the first tells of none; the last has told before"
    assert standing(offer(1, 1, telling, repeat=1)).reports == ()
    assert standing(offer(2, 2, telling), word(3, ActKind.WITHDRAWN, 2)).reports == ()


def test_an_act_follows_where_nothing_known_came_after_it() -> None:
    known = replay([replace(offer(5, 1), number=2), replace(word(5, ActKind.ADOPTED, 1), number=3)])
    assert (replay([]).newest_order, known.newest_order) == (0, 5)
    assert list(known.units) == [UNIT]
    assert known.follows(replace(offer(6, 2), number=4))
    assert known.follows(replace(word(5, ActKind.WITHDRAWN, 1), number=4))
    assert not known.follows(replace(offer(4, 2), number=4)), "it came before what is known"
    assert not known.follows(replace(offer(6, 1), number=4)), "this ledger was read before: it takes its old place"


def test_a_later_reading_of_an_arrival_takes_its_place_in_time() -> None:
    anew = replace(offer(1, 3), number=9, ledger=(1, 0))
    assert version(offer(1, 1), offer(2, 2), anew) == 2, "it must not outdo what came after it"


OFFERS = st.sampled_from(
    [PROVED, NAMED, replace(NAMED, size=3, covered=2), replace(PROVED, flaw=Doubt.BLANK, size=0)]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just(ActKind.OFFERED), st.integers(1, 4), OFFERS),
        st.tuples(st.sampled_from([ActKind.WITHDRAWN, ActKind.RESTORED]), st.integers(1, 4), st.none()),
    ),
    max_size=12,
)


def acts_of(steps: list[tuple[ActKind, int, Offer | None]]) -> list[Act]:
    acts: list[Act] = []
    for order, (kind, number, what) in enumerate(steps, 1):
        came = any(a.version == number for a in acts)
        if what is not None:
            acts.append(offer(order, number, what, repeat=order if came else 0))
        elif came:
            acts.append(word(order, kind, number))
    return acts


@given(STEPS, st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_acts_are_looked_at(
    steps: list[tuple[ActKind, int, Offer | None]], chance
) -> None:  # type: ignore[no-untyped-def]
    acts = acts_of(steps)
    shuffled = acts[:]
    chance.shuffle(shuffled)
    for unit in (UNIT, OTHER):
        one, other = replay(acts).of(unit), replay(shuffled).of(unit)
        assert (one.in_force, one.waiting, one.first_came) == (other.in_force, other.waiting, other.first_came)


@given(STEPS)
def test_nothing_that_waits_or_is_withdrawn_is_in_force(steps: list[tuple[ActKind, int, Offer | None]]) -> None:
    stands = standing(*acts_of(steps))
    if stands.in_force is not None:
        assert stands.in_force.version not in stands.withdrawn | stands.waiting.keys()
        assert stands.first_came is not None


@given(STEPS)
def test_what_is_named_only_never_replaces_what_is_proved(steps: list[tuple[ActKind, int, Offer | None]]) -> None:
    before = acts_of(steps)
    stands = standing(*before)
    held = stands.in_force
    if held is None or not held.proof.proves:
        return
    after = standing(*before, offer(99, 77, replace(NAMED, size=500, covered=70)))
    assert after.in_force == held
