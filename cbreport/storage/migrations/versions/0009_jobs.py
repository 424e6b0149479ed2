"""Long work that a worker does, and how far it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TEXTS = ("id", "kind", "person", "convention", "status")
_NUMBERS = ("done", "total", "failed", "attempts")
_LATER = ("worker", "heartbeat", "made", "ended", "result")


def upgrade() -> None:
    op.create_table(
        "cb_job",
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS),
        sa.Column("wanted", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _NUMBERS),
        sa.Column("error", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _LATER),
        sa.PrimaryKeyConstraint("id", name="pk_cb_job"),
    )
    op.create_index("ix_cb_job_status", "cb_job", ["status"])
    op.create_index("ix_cb_job_person", "cb_job", ["person"])


def downgrade() -> None:
    op.drop_index("ix_cb_job_person", "cb_job")
    op.drop_index("ix_cb_job_status", "cb_job")
    op.drop_table("cb_job")
