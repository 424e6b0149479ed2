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
    false,
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
    Column("behalf", Boolean, nullable=False, server_default=false()),
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

# Saves that were made under a key of the person's own, for some weeks: to send one again is to be told the same again.
cb_save: Final = Table(
    "cb_save",
    metadata,
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("author", String, nullable=False),
    Column("key", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("report", "author", "key"),
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

# The names of those who wrote, as the host last gave them: a history without names helps nobody.
cb_person: Final = Table(
    "cb_person",
    metadata,
    Column("id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("id"),
)

# What colleagues say about answers, see cbreport.reporting.discussing; `number` counts within a report. It is part of
# neither the report nor its history.
cb_comment: Final = Table(
    "cb_comment",
    metadata,
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("thread", Integer, nullable=False),
    Column("address", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    Column("withdrawn", String, nullable=False),
    PrimaryKeyConstraint("report", "number"),
)

# Whom a Secretariat has reminded of a cycle, and when. `batch` is one pressing of a button: it queues its mail once.
cb_party_reminder: Final = Table(
    "cb_party_reminder",
    metadata,
    Column("batch", String, nullable=False),
    Column("convention", String, nullable=False),
    Column("cycle", String, nullable=False),
    Column("party", String, nullable=False),
    Column("address", String, nullable=False),
    Column("language", String, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("batch", "party", "address"),
    Index(None, "convention", "cycle"),
)

# Sections of a report that a colleague fills in. `questions` and `sees` are lists of ids as JSON text; times are blank
# for what has not happened. `expires` is the last day.
cb_delegation: Final = Table(
    "cb_delegation",
    metadata,
    Column("id", String, nullable=False),
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("sections", Text, nullable=False),
    Column("questions", Text, nullable=False),
    Column("sees", Text, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("language", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("due", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("made", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("withdrawn", String, nullable=False),
    Column("withdrawn_by", String, nullable=False),
    Column("person", String, nullable=False),
    Column("taken", String, nullable=False),
    Column("done", String, nullable=False),
    Column("used", String, nullable=False),
    Column("reminded", String, nullable=False),
    PrimaryKeyConstraint("id"),
    Index(None, "report"),
    Index(None, "person"),
)

# The links of delegations: a digest of each token, never the token, so that no copy of the database opens a report.
cb_link: Final = Table(
    "cb_link",
    metadata,
    Column("digest", String, nullable=False),
    Column("delegation", String, ForeignKey("cb_delegation.id"), nullable=False),
    Column("made", String, nullable=False),
    PrimaryKeyConstraint("digest"),
    Index(None, "delegation"),
)

# Who has which section open: the newest page of each person, for some minutes. It is no part of the history.
cb_presence: Final = Table(
    "cb_presence",
    metadata,
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("person", String, nullable=False),
    Column("name", String, nullable=False),
    Column("section", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("report", "person"),
)

# What focal points leave for those who come after them.
cb_note: Final = Table(
    "cb_note",
    metadata,
    Column("id", String, nullable=False),
    Column("party", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("name", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("id"),
    Index(None, "party"),
)

# Messages to send. `after` is the moment of the next attempt, blank when there is none: it was sent, or given up.
cb_mail: Final = Table(
    "cb_mail",
    metadata,
    Column("id", String, nullable=False),
    Column("delegation", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("name", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("reply_to", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("link", String, nullable=False),
    Column("made", String, nullable=False),
    Column("after", String, nullable=False),
    Column("sent", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    PrimaryKeyConstraint("id"),
    Index(None, "after"),
    Index(None, "delegation"),
)

# Which reminders were sent, so that each is sent once.
cb_reminder: Final = Table(
    "cb_reminder",
    metadata,
    Column("key", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("key"),
)

# Keys with which the host signs what it gives away: the same in every process, and after a restart.
cb_secret: Final = Table(
    "cb_secret",
    metadata,
    Column("name", String, nullable=False),
    Column("value", LargeBinary, nullable=False),
    PrimaryKeyConstraint("name"),
)

# Long work that a worker does; `wanted` is JSON text. `worker` names who has it, and is blank when nobody has. Times
# are blank for what has not happened; `attempts` counts the workers that have taken it up.
cb_job: Final = Table(
    "cb_job",
    metadata,
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("person", String, nullable=False),
    Column("convention", String, nullable=False),
    Column("status", String, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Column("worker", String, nullable=False, default=""),
    Column("heartbeat", String, nullable=False, default=""),
    Column("made", String, nullable=False),
    Column("ended", String, nullable=False, default=""),
    Column("result", String, nullable=False, default=""),
    PrimaryKeyConstraint("id"),
    Index(None, "status"),
    Index(None, "person"),
)

# The submitted reports of which there are facts, see cbreport.synthesis.facts. `number` stands for the report in
# cb_fact, in the order of writing; `snapshot` and `form_digest` say from what, and `rules` how they were made; `facts`
# is their digest.
cb_counted: Final = Table(
    "cb_counted",
    metadata,
    Column("number", Integer, nullable=False),
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("snapshot", String, nullable=False),
    Column("form_digest", String, nullable=False),
    Column("rules", Integer, nullable=False),
    Column("facts", String, nullable=False),
    PrimaryKeyConstraint("number"),
    UniqueConstraint("report"),
)

# One row for each thing that a submitted report says about a question. Rows lie together by report and question, so
# that one question is read without the rest and a report is written in one place.
cb_fact: Final = Table(
    "cb_fact",
    metadata,
    Column("counted", Integer, ForeignKey("cb_counted.number"), nullable=False),
    Column("question", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("row", String, nullable=False),
    Column("part", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("code", String, nullable=False),
    Column("language", String, nullable=False),
    Column("content", Text, nullable=False),
    PrimaryKeyConstraint("counted", "question", "position"),
    sqlite_with_rowid=False,
)

# Syntheses that were frozen; `content` is canonical JSON, of which `digest` is the digest. `conventions` is a list of
# ids as JSON text; it, `title` and `reports`, their number, stand in the content too and are here for lists.
cb_synthesis: Final = Table(
    "cb_synthesis",
    metadata,
    Column("id", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("title", String, nullable=False),
    Column("conventions", Text, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("digest"),
)

# The reports that a frozen synthesis counts, with the digest of the facts that each had then.
cb_synthesis_report: Final = Table(
    "cb_synthesis_report",
    metadata,
    Column("synthesis", String, ForeignKey("cb_synthesis.id"), nullable=False),
    Column("report", String, ForeignKey("cb_report.id"), nullable=False),
    Column("convention", String, nullable=False),
    Column("facts", String, nullable=False),
    PrimaryKeyConstraint("synthesis", "report"),
)

# What was done about requests and offers that fit, see cbreport.reporting.matching; append-only. `request` and `offer`
# are ids of rows, `number` counts within a match.
cb_match_step: Final = Table(
    "cb_match_step",
    metadata,
    Column("convention", String, nullable=False),
    Column("request", String, nullable=False),
    Column("offer", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("convention", "request", "offer", "number"),
)

# Comparisons of needs that were opened to Parties for remarks; `content` is what they see, as canonical JSON, of which
# `digest` is the digest. `parties` are the codes of those who are asked, as JSON text.
cb_opening: Final = Table(
    "cb_opening",
    metadata,
    Column("id", String, nullable=False),
    Column("convention", String, nullable=False),
    Column("parties", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", String, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("made", String, nullable=False),
    PrimaryKeyConstraint("id"),
    Index(None, "convention"),
)

# Until when; append-only, the last one counts. `until` is blank where it was closed.
cb_opening_step: Final = Table(
    "cb_opening_step",
    metadata,
    Column("opening", String, ForeignKey("cb_opening.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("until", String, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("opening", "number"),
)

# Comments and recommendations beside needs, see cbreport.reporting.remarks. `opening` is blank for those that a
# Secretariat made by itself; `topic` and `area` are blank where a remark is about all of them.
cb_remark: Final = Table(
    "cb_remark",
    metadata,
    Column("id", String, nullable=False),
    Column("convention", String, nullable=False),
    Column("opening", String, nullable=False),
    Column("axis", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("area", String, nullable=False),
    Column("topic_label", String, nullable=False),
    Column("area_label", String, nullable=False),
    Column("party", String, nullable=False),
    PrimaryKeyConstraint("id"),
    Index(None, "convention"),
)

# What became of a remark; append-only. `step` is write, answer or withdraw; `kind` is that of the remark or answer.
cb_remark_step: Final = Table(
    "cb_remark_step",
    metadata,
    Column("remark", String, ForeignKey("cb_remark.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("step", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String, nullable=False),
    Column("author", String, nullable=False),
    Column("time", String, nullable=False),
    PrimaryKeyConstraint("remark", "number"),
)
