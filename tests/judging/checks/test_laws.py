"""Laws that hold for any ledger."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.checks.runner import check_ledger

from .ledgers import FULL, PLAN, ledger_case

LINES = FULL.strip().splitlines()
IDS = [o.id for o in PLAN.obligations]
limits = st.sampled_from(
    ["", "长期坚持", "6月底前", "2023年3月底前", "每季度", "见附件", "20个工作日内", "#REF!", "^"]
)
texts = st.sampled_from(["", "公开", "督促公开", "开展历史公文公开属性认定工作。", "XX局", "13812345678"])
matches = st.lists(st.sampled_from([*IDS, *(f"?{i}" for i in IDS), "B4-1"]), max_size=3).map(" ".join)
rows = st.builds(
    lambda *cells: " | ".join(cells), st.sampled_from(["", "1", "2"]), texts, texts, limits, texts, texts, matches
)
tables = st.lists(rows, max_size=6).map("\n".join)
units = st.sampled_from([None, "县甲局", "县乙局", "丁镇"])


def missing(table: str, unit: str | None) -> set[str]:
    return {o.id for o in ledger_case(table, unit=unit).missing}


@given(st.permutations(LINES))
def test_the_order_of_entries_does_not_change_what_is_missing(lines: list[str]) -> None:
    assert missing("\n".join(lines[:3]), "县甲局") == missing("\n".join(sorted(lines[:3])), "县甲局")


@given(tables, rows, units)
def test_another_entry_never_makes_a_gap(table: str, row: str, unit: str | None) -> None:
    assert missing(f"{table}\n{row}", unit) <= missing(table, unit)


@given(tables, units)
def test_no_ledger_breaks_a_check_or_gets_a_second_message_for_a_blank_cell(table: str, unit: str | None) -> None:
    case = ledger_case(table, unit=unit)
    run = check_ledger(case)
    assert not run.faults
    values = [e.value(f) for e in case.ledger.entries for f in case.ledger.columns]
    blank = {v.cell for v in values if not v.text.strip() and v.fault is None and not case.is_empty}
    told = [d.cell for d in run.deviations if d.cell in blank]
    assert len(told) == len(set(told))


@given(tables, units)
def test_gaps_are_reported_exactly_where_something_is_missing(table: str, unit: str | None) -> None:
    case = ledger_case(table, unit=unit)
    gaps = {d.obligation for d in check_ledger(case).deviations if d.code in ("C01", "C02")}
    assert gaps == ({o.id for o in case.missing} if not case.is_empty else set())


@given(tables, units)
def test_keys_are_distinct_and_messages_complete(table: str, unit: str | None) -> None:
    deviations = check_ledger(ledger_case(table, unit=unit)).deviations
    keys = [d.key(unit or "") for d in deviations]
    assert len(keys) == len(set(keys))
    for deviation in deviations:
        assert "{" not in deviation.message + deviation.advice
        assert deviation.message.endswith(deviation.what)
        assert deviation.advice
