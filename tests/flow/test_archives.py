"""Archives in the inbox: each file in one is an arrival of its own, with its own receipt."""

from __future__ import annotations

from pipeline.flow import Installation, process
from pipeline.model import Verdict
from pipeline.store import ArrivalState
from tests.flow.conftest import Clock, drop, sample
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
        "说明.txt": None,
    }
    assert found["说明.txt"].verdict is Verdict.UNREADABLE
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
    assert len(again) == 3
    assert len(installation.register.versions_of("县水利局")) == 1
    assert any(d.code == "S06" for s in again for d in s.deviations)


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
