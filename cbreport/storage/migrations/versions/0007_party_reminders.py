"""Which Parties a Secretariat has reminded, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TEXTS = ("batch", "convention", "cycle", "party", "address", "language", "author", "time")


def upgrade() -> None:
    op.create_table(
        "cb_party_reminder",
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS),
        sa.PrimaryKeyConstraint("batch", "party", "address", name="pk_cb_party_reminder"),
    )
    op.create_index("ix_cb_party_reminder_convention_cycle", "cb_party_reminder", ["convention", "cycle"])


def downgrade() -> None:
    op.drop_index("ix_cb_party_reminder_convention_cycle", "cb_party_reminder")
    op.drop_table("cb_party_reminder")
