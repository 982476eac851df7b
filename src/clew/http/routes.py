"""The table of routes."""

from __future__ import annotations

from clew.http.pages import PAGE_ROUTES
from clew.http.routes_campaigns import ROUTES as CAMPAIGNS
from clew.http.routes_clues import ROUTES as CLUES
from clew.http.routes_health import ROUTES as HEALTH
from clew.http.routes_resolve import ROUTES as RESOLVE
from clew.http.routes_shop import ROUTES as SHOP

ROUTES = (*RESOLVE, *CAMPAIGNS, *CLUES, *SHOP, *HEALTH, *PAGE_ROUTES)
