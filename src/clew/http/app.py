"""Everything behind the front, as one Litestar application."""

from __future__ import annotations

from litestar import Litestar
from litestar.di import Provide

from clew.http.openapi import OPENAPI
from clew.http.refusals import HANDLERS
from clew.http.resolve_door import ResolveDoor
from clew.http.routes import ROUTES
from clew.wiring.house import House

MOST_BYTES = 1024 * 1024
"""The longest body behind the front, bytes: a clue of 50 aliases, each escaped, takes 600,000."""


def build_app(house: House, door: ResolveDoor) -> Litestar:
    """The application over a house; the house's parts are made when a request needs them."""
    return Litestar(
        route_handlers=[*ROUTES, OPENAPI],
        dependencies={
            "house": Provide(lambda: house, sync_to_thread=False),
            "door": Provide(lambda: door, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        request_max_body_size=MOST_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
