"""The nouns of the project. They are frozen, hold no behaviour beyond their own facts, and import nothing of ours."""

from pipeline.model.clauses import Clause, ClauseKind, DayType, Standpoint
from pipeline.model.county import County, DeviationState, TrackedDeviation, UnitReport, UnitStatus
from pipeline.model.decision import Decision, DecisionKind, mark_replaced
from pipeline.model.deviation import Deviation, Severity
from pipeline.model.form import Field, FormColumn, LedgerForm
from pipeline.model.ledger import (
    NO_CELLS,
    NOT_COPIED,
    CellCount,
    CellFault,
    Entry,
    FileRead,
    Ledger,
    Misplaced,
    ReadingFailure,
    ReadingNote,
    Unread,
    Value,
)
from pipeline.model.match import EntryMatch, Match, Substance
from pipeline.model.pickling import pickle_by_fields
from pipeline.model.plan import (
    Annex,
    AssessmentFigure,
    Assignment,
    Binding,
    BodyDuty,
    Group,
    Obligation,
    Phrasing,
    Plan,
    PlanSettings,
    Role,
    Unit,
)
from pipeline.model.submission import Arrival, Channel, Evidence, Identification, PastFindings, Submission, Verdict

pickle_by_fields(Value, Entry, Match, EntryMatch, Clause, Deviation)

__all__ = [
    "NOT_COPIED",
    "NO_CELLS",
    "Annex",
    "Arrival",
    "AssessmentFigure",
    "Assignment",
    "Binding",
    "BodyDuty",
    "CellCount",
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
    "FormColumn",
    "Group",
    "Identification",
    "Ledger",
    "LedgerForm",
    "Match",
    "Misplaced",
    "Obligation",
    "PastFindings",
    "Phrasing",
    "Plan",
    "PlanSettings",
    "ReadingFailure",
    "ReadingNote",
    "Role",
    "Severity",
    "Standpoint",
    "Submission",
    "Substance",
    "TrackedDeviation",
    "Unit",
    "UnitReport",
    "UnitStatus",
    "Unread",
    "Value",
    "Verdict",
    "mark_replaced",
]
