"""Which version of a unit's ledger is in force: worked out anew from all that came and all that officers said.

Nothing is ever overwritten: what was offered and what was said are acts, in their order, and the standing at any time
is what they come to. The order is that of arrival, so that it does not matter when a file was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from pipeline.model.decision import COMMAND_LINE, WordSource
from pipeline.model.submission import Proof

LedgerKey = tuple[int, int]
"""A ledger on record: the number of its arrival, and its place among the ledgers of that file (from 0)."""


class ActKind(StrEnum):
    """What was done with a ledger."""

    OFFERED = "offered"
    """It came, or came again."""
    CLAIMED = "claimed"
    ADOPTED = "adopted"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        """The word that officers read and write."""
        return {
            "offered": "报送",
            "claimed": "认领",
            "adopted": "采用",
            "restored": "恢复",
            "withdrawn": "撤回",
            "dismissed": "不采用",
        }[self.value]


class Doubt(StrEnum):
    """Why a version waits for an officer."""

    SOURCE = "source"
    """Less proof of where it comes from than the version in force has."""
    FORGED = "forged"
    """The own mail server has found its sender forged."""
    BLANK = "blank"
    HIDDEN = "hidden"
    """All of it stands where nobody sees it."""
    SHRUNKEN = "shrunken"
    """Far less in it than in the version in force."""
    WITHDRAWN = "withdrawn"
    """An officer has taken this very content out of force, and nothing proves that its unit sends it again."""
    DECISIONS = "decisions"
    """No ledger: officers' words that did not come from an officer."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is known of a ledger as it came.

    ``ranks`` is whether it is as good as proved: where names are trusted, all are. ``size`` counts its different
    measures, ``covered`` the obligations that they serve. ``flaw`` is why it waits whatever proves its source; None
    where nothing is amiss.
    """

    proof: Proof
    ranks: bool
    size: int
    covered: int
    flaw: Doubt | None = None
    claims: int = 0
    """Of how many entries it says how far they have got."""

    def is_far_less_than(self, other: Offer) -> bool:
        """Say whether there is so much less in it that it may be a mistake, or somebody else's."""
        pairs = ((self.size, other.size), (self.covered, other.covered))
        return any(mine * _FAR_LESS < its and its - mine >= _AT_LEAST for mine, its in pairs)


_FAR_LESS: Final = 2
_AT_LEAST: Final = 2
"""One measure of two is no mistake worth an officer's time."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done with a ledger of a unit ("" where it is not known), and by whom.

    ``order`` is the place in the order of arrival: of an officer's word, that of what had come until then. ``number``
    is that of the act in the register. ``offer`` stands for what came, None for an officer's word.
    """

    kind: ActKind
    unit: str
    version: int
    ledger: LedgerKey
    at: datetime
    order: int
    number: int = 0
    offer: Offer | None = None
    repeat: int = 0
    known_at: datetime | None = None
    """When the register learnt of it, where that was later than ``at``: a file was read anew, or claimed."""
    officer: str = ""
    reason: str = ""
    source: WordSource = COMMAND_LINE


@dataclass(frozen=True, slots=True)
class InForce:
    """The version that counts: the ledger that made it so (its ``repeat``, if so), since when, what proves it."""

    version: int
    ledger: LedgerKey
    since: datetime
    proof: Proof
    repeat: int = 0


@dataclass
class Standing:
    """How the versions of one unit stand. ``waiting`` says why, by version; ``offers`` what was last offered."""

    _stack: list[InForce] = field(default_factory=list)
    waiting: dict[int, Doubt] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    offers: dict[int, Offer] = field(default_factory=dict)
    came: dict[int, datetime] = field(default_factory=dict)
    """When each version first came."""
    _reports: dict[LedgerKey, int] = field(default_factory=dict)

    @property
    def reports(self) -> tuple[LedgerKey, ...]:
        """The ledgers that tell of progress, in the order of arrival: those of versions that have counted."""
        counted = {held.version for held in self._stack} - self.withdrawn
        return tuple(key for key, version in self._reports.items() if version in counted)

    @property
    def in_force(self) -> InForce | None:
        """The version that counts now, None where none does."""
        return next((held for held in reversed(self._stack) if held.version not in self.withdrawn), None)

    @property
    def first_came(self) -> datetime | None:
        """When the first came of those that have counted and were not withdrawn: when the unit has reported."""
        counted = {held.version for held in self._stack} - self.withdrawn
        return min((self.came[v] for v in counted if v in self.came), default=None)

    def _put(self, act: Act, proof: Proof) -> None:
        self._stack = [held for held in self._stack if held.version != act.version]
        self._stack.append(InForce(act.version, act.ledger, act.at, proof, act.repeat))
        self.waiting.pop(act.version, None)
        self.withdrawn.discard(act.version)

    def offered(self, act: Act, offer: Offer) -> None:
        """Take in what came."""
        self.came.setdefault(act.version, act.at)
        if offer.claims and not act.repeat:
            self._reports[act.ledger] = act.version
        present = self.in_force
        before = self.offers.get(act.version)
        if present is not None and present.version == act.version:
            if before is None or (offer.ranks and not before.ranks):
                self.offers[act.version] = offer
                if present.proof is not Proof.OFFICER:
                    self._stack[self._stack.index(present)] = replace(present, proof=offer.proof)
            return
        doubt = self.doubt(act.version, offer)
        if doubt is not None:
            # What has counted before is no news where nothing proves it; sent by its unit, an officer should see it.
            if offer.proof.proves or not any(held.version == act.version for held in self._stack):
                self.waiting[act.version] = doubt
                self.offers.setdefault(act.version, offer)
            return
        self.offers[act.version] = offer
        self._put(act, offer.proof)

    def doubt(self, version: int, offer: Offer) -> Doubt | None:
        """Say why a version would have to wait if it were offered now; None where it would count or does."""
        present = self.in_force
        if present is not None and present.version == version:
            return None
        if offer.proof is Proof.FAILED:
            return Doubt.FORGED
        if version in self.withdrawn and not offer.proof.proves:
            return Doubt.WITHDRAWN
        if offer.flaw is not None:
            return offer.flaw
        if present is None:
            return None
        held = self.offers.get(present.version)
        if not offer.ranks and (present.proof is Proof.OFFICER or (held is not None and held.ranks)):
            return Doubt.SOURCE
        if held is None or not offer.is_far_less_than(held):
            return None
        # The true ledger, sent again, takes the place of one that nothing proves, however large that one is. An old
        # draft, sent again by mistake, does not take the place of what is proved.
        counted = any(one.version == version for one in self._stack)
        return None if counted and offer.proof.proves and not present.proof.proves else Doubt.SHRUNKEN

    def said(self, act: Act) -> None:
        """Take in an officer's word."""
        if act.kind in (ActKind.WITHDRAWN, ActKind.DISMISSED):
            self.waiting.pop(act.version, None)
            self.withdrawn.add(act.version)
            self._settle()
        else:
            self.came.setdefault(act.version, act.at)
            self._put(act, Proof.OFFICER)

    def left(self, version: int) -> None:
        """Forget a version that turned out to be another unit's."""
        self._stack = [held for held in self._stack if held.version != version]
        self.waiting.pop(version, None)
        self._settle()

    def _settle(self) -> None:
        """Let the version that counts now, because another one does no more, wait no longer."""
        held = self.in_force
        if held is not None:
            self.waiting.pop(held.version, None)


class Standings:
    """How all units stand, act after act. ``settled`` are the ledgers on which an officer has said a word."""

    def __init__(self) -> None:
        self._units: dict[str, Standing] = {}
        self._owners: dict[LedgerKey, tuple[str, int]] = {}
        self._places: set[tuple[LedgerKey, int]] = set()
        self._newest = (0, 0)
        self.settled: set[LedgerKey] = set()

    def of(self, unit: str) -> Standing:
        """Give the standing of a unit; an empty one where nothing came from it."""
        return self._units.get(unit) or Standing()

    @property
    def newest_order(self) -> int:
        """The place in the order of arrival up to which acts were taken."""
        return self._newest[0]

    @property
    def units(self) -> Mapping[str, Standing]:
        """The standing of each unit from which anything came."""
        return self._units

    def follows(self, act: Act) -> bool:
        """Say whether an act can be taken after all others, or whether it changes what was before them."""
        read_anew = act.offer is not None and _place(act) in self._places
        return (act.order, act.number) > self._newest and not read_anew

    def take(self, act: Act) -> None:
        """Take in the next act."""
        self._newest = (act.order, act.number)
        if act.offer is not None:
            self._places.add(_place(act))
        elif act.kind is not ActKind.WITHDRAWN:
            self.settled.add(act.ledger)
        if not act.unit or not act.version:
            return
        before = self._owners.get(act.ledger)
        if before is not None and before[0] != act.unit:
            self._units[before[0]].left(before[1])
        self._owners[act.ledger] = (act.unit, act.version)
        standing = self._units.setdefault(act.unit, Standing())
        if act.offer is not None:
            standing.offered(act, act.offer)
        else:
            standing.said(act)


def replay(acts: Iterable[Act]) -> Standings:
    """Work out what acts come to. Of several readings of one arrival's ledger the last one counts."""
    known = sorted(acts, key=lambda act: act.number)
    last = {_place(act): act for act in known if act.offer is not None}
    standings = Standings()
    for act in sorted(known, key=lambda act: (act.order, act.number)):
        if act.offer is None or last[_place(act)] is act:
            standings.take(act)
    return standings


def _place(act: Act) -> tuple[LedgerKey, int]:
    return act.ledger, act.repeat
