"""The general knowledge holds what the prepared plan taught, and reads the ledgers of a plan that nobody prepared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.judging.matching.knowledge import Knowledge, asked_together
from pipeline.judging.matching.learning import CARRIED, learn
from pipeline.judging.matching.matcher import Matcher
from pipeline.judging.matching.matcher_model import MatcherModel
from pipeline.judging.matching.teaching import lessons_of
from pipeline.judging.matching.text import normalise
from pipeline.model import Decision, DecisionKind, EntryMatch, Phrasing, Plan
from pipeline.plan.matcher_model import (
    KNOWLEDGE,
    ModelError,
    read_all_concepts,
    read_knowledge,
    read_matcher_model,
    write_knowledge,
    write_matcher_model,
)
from tests.judging.matching.conftest import ROOT, RULES, LedgerOf

from matcher_training.evaluation import Figures  # isort: skip
from matcher_training.labelled import LabelledLedger  # isort: skip
from matcher_training.new_plans import NewPlans  # isort: skip
from matcher_training.training import Trainer  # isort: skip
from matcher_training.unseen_plans import UnseenPlan, read_unseen_plan  # isort: skip

Concepts = Mapping[str, Sequence[str]]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_knowledge()


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    return read_all_concepts(RULES)


@pytest.fixture(scope="module")
def unseen(plan: Plan) -> UnseenPlan:
    return read_unseen_plan(ROOT / "tests/data/plans/x", plan)


@pytest.fixture(scope="module")
def imported(unseen: UnseenPlan, concepts: Concepts, knowledge: Knowledge) -> MatcherModel:
    return unseen.model(concepts, knowledge)


@pytest.fixture(scope="module")
def read(unseen: UnseenPlan, imported: MatcherModel) -> Figures:
    return unseen.figures(imported)


def test_the_stored_knowledge_was_trained_from_the_data_at_hand(
    trainer: Trainer, concepts: Concepts, knowledge: Knowledge
) -> None:
    # Fails when what it is trained from, or how, was changed: run `make train`.
    assert knowledge.fingerprint == NewPlans(trainer, concepts).fingerprint()


def test_any_change_of_what_it_is_trained_from_is_noticed(trainer: Trainer, concepts: Concepts) -> None:
    more = {**concepts, "折页": ["折页", "宣传页"]}
    assert NewPlans(trainer, more).fingerprint() != NewPlans(trainer, concepts).fingerprint()


def test_its_topics_are_what_the_prepared_plan_taught(knowledge: Knowledge, model: MatcherModel) -> None:
    np.testing.assert_allclose(knowledge.topics.weights, model.weights[:, :-1], rtol=1e-5, atol=1e-8)
    np.testing.assert_array_equal(knowledge.topics.vocabulary.keys, model.vocabulary.keys)


def test_it_knows_the_phrasings_of_the_prepared_plan(trainer: Trainer, knowledge: Knowledge) -> None:
    assert all(knowledge.knows(normalise(p.text)) for p in trainer.plan.phrasings)
    assert not knowledge.knows(normalise("邀请外县同行品评本县的腌菜"))


def test_ledgers_of_a_plan_that_nobody_prepared_are_read_as_well_as_before(read: Figures) -> None:
    # Floors a little below what an import reaches; a change that falls through them is a step back.
    assert read.covered.f1 >= 0.945
    assert read.missing.f1 >= 0.86
    assert read.entries.f1 >= 0.915
    assert read.right / read.count >= 0.88
    assert read.asked / read.count <= 0.04
    assert read.own_taken / read.own <= 0.05


def test_a_very_short_ledger_asks_instead_of_being_certain(unseen: UnseenPlan, imported: MatcherModel) -> None:
    read = unseen.brief().figures(imported)
    assert read.entries.precision >= 0.93
    assert read.missing.precision >= 0.97
    assert read.own_taken / read.own <= 0.1


def test_a_gap_is_asked_about_where_several_entries_together_are_likely_to_fill_it() -> None:
    said = np.array([[0.3, 0.3, 0.3, 0.1], [0.1, 0.25, 0.25, 0.9], [0.0, 0.0, 0.0, 0.1]], dtype=np.float32)
    asked = asked_together(said, np.array([True, True, False, True]), 0.4)
    # The second obligation alone: the first is too unlikely, the third binds nobody, the fourth is fulfilled.
    assert np.argwhere(asked != said).tolist() == [[0, 1]]
    assert 0.4 <= asked[0, 1] < 0.41


@pytest.mark.parametrize(("entries", "doubtful"), [(6, ("A1-02",)), (5, ())])
def test_such_a_gap_is_a_doubt_of_its_likeliest_entry_but_in_a_very_short_ledger(
    entries: int,
    doubtful: tuple[str, ...],
    unseen: UnseenPlan,
    imported: MatcherModel,
    ledger_of: LedgerOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = np.zeros((entries, len(imported.classes) - 1), dtype=np.float32)
    said[:2, imported.classes.index("A1-02")] = 0.24, 0.26
    monkeypatch.setattr(Matcher, "_probability", lambda *_: said.copy())
    unit = next(u for u in unseen.plan.units if any(o.id == "A1-02" for o in unseen.plan.binding_on(u)))
    found = Matcher(unseen.plan, imported).match(ledger_of(*(("工作", f"第{i}项举措") for i in range(entries))), unit)
    assert tuple(m.obligation for m in found[1].doubtful) == doubtful
    assert not any(m.doubtful or m.certain for at, m in enumerate(found) if at != 1)


def test_wordings_of_last_years_ledgers_teach_as_decisions_do(
    unseen: UnseenPlan, concepts: Concepts, knowledge: Knowledge, tmp_path: Path
) -> None:
    text = "把腌菜品评会的花销明细贴在村口老槐树下"
    carried = Phrasing(text, "A1-11", style=CARRIED)
    plain, taught = (learn(replace(unseen.plan, phrasings=p), concepts, knowledge) for p in ((), (carried,)))
    assert taught.lessons == ((normalise(text), "A1-11"),)
    assert taught.fingerprint != plain.fingerprint
    np.testing.assert_array_equal(taught.weights, plain.weights)
    write_matcher_model(taught, tmp_path / "taught.npz")
    assert read_matcher_model(tmp_path / "taught.npz").lessons == taught.lessons
    # A decision on the same wording outweighs it.
    decided = Decision(DecisionKind.REJECT, "县财政局", "A1-11", text=text)
    assert lessons_of([], taught.classes, taught.lessons)[normalise(text)] == {taught.classes.index("A1-11"): True}
    said = lessons_of([decided], taught.classes, taught.lessons)
    assert said[normalise(text)] == {taught.classes.index("A1-11"): False}


def test_what_officers_decide_on_some_ledgers_does_the_others_no_harm(
    unseen: UnseenPlan, imported: MatcherModel
) -> None:
    decided, rest = unseen.ledgers[::2], UnseenPlan(unseen.plan, unseen.ledgers[1::2])
    before, after = rest.figures(imported), rest.figures(imported, decisions_on(decided))
    assert after.covered.f1 >= before.covered.f1 - 0.01
    assert after.entries.f1 >= before.entries.f1 - 0.01


def test_a_decision_is_heard_where_another_unit_words_it_alike(
    unseen: UnseenPlan, imported: MatcherModel, ledger_of: LedgerOf
) -> None:
    # No wording is the same as, or nearly the same as, the decided one; that would be settled without being learned.
    decided = Decision(DecisionKind.CONFIRM, "县财政局", "A1-11", text="把腌菜品评会的花销明细贴在村口老槐树下")
    ledger = ledger_of(("其他工作", "村口老槐树下张贴腌菜品评会花销明细"))
    unit = unseen.plan.expected_units[0]

    (before,) = Matcher(unseen.plan, imported).match(ledger, unit)
    (after,) = Matcher(unseen.plan, imported, [decided]).match(ledger, unit)
    assert said_of("A1-11", after) > said_of("A1-11", before)
    assert not any(m.decided for m in (*after.certain, *after.doubtful))


def said_of(obligation: str, match: EntryMatch) -> float:
    found = (*match.certain, *match.doubtful, *([match.runner_up] if match.runner_up else []))
    return max((m.score for m in found if m.obligation == obligation), default=0.0)


def decisions_on(ledgers: Sequence[LabelledLedger]) -> list[Decision]:
    """Confirm every meaning, as an officer would who goes through last year's ledgers."""
    return [
        Decision(DecisionKind.CONFIRM, known.unit, obligation, text=entry.measure.text)
        for known in ledgers
        for entry, covers in zip(known.ledger.entries, known.covers, strict=True)
        for obligation in sorted(covers)
        if entry.measure.text
    ]


def test_equal_knowledge_gives_equal_bytes(knowledge: Knowledge, tmp_path: Path) -> None:
    write_knowledge(knowledge, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == KNOWLEDGE.read_bytes()


def test_without_the_knowledge_there_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="缺少任务对应模型"):
        read_knowledge(tmp_path / "none.npz")
