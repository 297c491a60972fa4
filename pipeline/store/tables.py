"""The tables of the register. Dates and times are ISO 8601 text: readable in any tool, the same in any database.

A column that is added to a table later needs a ``server_default``, and a migration in ``upgrade`` with a number.
PostgreSQL holds every column to its type, which SQLite does not: what comes from outside is ``Words`` of any length,
and sizes and a mail server's numbers go beyond 2³¹. The tables of mail are in ``mail_tables``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint, func

from pipeline.store.storable import Compressed, Words

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
    Column("proof", String(16), nullable=False, default="named", server_default="named"),
    Column("owner", Words, nullable=False, default="", server_default=""),
    Column("place", Integer, nullable=False, default=0, server_default="0"),
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

# The same bytes sent again: each waits here for its receipt. ``place`` is its place among all that came.
repeats = Table(
    "repeats",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("file_name", Words, nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("after", Integer, nullable=False, default=0),
    Column("answered", Integer, nullable=False, default=0, index=True),
    Column("proof", String(16), nullable=False, default="named", server_default="named"),
    Column("owner", Words, nullable=False, default="", server_default=""),
    Column("place", Integer, nullable=False, default=0, server_default="0"),
)

# What each ledger of a repeat was told when it was first answered: its version, its deviations that only the register
# knows of. ``counts`` is 1 where it got into force by that. ``arrival_id`` is that of the arrival as it came first.
repeat_words = Table(
    "repeat_words",
    metadata,
    Column("repeat_id", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("deviations", Text, nullable=False),
    Column("replaced", Text, nullable=False, default="", server_default=""),
    Column("counts", Integer, nullable=False, default=0, server_default="0"),
)

# How a ledger was judged: once when it came (issue 1), and again whenever that came out otherwise. Nothing here is
# ever changed but ``current``, which is 1 for the newest issue of each ledger.
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
    Column("content", Compressed, nullable=False),
    Column("saved_at", Text, nullable=False, default="", server_default=""),
    Column("issue", Integer, nullable=False, default=1, server_default="1"),
    Column("current", Integer, nullable=False, default=1, server_default="1"),
    Column("issued_at", String(40), nullable=False, default="", server_default=""),
    Column("reason", Words, nullable=False, default="", server_default=""),
    UniqueConstraint("arrival_id", "part", "issue", name="one_judgement_of_each_issue"),
    Index("newest_of_unit", "unit", "version"),
)

# What was done with ledgers, and by whom: see pipeline/model/standing.py. Rows are only ever added.
acts = Table(
    "acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("plan", Words, nullable=False, index=True),
    Column("unit", Words, nullable=False, default=""),
    Column("version", Integer, nullable=False, default=0),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("repeat_id", Integer, nullable=False, default=0),
    Column("place", Integer, nullable=False),
    Column("at", String(40), nullable=False),
    Column("known_at", String(40), nullable=False, default=""),
    Column("offer", Text, nullable=False, default=""),
    Column("officer", Words, nullable=False, default=""),
    Column("reason", Words, nullable=False, default=""),
    Column("source", Text, nullable=False, default=""),
)

# The receipts of each folder, numbered in the order in which they were issued. ``key`` is what each answers.
receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("unit", Words, nullable=False, default=""),
    Column("number", Integer, nullable=False),
    Column("arrival_id", Integer, nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("issue", Integer, nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("reason", Words, nullable=False, default=""),
    Column("stem", Words, nullable=False, default=""),
    UniqueConstraint("unit", "number", name="one_receipt_of_each_number"),
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
    Column("plan", Words, nullable=False, default="", server_default=""),
    Column("source", Text, nullable=False, default="", server_default=""),
    Column("progress", Words, nullable=False, default="", server_default=""),
)

# Officers' words that ended a decision. Rows are only ever added.
revocations = Table(
    "revocations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("decision_id", Integer, nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("officer", Words, nullable=False, default=""),
    Column("reason", Words, nullable=False, default=""),
    Column("source", Text, nullable=False, default=""),
)

# What the register says of itself: the number of its last migration.
facts = Table(
    "facts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Words, nullable=False),
)

deviations = Table(
    "deviations",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("subject", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("content", Text, nullable=False),
    Column("source_file", Words, nullable=False, default=""),
    Column("plan", Words, nullable=False, default="", server_default=""),
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
    Column("plan", Words, primary_key=True, server_default=""),
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

nights = Table(
    "nights",
    metadata,
    Column("night", String(40), primary_key=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("done_at", String(40), nullable=False, default=""),
    Column("faults", Words, nullable=False, default=""),
)
