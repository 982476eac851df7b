"""Plain geography that needs no library."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius in metres (IUGG, Moritz 2000, "Geodetic Reference System 1980")."""

COORDINATE_DECIMALS = 7
"""Coordinates are kept to 1e-7 degrees: 11 mm of latitude."""


def rounded(degrees: float) -> float:
    """A coordinate in the precision that Clew stores and serves, never minus zero."""
    return round(degrees, COORDINATE_DECIMALS) + 0.0


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Metres between two WGS84 points given in degrees, by the haversine formula.

    Within 0.6 % of the ellipsoid; at a venue's size that is centimetres.
    """
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = radians(lon_b - lon_a) / 2
    chord = sin(half_phi) ** 2 + cos(phi_a) * cos(phi_b) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
