"""The tables of the register. Dates and times are ISO 8601 text: readable in any tool, the same in any database.

A column that is added to a table later needs a ``server_default``: ``upgrade`` gives it to registers that exist.
PostgreSQL holds every column to its type, which SQLite does not: what comes from outside is ``Words`` of any length,
and sizes and a mail server's numbers go beyond 2³¹.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint, func

from pipeline.store.words import Words

metadata = MetaData()

_SAME_PLACE = "one_arrival_for_the_same_bytes_from_the_same_place"

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("file_name", Words, nullable=False),
    Column("folder", Words, nullable=False, default=""),
    Column("sender", Words, nullable=False, default=""),
    Column("channel", String(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("repeats", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0),
    Column("origin", Words, nullable=False, default=""),
    Column("companions", Words, nullable=False, default="", server_default=""),
    UniqueConstraint("sha256", "folder", "sender", "file_name", name=_SAME_PLACE).ddl_if("sqlite"),
)

# PostgreSQL takes no more than some 2700 bytes into an index; a name in an archive may be longer.
Index(
    _SAME_PLACE,
    arrivals.c.sha256,
    *(func.md5(arrivals.c[name]) for name in ("folder", "sender", "file_name")),
    unique=True,
).ddl_if("postgresql")

# How a file lay in the inbox when it was recorded, until it is removed from there: what is found there again just
# so, after a crash or because it could not be removed, is the same file and not sent again.
sources = Table(
    "sources",
    metadata,
    Column("path", Words, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("inode", Text, nullable=False),
    Column("arrival_id", Integer, nullable=False),
)

# The same bytes sent again: each waits here for its receipt. ``after`` is the newest arrival when it came.
repeats = Table(
    "repeats",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("file_name", Words, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("after", Integer, nullable=False),
    Column("answered", Integer, nullable=False, default=0, index=True),
)

# What each ledger of a repeat was told when it was first answered (its version, its S02 and S06); and where it counts
# again by that, the record that it has replaced. ``arrival_id`` is that of the arrival as it came first.
repeat_words = Table(
    "repeat_words",
    metadata,
    Column("repeat_id", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("deviations", Text, nullable=False),
    Column("replaced", Text, nullable=False, default=""),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("unit", Words, nullable=False, default=""),
    Column("verdict", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("plan", Words, nullable=False),
    Column("sheet", Words, nullable=False, default=""),
    Column("fingerprint", String(64), nullable=False, default=""),
    Column("content", Text, nullable=False),
    Column("saved_at", Text, nullable=False, default="", server_default=""),
    UniqueConstraint("arrival_id", "part", name="one_submission_for_each_ledger_of_an_arrival"),
    Index("newest_of_unit", "unit", "version"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("unit", Words, nullable=False),
    Column("obligation", Words, nullable=False),
    Column("text", Words, nullable=False, default=""),
    Column("reason", Words, nullable=False, default=""),
    Column("officer", Words, nullable=False, default=""),
    Column("decided_at", String(40), nullable=False, default=""),
    Column("until", String(10), nullable=False, default=""),
)

deviations = Table(
    "deviations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("subject", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("content", Text, nullable=False),
    Column("source_file", Words, nullable=False, default=""),
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
    Column("subject", Words, nullable=False, default=""),
    Column("text", Words, nullable=False, default=""),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("account", Words, primary_key=True),
    Column("folder", Words, primary_key=True),
    Column("since", String(10), nullable=False),
    Column("uid_validity", BigInteger, nullable=False),
    Column("seen_to", BigInteger, nullable=False, default=0),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("raw_sha256", String(64), nullable=False, default=""),
    Column("message_id", Words, nullable=False, default=""),
    Column("thread", Words, nullable=False, default=""),
    Column("sender", Words, nullable=False, default=""),
    Column("sender_name", Words, nullable=False, default=""),
    Column("subject", Words, nullable=False, default=""),
    Column("received_at", String(40), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("problems", Text, nullable=False, default="[]"),
)

mail_places = Table(
    "mail_places",
    metadata,
    Column("account", Words, primary_key=True),
    Column("folder", Words, primary_key=True),
    Column("uid_validity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("mail_id", Integer, nullable=False),
    Column("settled", Integer, nullable=False, default=0),
)

# Mails at which a visit to the mailbox broke off, and how often: the server may stumble over one for ever.
mail_failures = Table(
    "mail_failures",
    metadata,
    Column("account", Words, primary_key=True),
    Column("folder", Words, primary_key=True),
    Column("uid_validity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("times", Integer, nullable=False),
)

mail_parts = Table(
    "mail_parts",
    metadata,
    Column("mail_id", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("repeats", Integer, nullable=False, default=0),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Words, nullable=False, unique=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("recipients", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("message_id", Words, nullable=False, index=True),
    Column("content", String(64), nullable=False),
    Column("created_at", String(40), nullable=False, index=True),
    Column("not_before", String(40), nullable=False, default=""),
    Column("state", String(16), nullable=False, index=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_try_at", String(40), nullable=False, default=""),
    Column("sent_at", String(40), nullable=False, default=""),
    Column("fault", Words, nullable=False, default=""),
)

reminders = Table(
    "reminders",
    metadata,
    Column("matter", Words, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("outgoing_id", Integer, nullable=False),
)

nights = Table(
    "nights",
    metadata,
    Column("night", String(40), primary_key=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("done_at", String(40), nullable=False, default=""),
    Column("faults", Words, nullable=False, default=""),
)
