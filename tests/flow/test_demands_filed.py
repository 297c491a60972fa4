"""Letters of demand in the folders of units that no mail reaches."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from docx import Document

from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county
from pipeline.flow.night.demands import file_demands
from pipeline.flow.night.morning import place_of
from tests.flow.conftest import Clock

UNIT = "县科技局"


def words(path: Path) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(path.read_bytes())).paragraphs)


def test_a_unit_that_owes_its_ledger_finds_a_letter_in_its_folder(installation: Installation, clock: Clock) -> None:
    before = build_county(installation, date(2022, 5, 20))
    assert file_demands(installation, before, [UNIT]) == {}  # the day is not over yet
    clock.turn(23)
    filed = file_demands(installation, build_county(installation, date(2022, 5, 23)), [UNIT])
    path = filed[UNIT]
    assert path == installation.receipt_folder(UNIT) / "县科技局催办函_2022-05-23.docx"
    assert "已超过规定期限3天" in words(path)


def test_what_an_officer_has_edited_stays(installation: Installation, clock: Clock) -> None:
    clock.turn(23)
    county = build_county(installation, date(2022, 5, 23))
    path = file_demands(installation, county, [UNIT])[UNIT]
    path.write_bytes(b"edited")
    assert file_demands(installation, county, [UNIT])[UNIT].read_bytes() == b"edited"


def test_a_file_in_an_outbox_that_lies_elsewhere_is_told_in_full(installation: Installation, tmp_path: Path) -> None:
    inside, outside = installation.root / "outbox" / "函.docx", tmp_path.parent / "elsewhere" / "函.docx"
    assert place_of(inside, installation) == "outbox/函.docx"
    assert place_of(outside, installation) == str(outside)
