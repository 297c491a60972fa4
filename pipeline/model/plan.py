"""The plan (方案): its obligations, who bears them, the units of the county."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from pipeline.model.clauses import Clause, Standpoint
from pipeline.model.form import LedgerForm


class Binding(StrEnum):
    """How firmly the plan binds a unit to an obligation."""

    NAMED = "named"
    GROUP = "group"
    CONDITIONAL = "conditional"
    OPEN = "open"
    EXTERNAL = "external"


LEFT_OPEN = frozenset({Binding.OPEN, Binding.CONDITIONAL, Binding.EXTERNAL})
"""The bindings with which the plan leaves open whom an obligation binds."""


class Role(StrEnum):
    """The part that the plan gives a unit in an obligation, as printed."""

    LEAD = "牵头"
    RESPONSIBLE = "责任"
    CARRY_OUT = "落实"


@dataclass(frozen=True, slots=True)
class Unit:
    """A body of the county. ``name`` is the form in which the plan prints it (or the usual short form).

    ``kind`` is one of the kinds that the plan knows (县政府部门单位 …).
    ``expected`` says whether a ledger is expected from it; ``verified`` is false for a roster entry that no
    official text at hand confirms.
    """

    name: str
    full_name: str
    aliases: tuple[str, ...]
    kind: str
    expected: bool
    verified: bool = True
    emails: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a printed group (统称) means: all units of some kinds, units by name, and units that are left out."""

    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def holds(self, unit: Unit) -> bool:
        """Say whether a unit belongs to the group."""
        return (unit.kind in self.kinds or unit.name in self.units) and unit.name not in self.without


@dataclass(frozen=True, slots=True)
class Annex:
    """A list of obligations as the plan prints it.

    ``id`` begins the ids of its obligations (``A1``), ``name`` is how it is cited (附件1), ``led`` says that the
    units named in it lead the whole county's work (牵头) instead of carrying it out.
    """

    id: str
    name: str
    title: str = ""
    led: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who bears an obligation: a unit's name where ``binding`` is named, else the printed group or phrase."""

    bearer: str
    role: Role
    binding: Binding


@dataclass(frozen=True, slots=True)
class Obligation:
    """One line of an annex (``A1-01`` …), with what the program derives from its texts."""

    id: str
    annex: Annex
    no: int
    category: str
    task: str
    requirement: str
    responsible_text: str
    time_limit_text: str
    assignments: tuple[Assignment, ...]
    clauses: tuple[Clause, ...]

    @property
    def label(self) -> str:
        """A short name for lists: the 小类 or, where the plan prints none, the 大类 or the content."""
        return self.task or self.category

    @property
    def place(self) -> str:
        """Where the plan prints it: 附件1第7项."""
        return f"{self.annex.name}第{self.no}项"


@dataclass(frozen=True, slots=True)
class BodyDuty:
    """A duty that the plan's body text states beside the annexes (``B3-1`` …)."""

    id: str
    section: str
    text: str
    who: str
    same_as: str
    could_stand_in_a_ledger: bool


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A wording that is known to mean an obligation (``obligation`` set) or to mean none (empty).

    ``style`` is how it is put (near: close to the plan, in sober words; everyday, short, …), ``origin`` its file.
    """

    text: str
    obligation: str
    origin: str = ""
    style: str = ""


class AssessmentFigure(StrEnum):
    """What the yearly assessment may weigh; the values are the names in plan.toml."""

    ON_TIME = "on_time"
    COVERAGE = "coverage"
    PUT_RIGHT = "put_right"

    @property
    def label(self) -> str:
        """The name that officials see."""
        return {"on_time": "按时报送", "coverage": "覆盖率", "put_right": "整改率"}[self.value]


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Settings of the plan that the center may change in plan.toml."""

    severities: Mapping[str, str] = field(default_factory=dict)
    pilots: frozenset[str] = frozenset()
    due_soon_days: int = 30
    collecting_unit: str = ""
    collecting_phone: str = ""
    approval: str = ""
    """Who approved that overviews are published (方案六); without it they are marked 内部资料."""
    template_changes: Mapping[str, str] = field(default_factory=dict)
    """What each template version changed, in a sentence for those who still send the one before."""
    progress_days: tuple[date, ...] = ()
    """By when units report how far they have got (quarterly, yearly), in order; () where the plan sets no days."""
    assessment_weights: Mapping[str, float] = field(default_factory=dict)
    """Points for each ``AssessmentFigure``; without them units are not summed up."""


def _level(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("\u2212", "-")


@dataclass(frozen=True)
class Plan:
    """A whole plan, as read from a rules folder. ``id`` is the folder's name."""

    id: str
    title: str
    document_number: str
    county: str
    year: int
    issued: date
    """The plan's own date (成文日期): from it on the periods of a frequency count."""
    ledgers_due: date
    template_version: str
    obligations: tuple[Obligation, ...]
    units: tuple[Unit, ...]
    duties: tuple[BodyDuty, ...]
    phrasings: tuple[Phrasing, ...]
    settings: PlanSettings
    groups: Mapping[str, Group]
    form: LedgerForm
    annexes: tuple[Annex, ...] = ()
    form_annex: str = ""
    """The annex that holds the form of the ledgers (附件3); "" where the plan has none."""
    kinds: tuple[str, ...] = ()
    """The kinds of units that the plan tells apart, in the order in which they are listed."""
    basis: Mapping[str, str] = field(default_factory=dict)
    """The clause of the plan on which each deviation rests, by its code."""
    fingerprint: str = ""
    distinctions: Mapping[frozenset[str], str] = field(default_factory=dict)
    """How officers tell two obligations apart that are easily confused, by the pair of their ids."""
    holidays: Mapping[date, bool] = field(default_factory=dict)
    """Days of the State Council's notices beyond the library's, each with whether it is worked."""

    def how_to_tell(self, one: str, other: str) -> str:
        """Say how two obligations are told apart, "" where the rules say nothing of them."""
        return self.distinctions.get(frozenset((one, other)), "")

    def standpoint(self, day: date | None = None) -> Standpoint:
        """Give from where a time limit is read: in a ledger of a day, or without one in the plan itself."""
        return Standpoint(self.year, self.issued, day or self.issued)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """How the plan calls its own parts, for sentences that speak of them."""
        names = {led: "、".join(a.name for a in self.annexes if a.led is led) for led in (False, True)}
        return {
            "annexes": "、".join(a.name for a in self.annexes) or "方案",
            "carried": names[False] or "方案",
            "led": names[True] or "方案",
            "form": self.form_annex or "规定",
        }

    def place_of(self, obligation_id: str) -> str:
        """Say where the plan prints an obligation (附件1第7项); the id itself where it is none of this plan's."""
        found = self.by_id.get(obligation_id)
        return found.place if found else obligation_id

    @cached_property
    def _ids_as_written(self) -> Mapping[str, str]:
        written = ((o.id, f"{o.annex.id}-{o.no}", o.place, o.place.removesuffix("项")) for o in self.obligations)
        return {_level(form): o.id for forms, o in zip(written, self.obligations, strict=True) for form in forms}

    def id_as_written(self, text: str) -> str:
        """Give the id of an obligation as people write it (A1-32, a1－32, 附件1第32项); the text where it is none."""
        return self._ids_as_written.get(_level(text), text)

    @cached_property
    def by_id(self) -> Mapping[str, Obligation]:
        """Obligations by their id."""
        return {o.id: o for o in self.obligations}

    @cached_property
    def phrasings_of(self) -> Mapping[str, tuple[Phrasing, ...]]:
        """The known wordings of each obligation, by its id; those that mean none under ""."""
        found: dict[str, list[Phrasing]] = {}
        for phrasing in self.phrasings:
            found.setdefault(phrasing.obligation, []).append(phrasing)
        return {obligation: tuple(phrasings) for obligation, phrasings in found.items()}

    @cached_property
    def unit_by_name(self) -> Mapping[str, Unit]:
        """Units by the name that the plan prints."""
        return {u.name: u for u in self.units}

    @cached_property
    def _bearers(self) -> Mapping[str, Mapping[str, Assignment]]:
        bearers: dict[str, dict[str, Assignment]] = {u.name: {} for u in self.units}
        for obligation in self.obligations:
            for assignment in obligation.assignments:
                for unit in self.units:
                    named = assignment.binding is Binding.NAMED and assignment.bearer == unit.name
                    group = self.groups.get(assignment.bearer)
                    grouped = assignment.binding is Binding.GROUP and group is not None and group.holds(unit)
                    # A unit that is named as well as grouped bears the obligation in its named role.
                    if named or (grouped and obligation.id not in bearers[unit.name]):
                        bearers[unit.name][obligation.id] = assignment
        return bearers

    def assignment_of(self, unit: Unit, obligation_id: str) -> Assignment | None:
        """Say how the obligation binds the unit, by name or by group; None where it does not."""
        return self._bearers.get(unit.name, {}).get(obligation_id)

    def binding_on(self, unit: Unit) -> tuple[Obligation, ...]:
        """List the obligations that bind the unit by name or by group, in the order of the plan."""
        return tuple(o for o in self.obligations if o.id in self._bearers.get(unit.name, {}))

    @cached_property
    def expected_units(self) -> tuple[Unit, ...]:
        """Units from which a ledger is expected, in the order of the roster."""
        return tuple(u for u in self.units if u.expected)

    @cached_property
    def keeping_units(self) -> tuple[Unit, ...]:
        """Units that keep a ledger: from which one is expected, or which the plan obliges to something."""
        return tuple(u for u in self.units if u.expected or self.binding_on(u))
