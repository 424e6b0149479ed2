"""Steps of matches, comparisons that were opened to Parties, and the remarks beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cb_match_step",
        *map(_text, ("convention", "request", "offer")),
        _number(),
        *map(_text, ("state", "outcome")),
        sa.Column("note", sa.Text(), nullable=False),
        *map(_text, ("author", "time")),
        sa.PrimaryKeyConstraint("convention", "request", "offer", "number", name="pk_cb_match_step"),
    )
    op.create_table(
        "cb_opening",
        *map(_text, ("id", "convention")),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _text("digest"),
        sa.Column("shown", sa.Boolean(), nullable=False),
        _text("made"),
        sa.PrimaryKeyConstraint("id", name="pk_cb_opening"),
    )
    op.create_index("ix_cb_opening_convention", "cb_opening", ["convention"])
    op.create_table(
        "cb_opening_step",
        _text("opening"),
        _number(),
        *map(_text, ("until", "author", "time")),
        sa.ForeignKeyConstraint(["opening"], ["cb_opening.id"], name="fk_cb_opening_step_opening"),
        sa.PrimaryKeyConstraint("opening", "number", name="pk_cb_opening_step"),
    )
    op.create_table(
        "cb_remark",
        *map(_text, ("id", "convention", "opening", "axis", "topic", "area", "topic_label", "area_label", "party")),
        sa.PrimaryKeyConstraint("id", name="pk_cb_remark"),
    )
    op.create_index("ix_cb_remark_convention", "cb_remark", ["convention"])
    op.create_table(
        "cb_remark_step",
        _text("remark"),
        _number(),
        *map(_text, ("step", "kind")),
        sa.Column("text", sa.Text(), nullable=False),
        *map(_text, ("language", "author", "time")),
        sa.ForeignKeyConstraint(["remark"], ["cb_remark.id"], name="fk_cb_remark_step_remark"),
        sa.PrimaryKeyConstraint("remark", "number", name="pk_cb_remark_step"),
    )


def downgrade() -> None:
    for name in ("cb_remark_step", "cb_remark", "cb_opening_step", "cb_opening", "cb_match_step"):
        op.drop_table(name)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.Integer(), nullable=False)
