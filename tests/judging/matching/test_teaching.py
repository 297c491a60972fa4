"""One decision moves what similar wordings are taken for, in every ledger, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.judging.matching.grams import Floats, Vocabulary
from pipeline.judging.matching.lexicon import lexicon_of
from pipeline.judging.matching.matcher_model import OWN_TASK
from pipeline.judging.matching.teaching import Lessons, lessons_of, taught_topics, taught_weights
from pipeline.judging.matching.text import normalise
from pipeline.judging.matching.topics import Topics
from pipeline.model import Decision, DecisionKind

CLASSES = ("A1-11", "A1-32", "A1-62", OWN_TASK)
FLYERS, FLYERS_TOO = "印制蓝色折页发放给办事群众", "印制红色折页发放给来访群众"
MEETING = "召开季度例会听取汇报"
TEXTS = (FLYERS, FLYERS_TOO, MEETING, "邀请记者走进机关", "组织全局通识培训一次")
VOCABULARY = Vocabulary.learn(TEXTS, lexicon_of({}))
WEIGHTS = np.random.default_rng(3).normal(0, 0.2, (len(VOCABULARY.keys), len(CLASSES))).astype(np.float32)


def decision(kind: DecisionKind, text: str, obligation: str = "A1-11", day: int = 1) -> Decision:
    return Decision(kind=kind, unit="县财政局", obligation=obligation, text=text, decided_at=datetime(2022, 6, day))


CONFIRM, REJECT, OWN = DecisionKind.CONFIRM, DecisionKind.REJECT, DecisionKind.OWN_TASK


@dataclass(frozen=True)
class Score:
    """What texts score for a class before and after decisions."""

    before: Floats
    after: Floats


def scores(lessons: Lessons, texts: Iterable[str] = TEXTS) -> Score:
    vectors = VOCABULARY.vectors(tuple(texts))
    return Score(vectors.times(WEIGHTS), vectors.times(taught_weights(VOCABULARY, WEIGHTS, lessons)))


def test_decisions_on_wordings_are_lessons_and_others_are_none() -> None:
    found = lessons_of(
        [
            decision(CONFIRM, f" {FLYERS} "),
            decision(REJECT, FLYERS, "A1-32"),
            decision(OWN, MEETING, ""),
            decision(DecisionKind.WAIVE, "免报本项任务"),
            decision(CONFIRM, "本县没有的任务", "A9-99"),
            decision(OWN, " ", ""),
        ],
        CLASSES,
    )
    assert found == {normalise(FLYERS): {0: True, 1: False}, normalise(MEETING): {0: False, 1: False, 2: False}}


@pytest.mark.parametrize("first", [CONFIRM, REJECT, OWN])
def test_of_two_decisions_on_a_wording_the_newer_teaches(first: DecisionKind) -> None:
    newer = decision(CONFIRM, FLYERS, day=2)
    assert lessons_of([newer, decision(first, FLYERS)], CLASSES)[FLYERS][0] is True
    assert lessons_of([decision(OWN, FLYERS, "", day=3), newer], CLASSES) == {FLYERS: {0: False, 1: False, 2: False}}


def test_without_decisions_nothing_is_reckoned() -> None:
    assert taught_weights(VOCABULARY, WEIGHTS, {}) is WEIGHTS
    topics, likeness = Topics(VOCABULARY, WEIGHTS), np.eye(len(CLASSES), 3, dtype=np.float32)
    assert taught_topics(topics, likeness, {}) == (topics, likeness)


def test_a_confirmed_wording_counts_for_its_obligation_and_a_like_one_too() -> None:
    found = scores(lessons_of([decision(CONFIRM, FLYERS)], CLASSES))
    rise = (found.after - found.before)[:, 0]
    gap = 1 - found.before[0, 0]
    assert 0.5 * gap < rise[0] < gap, "most of what was lacking, as one decision may be a slip"
    assert 0.1 * gap < rise[1] < rise[0], "FLYERS_TOO shares many of its words"
    assert abs(rise[2:]).max() < 0.1 * gap


def test_a_rejected_wording_counts_less_for_its_obligation() -> None:
    sure = scores({FLYERS: {0: True}}).after
    weights = taught_weights(VOCABULARY, WEIGHTS, {FLYERS: {0: True}})
    refused = VOCABULARY.vectors(TEXTS).times(taught_weights(VOCABULARY, weights, {FLYERS: {0: False}}))
    assert refused[0, 0] < 0.5 * sure[0, 0]
    assert refused[1, 0] < sure[1, 0]


def test_what_counts_against_an_obligation_already_is_left_as_it_is() -> None:
    against = int(np.argmin(VOCABULARY.vectors([FLYERS]).times(WEIGHTS)[0]))
    found = scores({FLYERS: {against: False}})
    assert found.before[0, against] < 0
    np.testing.assert_array_equal(found.after, found.before)


def test_two_wordings_decided_otherwise_are_told_apart() -> None:
    lessons = lessons_of([decision(CONFIRM, FLYERS), decision(REJECT, FLYERS_TOO)], CLASSES)
    after = scores(lessons).after
    assert after[0, 0] > after[1, 0] + 0.3


def test_a_topic_is_added_for_each_obligation_that_was_decided_on() -> None:
    topics = Topics(VOCABULARY, WEIGHTS)
    likeness = np.random.default_rng(5).normal(0, 0.3, (len(CLASSES), 3)).astype(np.float32)
    lessons = lessons_of([decision(CONFIRM, FLYERS), decision(REJECT, MEETING, "A1-62")], CLASSES)
    taught, more = taught_topics(topics, likeness, lessons)
    before, after = topics.scores(TEXTS) @ likeness, taught.scores(TEXTS) @ more
    assert more.shape == (len(CLASSES) + 2, 3)
    assert 0.5 < (after - before)[0, 0] / (1 - before[0, 0]) < 1
    assert after[1, 0] > before[1, 0]
    assert after[2, 2] <= before[2, 2]
    np.testing.assert_allclose(after[:, 1], before[:, 1], atol=1e-6)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(TEXTS), st.dictionaries(st.integers(0, 2), st.booleans(), min_size=1), min_size=1, max_size=4
    )
)
def test_obligations_that_nobody_decided_on_are_scored_as_before(lessons: dict[str, dict[int, bool]]) -> None:
    found = scores(lessons)
    untouched = [i for i in range(len(CLASSES)) if not any(i in meanings for meanings in lessons.values())]
    np.testing.assert_array_equal(found.after[:, untouched], found.before[:, untouched])


@settings(deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 2), st.booleans())
def test_a_wording_is_never_moved_away_from_what_was_decided(text: str, place: int, means: bool) -> None:
    found = scores({text: {place: means}}, [text])
    moved = float(found.after[0, place] - found.before[0, place])
    assert moved > 0 if means else moved <= 0
