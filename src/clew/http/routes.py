"""The table of routes."""

from __future__ import annotations

from clew.http.pages import PAGE_ROUTES
from clew.http.routes_bulk import ROUTES as BULK
from clew.http.routes_campaigns import ROUTES as CAMPAIGNS
from clew.http.routes_clues import ROUTES as CLUES
from clew.http.routes_health import ROUTES as HEALTH
from clew.http.routes_hunts import ROUTES as HUNTS
from clew.http.routes_lint import ROUTES as LINT
from clew.http.routes_players import ROUTES as PLAYERS
from clew.http.routes_resolve import ROUTES as RESOLVE
from clew.http.routes_shop import ROUTES as SHOP
from clew.http.routes_static import ROUTES as STATIC
from clew.http.routes_surveys import ROUTES as SURVEYS
from clew.http.routes_venues import ROUTES as VENUES

ROUTES = (
    *RESOLVE,
    *CAMPAIGNS,
    *CLUES,
    *BULK,
    *LINT,
    *STATIC,
    *SURVEYS,
    *VENUES,
    *SHOP,
    *PLAYERS,
    *HUNTS,
    *HEALTH,
    *PAGE_ROUTES,
)
