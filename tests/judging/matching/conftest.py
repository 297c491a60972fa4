"""The plan, the stored model and a way to write a ledger as a small table."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.judging.matching.matcher import Matcher
from pipeline.judging.matching.matcher_model import MatcherModel
from pipeline.model import Entry, Field, Ledger, Plan, Value
from pipeline.plan.matcher_model import read_concepts, read_matcher_model
from pipeline.plan.plans import read_plan

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "rules/yiyuan-2022"

sys.path.insert(0, str(ROOT / "tools"))

from matcher_training.training import Trainer, labelled_ledgers  # noqa: E402

LedgerOf = Callable[..., Ledger]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return read_plan(RULES)


@pytest.fixture(scope="session")
def model() -> MatcherModel:
    return read_matcher_model(RULES)


@pytest.fixture(scope="session")
def matcher(plan: Plan, model: MatcherModel) -> Matcher:
    return Matcher(plan, model)


@pytest.fixture(scope="session")
def trainer() -> Trainer:
    return Trainer(read_plan(RULES, with_phrasings=True), labelled_ledgers(ROOT), read_concepts(RULES))


@pytest.fixture(scope="session")
def ledger_of() -> LedgerOf:
    """Write a ledger as rows of (task, measure)."""

    def write(*rows: tuple[str, str]) -> Ledger:
        return Ledger(
            sheet="台账",
            title="",
            reporting_unit="",
            header_row=2,
            columns={field: "ABCDEF"[i] for i, field in enumerate(Field)},
            missing_columns=(),
            entries=tuple(
                Entry(
                    sheet="台账",
                    row=row,
                    no=Value("", f"A{row}"),
                    task=Value(task, f"B{row}"),
                    measure=Value(measure, f"C{row}"),
                    time_limit=Value("", f"D{row}"),
                    leader=Value("", f"E{row}"),
                    section=Value("", f"F{row}"),
                )
                for row, (task, measure) in enumerate(rows, start=3)
            ),
            stamp={},
        )

    return write
