"""What the register says of itself, by name; and which officers' words it holds."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from pipeline.model import ActKind
from pipeline.store.tables import acts, decisions, facts, revocations

SCHEMA: Final = "schema"
IDENTITY: Final = "identity"
"""Which register it is: a restored one has the identity of the one that it was copied from, a new one never has."""
SEAL_KEY: Final = "seal_key"
"""With what the workbooks of this installation are sealed; it lies in the register, and so in its backups."""
JUDGED: Final = "judged"
"""The officers' words that were regarded when all that counts was judged last."""
PUBLISHED: Final = "published"
"""The officers' words that were regarded when the county workbook was published last."""
WANTED: Final = "wanted"
"""In the place of the words that were published: an officer wants the county workbook now."""

UNTOLD: Final = "untold"
"""The answers to officers' words that are still to say what has changed by them, with since when."""


def fact(connection: Connection, name: str) -> str | None:
    """Give what the register says of itself, None where it says nothing."""
    return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one_or_none()


def remember(connection: Connection, name: str, value: str) -> None:
    """Have the register say something of itself from now on."""
    connection.execute(facts.delete().where(facts.c.name == name))
    connection.execute(facts.insert().values(name=name, value=value))


def words_of(connection: Connection) -> str:
    """Say which officers' words are on record: how far decisions, revocations and acts on ledgers have come."""
    by_officers = select(func.max(acts.c.id)).where(acts.c.kind != ActKind.OFFERED.value)
    newest = (select(func.max(decisions.c.id)), select(func.max(revocations.c.id)), by_officers)
    return "|".join(str(connection.execute(wanted).scalar() or 0) for wanted in newest)
