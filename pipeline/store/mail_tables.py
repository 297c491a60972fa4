"""The register's tables of mail: what came, what is to be sent, what was. See ``tables``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from pipeline.store.storable import Words
from pipeline.store.tables import metadata

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
    Column("proof", String(16), nullable=False, default="named", server_default="named"),
    Column("size", BigInteger, nullable=False, default=0, server_default="0"),
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
