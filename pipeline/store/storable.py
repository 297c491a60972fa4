"""Text from outside, as every database takes it."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def storable(text: str) -> str:
    """Replace lone surrogates, which come from undecodable file names and which no database takes, and NUL.

    PostgreSQL refuses NUL in text; the names in an archive and the headers of a mail may hold it.
    """
    text = text.replace("\0", "?")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


class Words(TypeDecorator[str]):
    """Text whose words are somebody else's: made ``storable`` where it is written and where it is asked for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """Give what the database is told."""
        return None if value is None else storable(value)
