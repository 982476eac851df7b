"""The first schema: venues, campaigns, clue revisions, what was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("closed", sa.String(length=32), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("ck_campaign_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("origin_lat", sa.Float(), nullable=False),
        sa.Column("origin_lon", sa.Float(), nullable=False),
        sa.Column("bearing_deg", sa.Float(), nullable=False),
        sa.Column("map_version", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    op.create_table(
        "clue_revision",
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("clue", sa.String(length=128), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("venue", sa.String(length=64), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "state in ('publishing', 'live', 'superseded', 'abandoned', 'deleting', 'deleted')",
            name=op.f("ck_clue_revision_state"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.id"], name=op.f("fk_clue_revision_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign", "clue", "revision", name=op.f("pk_clue_revision")),
    )
    op.create_index(
        op.f("ix_clue_revision_campaign_state_venue"),
        "clue_revision",
        ["campaign", "state", "venue"],
        unique=False,
    )
    op.create_index(
        op.f("ix_clue_revision_venue_state"), "clue_revision", ["venue", "state"], unique=False
    )
    op.create_table(
        "connector",
        sa.Column("venue", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("step_free", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_connector_venue")),
        sa.PrimaryKeyConstraint("venue", "id", name=op.f("pk_connector")),
    )
    op.create_table(
        "feature",
        sa.Column("venue", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=True),
        sa.Column("properties", sa.Text(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_feature_venue")),
        sa.PrimaryKeyConstraint("venue", "id", name=op.f("pk_feature")),
    )
    op.create_table(
        "level",
        sa.Column("venue", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("outline_source", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_level_venue")),
        sa.PrimaryKeyConstraint("venue", "ordinal", name=op.f("pk_level")),
    )
    op.create_table(
        "place",
        sa.Column("venue", sa.String(length=64), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=35), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_place_venue")),
        sa.PrimaryKeyConstraint("venue", "feature", "level", name=op.f("pk_place")),
    )
    op.create_table(
        "survey",
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("venue", sa.String(length=64), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("measured_on", sa.String(length=10), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_survey_venue")),
        sa.PrimaryKeyConstraint("zone", name=op.f("pk_survey")),
    )
    op.create_index(op.f("ix_survey_venue"), "survey", ["venue"], unique=False)
    op.create_table(
        "zone",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("venue", sa.String(length=64), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["venue"], ["venue.id"], name=op.f("fk_zone_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
    )
    op.create_index(op.f("ix_zone_venue"), "zone", ["venue"], unique=False)
