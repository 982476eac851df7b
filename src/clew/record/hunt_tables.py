"""The record's tables of hunts; a part of the schema."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from clew.record.metadata import metadata

# Hunts that were given out. What a hunt says and what it was made of is never changed.
hunt = Table(
    "hunt",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("player", String(128), nullable=False),
    Column("campaign", String(64), nullable=False),
    Column("venue", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("hold", String(128), nullable=False),
    Column("content", Text, nullable=False),
    # The snapshot without its shared parts, packed.
    Column("snapshot", LargeBinary, nullable=False),
    # Names of the shared parts, blanks between them.
    Column("parts", Text, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("closed", BigInteger),
    CheckConstraint("state in ('open', 'solved', 'given_up', 'expired')", name="state"),
    Index(None, "player", "opened"),
    Index(None, "campaign", "state", "id"),
    # One open hunt a player and campaign, whoever asks at once.
    Index(
        "ux_hunt_open",
        "player",
        "campaign",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

# Where open hunts lead; rows go when their hunt ends.
hunt_stop = Table(
    "hunt_stop",
    metadata,
    Column("venue", String(64), primary_key=True),
    Column("zone", String, primary_key=True),
    Column("hunt", String(64), ForeignKey("hunt.id"), primary_key=True),
    Column("until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What hunts were made of and share: by the digest of the bytes, packed.
hunt_part = Table(
    "hunt_part",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
