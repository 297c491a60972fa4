"""Only files that are whole and still are claimed; nothing is removed that was not claimed as it is now."""

from __future__ import annotations

import errno
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline.guard.inbox import Claim, Inbox, Waiting


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def inbox(root: Path, clock: Clock, largest: int = 1 << 20) -> Inbox:
    return Inbox(root, settle_seconds=5, largest_bytes=largest, grace_seconds=600, clock=clock)


def put(path: Path, data: bytes, clock: Clock, age: float = 0.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (clock.now - age, clock.now - age))
    return path


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", "<a/>")
    return buffer.getvalue()


def claims(box: Inbox) -> list[str]:
    return [found.file_name for found in box.look() if isinstance(found, Claim)]


def reasons(box: Inbox) -> list[str]:
    return [found.reason for found in box.look() if isinstance(found, Waiting)]


def test_a_file_that_has_long_been_still_is_claimed_at_the_first_look(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "县财政局" / "台账.xlsx", a_zip(), clock, age=60)
    (claim,) = inbox(tmp_path, clock).look()
    assert isinstance(claim, Claim)
    assert (claim.file_name, claim.folder, claim.data) == ("台账.xlsx", "县财政局", a_zip())


def test_a_fresh_file_waits_until_it_has_been_still(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "台账.xlsx", a_zip(), clock)
    box = inbox(tmp_path, clock)
    assert claims(box) == []
    clock.now += 4
    assert claims(box) == []
    clock.now += 2
    assert claims(box) == ["台账.xlsx"]


def test_a_file_that_grows_starts_waiting_anew(tmp_path: Path, clock: Clock) -> None:
    path = put(tmp_path / "台账.xlsx", a_zip(), clock)
    box = inbox(tmp_path, clock)
    assert claims(box) == []
    clock.now += 4
    put(path, a_zip() * 2, clock)
    clock.now += 2
    assert claims(box) == []
    clock.now += 5
    assert claims(box) == ["台账.xlsx"]


def test_a_file_from_the_future_is_taken_once_it_stands_still(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "台账.xlsx", a_zip(), clock, age=-86_400)
    box = inbox(tmp_path, clock)
    assert claims(box) == []
    clock.now += 6
    assert claims(box) == ["台账.xlsx"]


@pytest.mark.parametrize(
    "data",
    [a_zip()[:-22], a_zip()[:-1], a_zip()[:-2] + b"\x05\x00abc", bytes(4096)],
    ids=["no end record", "a cut end record", "a cut comment", "only zeros"],
)
def test_an_incomplete_file_waits_for_its_rest_but_not_for_ever(tmp_path: Path, clock: Clock, data: bytes) -> None:
    put(tmp_path / "台账.xlsx", data, clock, age=60)
    box = inbox(tmp_path, clock)
    assert reasons(box) == ["文件尚不完整，等待复制完成"]
    clock.now += 600
    assert claims(box) == ["台账.xlsx"]


@pytest.mark.parametrize(
    "name",
    ["~$台账.xlsx", ".台账.xlsx", "台账.xlsx.tmp", "1A2B3C4D", "Thumbs.db", "desktop.ini"],
)
def test_temporary_files_are_left_alone_and_named_when_stale(tmp_path: Path, clock: Clock, name: str) -> None:
    put(tmp_path / name, b"x", clock, age=60)
    assert list(inbox(tmp_path, clock).look()) == []
    clock.now += 90_000
    assert reasons(inbox(tmp_path, clock)) == ["临时文件，已存放超过一天，请确认是否遗留"]


def test_removing_spares_a_file_that_changed_after_it_was_claimed(tmp_path: Path, clock: Clock) -> None:
    path = put(tmp_path / "台账.xlsx", a_zip(), clock, age=60)
    box = inbox(tmp_path, clock)
    (claim,) = box.look()
    assert isinstance(claim, Claim)
    put(path, a_zip() + b"newer", clock)
    assert not box.remove(claim)
    assert path.read_bytes() == a_zip() + b"newer"


def test_removing_a_claimed_file(tmp_path: Path, clock: Clock) -> None:
    path = put(tmp_path / "台账.xlsx", a_zip(), clock, age=60)
    box = inbox(tmp_path, clock)
    (claim,) = box.look()
    assert isinstance(claim, Claim)
    assert box.remove(claim)
    assert not path.exists()
    assert box.remove(claim)


@pytest.mark.skipif(sys.platform != "linux", reason="leases are a Linux feature")
def test_a_file_that_somebody_writes_to_is_left_alone(tmp_path: Path, clock: Clock) -> None:
    path = put(tmp_path / "台账.xlsx", a_zip(), clock, age=60)
    box = inbox(tmp_path, clock)
    with path.open("r+b"):
        assert reasons(box) == ["文件正被打开编辑，关闭后收取"]
    assert claims(box) == ["台账.xlsx"]


def test_links_are_not_followed(tmp_path: Path, clock: Clock) -> None:
    secret = put(tmp_path / "outside" / "secret.xlsx", a_zip(), clock, age=60)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "link.xlsx").symlink_to(secret)
    assert list(inbox(tmp_path / "inbox", clock).look()) == []


def test_an_inbox_that_is_away_is_an_os_error_not_an_empty_inbox(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(FileNotFoundError):
        list(inbox(tmp_path / "gone", clock).look())


def test_a_file_above_the_limit_is_given_in_chunks_not_in_one(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "big.bin", b"x" * 1000, clock, age=60)
    (claim,) = inbox(tmp_path, clock, largest=100).look()
    assert isinstance(claim, Claim)
    assert claim.data is None
    assert b"".join(claim.chunks()) == b"x" * 1000


def test_a_fresh_file_with_holes_waits_for_twenty_settling_times(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "台账.xlsx", a_zip(), clock, age=60)
    box = inbox(tmp_path, clock)
    (waiting,) = box.look(is_whole=lambda _: False)
    assert isinstance(waiting, Waiting)
    assert waiting.reason == "文件内容尚不完整，等待复制完成"
    clock.now += 40
    (claim,) = box.look(is_whole=lambda _: False)
    assert isinstance(claim, Claim)


def refuse_opening(monkeypatch: pytest.MonkeyPatch, name: str, code: int) -> None:
    opening = Path.open

    def refuse(self: Path, *rest: object, **named: object) -> object:
        if self.name == name:
            raise OSError(code, os.strerror(code), str(self))
        return opening(self, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EBUSY, errno.ETXTBSY, errno.EIO])
def test_a_file_that_cannot_be_read_is_named_and_does_not_stop_the_others(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        put(tmp_path / name, a_zip(), clock, age=60)
    refuse_opening(monkeypatch, "a.xlsx", code)
    waiting, claim = inbox(tmp_path, clock).look()
    assert isinstance(waiting, Waiting)
    assert not waiting.soon
    assert ("被占用" in waiting.reason) == (code != errno.EIO)
    assert isinstance(claim, Claim)


def test_a_share_that_goes_away_while_it_is_read_is_told_as_such(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.xlsx", a_zip(), clock, age=60)
    refuse_opening(monkeypatch, "a.xlsx", errno.ESTALE)
    with pytest.raises(OSError, match=os.strerror(errno.ESTALE)):
        list(inbox(tmp_path, clock).look())


@pytest.mark.skipif(sys.platform != "linux", reason="leases are a Linux feature")
def test_removing_spares_a_file_that_somebody_has_opened_for_writing(tmp_path: Path, clock: Clock) -> None:
    path = put(tmp_path / "台账.xlsx", a_zip(), clock, age=60)
    box = inbox(tmp_path, clock)
    (claim,) = box.look()
    assert isinstance(claim, Claim)
    with path.open("r+b"):
        assert not box.remove(claim)
    assert box.remove(claim)


def test_names_that_no_encoding_explains_are_taken_too(tmp_path: Path, clock: Clock) -> None:
    name = os.fsdecode("台账".encode("gbk") + b".xlsx")
    put(tmp_path / name, a_zip(), clock, age=60)
    assert claims(inbox(tmp_path, clock)) == [name]


def test_of_two_files_the_one_saved_later_comes_later_whatever_its_name(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "a-改后.xlsx", a_zip(), clock, age=60)
    put(tmp_path / "b-原稿.xlsx", a_zip(), clock, age=600)
    assert claims(inbox(tmp_path, clock)) == ["b-原稿.xlsx", "a-改后.xlsx"]


def test_a_folder_that_may_not_be_entered_is_named_and_does_not_stop_the_others(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "县财政局" / "a.xlsx", a_zip(), clock, age=60)
    put(tmp_path / "b.xlsx", a_zip(), clock, age=60)
    listing = os.scandir

    def refuse(folder: str) -> object:
        if str(folder).endswith("县财政局"):
            raise PermissionError(13, "Permission denied", str(folder))
        return listing(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    waiting, claim = inbox(tmp_path, clock).look()
    assert isinstance(waiting, Waiting)
    assert waiting.path == tmp_path / "县财政局"
    assert not waiting.soon
    assert isinstance(claim, Claim)


@pytest.mark.skipif(sys.platform != "linux", reason="named pipes are a Unix feature")
def test_what_is_no_file_is_not_opened(tmp_path: Path, clock: Clock) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    assert list(inbox(tmp_path, clock).look()) == []


def test_the_queue_counts_what_lies_there_and_names_what_lies_longest(tmp_path: Path, clock: Clock) -> None:
    box = inbox(tmp_path, clock)
    assert box.queue.files == 0
    half = put(tmp_path / "half.xlsx", a_zip()[:-1], clock, age=60)
    put(tmp_path / "~$lock.xlsx", b"x", clock)
    list(box.look())
    since = clock.now
    clock.now += 100
    put(tmp_path / "whole.xlsx", a_zip(), clock, age=60)
    (claim,) = (found for found in box.look() if isinstance(found, Claim))
    assert (box.queue.files, box.queue.oldest, box.queue.since) == (2, half, since)
    box.remove(claim)
    assert box.queue.files == 1


@pytest.mark.parametrize("name", ["台账.xlsx.part", "台账.xlsx.crdownload"])
def test_an_unfinished_file_from_the_future_is_taken_after_its_grace_too(
    tmp_path: Path, clock: Clock, name: str
) -> None:
    put(tmp_path / name, a_zip(), clock, age=-10 * 86_400)
    box = inbox(tmp_path, clock)
    assert claims(box) == []
    clock.now += 300
    assert claims(box) == []
    clock.now += 301
    assert claims(box) == [name]


def test_our_own_clock_put_back_keeps_no_file_waiting(tmp_path: Path, clock: Clock) -> None:
    box = inbox(tmp_path, clock)
    put(tmp_path / "台账.xlsx", a_zip(), clock)
    assert claims(box) == []
    clock.now -= 30 * 86_400
    assert claims(box) == []
    assert box.queue.since == clock.now
    clock.now += 6
    assert claims(box) == ["台账.xlsx"]
