"""The OpenAPI document of what is served; docs/openapi.json is these bytes."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from litestar import Litestar, MediaType, get
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from clew.http.routes import ROUTES

API = "1"
"""The version of what is promised under /v1."""
PATH = "/v1/openapi.json"


@lru_cache(maxsize=1)
def document() -> bytes:
    """The document, OpenAPI 3.1, as JSON with two blanks of indent."""
    app = Litestar(
        route_handlers=[*ROUTES],
        # What is not provided would be described as a query parameter; describing calls nothing.
        dependencies={
            name: Provide(lambda: None, sync_to_thread=False) for name in ("parts", "lints")
        },
        openapi_config=OpenAPIConfig(
            title="Clew",
            version=API,
            render_plugins=[],
            components=Components(
                security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}
            ),
        ),
        logging_config=None,
    )
    schema = msgspec.json.encode(app.openapi_schema.to_schema())
    return msgspec.json.format(schema, indent=2) + b"\n"


@get(PATH, media_type=MediaType.JSON, include_in_schema=False, sync_to_thread=False)
def openapi() -> bytes:
    """The document."""
    return document()


OPENAPI = openapi
