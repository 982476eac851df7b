"""Everything behind the front, as one Litestar application."""

from __future__ import annotations

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from clew.http.bench import Bench
from clew.http.entry import Entry
from clew.http.methods import answering_options
from clew.http.openapi import OPENAPI
from clew.http.parts import Parts
from clew.http.refusals import HANDLERS
from clew.http.routes import ROUTES
from clew.wiring.allocation_process import AllocationProcess
from clew.wiring.lint_process import LintProcess

MOST_BYTES = 1024 * 1024
"""The longest body behind the front, bytes: a clue of 50 aliases, each escaped, takes 600,000."""


def build_app(parts: Parts, entry: Entry) -> Litestar:
    """The application over a worker's parts; the house makes its own when a request needs them."""
    lints = LintProcess(parts.house.configuration)
    allocations = AllocationProcess(parts.house.configuration)
    bench = Bench()
    return Litestar(
        route_handlers=[*ROUTES, OPENAPI],
        dependencies={
            "parts": Provide(lambda: parts, sync_to_thread=False),
            "lints": Provide(lambda: lints, sync_to_thread=False),
            "allocations": Provide(lambda: allocations, sync_to_thread=False),
            "bench": Provide(lambda: bench, sync_to_thread=False),
        },
        state=State({"entry": entry}),
        before_request=answering_options([*ROUTES, OPENAPI]),
        exception_handlers=HANDLERS,
        request_max_body_size=MOST_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
