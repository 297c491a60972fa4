"""Tasks in the column of measures: told once, read as meant; a copied requirement is no such case."""

from __future__ import annotations

from pipeline.judging.substance.exchanged import as_meant
from pipeline.judging.substance.judge import SubstanceJudge
from pipeline.model import Field, Ledger
from pipeline.plan.plans import read_plan
from pipeline.plan.substance_model import read_substance_model
from tests.judging.matching.conftest import RULES, LedgerOf, ledger_of

__all__ = ["ledger_of"]

PLAN = read_plan(RULES)
JUDGE = SubstanceJudge(PLAN, read_substance_model())
OF_PLAN = [PLAN.by_id[i].requirement for i in ("A1-47", "A1-48", "A1-49", "A1-54")]
ACTS = [
    "11月底前逐件登记2008年以来的公文，填认定表，局长签字",
    "每年12月由法规科复审一次，能转的10日内挂到专栏",
    "收到申请当天打电话问清需要，15个工作日内寄出答复书",
    "每周五检查专栏，错链当天改好并截图存档",
]


def told(ledger: Ledger) -> list[str]:
    return [m.what for m in ledger.misplaced]


def test_the_whole_columns_are_told_once_and_read_as_meant(ledger_of: LedgerOf) -> None:
    meant = as_meant(PLAN, ledger_of(*zip(ACTS, OF_PLAN, strict=True)), JUDGE)
    assert [e.task.text for e in meant.entries] == OF_PLAN
    assert [e.measure.text for e in meant.entries] == ACTS
    (said,) = told(meant)
    assert said.endswith("两栏的内容填反了")
    assert as_meant(PLAN, meant, JUDGE) == meant


def test_names_said_in_short_are_names(ledger_of: LedgerOf) -> None:
    names = ["政府信息公开", "政府信息公开", "规范政府信息公开", "公开平台建设"]
    meant = as_meant(PLAN, ledger_of(*zip(ACTS, names, strict=True)), JUDGE)
    assert [e.task.text for e in meant.entries] == names


def test_one_measure_that_is_vague_does_not_keep_the_columns_from_being_read_as_meant(ledger_of: LedgerOf) -> None:
    acts = [*ACTS[:3], "按要求落实"]
    meant = as_meant(PLAN, ledger_of(*zip(acts, OF_PLAN, strict=True)), JUDGE)
    assert [e.measure.text for e in meant.entries] == acts


def test_a_block_of_rows_is_told_and_turned_alone(ledger_of: LedgerOf) -> None:
    rows = [(OF_PLAN[3], ACTS[3]), *zip(ACTS[:3], OF_PLAN[:3], strict=True)]
    meant = as_meant(PLAN, ledger_of(*rows), JUDGE)
    assert [e.measure.text for e in meant.entries] == [ACTS[3], *ACTS[:3]]
    (said,) = told(meant)
    assert said.startswith(f"第{meant.entries[1].row}—{meant.entries[3].row}行的")
    assert meant.columns == ledger_of(*rows).columns


def test_what_is_as_it_should_be_is_left_alone(ledger_of: LedgerOf) -> None:
    straight = ledger_of(*zip(OF_PLAN, ACTS, strict=True))
    copied = ledger_of(*zip(["历史公文", "公文审查", "依申请公开", "专栏建设"], OF_PLAN, strict=True))
    two = ledger_of(*zip(ACTS[:2], OF_PLAN[:2], strict=True), ("规划公开", "每月公布规划进展并上传网站"))
    for ledger in (straight, copied, two):
        assert as_meant(PLAN, ledger, JUDGE) == ledger


def test_the_sentence_names_the_columns_as_the_plan_does(ledger_of: LedgerOf) -> None:
    ledger = ledger_of(*zip(ACTS, OF_PLAN, strict=True))
    (said,) = told(as_meant(PLAN, ledger, JUDGE))
    assert all(
        PLAN.form.heading(f) in said and f"（{ledger.columns[f]}列）" in said for f in (Field.TASK, Field.MEASURE)
    )
