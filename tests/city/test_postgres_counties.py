"""The registers of a city in one PostgreSQL database, a schema for each county."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, inspect

from pipeline.city.city import Member
from pipeline.city.fleet import Ending, night_of
from pipeline.cli.installation import make_working_folder
from pipeline.wiring import open_installation
from tests.mail.letters import small_ledger
from tests.store.conftest import postgres
from tests.store.postgres import OWNER, Postgres

__all__ = ["postgres"]

UNITS = {"jia": ("县水利局", "县科技局"), "yi": ("县民政局", "县司法局")}


def test_a_schema_for_each_county_keeps_them_apart(postgres: Postgres, tmp_path: Path) -> None:
    address = postgres.database()
    name = address.rpartition("/")[2]
    members = []
    for schema, units in UNITS.items():
        postgres.ask(f"CREATE SCHEMA {schema} AUTHORIZATION {OWNER}", name)
        member = Member(schema, tmp_path / schema)
        make_working_folder(member.folder)
        (member.folder / "taizhang.toml").write_text(
            f'database = "{address}?options=-csearch_path%3D{schema}"\nsettle_seconds = 0\n[guard]\nworkers = 1\n',
            encoding="utf-8",
        )
        for unit in units:
            (member.folder / "inbox" / f"{unit}.xlsx").write_bytes(small_ledger(unit))
        members.append(member)
    nights = [night_of(member) for member in members]
    assert [(night.ending, night.ledgers) for night in nights] == [(Ending.DONE, 2), (Ending.DONE, 2)]
    assert [night_of(member).ending for member in members] == [Ending.BEFORE, Ending.BEFORE]
    for member in members:
        installation = open_installation(member.folder)
        found = {submission.unit for *_, submission in installation.register.all_submissions()}
        installation.register.close()
        assert found == set(UNITS[member.name])
    looked = create_engine(address)
    assert not inspect(looked).has_table("arrivals", "public"), "each in its own schema, none in that of all"
    looked.dispose()
