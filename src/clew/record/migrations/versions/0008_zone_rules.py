"""Opening hours, capacities and closures of zones, and closures of connectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "ground",
        sa.Column("venue", sa.String(64), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_ground_venue")),
        sa.PrimaryKeyConstraint("venue", name=op.f("pk_ground")),
    )
    op.create_table(
        "zone_rule",
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("venue", sa.String(64), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("opening_hours", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_zone_rule_venue")),
        sa.PrimaryKeyConstraint("zone", name=op.f("pk_zone_rule")),
    )
    op.create_index(op.f("ix_zone_rule_venue"), "zone_rule", ["venue"])
    op.create_table(
        "zone_rule_step",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("opening_hours", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_zone_rule_step")),
    )
    op.create_index(op.f("ix_zone_rule_step_zone"), "zone_rule_step", ["zone"])
    _closures()


def _closures() -> None:
    op.create_table(
        "closure",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("venue", sa.String(64), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("connector", sa.String(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(zone is null) <> (connector is null)", name=op.f("ck_closure_subject")
        ),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_closure_venue")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_closure")),
    )
    op.create_index(op.f("ix_closure_venue"), "closure", ["venue"])
