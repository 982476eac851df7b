"""OPTIONS: which methods a path takes.

The framework answers with those of the path's first handler alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

_KIND = re.compile(r":\w+(?=})")


def answering_options(
    handlers: Iterable[HTTPRouteHandler],
) -> Callable[[Request[Any, Any, Any]], Response[None] | None]:
    """What answers OPTIONS for the paths of the handlers, and lets every other method pass."""
    taken: defaultdict[str, set[str]] = defaultdict(lambda: {"OPTIONS"})
    for handler in handlers:
        for path in handler.paths:
            taken[_KIND.sub("", path)] |= {str(method) for method in handler.http_methods}
    allowed = {path: ", ".join(sorted(methods)) for path, methods in taken.items()}

    def answer(request: Request[Any, Any, Any]) -> Response[None] | None:
        if request.method != "OPTIONS":
            return None
        headers = {"allow": allowed[request.scope["path_template"]]}
        return Response(None, status_code=204, headers=headers)

    return answer
