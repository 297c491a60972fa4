"""The seal says of which plan and issue a workbook speaks; only the register that made it takes it for genuine."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from pipeline.flow.seal import Seal, read_seal, seal_of
from pipeline.store.register import Register


def register(key: bytes) -> Register:
    return cast(Register, SimpleNamespace(seal_key=key))


OURS, ANOTHERS = register(b"k" * 32), register(b"l" * 32)


@pytest.mark.parametrize("plan", ["yiyuan-2022", "a~b c", "方案"])
def test_what_was_sealed_is_read_back(plan: str) -> None:
    text = seal_of(OURS, plan, "2022-05-21")
    assert read_seal(OURS, f" {text}\n") == Seal(plan, "2022-05-21")
    assert not set(text) & set(" \t\n"), "it is one word to any program"
    assert len(text.rpartition("~")[2]) == 40


@pytest.mark.parametrize("text", ["", "~", "yiyuan-2022~2022-05-21", "yiyuan-2022~2022-05-21~"])
def test_what_has_no_code_is_no_seal(text: str) -> None:
    assert read_seal(OURS, text) is None


def test_what_was_altered_or_made_elsewhere_is_no_seal() -> None:
    text = seal_of(OURS, "yiyuan-2022", "2022-05-21")
    assert read_seal(ANOTHERS, text) is None
    for altered in (text.replace("2022", "2023", 1), text.replace("-21", "-22"), text[:-1], text[:-1] + "~"):
        assert read_seal(OURS, altered) is None
    code = text.rpartition("~")[2]
    assert read_seal(OURS, f"~{code}") is None
    assert read_seal(OURS, text.upper()) is None
