"""The record of venues in a relational database, through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.errors import Code, Conflict, PartUnavailable
from clew.record import schema
from clew.record.engine import Record
from clew.venues.model import (
    Connector,
    ConnectorEnd,
    ConnectorKind,
    Feature,
    Frame,
    Geometry,
    Level,
    Place,
    Survey,
    Venue,
    VenueRecord,
    Zone,
)

_CHILDREN = (
    schema.feature,
    schema.level,
    schema.zone,
    schema.place,
    schema.connector,
    schema.survey,
)

_GEOMETRY = msgspec.json.Decoder(Geometry)
_ENDS = msgspec.json.Decoder(tuple[ConnectorEnd, ...])


class SqlVenues:
    """`VenueStore` over the record's tables; lists and objects are JSON with sorted keys."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def venues(self) -> Sequence[Venue]:
        """Every venue, by id."""
        async with self._record.read() as connection:
            rows = await connection.execute(select(schema.venue))
            return sorted((_venue(row) for row in rows.mappings()), key=lambda venue: venue.id)

    async def map_version(self, venue: str) -> int | None:
        """The map version in the record; None where the venue was never imported."""
        wanted = select(schema.venue.c.map_version).where(schema.venue.c.id == venue)
        version: int | None = await self._record.look(lambda looked: looked.scalar(wanted))
        return version

    async def load(self, venue: str) -> VenueRecord | None:
        """All that is known of a venue; None where it was never imported."""
        async with self._record.read() as connection:
            rows = await connection.execute(select(schema.venue).where(schema.venue.c.id == venue))
            found = rows.mappings().first()
            if found is None:
                return None
            by_table = {table: await _children(connection, table, venue) for table in _CHILDREN}
        try:
            return _record(_venue(found), by_table)
        except (msgspec.MsgspecError, ValueError) as error:
            raise PartUnavailable(
                Code.RECORD_UNAVAILABLE,
                f"the record of venue {venue!r} is damaged: {error}",
                remedy="restore a backup",
            ) from error

    async def save(self, record: VenueRecord, *, expected_version: int | None) -> None:
        """Replaces a venue's record in one transaction."""
        id_ = record.venue.id
        async with self._record.write() as connection:
            await _expect(connection, id_, expected_version)
            for table in _CHILDREN:
                await connection.execute(delete(table).where(table.c.venue == id_))
            values = _venue_row(record.venue)
            if expected_version is None:
                await connection.execute(insert(schema.venue), values)
            else:
                known = update(schema.venue).where(schema.venue.c.id == id_)
                await connection.execute(known.values(values))
            for table, rows in _rows(record).items():
                if rows:
                    await connection.execute(insert(table), rows)

    async def add_surveys(
        self, venue: str, surveys: Sequence[Survey], *, expected_version: int
    ) -> int:
        """Adds or replaces survey rows and raises the map version in one transaction."""
        table = schema.survey
        async with self._record.write() as connection:
            await _expect(connection, venue, expected_version)
            for survey in surveys:
                await connection.execute(delete(table).where(table.c.zone == survey.zone))
            if surveys:
                await connection.execute(
                    insert(table), [_survey_row(venue, survey) for survey in surveys]
                )
            version = expected_version + 1
            known = update(schema.venue).where(schema.venue.c.id == venue)
            await connection.execute(known.values(map_version=version))
        return version


def _record(venue: Venue, rows: Mapping[Table, Sequence[Mapping[Any, Any]]]) -> VenueRecord:
    features = sorted(rows[schema.feature], key=lambda row: row["position"])
    levels = [_level(row) for row in rows[schema.level]]
    zones = [_zone(row) for row in rows[schema.zone]]
    places = [_place(row) for row in rows[schema.place]]
    connectors = [_connector(row) for row in rows[schema.connector]]
    surveys = [_survey(row) for row in rows[schema.survey]]
    # Sorted here, not by the database: its collation may not be ours.
    return VenueRecord(
        venue,
        tuple(_feature(row) for row in features),
        tuple(sorted(levels, key=lambda level: level.ordinal)),
        tuple(sorted(zones, key=lambda zone: zone.id)),
        tuple(sorted(places, key=lambda place: (place.feature, place.level))),
        tuple(sorted(connectors, key=lambda connector: connector.id)),
        tuple(sorted(surveys, key=lambda survey: survey.zone)),
    )


async def _expect(connection: AsyncConnection, venue: str, version: int | None) -> None:
    current = schema.venue.c
    found = await connection.scalar(select(current.map_version).where(current.id == venue))
    if found != version:
        raise Conflict(
            Code.VENUE_EXISTS,
            f"venue {venue!r} stands at map version {found or 'none'}, not {version or 'none'}: "
            "another process changed it in between",
            remedy="run the command again",
        )


async def _children(
    connection: AsyncConnection, table: Table, venue: str
) -> Sequence[Mapping[Any, Any]]:
    rows = await connection.execute(select(table).where(table.c.venue == venue))
    return rows.mappings().all()


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _rows(record: VenueRecord) -> Mapping[Table, list[dict[str, Any]]]:
    venue = record.venue.id
    return {
        schema.feature: [
            _feature_row(venue, n, feature) for n, feature in enumerate(record.features)
        ],
        schema.level: [
            {
                "venue": venue,
                "ordinal": level.ordinal,
                "label": level.label,
                "outline": _json(level.outline),
                "outline_source": level.outline_source,
            }
            for level in record.levels
        ],
        schema.zone: [{"venue": venue, **msgspec.structs.asdict(zone)} for zone in record.zones],
        schema.place: [
            {"venue": venue, **msgspec.structs.asdict(place), "aliases": _json(place.aliases)}
            for place in record.places
        ],
        schema.connector: [
            {
                "venue": venue,
                "id": connector.id,
                "kind": str(connector.kind),
                "step_free": None if connector.step_free is None else int(connector.step_free),
                "ends": _json(connector.ends),
            }
            for connector in record.connectors
        ],
        schema.survey: [_survey_row(venue, survey) for survey in record.surveys],
    }


def _venue_row(venue: Venue) -> dict[str, Any]:
    return {
        "id": venue.id,
        **msgspec.structs.asdict(venue.frame),
        "map_version": venue.map_version,
        "created": venue.created,
    }


def _venue(row: Mapping[Any, Any]) -> Venue:
    frame = Frame(row["origin_lat"], row["origin_lon"], row["bearing_deg"])
    return Venue(row["id"], frame, row["map_version"], row["created"])


def _feature_row(venue: str, position: int, feature: Feature) -> dict[str, Any]:
    return {
        "venue": venue,
        "id": feature.id,
        "position": position,
        "source": feature.source,
        "geometry": None if feature.geometry is None else _json(feature.geometry),
        "properties": _json(feature.properties),
        "levels": _json(feature.levels),
    }


def _feature(row: Mapping[Any, Any]) -> Feature:
    drawn = row["geometry"]
    return Feature(
        row["id"],
        row["source"],
        None if drawn is None else _GEOMETRY.decode(drawn),
        msgspec.json.decode(row["properties"]),
        msgspec.json.decode(row["levels"], type=tuple[int, ...]),
    )


def _level(row: Mapping[Any, Any]) -> Level:
    outline = _GEOMETRY.decode(row["outline"])
    return Level(row["ordinal"], row["label"], outline, row["outline_source"])


def _zone(row: Mapping[Any, Any]) -> Zone:
    return Zone(row["id"], row["lat"], row["lon"], row["unit"], row["checksum"])


def _place(row: Mapping[Any, Any]) -> Place:
    return Place(
        row["feature"],
        row["level"],
        row["name"],
        msgspec.json.decode(row["aliases"], type=tuple[str, ...]),
        row["lang"],
        row["lat"],
        row["lon"],
        row["zone"],
    )


def _connector(row: Mapping[Any, Any]) -> Connector:
    step_free = row["step_free"]
    return Connector(
        row["id"],
        ConnectorKind(row["kind"]),
        None if step_free is None else bool(step_free),
        _ENDS.decode(row["ends"]),
    )


def _survey_row(venue: str, survey: Survey) -> dict[str, Any]:
    return {
        "venue": venue,
        **msgspec.structs.asdict(survey),
        "measured_on": survey.measured_on.isoformat(),
    }


def _survey(row: Mapping[Any, Any]) -> Survey:
    return Survey(
        row["zone"],
        row["lat"],
        row["lon"],
        row["accuracy_m"],
        row["instrument"],
        date.fromisoformat(row["measured_on"]),
        row["checksum"],
    )
