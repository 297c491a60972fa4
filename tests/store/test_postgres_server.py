"""What a PostgreSQL server may do to us: be away, go, stand by, hold too few characters, grant too few rights."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.flow.day.receive import process
from pipeline.model import Arrival
from pipeline.settings import SettingsError
from pipeline.store.arrivals import ArrivalState, record_arrivals
from pipeline.store.database import RegisterError, open_database, transaction
from pipeline.store.register import Register
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, drop
from tests.mail.letters import small_ledger
from tests.store.postgres import Postgres
from tests.store.test_database import broken_off
from tests.store.test_postgres import opened

AT = datetime(2022, 5, 19, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_work_goes_on_after_the_server_was_away(postgres: Postgres, tmp_path: Path, clock: Clock) -> None:
    installation = opened(tmp_path / "work", clock, postgres.database())
    ledger = drop(installation, "台账.xlsx", small_ledger("县科技局"))
    postgres.stop()
    try:
        for _ in range(2):
            with pytest.raises(RegisterError, match="登记库暂时无法读写"):
                process(installation)
        assert ledger.exists(), "it is not taken before it is on record"
        with pytest.raises(SettingsError, match="请检查数据库服务是否在运行"):
            open_installation(installation.root, clock)
    finally:
        postgres.start()
    (submission,) = process(installation).submissions
    assert submission.unit == "县科技局"
    postgres.stop()
    postgres.start()
    assert process(installation).submissions == (), "a server that was started anew in a pause is not noticed"
    installation.register.close()


def test_what_was_begun_when_the_server_went_is_rolled_back(postgres: Postgres) -> None:
    register = Register(postgres.database())
    try:
        with pytest.raises(RegisterError, match="登记库暂时无法读写"):
            begin_and_lose(register, postgres)
    finally:
        postgres.start()
    assert register.arrivals_in(*ArrivalState) == ()
    register.note(AT, "received", "")
    register.close()


def begin_and_lose(register: Register, postgres: Postgres) -> None:
    with register.begin() as connection:
        record_arrivals(connection, [(Arrival("台账.xlsx", "0" * 64, 1, AT), ArrivalState.RECEIVED)])
        postgres.stop()
        record_arrivals(connection, [(Arrival("台账.xlsx", "1" * 64, 1, AT), ArrivalState.RECEIVED)])


def test_a_transaction_that_took_the_server_too_long_is_begun_anew_later(postgres: Postgres) -> None:
    address = postgres.database()
    postgres.ask(f"ALTER DATABASE {address.rpartition('/')[2]} SET idle_in_transaction_session_timeout TO '50ms'")
    register = Register(address)
    with pytest.raises(RegisterError, match="登记库暂时无法读写"):
        begin_and_wait(register)
    assert register.arrivals_in(*ArrivalState) == ()
    register.close()


def begin_and_wait(register: Register) -> None:
    with register.begin() as connection:
        record_arrivals(connection, [(Arrival("台账.xlsx", "0" * 64, 1, AT), ArrivalState.RECEIVED)])
        time.sleep(0.3)
        record_arrivals(connection, [(Arrival("台账.xlsx", "1" * 64, 1, AT), ArrivalState.RECEIVED)])


def test_a_server_that_stands_by_for_another_is_waited_for(postgres: Postgres) -> None:
    address = postgres.database()
    register = Register(address)
    register.close()
    name = address.rpartition("/")[2]
    postgres.ask(f"ALTER DATABASE {name} SET default_transaction_read_only TO on")
    with pytest.raises(RegisterError, match="登记库暂时无法读写"):
        register.note(AT, "received", "")
    register.close()
    postgres.ask(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    register.note(AT, "received", "")
    register.close()


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "EUC_CN"])
def test_a_database_that_cannot_hold_every_character_is_refused(postgres: Postgres, encoding: str) -> None:
    address = postgres.database(f"ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(RegisterError, match=f"登记库所在的数据库不能用（编码为 {encoding}，应为 UTF8）"):
        Register(address)


def test_an_account_without_rights_is_no_damaged_register(postgres: Postgres, tmp_path: Path, clock: Clock) -> None:
    address = postgres.database()
    postgres.ask(f"ALTER DATABASE {address.rpartition('/')[2]} OWNER TO postgres")
    with pytest.raises(SettingsError, match=r"不能用（permission denied.*该账号能否在库中建表") as told:
        opened(tmp_path / "work", clock, address)
    assert "备份" not in str(told.value)
    assert "topsecret" not in str(told.value)


@pytest.mark.parametrize(("chosen", "kept"), [("off", "on"), ("remote_apply", "remote_apply")])
def test_what_is_on_record_is_on_the_disk_whatever_the_server_thinks_fast(
    postgres: Postgres, chosen: str, kept: str
) -> None:
    address = postgres.database()
    postgres.ask(f"ALTER DATABASE {address.rpartition('/')[2]} SET synchronous_commit TO {chosen}")
    register = Register(address)
    for _ in range(2):
        with register.begin() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == kept
    register.close()


def test_only_what_need_not_wait_does_not(postgres: Postgres) -> None:
    engine = open_database(postgres.database())
    assert [synchronous(engine, waits=waits) for waits in (True, False, True)] == ["on", "off", "on"]
    with pytest.raises(ZeroDivisionError):
        broken_off(engine)
    assert synchronous(engine, waits=True) == "on", "the connection is used again"
    with transaction(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM consolidations").scalar_one() == 0
    assert engine.pool.checkedin() == 1  # type: ignore[attr-defined]
    engine.dispose()


def synchronous(engine: Engine, *, waits: bool) -> str:
    with transaction(engine, waits=waits) as connection:
        return str(connection.exec_driver_sql("SHOW synchronous_commit").scalar_one())
