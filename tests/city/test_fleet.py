"""Nights of several counties on real Dask workers: nobody's is lost, nobody's is done twice."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster

from pipeline.city.city import City, Member
from pipeline.city.fleet import TRIES, Ending, NightError, night_of, on_workers, run_fleet
from pipeline.cli.installation import make_working_folder
from pipeline.wiring import open_installation, working_lock
from tests.children import ready
from tests.flow.conftest import sample

NAMES = ("甲县", "乙县", "丙县")


@pytest.fixture(scope="module")
def workers() -> Iterator[Client]:
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture
def city(tmp_path: Path) -> City:
    ready()
    members = tuple(Member(name, tmp_path / name) for name in NAMES)
    for member in members:
        make_working_folder(member.folder)
        (member.folder / "taizhang.toml").write_text("settle_seconds = 0\n[guard]\nworkers = 1\n", encoding="utf-8")
        (member.folder / "inbox" / "台账.xlsx").write_bytes(sample("ledgers/01-shuiliju"))
    return City("某市", members, tmp_path / "市级汇总")


def _judged(member: Member) -> int:
    """Count what is on record of the county's one file: more than one if it had been taken in twice."""
    installation = open_installation(member.folder)
    try:
        return len(installation.register.all_submissions())
    finally:
        installation.register.close()


def test_every_night_is_done_once_and_a_broken_county_stops_no_other(city: City, workers: Client) -> None:
    (city.members[1].folder / "taizhang.toml").write_text("settle_seconds = '很久'\n", encoding="utf-8")
    city = replace(city, members=(*city.members, Member("丁县", city.out / "没有的")))
    nights = {n.county: n for n in run_fleet(city, workers)}
    assert {name: n.ending for name, n in nights.items()} == {
        "甲县": Ending.DONE, "乙县": Ending.FAILED, "丙县": Ending.DONE, "丁县": Ending.FAILED
    }  # fmt: skip
    assert "settle_seconds" in nights["乙县"].faults[0]
    assert nights["甲县"].ledgers == 1
    again = {n.county: n.ending for n in run_fleet(city, workers)}
    assert again == {"甲县": Ending.BEFORE, "乙县": Ending.FAILED, "丙县": Ending.BEFORE, "丁县": Ending.FAILED}


def test_a_night_that_failed_often_is_still_to_be_done(city: City) -> None:
    member = city.members[0]
    shutil.rmtree(member.folder / "outbox" / "汇总")
    (member.folder / "outbox" / "汇总").touch()
    for _ in range(TRIES):
        with pytest.raises(NightError, match="汇总"):
            night_of(member)
    (member.folder / "outbox" / "汇总").unlink()
    assert night_of(member).ending is Ending.DONE


def test_a_county_at_work_elsewhere_is_told_as_busy(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.city.fleet._PATIENCE", 0.1)
    with working_lock(city.members[0].folder):
        night = night_of(city.members[0])
    assert night.ending is Ending.BUSY
    assert "正由另一个程序处理" in night.faults[0]


def test_a_worker_that_dies_is_replaced_and_nothing_is_done_twice(city: City, workers: Client) -> None:
    marks = city.out
    marks.mkdir()
    city = replace(city, members=city.members[:2])

    def kill() -> None:
        begun = marks / "begun"
        while not begun.exists() or not begun.read_text():
            time.sleep(0.05)
        os.kill(int(begun.read_text()), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    found = {member.name: (night, fault) for member, night, fault in on_workers(city, _slow_once(marks), workers)}
    killer.join()
    assert {name: night.ending for name, (night, _) in found.items() if night} == dict.fromkeys(
        NAMES[:2], Ending.DONE
    )
    assert [_judged(member) for member in city.members] == [1, 1]


def _slow_once(marks: Path):  # type: ignore[no-untyped-def]  # sent to the workers by value
    def work(member: Member):  # type: ignore[no-untyped-def]
        import os
        import time

        try:
            with (marks / "begun").open("x") as mark:
                mark.write(str(os.getpid()))
        except FileExistsError:
            return night_of(member)
        from pipeline.flow.day.receive import process
        from pipeline.wiring import open_installation

        process(open_installation(member.folder))  # half of the night is done when the worker dies
        time.sleep(60)
        raise AssertionError("the worker was to die")

    return work
