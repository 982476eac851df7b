"""The record's tables of what is open; a part of the schema."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from clew.record.metadata import metadata

# Where the clocks of a venue's walls stand, and whose holidays it keeps.
ground = Table(
    "ground",
    metadata,
    Column("venue", String(64), ForeignKey("venue.id"), primary_key=True),
    Column("timezone", String(64), nullable=False),
    Column("country", String(2), nullable=False),
)

# A rule outlives its zone: a map that brings the zone back finds it.
zone_rule = Table(
    "zone_rule",
    metadata,
    Column("zone", String, primary_key=True),
    Column("venue", String(64), ForeignKey("venue.id"), nullable=False, index=True),
    Column("capacity", Integer),
    Column("opening_hours", Text, nullable=False),
)

# Every change of a zone's rule, in order; rows are only added.
zone_rule_step = Table(
    "zone_rule_step",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("zone", String, nullable=False, index=True),
    Column("capacity", Integer),
    Column("opening_hours", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# Never deleted: a closure that was taken back says by whom and when.
closure = Table(
    "closure",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("venue", String(64), ForeignKey("venue.id"), nullable=False, index=True),
    Column("zone", String),
    Column("connector", String),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("why", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("opened_by", String),
    Column("opened_at", BigInteger),
    CheckConstraint("(zone is null) <> (connector is null)", name="subject"),
)
