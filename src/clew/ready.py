"""Types that msgspec learns while modules are imported, before there is more than one thread."""

from __future__ import annotations

from typing import Any

import msgspec


def ready(*types: Any) -> None:
    """Has msgspec look at these types, and at all that they hold, now.

    msgspec looks at a type when it first reads one. Where two threads do so at once, one of them
    sees it half looked at, and the process dies (0.22.0: reading a list of structures by
    `msgspec.convert` in four new threads ends 1 process of 20 with a fault in memory). Importing
    is done by one thread at a time.
    """
    for one in types:
        msgspec.json.Decoder(one)
