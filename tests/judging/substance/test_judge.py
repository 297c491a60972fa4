"""A measure counts by its own words, whatever its task cell says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.judging.matching.matcher import Matcher
from pipeline.judging.substance.judge import SubstanceJudge
from pipeline.model import Entry, EntryMatch, Field, Ledger, Match, Substance, Value
from pipeline.plan.matcher_model import read_matcher_model
from pipeline.plan.plans import read_plan
from pipeline.plan.substance_model import MODEL_FILE, read_substance_model, write_substance_model
from tests.judging.matching.conftest import RULES, LedgerOf, ledger_of
from tools.substance_training.material import Material

__all__ = ["ledger_of"]

PLAN = read_plan(RULES)
JUDGE = SubstanceJudge(PLAN, read_substance_model())
MATCHER = Matcher(PLAN, read_matcher_model(RULES))
PUBLIC = "规范开展政府信息公开"


def plain_ledger(*measures: str) -> Ledger:
    none = Value("", "A1")
    entries = (Entry("台账", i, none, none, Value(m, f"C{i}"), none, none, none) for i, m in enumerate(measures, 1))
    return Ledger("台账", "", "", 0, dict.fromkeys(Field, "A"), (), tuple(entries), {})


def judged(ledger_of: LedgerOf, task: str, measure: str) -> EntryMatch:
    ledger = ledger_of((task, measure))
    (match,) = JUDGE.weigh(ledger, MATCHER.match(ledger, PLAN.unit_by_name["县水利局"]))
    return match


@pytest.mark.parametrize(
    "measure",
    [
        "按要求落实",
        "认真贯彻落实上级文件精神，提高政治站位，确保取得实效",
        "见附件",
        "详见方案",
        "（图片）",
        "见《2022年县政务公开工作方案》附件1第42条",
        "同上",
        "待上级明确后再行安排",
        "领导研究后再定",
        "参照往年",
        "公开",
        "——",
        "/",
        "√",
        "1",
        "规范开展政府信息公开",
        "做好规范开展政府信息公开工作",
    ],
)
def test_words_alone_fulfil_nothing(ledger_of: LedgerOf, measure: str) -> None:
    match = judged(ledger_of, PUBLIC, measure)
    assert match.substance is Substance.HOLLOW
    assert not match.certain
    assert not match.doubtful


@pytest.mark.parametrize(
    "measure",
    [
        "本单位不涉及",
        "无此项任务",
        "不属于我局职责范围",
        "由县财政局负责",
        "今年不开展，明年再说",
        "没有",
        "该职能已划转县应急局",
    ],
)
def test_a_refusal_fulfils_nothing_and_is_none_of_the_hollow_ones(ledger_of: LedgerOf, measure: str) -> None:
    match = judged(ledger_of, PLAN.by_id["A1-47"].requirement, measure)
    assert match.substance is Substance.REFUSAL
    assert not match.certain
    assert [m.obligation for m in match.meant] == ["A1-47"]


@pytest.mark.parametrize(
    "measure",
    [
        "按方案要求于11月底前逐件登记历史公文并认定公开属性",
        "无历史公文的科室报备案表",
        "高度重视，压实责任，每月5日前由办公室把历史公文认定清单挂局网站",
        "供水由水利局负责，我局每季度公开供气企业名单和投诉电话",
        "由法规科逐件审核历史公文，局长签字后归档",
        "不涉密的历史公文一律标注主动公开并登记造册",
    ],
)
def test_an_act_stays_an_act_whatever_stands_around_it(ledger_of: LedgerOf, measure: str) -> None:
    assert judged(ledger_of, PUBLIC, measure).substance is Substance.REAL


def test_the_plans_own_words_are_copied_and_fulfil_what_they_did(ledger_of: LedgerOf) -> None:
    requirement = PLAN.by_id["A1-47"].requirement
    match = judged(ledger_of, "公文属性", requirement)
    assert match.substance is Substance.COPIED
    assert [m.obligation for m in match.certain] == ["A1-47"]


def test_what_an_officer_has_decided_stays_decided(ledger_of: LedgerOf) -> None:
    ledger = ledger_of((PUBLIC, "按要求落实"))
    decided = EntryMatch(certain=(Match("A1-47", 1.0, decided=True),))
    assert JUDGE.weigh(ledger, [decided]) == (decided,)


def test_a_blank_measure_is_asked_for_and_not_judged(ledger_of: LedgerOf) -> None:
    assert judged(ledger_of, PUBLIC, "  ").substance is Substance.REAL


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_judged_and_an_entry_never_gains_a_match(text: str) -> None:
    ledger = plain_ledger(text)
    before = EntryMatch(certain=(Match("A1-47", 0.9),), doubtful=(Match("A1-48", 0.45),))
    (after,) = JUDGE.weigh(ledger, [before])
    assert {*after.certain, *after.doubtful} <= {*before.certain, *before.doubtful}
    assert JUDGE.weigh(ledger, [before]) == (after,)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["按要求落实", "见附件", "本单位不涉及", "每月抽查3家"]), min_size=1, max_size=6))
def test_a_row_is_judged_by_itself_whatever_stands_in_the_others(measures: list[str]) -> None:
    def kinds(wanted: list[str]) -> list[Substance]:
        ledger = plain_ledger(*wanted)
        return [m.substance for m in JUDGE.weigh(ledger, [EntryMatch()] * len(wanted))]

    assert kinds(measures) == [kind for m in measures for kind in kinds([m])]


def test_the_stored_model_was_trained_from_the_data_at_hand() -> None:
    # Fails when a measure, a phrasing, a labelled ledger or the grammar was changed: run `make train`.
    material = Material(read_plan(RULES, with_phrasings=True))
    assert read_substance_model().fingerprint == material.fingerprint()


def test_equal_models_give_equal_bytes(tmp_path: Path) -> None:
    write_substance_model(read_substance_model(), tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == MODEL_FILE.read_bytes()
