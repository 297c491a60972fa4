"""The register of all that happened (SQLAlchemy, SQLite by default) and the archive of originals by sha256."""

from pipeline.store.archive import Archive, ArchiveError
from pipeline.store.arrivals import ArrivalState, RecordedArrival, RepeatedArrival, Source
from pipeline.store.database import RegisterError
from pipeline.store.mail_rows import MailPart, MailPlace, MailState, NewMail, RecordedMail
from pipeline.store.mails import MailRecords
from pipeline.store.nights import Nights
from pipeline.store.outgoing import NewOutgoing, Outgoing, OutgoingKind, OutgoingMails, OutgoingState
from pipeline.store.register import Register
from pipeline.store.repeats import Repeats, Told
from pipeline.store.versions import KnownVersion, version_of

__all__ = [
    "Archive",
    "ArchiveError",
    "ArrivalState",
    "KnownVersion",
    "MailPart",
    "MailPlace",
    "MailRecords",
    "MailState",
    "NewMail",
    "NewOutgoing",
    "Nights",
    "Outgoing",
    "OutgoingKind",
    "OutgoingMails",
    "OutgoingState",
    "RecordedArrival",
    "RecordedMail",
    "Register",
    "RegisterError",
    "RepeatedArrival",
    "Repeats",
    "Source",
    "Told",
    "version_of",
]
