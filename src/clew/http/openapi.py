"""The OpenAPI document of what is served; docs/openapi.json is these bytes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

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
            name: Provide(lambda: None, sync_to_thread=False)
            for name in ("parts", "lints", "allocations", "bench")
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
    told = app.openapi_schema.to_schema()
    _close(told["components"]["schemas"])
    _on_the_wall(told["components"]["schemas"]["Schedule"]["properties"])
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _close(schemas: dict[str, Any]) -> None:
    """Says where a body may have no other fields, which the framework leaves out."""
    given = [handler.parsed_fn_signature.parameters.get("data") for handler in ROUTES]
    _, read = msgspec.json.schema_components([one.annotation for one in given if one])
    for name, schema in read.items():
        if schema.get("additionalProperties") is False:
            schemas[name]["additionalProperties"] = False


def _on_the_wall(schedule: dict[str, Any]) -> None:
    """Says that these are a wall clock's times: a `date-time` of JSON schema has an offset."""
    clock = {
        "type": "string",
        "description": "by the clock of `timezone`, for example 2027-05-01T18:00:00",
    }
    schedule["start"], schedule["excepted"]["items"] = clock, clock


@get(PATH, media_type=MediaType.JSON, include_in_schema=False, sync_to_thread=False)
def openapi() -> bytes:
    """The document."""
    return document()


OPENAPI = openapi
