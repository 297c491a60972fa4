"""A calendar as a file (.ics, RFC 5545) for phones and office programs; the same days give the same file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.county.due_events import DueEvent

if TYPE_CHECKING:
    from icalendar import Component, Event

_MADE_BY = "-//taizhang//due dates//ZH"
_DIGEST = "X-TAIZHANG-DIGEST"
"""Of all that is said, but not when: by it a calendar is known to say the same, without being read."""


def calendar_file(name: str, events: Sequence[DueEvent], now: datetime, before: bytes | None = None) -> bytes:
    """Write a calendar; ``before`` are the bytes of the one that it replaces.

    An event that says the same as before keeps the moment of its last revision (DTSTAMP); where all do, the bytes
    are those of ``before``.
    """
    digest = hashlib.sha256(repr((_MADE_BY, name, events)).encode()).hexdigest()[:32]
    if before is not None and f"\r\n{_DIGEST}:{digest}\r\n".encode() in before:
        return before
    from icalendar import Calendar

    known = _known(before)
    stamp = now.astimezone(UTC).replace(microsecond=0)
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add(_DIGEST, digest)
    for event in events:
        written = _event(event, stamp)
        old = known.get(event.uid)
        if old is not None and _said(old) == _said(written):
            written["dtstamp"] = old["dtstamp"]
        calendar.add_component(written)
    data: bytes = calendar.to_ical()
    return data


def _event(event: DueEvent, stamp: datetime) -> Event:
    from icalendar import Event

    written = Event()
    written.add("uid", event.uid)
    written.add("dtstamp", stamp)
    written.add("dtstart", event.day)
    written.add("summary", event.summary)
    written.add("description", event.description)
    written.add("transp", "TRANSPARENT")  # a day on which something is due is no day without time
    return written


def _said(event: Component) -> tuple[object, ...]:
    return str(event["summary"]), str(event["description"]), event["dtstart"].to_ical()


def _known(before: bytes | None) -> Mapping[str, Component]:
    """Give the events of a calendar by their uid; none where somebody has made something else of it."""
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(before or b"")
    except ValueError:
        return {}
    return {str(event["uid"]): event for event in calendar.walk("VEVENT") if _is_ours(event)}


def _is_ours(event: Component) -> bool:
    return all(
        name in event and not isinstance(event[name], list)
        for name in ("uid", "dtstamp", "dtstart", "summary", "description")
    )
