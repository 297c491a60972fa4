"""Officers are asked first what teaches most."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.matching.asking import Doubt, order_to_ask

FLYERS = "印制蓝色折页发放给办事群众"
FLYERS_TOO = "印制红色折页发放给办事群众"


def test_a_wording_that_others_resemble_is_asked_first() -> None:
    doubts = [
        Doubt("邀请记者走进机关", "A1-32"),
        Doubt(FLYERS, "A1-11"),
        Doubt(FLYERS_TOO, "A1-11"),
        Doubt("召开座谈会听取意见", "A1-31"),
    ]
    assert order_to_ask(doubts) == [1, 0, 3, 2]


def test_likeness_counts_within_one_obligation_only() -> None:
    assert order_to_ask([Doubt("邀请记者走进机关", "A1-32"), Doubt(FLYERS, "A1-11"), Doubt(FLYERS_TOO, "A1-12")]) == [
        0,
        1,
        2,
    ]


def test_what_hides_a_gap_goes_before_what_hides_none() -> None:
    doubts = [Doubt("邀请记者走进机关", "A1-32"), Doubt("召开座谈会听取意见", "A1-31", open_gap=True)]
    assert order_to_ask(doubts) == [1, 0]


def test_nothing_to_ask() -> None:
    assert order_to_ask([]) == []


@given(
    st.lists(st.builds(Doubt, st.text(max_size=12), st.sampled_from(["A1-01", "A1-02"]), st.booleans()), max_size=12)
)
def test_each_doubt_is_asked_once(doubts: list[Doubt]) -> None:
    assert sorted(order_to_ask(doubts)) == list(range(len(doubts)))
