"""Promotions, their audit trail, and holds on their budgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "promotion",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'approved', 'scheduled', 'live', 'paused', 'ended', 'archived')",
            name=op.f("ck_promotion_state"),
        ),
        sa.PrimaryKeyConstraint("id", "revision", name=op.f("pk_promotion")),
    )
    op.create_index(op.f("ix_promotion_state"), "promotion", ["state"])
    op.create_table(
        "promotion_step",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("promotion", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(12), nullable=True),
        sa.Column("after", sa.String(12), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_promotion_step")),
    )
    op.create_index(op.f("ix_promotion_step_promotion"), "promotion_step", ["promotion"])
    _holds()


def _holds() -> None:
    op.create_table(
        "promotion_hold",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("promotion", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("player", sa.String(128), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.CheckConstraint(
            "state in ('held', 'firm', 'released', 'expired')",
            name=op.f("ck_promotion_hold_state"),
        ),
        sa.CheckConstraint("units > 0 and money >= 0", name=op.f("ck_promotion_hold_amounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_hold")),
    )
    op.create_index(
        op.f("ix_promotion_hold_state_promotion_expires"),
        "promotion_hold",
        ["state", "promotion", "expires"],
    )
    op.create_table(
        "promotion_spent",
        sa.Column("promotion", sa.String(64), nullable=False),
        sa.Column("counter", sa.String(140), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("units >= 0 and money >= 0", name=op.f("ck_promotion_spent_amounts")),
        sa.PrimaryKeyConstraint("promotion", "counter", name=op.f("pk_promotion_spent")),
    )
    op.create_table(
        "promotion_ledger",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hold", sa.String(128), nullable=False),
        sa.Column("after", sa.String(8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_promotion_ledger")),
    )
    op.create_index(op.f("ix_promotion_ledger_hold"), "promotion_ledger", ["hold"])
