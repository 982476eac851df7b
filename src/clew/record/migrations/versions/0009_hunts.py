"""Hunts that were given out, where they lead, and what they were made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "hunt",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("player", sa.String(128), nullable=False),
        sa.Column("campaign", sa.String(64), nullable=False),
        sa.Column("venue", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("hold", sa.String(128), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'solved', 'given_up', 'expired')", name=op.f("ck_hunt_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hunt")),
    )
    op.create_index(op.f("ix_hunt_player_opened"), "hunt", ["player", "opened"])
    op.create_index(op.f("ix_hunt_campaign_state_id"), "hunt", ["campaign", "state", "id"])
    op.create_index(
        "ux_hunt_open",
        "hunt",
        ["player", "campaign"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "hunt_stop",
        sa.Column("venue", sa.String(64), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("hunt", sa.String(64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hunt"], ["hunt.id"], name=op.f("fk_hunt_stop_hunt_hunt")),
        sa.PrimaryKeyConstraint("venue", "zone", "hunt", name=op.f("pk_hunt_stop")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hunt_part",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_hunt_part")),
    )
