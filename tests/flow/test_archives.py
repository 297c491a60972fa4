"""Archives in the inbox: each file in one is an arrival of its own, with its own receipt."""

from __future__ import annotations

import io
import os

import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.model import Verdict
from pipeline.office.archives import HEAD_SIZE, may_be_archive
from pipeline.plan.plans import read_plan
from pipeline.settings.places import SHIPPED
from pipeline.store.arrivals import ArrivalState
from taizhang_demo.inbox import demo_files
from tests.flow.conftest import Clock, drop, sample
from tools.labels import DATA
from tools.reliability.ledgers import archive_of


def packed(encoding: str = "utf-8") -> bytes:
    return archive_of(
        {
            "报送/县水利局台账.xlsx": sample("ledgers/01-shuiliju"),
            "报送/县科技局台账.xlsx": sample("ledgers/02-kejiju"),
            "报送/说明.txt": "请查收".encode(),
        },
        encoding,
    )


def test_every_file_of_an_archive_is_answered(installation: Installation) -> None:
    drop(installation, "打包.zip", packed("gbk"))
    found = {s.arrival.file_name: s for s in process(installation).submissions}
    assert {name: s.unit for name, s in found.items()} == {
        "县水利局台账.xlsx": "县水利局",
        "县科技局台账.xlsx": "县科技局",
    }
    assert {s.arrival.companions for s in found.values()} == {("说明.txt",)}
    assert {s.arrival.origin for s in found.values()} == {"打包.zip"}
    states = {r.arrival.file_name: r.state for r in installation.register.arrivals_in(*ArrivalState)}
    assert states.pop("打包.zip") is ArrivalState.UNPACKED
    assert set(states.values()) == {ArrivalState.RECEIPTED}
    for unit in ("县水利局", "县科技局"):
        assert len(list(installation.receipt_folder(unit).iterdir())) == 2
    assert process(installation).submissions == ()


def test_the_same_archive_again_is_answered_again_and_recorded_once(installation: Installation, clock: Clock) -> None:
    data = packed()
    drop(installation, "打包.zip", data)
    process(installation)
    clock.turn(20)
    drop(installation, "打包.zip", data)
    again = process(installation).submissions
    assert len(again) == 2
    assert len(installation.register.versions_of("县水利局")) == 1
    assert any(d.code == "S06" for s in again for d in s.deviations)


def _saved(installation: Installation, name: str, data: bytes, minute: int) -> None:
    path = drop(installation, name, data)
    at = 1_653_000_000 + 60 * minute
    os.utime(path, (at, at))


def _versions(installation: Installation) -> list[tuple[int, str]]:
    return [(s.version, s.arrival.file_name) for s in installation.register.versions_of("县水利局")]


def _drafts() -> tuple[bytes, bytes, bytes]:
    """Give three ledgers of one unit that say different things."""
    texts = ("县水利局台账（初稿）", "县水利局台账（二稿）", "县水利局台账（定稿）")
    first, second, third = (_with_task(sample("ledgers/01-shuiliju"), text) for text in texts)
    return first, second, third


def _with_task(data: bytes, text: str) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["C4"] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_an_archive_holds_is_older_than_what_came_after_it(installation: Installation) -> None:
    """In one pass: before the archive, in it (twice), and after it."""
    first, second, third = _drafts()
    _saved(installation, "3-初.xlsx", first, 0)
    _saved(installation, "2-打包.zip", archive_of({"县水利局二稿.xlsx": second}), 1)
    _saved(installation, "1-定.xlsx", third, 2)
    process(installation)
    assert _versions(installation) == [(1, "3-初.xlsx"), (2, "县水利局二稿.xlsx"), (3, "1-定.xlsx")]
    order = [s.arrival.file_name for _, _, s in installation.register.all_submissions()]
    assert order == ["3-初.xlsx", "县水利局二稿.xlsx", "1-定.xlsx"]


def test_an_archive_that_was_left_before_it_was_unpacked_goes_first(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer, _ = _drafts()
    drop(installation, "打包.zip", archive_of({"县水利局旧稿.xlsx": older}))
    with monkeypatch.context() as broken:
        broken.setattr("pipeline.flow.day.receive._in_order", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            process(installation)
    drop(installation, "新稿.xlsx", newer)
    process(installation)
    assert _versions(installation) == [(1, "县水利局旧稿.xlsx"), (2, "新稿.xlsx")]
    assert [s.arrival.file_name for _, _, s in installation.register.all_submissions()] == [
        "县水利局旧稿.xlsx",
        "新稿.xlsx",
    ]


def test_no_workbook_is_taken_for_an_archive_and_no_archive_for_a_workbook() -> None:
    books = [sample("ledgers/01-shuiliju"), _drafts()[0], (DATA / "wps" / "saved-by-wps.xlsx").read_bytes()]
    books += [file.data for file in demo_files(read_plan(SHIPPED / "rules" / "yiyuan-2022"))]
    assert not [data[:60] for data in books if may_be_archive(data[:HEAD_SIZE])]
    for archive in (packed(), packed("gbk"), archive_of({"内/a.txt": b"x"})):
        assert may_be_archive(archive[:HEAD_SIZE])


def test_the_name_of_an_archive_may_say_who_sent_it(installation: Installation) -> None:
    drop(installation, "县财政局.zip", archive_of({"台账.xlsx": b"broken"}))
    (submission,) = process(installation).submissions
    assert submission.unit == "县财政局"


def test_an_archive_in_an_archive_is_told_to_be_unpacked(installation: Installation) -> None:
    drop(installation, "外.zip", archive_of({"内.zip": packed()}))
    (submission,) = process(installation).submissions
    assert submission.file.failure is not None
    assert "逐层解压" in submission.file.failure.advice


def test_other_archives_are_told_what_to_send(installation: Installation) -> None:
    drop(installation, "台账.rar", b"Rar!\x1a\x07\x01\x00" + bytes(range(100)))
    (submission,) = process(installation).submissions
    assert submission.file.failure is not None
    assert ".zip" in submission.file.failure.advice


LETTER = b"%PDF-1.7 letter"


def test_what_names_another_unit_or_has_no_ledger_beside_it_is_answered_by_itself(installation: Installation) -> None:
    sheets = {"县水利局台账.xlsx": sample("ledgers/01-shuiliju"), "县科技局台账扫描件.pdf": LETTER}
    drop(installation, "打包.zip", archive_of(sheets))
    drop(installation, "只有扫描件.zip", archive_of({"台账.pdf": LETTER + b" other"}))
    found = {s.arrival.file_name: s.verdict for s in process(installation).submissions}
    assert found["县科技局台账扫描件.pdf"] is Verdict.UNREADABLE
    assert found["台账.pdf"] is Verdict.UNREADABLE


def test_a_letter_in_the_folder_beside_a_ledger_is_named_with_it(installation: Installation) -> None:
    drop(installation, "县水利局/报送函.pdf", LETTER)
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    (ledger,) = process(installation).submissions
    assert ledger.arrival.companions == ("报送函.pdf",)
    states = {r.arrival.file_name: r.state for r in installation.register.arrivals_in(*ArrivalState)}
    assert states == {"报送函.pdf": ArrivalState.COMPANION, "台账.xlsx": ArrivalState.RECEIPTED}
    (page,) = installation.receipt_folder("县水利局").glob("*.html")
    assert "一并收到的“报送函.pdf”不是电子表格，已留存" in page.read_text("utf-8")
    assert list((installation.inbox.root / "县水利局").iterdir()) == []


def test_in_a_common_folder_only_what_names_the_unit_belongs_to_its_ledger(installation: Installation) -> None:
    drop(installation, "县水利局报送函.pdf", LETTER)
    drop(installation, "扫描件.pdf", LETTER + b" of nobody")
    drop(installation, "县水利局台账.xlsx", sample("ledgers/01-shuiliju"))
    found = {s.arrival.file_name: s.arrival.companions for s in process(installation).submissions}
    assert found == {"县水利局台账.xlsx": ("县水利局报送函.pdf",), "扫描件.pdf": ()}
