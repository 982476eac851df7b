"""The table of routes."""

from __future__ import annotations

from clew.http.pages import PAGE_ROUTES
from clew.http.routes_health import ROUTES as HEALTH
from clew.http.routes_resolve import ROUTES as RESOLVE

ROUTES = (*RESOLVE, *HEALTH, *PAGE_ROUTES)
