"""The plan (方案): its obligations, who bears them, the units of the county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from pipeline.model.clauses import Clause
from pipeline.model.form import LedgerForm


class Binding(StrEnum):
    """How firmly the plan binds a unit to an obligation."""

    NAMED = "named"
    GROUP = "group"
    CONDITIONAL = "conditional"
    OPEN = "open"
    EXTERNAL = "external"


class Role(StrEnum):
    """The part that the plan gives a unit in an obligation, as printed."""

    LEAD = "牵头"
    RESPONSIBLE = "责任"
    CARRY_OUT = "落实"


class UnitKind(StrEnum):
    """Kinds of units; the groups of the plan are made of them."""

    DEPARTMENT = "县政府部门单位"
    BRANCH = "上级派驻机构"
    PARTY = "县委部门单位"
    TOWN = "镇（街道）"
    ZONE = "经济开发区"
    OTHER = "其他单位"


@dataclass(frozen=True, slots=True)
class Unit:
    """A body of the county. ``name`` is the form in which the plan prints it (or the usual short form).

    ``expected`` says whether a ledger is expected from it; ``verified`` is false for a roster entry that no
    official text at hand confirms.
    """

    name: str
    full_name: str
    aliases: tuple[str, ...]
    kind: UnitKind
    expected: bool
    verified: bool = True
    emails: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who bears an obligation: a unit's name where ``binding`` is named, else the printed group or phrase."""

    bearer: str
    role: Role
    binding: Binding


@dataclass(frozen=True, slots=True)
class Obligation:
    """One line of 附件1 (``A1-01``…) or 附件2 (``A2-01``…), with what the program derives from its texts."""

    id: str
    annex: int
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
        """A short name for lists: the 小类 or, where the plan prints none, the 大类 or 附件2 content."""
        return self.task or self.category


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
    assessment_weights: Mapping[str, float] = field(default_factory=dict)
    """Points for each ``AssessmentFigure``; without them units are not summed up."""


@dataclass(frozen=True)
class Plan:
    """A whole plan, as read from a rules folder. ``id`` is the folder's name."""

    id: str
    title: str
    document_number: str
    county: str
    year: int
    ledgers_due: date
    template_version: str
    obligations: tuple[Obligation, ...]
    units: tuple[Unit, ...]
    duties: tuple[BodyDuty, ...]
    phrasings: tuple[Phrasing, ...]
    settings: PlanSettings
    groups: Mapping[str, frozenset[UnitKind]]
    form: LedgerForm
    fingerprint: str = ""
    distinctions: Mapping[frozenset[str], str] = field(default_factory=dict)
    """How officers tell two obligations apart that are easily confused, by the pair of their ids."""

    def how_to_tell(self, one: str, other: str) -> str:
        """Say how two obligations are told apart, "" where the rules say nothing of them."""
        return self.distinctions.get(frozenset((one, other)), "")

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
                    grouped = assignment.binding is Binding.GROUP and unit.kind in self.groups.get(
                        assignment.bearer, frozenset()
                    )
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
