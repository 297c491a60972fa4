"""Arrivals (来件) and submissions (报送): a file from one channel, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.clauses import Clause
from pipeline.model.decision import Decision
from pipeline.model.deviation import Deviation, Severity
from pipeline.model.ledger import FileRead, Ledger
from pipeline.model.match import EntryMatch


class Channel(StrEnum):
    """Where an arrival came from."""

    FOLDER = "folder"
    MAIL = "mail"
    COMMAND = "command"


class Proof(StrEnum):
    """What proves where an arrival comes from (来源依据). What a file says of itself is never among it."""

    NAMED = "named"
    """Nothing but the file itself."""
    FAILED = "failed"
    """The own mail server has found the sender forged."""
    FOLDER = "folder"
    """It lay in a folder that names one unit: whoever may write there is that unit."""
    MAIL = "mail"
    """A registered sender whose mail passed the own server's checks."""
    OFFICER = "officer"
    """An officer: on the command line, in inbox/核定/, or by adopting or claiming it."""

    @property
    def proves(self) -> bool:
        """Whether it proves anything."""
        return self in (Proof.FOLDER, Proof.MAIL, Proof.OFFICER)

    @property
    def label(self) -> str:
        """The words that officers read."""
        return {
            "named": "仅文件自称",
            "failed": "发件人未通过验证",
            "folder": "本单位文件夹",
            "mail": "登记邮箱（已验证）",
            "officer": "工作人员确认",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file from one channel. ``folder`` is the sub-folder of inbox/ it lay in ("" for inbox/ itself).

    ``origin`` is the name of the archive that it was packed in, "" where it came by itself. ``companions`` are the
    names of what was sent along with it: a letter, a scan, a picture. ``proof`` is what its way proves, whoever it
    says it is from; ``owner`` is who the file system says has written it ("" where it does not).
    """

    file_name: str
    sha256: str
    size: int
    received_at: datetime
    channel: Channel = Channel.COMMAND
    folder: str = ""
    sender: str = ""
    origin: str = ""
    companions: tuple[str, ...] = ()
    proof: Proof = Proof.NAMED
    owner: str = ""


class Verdict(StrEnum):
    """What became of a file."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    """Nothing is wrong, but the unit says that something does not apply to it, and no officer has decided."""
    RETURNED = "returned"
    UNREADABLE = "unreadable"
    UNIDENTIFIED = "unidentified"
    NOT_A_LEDGER = "not_a_ledger"
    WAITING = "waiting"
    """A ledger that changes nothing until an officer has confirmed it."""

    @property
    def label(self) -> str:
        """The words that departments read."""
        return {
            "accepted": "校验通过",
            "pending": "待核定",
            "returned": "退回补正",
            "unreadable": "文件无法读取",
            "unidentified": "报送单位无法识别",
            "not_a_ledger": "未发现台账表格",
            "waiting": "待确认",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sign of who sent a file. ``source``: title, reporting_unit, file_name, folder, template, sender, option."""

    source: str
    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class Identification:
    """Which unit sent a ledger, from which signs. ``unit`` is None where there is none or they contradict."""

    unit: str | None
    evidence: tuple[Evidence, ...] = ()
    contradictory: bool = False
    template_of: str = ""
    """The unit to which the template was issued that another unit used."""
    stranger: str = ""
    """The mail address that a file came from where nobody has it on record; ``unit`` is then None."""


@dataclass(frozen=True, slots=True)
class ReceiptMark:
    """Which receipt this is of those in its folder (1 is the first), when it was issued, and why once more."""

    number: int
    issued_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PastFindings:
    """What was found in the version before, and what stood in it: the receipt of the next one compares with both.

    ``ledger`` is None where nobody asks what stood in it; ``matches`` and ``clauses`` run parallel to its entries.
    """

    version: int
    deviations: tuple[Deviation, ...]
    ledger: Ledger | None = None
    matches: tuple[EntryMatch, ...] = ()
    clauses: tuple[tuple[Clause, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """An arrival's ledger with its matches and deviations. A file with several ledgers gives several.

    ``matches`` and ``clauses`` run parallel to ``ledger.entries``. ``missing`` are ids of the binding
    obligations that no entry fulfils, not even doubtfully. ``pending`` are those that the unit says do not
    apply to it and on which no officer has decided. ``covered`` are the ids that some entry fulfils.
    ``in_force`` are the unit's waivers, extensions, nil returns and assignments that held when it was examined.
    """

    arrival: Arrival
    file: FileRead
    identification: Identification
    verdict: Verdict
    ledger: Ledger | None = None
    matches: tuple[EntryMatch, ...] = ()
    clauses: tuple[tuple[Clause, ...], ...] = ()
    missing: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    version: int = 1
    """0 for what is no ledger."""
    faults: tuple[str, ...] = ()
    """Faults of the program itself while it checked, for the operator; no department ever sees them."""
    in_force: tuple[Decision, ...] = ()
    receipt: ReceiptMark | None = None
    """The receipt that is being issued for it; None where there is none, and on record."""

    @property
    def proof(self) -> Proof:
        """What proves that it comes from its unit: the way that it came, as far as that is the unit's own."""
        arrival = self.arrival
        if arrival.proof is not Proof.FOLDER:
            return arrival.proof
        folders = [e.unit for e in self.identification.evidence if e.source == "folder"]
        return Proof.FOLDER if folders and set(folders) == {self.unit} else Proof.NAMED

    @property
    def unit(self) -> str | None:
        """The name of the unit, None where it could not be identified."""
        return self.identification.unit

    def count(self, severity: Severity) -> int:
        """How many deviations of one severity there are."""
        return sum(d.severity is severity for d in self.deviations)

    @property
    def covered(self) -> frozenset[str]:
        """Ids of all obligations that some entry is certainly taken to fulfil."""
        return frozenset(m.obligation for e in self.matches for m in e.certain)

    @property
    def doubtful(self) -> frozenset[str]:
        """Ids of all obligations that some entry fulfils only doubtfully."""
        return frozenset(m.obligation for e in self.matches for m in e.doubtful) - self.covered
