"""How old files are, by what they say themselves, and when that is clear enough to speak of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from pipeline.store.versions import KnownVersion

CLEARLY: Final = timedelta(hours=12)
"""Some programs write the clock on the wall as if it were UTC, and clocks of office machines go wrong."""


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages of the versions of one unit. ``zone`` is the installation's, ``year`` the plan's."""

    versions: Sequence[KnownVersion]
    year: int
    zone: tzinfo | None

    def clearly_before(self, one: KnownVersion, other: KnownVersion) -> tuple[datetime, datetime] | None:
        """Give when both were last saved, where the one was saved clearly before the other; else None."""
        mine, its = self.saved_at(one), self.saved_at(other)
        return (mine, its) if mine and its and its - mine >= CLEARLY else None

    def saved_at(self, version: KnownVersion) -> datetime | None:
        """Give when a version was last saved, in the installation's zone; None where what it says cannot be.

        Whoever saved before the plan's year or after it arrived had a wrong clock. Two different contents saved at
        one moment come from a program that leaves that time as it found it.
        """
        told = version.saved_at
        if told is None or any(v.saved_at == told and not v.is_same(version) for v in self.versions):
            return None
        arrived = self._aware(version.arrival.received_at)
        saved = self._aware(told).astimezone(self.zone)
        if saved > arrived:
            # Said to be UTC, and yet in the future: then it may have been the clock on the wall.
            saved = told.replace(tzinfo=self.zone)
        return saved if saved <= arrived and saved.year >= self.year else None

    def _aware(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
