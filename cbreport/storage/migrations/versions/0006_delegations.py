"""Delegations with their links, who is working where, notes, and mail that waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cb_delegation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("sees", sa.Text(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("expires", sa.String(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.String(), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("taken", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("used", sa.String(), nullable=False),
        sa.Column("reminded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cb_delegation"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_delegation_report"),
    )
    op.create_index("ix_cb_delegation_report", "cb_delegation", ["report"])
    op.create_index("ix_cb_delegation_person", "cb_delegation", ["person"])
    op.create_table(
        "cb_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("delegation", sa.String(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_cb_link"),
        sa.ForeignKeyConstraint(["delegation"], ["cb_delegation.id"], name="fk_cb_link_delegation"),
    )
    op.create_index("ix_cb_link_delegation", "cb_link", ["delegation"])
    op.create_table(
        "cb_presence",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("report", "person", name="pk_cb_presence"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_presence_report"),
    )
    op.create_table(
        "cb_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cb_note"),
    )
    op.create_index("ix_cb_note_party", "cb_note", ["party"])
    op.create_table(
        "cb_mail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delegation", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("sent", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cb_mail"),
    )
    op.create_index("ix_cb_mail_after", "cb_mail", ["after"])
    op.create_index("ix_cb_mail_delegation", "cb_mail", ["delegation"])
    op.create_table(
        "cb_reminder",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_cb_reminder"),
    )


def downgrade() -> None:
    op.drop_table("cb_reminder")
    op.drop_index("ix_cb_mail_delegation", "cb_mail")
    op.drop_index("ix_cb_mail_after", "cb_mail")
    op.drop_table("cb_mail")
    op.drop_index("ix_cb_note_party", "cb_note")
    op.drop_table("cb_note")
    op.drop_table("cb_presence")
    op.drop_index("ix_cb_link_delegation", "cb_link")
    op.drop_table("cb_link")
    op.drop_index("ix_cb_delegation_person", "cb_delegation")
    op.drop_index("ix_cb_delegation_report", "cb_delegation")
    op.drop_table("cb_delegation")
