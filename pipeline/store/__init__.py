"""The register of all that happened (SQLAlchemy, SQLite by default) and the archive of originals by sha256."""

from pipeline.store.archive import Archive, ArchiveError
from pipeline.store.register import ArrivalState, RecordedArrival, Register

__all__ = ["Archive", "ArchiveError", "ArrivalState", "RecordedArrival", "Register"]
