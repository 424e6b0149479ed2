"""What colleagues say about the answers of a report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cb_comment",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_comment_report"),
        sa.PrimaryKeyConstraint("report", "number", name="pk_cb_comment"),
    )


def downgrade() -> None:
    op.drop_table("cb_comment")
