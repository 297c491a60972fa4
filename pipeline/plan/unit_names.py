"""The names under which the units of a plan may appear, as an index that is built once for each plan."""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Plan, Unit
from pipeline.plan.places import place_at_end

_SHORTEST_BARE: Final = 3
"""A name without its county must have this many characters to name a unit."""
_LONG_BARE: Final = 5
"""From this length a name without its county is believed in the middle of other words, too."""
_CHINESE: Final = "\u4e00-\u9fff"
_RANK: Final = "省市县区"
# What may stand directly before a short bare name (…台账水利局, 老王改水利局) without being part of a longer name.
_LEADS: Final = frozenset("账帐表件年度作务送报开由为于是之的及和与交省市县区单位改稿版")


@dataclass(frozen=True)
class Mention:
    """A name found in a text: the words, and the unit's name; ``unit`` is "" for a body of another place."""

    words: str
    unit: str


class UnitNames:
    """All names of a plan's units."""

    def __init__(self, plan: Plan) -> None:
        """Take a plan; its county (such as 沂源县) is the prefix that people put before names or leave out."""
        self._county = normalise(plan.county)
        self._rank = self._county[-1:]
        self._place = self._county[:-1]
        self.names = self._index(plan.units)
        self._pattern = re.compile(
            "|".join(map(re.escape, sorted(self.names, key=lambda n: (-len(n), n)))) or r"(?!)"
        )
        self._addresses: dict[str, list[str]] = {}
        for unit in plan.units:
            for address in unit.emails:
                self._addresses.setdefault(address.strip().casefold(), []).append(unit.name)

    def _index(self, units: tuple[Unit, ...]) -> Mapping[str, str]:
        """Map each form of each name to its unit; an official name goes before an alias.

        An alias that two units share names neither of them.
        """
        official: dict[str, str] = {}
        shared: dict[str, set[str]] = {}
        for unit in units:
            for name in (unit.name, unit.full_name):
                for form in self._forms(normalise(name)):
                    official.setdefault(form, unit.name)
            for alias in unit.aliases:
                for form in self._forms(normalise(alias)):
                    shared.setdefault(form, set()).add(unit.name)
        aliases = {form: next(iter(names)) for form, names in shared.items() if len(names) == 1}
        return {**aliases, **official}

    def _forms(self, name: str) -> Iterator[str]:
        """Give a name as written, and with the county before it in its three lengths or not at all."""
        if not name:
            return
        yield name
        bare = name
        for prefix in (self._county, self._place + "县", self._rank):
            if prefix and name.startswith(prefix) and len(name) - len(prefix) >= 2:
                bare = name.removeprefix(prefix)
                break
        if self._place not in bare:
            yield from (self._county + bare, self._place + bare, self._rank + bare)
        if len(bare) >= _SHORTEST_BARE:
            yield bare

    def find(self, text: str) -> tuple[Mention, ...]:
        """List the units that a text names, each once, in their order; at one place the longest name holds.

        A body of another county or of the city is listed with the unit "", unless the text names one of ours, too.
        A placeholder (沂源县XX局) names nobody.
        """
        level = normalise(text)
        ours: dict[str, Mention] = {}
        foreign: list[Mention] = []
        for match in self._pattern.finditer(level):
            unit = self.names[match[0]]
            before = level[: match.start()]
            place = self._foreign_place(match[0], before)
            if place:
                foreign.append(Mention(place + match[0], ""))
            elif self._stands_alone(match[0], before):
                ours.setdefault(unit, Mention(match[0], unit))
        return tuple(ours.values()) or tuple(foreign[:1])

    def _foreign_place(self, name: str, before: str) -> str:
        """Give the place of another county or city that stands before a name; "" where it is ours."""
        if self._place in name:
            return ""
        if name.startswith(self._rank):
            return place_at_end(before + self._rank, name)[:-1]
        if place := place_at_end(before, name):
            return "" if place == self._county else place
        if before[-1:] and before[-1] in _RANK and not before.endswith(self._county):
            words = re.search(rf"[{_CHINESE}]{{0,3}}$", before)
            return words[0] if words else before[-1]
        return ""

    def _stands_alone(self, name: str, before: str) -> bool:
        """Say whether a short name without a county is not just the end of a longer one (交通执法局)."""
        if len(name) >= _LONG_BARE or self._place in name or name.startswith(self._rank) or not before:
            return True
        return not re.match(f"[{_CHINESE}]", before[-1]) or before[-1] in _LEADS

    def of_sender(self, sender: str) -> tuple[Mention, ...]:
        """List the unit whose mail address a sender has, else those that the sender's shown name names.

        An address that several units share names none of them.
        """
        if not sender:
            return ()
        from email.utils import parseaddr

        shown, address = parseaddr(sender)
        units = self._addresses.get(address.casefold(), [])
        return (Mention(address, units[0]),) if len(units) == 1 else self.find(shown)


_INDICES: dict[int, UnitNames] = {}


def unit_names(plan: Plan) -> UnitNames:
    """Give the index of a plan; it is built once for each plan object and goes with it."""
    key = id(plan)
    if key not in _INDICES:
        _INDICES[key] = UnitNames(plan)
        weakref.finalize(plan, _INDICES.pop, key, None)
    return _INDICES[key]
