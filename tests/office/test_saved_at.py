"""When a workbook was last saved, as it says itself: known, or not, and never a reason to refuse a ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.form.files import read_file
from pipeline.model import FileRead
from pipeline.office.saved_at import from_ole
from tests.office.zip_tools import changed, packed, parts_of, plain
from tests.programs import converted

CORE = "docProps/core.xml"
SAVED = datetime(2022, 5, 16, 1, 12, 30, tzinfo=UTC)
_HEAD = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)


def core(saved: str, made: str = "2022-05-10T00:00:00Z") -> bytes:
    kind = 'xsi:type="dcterms:W3CDTF"'
    created = f"<dcterms:created {kind}>{made}</dcterms:created>" if made else ""
    return f"{_HEAD}{created}<dcterms:modified {kind}>{saved}</dcterms:modified></cp:coreProperties>".encode()


def read(content: bytes) -> FileRead:
    result = read_file(changed(plain(), CORE, lambda _: content), "台账.xlsx")
    assert result.failure is None, "the ledger is read whatever its properties say"
    assert result.ledgers
    return result


@pytest.mark.parametrize(
    ("text", "saved"),
    [
        ("2022-05-16T01:12:30Z", SAVED),
        (" 2022-05-16T01:12:30Z\n", SAVED),
        ("2022-05-16T01:12:30.1234567Z", SAVED),
        ("2022-05-16T09:12:30+08:00", SAVED.astimezone(timezone(timedelta(hours=8)))),
        ("2022-05-16T01:12:30", SAVED.replace(tzinfo=None)),
    ],
)
def test_the_time_of_the_last_saving_is_read(text: str, saved: datetime) -> None:
    found = read(core(text)).saved_at
    assert found == saved
    assert found is not None
    assert found.utcoffset() == saved.utcoffset()


def test_a_workbook_that_does_not_say_when_it_was_made_is_taken_at_its_word() -> None:
    assert read(core("2022-05-16T01:12:30Z", made="")).saved_at == SAVED


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", "2022-05-10T00:00:00Z"),
        ("2022-05-16", "2022-05-10T00:00:00Z"),
        ("2022-13-45T01:12:30Z", "2022-05-10T00:00:00Z"),
        ("2022-05-16T01:12:30+99:99", "2022-05-10T00:00:00Z"),
        ("0001-01-01T01:12:30Z", "2022-05-10T00:00:00Z"),
        ("5月16日", "2022-05-10T00:00:00Z"),
        ("2022-05-16T01:12:30Z" * 10_000, "2022-05-10T00:00:00Z"),
        ("2006-09-16T00:00:00Z", "2006-09-15T01:00:00Z"),
        ("1980-01-01T00:00:00Z", ""),
        ("2022-05-16T01:12:30Z", "2022-05-16T01:12:30Z"),
        ("2022-05-16T01:12:30Z", "2022-05-16T01:12:01Z"),
    ],
    ids=["blank", "day", "no-date", "no-zone", "year-1", "words", "long", "shipped", "dos", "made-then", "library"],
)
def test_a_time_that_says_nothing_is_not_known(text: str, made: str) -> None:
    assert read(core(text, made)).saved_at is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        core("2022-05-16T01:12:30Z")[:-30],
        core("2022-05-16T01:12:30Z</dcterms:modified><dcterms:modified>2022-05-17T01:12:30Z"),
        core("<x>2022-05-16T01:12:30Z</x>"),
        core("&nothing;"),
        core("\x01"),
    ],
    ids=["empty", "text", "cut", "twice", "nested", "entity", "control"],
)
def test_broken_properties_are_no_reason_to_refuse_a_ledger(content: bytes) -> None:
    assert read(content).saved_at is None


def test_a_workbook_without_properties_is_read() -> None:
    parts = parts_of(plain())
    del parts[CORE]
    assert read_file(packed(parts), "台账.xlsx").saved_at is None


@pytest.mark.parametrize(("ending", "saved"), [("ods", SAVED.replace(tzinfo=None)), ("xls", SAVED)])
def test_ods_and_xls_say_it_too(ending: str, saved: datetime) -> None:
    """LibreOffice keeps the time when it converts a file, without a zone in an .ods."""
    data = converted(changed(plain(), CORE, lambda _: core("2022-05-16T01:12:30Z")), ending)
    result = read_file(data, f"台账.{ending}")
    assert result.ledgers
    assert result.saved_at == saved
    assert result.saved_at.utcoffset() == saved.utcoffset()


def test_an_ods_without_a_time_is_read() -> None:
    data = converted(changed(plain(), CORE, lambda _: core("")), "ods")
    result = read_file(data, "台账.ods")
    assert result.ledgers
    assert result.saved_at is None


def test_the_properties_of_an_xls_are_in_utc_and_those_never_set_say_nothing() -> None:
    assert from_ole({12: datetime(2022, 5, 10), 13: SAVED.replace(tzinfo=None)}) == SAVED
    never = datetime(1601, 1, 1)
    assert from_ole({12: never, 13: never}) is None
    assert from_ole({13: 36_000}) is None
    assert from_ole({}) is None
