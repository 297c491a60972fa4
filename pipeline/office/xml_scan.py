"""Expat set up to be safe: no DTD, no entities; one fast pass with plain callbacks."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from pipeline.office.failures import UnreadableError

Attributes = dict[str, str]


def _refuse(*_: object) -> None:
    raise UnreadableError("entities")


def scan(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk through one XML part. Names come without their namespace prefix, attributes with it.

    Raises UnreadableError("damaged") for XML that is not well formed, UnreadableError("entities") for a DTD.
    """
    parser = _parser()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    _parse(parser, content)


def check_well_formed(content: bytes) -> None:
    """Raise as ``scan`` does where it would; without callbacks this is fast."""
    _parse(_parser(), content)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    return parser


def _parse(parser: expat.XMLParserType, content: bytes) -> None:
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadableError("control_characters" if error.code == 4 else "damaged") from error


def elements(content: bytes, *names: str) -> list[tuple[str, Attributes]]:
    """List the elements of these names with their attributes, in the order of the part."""
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name in names:
            found.append((name, attributes))

    scan(content, start)
    return found
