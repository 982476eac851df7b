"""What a command that serves says, and a question over HTTP."""

from __future__ import annotations

import sys
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from clew.cli.shell import Shell
from clew.clues.model import Resolution

if TYPE_CHECKING:
    from clew.http.server import Started

ASK_S = 30
"""How long an answer may take, seconds: a first search may start its processes."""
_RESOLUTION = msgspec.json.Decoder(Resolution)


def told_of_start(shell: Shell, started: Started) -> None:
    """Prints the address, and the key that was made, if one was."""

    def human() -> None:
        if started.admin_key is not None:
            shell.say(f"Admin key, shown this once: {started.admin_key}")
        if not started.open_to_all:
            shell.say("Asking needs a key here: clew key create --scope resolve")
        shell.say(f"Clew is at {started.address}")

    shell.show(started, human)
    sys.stdout.flush()


def ask_over_http(address: str, campaign: str, text: str) -> Resolution:
    """What the service at an address answers; raises `OSError`, or `msgspec.DecodeError`."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=ASK_S)
    try:
        asked = msgspec.json.encode({"campaign": campaign, "text": text})
        connection.request("POST", "/v1/resolve", asked)
        return _RESOLUTION.decode(connection.getresponse().read())
    finally:
        connection.close()
