"""The tables of the register. Dates and times are ISO 8601 text: readable in any tool, the same in any database."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("folder", Text, nullable=False, default=""),
    Column("sender", Text, nullable=False, default=""),
    Column("channel", String(16), nullable=False),
    Column("size", Integer, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("repeats", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0),
    UniqueConstraint("sha256", "folder", "sender", name="one_arrival_for_the_same_bytes_from_the_same_place"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("unit", Text, nullable=False, default=""),
    Column("verdict", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("plan", String(80), nullable=False),
    Column("content", Text, nullable=False),
    UniqueConstraint("arrival_id", "part", name="one_submission_for_each_ledger_of_an_arrival"),
    Index("newest_of_unit", "unit", "version"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("unit", Text, nullable=False),
    Column("obligation", String(16), nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("officer", Text, nullable=False, default=""),
    Column("decided_at", String(40), nullable=False, default=""),
    Column("until", String(10), nullable=False, default=""),
)

deviations = Table(
    "deviations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("source_file", Text, nullable=False, default=""),
)

lives = Table(
    "lives",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, index=True),
    Column("opened", String(10), nullable=False),
    Column("last_seen", String(10), nullable=False),
    Column("closed", String(10), nullable=False, default=""),
)

consolidations = Table(
    "consolidations",
    metadata,
    Column("as_of", String(10), primary_key=True),
    Column("generated_at", String(40), nullable=False),
    Column("figures", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("kind", String(32), nullable=False, index=True),
    Column("subject", Text, nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
)
