"""What the OpenAPI document says of bodies that are files, taken as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

JSON, CSV = "application/json", "text/csv"

ANYTHING = Schema()
RULE_SET = Schema(
    type=OpenAPIType.OBJECT,
    required=["clew_rules", "tables"],
    properties={
        "clew_rules": Schema(const=1),
        "name": Schema(type=OpenAPIType.STRING),
        "tables": Schema(type=OpenAPIType.OBJECT),
    },
    additional_properties=False,
)
TRIAL = Schema(
    type=OpenAPIType.OBJECT,
    required=["rules", "facts"],
    properties={
        "rules": RULE_SET,
        "facts": Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.OBJECT), min_items=1),
    },
    additional_properties=False,
)
PROMOTIONS = Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.OBJECT), min_items=1)
ROWS = Schema(type=OpenAPIType.STRING)


def taking(bodies: Mapping[str, Schema], what: str, *, required: bool = True) -> type[Operation]:
    """The operation of a route whose body is one of these, by media type."""

    @dataclass
    class Taking(Operation):
        def __post_init__(self) -> None:
            content: Any = {name: OpenAPIMediaType(schema=one) for name, one in bodies.items()}
            self.request_body = RequestBody(content, description=what, required=required)

    return Taking
