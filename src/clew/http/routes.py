"""The table of routes."""

from __future__ import annotations

from clew.http.pages import PAGE_ROUTES
from clew.http.routes_allocation import ROUTES as ALLOCATION
from clew.http.routes_bulk import ROUTES as BULK
from clew.http.routes_campaigns import ROUTES as CAMPAIGNS
from clew.http.routes_clues import ROUTES as CLUES
from clew.http.routes_ground import ROUTES as GROUND
from clew.http.routes_health import ROUTES as HEALTH
from clew.http.routes_holds import ROUTES as HOLDS
from clew.http.routes_hunts import ROUTES as HUNTS
from clew.http.routes_lint import ROUTES as LINT
from clew.http.routes_players import ROUTES as PLAYERS
from clew.http.routes_promotions import ROUTES as PROMOTIONS
from clew.http.routes_resolve import ROUTES as RESOLVE
from clew.http.routes_rule_sets import ROUTES as RULE_SETS
from clew.http.routes_rules import ROUTES as RULES
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
    *GROUND,
    *SHOP,
    *PROMOTIONS,
    *HOLDS,
    *ALLOCATION,
    *RULES,
    *RULE_SETS,
    *PLAYERS,
    *HUNTS,
    *HEALTH,
    *PAGE_ROUTES,
)
