"""A workbook that somebody has open is waited for: told by lease on Linux, by sharing on Windows, or by its mark."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pipeline.guard import open_files


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(b"PK")
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_a_writer_is_seen_on_linux_and_an_owner_file_alone_says_nothing_there(ledger: Path) -> None:
    (ledger.parent / "~$台账.xlsx").touch()
    assert not open_files.is_open_for_writing(ledger)
    with ledger.open("r+b"):
        assert open_files.is_open_for_writing(ledger)


@pytest.mark.parametrize("mark", ["~$", ".~"])
def test_where_the_system_does_not_tell_the_owner_file_does_for_half_a_day(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    monkeypatch.setattr(open_files, "has_writer", lambda _: None)
    assert not open_files.is_open_for_writing(ledger)
    owner = ledger.parent / f"{mark}台账.xlsx"
    owner.touch()
    assert open_files.is_open_for_writing(ledger)
    long_ago = owner.stat().st_mtime - 13 * 3600
    os.utime(owner, (long_ago, long_ago))
    assert not open_files.is_open_for_writing(ledger)


def test_windows_refuses_to_share_what_excel_has_open(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not open_files.refuses_to_share(ledger)

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(open_files.os, "open", refused)
    monkeypatch.setattr(open_files.os, "access", lambda *_: True)
    assert open_files.refuses_to_share(ledger)
    monkeypatch.setattr(open_files.os, "access", lambda *_: False)
    assert not open_files.refuses_to_share(ledger), "a write-protected file is no open one"
