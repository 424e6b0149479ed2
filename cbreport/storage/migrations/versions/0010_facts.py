"""Facts of submitted reports, and syntheses that were frozen. ``cbreport db facts --rebuild`` fills the tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cb_counted",
        sa.Column("number", sa.Integer(), nullable=False),
        _text("report"),
        _text("snapshot"),
        _text("form_digest"),
        sa.Column("rules", sa.Integer(), nullable=False),
        _text("facts"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_counted_report"),
        sa.PrimaryKeyConstraint("number", name="pk_cb_counted"),
        sa.UniqueConstraint("report", name="uq_cb_counted_report"),
    )
    op.create_table(
        "cb_fact",
        sa.Column("counted", sa.Integer(), nullable=False),
        _text("question"),
        sa.Column("position", sa.Integer(), nullable=False),
        *map(_text, ("row", "part", "kind", "code", "language")),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["counted"], ["cb_counted.number"], name="fk_cb_fact_counted"),
        sa.PrimaryKeyConstraint("counted", "question", "position", name="pk_cb_fact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cb_synthesis",
        *map(_text, ("id", "digest", "title")),
        sa.Column("conventions", sa.Text(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *map(_text, ("author", "time")),
        sa.PrimaryKeyConstraint("id", name="pk_cb_synthesis"),
        sa.UniqueConstraint("digest", name="uq_cb_synthesis_digest"),
    )
    op.create_table(
        "cb_synthesis_report",
        *map(_text, ("synthesis", "report", "convention", "facts")),
        sa.ForeignKeyConstraint(["synthesis"], ["cb_synthesis.id"], name="fk_cb_synthesis_report_synthesis"),
        sa.ForeignKeyConstraint(["report"], ["cb_report.id"], name="fk_cb_synthesis_report_report"),
        sa.PrimaryKeyConstraint("synthesis", "report", name="pk_cb_synthesis_report"),
    )


def downgrade() -> None:
    for name in ("cb_synthesis_report", "cb_synthesis", "cb_fact", "cb_counted"):
        op.drop_table(name)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)
