"""Saves that were made under a key, so that a repeated one is made once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cb_save",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("report", "author", "key", name="pk_cb_save"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_save_report"),
    )


def downgrade() -> None:
    op.drop_table("cb_save")
