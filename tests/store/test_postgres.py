"""The register on a real PostgreSQL server is the same as on SQLite, whatever comes in."""

from __future__ import annotations

import io
import json
import os
import threading
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import IntegrityError

from pipeline.cli.installation import make_working_folder
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from pipeline.flow.night.night import nightly
from pipeline.mail.register.mails import MailRecords
from pipeline.mail.register.outgoing import NewOutgoing, OutgoingKind, OutgoingMails
from pipeline.mail.register.rows import MailPlace, MailState, NewMail
from pipeline.model import Arrival, Decision, DecisionKind
from pipeline.store.arrivals import ArrivalState, record_arrivals
from pipeline.store.facts import IDENTITY, SCHEMA, SEAL_KEY
from pipeline.store.register import Register
from pipeline.store.tables import metadata
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, drop, sample
from tests.mail.letters import small_ledger
from tests.store.postgres import Postgres

BAD = "坏\0名\udcff"
"""What no file system and no good mail program gives, and what therefore comes some day."""
LATEST = 4_294_967_295
"""The largest UID and UIDVALIDITY that a mail server may give."""
AT = datetime(2022, 5, 19, 9, tzinfo=UTC)


def opened(root: Path, clock: Clock, database: str = "") -> Installation:
    make_working_folder(root)
    said = f'database = "{database}"\n' if database else ""
    (root / "taizhang.toml").write_text(f"{said}settle_seconds = 0\n[guard]\nworkers = 1\n", encoding="utf-8")
    installation = open_installation(root, clock)
    for secret in (IDENTITY, SEAL_KEY):
        installation.register.remember(secret, "00" * 32)
    return installation


@pytest.fixture(scope="module")
def both(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Installation]]:
    """The same story, told to a register on SQLite and to one on PostgreSQL."""
    told = []
    for name, database in (("sqlite", ""), ("postgres", postgres.database())):
        clock = Clock()
        installation = opened(tmp_path_factory.mktemp(name) / "work", clock, database)
        tell(installation, clock)
        told.append(installation)
    yield told[0], told[1]
    for installation in told:
        installation.register.close()


@cache
def ledgers() -> tuple[bytes, bytes, bytes]:
    return sample("ledgers/01-shuiliju"), small_ledger("县水利局", "二稿"), small_ledger("县科技局")


def tell(installation: Installation, clock: Clock) -> None:
    first, water, science = ledgers()
    lay(installation, {"水利局.xlsx": first, "县科技局/台账.xlsx": science, "坏\udcff.xlsx": b"PK"})
    process(installation)
    consolidate(installation)
    clock.turn(20)
    installation.register.record_decision(
        Decision(DecisionKind.WAIVE, "县水利局", "A1-32", BAD, BAD, BAD, clock(), date(2022, 6, 1))
    )
    # A resubmission, the first draft once more, and an archive.
    lay(installation, {"水利局（改）.xlsx": water, "水利局又.xlsx": first, "打包.zip": packed(), "信.xlsx": packed()})
    process(installation)
    assert nightly(installation).faults == ()
    clock.turn(21)
    lay(installation, {"又.zip": packed()})
    record_mail(installation.register)
    process(installation)
    consolidate(installation)


def lay(installation: Installation, files: dict[str, bytes]) -> None:
    for second, (name, data) in enumerate(files.items()):
        path = drop(installation, name, data)
        os.utime(path, (1_652_000_000 + second,) * 2)


@cache
def packed() -> bytes:
    """An archive with names as no program should make them: with NUL, and longer than an index takes."""
    long = "县教体局" + "".join(chr(0x4E00 + 7 * n) for n in range(2000))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("县司法局.xlsx", small_ledger("县司法局"))
        archive.writestr("NUL-NAME.xlsx", small_ledger("县民政局"))
        archive.writestr(f"{long}.xlsx", small_ledger("县教体局"))
    return data.getvalue().replace(b"NUL-NAME", "民政局".encode("gbk") + b"\0a")


def record_mail(register: Register) -> None:
    arrival = Arrival(BAD, "1" * 64, 3 << 30, AT, sender=BAD, folder=BAD, origin=BAD)
    mail = NewMail(
        "f" * 64,
        "0" * 64,
        BAD,
        (BAD,),
        BAD,
        BAD,
        BAD,
        AT,
        "ledger",
        MailState.TAKEN,
        ((BAD, BAD),),
        (arrival, arrival),
    )
    mails = MailRecords(register)
    mails.open_mailbox("a", "b", LATEST, AT.date())
    place = MailPlace("a", "b", LATEST, LATEST)
    assert mails.record(mail, place) == (1, True)
    assert mails.count_failure(place) == 1
    mails.seen_to("a", "b", LATEST)
    outgoing = OutgoingMails(register)
    outgoing.put(NewOutgoing(BAD, OutgoingKind.RECEIPT, (BAD,), BAD, BAD, "0" * 64, AT), matters=[BAD], day=AT.date())
    assert outgoing.is_ours([BAD])
    outgoing.failed(outgoing.due(AT)[0], AT, BAD)


def content(register: Register) -> dict[str, list[tuple[Any, ...]]]:
    with register.begin() as connection:
        return {
            table.name: sorted(tuple(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_both_hold_the_same(both: tuple[Installation, Installation]) -> None:
    ours, theirs = (content(installation.register) for installation in both)
    # PostgreSQL is backed up by its own means, and the night says so.
    copied, told = ([row for row in rows["events"] if "备份" in row] for rows in (ours, theirs))
    assert [row[-1] for row in told] == ["登记库不是 SQLite，请按该数据库的办法备份"]
    theirs["events"][theirs["events"].index(told[0])] = copied[0]
    for name, rows in ours.items():
        assert theirs[name] == rows, name
    assert {s.unit for *_, s in both[1].register.all_submissions()} > {"县水利局", "县科技局", "县司法局"}
    assert [v.version for v in both[1].register.known_versions("县水利局", "yiyuan-2022")] == [1, 2]


def test_both_write_the_same_receipts_and_county_workbook(both: tuple[Installation, Installation]) -> None:
    ours, theirs = (files(installation.outbox) for installation in both)
    assert sorted(theirs) == sorted(ours)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_a_second_pass_changes_nothing(both: tuple[Installation, Installation]) -> None:
    _, installation = both
    before = content(installation.register)
    assert process(installation).submissions == ()
    assert content(installation.register) == before


def test_an_older_register_gets_what_it_lacks_and_keeps_its_rows(postgres: Postgres) -> None:
    address = postgres.database()
    before = Register(address)
    arrival = Arrival("台账.xlsx", "0" * 64, 1, AT)
    with before.begin() as connection:
        record_arrivals(connection, [(arrival, ArrivalState.RECEIVED)])
        for table in ("facts", "acts", "receipts", "revocations", "nights"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("ALTER TABLE submissions DROP COLUMN issue")
    before.close()
    for _ in range(2):  # the second time there is nothing to add
        register = Register(address)
        assert [r.arrival for r in register.arrivals_in(*ArrivalState)] == [arrival]
        register.close()
    looked = create_engine(address)
    assert inspect(looked).has_table("acts")
    assert "issue" in {c["name"] for c in inspect(looked).get_columns("submissions")}
    looked.dispose()


def test_contents_that_1_0_0_kept_as_text_are_compressed_and_read(postgres: Postgres) -> None:
    address = postgres.database()
    content = {"arrival": "台账"}
    before = Register(address)
    with before.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE submissions ALTER COLUMN content TYPE TEXT USING 'x'")
        columns = "arrival_id, part, verdict, version, received_at, plan, unit, sheet, fingerprint, content"
        row = f"7, 0, 'returned', 1, '', 'p', '', '', '', '{json.dumps(content, ensure_ascii=False)}'"
        connection.exec_driver_sql(f"INSERT INTO submissions ({columns}) VALUES ({row})")
        connection.exec_driver_sql(f"UPDATE facts SET value = '2' WHERE name = '{SCHEMA}'")
    before.close()
    for _ in range(2):
        register = Register(address)
        with register.begin() as connection:
            held = connection.exec_driver_sql("SELECT content FROM submissions").scalar_one()
            asked = connection.execute(select(metadata.tables["submissions"].c.content)).scalar_one()
        register.close()
        assert json.loads(zlib.decompress(held)) == json.loads(asked) == content


def test_many_may_open_a_new_register_at_the_same_moment(postgres: Postgres) -> None:
    address, faults, barrier = postgres.database(), [], threading.Barrier(6)

    def open_it() -> None:
        barrier.wait()
        try:
            Register(address).close()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_same_bytes_from_the_same_place_cannot_be_two_arrivals(postgres: Postgres) -> None:
    register = Register(postgres.database())
    values = {
        "sha256": "0" * 64,
        "file_name": "长" * 5000,
        "channel": "folder",
        "size": 1,
        "received_at": "",
        "state": "",
    }
    with pytest.raises(IntegrityError, match="one_arrival"), register.begin() as connection:
        connection.execute(metadata.tables["arrivals"].insert(), [values, values])
    register.close()
