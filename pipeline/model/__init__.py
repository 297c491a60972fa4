"""The nouns of the project. They are frozen, hold no behaviour beyond their own facts, and import nothing of ours."""

from pipeline.model.clauses import Clause, ClauseKind, DayType
from pipeline.model.county import County, DeviationState, TrackedDeviation, UnitReport, UnitStatus
from pipeline.model.decision import ON_WORDINGS, Decision, DecisionKind, mark_replaced
from pipeline.model.deviation import Deviation, Severity
from pipeline.model.ledger import (
    NOT_COPIED,
    CellFault,
    Entry,
    Field,
    FileRead,
    Ledger,
    ReadingFailure,
    ReadingNote,
    Value,
)
from pipeline.model.match import EntryMatch, Match
from pipeline.model.pickling import pickle_by_fields
from pipeline.model.plan import (
    AssessmentFigure,
    Assignment,
    Binding,
    BodyDuty,
    Obligation,
    Phrasing,
    Plan,
    PlanSettings,
    Role,
    Unit,
    UnitKind,
)
from pipeline.model.submission import Arrival, Channel, Evidence, Identification, PastFindings, Submission, Verdict

pickle_by_fields(Value, Entry, Match, EntryMatch, Clause, Deviation)

__all__ = [
    "NOT_COPIED",
    "ON_WORDINGS",
    "Arrival",
    "AssessmentFigure",
    "Assignment",
    "Binding",
    "BodyDuty",
    "CellFault",
    "Channel",
    "Clause",
    "ClauseKind",
    "County",
    "DayType",
    "Decision",
    "DecisionKind",
    "Deviation",
    "DeviationState",
    "Entry",
    "EntryMatch",
    "Evidence",
    "Field",
    "FileRead",
    "Identification",
    "Ledger",
    "Match",
    "Obligation",
    "PastFindings",
    "Phrasing",
    "Plan",
    "PlanSettings",
    "ReadingFailure",
    "ReadingNote",
    "Role",
    "Severity",
    "Submission",
    "TrackedDeviation",
    "Unit",
    "UnitKind",
    "UnitReport",
    "UnitStatus",
    "Value",
    "Verdict",
    "mark_replaced",
]
