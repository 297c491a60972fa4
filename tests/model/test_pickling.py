"""Nouns that are pickled by their fields come back as they were."""

from __future__ import annotations

import copyreg
import pickle
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from pipeline.model import (
    CellFault,
    Claim,
    Clause,
    ClauseKind,
    DayType,
    Deviation,
    Entry,
    EntryMatch,
    Match,
    Severity,
    Substance,
    Value,
)

_VALUE = Value("每月", "D4", True, CellFault.ERROR_VALUE)
_MATCH = Match("A1-04", 0.75, ("公开", "平台"), True, ("栏目",))
_CLAIM = Claim(_VALUE, _VALUE, _VALUE)
_NOUNS: tuple[Any, ...] = (
    _VALUE,
    _MATCH,
    _CLAIM,
    Entry("台账", 4, _VALUE, _VALUE, _VALUE, _VALUE, _VALUE, _VALUE, "一、", True, {"备注": "无"}, _CLAIM),
    EntryMatch((_MATCH,), (_MATCH, _MATCH), _MATCH, 0.25, Substance.HOLLOW, (_MATCH,)),
    Clause(
        *(ClauseKind.FIXED, "6月", date(2022, 6, 30), "month", "06-30", 5, DayType.WORKING, "形成之日"),
        *(date(2022, 6, 1), True, True),
    ),
    Deviation("T01", Severity.ERROR, "晚于", "请改", "A1-04", "台账", "D4", "每月", "6月底前", "晚", "x", ("D5",)),
)


@pytest.mark.parametrize("noun", _NOUNS, ids=lambda noun: type(noun).__name__)
def test_every_field_survives(noun: Any) -> None:
    assert all(getattr(noun, f.name) != f.default for f in fields(noun)), "a field that is left out would not show"
    again = pickle.loads(pickle.dumps(noun, pickle.HIGHEST_PROTOCOL))
    assert again == noun
    assert type(again) is type(noun)


@pytest.mark.parametrize("noun", _NOUNS, ids=lambda noun: type(noun).__name__)
def test_the_quick_way_is_taken(noun: Any) -> None:
    assert copyreg.dispatch_table[type(noun)](noun) == (
        type(noun),
        tuple(getattr(noun, f.name) for f in fields(noun)),
    )
