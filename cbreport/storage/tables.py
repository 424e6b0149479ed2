"""The tables, all prefixed ``cb_`` so that they can live in a portal's own database.

Times are UTC in ISO 8601. Contents of answers are canonical JSON text, ``{}`` for a blank one: the same text on every
database, so that a hash over it means the same everywhere.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

PREFIX: Final = "cb_"
VERSION_TABLE: Final = "cb_alembic_version"

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One row a report. `changes` and `head` are the number and the hash of its last row in cb_change: without them, taking
# the newest rows of a history away would leave no trace.
cb_report: Final = Table(
    "cb_report",
    metadata,
    Column("id", String, nullable=False),
    Column("convention", String, nullable=False),
    Column("form", String, nullable=False),
    Column("edition", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("party", String, nullable=False),
    Column("cycle", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("example", Boolean, nullable=False),
    Column("created", String, nullable=False),
    Column("updated", String, nullable=False),
    Column("submitted", String, nullable=False),
    Column("submitted_by", String, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("head", String, nullable=False),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("convention", "cycle", "party", "version"),
)

# One row an address that ever had an answer; `position` is the order of first appearance and never changes.
cb_answer: Final = Table(
    "cb_answer",
    metadata,
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("address", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    Column("revision", Integer, nullable=False),
    PrimaryKeyConstraint("report", "address"),
)

# Append-only. `step` is blank for a change of an answer, else the step of the workflow; `seq` counts within a report.
cb_change: Final = Table(
    "cb_change",
    metadata,
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("step", String, nullable=False),
    Column("address", String, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    Column("hash", String, nullable=False),
    PrimaryKeyConstraint("report", "seq"),
    Index(None, "report", "revision"),
)

# Files that were attached to answers, by content. They live in the database so that one backup holds everything.
cb_file: Final = Table(
    "cb_file",
    metadata,
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("digest", String, nullable=False),
    Column("type", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("report", "digest"),
)

# What was submitted, byte for byte.
cb_snapshot: Final = Table(
    "cb_snapshot",
    metadata,
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("report", "version"),
)
