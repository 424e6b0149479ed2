"""Files that are attached to answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cb_file",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("report", "digest", name="pk_cb_file"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_file_report"),
    )


def downgrade() -> None:
    op.drop_table("cb_file")
