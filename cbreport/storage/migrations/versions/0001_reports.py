"""Reports, answers, their history and what was submitted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cb_report",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("convention", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("updated", sa.String(), nullable=False),
        sa.Column("submitted", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cb_report"),
        sa.UniqueConstraint(
            "convention", "cycle", "party", "version", name="uq_cb_report_convention_cycle_party_version"
        ),
    )
    op.create_table(
        "cb_answer",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report", "address", name="pk_cb_answer"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_answer_report"),
    )
    op.create_table(
        "cb_change",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("report", "seq", name="pk_cb_change"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_change_report"),
    )
    op.create_index("ix_cb_change_report_revision", "cb_change", ["report", "revision"])
    op.create_table(
        "cb_snapshot",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("report", "version", name="pk_cb_snapshot"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_snapshot_report"),
    )


def downgrade() -> None:
    op.drop_table("cb_snapshot")
    op.drop_index("ix_cb_change_report_revision", "cb_change")
    op.drop_table("cb_change")
    op.drop_table("cb_answer")
    op.drop_table("cb_report")
