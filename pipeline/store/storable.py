"""Text as every database takes it: that from outside, and long ones compressed."""

from __future__ import annotations

import zlib
from typing import Final

from sqlalchemy import LargeBinary, Text
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


class Compressed(TypeDecorator[bytes]):
    """A long JSON text, held compressed: it is what a register grows by. Asked for, it is the text in UTF-8 again.

    What is not compressed yet, as earlier versions kept it, is read as well.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | str | None, _: Dialect) -> bytes | None:
        """Give what the database is told."""
        if value is None:
            return None
        return zlib.compress(value.encode() if isinstance(value, str) else value, _LEVEL)

    def process_result_value(self, value: bytes | str | None, _: Dialect) -> bytes | None:
        """Give the text that the database holds."""
        if value is None:
            return None
        held = value.encode() if isinstance(value, str) else bytes(value)
        return held if held.startswith(b"{") else zlib.decompress(held)


_LEVEL: Final = 3
"""Above that it takes two or three times as long, for a sixth less."""
