"""Names of what we write: safe on Windows, on shares and in addresses, never too long, never outside the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.flow.day.answer import safe_name
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from tests.flow.conftest import drop
from tools.reliability.ledgers import small_ledger

DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


@given(st.text())
def test_any_name_is_made_safe(name: str) -> None:
    safe = safe_name(name)
    assert not set(safe) & set('<>:"/\\|?*\x00\x7f\u202e\u200b')
    assert not any(c < " " for c in safe)
    assert safe == safe.strip(" .")
    assert safe.split(".")[0].strip().lower() not in DEVICES
    assert len(safe.encode("utf-8")) <= 201


@pytest.mark.parametrize("name", ["con", "CON.xlsx", "nul.tar.gz", "com1", "Lpt9.txt", "aux .xlsx", "COM¹"])
def test_names_of_devices_are_changed(name: str) -> None:
    assert safe_name(name).startswith("_")


@pytest.mark.parametrize(
    "name",
    [
        "水利局台账.xlsx",
        "20220517-0912-第1版-水利局台账-回执.xlsx",
        "20220520-0912-第2版-20220517-0912-第1版-水利局台账-回执-回执.xlsx",
        "20220517-0912-0d0a1f60-水利局台账-回执.xlsx",
    ],
)
def test_the_name_of_a_receipt_does_not_grow_when_it_is_sent_back(installation: Installation, name: str) -> None:
    drop(installation, name, small_ledger(0))
    process(installation)
    for receipt in installation.receipt_folder("县水利局").iterdir():
        assert receipt.stem.endswith("-第1版-水利局台账-回执"), receipt.name


@pytest.mark.parametrize("name", ["concert", "政务公开", "com10", "a.con"])
def test_other_names_stay(name: str) -> None:
    assert safe_name(name) == name


def test_lone_surrogates_of_undecodable_names_are_taken_out() -> None:
    safe_name("台\udcb8账").encode("utf-8")


def test_two_names_that_cannot_be_told_apart_are_both_taken(installation: Installation) -> None:
    """Names in GBK on a share in UTF-8: what cannot be decoded looks the same in both."""
    for number, name in enumerate(("财政局台账", "教育局台账")):
        raw = name.encode("gbk") + b".xlsx"
        (Path(os.fsdecode(os.fsencode(installation.inbox.root) + b"/" + raw))).write_bytes(small_ledger(number))
    assert len(process(installation).submissions) == 2
    assert not any(path.is_file() for path in installation.inbox.root.rglob("*"))
    assert not installation.register.source_paths()


@pytest.mark.parametrize(
    "name", ["局" * 80 + ".xlsx", "con.xlsx", "台账..xlsx", "😀 \u202e.xlsx", "=1+1.xlsx", "a'b&c#d%.xlsx"]
)
def test_receipts_of_oddly_named_files(installation: Installation, name: str) -> None:
    drop(installation, name, small_ledger(0))
    assert len(process(installation).submissions) == 1
    receipts = [p.name for p in installation.receipt_folder("县水利局").iterdir()]
    assert len(receipts) == 2
    for receipt in receipts:
        assert len(receipt.encode("utf-8")) <= 255
        assert receipt.startswith(safe_name(receipt))
