"""Reports that a Secretariat enters for a Party, and the names of those who write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cb_report") as table:
        table.add_column(sa.Column("behalf", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "cb_person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cb_person"),
    )


def downgrade() -> None:
    op.drop_table("cb_person")
    with op.batch_alter_table("cb_report") as table:
        table.drop_column("behalf")
