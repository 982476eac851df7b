"""The record's tables. A change here comes with a migration and a new `REVISION`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from clew.record.ground_tables import closure, ground, zone_rule, zone_rule_step
from clew.record.hunt_tables import hunt, hunt_part, hunt_stop
from clew.record.metadata import metadata

REVISION = "0009"
"""The migration that makes the schema below."""

ELSEWHERE = (closure, ground, zone_rule, zone_rule_step, hunt, hunt_part, hunt_stop)
"""Tables that stand in files of their own, and come with these."""


def _venue_key() -> Column[str]:
    return Column("venue", String(64), ForeignKey("venue.id"), primary_key=True)


venue = Table(
    "venue",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("origin_lat", Float, nullable=False),
    Column("origin_lon", Float, nullable=False),
    Column("bearing_deg", Float, nullable=False),
    Column("map_version", Integer, nullable=False),
    Column("created", String(32), nullable=False),
)

feature = Table(
    "feature",
    metadata,
    _venue_key(),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("source", String(16), nullable=False),
    Column("geometry", Text),
    Column("properties", Text, nullable=False),
    Column("levels", Text, nullable=False),
)

level = Table(
    "level",
    metadata,
    _venue_key(),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("label", String, nullable=False),
    Column("outline", Text, nullable=False),
    Column("outline_source", String(16), nullable=False),
)

zone = Table(
    "zone",
    metadata,
    Column("id", String, primary_key=True),
    Column("venue", String(64), ForeignKey("venue.id"), nullable=False, index=True),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("unit", String),
    Column("checksum", String(64), nullable=False),
)

place = Table(
    "place",
    metadata,
    _venue_key(),
    Column("feature", String, primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("lang", String(35), nullable=False),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("zone", String, nullable=False),
)

connector = Table(
    "connector",
    metadata,
    _venue_key(),
    Column("id", String, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("step_free", Integer),
    Column("ends", Text, nullable=False),
)

survey = Table(
    "survey",
    metadata,
    Column("zone", String, primary_key=True),
    Column("venue", String(64), ForeignKey("venue.id"), nullable=False, index=True),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("accuracy_m", Float, nullable=False),
    Column("instrument", String, nullable=False),
    Column("measured_on", String(10), nullable=False),
    Column("checksum", String(64), nullable=False),
)

campaign = Table(
    "campaign",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("state", String(8), nullable=False),
    Column("created", String(32), nullable=False),
    Column("closed", String(32)),
    # Raised with every change of the campaign's own head, so that an older head never wins.
    Column("generation", Integer, nullable=False),
    CheckConstraint("state in ('open', 'closed')", name="state"),
)

clue_revision = Table(
    "clue_revision",
    metadata,
    Column("campaign", String(64), ForeignKey("campaign.id"), primary_key=True),
    Column("clue", String(128), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    # publishing -> live -> superseded; publishing -> abandoned; a delete's own row ends as deleted.
    Column("state", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("lang", String(35), nullable=False),
    Column("aliases", Text, nullable=False),
    Column("zone", String, nullable=False),
    # The zone's first part, of its own so that an index answers "which venues" and "who is there".
    Column("venue", String(64), nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("created", String(32), nullable=False),
    # Who may finish a begun row, and until when (seconds since 1970); history once it is finished.
    Column("lease", String(32)),
    Column("lease_until", Float),
    CheckConstraint(
        "state in ('publishing', 'live', 'superseded', 'abandoned', 'deleting', 'deleted')",
        name="state",
    ),
    Index(None, "campaign", "state", "venue"),
    Index(None, "venue", "state"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("content", String(64), nullable=False),
    Column("token", String(32), nullable=False),
    Column("at", Float, nullable=False, index=True),
    Column("campaign", String(64)),
    # The first clue and its revision speak for all that were begun in the same transaction.
    Column("clue", String(128)),
    Column("revision", Integer, nullable=False),
    Column("clues", Integer, nullable=False),
    Column("answer", Text),
)

catalogue = Table(
    "catalogue",
    metadata,
    # One row, there from the first product on: its version is that of the last change.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)

product = Table(
    "product",
    metadata,
    Column("id", String(128), primary_key=True),
    # The catalogue's version that last changed it.
    Column("changed", Integer, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("stock", BigInteger),
    Column("zone", String),
    Column("lat", Float),
    Column("lon", Float),
    Column("url", Text, nullable=False),
    Column("image", Text, nullable=False),
    Column("attributes", Text, nullable=False),
)

product_alias = Table(
    "product_alias",
    metadata,
    # What a variant is called where baskets name it.
    Column("id", String(128), primary_key=True),
    Column("product", String(128), ForeignKey("product.id"), nullable=False),
)

# A player's history is one range of the key, and the table is that key's tree itself.
purchase = Table(
    "purchase",
    metadata,
    Column("player", String(128), primary_key=True),
    Column("time", BigInteger, primary_key=True, autoincrement=False),
    Column("basket", String(128), primary_key=True),
    Column("product", String(128), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    Column("price", BigInteger),
    sqlite_with_rowid=False,
)

shop_event = Table(
    "shop_event",
    metadata,
    Column("player", String(128), primary_key=True),
    Column("time", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),
    # Empty where there is none: a part of a key is never null.
    Column("product", String(128), primary_key=True),
    Column("text", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# Kinds of article that were found to go together, and what operators made of it.
pair_proposal = Table(
    "pair_proposal",
    metadata,
    Column("first", String, primary_key=True),
    Column("second", String, primary_key=True),
    Column("together", Integer, nullable=False),
    Column("npmi", Float, nullable=False),
    Column("lift", Float, nullable=False),
    Column("share", Float, nullable=False),
    Column("later_together", Integer, nullable=False),
    Column("later_lift", Float),
    Column("later_share", Float),
    Column("split", BigInteger, nullable=False),
    Column("first_products", Integer, nullable=False),
    Column("second_products", Integer, nullable=False),
    Column("margin", Float),
    Column("state", String(8), nullable=False),
)

promotion = Table(
    "promotion",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("state", String(12), nullable=False),
    # What it says, as JSON; never changed.
    Column("content", Text, nullable=False),
    CheckConstraint(
        "state in ('draft', 'approved', 'scheduled', 'live', 'paused', 'ended', 'archived')",
        name="state",
    ),
    Index(None, "state"),
)

promotion_step = Table(
    "promotion_step",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("promotion", String(64), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("before", String(12)),
    Column("after", String(12), nullable=False),
    Column("who", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
)

promotion_hold = Table(
    "promotion_hold",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("promotion", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("player", String(128), nullable=False),
    Column("day", String(10), nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("money", BigInteger, nullable=False),
    Column("taken", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    CheckConstraint("state in ('held', 'firm', 'released', 'expired')", name="state"),
    CheckConstraint("units > 0 and money >= 0", name="amounts"),
    Index(None, "state", "promotion", "expires"),
)

# What is held or firm of a budget, under each of the names it is counted by; changed only in the
# transaction that changes the hold.
promotion_spent = Table(
    "promotion_spent",
    metadata,
    Column("promotion", String(64), primary_key=True),
    Column("counter", String(140), primary_key=True),
    Column("units", BigInteger, nullable=False),
    Column("money", BigInteger, nullable=False),
    CheckConstraint("units >= 0 and money >= 0", name="amounts"),
)

# Every change of a hold, in order; rows are only added.
promotion_ledger = Table(
    "promotion_ledger",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("hold", String(128), nullable=False, index=True),
    Column("after", String(8), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("who", String(64), nullable=False, server_default=""),
    Column("why", String(500), nullable=False, server_default=""),
)
