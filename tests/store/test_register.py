"""A register that cannot be opened is said to be so, and is no fault of the program."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.store.database import RegisterError
from pipeline.store.register import Register
from pipeline.store.storable import storable


def test_a_damaged_register_is_named(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(RegisterError, match="登记库已损坏，请从 data/backup 恢复"):
        Register(f"sqlite:///{path}")


def test_a_register_out_of_reach_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="登记库暂时无法读写"):
        Register(f"sqlite:///{tmp_path / 'nowhere' / 'register.sqlite3'}")


def test_what_no_database_takes_is_replaced_where_it_is_written_and_asked_for(tmp_path: Path) -> None:
    register = Register(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    register.note(datetime(2022, 5, 19, tzinfo=UTC), "received", "台\udcff账\0", "1")
    assert register.last_note("received", "台\udcff账\0") == register.last_note("received", "台?账?") == "1"
    assert storable("县水利局𠮷.xlsx") == "县水利局𠮷.xlsx"
    register.close()
